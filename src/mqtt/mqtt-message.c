/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-message.h"

#include "mqtt/mqtt-limits.h"

#include <stdbool.h>
#include <string.h>

/* One allocation for a small message: topic, properties and payload stand
 * behind the structure. A large payload keeps its own memory. */
struct _MqttMessage
{
  gatomicrefcount ref_count;
  guint8          qos;
  bool            retain;
  gint64          expiry_us;
  MqttMessageMark mark;
  guint32         topic_len;
  guint32         properties_len;
  MqttSlice       payload;
  GBytes         *payload_bytes; /* atomic: made on demand if small */
  guint8          bytes[];
};

static gboolean
is_forwarded (MqttPropertyId id)
{
  return id == MQTT_PROPERTY_PAYLOAD_FORMAT_INDICATOR ||
         id == MQTT_PROPERTY_CONTENT_TYPE ||
         id == MQTT_PROPERTY_RESPONSE_TOPIC ||
         id == MQTT_PROPERTY_CORRELATION_DATA ||
         id == MQTT_PROPERTY_USER_PROPERTY;
}

/* Copies what a Server forwards, in the order received [MQTT-3.3.2-18]. */
static void
take_properties (MqttMessage *message, MqttProperties properties, gint64 now_us)
{
  MqttPropertyIter iter;
  MqttProperty     property;
  guint8          *to = message->bytes + message->topic_len;

  mqtt_property_iter_init (&iter, properties);
  while (mqtt_property_iter_next (&iter, &property))
    {
      if (property.id == MQTT_PROPERTY_MESSAGE_EXPIRY_INTERVAL)
        message->expiry_us = now_us + (gint64)property.number * G_USEC_PER_SEC;
      if (!is_forwarded (property.id))
        continue;
      memcpy (to + message->properties_len,
              properties.data + property.offset,
              property.len);
      message->properties_len += (guint32)property.len;
    }
}

static MqttMessage *
message_alloc (MqttSlice      topic,
               gsize          inline_payload_len,
               MqttQos        qos,
               gboolean       retain,
               MqttProperties properties,
               gint64         now_us)
{
  gsize        len = topic.len + properties.len + inline_payload_len;
  MqttMessage *message = g_malloc (sizeof (MqttMessage) + len);

  g_atomic_ref_count_init (&message->ref_count);
  message->qos = (guint8)qos;
  message->retain = retain != FALSE;
  message->expiry_us = MQTT_MESSAGE_NEVER_EXPIRES;
  message->topic_len = (guint32)topic.len;
  message->mark = (MqttMessageMark){ 0 };
  message->properties_len = 0;
  message->payload = MQTT_SLICE_NONE;
  message->payload_bytes = NULL;
  if (topic.len > 0)
    memcpy (message->bytes, topic.data, topic.len);
  if (properties.len > 0)
    take_properties (message, properties, now_us);
  return message;
}

static void
take_small_payload (MqttMessage *message, MqttSlice payload)
{
  guint8 *to = message->bytes + message->topic_len + message->properties_len;

  if (payload.len > 0)
    memcpy (to, payload.data, payload.len);
  message->payload = (MqttSlice){ to, payload.len };
}

MqttMessage *
mqtt_message_new (MqttSlice      topic,
                  GBytes        *payload,
                  MqttQos        qos,
                  gboolean       retain,
                  MqttProperties properties,
                  gint64         now_us)
{
  MqttMessage *message =
      message_alloc (topic, 0, qos, retain, properties, now_us);

  if (payload == NULL)
    {
      take_small_payload (message, MQTT_SLICE_NONE);
      return message;
    }
  message->payload_bytes = g_bytes_ref (payload);
  message->payload = mqtt_slice_from_bytes (payload);
  return message;
}

MqttMessage *
mqtt_message_new_from_publish (const MqttPublish *publish,
                               MqttSlice          topic,
                               gint64             now_us)
{
  gboolean     small = publish->payload.len < MQTT_PAYLOAD_BY_REFERENCE_BYTES;
  MqttMessage *message = message_alloc (topic,
                                        small ? publish->payload.len : 0,
                                        publish->qos,
                                        publish->retain,
                                        publish->properties,
                                        now_us);

  if (small)
    {
      take_small_payload (message, publish->payload);
      return message;
    }
  message->payload_bytes =
      g_bytes_new (publish->payload.data, publish->payload.len);
  message->payload = mqtt_slice_from_bytes (message->payload_bytes);
  return message;
}

MqttMessage *
mqtt_message_new_renamed (MqttMessage *message, MqttSlice topic)
{
  gboolean     small = message->payload.len < MQTT_PAYLOAD_BY_REFERENCE_BYTES;
  MqttMessage *renamed = message_alloc (topic,
                                        small ? message->payload.len : 0,
                                        (MqttQos)message->qos,
                                        message->retain,
                                        mqtt_message_get_properties (message),
                                        0);

  renamed->expiry_us = message->expiry_us;
  if (small)
    {
      take_small_payload (renamed, message->payload);
      return renamed;
    }
  renamed->payload_bytes =
      g_bytes_ref (mqtt_message_get_payload_bytes (message));
  renamed->payload = message->payload;
  return renamed;
}

MqttMessage *
mqtt_message_ref (MqttMessage *message)
{
  g_atomic_ref_count_inc (&message->ref_count);
  return message;
}

void
mqtt_message_unref (MqttMessage *message)
{
  if (!g_atomic_ref_count_dec (&message->ref_count))
    return;
  g_clear_pointer (&message->payload_bytes, g_bytes_unref);
  g_free (message);
}

MqttSlice
mqtt_message_get_topic (const MqttMessage *message)
{
  return (MqttSlice){ message->bytes, message->topic_len };
}

MqttSlice
mqtt_message_get_payload (const MqttMessage *message)
{
  return message->payload;
}

GBytes *
mqtt_message_get_payload_bytes (const MqttMessage *message)
{
  GBytes **place = &((MqttMessage *)message)->payload_bytes;
  GBytes  *bytes = g_atomic_pointer_get (place);

  if (bytes != NULL)
    return bytes;
  bytes = g_bytes_new (message->payload.data, message->payload.len);
  if (g_atomic_pointer_compare_and_exchange (place, NULL, bytes))
    return bytes;
  g_bytes_unref (bytes);
  return g_atomic_pointer_get (place);
}

MqttQos
mqtt_message_get_qos (const MqttMessage *message)
{
  return (MqttQos)message->qos;
}

gboolean
mqtt_message_get_retain (const MqttMessage *message)
{
  return message->retain;
}

MqttProperties
mqtt_message_get_properties (const MqttMessage *message)
{
  return (MqttProperties){ message->bytes + message->topic_len,
                           message->properties_len };
}

gint64
mqtt_message_get_expiry_us (const MqttMessage *message)
{
  return message->expiry_us;
}

gsize
mqtt_message_get_size_bytes (const MqttMessage *message)
{
  return sizeof (MqttMessage) + message->topic_len + message->properties_len +
         message->payload.len;
}

MqttMessageMark *
mqtt_message_get_mark (MqttMessage *message)
{
  return &message->mark;
}
