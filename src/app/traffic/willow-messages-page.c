/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-messages-page.h"

#include "app/traffic/willow-trace-log.h"

#include <glib/gi18n.h>

struct _WillowMessagesPage
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  GSignalGroup       *signals;

  WillowTraceLog *log;
};

G_DEFINE_FINAL_TYPE (WillowMessagesPage, willow_messages_page, ADW_TYPE_BIN)

enum
{
  SHOW_ITEM,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
update_empty (WillowMessagesPage *self)
{
  gboolean connected = self->conversation != NULL &&
                       willow_conversation_get_state (self->conversation) ==
                           WILLOW_CLIENT_CONNECTED;

  if (self->conversation != NULL &&
      *willow_conversation_get_filter (self->conversation) != '\0')
    {
      willow_trace_log_set_no_match (self->log);
      return;
    }
  willow_trace_log_set_empty (
      self->log,
      "mail-unread-symbolic",
      _ ("No Messages Yet"),
      connected ? _ ("Nothing was sent or received yet. Subscriptions are on "
                     "the Connection page.")
                : _ ("Messages appear here as they are sent and received. "
                     "Connect to begin."));
}

static void
show_item_cb (WillowMessagesPage *self, WillowTraceItem *item)
{
  if (item != NULL)
    g_signal_emit (self, signals[SHOW_ITEM], 0, item);
}

static void
willow_messages_page_dispose (GObject *object)
{
  WillowMessagesPage *self = WILLOW_MESSAGES_PAGE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  G_OBJECT_CLASS (willow_messages_page_parent_class)->dispose (object);
}

static void
willow_messages_page_class_init (WillowMessagesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_messages_page_dispose;
  signals[SHOW_ITEM] = g_signal_new ("show-item",
                                     G_TYPE_FROM_CLASS (klass),
                                     G_SIGNAL_RUN_LAST,
                                     0,
                                     NULL,
                                     NULL,
                                     NULL,
                                     G_TYPE_NONE,
                                     1,
                                     WILLOW_TYPE_TRACE_ITEM);
  g_type_ensure (WILLOW_TYPE_TRACE_LOG);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-messages-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WillowMessagesPage, log);
  gtk_widget_class_bind_template_callback (widget_class, show_item_cb);
}

static void
willow_messages_page_init (WillowMessagesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->signals, "notify::state", G_CALLBACK (update_empty), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::filter", G_CALLBACK (update_empty), self);
  update_empty (self);
}

void
willow_messages_page_set_conversation (WillowMessagesPage *self,
                                       WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_MESSAGES_PAGE (self));

  if (!g_set_object (&self->conversation, conversation))
    return;
  g_signal_group_set_target (self->signals, conversation);
  willow_trace_log_set_conversation (self->log, conversation);
  update_empty (self);
}
