/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-faults.h"

#include "broker/willow-broker-server.h"
#include "fault/willow-fault-engine.h"
#include "link/willow-link-filter.h"

static void
input (const guint8 *data, gsize len, gpointer user_data)
{
  WillowBrokerConnection *connection = user_data;

  willow_fault_engine_feed (
      connection->faults, WILLOW_DIRECTION_TO_SERVER, data, len);
}

static void
output (const guint8 *data, gsize len, gpointer user_data)
{
  WillowBrokerConnection *connection = user_data;

  willow_fault_engine_feed (
      connection->faults, WILLOW_DIRECTION_TO_CLIENT, data, len);
}

static void
end (gpointer user_data)
{
  WillowBrokerConnection *connection = user_data;

  willow_fault_engine_end (connection->faults, WILLOW_DIRECTION_TO_SERVER);
}

static gsize
get_held (gboolean of_output, gint64 *until_us, gpointer user_data)
{
  WillowBrokerConnection *connection = user_data;

  return willow_fault_engine_get_held_bytes (
      connection->faults,
      of_output ? WILLOW_DIRECTION_TO_CLIENT : WILLOW_DIRECTION_TO_SERVER,
      until_us);
}

static const WillowLinkFilter filter = { input, output, end, get_held };

static void
forward (WillowDirection direction, MqttSlice bytes, gpointer user_data)
{
  WillowBrokerConnection *connection = user_data;

  if (direction == WILLOW_DIRECTION_TO_CLIENT)
    willow_link_filter_send (connection->link, bytes.data, bytes.len);
  else
    willow_link_filter_receive (connection->link, bytes.data, bytes.len);
}

static guint16
get_peer_port (WillowTransport *transport)
{
  GSocketAddress *address = willow_transport_get_remote_address (transport);

  return address != NULL && G_IS_INET_SOCKET_ADDRESS (address)
             ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address))
             : 0;
}

static void
push_note (WillowTraceQueue *queue,
           guint32           number,
           WillowDirection   direction,
           MqttVersion       version,
           const char       *text)
{
  if (queue != NULL)
    willow_trace_queue_push (queue,
                             willow_record_new (WILLOW_RECORD_NOTE,
                                                direction,
                                                version,
                                                number,
                                                g_get_monotonic_time (),
                                                mqtt_slice_from_string (text)));
}

void
willow_broker_server_tell_fault (WillowBrokerServer *server,
                                 WillowTransport    *transport,
                                 guint32             number,
                                 const char         *note)
{
  push_note (server->config.trace,
             number != 0 ? number : willow_link_next_number (),
             WILLOW_DIRECTION_TO_CLIENT,
             MQTT_VERSION_UNKNOWN,
             note);
  push_note (server->config.fault_notes,
             get_peer_port (transport),
             WILLOW_DIRECTION_TO_CLIENT,
             MQTT_VERSION_UNKNOWN,
             note);
}

static void
fired (WillowDirection    direction,
       const WillowFault *fault,
       const char        *text,
       gpointer           user_data)
{
  WillowBrokerConnection *connection = user_data;

  willow_link_note (connection->link, direction, text);
  push_note (connection->server->config.fault_notes,
             get_peer_port (willow_link_get_transport (connection->link)),
             direction,
             mqtt_connection_get_version (connection->mqtt),
             text);
}

static void
close_link (WillowCloseMode mode, gpointer user_data)
{
  WillowBrokerConnection *connection = user_data;

  willow_link_filter_close (connection->link, mode);
}

static const WillowFaultEngineFuncs engine_funcs = { forward,
                                                     fired,
                                                     close_link };

static void
begin (WillowBrokerConnection *connection)
{
  connection->faults = willow_fault_engine_new (
      connection->server->reactor, &engine_funcs, connection);
  willow_link_set_filter (connection->link, &filter, connection);
}

/* It is up already: what has begun passes. */
static void
join (WillowBrokerConnection *connection)
{
  if (mqtt_connection_get_state (connection->mqtt) == MQTT_CONNECTION_FINISHED)
    return;
  begin (connection);
  if (mqtt_connection_get_state (connection->mqtt) != MQTT_CONNECTION_IDLE ||
      mqtt_connection_get_unfinished_input (connection->mqtt).len > 0)
    {
      willow_fault_engine_skip (
          connection->faults,
          WILLOW_DIRECTION_TO_SERVER,
          mqtt_connection_get_unfinished_input (connection->mqtt),
          0);
      willow_fault_engine_skip (
          connection->faults,
          WILLOW_DIRECTION_TO_CLIENT,
          MQTT_SLICE_NONE,
          mqtt_connection_get_output_length (connection->mqtt));
    }
  willow_broker_connection_identify_faults (connection);
}

static void
leave (WillowBrokerConnection *connection)
{
  WillowFaultEngine *engine = connection->faults;

  willow_fault_engine_set_list (engine, NULL);
  if (connection->faults == engine)
    willow_fault_engine_release (engine);
  if (connection->faults == engine)
    willow_broker_connection_clear_faults (connection);
}

void
willow_broker_connection_clear_faults (WillowBrokerConnection *connection)
{
  if (connection->faults == NULL)
    return;
  willow_link_set_filter (connection->link, NULL, NULL);
  g_clear_pointer (&connection->faults, willow_fault_engine_free);
}

void
willow_broker_connection_init_faults (WillowBrokerConnection *connection)
{
  WillowFaultList *list = connection->server->config.faults;

  if (list == NULL)
    return;
  begin (connection);
  willow_fault_engine_set_list (connection->faults, list);
}

void
willow_broker_connection_identify_faults (WillowBrokerConnection *connection)
{
  const WillowBrokerSession *session = connection->session;

  if (connection->faults != NULL && session != NULL)
    willow_fault_engine_set_identity (
        connection->faults,
        mqtt_connection_get_version (connection->mqtt),
        session->client_id,
        session->user_name);
}

static void
change (WillowBrokerConnection *connection, WillowFaultList *list)
{
  if (list == NULL && connection->faults != NULL)
    leave (connection);
  else if (list != NULL)
    {
      if (connection->faults == NULL)
        join (connection);
      if (connection->faults != NULL)
        willow_fault_engine_set_list (connection->faults, list);
    }
}

void
willow_broker_server_set_faults (WillowBrokerServer *server,
                                 WillowFaultList    *list)
{
  GList *next;

  if (list != NULL && list->faults->len == 0)
    list = NULL;
  if (list != NULL)
    willow_fault_list_ref (list);
  g_clear_pointer (&server->config.faults, willow_fault_list_unref);
  server->config.faults = list;
  /* What is let go may end connections, but they leave the list later. */
  for (GList *l = server->connections.head; l != NULL; l = next)
    {
      next = l->next;
      change (l->data, list);
    }
}
