/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-connection.h"

#include "broker/glass/willow-broker-connection-log.h"
#include "broker/willow-broker-faults.h"
#include "broker/willow-broker-server.h"
#include "broker/glass/willow-broker-story.h"
#include "mqtt/mqtt-connection-hold.h"

/* Unsent bytes at which a reader is given up, in limits at which it begins to
 * lose QoS 0 messages. */
#define CUT_FACTOR 4

static void
connection_free (WillowBrokerConnection *connection, const WillowEnding *ending)
{
  WillowBrokerServer *server = connection->server;

  willow_broker_connection_detach (connection, FALSE);
  willow_broker_connection_log_ended (connection, ending);
  willow_broker_connection_log_clear (connection);
  if (server->store != NULL)
    willow_broker_store_detach (server->store, connection);
  willow_broker_totals_add (&server->ended, connection);
  willow_broker_connection_clear_faults (connection);
  willow_link_free (connection->link);
  g_clear_pointer (&connection->state, mqtt_session_free);
  willow_broker_connection_clear_login (connection);
  willow_broker_connection_clear_auth (connection);
  server->n_over_rate -= connection->is_over_rate;
  g_free (connection->proved_user_name);
  g_free (connection->connect);
  g_queue_unlink (&server->connections, &connection->node);
  if (connection->listener != NULL)
    willow_broker_listener_count (connection->listener, -1);
  g_free (connection);
}

static void
handle_disconnect (WillowBrokerConnection *connection, const MqttReason *packet)
{
  MqttProperty expiry;

  if (connection->session == NULL)
    return;
  /* 5.0 section 3.14.2.2.2; from 0 to another value is a Protocol Error, which
   * the connection finds. */
  if (mqtt_properties_find (
          packet->properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, &expiry))
    connection->session->expiry_seconds = expiry.number;
  /* [MQTT-3.1.2-10 of 3.1.1] [MQTT-3.14.4-3] */
  willow_broker_connection_detach (
      connection, packet->reason == MQTT_REASON_NORMAL_DISCONNECTION);
}

static void
handle_session_event (WillowBrokerConnection *connection,
                      const MqttEvent        *event)
{
  switch ((int)event->type)
    {
    case MQTT_EVENT_PUBLISH:
      willow_broker_connection_handle_publish (connection, event);
      break;
    case MQTT_EVENT_DELIVERED:
      willow_broker_session_delivered (connection->session, event->token);
      break;
    case MQTT_EVENT_SUBSCRIBE:
      willow_broker_connection_handle_subscribe (connection, event->packet);
      break;
    case MQTT_EVENT_UNSUBSCRIBE:
      willow_broker_connection_handle_unsubscribe (connection, event->packet);
      break;
    default:
      break;
    }
}

static void
event_cb (WillowLink *link, const MqttEvent *event, gpointer user_data)
{
  WillowBrokerConnection *connection = user_data;

  switch ((int)event->type)
    {
    case MQTT_EVENT_CONNECT:
      willow_broker_connection_handle_connect (connection, event);
      break;
    case MQTT_EVENT_AUTH:
      willow_broker_connection_handle_auth (connection, &event->packet->reason);
      break;
    case MQTT_EVENT_DISCONNECT:
      handle_disconnect (connection, &event->packet->reason);
      break;
    case MQTT_EVENT_VIOLATION: /* [MQTT-4.8.0-1 of 3.1.1] [MQTT-4.13.1-1] */
    case MQTT_EVENT_TIMEOUT:   /* [MQTT-3.1.2-22] */
      willow_broker_connection_detach (connection, FALSE);
      break;
    case MQTT_EVENT_INPUT_OVER_BUDGET:
      willow_broker_guard_relieve_input (connection->server);
      break;
    default:
      if (connection->session != NULL)
        handle_session_event (connection, event);
      break;
    }
}

static void
ended_cb (WillowLink *link, const WillowEnding *ending, gpointer user_data)
{
  WillowBrokerConnection *connection = user_data;
  WillowBrokerServer     *server = connection->server;

  connection_free (connection, ending);
  willow_broker_server_connection_gone (server);
}

/* Most of the time nobody needs to know, and it takes memory. */
void
willow_broker_connection_ask_address (WillowBrokerConnection *connection)
{
  WillowTransport *transport = willow_link_get_transport (connection->link);

  if (connection->address == WILLOW_BROKER_NO_ADDRESS)
    connection->address = willow_broker_address_from (
        willow_transport_get_remote_address (transport));
}

static const WillowLinkFuncs link_funcs = { event_cb, ended_cb };

WillowBrokerConnection *
willow_broker_connection_new (WillowBrokerServer   *server,
                              WillowBrokerListener *listener,
                              WillowTransport      *transport)
{
  const WillowBrokerConfig *config = &server->config;
  WillowBrokerConnection   *connection = g_new0 (WillowBrokerConnection, 1);
  connection->server = server;
  connection->address = WILLOW_BROKER_NO_ADDRESS;
  connection->listener = listener;
  willow_broker_listener_count (listener, 1);
  connection->mqtt = mqtt_connection_new_server (
      &server->options, willow_broker_server_get_now_us (server));
  connection->link = willow_link_new (server->reactor,
                                      transport,
                                      connection->mqtt,
                                      config->clock,
                                      config->trace,
                                      willow_link_next_number (),
                                      &link_funcs,
                                      connection);
  if (config->max_connect_rate_by_address != 0)
    willow_broker_connection_ask_address (connection);
  connection->is_over_rate = !willow_broker_addresses_connect (
      server->addresses,
      connection->address,
      willow_broker_server_get_now_us (server));
  server->n_over_rate += connection->is_over_rate;
  connection->node.data = connection;
  g_queue_push_tail_link (&server->connections, &connection->node);
  willow_broker_connection_log_opened (connection);
  willow_broker_story_begin (connection, transport);
  willow_broker_connection_init_faults (connection);
  willow_link_start (connection->link);
  return connection;
}

/**
 * willow_broker_connection_destroy:
 *
 * Ends it at once, without a word to the Client.
 */
void
willow_broker_connection_destroy (WillowBrokerConnection *connection)
{
  connection_free (connection, NULL);
}

void
willow_broker_connection_detach (WillowBrokerConnection *connection,
                                 gboolean                clean)
{
  WillowBrokerSession *session = g_steal_pointer (&connection->session);

  if (session == NULL)
    return;
  session->connection = NULL;
  connection->server->n_connected--;
  willow_broker_session_disconnected (connection->server, session, clean);
}

void
willow_broker_connection_disconnect (WillowBrokerConnection *connection,
                                     MqttReasonCode          reason,
                                     const char             *why)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  willow_broker_connection_detach (connection, FALSE);
  willow_broker_connection_log_leave (connection, reason, why);
  /* A bridge is a Client: it has no such words. */
  if (mqtt_connection_get_role (connection->mqtt) == MQTT_ROLE_CLIENT)
    {
      reason = MQTT_REASON_NORMAL_DISCONNECTION;
      why = NULL;
    }
  if (why != NULL)
    mqtt_properties_append_value (
        properties, MQTT_PROPERTY_REASON_STRING, mqtt_slice_from_string (why));
  mqtt_connection_submit_disconnect (connection->mqtt,
                                     (guint8)reason,
                                     mqtt_properties_from_array (properties),
                                     willow_link_get_now_us (connection->link));
  willow_link_flush (connection->link);
}

void
willow_broker_connection_begin_burst (WillowBrokerConnection *connection)
{
  connection->is_burst = mqtt_connection_get_output_length (connection->mqtt) <=
                         connection->server->config.output_limit_bytes;
}

void
willow_broker_connection_end_burst (WillowBrokerConnection *connection)
{
  if (connection->is_burst)
    connection->burst_bytes =
        mqtt_connection_get_output_length (connection->mqtt) +
        mqtt_connection_get_held_length (connection->mqtt);
  connection->is_burst = FALSE;
}

/* Unsent bytes that count for the limits. */
static gsize
get_backlog (WillowBrokerConnection *connection)
{
  gsize unsent = mqtt_connection_get_output_length (connection->mqtt) +
                 mqtt_connection_get_held_length (connection->mqtt);

  if (connection->is_burst)
    return 0;
  connection->burst_bytes = MIN (connection->burst_bytes, unsent);
  return unsent - connection->burst_bytes;
}

gboolean
willow_broker_connection_send (WillowBrokerConnection *connection,
                               MqttMessage            *message,
                               const MqttDelivery     *delivery,
                               gint64                  now_us)
{
  gsize unsent = get_backlog (connection);
  gsize limit = connection->server->config.output_limit_bytes;

  if (G_UNLIKELY (unsent > limit))
    {
      if (connection->is_cut)
        return FALSE;
      if (unsent / CUT_FACTOR > limit)
        {
          connection->is_cut = TRUE;
          willow_broker_server_count (connection->server, WILLOW_REFUSED_CUT);
          willow_link_close (connection->link, WILLOW_CLOSE_RESET);
          return FALSE;
        }
      if (delivery->qos == MQTT_QOS_0)
        {
          willow_broker_server_count (connection->server,
                                      WILLOW_REFUSED_SLOW_READER);
          return FALSE;
        }
    }
  if (!mqtt_connection_submit_publish (
          connection->mqtt, message, delivery, now_us, NULL))
    return FALSE;
  willow_link_flush (connection->link);
  connection->session->n_sent++;
  connection->server->n_messages_sent++;
  return TRUE;
}
