/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/willow-messages-page.h"

struct _WillowMessagesPage
{
  AdwBin parent_instance;

  WillowConversation *conversation;
};

G_DEFINE_FINAL_TYPE (WillowMessagesPage, willow_messages_page, ADW_TYPE_BIN)

enum
{
  SHOW_ITEM,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
willow_messages_page_dispose (GObject *object)
{
  WillowMessagesPage *self = WILLOW_MESSAGES_PAGE (object);

  g_clear_object (&self->conversation);
  gtk_widget_dispose_template (GTK_WIDGET (self), WILLOW_TYPE_MESSAGES_PAGE);
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
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-messages-page.ui");
}

static void
willow_messages_page_init (WillowMessagesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
willow_messages_page_set_conversation (WillowMessagesPage *self,
                                       WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_MESSAGES_PAGE (self));

  g_set_object (&self->conversation, conversation);
}
