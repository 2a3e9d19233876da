/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/willow-publish-bar.h"

struct _WillowPublishBar
{
  AdwBin parent_instance;

  WillowConversation *conversation;
};

G_DEFINE_FINAL_TYPE (WillowPublishBar, willow_publish_bar, ADW_TYPE_BIN)

static void
willow_publish_bar_dispose (GObject *object)
{
  WillowPublishBar *self = WILLOW_PUBLISH_BAR (object);

  g_clear_object (&self->conversation);
  G_OBJECT_CLASS (willow_publish_bar_parent_class)->dispose (object);
}

static void
willow_publish_bar_class_init (WillowPublishBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_publish_bar_dispose;
}

static void
willow_publish_bar_init (WillowPublishBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
willow_publish_bar_set_conversation (WillowPublishBar   *self,
                                     WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_PUBLISH_BAR (self));

  g_set_object (&self->conversation, conversation);
}

void
willow_publish_bar_publish (WillowPublishBar *self)
{
  g_return_if_fail (WILLOW_IS_PUBLISH_BAR (self));

  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
