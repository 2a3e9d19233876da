/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-packet.h"
#include "mqtt/mqtt-reader.h"
#include "mqtt/mqtt-rule.h"

G_BEGIN_DECLS

/* Inside mqtt_packet_decode(): the bodies, one function per kind of packet.
 * Each has checked the packet, and is at the end of the reader, when it returns
 * %TRUE; mqtt_decoder_end() proves the latter. */
typedef struct
{
  MqttReader     reader;
  MqttVersion    version;
  MqttRole       sender;
  MqttPacket    *packet;
  MqttViolation *violation; /* (nullable) */
} MqttDecoder;

static inline gboolean
mqtt_decoder_fail_at (MqttDecoder *decoder, MqttRule rule, gsize offset)
{
  return mqtt_rule_break (rule, decoder->version, offset, decoder->violation);
}

static inline gboolean
mqtt_decoder_fail (MqttDecoder *decoder, MqttRule rule)
{
  return mqtt_decoder_fail_at (decoder, rule, decoder->reader.position);
}

/* A violation whose offset counts from @start: false for the caller to return.
 */
static inline gboolean
mqtt_decoder_move_violation (MqttDecoder *decoder, const guint8 *start)
{
  if (decoder->violation != NULL)
    decoder->violation->offset += (gsize)(start - decoder->reader.data);
  return FALSE;
}

/* The same for one of a string, which shows in its length where it is empty. */
static inline gboolean
mqtt_decoder_move_text_violation (MqttDecoder *decoder, MqttSlice text)
{
  return mqtt_decoder_move_violation (decoder,
                                      text.len > 0 ? text.data : text.data - 2);
}

gboolean mqtt_decoder_u8 (MqttDecoder *decoder, guint8 *value);
gboolean mqtt_decoder_u16 (MqttDecoder *decoder, guint16 *value);

/* @missing: the rule that a missing or cut off field breaks */
gboolean
mqtt_decoder_binary (MqttDecoder *decoder, MqttSlice *value, MqttRule missing);
gboolean
mqtt_decoder_string (MqttDecoder *decoder, MqttSlice *value, MqttRule missing);

/* @zero: the rule that 0 breaks */
gboolean mqtt_decoder_packet_id (MqttDecoder *decoder,
                                 guint16     *packet_id,
                                 MqttRule     zero);

/* Property Length and properties, checked for @place; nothing in 3.x. */
gboolean mqtt_decoder_properties (MqttDecoder    *decoder,
                                  guint           place,
                                  MqttProperties *properties);
gboolean mqtt_decoder_end (MqttDecoder *decoder);

gboolean mqtt_decode_connect (MqttDecoder *decoder);
gboolean mqtt_decode_connack (MqttDecoder *decoder);
gboolean mqtt_decode_publish (MqttDecoder *decoder);
gboolean mqtt_decode_ack (MqttDecoder *decoder);
gboolean mqtt_decode_subscribe (MqttDecoder *decoder);
gboolean mqtt_decode_suback (MqttDecoder *decoder);
gboolean mqtt_decode_unsubscribe (MqttDecoder *decoder);
gboolean mqtt_decode_unsuback (MqttDecoder *decoder);
gboolean mqtt_decode_disconnect (MqttDecoder *decoder);
gboolean mqtt_decode_auth (MqttDecoder *decoder);

G_END_DECLS
