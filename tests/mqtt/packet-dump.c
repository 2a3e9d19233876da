/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/packet-dump.h"

static void
add_text (GString *out, const char *key, MqttSlice text)
{
  g_string_append_printf (out, " %s=", key);
  for (gsize i = 0; i < text.len; i++)
    {
      if (g_ascii_isgraph (text.data[i]))
        g_string_append_c (out, (char)text.data[i]);
      else
        g_string_append_printf (out, "\\x%02x", text.data[i]);
    }
}

static void
add_hex (GString *out, const char *key, MqttSlice bytes)
{
  g_string_append_printf (out, " %s=", key);
  for (gsize i = 0; i < bytes.len; i++)
    g_string_append_printf (out, "%02x", bytes.data[i]);
}

static void
add_properties (GString *out, const char *key, MqttProperties properties)
{
  if (properties.len > 0)
    add_hex (out, key, properties);
}

static void
add_flag (GString *out, const char *name, gboolean flag)
{
  if (flag)
    g_string_append_printf (out, " %s", name);
}

static void
add_connect (GString *out, const MqttPacket *packet)
{
  const MqttConnect *c = &packet->connect;

  g_string_append_printf (out,
                          " v=%s level=%02x",
                          mqtt_version_get_name (packet->version),
                          c->protocol_version);
  add_flag (out, "clean", c->clean_start);
  g_string_append_printf (out, " ka=%u", c->keep_alive_seconds);
  add_text (out, "id", c->client_id);
  if (c->has_will)
    {
      g_string_append_printf (out, " will=%u", (guint)c->will_qos);
      add_flag (out, "retain", c->will_retain);
      add_text (out, "topic", c->will_topic);
      add_text (out, "payload", c->will_payload);
    }
  if (mqtt_slice_is_present (c->user_name))
    add_text (out, "user", c->user_name);
  if (mqtt_slice_is_present (c->password))
    add_text (out, "pass", c->password);
  add_properties (out, "props", c->properties);
  add_properties (out, "wprops", c->will_properties);
}

static void
add_publish (GString *out, const MqttPublish *p)
{
  g_string_append_printf (out, " q=%u", (guint)p->qos);
  add_flag (out, "dup", p->dup);
  add_flag (out, "retain", p->retain);
  if (p->packet_id != 0)
    g_string_append_printf (out, " id=%u", p->packet_id);
  add_text (out, "topic", p->topic);
  add_text (out, "payload", p->payload);
  add_properties (out, "props", p->properties);
}

static void
add_filters (GString *out, const MqttPacket *packet)
{
  MqttFilterIter   iter;
  MqttSubscription s;

  g_string_append_printf (out, " id=%u", packet->subscribe.packet_id);
  add_properties (out, "props", packet->subscribe.properties);
  mqtt_filter_iter_init (&iter, packet);
  while (mqtt_filter_iter_next (&iter, &s))
    {
      add_text (out, "filter", s.filter);
      if (packet->type == MQTT_PACKET_UNSUBSCRIBE)
        continue;
      g_string_append_printf (out, ",%u", (guint)s.qos);
      if (s.no_local)
        g_string_append (out, ",nl");
      if (s.retain_as_published)
        g_string_append (out, ",rap");
      if (s.retain_handling != MQTT_RETAIN_SEND_AT_SUBSCRIBE)
        g_string_append_printf (out, ",rh%u", (guint)s.retain_handling);
    }
}

char *
packet_dump (const MqttPacket *packet)
{
  GString *out = g_string_new (mqtt_packet_type_get_name (packet->type));

  switch (packet->type)
    {
    case MQTT_PACKET_CONNECT:
      add_connect (out, packet);
      break;
    case MQTT_PACKET_CONNACK:
      add_flag (out, "sp", packet->connack.session_present);
      g_string_append_printf (out, " code=%02x", packet->connack.code);
      add_properties (out, "props", packet->connack.properties);
      break;
    case MQTT_PACKET_PUBLISH:
      add_publish (out, &packet->publish);
      break;
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
      g_string_append_printf (
          out, " id=%u code=%02x", packet->ack.packet_id, packet->ack.reason);
      add_properties (out, "props", packet->ack.properties);
      break;
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
      add_filters (out, packet);
      break;
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      g_string_append_printf (out, " id=%u", packet->suback.packet_id);
      add_properties (out, "props", packet->suback.properties);
      add_hex (out, "codes", packet->suback.codes);
      break;
    case MQTT_PACKET_DISCONNECT:
    case MQTT_PACKET_AUTH:
      g_string_append_printf (out, " code=%02x", packet->reason.reason);
      add_properties (out, "props", packet->reason.properties);
      break;
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
    case MQTT_PACKET_RESERVED:
    default:
      break;
    }
  return g_string_free (out, FALSE);
}
