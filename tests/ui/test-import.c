/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include "app/library/willow-export-dialog.h"
#include "app/library/willow-import-dialog.h"
#include "app/library/willow-import-item-row.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* From a file to profiles and back, by the dialogs. */

static GFile *
get_file (const char *name)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "model", "import", name, NULL);

  return g_file_new_for_path (path);
}

static GtkWidget *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window; /* the list has it */
    }
  return NULL;
}

static const char *
get_page (GtkWidget *dialog)
{
  return gtk_stack_get_visible_child_name (
      GTK_STACK (ui_find_type (dialog, GTK_TYPE_STACK)));
}

/* (transfer none) */
static GtkWidget *
open_file (UiFixture *fixture, const char *name)
{
  g_autoptr (GFile) file = get_file (name);
  GtkWidget *dialog;

  ui_activate (fixture, "win.import-connections");
  dialog = find_window (WILLOW_TYPE_IMPORT_DIALOG);
  g_assert_nonnull (dialog);
  willow_import_dialog_open (WILLOW_IMPORT_DIALOG (dialog), file);
  ui_until (!g_str_equal (get_page (dialog), "loading"));
  return dialog;
}

static GtkWidget *
get_import_button (GtkWidget *dialog)
{
  /* The first one is Cancel. */
  return ui_find_nth (
      ui_find_type (dialog, ADW_TYPE_HEADER_BAR), GTK_TYPE_BUTTON, 1);
}

static void
close_dialog (GtkWidget *dialog)
{
  g_assert_nonnull (dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  ui_until (find_window (WILLOW_TYPE_IMPORT_DIALOG) == NULL);
}

static void
unfold (GtkWidget *dialog, guint index)
{
  adw_expander_row_set_expanded (
      ADW_EXPANDER_ROW (
          ui_find_nth (dialog, WILLOW_TYPE_IMPORT_ITEM_ROW, index)),
      TRUE);
}

static guint
count_profiles (UiFixture *fixture)
{
  return g_list_model_get_n_items (
      G_LIST_MODEL (willow_workspace_get_profiles (fixture->workspace)));
}

static void
test_report (UiFixture *fixture, gconstpointer data)
{
  guint      n_before = count_profiles (fixture);
  GtkWidget *dialog = open_file (fixture, "mqttx-greenhouse.json");

  g_assert_cmpstr (get_page (dialog), ==, "report");
  unfold (dialog, 0);
  ui_until (ui_shows_text (dialog, "client.key"));
  g_assert_true (ui_shows_text (dialog, "4294967295"));
  g_assert_false (ui_shows_text (dialog, "not-a-real-secret"));
  ui_picture (GTK_WINDOW (dialog), "import-report");
  g_assert_cmpuint (count_profiles (fixture), ==, n_before);
  close_dialog (dialog);
  g_assert_cmpuint (count_profiles (fixture), ==, n_before);
}

static void
test_import (UiFixture *fixture, gconstpointer data)
{
  WillowProfileStore *store =
      willow_workspace_get_profiles (fixture->workspace);
  guint            n_before = count_profiles (fixture);
  GtkWidget       *dialog = open_file (fixture, "mqttx-greenhouse.json");
  WillowProfile   *profile;
  GBytes          *password;
  g_autofree char *group = NULL;

  ui_click (get_import_button (dialog));
  ui_until (find_window (WILLOW_TYPE_IMPORT_DIALOG) == NULL);
  g_assert_cmpuint (count_profiles (fixture), ==, n_before + 1);
  profile = willow_profile_store_find_name (store, "Greenhouse mTLS");
  g_assert_nonnull (profile);
  g_object_get (profile, "group", &group, NULL);
  g_assert_cmpstr (group, ==, "MQTTX import");
  password = willow_password_vault_peek (
      willow_workspace_get_vault (fixture->workspace), profile);
  g_assert_cmpmem (g_bytes_get_data (password, NULL),
                   g_bytes_get_size (password),
                   "not-a-real-secret",
                   17);
  g_assert_true (willow_conversation_get_profile (
                     willow_window_get_conversation (fixture->window)) ==
                 profile);

  dialog = open_file (fixture, "mqttx-greenhouse.json");
  g_assert_false (gtk_widget_is_sensitive (get_import_button (dialog)));
  unfold (dialog, 0);
  ui_until (ui_shows_text (dialog, "It is there already"));
  close_dialog (dialog);
}

/* Some are ticked, some not, some cannot be. */
static void
test_ticks (UiFixture *fixture, gconstpointer data)
{
  guint      n_before = count_profiles (fixture);
  GtkWidget *dialog = open_file (fixture, "explorer-kinds.json");
  GtkWidget *row = ui_find_nth (dialog, WILLOW_TYPE_IMPORT_ITEM_ROW, 2);
  GtkWidget *check = ui_find_type (row, GTK_TYPE_CHECK_BUTTON);

  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);
  row = ui_find_nth (dialog, WILLOW_TYPE_IMPORT_ITEM_ROW, 4);
  check = ui_find_type (row, GTK_TYPE_CHECK_BUTTON);
  g_assert_false (gtk_widget_is_sensitive (check));
  ui_picture (GTK_WINDOW (dialog), "import-several");
  ui_click (get_import_button (dialog));
  ui_until (find_window (WILLOW_TYPE_IMPORT_DIALOG) == NULL);
  /* Of nine: three unusable, two defaults, one unticked. */
  g_assert_cmpuint (count_profiles (fixture), ==, n_before + 3);
}

static void
type_secret (GtkWidget *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_emit_by_name (row, "apply");
}

static void
test_secret (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *dialog = open_file (fixture, "analyzer-locked.mqttbroker");
  GtkWidget *row;

  unfold (dialog, 0);
  ui_until (ui_find_type (ui_find_type (dialog, WILLOW_TYPE_IMPORT_ITEM_ROW),
                          ADW_TYPE_PASSWORD_ENTRY_ROW) != NULL);
  row = ui_find_type (ui_find_type (dialog, WILLOW_TYPE_IMPORT_ITEM_ROW),
                      ADW_TYPE_PASSWORD_ENTRY_ROW);
  type_secret (row, "wrong");
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  ui_picture (GTK_WINDOW (dialog), "import-secret");
  type_secret (row, "open-sesame");
  ui_until (ui_find_type (ui_find_type (dialog, WILLOW_TYPE_IMPORT_ITEM_ROW),
                          ADW_TYPE_PASSWORD_ENTRY_ROW) == NULL);
  ui_until (ui_shows_text (dialog, "Given"));
  close_dialog (dialog);
}

static void
test_problems (UiFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *text;
  } cases[] = {
    { "mqttx-trailing-comma.json", "line 4" },
    { "mqttx.csv", "CSV" },
    { "empty.json", "nothing in it" },
    { "binary.json", "no file of connections" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GtkWidget *dialog = open_file (fixture, cases[i].name);

      g_assert_cmpstr (get_page (dialog), ==, "start");
      ui_until (ui_shows_text (dialog, cases[i].text));
      g_assert_false (gtk_widget_is_visible (get_import_button (dialog)));
      if (i == 0)
        ui_picture (GTK_WINDOW (dialog), "import-problem");
      close_dialog (dialog);
    }
}

static void
test_start (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  ui_activate (fixture, "win.import-connections");
  dialog = find_window (WILLOW_TYPE_IMPORT_DIALOG);
  g_assert_cmpstr (get_page (dialog), ==, "start");
  ui_picture (GTK_WINDOW (dialog), "import-start");
  close_dialog (dialog);
}

/* From the page that one begins at. */
static void
test_welcome (UiFixture *fixture, gconstpointer data)
{
  willow_window_show_profile (fixture->window, NULL);
  ui_until (
      ui_shows_text (GTK_WIDGET (fixture->window), "Bring My Connections"));
  ui_click (ui_find_button (GTK_WIDGET (fixture->window), "Import…"));
  close_dialog (find_window (WILLOW_TYPE_IMPORT_DIALOG));
}

static GtkWidget *
open_export (UiFixture *fixture)
{
  ui_activate (fixture, "win.export-connections");
  return find_window (WILLOW_TYPE_EXPORT_DIALOG);
}

/* (transfer full): what was written there */
static char *
save (GtkWidget *dialog, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "out.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  char *text = NULL;

  willow_export_dialog_save (WILLOW_EXPORT_DIALOG (dialog), file);
  ui_until (find_window (WILLOW_TYPE_EXPORT_DIALOG) == NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
add_secret_profile (UiFixture *fixture)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("With password");

  g_object_set (profile, "host", "h.example.test", "use-password", TRUE, NULL);
  willow_profile_store_add (willow_workspace_get_profiles (fixture->workspace),
                            profile);
  willow_password_vault_set (willow_workspace_get_vault (fixture->workspace),
                             profile,
                             "not-a-real-secret");
}

static void
test_export (UiFixture *fixture, gconstpointer data)
{
  GtkWidget       *dialog, *button, *row;
  g_autofree char *plain = NULL;
  g_autofree char *sealed = NULL;

  add_secret_profile (fixture);
  dialog = open_export (fixture);
  ui_picture (GTK_WINDOW (dialog), "export");
  plain = save (dialog, fixture->folder);
  g_assert_nonnull (strstr (plain, "With password"));
  g_assert_null (strstr (plain, "not-a-real-secret"));

  dialog = open_export (fixture);
  button = get_import_button (dialog);
  g_assert_true (gtk_widget_is_sensitive (button));
  gtk_switch_set_active (GTK_SWITCH (ui_find_type (dialog, GTK_TYPE_SWITCH)),
                         TRUE);
  g_assert_false (gtk_widget_is_sensitive (button));
  row = ui_find_nth (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, 0);
  gtk_editable_set_text (GTK_EDITABLE (row), "correct horse");
  row = ui_find_nth (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, 1);
  gtk_editable_set_text (GTK_EDITABLE (row), "correct mule");
  g_assert_false (gtk_widget_is_sensitive (button));
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  ui_picture (GTK_WINDOW (dialog), "export-secrets");
  gtk_editable_set_text (GTK_EDITABLE (row), "correct horse");
  g_assert_true (gtk_widget_is_sensitive (button));
  sealed = save (dialog, fixture->folder);
  g_assert_null (strstr (sealed, "With password"));
  g_assert_nonnull (strstr (sealed, "sealed"));
}

/* What was sealed is opened by the dialog, with the password in it. */
static void
test_sealed (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "out.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget       *dialog, *row;
  g_autofree char *text = NULL;

  add_secret_profile (fixture);
  dialog = open_export (fixture);
  gtk_switch_set_active (GTK_SWITCH (ui_find_type (dialog, GTK_TYPE_SWITCH)),
                         TRUE);
  for (guint i = 0; i < 2; i++)
    gtk_editable_set_text (
        GTK_EDITABLE (ui_find_nth (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, i)),
        "correct horse");
  text = save (dialog, fixture->folder);

  ui_activate (fixture, "win.import-connections");
  dialog = find_window (WILLOW_TYPE_IMPORT_DIALOG);
  willow_import_dialog_open (WILLOW_IMPORT_DIALOG (dialog), file);
  ui_until (g_str_equal (get_page (dialog), "passphrase"));
  row = ui_find_type (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (row), "wrong");
  g_signal_emit_by_name (row, "entry-activated");
  ui_until (ui_shows_text (dialog, "not its passphrase"));
  ui_picture (GTK_WINDOW (dialog), "import-passphrase");
  gtk_editable_set_text (GTK_EDITABLE (row), "correct horse");
  g_signal_emit_by_name (row, "entry-activated");
  ui_until (g_str_equal (get_page (dialog), "report"));
  unfold (dialog, 0);
  ui_until (ui_shows_text (dialog, "It is there already"));
  close_dialog (dialog);
  g_remove (path);
}

#define ADD(name, function)                                                    \
  g_test_add ("/import/" name,                                                 \
              UiFixture,                                                       \
              NULL,                                                            \
              ui_fixture_set_up,                                               \
              function,                                                        \
              ui_fixture_tear_down)

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ADD ("start", test_start);
  ADD ("welcome", test_welcome);
  ADD ("report", test_report);
  ADD ("import", test_import);
  ADD ("ticks", test_ticks);
  ADD ("secret", test_secret);
  ADD ("problems", test_problems);
  ADD ("export", test_export);
  ADD ("sealed", test_sealed);
  return g_test_run ();
}
