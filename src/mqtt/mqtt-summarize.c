/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-private.h"
#include "mqtt/mqtt-packet.h"

/* Characters of a topic, an identifier or a text that the line shows. */
#define TEXT_CHARS 120u

/* Answers of a SUBACK or UNSUBACK that the line names. */
#define MAX_CODES 3u

static void
append_text (GString *out, const char *before, MqttSlice text)
{
  g_string_append (out, before);
  mqtt_text_append_quoted (out, text, TEXT_CHARS);
}

static void
append_reason_string (GString *out, MqttProperties properties)
{
  MqttSlice text =
      mqtt_properties_get_value (properties, MQTT_PROPERTY_REASON_STRING);

  if (mqtt_slice_is_present (text))
    append_text (out, ", ", text);
}

static void
append_code (GString *out, guint8 code, MqttPacketType type)
{
  const char *name = mqtt_reason_code_get_name (code, type);

  g_string_append_printf (out, "0x%02x", code);
  if (name)
    g_string_append_printf (out, " %s", name);
}

static void
summarize_connect (const MqttPacket *packet, GString *out)
{
  const MqttConnect *connect = &packet->connect;
  gboolean           is_5_0 = packet->version == MQTT_VERSION_5_0;

  g_string_append_printf (out, " %s", mqtt_version_get_name (packet->version));
  append_text (out, " ", connect->client_id);
  if (connect->clean_start)
    g_string_append (out, is_5_0 ? ", clean start" : ", clean session");
  if (connect->keep_alive_seconds == 0)
    g_string_append (out, ", keep alive off");
  else
    g_string_append_printf (
        out, ", keep alive %u s", connect->keep_alive_seconds);
  if (connect->has_will)
    g_string_append (out, ", will");
  if (mqtt_slice_is_present (connect->user_name))
    g_string_append (out, ", user name");
  if (mqtt_slice_is_present (connect->password))
    g_string_append (out, ", password");
}

static void
summarize_connack (const MqttPacket *packet, GString *out)
{
  const MqttConnack *connack = &packet->connack;
  const char        *name =
      mqtt_connack_code_get_name (packet->version, connack->code);
  MqttSlice assigned = MQTT_SLICE_NONE;

  g_string_append_printf (out, " 0x%02x", connack->code);
  if (name)
    g_string_append_printf (out, " %s", name);
  if (connack->session_present)
    g_string_append (out, ", session present");
  if (packet->version != MQTT_VERSION_5_0)
    return;
  assigned = mqtt_properties_get_value (
      connack->properties, MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER);
  if (mqtt_slice_is_present (assigned))
    append_text (out, ", assigned ", assigned);
  append_reason_string (out, connack->properties);
}

static void
summarize_publish (const MqttPacket *packet, GString *out)
{
  const MqttPublish *publish = &packet->publish;
  MqttProperty       alias;

  append_text (out, " ", publish->topic);
  if (packet->version == MQTT_VERSION_5_0 &&
      mqtt_properties_find (
          publish->properties, MQTT_PROPERTY_TOPIC_ALIAS, &alias))
    g_string_append_printf (out, " alias %u", alias.number);
  g_string_append_printf (out, " QoS %u", publish->qos);
  if (publish->dup)
    g_string_append (out, ", DUP");
  if (publish->retain)
    g_string_append (out, ", retain");
  if (publish->qos > MQTT_QOS_0)
    g_string_append_printf (out, ", id %u", publish->packet_id);
  g_string_append (out, ", ");
  mqtt_text_append_bytes (out, publish->payload.len);
}

static void
summarize_ack (const MqttPacket *packet, GString *out)
{
  g_string_append_printf (out, " id %u", packet->ack.packet_id);
  if (packet->ack.reason != MQTT_REASON_SUCCESS)
    {
      g_string_append (out, ": ");
      append_code (out, packet->ack.reason, packet->type);
    }
  append_reason_string (out, packet->ack.properties);
}

static void
summarize_subscribe (const MqttPacket *packet, GString *out)
{
  MqttSubscription subscription;
  MqttFilterIter   iter;
  guint            n_more = 0;

  g_string_append_printf (out, " id %u", packet->subscribe.packet_id);
  mqtt_filter_iter_init (&iter, packet);
  if (!mqtt_filter_iter_next (&iter, &subscription))
    return;
  append_text (out, ": ", subscription.filter);
  if (packet->type == MQTT_PACKET_SUBSCRIBE)
    g_string_append_printf (out, " QoS %u", subscription.qos);
  while (mqtt_filter_iter_next (&iter, &subscription))
    n_more++;
  if (n_more > 0)
    g_string_append_printf (out, ", +%u more", n_more);
}

static void
append_granted (const MqttPacket *packet, guint8 code, GString *out)
{
  if (packet->type == MQTT_PACKET_SUBACK && code <= MQTT_QOS_2)
    g_string_append_printf (out, "granted QoS %u", code);
  else if (packet->version == MQTT_VERSION_5_0)
    append_code (out, code, packet->type);
  else
    g_string_append_printf (out, "0x%02x failure", code);
}

static void
summarize_suback (const MqttPacket *packet, GString *out)
{
  MqttSlice codes = packet->suback.codes;

  g_string_append_printf (out, " id %u", packet->suback.packet_id);
  for (gsize i = 0; i < MIN (codes.len, MAX_CODES); i++)
    {
      g_string_append (out, i == 0 ? ": " : ", ");
      append_granted (packet, codes.data[i], out);
    }
  if (codes.len > MAX_CODES)
    g_string_append_printf (
        out, ", +%" G_GSIZE_FORMAT " more", codes.len - MAX_CODES);
  append_reason_string (out, packet->suback.properties);
}

static void
summarize_reason (const MqttPacket *packet, GString *out)
{
  MqttProperties properties = packet->reason.properties;
  MqttSlice      method;
  MqttSlice      server;

  if (packet->version != MQTT_VERSION_5_0)
    return;
  g_string_append_c (out, ' ');
  append_code (out, packet->reason.reason, packet->type);
  method = mqtt_properties_get_value (properties,
                                      MQTT_PROPERTY_AUTHENTICATION_METHOD);
  if (mqtt_slice_is_present (method))
    append_text (out, ", method ", method);
  server =
      mqtt_properties_get_value (properties, MQTT_PROPERTY_SERVER_REFERENCE);
  if (mqtt_slice_is_present (server))
    append_text (out, ", use ", server);
  append_reason_string (out, properties);
}

static void
summarize_packet (const MqttPacket *packet, GString *out)
{
  switch (packet->type)
    {
    case MQTT_PACKET_CONNECT:
      summarize_connect (packet, out);
      return;
    case MQTT_PACKET_CONNACK:
      summarize_connack (packet, out);
      return;
    case MQTT_PACKET_PUBLISH:
      summarize_publish (packet, out);
      return;
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
      summarize_ack (packet, out);
      return;
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
      summarize_subscribe (packet, out);
      return;
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      summarize_suback (packet, out);
      return;
    case MQTT_PACKET_DISCONNECT:
    case MQTT_PACKET_AUTH:
      summarize_reason (packet, out);
      return;
    case MQTT_PACKET_RESERVED:
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
    default:
      return;
    }
}

void
mqtt_summarize (MqttVersion version,
                MqttRole    sender,
                MqttSlice   frame,
                GString    *summary)
{
  MqttPacketType type;
  MqttPacket     packet;
  MqttViolation  violation;

  if (frame.len == 0)
    {
      g_string_append (summary, "0 bytes");
      return;
    }
  type = (MqttPacketType)(frame.data[0] >> 4);
  g_string_append (summary, mqtt_packet_type_get_name (type));
  if (mqtt_packet_decode (&packet, version, sender, frame, &violation))
    {
      summarize_packet (&packet, summary);
      return;
    }
  g_string_append (summary, ", ");
  mqtt_text_append_bytes (summary, frame.len);
  g_string_append (summary,
                   violation.reason == MQTT_REASON_MALFORMED_PACKET
                       ? ", malformed: "
                       : ", not allowed: ");
  g_string_append (summary, violation.text);
}
