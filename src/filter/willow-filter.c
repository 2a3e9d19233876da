/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "filter/willow-filter-private.h"

#include "mqtt/mqtt-packet.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WillowFilter
{
  gatomicrefcount   ref_count;
  WillowFilterNode *root; /* (nullable) */
};

G_DEFINE_QUARK (willow - filter - error - quark, willow_filter_error)

gboolean
willow_filter_fail (GError          **error,
                    WillowFilterError code,
                    const char       *format,
                    ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error =
        g_error_new_valist (WILLOW_FILTER_ERROR, (int)code, format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

WillowFilter *
willow_filter_parse (const char *text, guint *column, GError **error)
{
  g_autoptr (WillowFilterNode) root = NULL;
  WillowFilter *filter;
  const char   *at = text;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_utf8_validate (text, -1, &at))
    willow_filter_fail (
        error, WILLOW_FILTER_ERROR_SYNTAX, _ ("This is not UTF-8."));
  else if (!is_blank (text))
    root = willow_filter_parse_nodes (text, &at, error);
  if (root == NULL && !(g_utf8_validate (text, -1, NULL) && is_blank (text)))
    {
      if (column != NULL)
        *column = (guint)g_utf8_strlen (text, at - text) + 1;
      return NULL;
    }
  filter = g_new0 (WillowFilter, 1);
  g_atomic_ref_count_init (&filter->ref_count);
  filter->root = g_steal_pointer (&root);
  return filter;
}

WillowFilter *
willow_filter_ref (WillowFilter *filter)
{
  g_atomic_ref_count_inc (&filter->ref_count);
  return filter;
}

void
willow_filter_unref (WillowFilter *filter)
{
  if (!g_atomic_ref_count_dec (&filter->ref_count))
    return;
  willow_filter_node_free (filter->root);
  g_free (filter);
}

gboolean
willow_filter_is_empty (const WillowFilter *filter)
{
  return filter->root == NULL;
}

gboolean
willow_filter_matches (const WillowFilter        *filter,
                       const WillowFilterSubject *subject)
{
  return filter->root == NULL ||
         willow_filter_node_matches (filter->root, subject);
}

static MqttSlice
topic_of (const MqttPacket *packet, const char *alias_topic)
{
  if (packet == NULL || packet->type != MQTT_PACKET_PUBLISH)
    return MQTT_SLICE_NONE;
  if (packet->publish.topic.len == 0 && alias_topic != NULL)
    return mqtt_slice_from_string (alias_topic);
  return packet->publish.topic;
}

gboolean
willow_filter_matches_view (const WillowFilter    *filter,
                            const WillowTraceView *view,
                            const char            *alias_topic)
{
  WillowFilterSubject subject = { .kind = view->kind,
                                  .direction = view->direction,
                                  .connection = view->connection,
                                  .wall_us = view->wall_us,
                                  .data = view->data };
  MqttPacket          packet;

  if (filter->root == NULL)
    return TRUE;
  if (view->kind == WILLOW_RECORD_PACKET &&
      mqtt_packet_decode (&packet,
                          view->version,
                          willow_direction_get_sender (view->direction),
                          view->data,
                          NULL))
    {
      subject.packet = &packet;
      subject.topic = topic_of (&packet, alias_topic);
    }
  return willow_filter_node_matches (filter->root, &subject);
}
