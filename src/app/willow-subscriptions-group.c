/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/willow-subscriptions-group.h"

#include "app/willow-note-list.h"
#include "app/willow-subscription-row.h"

struct _WillowSubscriptionsGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfile *profile;
  GSignalGroup  *signals;
  GPtrArray     *rows; /* in the order of the subscriptions */

  GtkWidget      *empty_row;
  WillowNoteList *notes;
};

G_DEFINE_FINAL_TYPE (WillowSubscriptionsGroup,
                     willow_subscriptions_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
remove_row_cb (WillowSubscriptionsGroup *self, GtkWidget *row)
{
  guint position;

  if (g_ptr_array_find (self->rows, row, &position))
    willow_profile_remove_subscription (self->profile, position);
}

static void
add_cb (WillowSubscriptionsGroup *self)
{
  if (self->profile == NULL)
    return;
  willow_profile_add_subscription (self->profile, "", MQTT_QOS_0);
  gtk_widget_grab_focus (g_ptr_array_index (self->rows, self->rows->len - 1));
}

static void
append_row (WillowSubscriptionsGroup *self, gpointer subscription)
{
  GtkWidget *row = willow_subscription_row_new (subscription);

  g_signal_connect_object (
      row, "remove", G_CALLBACK (remove_row_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

/* A group can only be appended to: rows behind the change are made again. */
static void
items_changed_cb (WillowSubscriptionsGroup *self,
                  guint                     position,
                  guint                     removed,
                  guint                     added,
                  GListModel               *model)
{
  guint n = model != NULL ? g_list_model_get_n_items (model) : 0;
  guint end = added == 0 ? position + removed : self->rows->len;

  for (guint i = position; i < end; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, position);

      g_ptr_array_remove_index (self->rows, position);
      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), row);
    }
  for (guint i = self->rows->len; i < n; i++)
    {
      g_autoptr (GObject) subscription = g_list_model_get_item (model, i);

      append_row (self, subscription);
    }
  gtk_widget_set_visible (self->empty_row, n == 0);
}

static void
willow_subscriptions_group_dispose (GObject *object)
{
  WillowSubscriptionsGroup *self = WILLOW_SUBSCRIPTIONS_GROUP (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_subscriptions_group_parent_class)->dispose (object);
}

static void
willow_subscriptions_group_class_init (WillowSubscriptionsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_subscriptions_group_dispose;
  g_type_ensure (WILLOW_TYPE_NOTE_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-subscriptions-group.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowSubscriptionsGroup, empty_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowSubscriptionsGroup, notes);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
willow_subscriptions_group_init (WillowSubscriptionsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
  self->signals = g_signal_group_new (G_TYPE_LIST_STORE);
  g_signal_group_connect_swapped (
      self->signals, "items-changed", G_CALLBACK (items_changed_cb), self);
}

void
willow_subscriptions_group_set_profile (WillowSubscriptionsGroup *self,
                                        WillowProfile            *profile)
{
  GListModel *model = NULL;

  g_return_if_fail (WILLOW_IS_SUBSCRIPTIONS_GROUP (self));

  g_set_object (&self->profile, profile);
  if (profile != NULL)
    model = willow_profile_get_subscriptions (profile);
  g_signal_group_set_target (self->signals, model);
  willow_note_list_set_profile (self->notes, profile);
  items_changed_cb (self,
                    0,
                    self->rows->len,
                    model != NULL ? g_list_model_get_n_items (model) : 0,
                    model);
}
