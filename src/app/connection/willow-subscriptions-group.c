/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-subscriptions-group.h"

#include "app/widget/willow-choice.h"
#include "app/connection/willow-filter-notes.h"
#include "app/connection/willow-match-tester.h"
#include "app/connection/willow-subscription-row.h"

#include <glib/gi18n.h>

struct _WillowSubscriptionsGroup
{
  AdwPreferencesGroup parent_instance;

  WillowConversation *conversation;
  GSignalGroup       *signals; /* of the conversation */
  GSignalGroup       *list;    /* of the live subscriptions */
  GSignalGroup       *orphans;
  GSignalGroup       *profile;
  GPtrArray          *rows; /* in the order of the subscriptions */

  AdwEntryRow       *add_row;
  WillowChoice      *add_qos_choice;
  GtkWidget         *add_button;
  WillowFilterNotes *add_notes;
  GtkListBox        *orphans_list;
  WillowMatchTester *tester;
};

G_DEFINE_FINAL_TYPE (WillowSubscriptionsGroup,
                     willow_subscriptions_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static WillowSubscriptionKeeper *
get_keeper (WillowSubscriptionsGroup *self)
{
  return willow_conversation_get_subscriptions (self->conversation);
}

static WillowProfile *
get_profile (WillowSubscriptionsGroup *self)
{
  return willow_conversation_get_profile (self->conversation);
}

static const char *
describe_policy (WillowResubscribe policy)
{
  switch (policy)
    {
    case WILLOW_RESUBSCRIBE_IF_ABSENT:
      return _ ("Sent after the connection is accepted, if there is no "
                "Session from before.");
    case WILLOW_RESUBSCRIBE_NEVER:
      return _ ("Not sent by itself when the connection is accepted.");
    case WILLOW_RESUBSCRIBE_ALWAYS:
    default:
      return _ ("Sent right after the connection is accepted.");
    }
}

static void
update_description (WillowSubscriptionsGroup *self)
{
  guint       policy;
  const char *text;

  if (self->conversation == NULL)
    return;
  g_object_get (get_profile (self), "resubscribe", &policy, NULL);
  if (willow_subscription_keeper_get_connected (get_keeper (self)))
    text = _ ("Changes are sent at once.");
  else if (self->rows->len == 0)
    text = _ ("Without subscriptions no messages arrive.");
  else
    text = describe_policy ((WillowResubscribe)policy);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), text);
}

static void
typed_cb (WillowSubscriptionsGroup *self)
{
  const char *filter = gtk_editable_get_text (GTK_EDITABLE (self->add_row));
  gboolean    typed = *filter != '\0' && self->conversation != NULL;

  gtk_widget_set_sensitive (self->add_button, typed);
  willow_filter_notes_show (
      self->add_notes,
      typed ? get_profile (self) : NULL,
      typed ? willow_profile_get_version (get_profile (self))
            : MQTT_VERSION_UNKNOWN,
      filter,
      NULL);
}

/* What was typed, as it was typed. */
static void
add_cb (WillowSubscriptionsGroup *self)
{
  g_autofree char *filter =
      g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add_row)));

  if (self->conversation == NULL || *filter == '\0')
    return;
  willow_profile_add_subscription (
      get_profile (self),
      filter,
      (MqttQos)willow_choice_get_value (self->add_qos_choice));
  gtk_editable_set_text (GTK_EDITABLE (self->add_row), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->add_row));
}

static void
append_row (WillowSubscriptionsGroup *self, gpointer live)
{
  GtkWidget *row = willow_subscription_row_new (self->conversation, live);

  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static gboolean
has_focus (GtkWidget *widget)
{
  GtkRoot   *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL &&
         (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* Returns: whether the cursor was in it */
static gboolean
remove_row (WillowSubscriptionsGroup *self, guint position)
{
  GtkWidget *row = g_ptr_array_index (self->rows, position);
  gboolean   focused = has_focus (row);

  g_ptr_array_remove_index (self->rows, position);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), row);
  return focused;
}

/* A group can only be appended to: rows behind the change are made again. */
static void
listed_cb (WillowSubscriptionsGroup *self,
           guint                     position,
           guint                     removed,
           guint                     added,
           GListModel               *model)
{
  guint    n = model != NULL ? g_list_model_get_n_items (model) : 0;
  guint    end = added == 0 ? position + removed : self->rows->len;
  gboolean focused = FALSE;

  for (guint i = position; i < end; i++)
    focused |= remove_row (self, position);
  for (guint i = self->rows->len; i < n; i++)
    {
      g_autoptr (GObject) live = g_list_model_get_item (model, i);

      append_row (self, live);
    }
  if (focused)
    gtk_widget_grab_focus (
        position < self->rows->len
            ? GTK_WIDGET (g_ptr_array_index (self->rows, position))
            : GTK_WIDGET (self->add_row));
  update_description (self);
}

static void
unsubscribe_cb (WillowSubscriptionsGroup *self, GtkWidget *button)
{
  willow_subscription_keeper_unsubscribe (
      get_keeper (self), g_object_get_data (G_OBJECT (button), "live"));
}

static GtkWidget *
make_orphan_row (gpointer item, gpointer user_data)
{
  WillowSubscriptionsGroup *self = user_data;
  WillowLiveSubscription   *live = item;
  GtkWidget                *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Unsubscribe"));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (
      ADW_PREFERENCES_ROW (row),
      willow_profile_subscription_get_filter (
          willow_live_subscription_get_subscription (live)));
  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (row),
      _ ("Removed here while not connected. The server may still hold it in "
         "the Session, and send its messages."));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), "live", live);
  g_signal_connect_object (
      button, "clicked", G_CALLBACK (unsubscribe_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

/* There is something to be done only while the server listens. */
static void
update_orphans (WillowSubscriptionsGroup *self)
{
  WillowSubscriptionKeeper *keeper =
      self->conversation != NULL ? get_keeper (self) : NULL;

  gtk_widget_set_visible (
      GTK_WIDGET (self->orphans_list),
      keeper != NULL && willow_subscription_keeper_get_connected (keeper) &&
          g_list_model_get_n_items (
              willow_subscription_keeper_get_orphans (keeper)) > 0);
}

static void
update_state (WillowSubscriptionsGroup *self)
{
  update_description (self);
  update_orphans (self);
}

static void
willow_subscriptions_group_dispose (GObject *object)
{
  WillowSubscriptionsGroup *self = WILLOW_SUBSCRIPTIONS_GROUP (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->list);
  g_clear_object (&self->orphans);
  g_clear_object (&self->profile);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_subscriptions_group_parent_class)->dispose (object);
}

static void
willow_subscriptions_group_class_init (WillowSubscriptionsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_subscriptions_group_dispose;
  g_type_ensure (WILLOW_TYPE_CHOICE);
  g_type_ensure (WILLOW_TYPE_FILTER_NOTES);
  g_type_ensure (WILLOW_TYPE_MATCH_TESTER);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-subscriptions-group.ui");
#define BIND(child)                                                            \
  gtk_widget_class_bind_template_child (                                       \
      widget_class, WillowSubscriptionsGroup, child)
  BIND (add_row);
  BIND (add_qos_choice);
  BIND (add_button);
  BIND (add_notes);
  BIND (orphans_list);
  BIND (tester);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
listen (WillowSubscriptionsGroup *self)
{
  self->list = g_signal_group_new (G_TYPE_LIST_STORE);
  g_signal_group_connect_swapped (
      self->list, "items-changed", G_CALLBACK (listed_cb), self);
  self->orphans = g_signal_group_new (G_TYPE_LIST_STORE);
  g_signal_group_connect_swapped (
      self->orphans, "items-changed", G_CALLBACK (update_orphans), self);
  self->signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->signals, "notify::connected", G_CALLBACK (update_state), self);
  self->profile = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->profile, "notify::version", G_CALLBACK (typed_cb), self);
  g_signal_group_connect_swapped (self->profile,
                                  "notify::resubscribe",
                                  G_CALLBACK (update_description),
                                  self);
}

static void
willow_subscriptions_group_init (WillowSubscriptionsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_choice_append_qos (self->add_qos_choice);
  self->rows = g_ptr_array_new ();
  listen (self);
}

void
willow_subscriptions_group_set_conversation (WillowSubscriptionsGroup *self,
                                             WillowConversation *conversation)
{
  GListModel *lives = NULL;
  GListModel *orphans = NULL;

  g_return_if_fail (WILLOW_IS_SUBSCRIPTIONS_GROUP (self));

  /* The rows of the old one go before it does. */
  listed_cb (self, 0, self->rows->len, 0, NULL);
  g_set_object (&self->conversation, conversation);
  if (conversation != NULL)
    {
      lives = willow_subscription_keeper_get_list (get_keeper (self));
      orphans = willow_subscription_keeper_get_orphans (get_keeper (self));
    }
  g_signal_group_set_target (self->signals, conversation);
  g_signal_group_set_target (self->list, lives);
  g_signal_group_set_target (self->orphans, orphans);
  g_signal_group_set_target (self->profile,
                             conversation != NULL ? get_profile (self) : NULL);
  gtk_list_box_bind_model (
      self->orphans_list, orphans, make_orphan_row, self, NULL);
  willow_match_tester_set_conversation (self->tester, conversation);
  listed_cb (
      self, 0, 0, lives != NULL ? g_list_model_get_n_items (lives) : 0, lives);
  typed_cb (self);
  update_state (self);
}

void
willow_subscriptions_group_edit (WillowSubscriptionsGroup *self)
{
  g_return_if_fail (WILLOW_IS_SUBSCRIPTIONS_GROUP (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->add_row));
}
