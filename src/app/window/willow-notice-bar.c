/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/willow-notice-bar.h"

struct _WillowNoticeBar
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkLabel    *label;
  GtkButton   *action_button;
};

G_DEFINE_FINAL_TYPE (WillowNoticeBar, willow_notice_bar, ADW_TYPE_BIN)

enum
{
  ACTION,
  DISMISSED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
action_cb (WillowNoticeBar *self)
{
  g_signal_emit (self, signals[ACTION], 0);
}

static void
dismiss_cb (WillowNoticeBar *self)
{
  willow_notice_bar_set_text (self, NULL);
  g_signal_emit (self, signals[DISMISSED], 0);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name,
                       WILLOW_TYPE_NOTICE_BAR,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       0);
}

static void
willow_notice_bar_class_init (WillowNoticeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[ACTION] = add_signal ("action");
  signals[DISMISSED] = add_signal ("dismissed");
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-notice-bar.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowNoticeBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, WillowNoticeBar, label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowNoticeBar, action_button);
  gtk_widget_class_bind_template_callback (widget_class, action_cb);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);
}

static void
willow_notice_bar_init (WillowNoticeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
willow_notice_bar_set_text (WillowNoticeBar *self, const char *text)
{
  g_return_if_fail (WILLOW_IS_NOTICE_BAR (self));

  if (text != NULL)
    gtk_label_set_label (self->label, text);
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
  /* A closed revealer still takes part in keyboard navigation. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->revealer), text != NULL);
}

void
willow_notice_bar_set_action (WillowNoticeBar *self, const char *label)
{
  g_return_if_fail (WILLOW_IS_NOTICE_BAR (self));

  if (label != NULL)
    gtk_button_set_label (self->action_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->action_button), label != NULL);
}
