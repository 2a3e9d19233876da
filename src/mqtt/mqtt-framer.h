/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/willow-byte-queue.h"
#include "mqtt/mqtt-violation.h"

G_BEGIN_DECLS

/**
 * MqttFramer:
 *
 * Cuts a byte stream into Control Packets by their fixed headers. When a whole
 * packet lies in the bytes that were fed it is not copied. Embedded by value.
 */
typedef struct
{
  /*< private >*/
  WillowByteQueue pending;
  MqttSlice       input;
  guint32         maximum_packet_size;
  guint32         taken; /* of pending: the packet that was handed out */
} MqttFramer;

typedef enum
{
  MQTT_FRAMER_NEED_MORE, /* no whole packet yet */
  MQTT_FRAMER_PACKET,    /* @frame holds one */
  MQTT_FRAMER_ERROR,     /* malformed Remaining Length or too large: stop */
} MqttFramerResult;

/* @maximum_packet_size: bytes, whole packet; 0 for the protocol's own limit */
void mqtt_framer_init (MqttFramer *framer, gsize maximum_packet_size);
void mqtt_framer_clear (MqttFramer *framer);
void mqtt_framer_set_maximum_packet_size (MqttFramer *framer,
                                          gsize       maximum_packet_size);

/* Borrows @data until mqtt_framer_next() says NEED_MORE (it then keeps a copy
 * of the rest) or the framer is cleared. */
void mqtt_framer_feed (MqttFramer *framer, const guint8 *data, gsize len);

/**
 * mqtt_framer_next:
 * @frame: (out): the whole packet, valid until the next call on the framer
 * @violation: (out): on MQTT_FRAMER_ERROR
 */
MqttFramerResult mqtt_framer_next (MqttFramer    *framer,
                                   MqttSlice     *frame,
                                   MqttViolation *violation);

/* Bytes of an unfinished packet, for showing what was there at the end. */
MqttSlice mqtt_framer_get_rest (const MqttFramer *framer);

G_END_DECLS
