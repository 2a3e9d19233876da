/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-decode.h"

#include "mqtt/mqtt-filter-list.h"
#include "mqtt/mqtt-topic-rules.h"

/* The Subscription Options of 5.0 (3.8.3.1), the requested QoS of 3.x. */
static gboolean
check_options (MqttDecoder *decoder, guint8 options)
{
  guint qos = options & 3u;
  gsize offset = decoder->reader.position - 1;

  if (decoder->version == MQTT_VERSION_5_0)
    {
      /* [MQTT-3.8.3-5] */
      if ((options & 0xc0) != 0)
        return mqtt_decoder_fail_at (
            decoder, MQTT_RULE_SUBSCRIBE_RESERVED_BITS, offset);
      if (qos == 3)
        return mqtt_decoder_fail_at (
            decoder, MQTT_RULE_SUBSCRIBE_QOS_3, offset);
      if (((options >> 4) & 3) == 3)
        return mqtt_decoder_fail_at (
            decoder, MQTT_RULE_SUBSCRIBE_RETAIN_HANDLING_3, offset);
      return TRUE;
    }
  /* 3.1.1: [MQTT-3.8.3-4]; 3.1 does not use the upper bits */
  if ((options & 0xfc) != 0 && decoder->version != MQTT_VERSION_3_1)
    return mqtt_decoder_fail_at (
        decoder, MQTT_RULE_SUBSCRIBE_RESERVED_BITS, offset);
  if (qos == 3)
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_SUBSCRIBE_QOS_3_3, offset);
  return TRUE;
}

/* [MQTT-3.8.3-1] [MQTT-3.10.3-1] */
static gboolean
decode_filter (MqttDecoder *decoder, MqttSlice *filter)
{
  if (!mqtt_decoder_binary (decoder, filter, MQTT_RULE_FIELD_TRUNCATED))
    return FALSE;
  if (mqtt_topic_filter_check (*filter, decoder->version, decoder->violation))
    return TRUE;
  return mqtt_decoder_move_text_violation (decoder, *filter);
}

static gboolean
decode_subscription (MqttDecoder *decoder)
{
  MqttSlice filter;
  guint8    options;

  if (!decode_filter (decoder, &filter) || !mqtt_decoder_u8 (decoder, &options))
    return FALSE;
  if (!check_options (decoder, options))
    return FALSE;
  /* [MQTT-3.8.3-4] */
  if (decoder->version == MQTT_VERSION_5_0 &&
      (options & MQTT_OPTION_NO_LOCAL) != 0 &&
      mqtt_topic_filter_split_shared (filter, NULL, NULL))
    return mqtt_decoder_fail_at (decoder,
                                 MQTT_RULE_SUBSCRIBE_NO_LOCAL_SHARED,
                                 decoder->reader.position - 1);
  return TRUE;
}

/* Packet Identifier, properties and @payload, which starts the filters. */
static gboolean
decode_head (MqttDecoder *decoder, MqttRule empty)
{
  MqttSubscribe *subscribe = &decoder->packet->subscribe;
  MqttReader     ahead;

  /* [MQTT-2.2.1-3], 3.1.1: [MQTT-2.3.1-1] */
  if (!mqtt_decoder_packet_id (
          decoder, &subscribe->packet_id, MQTT_RULE_PACKET_ID_ZERO_CLIENT) ||
      !mqtt_decoder_properties (
          decoder, decoder->packet->type, &subscribe->properties))
    return FALSE;
  /* 3.1 does not call it an error. */
  if (mqtt_reader_remaining (&decoder->reader) == 0 &&
      decoder->version != MQTT_VERSION_3_1)
    return mqtt_decoder_fail (decoder, empty);
  ahead = decoder->reader;
  subscribe->filters = mqtt_reader_take_rest (&ahead);
  return TRUE;
}

gboolean
mqtt_decode_subscribe (MqttDecoder *decoder)
{
  /* [MQTT-3.8.3-2], 3.1.1: [MQTT-3.8.3-3] */
  if (!decode_head (decoder, MQTT_RULE_SUBSCRIBE_EMPTY))
    return FALSE;
  while (mqtt_reader_remaining (&decoder->reader) > 0)
    {
      if (!decode_subscription (decoder))
        return FALSE;
    }
  return TRUE;
}

gboolean
mqtt_decode_unsubscribe (MqttDecoder *decoder)
{
  MqttSlice filter;

  /* [MQTT-3.10.3-2] */
  if (!decode_head (decoder, MQTT_RULE_UNSUBSCRIBE_EMPTY))
    return FALSE;
  while (mqtt_reader_remaining (&decoder->reader) > 0)
    {
      if (!decode_filter (decoder, &filter))
        return FALSE;
    }
  return TRUE;
}

static gboolean
suback_code_is_allowed (const MqttDecoder *decoder, guint8 code)
{
  /* [MQTT-3.9.3-2] [MQTT-3.11.3-2] */
  if (decoder->version == MQTT_VERSION_5_0)
    return mqtt_reason_code_is_allowed (
        code, decoder->packet->type, MQTT_ROLE_SERVER);
  /* 3.1.1: [MQTT-3.9.3-2]. 3.1 has no code for a failure; Servers send the one
   * of 3.1.1 all the same, and it says more than a closed connection. */
  return code <= MQTT_QOS_2 || code == MQTT_SUBACK_3_FAILURE;
}

static gboolean
decode_codes (MqttDecoder *decoder, MqttRule empty, MqttRule wrong)
{
  MqttSuback *suback = &decoder->packet->suback;
  gsize       start;

  /* [MQTT-2.2.1-6], 3.1.1: [MQTT-2.3.1-7] */
  if (!mqtt_decoder_packet_id (
          decoder, &suback->packet_id, MQTT_RULE_PACKET_ID_ZERO_SUBACK) ||
      !mqtt_decoder_properties (
          decoder, decoder->packet->type, &suback->properties))
    return FALSE;
  if (mqtt_reader_remaining (&decoder->reader) == 0 &&
      decoder->version != MQTT_VERSION_3_1)
    return mqtt_decoder_fail (decoder, empty);
  start = decoder->reader.position;
  suback->codes = mqtt_reader_take_rest (&decoder->reader);
  for (gsize i = 0; i < suback->codes.len; i++)
    {
      if (!suback_code_is_allowed (decoder, suback->codes.data[i]))
        return mqtt_decoder_fail_at (decoder, wrong, start + i);
    }
  return TRUE;
}

gboolean
mqtt_decode_suback (MqttDecoder *decoder)
{
  /* [MQTT-3.8.4-6], 3.1.1: [MQTT-3.8.4-5] */
  return decode_codes (decoder, MQTT_RULE_SUBACK_EMPTY, MQTT_RULE_SUBACK_CODE);
}

gboolean
mqtt_decode_unsuback (MqttDecoder *decoder)
{
  /* [MQTT-3.11.3-1] */
  if (decoder->version == MQTT_VERSION_5_0)
    return decode_codes (
        decoder, MQTT_RULE_UNSUBACK_EMPTY, MQTT_RULE_UNSUBACK_CODE);
  return mqtt_decoder_packet_id (decoder,
                                 &decoder->packet->suback.packet_id,
                                 MQTT_RULE_PACKET_ID_ZERO_SUBACK) &&
         mqtt_decoder_end (decoder);
}
