/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Network Connection of a bridge: MQTT as the Client of the other broker.
 */
#include "broker/bridge/willow-broker-bridge-private.h"

#define CONNACK_TIMEOUT_US (20 * G_USEC_PER_SEC)

/* What 3.1.1 (and 3.1) say to a Protocol Level that they do not know. */
#define CONNACK_3_PROTOCOL_VERSION 1

/* For the Protocol Level: not a Client, but a broker that wants its messages
 * not back, and retained ones as such. Not in any standard; mosquitto and EMQX
 * know it. */
#define PRIVATE_BIT 0x80u

static gboolean
is_private (const WillowBrokerBridge *bridge)
{
  return bridge->config->try_private && !bridge->is_private_refused &&
         bridge->config->version != MQTT_VERSION_5_0;
}

/* SUBSCRIBE to all that is to come in. */
static void
subscribe_remote (WillowBrokerBridge *bridge)
{
  const WillowBrokerBridgeConfig *config = bridge->config;
  WillowLink                     *link = bridge->connection->link;
  g_autoptr (GByteArray) filters = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < config->topics->len; i++)
    {
      const WillowBridgeTopic *topic = g_ptr_array_index (config->topics, i);
      g_autofree char         *filter = willow_bridge_topic_dup_remote (topic);
      MqttSubscription         subscription = {
                .filter = mqtt_slice_from_string (filter),
                .qos = topic->qos,
                .no_local = config->version == MQTT_VERSION_5_0,
                .retain_as_published = config->version == MQTT_VERSION_5_0,
      };

      if ((topic->direction & WILLOW_BRIDGE_IN) != 0)
        mqtt_filters_append_subscription (
            filters, config->version, &subscription);
    }
  if (filters->len > 0 && !mqtt_connection_submit_subscribe (
                              bridge->connection->mqtt,
                              (MqttSlice){ filters->data, filters->len },
                              MQTT_SLICE_NONE,
                              NULL,
                              willow_link_get_now_us (link),
                              &error))
    willow_broker_bridge_say (
        bridge, WILLOW_BROKER_LOG_WARNING, error->message);
}

static void
hear_suback (WillowBrokerBridge *bridge, const MqttPacket *packet)
{
  const MqttSlice codes = packet->suback.codes;

  bridge->is_subscribed = TRUE;
  for (gsize i = 0; i < codes.len; i++)
    if (codes.data[i] >= MQTT_REASON_UNSPECIFIED_ERROR)
      {
        willow_broker_bridge_say (
            bridge,
            WILLOW_BROKER_LOG_WARNING,
            "the other broker refuses one of the subscriptions");
        return;
      }
}

/* The other broker sees our state, too. */
static void
publish_remote_state (WillowBrokerBridge *bridge)
{
  WillowLink      *link = bridge->connection->link;
  g_autofree char *topic = willow_broker_bridge_dup_state_topic (bridge);
  g_autoptr (GBytes) payload = g_bytes_new_static ("1", 1);
  MqttDelivery delivery = { .qos = MQTT_QOS_0, .retain = TRUE };
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string (topic),
                        payload,
                        MQTT_QOS_0,
                        TRUE,
                        MQTT_SLICE_NONE,
                        willow_link_get_now_us (link));

  if (bridge->config->notifications && bridge->config->notifies_remote)
    mqtt_connection_submit_publish (bridge->connection->mqtt,
                                    message,
                                    &delivery,
                                    willow_link_get_now_us (link),
                                    NULL);
}

static void
say_connected (WillowBrokerBridge *bridge)
{
  guint64          n_dropped = bridge->n_dropped - bridge->n_dropped_told;
  g_autofree char *url = willow_broker_bridge_dup_url (bridge);
  g_autofree char *text = g_strdup_printf ("connected to %s", url);
  g_autofree char *dropped =
      g_strdup_printf ("%" G_GUINT64_FORMAT
                       " messages were dropped while there was no connection",
                       n_dropped);

  willow_broker_bridge_say (bridge, WILLOW_BROKER_LOG_MESSAGE, text);
  if (n_dropped > 0)
    willow_broker_bridge_say (bridge, WILLOW_BROKER_LOG_WARNING, dropped);
  bridge->n_dropped_told = bridge->n_dropped;
}

void
willow_broker_bridge_greet (WillowBrokerBridge *bridge,
                            gboolean            session_present)
{
  WillowBrokerConnection *connection = bridge->connection;

  connection->session = bridge->session;
  bridge->session->connection = connection;
  bridge->session->connected_since_us = g_get_real_time ();
  bridge->server->n_connected++;
  bridge->n_failures = 0;
  g_clear_pointer (&bridge->problem, g_free);
  if (!session_present)
    bridge->is_subscribed = FALSE;
  if (!bridge->is_subscribed)
    subscribe_remote (bridge);
  publish_remote_state (bridge);
  if (!session_present)
    willow_broker_bridge_send_retained (bridge);
  willow_broker_bridge_publish_state (bridge, TRUE);
  say_connected (bridge);
  willow_link_flush (connection->link);
}

static void
hear_connack (WillowBrokerBridge *bridge, const MqttConnack *connack)
{
  if (connack->code == 0)
    willow_broker_bridge_greet (
        bridge,
        connack->session_present ||
            (bridge->config->version == MQTT_VERSION_3_1 &&
             !bridge->config->clean_start));
  else if (connack->code == CONNACK_3_PROTOCOL_VERSION && is_private (bridge))
    bridge->is_private_refused = TRUE;
}

static void
event_cb (WillowLink *link, const MqttEvent *event, gpointer user_data)
{
  WillowBrokerBridge     *bridge = user_data;
  WillowBrokerConnection *connection = bridge->connection;

  switch ((int)event->type)
    {
    case MQTT_EVENT_CONNACK:
      hear_connack (bridge, &event->packet->connack);
      break;
    case MQTT_EVENT_PUBLISH:
      if (connection->session != NULL)
        willow_broker_bridge_receive (bridge, event);
      break;
    case MQTT_EVENT_DELIVERED:
      willow_broker_session_delivered (bridge->session, event->token);
      break;
    case MQTT_EVENT_SUBACK:
      hear_suback (bridge, event->packet);
      break;
    case MQTT_EVENT_DISCONNECT:
    case MQTT_EVENT_VIOLATION:
    case MQTT_EVENT_TIMEOUT:
      willow_broker_connection_detach (connection, FALSE);
      break;
    default:
      break;
    }
}

/* (transfer full) */
static char *
explain (WillowBrokerBridge *bridge, const WillowEnding *ending)
{
  MqttPacketType packet = ending->kind == WILLOW_ENDING_REFUSED
                              ? MQTT_PACKET_CONNACK
                              : MQTT_PACKET_DISCONNECT;
  const char    *name = mqtt_reason_code_get_name (ending->code, packet);

  switch (ending->kind)
    {
    case WILLOW_ENDING_REFUSED:
      return g_strdup_printf (
          "the other broker refuses: 0x%02x %s",
          ending->code,
          bridge->config->version == MQTT_VERSION_5_0 && name != NULL ? name
                                                                      : "");
    case WILLOW_ENDING_DISCONNECT:
      return g_strdup_printf ("the other broker says goodbye: 0x%02x %s",
                              ending->code,
                              name != NULL ? name : "");
    case WILLOW_ENDING_TIMEOUT:
      return g_strdup ("the other broker does not answer");
    case WILLOW_ENDING_VIOLATION:
      return g_strdup_printf ("the other broker breaks a rule: %s",
                              ending->violation.text);
    case WILLOW_ENDING_CLOSED_BY_US:
      return g_strdup ("disconnected");
    case WILLOW_ENDING_FIN:
    case WILLOW_ENDING_RESET:
    case WILLOW_ENDING_IO_ERROR:
    default:
      return g_strdup ("the connection was lost");
    }
}

static void
ended_cb (WillowLink *link, const WillowEnding *ending, gpointer user_data)
{
  WillowBrokerBridge *bridge = user_data;
  WillowBrokerServer *server = bridge->server;
  char               *problem = explain (bridge, ending);

  willow_broker_connection_destroy (g_steal_pointer (&bridge->connection));
  willow_broker_bridge_publish_state (bridge, FALSE);
  willow_broker_bridge_fail (bridge, problem);
  willow_broker_server_connection_gone (server);
}

static const WillowLinkFuncs link_funcs = { event_cb, ended_cb };

static gboolean
submit_connect (WillowBrokerBridge *bridge, gint64 now_us, GError **error)
{
  const WillowBrokerBridgeConfig *config = bridge->config;
  g_autofree char *state_topic = willow_broker_bridge_dup_state_topic (bridge);
  g_autofree char *client_id = g_strdup (config->client_id);
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  MqttConnect connect = { .clean_start = config->clean_start,
                          .keep_alive_seconds = config->keep_alive_seconds };

  if (client_id == NULL)
    client_id = g_strdup_printf ("%s.%s", g_get_host_name (), config->name);
  connect.client_id = mqtt_slice_from_string (client_id);
  connect.protocol_name = mqtt_slice_from_string (
      config->version == MQTT_VERSION_3_1 ? "MQIsdp" : "MQTT");
  if (config->user_name != NULL)
    connect.user_name = mqtt_slice_from_string (config->user_name);
  if (config->password != NULL)
    connect.password = mqtt_slice_from_bytes (config->password);
  if (is_private (bridge))
    connect.protocol_version = (guint8)config->version | PRIVATE_BIT;
  if (config->version == MQTT_VERSION_5_0 && !config->clean_start)
    mqtt_properties_append_number (properties,
                                   MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL,
                                   WILLOW_BROKER_EXPIRY_NEVER);
  connect.properties = mqtt_properties_from_array (properties);
  if (config->notifications && config->notifies_remote)
    {
      connect.has_will = TRUE;
      connect.will_retain = TRUE;
      connect.will_topic = mqtt_slice_from_string (state_topic);
      connect.will_payload = mqtt_slice_from_string ("0");
    }
  return mqtt_connection_submit_connect (
      bridge->connection->mqtt, &connect, config->version, now_us, error);
}

/* In the server's list like those of Clients, but of no listener. */
static WillowBrokerConnection *
new_connection (WillowBrokerBridge *bridge, gint64 now_us)
{
  WillowBrokerServer         *server = bridge->server;
  WillowBrokerConnection     *connection = g_new0 (WillowBrokerConnection, 1);
  const MqttConnectionOptions options = {
    .maximum_packet_size = server->config.maximum_packet_size,
    .connect_timeout_us = CONNACK_TIMEOUT_US,
    .keeps_unacknowledged = !bridge->config->clean_start,
  };

  connection->server = server;
  connection->address = WILLOW_BROKER_NO_ADDRESS;
  connection->state = mqtt_session_ref (bridge->session->mqtt);
  connection->mqtt = mqtt_connection_new (
      MQTT_ROLE_CLIENT, &options, connection->state, now_us);
  connection->node.data = connection;
  if (server->store != NULL && !bridge->config->clean_start)
    willow_broker_store_hold (server->store, connection);
  return connection;
}

void
willow_broker_bridge_start_link (WillowBrokerBridge *bridge,
                                 WillowTransport    *transport)
{
  WillowBrokerServer     *server = bridge->server;
  gint64                  now_us = willow_broker_server_get_now_us (server);
  WillowBrokerConnection *connection = new_connection (bridge, now_us);
  g_autoptr (GError) error = NULL;

  bridge->connection = connection;
  submit_connect (bridge, now_us, &error);
  connection->link = willow_link_new (server->reactor,
                                      transport,
                                      connection->mqtt,
                                      server->config.clock,
                                      server->config.trace,
                                      bridge->number,
                                      &link_funcs,
                                      bridge);
  g_queue_push_tail_link (&server->connections, &connection->node);
  if (error == NULL)
    {
      willow_link_start (connection->link);
      return;
    }
  willow_broker_connection_destroy (g_steal_pointer (&bridge->connection));
  willow_broker_bridge_fail (bridge, g_strdup (error->message));
}
