/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-packet.h"

G_BEGIN_DECLS

/**
 * MqttMessage:
 *
 * An Application Message: topic, payload and the properties that travel with
 * it. Immutable, atomically reference counted, shared by all its receivers.
 * @properties holds only what a Server forwards (5.0 section 3.3.2.3): Payload
 * Format Indicator, Content Type, Response Topic, Correlation Data, User
 * Properties; the Message Expiry Interval stands apart because it shrinks.
 */
typedef struct _MqttMessage MqttMessage;

#define MQTT_MESSAGE_NEVER_EXPIRES G_MAXINT64

/**
 * mqtt_message_new:
 * @payload: (transfer none): referenced, not copied
 * @properties: as in a PUBLISH; copied, filtered as above
 * @now_us: when it was received; starts the Message Expiry Interval
 *
 * Returns: (transfer full):
 */
MqttMessage *mqtt_message_new (MqttSlice      topic,
                               GBytes        *payload,
                               MqttQos        qos,
                               gboolean       retain,
                               MqttProperties properties,
                               gint64         now_us);

/* From a decoded PUBLISH with its topic resolved; copies topic and payload
 * once. */
MqttMessage *mqtt_message_new_from_publish (const MqttPublish *publish,
                                            MqttSlice          topic,
                                            gint64             now_us);
/**
 * mqtt_message_new_renamed:
 *
 * Returns: (transfer full): @message with all that it carries, what is left of
 *   its Message Expiry Interval too, under another Topic Name
 */
MqttMessage *mqtt_message_new_renamed (MqttMessage *message, MqttSlice topic);
MqttMessage *mqtt_message_ref (MqttMessage *message);
void         mqtt_message_unref (MqttMessage *message);

MqttSlice      mqtt_message_get_topic (const MqttMessage *message);
MqttSlice      mqtt_message_get_payload (const MqttMessage *message);
GBytes        *mqtt_message_get_payload_bytes (const MqttMessage *message);
MqttQos        mqtt_message_get_qos (const MqttMessage *message);
gboolean       mqtt_message_get_retain (const MqttMessage *message);
MqttProperties mqtt_message_get_properties (const MqttMessage *message);

/* Monotonic time at which it expires, or MQTT_MESSAGE_NEVER_EXPIRES. */
gint64 mqtt_message_get_expiry_us (const MqttMessage *message);

/* Memory that it holds, for budgets. */
gsize mqtt_message_get_size_bytes (const MqttMessage *message);

/* For an owner who stores messages, on its thread: what it knows of this one.
 * The message itself makes nothing of it. */
typedef struct
{
  guint64 number; /* under which it is stored; 0: it is not */
  guint   n_uses; /* how many need it there */
} MqttMessageMark;

MqttMessageMark *mqtt_message_get_mark (MqttMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqttMessage, mqtt_message_unref)

G_END_DECLS
