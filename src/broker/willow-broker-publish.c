/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PUBLISH from a Client (3.3). */
#include "broker/willow-broker-server.h"

#include "mqtt/mqtt-topic.h"

static MqttReasonCode
check_topic (WillowBrokerConnection *connection, MqttSlice topic)
{
  WillowBrokerServer *server = connection->server;

  if (G_UNLIKELY (topic.data[0] == '$' && willow_broker_sys_owns (topic)))
    {
      willow_broker_server_count (server, WILLOW_REFUSED_TOPIC);
      return MQTT_REASON_NOT_AUTHORIZED;
    }
  if (G_UNLIKELY (willow_broker_server_refuses_topic (server, topic)))
    return MQTT_REASON_TOPIC_NAME_INVALID;
  return MQTT_REASON_SUCCESS;
}

static MqttReasonCode
route (WillowBrokerConnection *connection, const MqttEvent *event)
{
  WillowBrokerServer *server = connection->server;
  gint64              now_us = willow_link_get_now_us (connection->link);
  MqttReasonCode      reason = check_topic (connection, event->topic);
  g_autoptr (MqttMessage) message = NULL;

  if (reason != MQTT_REASON_SUCCESS)
    return reason;
  message = mqtt_message_new_from_publish (
      &event->packet->publish, event->topic, now_us);
  reason =
      willow_broker_guard_may_publish (server, connection->session, message);
  if (reason != MQTT_REASON_SUCCESS)
    return reason;
  if (!willow_broker_router_publish (
          server->router, connection->session, message, now_us))
    return MQTT_REASON_NO_MATCHING_SUBSCRIBERS;
  return MQTT_REASON_SUCCESS;
}

static const char *
explain (MqttReasonCode reason, MqttSlice topic)
{
  switch ((int)reason)
    {
    case MQTT_REASON_NOT_AUTHORIZED:
      return willow_broker_sys_owns (topic)
                 ? "$SYS topics belong to the broker"
                 : "The rules of this broker forbid to publish there";
    case MQTT_REASON_TOPIC_NAME_INVALID:
      return "The topic is too long, or has too many levels";
    case MQTT_REASON_QUOTA_EXCEEDED:
      return "There is no room for more retained messages";
    default:
      return NULL;
    }
}

/* The connection leaves the Reason String out where the Client does not want it
 * or has no room for it. */
static void
acknowledge (WillowBrokerConnection *connection,
             const MqttPublish      *publish,
             MqttReasonCode          reason,
             const char             *why)
{
  g_autoptr (GByteArray) properties = NULL;
  MqttProperties view = MQTT_SLICE_NONE;

  if (publish->qos == MQTT_QOS_0)
    return;
  /* What 3.x has no word for is acknowledged as if all were well (3.1.1
   * section 3.3.5). */
  if (mqtt_connection_get_version (connection->mqtt) != MQTT_VERSION_5_0)
    reason = MQTT_REASON_SUCCESS;
  /* For a Server only, and the other broker is that (3.4.2.1). */
  if (reason == MQTT_REASON_NO_MATCHING_SUBSCRIBERS &&
      mqtt_connection_get_role (connection->mqtt) == MQTT_ROLE_CLIENT)
    reason = MQTT_REASON_SUCCESS;
  if (why != NULL)
    {
      properties = g_byte_array_new ();
      mqtt_properties_append_value (properties,
                                    MQTT_PROPERTY_REASON_STRING,
                                    mqtt_slice_from_string (why));
      view = mqtt_properties_from_array (properties);
    }
  mqtt_connection_acknowledge (connection->mqtt,
                               publish->packet_id,
                               (guint8)reason,
                               view,
                               willow_link_get_now_us (connection->link),
                               NULL);
}

/* Nothing can be stored: in 3.x a Transient Error, which closes the Network
 * Connection, 3.1.1: [MQTT-4.8.0-2]. 5.0 has a word for it. */
static void
refuse (WillowBrokerConnection *connection, const MqttPublish *publish)
{
  WillowBrokerStore *store = connection->server->store;

  connection->server->n_messages_dropped++;
  if (mqtt_connection_get_version (connection->mqtt) != MQTT_VERSION_5_0)
    {
      willow_broker_connection_disconnect (
          connection, MQTT_REASON_QUOTA_EXCEEDED, NULL);
      return;
    }
  willow_broker_store_begin_answer (store, connection, FALSE);
  acknowledge (
      connection, publish, MQTT_REASON_QUOTA_EXCEEDED, WILLOW_BROKER_STORE_WHY);
  willow_broker_store_end_answer (store, connection);
}

/* The acknowledgement of what has to be stored waits until it is. */
static void
acknowledge_stored (WillowBrokerConnection *connection,
                    const MqttPublish      *publish,
                    MqttReasonCode          reason,
                    const char             *why,
                    guint64                 n_changes)
{
  WillowBrokerStore *store = connection->server->store;
  gboolean waits = willow_broker_store_get_n_changes (store) != n_changes ||
                   (publish->qos == MQTT_QOS_2 &&
                    willow_broker_session_is_durable (connection->session));

  willow_broker_store_begin_answer (store, connection, waits);
  acknowledge (connection, publish, reason, why);
  willow_broker_store_end_answer (store, connection);
  willow_broker_store_slow_down (store, connection);
}

void
willow_broker_connection_handle_publish (WillowBrokerConnection *connection,
                                         const MqttEvent        *event)
{
  const MqttPublish *publish = &event->packet->publish;
  MqttVersion        version = mqtt_connection_get_version (connection->mqtt);
  WillowBrokerStore *store = connection->server->store;
  guint64            n_changes = 0;
  MqttReasonCode     reason;

  /* The core takes the strings of 3.1 as they come; others must not get what
   * is no UTF-8. */
  if (version == MQTT_VERSION_3_1 &&
      !mqtt_topic_name_is_valid (event->topic, NULL))
    {
      willow_broker_connection_disconnect (
          connection, MQTT_REASON_TOPIC_NAME_INVALID, NULL);
      return;
    }
  connection->session->n_received++;
  connection->server->n_messages_received++;
  if (store != NULL)
    {
      n_changes = willow_broker_store_get_n_changes (store);
      if (publish->qos != MQTT_QOS_0 &&
          willow_broker_store_get_problem (store) != NULL)
        {
          refuse (connection, publish);
          return;
        }
    }
  reason = route (connection, event);
  if (reason >= MQTT_REASON_UNSPECIFIED_ERROR)
    connection->server->n_messages_dropped++;
  if (store != NULL)
    acknowledge_stored (
        connection, publish, reason, explain (reason, event->topic), n_changes);
  else
    acknowledge (connection, publish, reason, explain (reason, event->topic));
}
