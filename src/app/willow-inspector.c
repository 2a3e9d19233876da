/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/willow-inspector.h"

struct _WillowInspector
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  WillowTraceItem    *item;
};

G_DEFINE_FINAL_TYPE (WillowInspector, willow_inspector, ADW_TYPE_BIN)

static void
willow_inspector_dispose (GObject *object)
{
  WillowInspector *self = WILLOW_INSPECTOR (object);

  g_clear_object (&self->conversation);
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (self), WILLOW_TYPE_INSPECTOR);
  G_OBJECT_CLASS (willow_inspector_parent_class)->dispose (object);
}

static void
willow_inspector_class_init (WillowInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_inspector_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-inspector.ui");
}

static void
willow_inspector_init (WillowInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
willow_inspector_set_conversation (WillowInspector    *self,
                                   WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_INSPECTOR (self));

  g_set_object (&self->conversation, conversation);
}

void
willow_inspector_show_item (WillowInspector *self, WillowTraceItem *item)
{
  g_return_if_fail (WILLOW_IS_INSPECTOR (self));

  g_set_object (&self->item, item);
}
