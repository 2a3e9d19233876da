/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-connection-hold.h"

G_BEGIN_DECLS

/* Shared by mqtt-connection*.c only: what is to be written. */

/* Bytes of the small-byte arena and, between them, references to payloads. */
typedef struct
{
  GByteArray *arena; /* (nullable) */
  guint       arena_start;
  guint       before_total; /* arena bytes in front of the last reference */
  GArray     *references;   /* (nullable) of MqttOutputReference */
  guint       first_reference;
  gsize       length;
  guint64     consumed; /* bytes since the beginning */
  guint64     n_packets;
} MqttOutput;

typedef struct
{
  gsize        before; /* arena bytes in front of it */
  gsize        offset; /* of the payload, already written */
  MqttMessage *message;
} MqttOutputReference;

void mqtt_output_clear (MqttOutput *output);
/* The arena to append to; mqtt_output_account() takes what was appended. */
GByteArray *mqtt_output_begin (MqttOutput *output);
void        mqtt_output_account (MqttOutput *output, guint old_len);
void        mqtt_output_push_payload (MqttOutput *output, MqttMessage *message);
/* The first @len bytes of @from, which end with a packet, to the end of @to.
 * Returns: how many of them were no payload by reference */
gsize mqtt_output_move (MqttOutput *to, MqttOutput *from, gsize len);

/* mqtt-connection-hold.c */
/* Where a packet goes: out, or where it waits for its promise to be kept. */
MqttOutput *mqtt_connection_choose_output (MqttConnection *connection,
                                           MqttPacketType  type,
                                           MqttQos         qos);
/* After a packet went to @output. */
void mqtt_connection_note_held (MqttConnection   *connection,
                                const MqttOutput *output,
                                MqttPacketType    type,
                                MqttQos           qos);

G_END_DECLS
