/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-subscription-row.h"

#include "app/widget/willow-accessible.h"
#include "app/widget/willow-choice.h"
#include "app/widget/willow-colour-mark.h"
#include "app/connection/willow-filter-notes.h"
#include "app/connection/willow-form-binding.h"

#include <glib/gi18n.h>

struct _WillowSubscriptionRow
{
  AdwExpanderRow parent_instance;

  WillowConversation        *conversation;
  WillowLiveSubscription    *live;
  WillowProfileSubscription *subscription; /* of @live */
  guint                      update_id;

  GtkWidget         *mark;
  GtkWidget         *state_box;
  GtkImage          *state_image;
  GtkLabel          *state_label;
  GtkSwitch         *enabled_switch;
  GtkWidget         *sentence_row;
  GtkLabel          *sentence_label;
  AdwEntryRow       *filter_row;
  WillowFilterNotes *notes;
  WillowChoice      *qos_choice;
  AdwActionRow      *no_local_row;
  GtkSwitch         *no_local_switch;
  AdwActionRow      *published_row;
  GtkSwitch         *published_switch;
  AdwActionRow      *handling_row;
  WillowChoice      *handling_choice;
  AdwActionRow      *identifier_row;
  GtkSpinButton     *identifier_spin;
  AdwEntryRow       *name_row;
  AdwComboRow       *colour_row;
  GtkWidget         *subscribe_button;
};

G_DEFINE_FINAL_TYPE (WillowSubscriptionRow,
                     willow_subscription_row,
                     ADW_TYPE_EXPANDER_ROW)

/* A state is a word and a shape, and never its color alone. */
static const struct
{
  const char *icon_name;
  const char *style_class;
} looks[] = {
  [WILLOW_LIVE_NOT_SENT] = { "media-playback-pause-symbolic", "state-away" },
  [WILLOW_LIVE_PENDING] = { "content-loading-symbolic", "state-busy" },
  [WILLOW_LIVE_GRANTED] = { "object-select-symbolic", "state-good" },
  [WILLOW_LIVE_REFUSED] = { "dialog-error-symbolic", "state-bad" },
  [WILLOW_LIVE_HELD] = { "view-pin-symbolic", "state-busy" },
  [WILLOW_LIVE_LEAVING] = { "content-loading-symbolic", "state-busy" },
  [WILLOW_LIVE_UNSUBSCRIBED] = { "list-remove-symbolic", "state-away" },
  [WILLOW_LIVE_UNKNOWN] = { "dialog-question-symbolic", "state-away" },
};

static WillowSubscriptionKeeper *
get_keeper (WillowSubscriptionRow *self)
{
  return willow_conversation_get_subscriptions (self->conversation);
}

static gboolean
is_connected (WillowSubscriptionRow *self)
{
  return willow_subscription_keeper_get_connected (get_keeper (self));
}

/* The version that is spoken, or will be. */
static MqttVersion
get_version (WillowSubscriptionRow *self)
{
  if (is_connected (self))
    return willow_client_get_version (
        willow_conversation_get_client (self->conversation));
  return willow_profile_get_version (
      willow_conversation_get_profile (self->conversation));
}

static void
append (GString *text, const char *part)
{
  if (*part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

/* What is asked for, in one line. */
static void
update_title (WillowSubscriptionRow *self)
{
  const WillowSubscriptionValues *values =
      willow_profile_subscription_get_values (self->subscription);
  g_autoptr (GString) asked = g_string_new (NULL);
  g_autofree char *qos = g_strdup_printf ("QoS %u", values->qos);
  g_autofree char *identifier =
      g_strdup_printf (_ ("Identifier %u"), values->identifier);
  g_autofree char *handling =
      g_strdup_printf (_ ("Retain Handling %u"), values->retain_handling);
  gboolean is_5 = get_version (self) == MQTT_VERSION_5_0;

  append (asked, values->name);
  append (asked, qos);
  if (is_5 && values->no_local)
    append (asked, _ ("No Local"));
  if (is_5 && values->retain_as_published)
    append (asked, _ ("Retain As Published"));
  if (is_5 && values->retain_handling != 0)
    append (asked, handling);
  if (is_5 && values->identifier != 0)
    append (asked, identifier);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 *values->filter != '\0' ? values->filter
                                                         : _ ("(empty)"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), asked->str);
  willow_colour_mark_paint (self->mark, (WillowColour)values->colour);
  gtk_widget_set_tooltip_text (
      self->mark,
      values->colour != WILLOW_COLOUR_NONE
          ? willow_colour_get_word ((WillowColour)values->colour)
          : NULL);
}

static void
update_notes (WillowSubscriptionRow *self)
{
  willow_filter_notes_show (
      self->notes,
      willow_conversation_get_profile (self->conversation),
      get_version (self),
      willow_profile_subscription_get_filter (self->subscription),
      self->subscription);
}

/* One that is not for this version says why it cannot be used. */
static void
update_option (AdwActionRow *row, gboolean is_5, const char *subtitle)
{
  adw_action_row_set_subtitle (row,
                               is_5 ? subtitle : _ ("Exists in MQTT 5.0 only"));
  gtk_widget_set_sensitive (GTK_WIDGET (row), is_5);
}

static const char *
describe_handling (guint handling)
{
  if (handling == MQTT_RETAIN_SEND_AT_SUBSCRIBE)
    return _ ("0: retained messages come with each SUBSCRIBE, also when it is "
              "sent again");
  if (handling == MQTT_RETAIN_SEND_IF_NEW)
    return _ ("1: retained messages come if the subscription is new");
  return _ ("2: no retained messages come when subscribing");
}

static void
update_options (WillowSubscriptionRow *self)
{
  gboolean is_5 = get_version (self) == MQTT_VERSION_5_0;

  update_option (self->no_local_row,
                 is_5,
                 _ ("What this client publishes does not come back to it"));
  update_option (self->published_row,
                 is_5,
                 _ ("Keep the Retain flag as it was published"));
  update_option (self->handling_row,
                 is_5,
                 describe_handling (
                     willow_profile_subscription_get_values (self->subscription)
                         ->retain_handling));
  update_option (self->identifier_row,
                 is_5,
                 _ ("The server puts it into each message that came by it; 0: "
                    "none"));
}

static const char *
get_icon (WillowSubscriptionRow *self, WillowLiveState state)
{
  if (willow_live_subscription_get_unsent (self->live))
    return "document-edit-symbolic";
  return willow_live_subscription_get_is_hindered (self->live)
             ? "dialog-warning-symbolic"
             : looks[state].icon_name;
}

static void
update_state (WillowSubscriptionRow *self)
{
  WillowLiveState state = willow_live_subscription_get_state (self->live);
  gboolean        unsent = willow_live_subscription_get_unsent (self->live);
  gboolean        connected = is_connected (self);
  gboolean        shown = connected || state == WILLOW_LIVE_HELD;
  const char     *word = willow_live_subscription_get_word (self->live);
  const char     *sentence = willow_live_subscription_get_sentence (self->live);

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (self->state_box, looks[i].style_class);
  gtk_widget_add_css_class (self->state_box, looks[state].style_class);
  gtk_image_set_from_icon_name (self->state_image, get_icon (self, state));
  gtk_label_set_label (self->state_label, unsent ? _ ("Enter sends it") : word);
  gtk_widget_set_tooltip_text (self->state_box, sentence);
  gtk_label_set_label (self->sentence_label, sentence);
  gtk_widget_set_visible (self->state_box, shown);
  gtk_widget_set_visible (self->sentence_row, shown);
  gtk_widget_set_sensitive (
      self->subscribe_button,
      connected &&
          willow_profile_subscription_get_enabled (self->subscription));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  shown ? sentence : "",
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sentence_row),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence,
                                  -1);
}

static void
update (WillowSubscriptionRow *self)
{
  update_title (self);
  update_notes (self);
  update_options (self);
  update_state (self);
}

static gboolean
update_cb (gpointer user_data)
{
  WillowSubscriptionRow *self = user_data;

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* One edit changes several properties, and any row may overlap with it. */
static void
edited_cb (WillowSubscriptionRow *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (update_cb, self);
}

static void
apply_cb (WillowSubscriptionRow *self)
{
  willow_subscription_keeper_apply (get_keeper (self), self->live);
}

static void
subscribe_cb (WillowSubscriptionRow *self)
{
  willow_subscription_keeper_subscribe (get_keeper (self), self->live);
}

static void
remove_cb (WillowSubscriptionRow *self)
{
  WillowProfile *profile = willow_conversation_get_profile (self->conversation);
  guint          position;

  if (g_list_store_find (
          G_LIST_STORE (willow_profile_get_subscriptions (profile)),
          self->subscription,
          &position))
    willow_profile_remove_subscription (profile, position);
}

/* Whether the cursor is on the row itself, not on an option of it. */
static gboolean
is_header_focused (WillowSubscriptionRow *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *revealer;

  if (!GTK_IS_LIST_BOX_ROW (focus))
    return FALSE;
  revealer = gtk_widget_get_ancestor (focus, GTK_TYPE_REVEALER);
  return revealer == NULL ||
         !gtk_widget_is_ancestor (revealer, GTK_WIDGET (self));
}

static gboolean
key_cb (WillowSubscriptionRow *self,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state)
{
  if (keyval != GDK_KEY_Delete ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0 ||
      !is_header_focused (self))
    return GDK_EVENT_PROPAGATE;
  remove_cb (self);
  return GDK_EVENT_STOP;
}

static void
willow_subscription_row_dispose (GObject *object)
{
  WillowSubscriptionRow *self = WILLOW_SUBSCRIPTION_ROW (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->conversation);
  g_clear_object (&self->live);
  G_OBJECT_CLASS (willow_subscription_row_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
#define BIND(child)                                                            \
  gtk_widget_class_bind_template_child (klass, WillowSubscriptionRow, child)
  BIND (mark);
  BIND (state_box);
  BIND (state_image);
  BIND (state_label);
  BIND (enabled_switch);
  BIND (sentence_row);
  BIND (sentence_label);
  BIND (filter_row);
  BIND (notes);
  BIND (qos_choice);
  BIND (no_local_row);
  BIND (no_local_switch);
  BIND (published_row);
  BIND (published_switch);
  BIND (handling_row);
  BIND (handling_choice);
  BIND (identifier_row);
  BIND (identifier_spin);
  BIND (name_row);
  BIND (colour_row);
  BIND (subscribe_button);
#undef BIND
}

static void
willow_subscription_row_class_init (WillowSubscriptionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_subscription_row_dispose;
  g_type_ensure (WILLOW_TYPE_CHOICE);
  g_type_ensure (WILLOW_TYPE_FILTER_NOTES);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-subscription-row.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, subscribe_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
fill_choices (WillowSubscriptionRow *self)
{
  g_autoptr (GtkStringList) colours = gtk_string_list_new (NULL);

  for (guint i = 0; i < WILLOW_N_COLOURS; i++)
    gtk_string_list_append (colours, willow_colour_get_word ((WillowColour)i));
  adw_combo_row_set_model (self->colour_row, G_LIST_MODEL (colours));
  willow_choice_append_qos (self->qos_choice);
  for (guint i = 0; i <= MQTT_RETAIN_DO_NOT_SEND; i++)
    {
      g_autofree char *label = g_strdup_printf ("%u", i);

      willow_choice_append (
          self->handling_choice, i, label, describe_handling (i));
    }
}

static void
willow_subscription_row_init (WillowSubscriptionRow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  fill_choices (self);
  willow_form_name (self->enabled_switch, _ ("Subscribe when connected"));
  willow_form_name (self->no_local_switch, _ ("No Local"));
  willow_form_name (self->published_switch, _ ("Retain As Published"));
  willow_form_name (self->identifier_spin, _ ("Subscription Identifier"));
  g_signal_connect_object (
      keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
bind (WillowSubscriptionRow *self)
{
  const struct
  {
    const char *property;
    gpointer    widget;
    const char *of_widget;
  } pairs[] = {
    { "filter", self->filter_row, "text" },
    { "name", self->name_row, "text" },
    { "qos", self->qos_choice, "value" },
    { "enabled", self->enabled_switch, "active" },
    { "no-local", self->no_local_switch, "active" },
    { "retain-as-published", self->published_switch, "active" },
    { "retain-handling", self->handling_choice, "value" },
    { "identifier", self->identifier_spin, "value" },
    { "colour", self->colour_row, "selected" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_object_bind_property (self->subscription,
                            pairs[i].property,
                            pairs[i].widget,
                            pairs[i].of_widget,
                            G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

GtkWidget *
willow_subscription_row_new (WillowConversation     *conversation,
                             WillowLiveSubscription *live)
{
  WillowSubscriptionRow *self =
      g_object_new (WILLOW_TYPE_SUBSCRIPTION_ROW, NULL);

  self->conversation = g_object_ref (conversation);
  self->live = g_object_ref (live);
  self->subscription = willow_live_subscription_get_subscription (live);
  bind (self);
  g_signal_connect_object (willow_conversation_get_profile (conversation),
                           "changed",
                           G_CALLBACK (edited_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      live, "notify", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation,
                           "notify::connected",
                           G_CALLBACK (edited_cb),
                           self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
