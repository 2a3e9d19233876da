/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-decode.h"

#include "mqtt/mqtt-topic-rules.h"

#define BIT(packet) (1u << MQTT_PACKET_##packet)

/* Table 2-1: what only one side sends. */
#define CLIENT_ONLY                                                            \
  (BIT (CONNECT) | BIT (SUBSCRIBE) | BIT (UNSUBSCRIBE) | BIT (PINGREQ))
#define SERVER_ONLY                                                            \
  (BIT (CONNACK) | BIT (SUBACK) | BIT (UNSUBACK) | BIT (PINGRESP))

gboolean
mqtt_decoder_u8 (MqttDecoder *decoder, guint8 *value)
{
  if (mqtt_reader_u8 (&decoder->reader, value))
    return TRUE;
  return mqtt_decoder_fail (decoder, MQTT_RULE_FIELD_TRUNCATED);
}

gboolean
mqtt_decoder_u16 (MqttDecoder *decoder, guint16 *value)
{
  if (mqtt_reader_u16 (&decoder->reader, value))
    return TRUE;
  return mqtt_decoder_fail (decoder, MQTT_RULE_FIELD_TRUNCATED);
}

gboolean
mqtt_decoder_binary (MqttDecoder *decoder, MqttSlice *value, MqttRule missing)
{
  if (mqtt_reader_binary (&decoder->reader, value))
    return TRUE;
  return mqtt_decoder_fail (decoder, missing);
}

gboolean
mqtt_decoder_string (MqttDecoder *decoder, MqttSlice *value, MqttRule missing)
{
  if (!mqtt_decoder_binary (decoder, value, missing))
    return FALSE;
  if (mqtt_string_check (*value, decoder->version, decoder->violation))
    return TRUE;
  return mqtt_decoder_move_violation (decoder, value->data);
}

gboolean
mqtt_decoder_packet_id (MqttDecoder *decoder, guint16 *packet_id, MqttRule zero)
{
  if (!mqtt_decoder_u16 (decoder, packet_id))
    return FALSE;
  if (*packet_id == 0)
    return mqtt_decoder_fail_at (decoder, zero, decoder->reader.position - 2);
  return TRUE;
}

static gboolean
property_length (MqttDecoder *decoder, guint32 *length)
{
  gboolean minimal = TRUE;
  gsize    start = decoder->reader.position;

  /* [MQTT-2.2.2-1] */
  if (mqtt_reader_remaining (&decoder->reader) == 0)
    return mqtt_decoder_fail (decoder, MQTT_RULE_PROPERTY_LENGTH_MISSING);
  switch (mqtt_reader_vbi (&decoder->reader, length, &minimal))
    {
    case MQTT_VBI_INCOMPLETE:
      return mqtt_decoder_fail (decoder, MQTT_RULE_FIELD_TRUNCATED);
    case MQTT_VBI_TOO_LONG:
      return mqtt_decoder_fail (decoder, MQTT_RULE_LENGTH_TOO_LONG);
    case MQTT_VBI_OK:
    default:
      break;
    }
  /* [MQTT-1.5.5-1] */
  if (!minimal)
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_LENGTH_NOT_MINIMAL, start);
  if (*length > mqtt_reader_remaining (&decoder->reader))
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_PROPERTY_LENGTH, start);
  return TRUE;
}

gboolean
mqtt_decoder_properties (MqttDecoder    *decoder,
                         guint           place,
                         MqttProperties *properties)
{
  guint32 length = 0;

  if (decoder->version != MQTT_VERSION_5_0)
    return TRUE;
  if (!property_length (decoder, &length))
    return FALSE;
  mqtt_reader_take (&decoder->reader, length, properties);
  if (mqtt_properties_validate (
          *properties, place, decoder->sender, decoder->violation))
    return TRUE;
  return mqtt_decoder_move_violation (decoder, properties->data);
}

gboolean
mqtt_decoder_end (MqttDecoder *decoder)
{
  if (mqtt_reader_remaining (&decoder->reader) == 0)
    return TRUE;
  return mqtt_decoder_fail (decoder, MQTT_RULE_TRAILING_BYTES);
}

static gboolean
decode_empty (MqttDecoder *decoder)
{
  if (mqtt_reader_remaining (&decoder->reader) == 0)
    return TRUE;
  return mqtt_decoder_fail_at (decoder, MQTT_RULE_BODY_NOT_EMPTY, 1);
}

static gboolean
check_direction (MqttDecoder *decoder)
{
  guint32 wrong =
      decoder->sender == MQTT_ROLE_CLIENT ? SERVER_ONLY : CLIENT_ONLY;

  if (decoder->packet->type == MQTT_PACKET_RESERVED ||
      (decoder->packet->type == MQTT_PACKET_AUTH &&
       decoder->version != MQTT_VERSION_5_0))
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_PACKET_TYPE_RESERVED, 0);
  if (decoder->version != MQTT_VERSION_5_0 &&
      decoder->sender == MQTT_ROLE_SERVER)
    wrong |= BIT (DISCONNECT);
  if ((wrong >> decoder->packet->type) & 1u)
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_PACKET_DIRECTION, 0);
  return TRUE;
}

static MqttRule
flags_rule (MqttPacketType type)
{
  static const MqttRule rules[16] = {
    [MQTT_PACKET_PUBREL] = MQTT_RULE_PUBREL_FLAGS,
    [MQTT_PACKET_SUBSCRIBE] = MQTT_RULE_SUBSCRIBE_FLAGS,
    [MQTT_PACKET_UNSUBSCRIBE] = MQTT_RULE_UNSUBSCRIBE_FLAGS,
    [MQTT_PACKET_DISCONNECT] = MQTT_RULE_DISCONNECT_FLAGS,
    [MQTT_PACKET_AUTH] = MQTT_RULE_AUTH_FLAGS,
  };

  return rules[type] != 0 ? rules[type] : MQTT_RULE_FIXED_FLAGS;
}

/* [MQTT-2.1.3-1], 3.1.1: [MQTT-2.2.2-1] [MQTT-2.2.2-2]. In 3.1 flags that a
 * packet does not use have no required value. PUBLISH has its own. */
static gboolean
check_flags (MqttDecoder *decoder)
{
  MqttPacketType type = decoder->packet->type;
  gboolean       two =
      ((BIT (PUBREL) | BIT (SUBSCRIBE) | BIT (UNSUBSCRIBE)) >> type) & 1u;

  if (type == MQTT_PACKET_PUBLISH || decoder->version == MQTT_VERSION_3_1)
    return TRUE;
  if (decoder->packet->fixed_flags == (two ? 2 : 0))
    return TRUE;
  return mqtt_decoder_fail_at (decoder, flags_rule (type), 0);
}

/* [MQTT-1.5.5-1] for the Remaining Length; the whole frame has to be there. */
static gboolean
decode_fixed_header (MqttDecoder *decoder, guint8 *first)
{
  guint32  remaining_length = 0;
  gboolean minimal = TRUE;

  if (!mqtt_reader_u8 (&decoder->reader, first))
    return mqtt_decoder_fail (decoder, MQTT_RULE_FRAME_INCOMPLETE);
  switch (mqtt_reader_vbi (&decoder->reader, &remaining_length, &minimal))
    {
    case MQTT_VBI_INCOMPLETE:
      return mqtt_decoder_fail_at (
          decoder, MQTT_RULE_FRAME_INCOMPLETE, decoder->reader.len);
    case MQTT_VBI_TOO_LONG:
      return mqtt_decoder_fail_at (decoder, MQTT_RULE_LENGTH_TOO_LONG, 4);
    case MQTT_VBI_OK:
    default:
      break;
    }
  if (!minimal && decoder->version == MQTT_VERSION_5_0)
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_LENGTH_NOT_MINIMAL, 1);
  if (mqtt_reader_remaining (&decoder->reader) < remaining_length)
    return mqtt_decoder_fail_at (
        decoder, MQTT_RULE_FRAME_INCOMPLETE, decoder->reader.len);
  if (mqtt_reader_remaining (&decoder->reader) > remaining_length)
    return mqtt_decoder_fail_at (decoder,
                                 MQTT_RULE_TRAILING_BYTES,
                                 decoder->reader.position + remaining_length);
  return TRUE;
}

static gboolean
decode_body (MqttDecoder *decoder)
{
  switch (decoder->packet->type)
    {
    case MQTT_PACKET_CONNACK:
      return mqtt_decode_connack (decoder);
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
      return mqtt_decode_ack (decoder);
    case MQTT_PACKET_SUBSCRIBE:
      return mqtt_decode_subscribe (decoder);
    case MQTT_PACKET_SUBACK:
      return mqtt_decode_suback (decoder);
    case MQTT_PACKET_UNSUBSCRIBE:
      return mqtt_decode_unsubscribe (decoder);
    case MQTT_PACKET_UNSUBACK:
      return mqtt_decode_unsuback (decoder);
    case MQTT_PACKET_DISCONNECT:
      return mqtt_decode_disconnect (decoder);
    case MQTT_PACKET_AUTH:
      return mqtt_decode_auth (decoder);
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
      return decode_empty (decoder);
    case MQTT_PACKET_RESERVED:
    case MQTT_PACKET_CONNECT:
    case MQTT_PACKET_PUBLISH:
    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
mqtt_packet_decode (MqttPacket    *packet,
                    MqttVersion    version,
                    MqttRole       sender,
                    MqttSlice      frame,
                    MqttViolation *violation)
{
  MqttDecoder decoder = {
    mqtt_reader_init (frame), version, sender, packet, violation,
  };
  guint8 first = 0;

  *packet = (MqttPacket){ .version = version };
  if (!decode_fixed_header (&decoder, &first))
    return FALSE;
  packet->type = first >> 4;
  packet->fixed_flags = first & 0x0f;
  if (version == MQTT_VERSION_UNKNOWN && packet->type != MQTT_PACKET_CONNECT)
    packet->version = decoder.version = MQTT_VERSION_3_1_1;
  if (packet->type == MQTT_PACKET_PUBLISH)
    return mqtt_decode_publish (&decoder);
  if (!check_direction (&decoder))
    return FALSE;
  /* The version is in the packet: it checks the flags itself. */
  if (packet->type == MQTT_PACKET_CONNECT)
    return mqtt_decode_connect (&decoder);
  return check_flags (&decoder) && decode_body (&decoder);
}
