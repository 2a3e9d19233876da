/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-window-private.h"

#include <glib/gi18n.h>

static void
new_connection_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  WillowWindow    *self = user_data;
  g_autofree char *name =
      willow_workspace_dup_free_name (self->workspace, _ ("New connection"));
  g_autoptr (WillowProfile) profile = willow_profile_new (name);

  willow_window_add_profile (self, profile, TRUE);
}

static WillowProfile *
look_up (WillowWindow *self, GVariant *id)
{
  return willow_profile_store_lookup (
      willow_workspace_get_profiles (self->workspace),
      g_variant_get_string (id, NULL));
}

static void
place_behind (WillowWindow *self, WillowProfile *copy, WillowProfile *original)
{
  GListModel *profiles =
      G_LIST_MODEL (willow_workspace_get_profiles (self->workspace));

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (WillowProfile) profile = g_list_model_get_item (profiles, i);

      if (profile != original)
        continue;
      willow_profile_store_move (WILLOW_PROFILE_STORE (profiles), copy, i + 1);
      return;
    }
}

static void
duplicate_cb (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  WillowWindow  *self = user_data;
  WillowProfile *profile = look_up (self, id);
  g_autoptr (WillowProfile) copy = NULL;
  g_autofree char *name = NULL;

  if (profile == NULL)
    return;
  name = willow_workspace_dup_free_name (self->workspace,
                                         willow_profile_get_name (profile));
  copy = willow_profile_duplicate (profile, name);
  willow_window_add_profile (self, copy, TRUE);
  place_behind (self, copy, profile);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  WillowWindow  *self = user_data;
  WillowProfile *profile = g_object_get_data (G_OBJECT (dialog), "profile");

  if (g_str_equal (response, "delete"))
    willow_workspace_delete_profile (self->workspace, profile);
}

static void
delete_cb (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  WillowWindow  *self = user_data;
  WillowProfile *profile = look_up (self, id);
  GtkWidget     *dialog;

  if (profile == NULL)
    return;
  if (willow_profile_store_is_temporary (
          willow_workspace_get_profiles (self->workspace), profile))
    {
      willow_workspace_delete_profile (self->workspace, profile);
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL, NULL);
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog),
                                     _ ("Delete “%s”?"),
                                     willow_profile_get_name (profile));
  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("The connection ends, and its settings, its stored password and the "
         "recorded traffic are deleted."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel",
                                    _ ("_Cancel"),
                                    "delete",
                                    _ ("_Delete"),
                                    NULL);
  adw_message_dialog_set_response_appearance (
      ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog),
                                           "cancel");
  g_object_set_data_full (
      G_OBJECT (dialog), "profile", g_object_ref (profile), g_object_unref);
  g_signal_connect_object (
      dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
willow_window_add_profile_actions (WillowWindow *self)
{
  static const GActionEntry entries[] = {
    { "new-connection", new_connection_cb },
    { "duplicate-connection", duplicate_cb, "s" },
    { "delete-connection", delete_cb, "s" },
  };

  g_action_map_add_action_entries (
      G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
