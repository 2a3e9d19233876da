/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-decode.h"

#include "mqtt/mqtt-topic-rules.h"

static gboolean
check_flags (MqttDecoder *decoder)
{
  const MqttPublish *publish = &decoder->packet->publish;

  /* [MQTT-3.3.1-4] */
  if (G_UNLIKELY (publish->qos > MQTT_QOS_2))
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_PUBLISH_QOS_3, 0);
  /* [MQTT-3.3.1-2]; 3.1 does not forbid it */
  if (G_UNLIKELY (publish->dup && publish->qos == MQTT_QOS_0) &&
      decoder->version != MQTT_VERSION_3_1)
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_PUBLISH_DUP_QOS_0, 0);
  return TRUE;
}

/* [MQTT-3.3.2-1] [MQTT-3.3.2-2] */
static gboolean
decode_topic (MqttDecoder *decoder)
{
  MqttPublish *publish = &decoder->packet->publish;

  if (!mqtt_decoder_binary (
          decoder, &publish->topic, MQTT_RULE_FIELD_TRUNCATED))
    return FALSE;
  /* The Topic Alias that may stand for it comes later. */
  if (publish->topic.len == 0 && decoder->version == MQTT_VERSION_5_0)
    return TRUE;
  if (mqtt_topic_name_check (publish->topic,
                             decoder->version,
                             MQTT_RULE_PUBLISH_TOPIC_WILDCARD,
                             MQTT_RULE_PUBLISH_TOPIC_EMPTY,
                             decoder->violation))
    return TRUE;
  return mqtt_decoder_move_text_violation (decoder, publish->topic);
}

/* [MQTT-2.2.1-2] [MQTT-2.2.1-3] [MQTT-2.2.1-4]
 * 3.1.1: [MQTT-2.3.1-1] [MQTT-2.3.1-5] */
static gboolean
decode_packet_id (MqttDecoder *decoder)
{
  MqttRule zero = decoder->sender == MQTT_ROLE_CLIENT
                      ? MQTT_RULE_PACKET_ID_ZERO_CLIENT
                      : MQTT_RULE_PACKET_ID_ZERO_SERVER;

  return mqtt_decoder_packet_id (
      decoder, &decoder->packet->publish.packet_id, zero);
}

static gboolean
decode_properties (MqttDecoder *decoder)
{
  MqttPublish *publish = &decoder->packet->publish;

  if (!mqtt_decoder_properties (
          decoder, MQTT_PACKET_PUBLISH, &publish->properties))
    return FALSE;
  /* A Topic Alias is never 0 here. */
  if (G_UNLIKELY (publish->topic.len == 0) &&
      mqtt_properties_get_number (
          publish->properties, MQTT_PROPERTY_TOPIC_ALIAS, 0) == 0)
    {
      mqtt_decoder_fail_at (decoder, MQTT_RULE_PUBLISH_TOPIC_EMPTY, 0);
      return mqtt_decoder_move_text_violation (decoder, publish->topic);
    }
  return TRUE;
}

gboolean
mqtt_decode_publish (MqttDecoder *decoder)
{
  MqttPublish *publish = &decoder->packet->publish;
  guint8       flags = decoder->packet->fixed_flags;

  publish->dup = (flags & 0x08) != 0;
  publish->qos = (flags >> 1) & 3u;
  publish->retain = flags & 0x01;
  if (!check_flags (decoder) || !decode_topic (decoder))
    return FALSE;
  if (publish->qos != MQTT_QOS_0 && !decode_packet_id (decoder))
    return FALSE;
  if (decoder->version == MQTT_VERSION_5_0 && !decode_properties (decoder))
    return FALSE;
  publish->payload = mqtt_reader_take_rest (&decoder->reader);
  return TRUE;
}
