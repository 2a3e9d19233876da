/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of a bridge, both ways. */
#include "broker/bridge/willow-broker-bridge-private.h"

/* A retained message that came from the other broker stays its own: it is not
 * sent there when that one has forgotten us. */
static void
note_retained (WillowBrokerBridge *bridge,
               const char         *topic,
               const MqttPublish  *publish)
{
  g_autofree char *back = willow_broker_bridge_config_map (
      bridge->config, WILLOW_BRIDGE_OUT, mqtt_slice_from_string (topic), NULL);

  if (!publish->retain || back == NULL)
    return;
  if (publish->payload.len > 0)
    g_hash_table_add (bridge->from_remote, g_strdup (topic));
  else
    g_hash_table_remove (bridge->from_remote, topic);
}

void
willow_broker_bridge_receive (WillowBrokerBridge *bridge,
                              const MqttEvent    *event)
{
  const MqttPublish *publish = &event->packet->publish;
  g_autofree char   *topic = willow_broker_bridge_config_map (
      bridge->config, WILLOW_BRIDGE_IN, event->topic, NULL);
  MqttEvent renamed = *event;

  if (topic == NULL)
    {
      /* Of an older subscription, or not as the prefix has it. */
      bridge->n_dropped++;
      if (publish->qos != MQTT_QOS_0)
        mqtt_connection_acknowledge (
            bridge->connection->mqtt,
            publish->packet_id,
            MQTT_REASON_SUCCESS,
            MQTT_SLICE_NONE,
            willow_link_get_now_us (bridge->connection->link),
            NULL);
      return;
    }
  bridge->n_received++;
  note_retained (bridge, topic, publish);
  renamed.topic = mqtt_slice_from_string (topic);
  /* Acknowledges it when it has been routed, and stored where that is due. */
  willow_broker_connection_handle_publish (bridge->connection, &renamed);
}

static gboolean
is_kept (const WillowBrokerBridge *bridge, const MqttDelivery *delivery)
{
  if (bridge->session->connection != NULL)
    return TRUE;
  return !bridge->config->clean_start &&
         (delivery->qos != MQTT_QOS_0 || bridge->config->queue_qos_0);
}

static void
send_renamed (WillowBrokerBridge *bridge,
              MqttMessage        *message,
              const char         *topic,
              MqttDelivery       *delivery,
              gint64              now_us)
{
  MqttSlice name = mqtt_slice_from_string (topic);
  g_autoptr (MqttMessage) renamed =
      mqtt_slice_equal (name, mqtt_message_get_topic (message))
          ? mqtt_message_ref (message)
          : mqtt_message_new_renamed (message, name);

  if (is_kept (bridge, delivery) &&
      willow_broker_session_give (
          bridge->server, bridge->session, renamed, delivery, now_us))
    bridge->n_sent++;
  else
    bridge->n_dropped++;
}

void
willow_broker_bridge_deliver (WillowBrokerBridge *bridge,
                              MqttMessage        *message,
                              MqttDelivery       *delivery,
                              gint64              now_us)
{
  const WillowBridgeTopic *found = NULL;
  g_autofree char         *topic =
      willow_broker_bridge_config_map (bridge->config,
                                       WILLOW_BRIDGE_OUT,
                                       mqtt_message_get_topic (message),
                                       &found);

  if (topic == NULL)
    return;
  /* The subscriptions have the highest QoS of all that match. */
  delivery->qos = MIN (delivery->qos, found->qos);
  if (delivery->retain)
    {
      g_autofree char *own =
          mqtt_slice_dup_string (mqtt_message_get_topic (message));

      g_hash_table_remove (bridge->from_remote, own);
    }
  send_renamed (bridge, message, topic, delivery, now_us);
}

typedef struct
{
  WillowBrokerBridge      *bridge;
  const WillowBridgeTopic *topic;
  gint64                   now_us;
} SendRetained;

static void
send_retained_cb (MqttMessage *message, gpointer user_data)
{
  const SendRetained      *send = user_data;
  WillowBrokerBridge      *bridge = send->bridge;
  const WillowBridgeTopic *found = NULL;
  MqttSlice                name = mqtt_message_get_topic (message);
  g_autofree char         *own = mqtt_slice_dup_string (name);
  g_autofree char         *topic = willow_broker_bridge_config_map (
      bridge->config, WILLOW_BRIDGE_OUT, name, &found);
  MqttDelivery delivery = { .retain = TRUE };

  /* Once, for the first topic that it falls under. */
  if (topic == NULL || found != send->topic ||
      g_hash_table_contains (bridge->from_remote, own))
    return;
  delivery.qos = MIN (found->qos, mqtt_message_get_qos (message));
  send_renamed (bridge, message, topic, &delivery, send->now_us);
}

void
willow_broker_bridge_send_retained (WillowBrokerBridge *bridge)
{
  SendRetained send = { .bridge = bridge };

  send.now_us = willow_link_get_now_us (bridge->connection->link);
  willow_broker_connection_begin_burst (bridge->connection);
  for (guint i = 0; i < bridge->config->topics->len; i++)
    {
      g_autofree char *filter = NULL;

      send.topic = g_ptr_array_index (bridge->config->topics, i);
      if ((send.topic->direction & WILLOW_BRIDGE_OUT) == 0)
        continue;
      filter = willow_bridge_topic_dup_local (send.topic);
      willow_broker_retained_match (bridge->server->retained,
                                    mqtt_slice_from_string (filter),
                                    send.now_us,
                                    send_retained_cb,
                                    &send);
    }
  willow_broker_connection_end_burst (bridge->connection);
}
