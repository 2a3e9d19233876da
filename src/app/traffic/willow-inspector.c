/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-inspector.h"

#include "app/traffic/willow-inspector-private.h"
#include "app/traffic/willow-trace-row.h"
#include "model/traffic/willow-record-describe.h"
#include "model/conversation/willow-subscription-match.h"

#include <glib/gi18n.h>
#include <string.h>

/* A followed topic is shown anew at most this often; a large payload less. */
#define FOLLOW_INTERVAL_MS 250
#define FOLLOW_LARGE_INTERVAL_MS 1000
#define LARGE_BYTES (16 * 1024)
/* More than the title has room for. */
#define TITLE_MAX_CHARS 200

G_DEFINE_FINAL_TYPE (WillowInspector, willow_inspector, ADW_TYPE_BIN)

static void
show_empty (WillowInspector *self, const char *title, const char *description)
{
  adw_status_page_set_title (self->empty_page, title);
  adw_status_page_set_description (self->empty_page, description);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
set_title (WillowInspector *self, const char *title)
{
  g_autofree char *shown = willow_payload_preview (
      (const guint8 *)title, strlen (title), TITLE_MAX_CHARS);

  gtk_label_set_label (self->title_label, shown);
}

static void
append_detail (GString *details, const char *text)
{
  if (details->len > 0)
    g_string_append (details, " · ");
  g_string_append (details, text);
}

static void
append_size (GString *details, gsize size)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("%'u byte", "%'u bytes", (gulong)size), (guint)size);

  append_detail (details, text);
}

static void
append_publish (GString *details, MqttQos qos, gboolean retain, gboolean dup)
{
  g_autofree char *text = g_strdup_printf ("QoS %u", qos);

  append_detail (details, text);
  if (retain)
    append_detail (details, _ ("Retained"));
  if (dup)
    append_detail (details, "DUP");
}

/* Also of a PUBLISH that has only an alias. */
char *
willow_inspector_dup_topic (WillowInspector *self)
{
  const char *aliased = NULL;

  if (self->node != NULL)
    return willow_topic_node_dup_topic (self->node);
  if (self->item == NULL)
    return NULL;
  if (self->conversation != NULL)
    aliased = willow_conversation_get_aliased_topic (
        self->conversation, willow_trace_item_get_serial (self->item));
  return aliased != NULL ? g_strdup (aliased)
                         : willow_trace_row_dup_topic (self->item);
}

/* By which subscriptions it came, all of them. */
static void
append_matched (WillowInspector *self, GString *details)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *told = NULL;

  if (self->conversation == NULL || self->item == NULL)
    return;
  found =
      willow_conversation_find_subscriptions (self->conversation, self->item);
  told = willow_subscription_tell_matched (found);
  if (told != NULL)
    append_detail (details, told);
}

/* Payload and packet, or the packet alone. */
static void
set_tabs (WillowInspector *self, gboolean has_payload, gboolean has_packet)
{
  gboolean payload =
      has_payload &&
      (!has_packet || gtk_toggle_button_get_active (self->payload_button));

  gtk_widget_set_visible (self->tabs, has_payload);
  gtk_widget_set_sensitive (GTK_WIDGET (self->packet_button), has_packet);
  gtk_stack_set_visible_child_name (self->content,
                                    payload ? "payload" : "packet");
  gtk_widget_set_visible (
      GTK_WIDGET (self->reveal_button),
      !payload && willow_packet_view_has_secrets (self->packet_view));
  gtk_stack_set_visible_child_name (self->stack, "selected");
  willow_inspector_update_actions (self);
}

static void
show_packet (WillowInspector *self, WillowTraceItem *item)
{
  WillowTraceView view;

  if (item == NULL)
    {
      willow_packet_view_set_packet (
          self->packet_view, NULL, MQTT_VERSION_UNKNOWN, MQTT_ROLE_CLIENT);
      return;
    }
  willow_trace_item_get_view (item, &view);
  if (view.kind == WILLOW_RECORD_HTTP)
    {
      willow_packet_view_set_description (self->packet_view,
                                          willow_trace_item_get_bytes (item),
                                          willow_http_describe (view.data));
      return;
    }
  if (view.kind == WILLOW_RECORD_PHASE)
    {
      willow_packet_view_set_description (
          self->packet_view, NULL, willow_phase_describe (view.data));
      return;
    }
  willow_packet_view_set_packet (self->packet_view,
                                 willow_trace_item_get_bytes (item),
                                 view.version,
                                 willow_direction_get_sender (view.direction));
}

static void
show_note (WillowInspector *self, const WillowTraceRow *row)
{
  g_autofree char *text = g_utf8_make_valid ((const char *)row->view.data.data,
                                             (gssize)row->view.data.len);

  set_title (self, _ ("Note"));
  gtk_label_set_label (self->note_label, text);
  gtk_widget_set_visible (self->tabs, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->reveal_button), FALSE);
  gtk_stack_set_visible_child_name (self->content, "note");
  gtk_stack_set_visible_child_name (self->stack, "selected");
  willow_inspector_update_actions (self);
}

static void
show_details (WillowInspector *self, const WillowTraceRow *row)
{
  g_autoptr (GString) details = g_string_new (NULL);
  g_autofree char *time = willow_trace_row_format_time (row->view.wall_us);

  append_detail (details, willow_trace_row_get_direction_name (row));
  append_detail (details, time);
  if (row->is_publish)
    append_publish (details, row->qos, row->retain, row->dup);
  if (row->has_bytes)
    append_size (details,
                 row->is_publish ? row->payload.len : row->view.data.len);
  append_matched (self, details);
  gtk_image_set_from_icon_name (self->direction_image,
                                willow_trace_row_get_direction_icon (row));
  gtk_label_set_label (self->details_label, details->str);
}

static void
show_title (WillowInspector *self, const WillowTraceRow *row)
{
  g_autofree char *topic = NULL;

  if (row->is_publish)
    topic = willow_inspector_dup_topic (self);
  if (topic != NULL && topic[0] != '\0')
    set_title (self, topic);
  else
    set_title (self,
               row->is_publish ? row->topic
               : row->view.kind == WILLOW_RECORD_PHASE ||
                       row->view.kind == WILLOW_RECORD_HTTP
                   ? row->summary
                   : row->type);
}

static void
show_record (WillowInspector *self, WillowTraceItem *item)
{
  const WillowTraceRow *row = willow_trace_row_get (item);
  GBytes               *all = willow_trace_item_get_bytes (item);
  g_autoptr (GBytes) payload = NULL;

  show_details (self, row);
  willow_inspector_show_findings (self);
  if (row->view.kind == WILLOW_RECORD_NOTE)
    {
      show_note (self, row);
      return;
    }
  show_packet (self, item);
  if (row->is_publish)
    payload = g_bytes_new_from_bytes (
        all,
        (gsize)(row->payload.data -
                (const guint8 *)g_bytes_get_data (all, NULL)),
        row->payload.len);
  willow_payload_view_set_payload (self->payload_view, payload, TRUE);
  show_title (self, row);
  set_tabs (self, row->is_publish, TRUE);
}

/* The record of the last message, unless it was thrown out. */
static WillowTraceItem *
find_item (WillowInspector *self, guint64 serial)
{
  WillowTraceList *list;
  g_autoptr (WillowTraceItem) item = NULL;

  if (self->conversation == NULL)
    return NULL;
  list = willow_conversation_get_messages (self->conversation);
  item = g_list_model_get_item (G_LIST_MODEL (list),
                                willow_trace_list_find (list, serial));
  if (item == NULL || willow_trace_item_get_serial (item) != serial)
    return NULL;
  return g_steal_pointer (&item);
}

static void
show_level (WillowInspector *self)
{
  g_autofree char *topic = willow_topic_node_dup_topic (self->node);
  g_autofree char *shown = willow_payload_preview (
      (const guint8 *)topic, strlen (topic), TITLE_MAX_CHARS);
  g_autofree char *escaped = g_markup_escape_text (shown, -1);
  guint            n = willow_topic_node_get_n_topics (self->node);
  g_autofree char *text = g_strdup_printf (
      ngettext ("No message has this topic. %u topic below has.",
                "No message has this topic. %u topics below have.",
                n),
      n);

  willow_payload_view_set_payload (self->payload_view, NULL, TRUE);
  g_clear_object (&self->item);
  willow_inspector_update_actions (self);
  show_empty (self, escaped, text);
}

static void
show_node_details (WillowInspector *self, GBytes *payload)
{
  g_autoptr (GString) details = g_string_new (NULL);
  g_autofree char *topic = willow_topic_node_dup_topic (self->node);
  g_autofree char *time = NULL;

  append_detail (details, _ ("Last message"));
  if (self->item != NULL)
    time = willow_trace_row_format_time (
        willow_trace_row_get (self->item)->view.wall_us);
  else if (!willow_topic_node_has_children (self->node))
    time = willow_trace_row_format_time (
        willow_topic_node_get_last_us (self->node));
  if (time != NULL)
    append_detail (details, time);
  append_publish (details,
                  willow_topic_node_get_qos (self->node),
                  willow_topic_node_get_retained (self->node),
                  FALSE);
  append_size (details, g_bytes_get_size (payload));
  append_matched (self, details);
  gtk_image_set_from_icon_name (self->direction_image,
                                "willow-received-symbolic");
  gtk_label_set_label (self->details_label, details->str);
  set_title (self, topic);
}

static void
show_node (WillowInspector *self, gboolean fresh)
{
  GBytes *payload = willow_topic_node_get_payload (self->node);

  self->updated_us = g_get_monotonic_time ();
  if (payload == NULL)
    {
      show_level (self);
      return;
    }
  g_clear_object (&self->item);
  self->item = find_item (self, willow_topic_node_get_last_serial (self->node));
  show_node_details (self, payload);
  willow_inspector_show_findings (self);
  show_packet (self, self->item);
  willow_payload_view_set_payload (self->payload_view, payload, fresh);
  set_tabs (self, TRUE, self->item != NULL);
}

static gboolean
follow_cb (gpointer user_data)
{
  WillowInspector *self = user_data;

  self->update_timeout = 0;
  show_node (self,
             willow_payload_view_get_payload (self->payload_view) == NULL);
  return G_SOURCE_REMOVE;
}

static void
node_changed_cb (WillowInspector *self)
{
  GBytes *payload = willow_topic_node_get_payload (self->node);
  gint64  interval_ms = FOLLOW_INTERVAL_MS;
  gint64  wait_ms;

  if (self->update_timeout != 0)
    return;
  if (payload != NULL && g_bytes_get_size (payload) > LARGE_BYTES)
    interval_ms = FOLLOW_LARGE_INTERVAL_MS;
  wait_ms = interval_ms - (g_get_monotonic_time () - self->updated_us) / 1000;
  self->update_timeout =
      g_timeout_add ((guint)MAX (wait_ms, 0), follow_cb, self);
}

static void
forget (WillowInspector *self)
{
  g_clear_handle_id (&self->update_timeout, g_source_remove);
  if (self->node != NULL)
    g_clear_signal_handler (&self->node_changed_id, self->node);
  g_clear_object (&self->node);
  g_clear_object (&self->item);
  gtk_toggle_button_set_active (self->reveal_button, FALSE);
}

static void
tab_cb (WillowInspector *self)
{
  gboolean payload = gtk_toggle_button_get_active (self->payload_button);

  if (!gtk_widget_get_visible (self->tabs))
    return;
  gtk_stack_set_visible_child_name (self->content,
                                    payload ? "payload" : "packet");
}

static void
willow_inspector_dispose (GObject *object)
{
  WillowInspector *self = WILLOW_INSPECTOR (object);

  g_clear_handle_id (&self->update_timeout, g_source_remove);
  if (self->node != NULL)
    g_clear_signal_handler (&self->node_changed_id, self->node);
  g_clear_object (&self->node);
  g_clear_object (&self->item);
  g_clear_object (&self->findings_signals);
  g_clear_object (&self->conversation);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (willow_inspector_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowInspector, stack);
  gtk_widget_class_bind_template_child (klass, WillowInspector, empty_page);
  gtk_widget_class_bind_template_child (
      klass, WillowInspector, direction_image);
  gtk_widget_class_bind_template_child (klass, WillowInspector, title_label);
  gtk_widget_class_bind_template_child (klass, WillowInspector, details_label);
  gtk_widget_class_bind_template_child (klass, WillowInspector, findings_label);
  gtk_widget_class_bind_template_child (klass, WillowInspector, tabs);
  gtk_widget_class_bind_template_child (klass, WillowInspector, payload_button);
  gtk_widget_class_bind_template_child (klass, WillowInspector, packet_button);
  gtk_widget_class_bind_template_child (klass, WillowInspector, reveal_button);
  gtk_widget_class_bind_template_child (klass, WillowInspector, content);
  gtk_widget_class_bind_template_child (klass, WillowInspector, note_label);
  gtk_widget_class_bind_template_child (klass, WillowInspector, payload_view);
  gtk_widget_class_bind_template_child (klass, WillowInspector, packet_view);
  gtk_widget_class_bind_template_callback (klass, tab_cb);
}

static void
willow_inspector_class_init (WillowInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_inspector_dispose;
  g_type_ensure (WILLOW_TYPE_PACKET_VIEW);
  g_type_ensure (WILLOW_TYPE_PAYLOAD_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-inspector.ui");
  bind_children (widget_class);
}

static void
willow_inspector_init (WillowInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_inspector_add_actions (self);
  g_object_bind_property (self->reveal_button,
                          "active",
                          self->packet_view,
                          "reveal-secrets",
                          G_BINDING_DEFAULT);
  willow_inspector_show_item (self, NULL);
}

void
willow_inspector_set_conversation (WillowInspector    *self,
                                   WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_INSPECTOR (self));

  if (!g_set_object (&self->conversation, conversation))
    return;
  willow_inspector_follow_findings (self);
  willow_inspector_show_item (self, NULL);
}

static void
show (WillowInspector *self, WillowTraceItem *item, GtkToggleButton *tab)
{
  forget (self);
  if (item == NULL)
    {
      willow_payload_view_set_payload (self->payload_view, NULL, TRUE);
      willow_inspector_update_actions (self);
      show_empty (self,
                  _ ("Nothing Selected"),
                  _ ("Select a message, a topic or a packet to look into it."));
      return;
    }
  self->item = g_object_ref (item);
  gtk_toggle_button_set_active (tab, TRUE);
  show_record (self, item);
}

void
willow_inspector_show_item (WillowInspector *self, WillowTraceItem *item)
{
  g_return_if_fail (WILLOW_IS_INSPECTOR (self));

  show (self, item, self->packet_button);
}

void
willow_inspector_show_message (WillowInspector *self, WillowTraceItem *item)
{
  g_return_if_fail (WILLOW_IS_INSPECTOR (self));

  show (self, item, self->payload_button);
}

void
willow_inspector_point_at_bytes (WillowInspector *self, gsize offset, gsize len)
{
  g_return_if_fail (WILLOW_IS_INSPECTOR (self));

  willow_packet_view_select_bytes (self->packet_view, offset, len);
}

void
willow_inspector_show_topic (WillowInspector *self, WillowTopicNode *node)
{
  g_return_if_fail (WILLOW_IS_INSPECTOR (self));

  if (node == NULL)
    {
      willow_inspector_show_item (self, NULL);
      return;
    }
  if (node == self->node)
    return;
  forget (self);
  self->node = g_object_ref (node);
  self->node_changed_id = g_signal_connect_object (node,
                                                   "notify::value",
                                                   G_CALLBACK (node_changed_cb),
                                                   self,
                                                   G_CONNECT_SWAPPED);
  gtk_toggle_button_set_active (self->payload_button, TRUE);
  show_node (self, TRUE);
}
