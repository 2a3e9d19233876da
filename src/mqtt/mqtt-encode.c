/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-encode.h"

#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-packet.h"

#include <string.h>

/* Bytes between the fixed header and the payload; 0 if they cannot be written.
 */
static gsize
publish_header_size (const MqttPublish *publish, MqttVersion version)
{
  gsize size = 2 + publish->topic.len;

  if (publish->topic.len > MQTT_STRING_MAX_BYTES ||
      publish->properties.len > MQTT_VARIABLE_BYTE_INTEGER_MAX)
    return 0;
  if (publish->qos != MQTT_QOS_0)
    size += 2;
  if (version == MQTT_VERSION_5_0)
    size += mqtt_vbi_size (publish->properties.len) + publish->properties.len;
  return size;
}

gboolean
mqtt_publish_encode_header (const MqttPublish *publish,
                            MqttVersion        version,
                            GByteArray        *out)
{
  gsize   size = publish_header_size (publish, version);
  guint   first = MQTT_PACKET_PUBLISH << 4;
  guint32 remaining;
  guint8 *at;

  if (size == 0 || publish->payload.len > MQTT_VARIABLE_BYTE_INTEGER_MAX ||
      size + publish->payload.len > MQTT_VARIABLE_BYTE_INTEGER_MAX)
    return FALSE;
  first |= ((guint)publish->qos & 3u) << 1;
  first |= publish->dup ? 0x08u : 0;
  first |= publish->retain ? 0x01u : 0;
  remaining = (guint32)(size + publish->payload.len);
  at = mqtt_encode_extend (out, 1 + mqtt_vbi_size (remaining) + size);
  *at++ = (guint8)first;
  at = mqtt_put_vbi (at, remaining);
  at = mqtt_put_binary (at, publish->topic);
  if (publish->qos != MQTT_QOS_0)
    at = mqtt_put_u16 (at, publish->packet_id);
  if (version != MQTT_VERSION_5_0)
    return TRUE;
  /* Also without properties [MQTT-2.2.2-1]. */
  at = mqtt_put_vbi (at, (guint32)publish->properties.len);
  mqtt_put_raw (at, publish->properties);
  return TRUE;
}

static gboolean
encode_publish (const MqttPacket *packet, GByteArray *out)
{
  if (!mqtt_publish_encode_header (&packet->publish, packet->version, out))
    return FALSE;
  mqtt_encode_raw (out, packet->publish.payload);
  return TRUE;
}

static gboolean
encode_connack (const MqttPacket *packet, GByteArray *out)
{
  const MqttConnack *connack = &packet->connack;
  gboolean           flag =
      connack->session_present && packet->version != MQTT_VERSION_3_1;

  mqtt_encode_u8 (out, flag ? 1 : 0);
  mqtt_encode_u8 (out, connack->code);
  return mqtt_encode_properties (out, packet->version, connack->properties);
}

/* Reason Code and properties are left out where the version has none, and at
 * the end where they say nothing. */
static gboolean
encode_reason (MqttVersion    version,
               guint8         reason,
               MqttProperties properties,
               GByteArray    *out)
{
  if (version != MQTT_VERSION_5_0 || (reason == 0 && properties.len == 0))
    return TRUE;
  mqtt_encode_u8 (out, reason);
  return properties.len == 0 ||
         mqtt_encode_properties (out, version, properties);
}

static gboolean
encode_ack (const MqttPacket *packet, GByteArray *out)
{
  const MqttAck *ack = &packet->ack;

  mqtt_encode_u16 (out, ack->packet_id);
  return encode_reason (packet->version, ack->reason, ack->properties, out);
}

/* AUTH has no form without properties but that of Remaining Length 0. */
static gboolean
encode_auth (const MqttPacket *packet, GByteArray *out)
{
  const MqttReason *auth = &packet->reason;

  if (auth->reason == 0 && auth->properties.len == 0)
    return TRUE;
  mqtt_encode_u8 (out, auth->reason);
  return mqtt_encode_properties (out, packet->version, auth->properties);
}

static gboolean
encode_list (const MqttPacket *packet,
             guint16           packet_id,
             MqttProperties    properties,
             MqttSlice         list,
             GByteArray       *out)
{
  mqtt_encode_u16 (out, packet_id);
  if (list.len > MQTT_VARIABLE_BYTE_INTEGER_MAX ||
      !mqtt_encode_properties (out, packet->version, properties))
    return FALSE;
  mqtt_encode_raw (out, list);
  return TRUE;
}

static gboolean
encode_body (const MqttPacket *packet, GByteArray *out)
{
  const MqttSubscribe *subscribe = &packet->subscribe;
  const MqttSuback    *suback = &packet->suback;

  switch (packet->type)
    {
    case MQTT_PACKET_CONNECT:
      return mqtt_encode_connect_body (packet, out);
    case MQTT_PACKET_CONNACK:
      return encode_connack (packet, out);
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
      return encode_ack (packet, out);
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
      return encode_list (packet,
                          subscribe->packet_id,
                          subscribe->properties,
                          subscribe->filters,
                          out);
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      return encode_list (
          packet, suback->packet_id, suback->properties, suback->codes, out);
    case MQTT_PACKET_DISCONNECT:
      return encode_reason (packet->version,
                            packet->reason.reason,
                            packet->reason.properties,
                            out);
    case MQTT_PACKET_AUTH:
      return packet->version == MQTT_VERSION_5_0 && encode_auth (packet, out);
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
      return TRUE;
    case MQTT_PACKET_RESERVED:
    case MQTT_PACKET_PUBLISH:
    default:
      return FALSE;
    }
}

static guint8
first_byte (MqttPacketType type)
{
  guint8 flags = type == MQTT_PACKET_PUBREL || type == MQTT_PACKET_SUBSCRIBE ||
                         type == MQTT_PACKET_UNSUBSCRIBE
                     ? 2
                     : 0;

  return (guint8)(((guint)type << 4) | flags);
}

/* Puts the Remaining Length in front of what was encoded since @body. One byte
 * is kept for it: most packets are short. */
static gboolean
finish (GByteArray *out, guint body)
{
  guint length = out->len - body;
  guint extra;

  if (length > MQTT_VARIABLE_BYTE_INTEGER_MAX)
    return FALSE;
  extra = (guint)mqtt_vbi_size (length) - 1;
  if (extra > 0)
    {
      g_byte_array_set_size (out, out->len + extra);
      memmove (out->data + body + extra, out->data + body, length);
    }
  for (guint i = 0; i <= extra; i++)
    out->data[body - 1 + i] =
        (guint8)(((length >> (7 * i)) & 0x7f) | (i < extra ? 0x80u : 0));
  return TRUE;
}

gboolean
mqtt_packet_encode (const MqttPacket *packet, GByteArray *out)
{
  guint start = out->len;

  if (packet->type == MQTT_PACKET_PUBLISH)
    return encode_publish (packet, out);
  mqtt_encode_u8 (out, first_byte (packet->type));
  mqtt_encode_u8 (out, 0);
  if (encode_body (packet, out) && finish (out, start + 2))
    return TRUE;
  g_byte_array_set_size (out, start);
  return FALSE;
}
