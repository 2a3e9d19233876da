/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* What product and habit promise; the shortcuts window reads the same table. */
static const struct
{
  const char *action;
  const char *accelerator;
} promised[] = {
  { "win.publish", "<Control>Return" },
  { "win.connect", "F5" },
  { "win.disconnect", "<Shift>F5" },
  { "win.page('connection')", "<Control>1" },
  { "win.page('messages')", "<Control>2" },
  { "win.page('topics')", "<Control>3" },
  { "win.page('packets')", "<Control>4" },
  { "win.next-zone", "F6" },
  { "win.new-connection", "<Control>n" },
  { "win.sidebar", "F9" },
  { "win.search-connections", "<Control>l" },
  { "app.new-window", "<Shift><Control>n" },
  { "win.show-help-overlay", "<Control>question" },
  { "app.quit", "<Control>q" },
  { "window.close", "<Control>w" },
};

static WillowApplication *application;

static void
test_accelerators (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (promised); i++)
    {
      g_auto (GStrv) accelerators = gtk_application_get_accels_for_action (
          GTK_APPLICATION (application), promised[i].action);

      g_test_message ("%s", promised[i].action);
      g_assert_true (g_strv_contains ((const char *const *)accelerators,
                                      promised[i].accelerator));
    }
}

/* Every action with a key exists in the window or the application. */
static void
test_actions_exist (void)
{
  WillowWindow *window = willow_window_new (
      application, willow_application_get_workspace (application));
  g_auto (GStrv) names =
      gtk_application_list_action_descriptions (GTK_APPLICATION (application));

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      g_autoptr (GVariant) target = NULL;
      GActionMap *map = g_str_has_prefix (names[i], "app.")
                            ? G_ACTION_MAP (application)
                            : G_ACTION_MAP (window);

      if (g_str_has_prefix (names[i], "window."))
        continue; /* GTK's own */
      g_assert_true (g_action_parse_detailed_name (
          strchr (names[i], '.') + 1, &name, &target, NULL));
      g_test_message ("%s", names[i]);
      g_assert_nonnull (g_action_map_lookup_action (map, name));
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("willow-ui-XXXXXX", NULL);
  int              result;

  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  ui_test_init (&argc, &argv);
  application = willow_application_new ();
  g_application_set_flags (G_APPLICATION (application),
                           G_APPLICATION_NON_UNIQUE);
  g_assert_true (
      g_application_register (G_APPLICATION (application), NULL, NULL));
  g_test_add_func ("/ui/shortcuts/accelerators", test_accelerators);
  g_test_add_func ("/ui/shortcuts/actions-exist", test_actions_exist);
  result = g_test_run ();
  g_clear_object (&application);
  g_rmdir (folder);
  return result;
}
