/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-window-private.h"

#include "app/library/willow-group-dialog.h"

#include <glib/gi18n.h>

/* What is done with profiles other than the one that is shown, with groups, and
 * with profiles that nobody has kept yet. */

static WillowProfileStore *
get_store (WillowWindow *self)
{
  return willow_workspace_get_profiles (self->workspace);
}

static WillowProfile *
look_up (WillowWindow *self, GVariant *id)
{
  return willow_profile_store_lookup (get_store (self),
                                      g_variant_get_string (id, NULL));
}

/* (nullable) */
static WillowProfile *
get_shown (WillowWindow *self)
{
  WillowConversation *conversation = willow_window_get_conversation (self);

  return conversation != NULL ? willow_conversation_get_profile (conversation)
                              : NULL;
}

void
willow_window_connect_profile (WillowWindow *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_WINDOW (self));

  willow_window_show_profile (self, profile);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.connect", NULL);
}

WillowWindow *
willow_window_open_another (WillowWindow *self, WillowProfile *profile)
{
  WillowWindow *window;

  g_return_val_if_fail (WILLOW_IS_WINDOW (self), NULL);

  window = willow_window_new (
      WILLOW_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))),
      self->workspace);
  willow_window_show_profile (window, profile);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
connect_cb (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  WillowProfile *profile = look_up (user_data, id);

  if (profile != NULL)
    willow_window_connect_profile (user_data, profile);
}

static void
show_cb (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  WillowProfile *profile = look_up (user_data, id);

  if (profile != NULL)
    willow_window_show_profile (user_data, profile);
}

/* Whatever is shown. */
static void
disconnect_cb (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  WillowWindow       *self = user_data;
  WillowProfile      *profile = look_up (self, id);
  WillowConversation *conversation =
      profile != NULL
          ? willow_workspace_find_conversation (self->workspace, profile)
          : NULL;

  if (conversation == NULL)
    return;
  if (willow_conversation_get_state (conversation) == WILLOW_CLIENT_CONNECTED)
    willow_conversation_disconnect (conversation, WILLOW_DISCONNECT_CLEAN);
  else
    willow_conversation_cancel (conversation);
}

static void
window_cb (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  WillowProfile *profile = look_up (user_data, id);

  if (profile != NULL)
    willow_window_open_another (user_data, profile);
}

static void
another_window_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  willow_window_open_another (user_data, get_shown (user_data));
}

static void
rename_cb (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  WillowWindow  *self = user_data;
  WillowProfile *profile = look_up (self, id);

  if (profile == NULL)
    return;
  willow_window_show_profile (self, profile);
  willow_conversation_view_edit_name (self->view);
}

static void
details_cb (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  WillowWindow  *self = user_data;
  WillowProfile *profile = look_up (self, id);

  if (profile == NULL)
    return;
  willow_window_show_profile (self, profile);
  willow_conversation_view_edit_details (self->view);
}

static void
new_group_cb (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  WillowWindow  *self = user_data;
  WillowProfile *profile = look_up (self, id);

  if (profile != NULL)
    willow_group_dialog_present_new (
        GTK_WINDOW (self), get_store (self), profile);
}

static void
rename_group_cb (GSimpleAction *action, GVariant *group, gpointer user_data)
{
  WillowWindow *self = user_data;

  willow_group_dialog_present_rename (
      GTK_WINDOW (self), get_store (self), g_variant_get_string (group, NULL));
}

static void
search_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WillowWindow *self = user_data;

  g_action_group_change_action_state (
      G_ACTION_GROUP (self), "sidebar", g_variant_new_boolean (TRUE));
  willow_sidebar_search (self->sidebar);
}

static void
welcome_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  willow_window_show_profile (user_data, NULL);
}

void
willow_window_mark_trial (WillowProfile *profile)
{
  g_object_set_data (
      G_OBJECT (profile), "willow-trial", GINT_TO_POINTER (TRUE));
}

static const char *
explain_guest (WillowProfile *profile)
{
  if (g_object_get_data (G_OBJECT (profile), "willow-trial") != NULL)
    return _ ("A changed copy of a connection, to try. It is gone when Willow "
              "is closed, unless you keep it.");
  return _ ("Opened from a URL. Nothing is sent until you press Connect, "
            "and nothing of it is stored.");
}

/* What is not kept says so for as long as it is not. */
void
willow_window_update_guest (WillowWindow *self)
{
  WillowProfile *profile = get_shown (self);
  gboolean       guest = profile != NULL && willow_profile_store_is_temporary (
                                          get_store (self), profile);

  willow_notice_bar_set_text (self->guest_notice,
                              guest ? explain_guest (profile) : NULL);
  willow_notice_bar_set_action (self->guest_notice, guest ? _ ("Keep") : NULL);
}

static void
keep (WillowWindow *self, WillowProfile *profile, gboolean with_password)
{
  willow_workspace_keep_profile (self->workspace, profile, with_password);
  willow_window_update_guest (self);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  WillowProfile *profile = g_object_get_data (G_OBJECT (dialog), "profile");

  if (!g_str_equal (response, "cancel"))
    keep (user_data, profile, g_str_equal (response, "with"));
}

static void
ask_about_password (WillowWindow *self, WillowProfile *profile)
{
  GtkWidget *widget = adw_message_dialog_new (
      GTK_WINDOW (self), _ ("Keep the Password Too?"), NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  adw_message_dialog_set_body (
      dialog,
      _ ("It would be stored in the keyring. Otherwise it is known until "
         "Willow is closed, and asked for later."));
  adw_message_dialog_add_responses (dialog,
                                    "cancel",
                                    _ ("_Cancel"),
                                    "without",
                                    _ ("_Without Password"),
                                    "with",
                                    _ ("With _Password"),
                                    NULL);
  adw_message_dialog_set_default_response (dialog, "without");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (
      G_OBJECT (dialog), "profile", g_object_ref (profile), g_object_unref);
  g_signal_connect_object (
      dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
start_keeping (WillowWindow *self, WillowProfile *profile)
{
  WillowPasswordVault *vault = willow_workspace_get_vault (self->workspace);

  if (willow_profile_get_use_password (profile) &&
      willow_password_vault_peek (vault, profile) != NULL)
    ask_about_password (self, profile);
  else
    keep (self, profile, TRUE);
}

void
willow_window_keep (WillowWindow *self)
{
  WillowProfile *profile = get_shown (self);

  if (profile != NULL)
    start_keeping (self, profile);
}

static void
keep_cb (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  WillowProfile *profile = look_up (user_data, id);

  if (profile != NULL)
    start_keeping (user_data, profile);
}

void
willow_window_add_library_actions (WillowWindow *self)
{
  static const GActionEntry entries[] = {
    { "connection-show", show_cb, "s" },
    { "connection-connect", connect_cb, "s" },
    { "connection-disconnect", disconnect_cb, "s" },
    { "connection-window", window_cb, "s" },
    { "connection-rename", rename_cb, "s" },
    { "connection-details", details_cb, "s" },
    { "connection-keep", keep_cb, "s" },
    { "connection-new-group", new_group_cb, "s" },
    { "rename-group", rename_group_cb, "s" },
    { "another-window", another_window_cb },
    { "search-connections", search_cb },
    { "welcome", welcome_cb },
  };

  g_action_map_add_action_entries (
      G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
