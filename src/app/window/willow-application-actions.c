/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-application-actions.h"

#include "app/window/willow-window.h"

#include <glib/gi18n.h>

static const struct
{
  const char *action;
  const char *keys[3];
} shortcuts[] = {
  { "app.quit", { "<Control>q" } },
  { "app.new-window", { "<Control><Shift>n" } },
  { "window.close", { "<Control>w" } },
  { "win.show-help-overlay", { "<Control>question", "F1" } },
  { "win.new-connection", { "<Control>n" } },
  { "win.search-connections", { "<Control>l" } },
  { "win.connect", { "F5" } },
  { "win.disconnect", { "<Shift>F5" } },
  { "win.diagnose", { "<Control>F5" } },
  { "win.publish", { "<Control>Return", "<Control>KP_Enter" } },
  { "win.filter", { "<Control>f" } },
  { "win.page('connection')", { "<Control>1" } },
  { "win.page('messages')", { "<Control>2" } },
  { "win.page('topics')", { "<Control>3" } },
  { "win.page('packets')", { "<Control>4" } },
  { "win.sidebar", { "F9" } },
  { "win.inspector", { "<Shift>F9" } },
  { "win.next-zone", { "F6" } },
  { "win.previous-zone", { "<Shift>F6" } },
};

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
}

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WillowApplication *self = user_data;
  GtkWindow         *active =
      gtk_application_get_active_window (GTK_APPLICATION (self));

  if (WILLOW_IS_WINDOW (active))
    {
      gtk_widget_activate_action (
          GTK_WIDGET (active), "win.another-window", NULL);
      return;
    }
  gtk_window_present (GTK_WINDOW (
      willow_window_new (self, willow_application_get_workspace (self))));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (
      gtk_application_get_active_window (GTK_APPLICATION (user_data)),
      "application-name",
      _ ("Willow"),
      "application-icon",
      WILLOW_APPLICATION_ID,
      "version",
      WILLOW_VERSION,
      "developer-name",
      _ ("The Willow authors"),
      "comments",
      _ ("An MQTT client that shows its work"),
      "license-type",
      GTK_LICENSE_GPL_3_0,
      /* Translators: put your names here, one per line */
      "translator-credits",
      _ ("translator-credits"),
      NULL);
}

static AdwColorScheme
find_scheme (const char *name)
{
  if (g_str_equal (name, "dark"))
    return ADW_COLOR_SCHEME_FORCE_DARK;
  if (g_str_equal (name, "light"))
    return ADW_COLOR_SCHEME_FORCE_LIGHT;
  return ADW_COLOR_SCHEME_DEFAULT;
}

static void
color_scheme_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  GSettings *settings = willow_application_get_settings (user_data);

  g_simple_action_set_state (action, value);
  adw_style_manager_set_color_scheme (
      adw_style_manager_get_default (),
      find_scheme (g_variant_get_string (value, NULL)));
  if (settings != NULL)
    g_settings_set_string (
        settings, "color-scheme", g_variant_get_string (value, NULL));
}

static void
restore_color_scheme (WillowApplication *self)
{
  GSettings       *settings = willow_application_get_settings (self);
  g_autofree char *scheme = NULL;

  if (settings == NULL)
    return;
  scheme = g_settings_get_string (settings, "color-scheme");
  g_action_group_change_action_state (
      G_ACTION_GROUP (self), "color-scheme", g_variant_new_string (scheme));
}

void
willow_application_add_actions (WillowApplication *self)
{
  static const GActionEntry entries[] = {
    { "quit", quit_cb },
    { "new-window", new_window_cb },
    { "about", about_cb },
    { "color-scheme", NULL, "s", "'system'", color_scheme_cb },
  };

  g_action_map_add_action_entries (
      G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (
        GTK_APPLICATION (self),
        shortcuts[i].action,
        (const char *const *)shortcuts[i].keys);
  restore_color_scheme (self);
}
