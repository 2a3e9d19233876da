/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-trace-row.h"

#include "model/traffic/willow-field-text.h"
#include "model/traffic/willow-phase-text.h"
#include "model/traffic/willow-payload.h"
#include "model/traffic/willow-record-describe.h"
#include "mqtt/mqtt-packet.h"

#include <glib/gi18n.h>
#include <string.h>

/* More than a column is wide. */
#define TOPIC_MAX_CHARS 400
#define PREVIEW_MAX_CHARS 200

static void
willow_trace_row_free (WillowTraceRow *row)
{
  g_free (row->summary);
  g_free (row->topic);
  g_free (row->preview);
  g_free (row);
}

static guint16
get_packet_id (const MqttPacket *packet)
{
  switch (packet->type)
    {
    case MQTT_PACKET_PUBLISH:
      return packet->publish.packet_id;
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
      return packet->ack.packet_id;
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
      return packet->subscribe.packet_id;
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      return packet->suback.packet_id;
    case MQTT_PACKET_RESERVED:
    case MQTT_PACKET_CONNECT:
    case MQTT_PACKET_CONNACK:
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
    case MQTT_PACKET_DISCONNECT:
    case MQTT_PACKET_AUTH:
    default:
      return 0;
    }
}

/* The topic as it is on the wire: with an alias it may be empty (5.0
 * section 3.3.2.3.4). */
static char *
describe_topic (const MqttPacket *packet)
{
  MqttProperty alias;

  if (packet->publish.topic.len == 0 && packet->version == MQTT_VERSION_5_0 &&
      mqtt_properties_find (
          packet->publish.properties, MQTT_PROPERTY_TOPIC_ALIAS, &alias))
    return g_strdup_printf (_ ("(Topic Alias %u)"), alias.number);
  return willow_payload_preview (
      packet->publish.topic.data, packet->publish.topic.len, TOPIC_MAX_CHARS);
}

static void
read_publish (WillowTraceRow *row, const MqttPacket *packet)
{
  row->is_publish = TRUE;
  row->topic = describe_topic (packet);
  row->payload = packet->publish.payload;
  row->preview = willow_payload_preview (
      row->payload.data, row->payload.len, PREVIEW_MAX_CHARS);
  row->qos = packet->publish.qos;
  row->retain = packet->publish.retain;
  row->dup = packet->publish.dup;
}

/* The type has a column of its own. */
static char *
summarize (const WillowTraceRow *row)
{
  g_autoptr (GString) summary = g_string_new (NULL);
  gsize len = strlen (row->type);

  willow_field_text_summarize (
      (MqttVersion)row->view.version,
      willow_direction_get_sender (row->view.direction),
      row->view.data,
      summary);
  if (g_str_has_prefix (summary->str, row->type))
    g_string_erase (summary, 0, (gssize)len);
  return g_strdup (g_strchug (summary->str));
}

static void
read_packet (WillowTraceRow *row)
{
  MqttPacket    packet = { 0 };
  MqttViolation violation;

  if (row->view.data.len > 0)
    row->type = mqtt_packet_type_get_name (
        (MqttPacketType)(row->view.data.data[0] >> 4));
  else
    row->type = "?";
  row->summary = summarize (row);
  if (!mqtt_packet_decode (&packet,
                           (MqttVersion)row->view.version,
                           willow_direction_get_sender (row->view.direction),
                           row->view.data,
                           &violation))
    {
      row->violation = violation.text;
      return;
    }
  row->packet_id = get_packet_id (&packet);
  if (packet.type == MQTT_PACKET_PUBLISH)
    read_publish (row, &packet);
}

static void
read_phase (WillowTraceRow *row)
{
  g_autoptr (WillowPhase) phase = willow_phase_from_text (
      (const char *)row->view.data.data, row->view.data.len);
  g_autofree char *text = NULL;

  if (phase == NULL)
    {
      row->summary = willow_phase_text_summarize_record (row->view.data);
      return;
    }
  row->type = willow_phase_text_get_type (phase);
  row->is_failed = phase->outcome == WILLOW_PHASE_FAILED;
  text = willow_phase_text_summarize (phase);
  row->summary = willow_payload_preview (
      (const guint8 *)text, strlen (text), TOPIC_MAX_CHARS);
}

static WillowTraceRow *
willow_trace_row_new (WillowTraceItem *item)
{
  WillowTraceRow *row = g_new0 (WillowTraceRow, 1);

  willow_trace_item_get_view (item, &row->view);
  row->is_packet = row->view.kind == WILLOW_RECORD_PACKET;
  row->has_bytes = row->view.kind != WILLOW_RECORD_NOTE &&
                   row->view.kind != WILLOW_RECORD_PHASE;
  switch ((WillowRecordKind)row->view.kind)
    {
    case WILLOW_RECORD_NOTE:
      row->summary = willow_payload_preview (
          row->view.data.data, row->view.data.len, TOPIC_MAX_CHARS);
      break;
    case WILLOW_RECORD_PHASE:
      read_phase (row);
      break;
    case WILLOW_RECORD_HTTP:
      row->type = "HTTP";
      row->summary = willow_http_dup_first_line (row->view.data);
      break;
    case WILLOW_RECORD_PACKET:
    case WILLOW_RECORD_FRAGMENT:
    default:
      read_packet (row);
      break;
    }
  if (row->view.kind == WILLOW_RECORD_FRAGMENT && row->violation == NULL)
    row->violation = N_ ("The packet is not complete.");
  return row;
}

const WillowTraceRow *
willow_trace_row_get (WillowTraceItem *item)
{
  static GQuark   quark;
  WillowTraceRow *row;

  if (quark == 0)
    quark = g_quark_from_static_string ("willow-trace-row");
  row = g_object_get_qdata (G_OBJECT (item), quark);
  if (row == NULL)
    {
      row = willow_trace_row_new (item);
      g_object_set_qdata_full (
          G_OBJECT (item), quark, row, (GDestroyNotify)willow_trace_row_free);
    }
  return row;
}

char *
willow_trace_row_format_time (gint64 wall_us)
{
  g_autoptr (GDateTime) utc =
      g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  if (local == NULL)
    return g_strdup ("");
  return g_strdup_printf ("%02d:%02d:%02d.%03d",
                          g_date_time_get_hour (local),
                          g_date_time_get_minute (local),
                          g_date_time_get_second (local),
                          (int)(wall_us % G_USEC_PER_SEC / 1000));
}

const char *
willow_trace_row_get_direction_name (const WillowTraceRow *row)
{
  if (row->view.kind == WILLOW_RECORD_PHASE)
    /* Translators: name lookup, TCP, proxy, TLS or upgrade */
    return _ ("Connection step");
  if (row->view.kind == WILLOW_RECORD_NOTE)
    return _ ("Note");
  /* Translators: direction of a packet, short */
  return row->view.direction == WILLOW_DIRECTION_TO_SERVER ? _ ("Sent")
                                                           : _ ("Received");
}

const char *
willow_trace_row_get_direction_word (const WillowTraceRow *row)
{
  if (!row->has_bytes)
    return "";
  /* Translators: direction of a packet, in a narrow column */
  return row->view.direction == WILLOW_DIRECTION_TO_SERVER
             ? C_ ("direction", "Out")
             : C_ ("direction", "In");
}

const char *
willow_trace_row_get_direction_icon (const WillowTraceRow *row)
{
  if (row->is_failed)
    return "dialog-warning-symbolic";
  if (!row->has_bytes)
    return "dialog-information-symbolic";
  return row->view.direction == WILLOW_DIRECTION_TO_SERVER
             ? "willow-sent-symbolic"
             : "willow-received-symbolic";
}

char *
willow_trace_row_dup_topic (WillowTraceItem *item)
{
  const WillowTraceRow *row = willow_trace_row_get (item);
  MqttPacket            packet = { 0 };

  if (!row->is_publish ||
      !mqtt_packet_decode (&packet,
                           (MqttVersion)row->view.version,
                           willow_direction_get_sender (row->view.direction),
                           row->view.data,
                           NULL))
    return NULL;
  return g_utf8_make_valid ((const char *)packet.publish.topic.data,
                            (gssize)packet.publish.topic.len);
}
