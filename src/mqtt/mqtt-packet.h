/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-control-packet.h"

G_BEGIN_DECLS

/**
 * mqtt_packet_decode:
 * @packet: (out): views into @frame
 * @version: version of the connection; for CONNECT, %MQTT_VERSION_UNKNOWN takes
 *   what the packet says, any other value must be what the packet says
 * @sender: who sent it: some packets and properties have only one direction
 * @frame: one whole packet, from the first byte of its fixed header
 * @violation: (out) (optional): what is wrong; offset counts from the frame's
 * start
 *
 * Strict: whatever the specification of @version calls malformed, or an error
 * that one packet alone can show, is refused with its reason code and id.
 *
 * A refused CONNECT has its version, Protocol Name and Protocol Version in
 * @packet as far as they were understood, version unknown if this is none of
 * ours. Two refusals have an answer in 3.x too, by
 * mqtt_return_code_from_reason_code(): 0x84 (Return code 1) and 0x85 (2); after
 * the others the Server closes without CONNACK (3.1.1: [MQTT-3.1.4-1]).
 *
 * Returns: %TRUE if @packet is complete and right
 */
gboolean mqtt_packet_decode (MqttPacket    *packet,
                             MqttVersion    version,
                             MqttRole       sender,
                             MqttSlice      frame,
                             MqttViolation *violation);

/**
 * mqtt_packet_encode:
 * @out: where the bytes are appended
 *
 * Literal: encodes what @packet says, also where a peer would refuse it. Only
 * what cannot be expressed (a string over 65,535 bytes, a packet over 256 MiB)
 * fails. Properties are left out for 3.x.
 *
 * Returns: %FALSE if it cannot be expressed; then nothing was appended
 */
gboolean mqtt_packet_encode (const MqttPacket *packet, GByteArray *out);

/**
 * mqtt_publish_encode_header:
 *
 * Everything of a PUBLISH in front of the payload, so that the payload can be
 * sent by reference.
 */
gboolean mqtt_publish_encode_header (const MqttPublish *publish,
                                     MqttVersion        version,
                                     GByteArray        *out);

/* Walks the payload of SUBSCRIBE (options filled in) or UNSUBSCRIBE. */
typedef struct
{
  /*< private >*/
  MqttSlice      filters;
  gsize          position;
  MqttVersion    version;
  MqttPacketType type;
} MqttFilterIter;

void     mqtt_filter_iter_init (MqttFilterIter *iter, const MqttPacket *packet);
gboolean mqtt_filter_iter_next (MqttFilterIter   *iter,
                                MqttSubscription *subscription);

/* Appends one entry of a SUBSCRIBE payload, or of an UNSUBSCRIBE payload. */
gboolean
         mqtt_filters_append_subscription (GByteArray             *filters,
                                           MqttVersion             version,
                                           const MqttSubscription *subscription);
gboolean mqtt_filters_append_filter (GByteArray *filters, MqttSlice filter);

G_END_DECLS
