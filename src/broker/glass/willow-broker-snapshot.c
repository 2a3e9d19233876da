/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/glass/willow-broker-snapshot.h"

#include "broker/bridge/willow-broker-bridge.h"
#include "broker/willow-broker-server.h"

#include <string.h>

static void
client_free (gpointer data)
{
  WillowBrokerClient *client = data;

  g_free (client->client_id);
  g_free (client->address);
  g_free (client->user_name);
  g_free (client->will_topic);
  g_free (client);
}

WillowBrokerSnapshot *
willow_broker_snapshot_ref (WillowBrokerSnapshot *snapshot)
{
  g_atomic_ref_count_inc (&snapshot->ref_count);
  return snapshot;
}

void
willow_broker_snapshot_unref (WillowBrokerSnapshot *snapshot)
{
  if (!g_atomic_ref_count_dec (&snapshot->ref_count))
    return;
  g_ptr_array_unref (snapshot->clients);
  g_free (snapshot->store_path);
  g_free (snapshot->store_problem);
  g_ptr_array_unref (snapshot->bridges);
  g_ptr_array_unref (snapshot->faults);
  g_array_unref (snapshot->n_fired);
  g_array_unref (snapshot->n_connections);
  g_free (snapshot);
}

static char *
dup_address (WillowLink *link)
{
  GSocketAddress *address =
      willow_transport_get_remote_address (willow_link_get_transport (link));

  if (address == NULL)
    return NULL;
  return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
}

static gint64
get_expiry_left_us (const WillowBrokerSession *session, gint64 now_us)
{
  if (session->expiry_seconds == WILLOW_BROKER_EXPIRY_NEVER)
    return -1;
  if (willow_broker_timer_is_set (&session->expiry_timer))
    return MAX (willow_broker_timer_get_deadline_us (&session->expiry_timer) -
                    now_us,
                0);
  return (gint64)session->expiry_seconds * G_USEC_PER_SEC;
}

static gint64
get_keep_alive_left_us (const WillowBrokerSession *session, gint64 now_us)
{
  gint64 deadline_us;

  if (session->connection == NULL || session->keep_alive_seconds == 0)
    return -1;
  deadline_us =
      mqtt_connection_get_keep_alive_deadline_us (session->connection->mqtt);
  return deadline_us == MQTT_NEVER_US ? -1 : MAX (deadline_us - now_us, 0);
}

/* A bridge came in nowhere: we went out. */
static WillowScheme
get_scheme (const WillowBrokerSession *session)
{
  WillowBrokerListener *listener = session->connection->listener;

  return listener != NULL ? willow_broker_listener_get_config (listener)->scheme
                          : willow_broker_bridge_get_scheme (session->bridge);
}

static WillowBrokerClient *
client_new (const WillowBrokerSession *session, gint64 now_us)
{
  WillowBrokerClient *client = g_new0 (WillowBrokerClient, 1);
  const MqttSession  *mqtt = session->mqtt;

  client->client_id = g_strdup (session->client_id);
  client->connected = session->connection != NULL;
  if (client->connected)
    {
      client->address = dup_address (session->connection->link);
      client->scheme = get_scheme (session);
    }
  client->version = session->version;
  client->clean_start = session->clean_start;
  client->user_name = g_strdup (session->user_name);
  client->user_name_from_certificate = session->is_user_proved;
  client->keep_alive_seconds = session->keep_alive_seconds;
  client->keep_alive_left_us = get_keep_alive_left_us (session, now_us);
  client->connected_since_us = session->connected_since_us;
  client->session_expiry_left_us = get_expiry_left_us (session, now_us);
  if (session->subscriptions != NULL)
    client->n_subscriptions = g_hash_table_size (session->subscriptions);
  client->n_queued = mqtt_session_get_n_queued (mqtt);
  client->n_in_flight_out = mqtt_session_get_n_in_flight_out (mqtt);
  client->n_in_flight_in = mqtt_session_get_n_in_flight_in (mqtt);
  client->n_received = session->n_received;
  client->n_sent = session->n_sent;
  client->will = willow_broker_will_get_state (session->will);
  if (session->will != NULL)
    client->will_topic = g_strdup (session->will->topic);
  return client;
}

static gint
compare_clients (gconstpointer a, gconstpointer b)
{
  const WillowBrokerClient *first = *(const WillowBrokerClient *const *)a;
  const WillowBrokerClient *second = *(const WillowBrokerClient *const *)b;

  if (first->connected != second->connected)
    return first->connected ? -1 : 1;
  return strcmp (first->client_id, second->client_id);
}

static void
take_store (WillowBrokerSnapshot *snapshot, WillowBrokerServer *server)
{
  if (server->store == NULL)
    return;
  snapshot->store_path = g_strdup (server->config.store_path);
  snapshot->store_problem =
      g_strdup (willow_broker_store_get_problem (server->store));
  snapshot->n_store_commits = willow_broker_store_get_n_commits (server->store);
}

static void
bridge_view_free (gpointer data)
{
  WillowBrokerBridgeView *view = data;

  g_free (view->name);
  g_free (view->url);
  g_free (view->problem);
  g_free (view);
}

static void
add_bridges (WillowBrokerSnapshot *snapshot, const WillowBrokerServer *server)
{
  snapshot->bridges = g_ptr_array_new_with_free_func (bridge_view_free);
  for (guint i = 0; i < server->bridges->len; i++)
    g_ptr_array_add (
        snapshot->bridges,
        willow_broker_bridge_view_take (server->bridges->pdata[i]));
}

static void
add_faults (WillowBrokerSnapshot *snapshot, const WillowFaultList *list)
{
  snapshot->faults =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_fault_unref);
  snapshot->n_fired = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; list != NULL && i < list->faults->len; i++)
    {
      WillowFault *fault = list->faults->pdata[i];
      guint        n_fired = willow_fault_get_n_fired (fault);

      g_ptr_array_add (snapshot->faults, willow_fault_ref (fault));
      g_array_append_val (snapshot->n_fired, n_fired);
    }
}

static void
count_connections (WillowBrokerSnapshot     *snapshot,
                   const WillowBrokerServer *server)
{
  snapshot->n_connections = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < server->listeners->len; i++)
    {
      guint n = willow_broker_listener_get_n_connections (
          server->listeners->pdata[i]);

      g_array_append_val (snapshot->n_connections, n);
    }
}

/**
 * willow_broker_server_take_snapshot:
 *
 * Returns: (transfer full): how things stand now
 */
WillowBrokerSnapshot *
willow_broker_server_take_snapshot (WillowBrokerServer *server)
{
  WillowBrokerSnapshot *snapshot = g_new0 (WillowBrokerSnapshot, 1);
  gint64                now_us = willow_broker_server_get_now_us (server);
  GHashTableIter        iter;
  gpointer              session;
  WillowBrokerTotals    totals;

  willow_broker_server_get_totals (server, &totals);
  g_atomic_ref_count_init (&snapshot->ref_count);
  snapshot->clients = g_ptr_array_new_with_free_func (client_free);
  g_hash_table_iter_init (&iter, server->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    g_ptr_array_add (snapshot->clients, client_new (session, now_us));
  g_ptr_array_sort (snapshot->clients, compare_clients);
  add_bridges (snapshot, server);
  add_faults (snapshot, server->config.faults);
  count_connections (snapshot, server);
  snapshot->n_connected = server->n_connected;
  snapshot->n_sessions = g_hash_table_size (server->sessions);
  snapshot->n_subscriptions =
      willow_broker_router_get_n_subscriptions (server->router);
  snapshot->n_retained = willow_broker_retained_get_count (server->retained);
  snapshot->n_messages_received = server->n_messages_received;
  snapshot->n_messages_sent = server->n_messages_sent;
  snapshot->n_bytes_received = totals.bytes_received;
  snapshot->n_bytes_sent = totals.bytes_sent;
  snapshot->n_messages_dropped = server->n_messages_dropped;
  memcpy (snapshot->n_refused, server->n_refused, sizeof snapshot->n_refused);
  take_store (snapshot, server);
  return snapshot;
}
