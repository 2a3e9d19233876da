/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-server.h"

#include "broker/bridge/willow-broker-bridge.h"
#include "mqtt/mqtt-topic.h"

static gboolean
listen_all (WillowBrokerServer *server, GError **error)
{
  for (guint i = 0; i < server->config.listeners->len; i++)
    {
      WillowBrokerListener *listener = willow_broker_listener_new (
          server, g_ptr_array_index (server->config.listeners, i), error);

      if (listener == NULL)
        return FALSE;
      g_ptr_array_add (server->listeners, listener);
    }
  return TRUE;
}

/* Stored ones that the configuration no longer has would collect messages for
 * ever. */
static void
end_old_bridges (WillowBrokerServer *server)
{
  g_autoptr (GList) sessions = g_hash_table_get_values (server->sessions);

  for (GList *l = sessions; l != NULL; l = l->next)
    {
      WillowBrokerSession *session = l->data;

      if (g_str_has_prefix (session->client_id, WILLOW_BROKER_BRIDGE_PREFIX) &&
          session->bridge == NULL)
        willow_broker_session_end (server, session);
    }
}

static void
build_bridges (WillowBrokerServer *server)
{
  for (guint i = 0; i < server->config.bridges->len; i++)
    g_ptr_array_add (
        server->bridges,
        willow_broker_bridge_new (server, server->config.bridges->pdata[i]));
  end_old_bridges (server);
}

static void
close_listeners (WillowBrokerServer *server)
{
  for (guint i = 0; i < server->listeners->len; i++)
    willow_broker_listener_close (g_ptr_array_index (server->listeners, i));
}

/**
 * willow_broker_server_new:
 * @reactor: of the calling thread
 *
 * Returns: (transfer full) (nullable): listening
 */
WillowBrokerServer *
willow_broker_server_new (const WillowBrokerConfig *config,
                          WillowReactor            *reactor,
                          GError                  **error)
{
  WillowBrokerServer *server = g_new0 (WillowBrokerServer, 1);

  willow_broker_config_copy (&server->config, config);
  if (server->config.clock == NULL)
    server->config.clock = willow_clock_new_monotonic ();
  server->options = (MqttConnectionOptions){
    .maximum_packet_size = config->maximum_packet_size,
    .receive_maximum = config->receive_maximum,
    .topic_alias_maximum = config->topic_alias_maximum,
    .outgoing_topic_alias_maximum = config->outgoing_topic_aliases,
    .input_budget = &server->input,
    .connect_timeout_us = config->connect_timeout_ms * (gint64)1000,
  };
  server->input.limit_bytes =
      MAX (config->input_limit_bytes, config->maximum_packet_size);
  server->listeners = g_ptr_array_new_with_free_func (
      (GDestroyNotify)willow_broker_listener_free);
  server->reactor = reactor;
  server->timers = willow_broker_timers_new (reactor, server->config.clock);
  server->started_us = willow_broker_server_get_now_us (server);
  server->router = willow_broker_router_new (server);
  server->retained = willow_broker_retained_new (server->timers,
                                                 config->retained_limit_bytes,
                                                 config->max_retained_messages);
  server->sys = willow_broker_sys_new (server);
  server->logins = willow_broker_logins_new (reactor);
  server->addresses = willow_broker_addresses_new (&server->config);
  server->sessions =
      g_hash_table_new_full (g_str_hash,
                             g_str_equal,
                             NULL,
                             (GDestroyNotify)willow_broker_session_free);
  g_queue_init (&server->connections);
  if (config->store_path != NULL)
    server->store = willow_broker_store_new (server, config->store_path, error);
  willow_broker_guard_update_all (server);
  server->bridges = g_ptr_array_new_with_free_func (
      (GDestroyNotify)willow_broker_bridge_free);
  if ((config->store_path != NULL && server->store == NULL) ||
      !willow_broker_guard_check_listeners (&server->config, error) ||
      !listen_all (server, error))
    g_clear_pointer (&server, willow_broker_server_free);
  else
    build_bridges (server);
  return server;
}

void
willow_broker_server_free (WillowBrokerServer *server)
{
  close_listeners (server);
  while (server->connections.head != NULL)
    willow_broker_connection_destroy (server->connections.head->data);
  g_clear_pointer (&server->bridges, g_ptr_array_unref);
  g_clear_pointer (&server->store, willow_broker_store_free);
  if (server->stop_source != NULL)
    g_source_destroy (server->stop_source);
  g_clear_pointer (&server->stop_source, g_source_unref);
  g_hash_table_unref (server->sessions);
  willow_broker_sys_free (server->sys);
  willow_broker_router_free (server->router);
  willow_broker_retained_free (server->retained);
  willow_broker_timers_free (server->timers);
  willow_broker_logins_free (server->logins);
  willow_broker_addresses_free (server->addresses);
  g_ptr_array_unref (server->listeners);
  willow_broker_config_clear (&server->config);
  g_free (server);
}

gint64
willow_broker_server_get_now_us (WillowBrokerServer *server)
{
  return willow_clock_get_now_us (server->config.clock);
}

GPtrArray *
willow_broker_server_dup_listeners (WillowBrokerServer *server)
{
  GPtrArray *listeners = g_ptr_array_new_with_free_func (
      (GDestroyNotify)willow_broker_listener_config_free);

  for (guint i = 0; i < server->listeners->len; i++)
    {
      WillowBrokerListener *listener = g_ptr_array_index (server->listeners, i);
      WillowBrokerListenerConfig *copy = willow_broker_listener_config_copy (
          willow_broker_listener_get_config (listener));

      copy->port = willow_broker_listener_get_port (listener);
      g_ptr_array_add (listeners, copy);
    }
  return listeners;
}

gboolean
willow_broker_server_refuses_topic (WillowBrokerServer *server, MqttSlice topic)
{
  const WillowBrokerConfig *config = &server->config;

  if (G_LIKELY (topic.len <= config->max_topic_bytes &&
                mqtt_topic_count_levels (topic) <= config->max_topic_levels))
    return FALSE;
  willow_broker_server_count (server, WILLOW_REFUSED_TOPIC);
  return TRUE;
}

void
willow_broker_totals_add (WillowBrokerTotals           *totals,
                          const WillowBrokerConnection *connection)
{
  totals->bytes_received += willow_link_get_bytes_read (connection->link);
  totals->bytes_sent += willow_link_get_bytes_written (connection->link);
  totals->packets_received +=
      mqtt_connection_get_n_packets_received (connection->mqtt);
  totals->packets_sent += mqtt_connection_get_n_packets_sent (connection->mqtt);
}

/**
 * willow_broker_server_get_totals:
 * @totals: (out caller-allocates): since the start
 */
void
willow_broker_server_get_totals (WillowBrokerServer *server,
                                 WillowBrokerTotals *totals)
{
  *totals = server->ended;
  for (GList *l = server->connections.head; l != NULL; l = l->next)
    willow_broker_totals_add (totals, l->data);
}

/* The Server closes the Network Connections without a DISCONNECT of the
 * Clients, so that wills are due [MQTT-3.1.2-8]. They go out first, while there
 * is somebody to get them. 5.0 section 3.1.2.5 would let us publish all of them
 * after a restart; without a store there is nothing left by then. With one,
 * only those wait whose Will Delay Interval or Session goes on beyond the
 * stop. */
static void
publish_wills (WillowBrokerServer *server)
{
  GHashTableIter iter;
  gpointer       session;

  g_hash_table_iter_init (&iter, server->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    {
      willow_broker_will_connection_lost (server, session);
      if (server->store == NULL || !willow_broker_session_is_durable (session))
        willow_broker_will_session_ends (server, session);
    }
}

static void
say_goodbye (WillowBrokerServer *server)
{
  /* They leave the list later, when their links have ended. */
  for (GList *l = server->connections.head; l != NULL; l = l->next)
    {
      WillowBrokerConnection *connection = l->data;

      if (connection->session != NULL)
        willow_broker_connection_disconnect (connection,
                                             MQTT_REASON_SERVER_SHUTTING_DOWN,
                                             "The broker is being stopped");
      else if (!mqtt_connection_is_finished (connection->mqtt))
        willow_link_close (connection->link, WILLOW_CLOSE_GRACEFUL);
    }
}

void
willow_broker_server_stop (WillowBrokerServer *server,
                           guint               timeout_ms,
                           GSourceFunc         func,
                           gpointer            user_data)
{
  g_assert (server->stop_source == NULL);
  close_listeners (server);
  g_ptr_array_foreach (
      server->bridges, (GFunc)(GCallback)willow_broker_bridge_stop, NULL);
  server->stop_source = g_timeout_source_new (timeout_ms);
  g_source_set_callback (server->stop_source, func, user_data, NULL);
  g_source_attach (server->stop_source,
                   willow_reactor_get_context (server->reactor));
  publish_wills (server);
  say_goodbye (server);
  willow_broker_server_connection_gone (server);
}

void
willow_broker_server_connection_gone (WillowBrokerServer *server)
{
  if (server->stop_source != NULL && server->connections.length == 0)
    g_source_set_ready_time (server->stop_source, 0);
}

void
willow_broker_server_catch_up (WillowBrokerServer *server)
{
  for (GList *l = server->connections.head; l != NULL; l = l->next)
    willow_link_flush (((WillowBrokerConnection *)l->data)->link);
  willow_broker_timers_run (server->timers);
}
