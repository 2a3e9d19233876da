/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/willow-subscription-row.h"

#include "app/willow-choice.h"

struct _WillowSubscriptionRow
{
  AdwEntryRow parent_instance;

  GtkCheckButton *enabled_check;
  WillowChoice   *qos_choice;
};

G_DEFINE_FINAL_TYPE (WillowSubscriptionRow,
                     willow_subscription_row,
                     ADW_TYPE_ENTRY_ROW)

enum
{
  REMOVE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
remove_cb (WillowSubscriptionRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
willow_subscription_row_class_init (WillowSubscriptionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[REMOVE] = g_signal_new ("remove",
                                  WILLOW_TYPE_SUBSCRIPTION_ROW,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  0);
  g_type_ensure (WILLOW_TYPE_CHOICE);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-subscription-row.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowSubscriptionRow, enabled_check);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSubscriptionRow, qos_choice);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
willow_subscription_row_init (WillowSubscriptionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_choice_append_qos (self->qos_choice);
}

GtkWidget *
willow_subscription_row_new (WillowProfileSubscription *subscription)
{
  WillowSubscriptionRow *self =
      g_object_new (WILLOW_TYPE_SUBSCRIPTION_ROW, NULL);
  GBindingFlags flags = G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL;

  g_object_bind_property (subscription, "filter", self, "text", flags);
  g_object_bind_property (
      subscription, "qos", self->qos_choice, "value", flags);
  g_object_bind_property (
      subscription, "enabled", self->enabled_check, "active", flags);
  return GTK_WIDGET (self);
}
