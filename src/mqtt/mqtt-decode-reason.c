/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-decode.h"

/* The packets whose Reason Code and properties may be left out: PUBACK, PUBREC,
 * PUBREL, PUBCOMP, DISCONNECT, AUTH. */

static gboolean
decode_reason (MqttDecoder *decoder, guint8 *reason, MqttRule rule)
{
  if (!mqtt_decoder_u8 (decoder, reason))
    return FALSE;
  if (mqtt_reason_code_is_allowed (
          *reason, decoder->packet->type, decoder->sender))
    return TRUE;
  return mqtt_decoder_fail_at (decoder, rule, decoder->reader.position - 1);
}

/* [MQTT-3.4.2-1] [MQTT-3.5.2-1] [MQTT-3.6.2-1] [MQTT-3.7.2-1] */
static MqttRule
ack_code_rule (MqttPacketType type)
{
  if (type == MQTT_PACKET_PUBACK)
    return MQTT_RULE_PUBACK_CODE;
  if (type == MQTT_PACKET_PUBREC)
    return MQTT_RULE_PUBREC_CODE;
  return type == MQTT_PACKET_PUBREL ? MQTT_RULE_PUBREL_CODE
                                    : MQTT_RULE_PUBCOMP_CODE;
}

gboolean
mqtt_decode_ack (MqttDecoder *decoder)
{
  MqttAck       *ack = &decoder->packet->ack;
  MqttPacketType type = decoder->packet->type;

  /* [MQTT-2.2.1-5], 3.1.1: [MQTT-2.3.1-6] */
  if (!mqtt_decoder_packet_id (
          decoder, &ack->packet_id, MQTT_RULE_PACKET_ID_ZERO_ACK))
    return FALSE;
  /* Remaining Length 2: Reason Code 0x00 and no properties (3.4.2.1). */
  if (decoder->version != MQTT_VERSION_5_0 ||
      mqtt_reader_remaining (&decoder->reader) == 0)
    return mqtt_decoder_end (decoder);
  if (!decode_reason (decoder, &ack->reason, ack_code_rule (type)))
    return FALSE;
  /* Remaining Length 3: no properties (3.4.2.2.1). */
  if (mqtt_reader_remaining (&decoder->reader) == 0)
    return TRUE;
  return mqtt_decoder_properties (decoder, type, &ack->properties) &&
         mqtt_decoder_end (decoder);
}

gboolean
mqtt_decode_disconnect (MqttDecoder *decoder)
{
  MqttReason *disconnect = &decoder->packet->reason;

  if (mqtt_reader_remaining (&decoder->reader) == 0)
    return TRUE;
  if (decoder->version != MQTT_VERSION_5_0)
    return mqtt_decoder_fail_at (decoder, MQTT_RULE_BODY_NOT_EMPTY, 1);
  /* [MQTT-3.14.2-1] */
  if (!decode_reason (decoder, &disconnect->reason, MQTT_RULE_DISCONNECT_CODE))
    return FALSE;
  /* Remaining Length 1: no properties (3.14.2.2.1). */
  if (mqtt_reader_remaining (&decoder->reader) == 0)
    return TRUE;
  return mqtt_decoder_properties (
             decoder, MQTT_PACKET_DISCONNECT, &disconnect->properties) &&
         mqtt_decoder_end (decoder);
}

/* [MQTT-3.15.2-1] */
static gboolean
check_short_auth (MqttDecoder *decoder)
{
  if (mqtt_reason_code_is_allowed (
          MQTT_REASON_SUCCESS, MQTT_PACKET_AUTH, decoder->sender))
    return TRUE;
  return mqtt_decoder_fail_at (decoder, MQTT_RULE_AUTH_CODE, 1);
}

gboolean
mqtt_decode_auth (MqttDecoder *decoder)
{
  MqttReason *auth = &decoder->packet->reason;

  /* Remaining Length 0 stands for Success without properties (3.15.2.1), which
   * only a Server sends; no shorter form of other codes exists. */
  if (mqtt_reader_remaining (&decoder->reader) == 0)
    return check_short_auth (decoder);
  if (!decode_reason (decoder, &auth->reason, MQTT_RULE_AUTH_CODE) ||
      !mqtt_decoder_properties (decoder, MQTT_PACKET_AUTH, &auth->properties))
    return FALSE;
  if (!mqtt_slice_is_present (mqtt_properties_get_value (
          auth->properties, MQTT_PROPERTY_AUTHENTICATION_METHOD)))
    {
      mqtt_decoder_fail_at (decoder, MQTT_RULE_AUTH_METHOD_MISSING, 0);
      return mqtt_decoder_move_violation (decoder, auth->properties.data);
    }
  return mqtt_decoder_end (decoder);
}
