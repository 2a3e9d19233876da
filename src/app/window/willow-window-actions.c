/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/willow-window-private.h"

#include "app/connection/willow-connect-flow.h"
#include "app/connection/willow-leave-dialog.h"

static void
connect_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WillowWindow       *self = user_data;
  WillowConversation *conversation = willow_window_get_conversation (self);
  WillowProfileNote   obstacle;

  willow_connect_flow_start (GTK_WINDOW (self), self->workspace, conversation);
  if (willow_profile_find_obstacle (
          willow_conversation_get_profile (conversation), NULL, &obstacle))
    willow_conversation_view_show_setting (self->view, obstacle.property);
}

static void
cancel_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  willow_conversation_cancel (willow_window_get_conversation (user_data));
}

static const struct
{
  const char          *action;
  WillowDisconnectMode mode;
} ways_to_leave[] = {
  { "disconnect", WILLOW_DISCONNECT_CLEAN },
  { "disconnect-with-will", WILLOW_DISCONNECT_WITH_WILL },
  { "disconnect-drop", WILLOW_DISCONNECT_DROP },
  { "disconnect-reset", WILLOW_DISCONNECT_RESET },
  { "disconnect-silent", WILLOW_DISCONNECT_SILENT },
};

static void
disconnect_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *name = g_action_get_name (G_ACTION (action));

  for (gsize i = 0; i < G_N_ELEMENTS (ways_to_leave); i++)
    if (g_str_equal (ways_to_leave[i].action, name))
      willow_conversation_disconnect (
          willow_window_get_conversation (user_data), ways_to_leave[i].mode);
}

static void
disconnect_with_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  willow_leave_dialog_present (user_data,
                               willow_window_get_conversation (user_data));
}

static void
page_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WillowWindow *self = user_data;

  if (willow_window_get_conversation (self) != NULL)
    willow_conversation_view_set_page (self->view,
                                       g_variant_get_string (value, NULL));
}

static void
publish_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WillowWindow *self = user_data;

  willow_conversation_view_publish (self->view);
}

static void
filter_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WillowWindow *self = user_data;

  willow_conversation_view_filter (self->view);
}

static void
next_zone_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  willow_window_next_zone (user_data, FALSE);
}

static void
previous_zone_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  willow_window_next_zone (user_data, TRUE);
}

void
willow_window_add_actions (WillowWindow *self)
{
  static const GActionEntry entries[] = {
    { "connect", connect_cb },
    { "cancel", cancel_cb },
    { "disconnect", disconnect_cb },
    { "disconnect-with-will", disconnect_cb },
    { "disconnect-drop", disconnect_cb },
    { "disconnect-reset", disconnect_cb },
    { "disconnect-silent", disconnect_cb },
    { "disconnect-with", disconnect_with_cb },
    { "page", NULL, "s", "'connection'", page_cb },
    { "publish", publish_cb },
    { "filter", filter_cb },
    { "next-zone", next_zone_cb },
    { "previous-zone", previous_zone_cb },
  };

  g_action_map_add_action_entries (
      G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

static void
enable (WillowWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* DISCONNECT has a Reason Code since 5.0. */
static gboolean
can_ask_for_will (WillowConversation *conversation)
{
  WillowClient *client = willow_conversation_get_client (conversation);

  return willow_client_get_version (client) == MQTT_VERSION_5_0;
}

void
willow_window_update_actions (WillowWindow *self)
{
  WillowConversation *conversation = willow_window_get_conversation (self);
  gboolean            there = conversation != NULL;
  WillowClientState   state = WILLOW_CLIENT_DISCONNECTED;
  const char         *page = willow_conversation_view_get_page (self->view);
  gboolean            waiting = FALSE;
  gboolean            connected;

  willow_window_update_title (self);
  if (there)
    {
      state = willow_conversation_get_state (conversation);
      g_object_get (conversation, "waiting", &waiting, NULL);
    }
  connected = state == WILLOW_CLIENT_CONNECTED;
  enable (self,
          "connect",
          there && !connected && state != WILLOW_CLIENT_CONNECTING);
  enable (self, "cancel", waiting || state == WILLOW_CLIENT_CONNECTING);
  enable (
      self, "disconnect-with", connected && can_ask_for_will (conversation));
  enable (self, "diagnose", there && state != WILLOW_CLIENT_CONNECTING);
  enable (
      self, "diagnose-versions", there && state != WILLOW_CLIENT_CONNECTING);
  for (gsize i = 0; i < G_N_ELEMENTS (ways_to_leave); i++)
    enable (self,
            ways_to_leave[i].action,
            connected &&
                (ways_to_leave[i].mode != WILLOW_DISCONNECT_WITH_WILL ||
                 can_ask_for_will (conversation)));
  enable (self, "publish", there);
  enable (self, "filter", there);
  enable (self, "page", there);
  g_simple_action_set_state (
      G_SIMPLE_ACTION (
          g_action_map_lookup_action (G_ACTION_MAP (self), "page")),
      g_variant_new_string (page != NULL ? page : "connection"));
  gtk_widget_set_visible (self->inspector_button,
                          there && g_strcmp0 (page, "connection") != 0);
}
