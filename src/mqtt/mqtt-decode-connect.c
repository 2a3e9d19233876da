/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-decode.h"

#include "mqtt/mqtt-topic-rules.h"

#include <string.h>

#define FLAG_RESERVED 0x01u
#define FLAG_CLEAN 0x02u
#define FLAG_WILL 0x04u
#define FLAG_WILL_RETAIN 0x20u
#define FLAG_PASSWORD 0x40u
#define FLAG_USER_NAME 0x80u

/* Set in the version by bridges of the mosquitto kind, not in MQTT. */
#define BRIDGE_BIT 0x80u

static gboolean
name_is (MqttSlice name, const char *text)
{
  return name.len == strlen (text) && memcmp (name.data, text, name.len) == 0;
}

static MqttVersion
version_of (MqttSlice name, guint8 version)
{
  if (name_is (name, "MQIsdp"))
    return (version & ~BRIDGE_BIT) == 3 ? MQTT_VERSION_3_1
                                        : MQTT_VERSION_UNKNOWN;
  if ((version & ~BRIDGE_BIT) == 4)
    return MQTT_VERSION_3_1_1;
  return version == 5 ? MQTT_VERSION_5_0 : MQTT_VERSION_UNKNOWN;
}

/* Whose rules a CONNECT is judged by that is of no known version. */
static MqttVersion
rules_for (MqttSlice name, guint8 version)
{
  if (name_is (name, "MQIsdp"))
    return MQTT_VERSION_3_1;
  return version >= 5 ? MQTT_VERSION_5_0 : MQTT_VERSION_3_1_1;
}

/* Protocol Name and Protocol Version; the version in force after them. */
static gboolean
decode_protocol (MqttDecoder *decoder)
{
  MqttConnect *connect = &decoder->packet->connect;
  MqttVersion  asked_for = decoder->version;
  MqttVersion  found;
  gsize        start = decoder->reader.position;

  if (!mqtt_decoder_binary (
          decoder, &connect->protocol_name, MQTT_RULE_FIELD_TRUNCATED) ||
      !mqtt_decoder_u8 (decoder, &connect->protocol_version))
    return FALSE;
  found = version_of (connect->protocol_name, connect->protocol_version);
  decoder->packet->version = found;
  decoder->version =
      found != MQTT_VERSION_UNKNOWN
          ? found
          : rules_for (connect->protocol_name, connect->protocol_version);
  /* [MQTT-3.1.2-1] */
  if (!name_is (connect->protocol_name, "MQTT") &&
      !name_is (connect->protocol_name, "MQIsdp"))
    {
      decoder->packet->version = MQTT_VERSION_UNKNOWN;
      return mqtt_decoder_fail_at (
          decoder, MQTT_RULE_CONNECT_PROTOCOL_NAME, start);
    }
  /* [MQTT-3.1.2-2] */
  if (found == MQTT_VERSION_UNKNOWN ||
      (asked_for != MQTT_VERSION_UNKNOWN && asked_for != found))
    return mqtt_decoder_fail_at (decoder,
                                 MQTT_RULE_CONNECT_PROTOCOL_VERSION,
                                 decoder->reader.position - 1);
  return TRUE;
}

/* The rules for bits that 3.1 disregards. */
static gboolean
check_unused_flags (MqttDecoder *decoder, gsize offset)
{
  const MqttConnect *connect = &decoder->packet->connect;

  /* [MQTT-3.1.2-3] */
  if (connect->flags & FLAG_RESERVED)
    return mqtt_decoder_fail_at (
        decoder, MQTT_RULE_CONNECT_RESERVED_FLAG, offset);
  if (connect->has_will)
    return TRUE;
  /* [MQTT-3.1.2-11], 3.1.1: [MQTT-3.1.2-11] [MQTT-3.1.2-13] */
  if (connect->will_qos != 0)
    return mqtt_decoder_fail_at (
        decoder, MQTT_RULE_CONNECT_WILL_QOS_WITHOUT_WILL, offset);
  /* [MQTT-3.1.2-13], 3.1.1: [MQTT-3.1.2-15] */
  if (connect->will_retain)
    return mqtt_decoder_fail_at (
        decoder, MQTT_RULE_CONNECT_WILL_RETAIN_WITHOUT_WILL, offset);
  return TRUE;
}

static gboolean
decode_flags (MqttDecoder *decoder)
{
  MqttConnect *connect = &decoder->packet->connect;
  gsize        offset = decoder->reader.position;
  guint8       flags;

  if (!mqtt_decoder_u8 (decoder, &connect->flags))
    return FALSE;
  flags = connect->flags;
  connect->clean_start = (flags & FLAG_CLEAN) != 0;
  connect->has_will = (flags & FLAG_WILL) != 0;
  connect->will_qos = (flags >> 3) & 3u;
  connect->will_retain = (flags & FLAG_WILL_RETAIN) != 0;
  if (decoder->version != MQTT_VERSION_3_1 &&
      !check_unused_flags (decoder, offset))
    return FALSE;
  if (!connect->has_will)
    {
      connect->will_qos = MQTT_QOS_0;
      connect->will_retain = FALSE;
    }
  /* [MQTT-3.1.2-12], 3.1.1: [MQTT-3.1.2-14] */
  if (connect->will_qos > MQTT_QOS_2)
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_CONNECT_WILL_QOS_3, offset);
  /* 3.1.1: [MQTT-3.1.2-22]; 5.0 allows it */
  if ((flags & FLAG_PASSWORD) && !(flags & FLAG_USER_NAME) &&
      decoder->version != MQTT_VERSION_5_0)
    return mqtt_decoder_fail_at (
        decoder, MQTT_RULE_CONNECT_PASSWORD_WITHOUT_USER_NAME, offset);
  return TRUE;
}

static gboolean
decode_properties (MqttDecoder *decoder)
{
  MqttConnect *connect = &decoder->packet->connect;
  MqttProperty property;

  if (!mqtt_decoder_properties (
          decoder, MQTT_PACKET_CONNECT, &connect->properties))
    return FALSE;
  if (mqtt_properties_find (
          connect->properties, MQTT_PROPERTY_AUTHENTICATION_DATA, &property) &&
      !mqtt_slice_is_present (mqtt_properties_get_value (
          connect->properties, MQTT_PROPERTY_AUTHENTICATION_METHOD)))
    {
      mqtt_decoder_fail_at (decoder,
                            MQTT_RULE_CONNECT_AUTHENTICATION_DATA_ALONE,
                            property.offset);
      return mqtt_decoder_move_violation (decoder, connect->properties.data);
    }
  return TRUE;
}

/* The first field of the payload [MQTT-3.1.3-3] [MQTT-3.1.3-4]. */
static gboolean
decode_client_id (MqttDecoder *decoder)
{
  MqttConnect *connect = &decoder->packet->connect;
  gsize        start = decoder->reader.position;

  if (!mqtt_decoder_string (
          decoder, &connect->client_id, MQTT_RULE_CONNECT_CLIENT_ID_MISSING))
    return FALSE;
  if (connect->client_id.len > 0 || decoder->version == MQTT_VERSION_5_0)
    return TRUE;
  if (decoder->version == MQTT_VERSION_3_1)
    return mqtt_decoder_fail_at (
        decoder, MQTT_RULE_CONNECT_CLIENT_ID_EMPTY_3_1, start);
  /* 3.1.1: [MQTT-3.1.3-7] [MQTT-3.1.3-8] */
  if (!connect->clean_start)
    return mqtt_decoder_fail_at (
        decoder, MQTT_RULE_CONNECT_CLIENT_ID_EMPTY, start);
  return TRUE;
}

/* [MQTT-3.1.2-9] */
static gboolean
decode_will (MqttDecoder *decoder)
{
  MqttConnect *connect = &decoder->packet->connect;

  if (!mqtt_decoder_properties (
          decoder, MQTT_PROPERTY_PLACE_WILL, &connect->will_properties))
    return FALSE;
  if (!mqtt_decoder_binary (
          decoder, &connect->will_topic, MQTT_RULE_CONNECT_WILL_MISSING))
    return FALSE;
  /* [MQTT-3.1.3-11], 3.1.1: [MQTT-3.1.3-10] */
  if (!mqtt_topic_name_check (connect->will_topic,
                              decoder->version,
                              MQTT_RULE_TOPIC_NAME_WILDCARD,
                              MQTT_RULE_TOPIC_EMPTY,
                              decoder->violation))
    return mqtt_decoder_move_text_violation (decoder, connect->will_topic);
  return mqtt_decoder_binary (
      decoder, &connect->will_payload, MQTT_RULE_CONNECT_WILL_MISSING);
}

/* In 3.1 the Remaining Length counts for more than the flags: what is not there
 * was left out. */
static gboolean
is_left_out (const MqttDecoder *decoder)
{
  return decoder->version == MQTT_VERSION_3_1 &&
         mqtt_reader_remaining (&decoder->reader) == 0;
}

static gboolean
decode_credentials (MqttDecoder *decoder)
{
  MqttConnect *connect = &decoder->packet->connect;

  /* [MQTT-3.1.2-16] [MQTT-3.1.2-17] [MQTT-3.1.3-12]
   * 3.1.1: [MQTT-3.1.2-18] [MQTT-3.1.2-19] [MQTT-3.1.3-11] */
  if ((connect->flags & FLAG_USER_NAME) && !is_left_out (decoder) &&
      !mqtt_decoder_string (
          decoder, &connect->user_name, MQTT_RULE_CONNECT_USER_NAME_MISSING))
    return FALSE;
  /* [MQTT-3.1.2-18] [MQTT-3.1.2-19]
   * 3.1.1: [MQTT-3.1.2-20] [MQTT-3.1.2-21] */
  if ((connect->flags & FLAG_PASSWORD) && !is_left_out (decoder) &&
      !mqtt_decoder_binary (
          decoder, &connect->password, MQTT_RULE_CONNECT_PASSWORD_MISSING))
    return FALSE;
  /* [MQTT-3.1.3-1] */
  if (mqtt_reader_remaining (&decoder->reader) > 0)
    return mqtt_decoder_fail (decoder, MQTT_RULE_CONNECT_TRAILING_BYTES);
  return TRUE;
}

/* The Remaining Length and the flags of the fixed header came before the
 * version was known. */
static gboolean
check_fixed_header (MqttDecoder *decoder, gsize body)
{
  const guint8 *data = decoder->reader.data;

  /* [MQTT-2.1.3-1], 3.1.1: [MQTT-2.2.2-2] */
  if (decoder->packet->fixed_flags != 0 && decoder->version != MQTT_VERSION_3_1)
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_FIXED_FLAGS, 0);
  /* [MQTT-1.5.5-1] */
  if (decoder->version == MQTT_VERSION_5_0 && body > 2 && data[body - 1] == 0)
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_LENGTH_NOT_MINIMAL, 1);
  return TRUE;
}

gboolean
mqtt_decode_connect (MqttDecoder *decoder)
{
  gsize body = decoder->reader.position;

  return decode_protocol (decoder) && check_fixed_header (decoder, body) &&
         decode_flags (decoder) &&
         mqtt_decoder_u16 (decoder,
                           &decoder->packet->connect.keep_alive_seconds) &&
         decode_properties (decoder) && decode_client_id (decoder) &&
         (!decoder->packet->connect.has_will || decode_will (decoder)) &&
         decode_credentials (decoder);
}

static gboolean
check_connack_code (MqttDecoder *decoder)
{
  const MqttConnack *connack = &decoder->packet->connack;
  gsize              offset = decoder->reader.position - 1;

  /* [MQTT-3.2.2-8], 3.1.1: [MQTT-3.2.2-6] */
  if (mqtt_connack_code_get_name (decoder->version, connack->code) == NULL)
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_CONNACK_CODE, offset);
  /* [MQTT-3.2.2-6], 3.1.1: [MQTT-3.2.2-4] */
  if (connack->code != 0 && connack->session_present)
    return mqtt_decoder_fail_at (
        decoder, MQTT_RULE_CONNACK_SESSION_PRESENT, offset - 1);
  return TRUE;
}

gboolean
mqtt_decode_connack (MqttDecoder *decoder)
{
  MqttConnack *connack = &decoder->packet->connack;
  guint8       flags;

  if (!mqtt_decoder_u8 (decoder, &flags))
    return FALSE;
  if (decoder->version != MQTT_VERSION_3_1)
    {
      /* [MQTT-3.2.2-1] */
      if ((flags & 0xfe) != 0)
        return mqtt_decoder_fail_at (
            decoder, MQTT_RULE_CONNACK_FLAGS, decoder->reader.position - 1);
      connack->session_present = flags & 1;
    }
  return mqtt_decoder_u8 (decoder, &connack->code) &&
         check_connack_code (decoder) &&
         mqtt_decoder_properties (
             decoder, MQTT_PACKET_CONNACK, &connack->properties) &&
         mqtt_decoder_end (decoder);
}
