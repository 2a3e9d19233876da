/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-subscriptions-button.h"

#include "app/connection/willow-subscriptions-group.h"

#include <glib/gi18n.h>

struct _WillowSubscriptionsButton
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  GSignalGroup       *signals; /* of what became of them */
  guint               update_id;

  GtkMenuButton            *button;
  GtkLabel                 *count_label;
  WillowSubscriptionsGroup *group;
};

G_DEFINE_FINAL_TYPE (WillowSubscriptionsButton,
                     willow_subscriptions_button,
                     ADW_TYPE_BIN)

/* What the server is taken to send messages for. */
static guint
count_in_force (GListModel *lives)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (lives); i++)
    {
      g_autoptr (WillowLiveSubscription) live =
          g_list_model_get_item (lives, i);
      WillowLiveState state = willow_live_subscription_get_state (live);

      n += state == WILLOW_LIVE_GRANTED || state == WILLOW_LIVE_HELD;
    }
  return n;
}

static void
update (WillowSubscriptionsButton *self)
{
  GListModel      *lives;
  guint            n, n_in_force;
  g_autofree char *count = NULL;
  g_autofree char *spoken = NULL;

  if (self->conversation == NULL)
    return;
  lives = willow_subscription_keeper_get_list (
      willow_conversation_get_subscriptions (self->conversation));
  n = g_list_model_get_n_items (lives);
  n_in_force = count_in_force (lives);
  count = g_strdup_printf ("%u/%u", n_in_force, n);
  spoken = g_strdup_printf (
      ngettext ("Subscriptions: %u of %u in force (Ctrl+Shift+S)",
                "Subscriptions: %u of %u in force (Ctrl+Shift+S)",
                n),
      n_in_force,
      n);
  gtk_label_set_label (self->count_label, count);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), spoken);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/* An answer of the server is about several of them. */
static gboolean
update_cb (gpointer user_data)
{
  WillowSubscriptionsButton *self = user_data;

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
update_soon (WillowSubscriptionsButton *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (update_cb, self);
}

static void
shown_cb (WillowSubscriptionsButton *self)
{
  willow_subscriptions_group_edit (self->group);
}

static void
willow_subscriptions_button_dispose (GObject *object)
{
  WillowSubscriptionsButton *self = WILLOW_SUBSCRIPTIONS_BUTTON (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  G_OBJECT_CLASS (willow_subscriptions_button_parent_class)->dispose (object);
}

static void
willow_subscriptions_button_class_init (WillowSubscriptionsButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_subscriptions_button_dispose;
  g_type_ensure (WILLOW_TYPE_SUBSCRIPTIONS_GROUP);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-subscriptions-button.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowSubscriptionsButton, button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSubscriptionsButton, count_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSubscriptionsButton, group);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
}

static void
willow_subscriptions_button_init (WillowSubscriptionsButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (WILLOW_TYPE_SUBSCRIPTION_KEEPER);
  g_signal_group_connect_swapped (
      self->signals, "changed", G_CALLBACK (update_soon), self);
}

void
willow_subscriptions_button_set_conversation (WillowSubscriptionsButton *self,
                                              WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_SUBSCRIPTIONS_BUTTON (self));

  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (
      self->signals,
      conversation != NULL
          ? willow_conversation_get_subscriptions (conversation)
          : NULL);
  willow_subscriptions_group_set_conversation (self->group, conversation);
  update (self);
}

void
willow_subscriptions_button_open (WillowSubscriptionsButton *self)
{
  g_return_if_fail (WILLOW_IS_SUBSCRIPTIONS_BUTTON (self));
  gtk_menu_button_popup (self->button);
}
