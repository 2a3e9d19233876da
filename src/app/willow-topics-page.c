/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/willow-topics-page.h"

struct _WillowTopicsPage
{
  AdwBin parent_instance;

  WillowConversation *conversation;
};

G_DEFINE_FINAL_TYPE (WillowTopicsPage, willow_topics_page, ADW_TYPE_BIN)

enum
{
  SHOW_ITEM,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
willow_topics_page_dispose (GObject *object)
{
  WillowTopicsPage *self = WILLOW_TOPICS_PAGE (object);

  g_clear_object (&self->conversation);
  gtk_widget_dispose_template (GTK_WIDGET (self), WILLOW_TYPE_TOPICS_PAGE);
  G_OBJECT_CLASS (willow_topics_page_parent_class)->dispose (object);
}

static void
willow_topics_page_class_init (WillowTopicsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_topics_page_dispose;
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
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-topics-page.ui");
}

static void
willow_topics_page_init (WillowTopicsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
willow_topics_page_set_conversation (WillowTopicsPage   *self,
                                     WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_TOPICS_PAGE (self));

  g_set_object (&self->conversation, conversation);
}
