/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-publish-bar.h"

#include "mqtt/mqtt-topic.h"

#include <glib/gi18n.h>
#include <string.h>

/* What was typed for one conversation. */
typedef struct
{
  char    *topic;
  char    *payload;
  guint    qos;
  gboolean retain;
} Draft;

typedef enum
{
  STATUS_NONE,
  STATUS_NOTE,   /* about what is typed, or why nothing can be sent */
  STATUS_RESULT, /* until something is typed or sent */
  STATUS_ERROR,  /* until dismissed, or the next is sent */
} Status;

struct _WillowPublishBar
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  GSignalGroup       *signals;
  Status              status;

  GtkEditable     *topic_entry;
  GtkTextView     *payload_view;
  GtkTextBuffer   *payload_buffer;
  GtkWidget       *payload_hint;
  GtkDropDown     *qos_row;
  GtkToggleButton *retain_button;
  GtkWidget       *publish_button;
  GtkWidget       *status_box;
  GtkImage        *status_image;
  GtkLabel        *status_label;
  GtkWidget       *dismiss_button;
};

G_DEFINE_FINAL_TYPE (WillowPublishBar, willow_publish_bar, ADW_TYPE_BIN)

/* What a callback needs: the answer may come when another conversation is
 * shown. */
typedef struct
{
  WillowPublishBar   *bar;
  WillowConversation *conversation;
} Sent;

static void
free_draft (gpointer data)
{
  Draft *draft = data;

  g_free (draft->topic);
  g_free (draft->payload);
  g_free (draft);
}

static char *
dup_payload (WillowPublishBar *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->payload_buffer, &start, &end);
  return gtk_text_buffer_get_text (self->payload_buffer, &start, &end, TRUE);
}

static void
set_status (WillowPublishBar *self,
            Status            status,
            const char       *icon_name,
            const char       *text)
{
  self->status = status;
  gtk_widget_set_visible (self->status_box, status != STATUS_NONE);
  gtk_widget_set_visible (self->dismiss_button, status == STATUS_ERROR);
  gtk_image_set_from_icon_name (self->status_image, icon_name);
  gtk_label_set_label (self->status_label, text != NULL ? text : "");
  gtk_widget_remove_css_class (self->status_box, "error");
  gtk_widget_remove_css_class (self->status_box, "success");
  if (status == STATUS_ERROR)
    gtk_widget_add_css_class (self->status_box, "error");
  else if (status == STATUS_RESULT)
    gtk_widget_add_css_class (self->status_box, "success");
}

static gboolean
is_connected (WillowPublishBar *self)
{
  return self->conversation != NULL &&
         willow_conversation_get_state (self->conversation) ==
             WILLOW_CLIENT_CONNECTED;
}

/* (nullable): why it cannot be sent, translated */
static const char *
get_obstacle (WillowPublishBar *self)
{
  const char   *topic = gtk_editable_get_text (self->topic_entry);
  MqttViolation violation;

  if (!is_connected (self))
    return _ ("Connect to publish.");
  if (topic[0] == '\0')
    return _ ("Enter a topic to publish to.");
  if (mqtt_topic_filter_has_wildcard (mqtt_slice_from_string (topic)))
    return _ ("A topic to publish to cannot contain + or #: those are for "
              "subscriptions.");
  if (!mqtt_topic_name_is_valid (mqtt_slice_from_string (topic), &violation))
    return _ (violation.text);
  return NULL;
}

/* Worth knowing before it is sent. */
static const char *
get_note (WillowPublishBar *self)
{
  if (gtk_toggle_button_get_active (self->retain_button) &&
      gtk_text_buffer_get_char_count (self->payload_buffer) == 0)
    return _ ("Retained and empty: this clears the retained message of the "
              "topic.");
  return NULL;
}

static void
show_note (WillowPublishBar *self, const char *obstacle)
{
  const char *topic = gtk_editable_get_text (self->topic_entry);
  const char *note = obstacle != NULL ? obstacle : get_note (self);

  if (self->status == STATUS_ERROR || self->status == STATUS_RESULT)
    return;
  /* An empty bar speaks for itself. */
  if (topic[0] == '\0' && is_connected (self))
    note = NULL;
  set_status (self,
              note != NULL ? STATUS_NOTE : STATUS_NONE,
              "dialog-information-symbolic",
              note);
}

static void
update (WillowPublishBar *self)
{
  const char *topic = gtk_editable_get_text (self->topic_entry);
  const char *obstacle = get_obstacle (self);

  gtk_widget_set_sensitive (self->publish_button, obstacle == NULL);
  gtk_widget_set_tooltip_text (self->publish_button,
                               obstacle != NULL ? obstacle
                                                : _ ("Publish (Ctrl+Enter)"));
  gtk_widget_set_visible (
      self->payload_hint,
      gtk_text_buffer_get_char_count (self->payload_buffer) == 0);
  if (obstacle != NULL && topic[0] != '\0' && is_connected (self))
    gtk_widget_add_css_class (GTK_WIDGET (self->topic_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->topic_entry), "error");
  show_note (self, obstacle);
}

static void
edited_cb (WillowPublishBar *self)
{
  if (self->status == STATUS_RESULT)
    self->status = STATUS_NONE;
  update (self);
}

static void
dismiss_cb (WillowPublishBar *self)
{
  self->status = STATUS_NONE;
  update (self);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sent             *sent = user_data;
  WillowPublishBar *self = sent->bar;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = willow_conversation_publish_finish (
      WILLOW_CONVERSATION (source), result, &error);

  if (self->conversation == sent->conversation)
    {
      if (text != NULL && self->status != STATUS_ERROR)
        set_status (self, STATUS_RESULT, "emblem-ok-symbolic", text);
      else if (text == NULL)
        set_status (
            self, STATUS_ERROR, "dialog-error-symbolic", error->message);
    }
  g_object_unref (sent->bar);
  g_object_unref (sent->conversation);
  g_free (sent);
}

void
willow_publish_bar_publish (WillowPublishBar *self)
{
  g_autofree char *payload = NULL;
  g_autoptr (GBytes) bytes = NULL;
  Sent *sent;

  g_return_if_fail (WILLOW_IS_PUBLISH_BAR (self));

  if (get_obstacle (self) != NULL)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->topic_entry));
      return;
    }
  payload = dup_payload (self);
  bytes = g_bytes_new (payload, strlen (payload));
  sent = g_new0 (Sent, 1);
  sent->bar = g_object_ref (self);
  sent->conversation = g_object_ref (self->conversation);
  set_status (self, STATUS_NOTE, "content-loading-symbolic", _ ("Publishing…"));
  willow_conversation_publish_async (
      self->conversation,
      gtk_editable_get_text (self->topic_entry),
      bytes,
      (MqttQos)gtk_drop_down_get_selected (self->qos_row),
      gtk_toggle_button_get_active (self->retain_button),
      published_cb,
      sent);
}

static gboolean
key_cb (WillowPublishBar *self,
        guint             keyval,
        guint             keycode,
        GdkModifierType   state)
{
  if ((state & GDK_CONTROL_MASK) == 0 ||
      (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter))
    return GDK_EVENT_PROPAGATE;
  willow_publish_bar_publish (self);
  return GDK_EVENT_STOP;
}

static void
save_draft (WillowPublishBar *self)
{
  Draft *draft;

  if (self->conversation == NULL)
    return;
  draft = g_new0 (Draft, 1);
  draft->topic = g_strdup (gtk_editable_get_text (self->topic_entry));
  draft->payload = dup_payload (self);
  draft->qos = gtk_drop_down_get_selected (self->qos_row);
  draft->retain = gtk_toggle_button_get_active (self->retain_button);
  g_object_set_data_full (
      G_OBJECT (self->conversation), "willow-publish-draft", draft, free_draft);
}

static void
load_draft (WillowPublishBar *self)
{
  const Draft  none = { NULL, NULL, 0, FALSE };
  const Draft *draft = NULL;

  if (self->conversation != NULL)
    draft = g_object_get_data (G_OBJECT (self->conversation),
                               "willow-publish-draft");
  if (draft == NULL)
    draft = &none;
  gtk_editable_set_text (self->topic_entry,
                         draft->topic != NULL ? draft->topic : "");
  gtk_text_buffer_set_text (
      self->payload_buffer, draft->payload != NULL ? draft->payload : "", -1);
  gtk_drop_down_set_selected (self->qos_row, draft->qos);
  gtk_toggle_button_set_active (self->retain_button, draft->retain);
}

static void
willow_publish_bar_dispose (GObject *object)
{
  WillowPublishBar *self = WILLOW_PUBLISH_BAR (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  G_OBJECT_CLASS (willow_publish_bar_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowPublishBar, topic_entry);
  gtk_widget_class_bind_template_child (klass, WillowPublishBar, payload_view);
  gtk_widget_class_bind_template_child (
      klass, WillowPublishBar, payload_buffer);
  gtk_widget_class_bind_template_child (klass, WillowPublishBar, payload_hint);
  gtk_widget_class_bind_template_child (klass, WillowPublishBar, qos_row);
  gtk_widget_class_bind_template_child (klass, WillowPublishBar, retain_button);
  gtk_widget_class_bind_template_child (
      klass, WillowPublishBar, publish_button);
  gtk_widget_class_bind_template_child (klass, WillowPublishBar, status_box);
  gtk_widget_class_bind_template_child (klass, WillowPublishBar, status_image);
  gtk_widget_class_bind_template_child (klass, WillowPublishBar, status_label);
  gtk_widget_class_bind_template_child (
      klass, WillowPublishBar, dismiss_button);
  gtk_widget_class_bind_template_callback (klass, edited_cb);
  gtk_widget_class_bind_template_callback (klass, dismiss_cb);
  gtk_widget_class_bind_template_callback (klass, willow_publish_bar_publish);
}

static void
willow_publish_bar_class_init (WillowPublishBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_publish_bar_dispose;
  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass),
      "/io/github/willowmqtt/Willow/ui/willow-publish-bar.ui");
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
willow_publish_bar_init (WillowPublishBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before the text view, which would take it as a line break. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (
      keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->signals, "notify::state", G_CALLBACK (update), self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  update (self);
}

void
willow_publish_bar_set_conversation (WillowPublishBar   *self,
                                     WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_PUBLISH_BAR (self));

  if (self->conversation == conversation)
    return;
  save_draft (self);
  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (self->signals, conversation);
  load_draft (self);
  self->status = STATUS_NONE;
  gtk_widget_set_visible (GTK_WIDGET (self), conversation != NULL);
  update (self);
}

void
willow_publish_bar_set_topic (WillowPublishBar *self, const char *topic)
{
  g_return_if_fail (WILLOW_IS_PUBLISH_BAR (self));

  gtk_editable_set_text (self->topic_entry, topic);
  gtk_widget_grab_focus (GTK_WIDGET (self->payload_view));
}
