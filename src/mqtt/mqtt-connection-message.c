/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"

#include "mqtt/mqtt-topic-rules.h"

/* One PUBLISH of ours: what it is made of, how large it is, the bytes. */

/* What an alias costs: the property, and one byte more for either length. */
#define ALIAS_MAX_BYTES 5u

/* What it saves must be more than the property takes. */
#define ALIAS_MIN_TOPIC_BYTES 4u

static gboolean
has_expiry (const MqttMessage *message)
{
  return mqtt_message_get_expiry_us (message) != MQTT_MESSAGE_NEVER_EXPIRES;
}

/* What is left, in seconds: the value received less the whole seconds that it
 * has waited [MQTT-3.3.2-6]. */
static guint32
remaining_seconds (const MqttMessage *message, gint64 now_us)
{
  gint64 left_us = mqtt_message_get_expiry_us (message) - now_us;

  if (left_us <= 0)
    return 0;
  return (guint32)((left_us - 1) / G_USEC_PER_SEC + 1);
}

/* Properties of the message, then what belongs to this delivery. */
static MqttProperties
build_properties (MqttConnection     *connection,
                  const MqttMessage  *message,
                  const MqttDelivery *delivery,
                  guint16             alias,
                  gint64              now_us)
{
  MqttProperties properties = mqtt_message_get_properties (message);

  if (connection->version != MQTT_VERSION_5_0)
    return MQTT_SLICE_NONE;
  if (!has_expiry (message) && delivery->n_subscription_identifiers == 0 &&
      alias == 0)
    return properties;
  if (connection->scratch == NULL)
    connection->scratch = g_byte_array_new ();
  g_byte_array_set_size (connection->scratch, 0);
  g_byte_array_append (
      connection->scratch, properties.data, (guint)properties.len);
  if (has_expiry (message))
    mqtt_properties_append_number (connection->scratch,
                                   MQTT_PROPERTY_MESSAGE_EXPIRY_INTERVAL,
                                   remaining_seconds (message, now_us));
  for (guint i = 0; i < delivery->n_subscription_identifiers; i++)
    mqtt_properties_append_number (connection->scratch,
                                   MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER,
                                   delivery->subscription_identifiers[i]);
  if (alias != 0)
    mqtt_properties_append_number (
        connection->scratch, MQTT_PROPERTY_TOPIC_ALIAS, alias);
  return mqtt_properties_from_array (connection->scratch);
}

static gsize
length_size (gsize length)
{
  return 1u + (length > 127u) + (length > 16383u) + (length > 2097151u);
}

/* Of the whole packet. */
gsize
mqtt_connection_get_publish_size (const MqttConnection *connection,
                                  const MqttMessage    *message,
                                  const MqttDelivery   *delivery)
{
  gsize size = 2 + mqtt_message_get_topic (message).len +
               (delivery->qos == MQTT_QOS_0 ? 0 : 2) +
               mqtt_message_get_payload (message).len;

  if (connection->version == MQTT_VERSION_5_0)
    {
      gsize properties_len = mqtt_message_get_properties (message).len;

      properties_len += has_expiry (message) ? 5 : 0;
      for (guint i = 0; i < delivery->n_subscription_identifiers; i++)
        properties_len +=
            1 + length_size (delivery->subscription_identifiers[i]);
      size += properties_len + length_size (properties_len);
    }
  return 1 + length_size (size) + size;
}

/* 3.1 counts characters and takes fewer of them (3.1 section 3.3) [3.1-26]. */
gboolean
mqtt_connection_is_topic_too_long (const MqttConnection *connection,
                                   MqttSlice             topic)
{
  if (topic.len > MQTT_STRING_MAX_BYTES)
    return TRUE;
  return connection->version == MQTT_VERSION_3_1 &&
         topic.len > MQTT_3_1_TOPIC_MAX_CHARS &&
         !mqtt_topic_name_check (topic,
                                 MQTT_VERSION_3_1,
                                 MQTT_RULE_TOPIC_TOO_LONG,
                                 MQTT_RULE_TOPIC_TOO_LONG,
                                 NULL);
}

/* The Topic Alias for @message on this connection, 0 for none. Whether it is
 * worth one is for the owner to say, how many there are for the peer
 * [MQTT-3.3.2-9] [MQTT-3.3.2-11]. */
static guint16
choose_alias (MqttConnection     *connection,
              const MqttMessage  *message,
              const MqttDelivery *delivery,
              gboolean           *is_new)
{
  MqttSlice topic = mqtt_message_get_topic (message);
  guint     maximum = MIN (connection->options->outgoing_topic_alias_maximum,
                       connection->peer.topic_alias_maximum);
  guint16   alias;

  *is_new = FALSE;
  if (maximum == 0 || connection->version != MQTT_VERSION_5_0 ||
      topic.len < ALIAS_MIN_TOPIC_BYTES)
    return 0;
  if (connection->given_aliases == NULL)
    connection->given_aliases = mqtt_alias_map_new ();
  alias = mqtt_alias_map_find (connection->given_aliases, topic);
  if (alias != 0)
    return alias;
  *is_new = mqtt_alias_map_get_length (connection->given_aliases) < maximum &&
            mqtt_connection_get_publish_size (connection, message, delivery) +
                    ALIAS_MAX_BYTES <=
                connection->peer.maximum_packet_size;
  return *is_new ? mqtt_alias_map_add (connection->given_aliases, topic) : 0;
}

gboolean
mqtt_connection_send_publish (MqttConnection     *connection,
                              MqttMessage        *message,
                              const MqttDelivery *delivery,
                              guint16             packet_id,
                              gboolean            dup,
                              gint64              now_us)
{
  MqttSlice   payload = mqtt_message_get_payload (message);
  gboolean    small = payload.len < MQTT_PAYLOAD_BY_REFERENCE_BYTES;
  MqttOutput *output;
  GByteArray *arena;
  guint       old_len;
  MqttPublish publish = {
    .dup = dup,
    .qos = delivery->qos,
    .retain = delivery->retain,
    .packet_id = packet_id,
    .topic = mqtt_message_get_topic (message),
    .payload = payload,
  };
  gboolean is_new;
  guint16  alias;

  /* [MQTT-3.1.2-24] [MQTT-3.2.2-15] */
  if (mqtt_connection_get_publish_size (connection, message, delivery) >
          connection->peer.maximum_packet_size ||
      mqtt_connection_is_topic_too_long (connection, publish.topic))
    return FALSE;
  alias = choose_alias (connection, message, delivery, &is_new);
  if (alias != 0 && !is_new)
    publish.topic = (MqttSlice){ publish.topic.data, 0 };
  publish.properties =
      build_properties (connection, message, delivery, alias, now_us);
  output = mqtt_connection_choose_output (
      connection, MQTT_PACKET_PUBLISH, delivery->qos);
  arena = mqtt_output_begin (output);
  old_len = arena->len;
  if (!mqtt_publish_encode_header (&publish, connection->version, arena))
    return FALSE;
  if (small)
    g_byte_array_append (arena, payload.data, (guint)payload.len);
  mqtt_output_account (output, old_len);
  if (!small)
    mqtt_output_push_payload (output, message);
  mqtt_connection_note_held (
      connection, output, MQTT_PACKET_PUBLISH, delivery->qos);
  return TRUE;
}
