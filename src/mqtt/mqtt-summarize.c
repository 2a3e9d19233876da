/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-private.h"
#include "mqtt/mqtt-packet.h"

/* Characters of a topic, an identifier or a text that the line shows. */
#define TEXT_CHARS 120u

/* Answers of a SUBACK or UNSUBACK that the line names. */
#define MAX_CODES 3u

/* What is written, and into which language our own words in it go. */
typedef struct
{
  GString      *out;
  MqttTranslate translate;
} Line;

static const char *tr (const Line *line, const char *text) G_GNUC_FORMAT (2);

static const char *
tr (const Line *line, const char *text)
{
  return line->translate (text);
}

static void append (Line *line, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append (Line *line, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (line->out, format, arguments);
  va_end (arguments);
}

static void
append_words (Line *line, const char *words)
{
  g_string_append (line->out, tr (line, words));
}

static void
append_size (Line *line, gsize n_bytes)
{
  if (n_bytes == 1)
    append_words (line, N_ ("1 byte"));
  else
    append (line, tr (line, N_ ("%lu bytes")), (gulong)n_bytes);
}

static void
append_text (Line *line, const char *before, MqttSlice text)
{
  append_words (line, before);
  mqtt_text_append_quoted (line->out, text, TEXT_CHARS);
}

static void
append_reason_string (Line *line, MqttProperties properties)
{
  MqttSlice text =
      mqtt_properties_get_value (properties, MQTT_PROPERTY_REASON_STRING);

  if (mqtt_slice_is_present (text))
    append_text (line, ", ", text);
}

static void
append_code (Line *line, guint8 code, MqttPacketType type)
{
  const char *name = mqtt_reason_code_get_name (code, type);

  append (line, "0x%02x", code);
  if (name)
    append (line, " %s", tr (line, name));
}

static void
summarize_connect (const MqttPacket *packet, Line *line)
{
  const MqttConnect *connect = &packet->connect;
  gboolean           is_5_0 = packet->version == MQTT_VERSION_5_0;

  append (line, " %s", mqtt_version_get_name (packet->version));
  append_text (line, " ", connect->client_id);
  if (connect->clean_start)
    append_words (line, is_5_0 ? N_ (", clean start") : N_ (", clean session"));
  if (connect->keep_alive_seconds == 0)
    append_words (line, N_ (", keep alive off"));
  else
    append (
        line, tr (line, N_ (", keep alive %u s")), connect->keep_alive_seconds);
  if (connect->has_will)
    append_words (line, N_ (", will"));
  if (mqtt_slice_is_present (connect->user_name))
    append_words (line, N_ (", user name"));
  if (mqtt_slice_is_present (connect->password))
    append_words (line, N_ (", password"));
}

static void
summarize_connack (const MqttPacket *packet, Line *line)
{
  const MqttConnack *connack = &packet->connack;
  const char        *name =
      mqtt_connack_code_get_name (packet->version, connack->code);
  MqttSlice assigned = MQTT_SLICE_NONE;

  append (line, " 0x%02x", connack->code);
  if (name)
    append (line, " %s", tr (line, name));
  if (connack->session_present)
    append_words (line, N_ (", session present"));
  if (packet->version != MQTT_VERSION_5_0)
    return;
  assigned = mqtt_properties_get_value (
      connack->properties, MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER);
  if (mqtt_slice_is_present (assigned))
    append_text (line, N_ (", assigned "), assigned);
  append_reason_string (line, connack->properties);
}

static void
summarize_publish (const MqttPacket *packet, Line *line)
{
  const MqttPublish *publish = &packet->publish;
  MqttProperty       alias;

  append_text (line, " ", publish->topic);
  if (packet->version == MQTT_VERSION_5_0 &&
      mqtt_properties_find (
          publish->properties, MQTT_PROPERTY_TOPIC_ALIAS, &alias))
    append (line, " alias %u", alias.number);
  append (line, " QoS %u", publish->qos);
  if (publish->dup)
    append (line, ", DUP");
  if (publish->retain)
    append_words (line, N_ (", retain"));
  if (publish->qos > MQTT_QOS_0)
    append (line, tr (line, N_ (", id %u")), publish->packet_id);
  append (line, ", ");
  append_size (line, publish->payload.len);
}

static void
summarize_ack (const MqttPacket *packet, Line *line)
{
  append (line, tr (line, N_ (" id %u")), packet->ack.packet_id);
  if (packet->ack.reason != MQTT_REASON_SUCCESS)
    {
      append (line, ": ");
      append_code (line, packet->ack.reason, packet->type);
    }
  append_reason_string (line, packet->ack.properties);
}

static void
summarize_subscribe (const MqttPacket *packet, Line *line)
{
  MqttSubscription subscription;
  MqttFilterIter   iter;
  guint            n_more = 0;

  append (line, tr (line, N_ (" id %u")), packet->subscribe.packet_id);
  mqtt_filter_iter_init (&iter, packet);
  if (!mqtt_filter_iter_next (&iter, &subscription))
    return;
  append_text (line, ": ", subscription.filter);
  if (packet->type == MQTT_PACKET_SUBSCRIBE)
    append (line, " QoS %u", subscription.qos);
  while (mqtt_filter_iter_next (&iter, &subscription))
    n_more++;
  if (n_more > 0)
    append (line, tr (line, N_ (", +%u more")), n_more);
}

static void
append_granted (const MqttPacket *packet, guint8 code, Line *line)
{
  if (packet->type == MQTT_PACKET_SUBACK && code <= MQTT_QOS_2)
    append (line, tr (line, N_ ("granted QoS %u")), code);
  else if (packet->version == MQTT_VERSION_5_0)
    append_code (line, code, packet->type);
  else
    append (line, tr (line, N_ ("0x%02x failure")), code);
}

static void
summarize_suback (const MqttPacket *packet, Line *line)
{
  MqttSlice codes = packet->suback.codes;

  append (line, tr (line, N_ (" id %u")), packet->suback.packet_id);
  for (gsize i = 0; i < MIN (codes.len, MAX_CODES); i++)
    {
      append (line, "%s", i == 0 ? ": " : ", ");
      append_granted (packet, codes.data[i], line);
    }
  if (codes.len > MAX_CODES)
    append (line, tr (line, N_ (", +%u more")), (guint)(codes.len - MAX_CODES));
  append_reason_string (line, packet->suback.properties);
}

static void
summarize_reason (const MqttPacket *packet, Line *line)
{
  MqttProperties properties = packet->reason.properties;
  MqttSlice      method;
  MqttSlice      server;

  if (packet->version != MQTT_VERSION_5_0)
    return;
  append (line, " ");
  append_code (line, packet->reason.reason, packet->type);
  method = mqtt_properties_get_value (properties,
                                      MQTT_PROPERTY_AUTHENTICATION_METHOD);
  if (mqtt_slice_is_present (method))
    append_text (line, N_ (", method "), method);
  server =
      mqtt_properties_get_value (properties, MQTT_PROPERTY_SERVER_REFERENCE);
  if (mqtt_slice_is_present (server))
    append_text (line, N_ (", use "), server);
  append_reason_string (line, properties);
}

static void
summarize_packet (const MqttPacket *packet, Line *line)
{
  switch (packet->type)
    {
    case MQTT_PACKET_CONNECT:
      summarize_connect (packet, line);
      return;
    case MQTT_PACKET_CONNACK:
      summarize_connack (packet, line);
      return;
    case MQTT_PACKET_PUBLISH:
      summarize_publish (packet, line);
      return;
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
      summarize_ack (packet, line);
      return;
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
      summarize_subscribe (packet, line);
      return;
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      summarize_suback (packet, line);
      return;
    case MQTT_PACKET_DISCONNECT:
    case MQTT_PACKET_AUTH:
      summarize_reason (packet, line);
      return;
    case MQTT_PACKET_RESERVED:
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
    default:
      return;
    }
}

void
mqtt_summarize_translated (MqttVersion   version,
                           MqttRole      sender,
                           MqttSlice     frame,
                           MqttTranslate translate,
                           GString      *summary)
{
  Line           line = { summary, translate };
  MqttPacketType type;
  MqttPacket     packet;
  MqttViolation  violation;

  if (frame.len == 0)
    {
      append_size (&line, 0);
      return;
    }
  type = (MqttPacketType)(frame.data[0] >> 4);
  append (&line, "%s", mqtt_packet_type_get_name (type));
  if (mqtt_packet_decode (&packet, version, sender, frame, &violation))
    {
      summarize_packet (&packet, &line);
      return;
    }
  append (&line, ", ");
  append_size (&line, frame.len);
  append_words (&line,
                violation.reason == MQTT_REASON_MALFORMED_PACKET
                    ? N_ (", malformed: ")
                    : N_ (", not allowed: "));
  append_words (&line, violation.text);
}

static const char *
keep_english (const char *text)
{
  return text;
}

void
mqtt_summarize (MqttVersion version,
                MqttRole    sender,
                MqttSlice   frame,
                GString    *summary)
{
  mqtt_summarize_translated (version, sender, frame, keep_english, summary);
}
