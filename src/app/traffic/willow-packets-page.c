/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-packets-page.h"

#include "app/traffic/willow-trace-log.h"

#include <glib/gi18n.h>

struct _WillowPacketsPage
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  GSignalGroup       *signals;

  WillowTraceLog *log;
};

G_DEFINE_FINAL_TYPE (WillowPacketsPage, willow_packets_page, ADW_TYPE_BIN)

enum
{
  SHOW_ITEM,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
update_empty (WillowPacketsPage *self)
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
      "network-transmit-receive-symbolic",
      _ ("No Packets Yet"),
      connected ? _ ("Every packet of the connection appears here, in both "
                     "directions.")
                : _ ("Every packet of the connection appears here, in both "
                     "directions. Connect to begin."));
}

static void
show_item_cb (WillowPacketsPage *self, WillowTraceItem *item)
{
  if (item != NULL)
    g_signal_emit (self, signals[SHOW_ITEM], 0, item);
}

static void
willow_packets_page_dispose (GObject *object)
{
  WillowPacketsPage *self = WILLOW_PACKETS_PAGE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  G_OBJECT_CLASS (willow_packets_page_parent_class)->dispose (object);
}

static void
willow_packets_page_class_init (WillowPacketsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_packets_page_dispose;
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
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-packets-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WillowPacketsPage, log);
  gtk_widget_class_bind_template_callback (widget_class, show_item_cb);
}

static void
willow_packets_page_init (WillowPacketsPage *self)
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
willow_packets_page_set_conversation (WillowPacketsPage  *self,
                                      WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_PACKETS_PAGE (self));

  if (!g_set_object (&self->conversation, conversation))
    return;
  g_signal_group_set_target (self->signals, conversation);
  willow_trace_log_set_conversation (self->log, conversation);
  update_empty (self);
}

void
willow_packets_page_select_serial (WillowPacketsPage *self, guint64 serial)
{
  g_return_if_fail (WILLOW_IS_PACKETS_PAGE (self));

  willow_trace_log_select_serial (self->log, serial);
}
