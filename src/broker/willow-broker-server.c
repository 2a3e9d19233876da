/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-server.h"

#include "net/willow-tls-transport.h"

/* Sockets above the limit of connections: enough of them to say why not, in
 * CONNACK. Those beyond are closed without a word. */
#define SPARE_SOCKETS 64

static void
copy_config (WillowBrokerConfig *copy, const WillowBrokerConfig *config)
{
  *copy = *config;
  copy->bind_address = g_strdup (config->bind_address);
  copy->tls =
      config->tls != NULL ? willow_tls_settings_ref (config->tls) : NULL;
  copy->clock = config->clock != NULL ? willow_clock_ref (config->clock)
                                      : willow_clock_new_monotonic ();
  if (config->scram_users != NULL)
    willow_scram_users_ref (config->scram_users);
  copy->trace =
      config->trace != NULL ? willow_trace_queue_ref (config->trace) : NULL;
}

static void
clear_config (WillowBrokerConfig *config)
{
  g_free ((char *)config->bind_address);
  g_clear_pointer (&config->scram_users, willow_scram_users_unref);
  g_clear_pointer (&config->tls, willow_tls_settings_unref);
  g_clear_pointer (&config->clock, willow_clock_unref);
  g_clear_pointer (&config->trace, willow_trace_queue_unref);
}

static void
accept_cb (WillowTransport *transport, gpointer user_data)
{
  WillowBrokerServer *server = user_data;

  if (server->connections.length >=
      server->config.max_connections + SPARE_SOCKETS)
    willow_transport_free (transport);
  else
    willow_broker_connection_new (server, transport);
}

/* The handshake goes on under the link: the time for CONNECT holds for it,
 * too. */
static void
accept_tls_cb (WillowTransport *transport, gpointer user_data)
{
  WillowBrokerServer *server = user_data;

  accept_cb (willow_transport_new_tls (
                 server->reactor, transport, server->tls, NULL, NULL, NULL),
             server);
}

static gboolean
listen_all (WillowBrokerServer *server, GError **error)
{
  const WillowBrokerConfig *config = &server->config;

  if (config->tls != NULL)
    {
      server->tls =
          willow_tls_context_new (WILLOW_TLS_SERVER, config->tls, error);
      if (server->tls == NULL)
        return FALSE;
      server->tls_listener = willow_listener_new (server->reactor,
                                                  config->bind_address,
                                                  config->tls_port,
                                                  accept_tls_cb,
                                                  server,
                                                  error);
      if (server->tls_listener == NULL)
        return FALSE;
    }
  server->listener = willow_listener_new (server->reactor,
                                          config->bind_address,
                                          config->port,
                                          accept_cb,
                                          server,
                                          error);
  return server->listener != NULL;
}

static void
close_listeners (WillowBrokerServer *server)
{
  g_clear_pointer (&server->listener, willow_listener_free);
  g_clear_pointer (&server->tls_listener, willow_listener_free);
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

  copy_config (&server->config, config);
  server->reactor = reactor;
  server->timers = willow_broker_timers_new (reactor, server->config.clock);
  server->started_us = willow_broker_server_get_now_us (server);
  server->router = willow_broker_router_new (server);
  server->retained =
      willow_broker_retained_new (server->timers, config->retained_limit_bytes);
  server->sys = willow_broker_sys_new (server);
  server->sessions =
      g_hash_table_new_full (g_str_hash,
                             g_str_equal,
                             NULL,
                             (GDestroyNotify)willow_broker_session_free);
  g_queue_init (&server->connections);
  if (!listen_all (server, error))
    g_clear_pointer (&server, willow_broker_server_free);
  return server;
}

void
willow_broker_server_free (WillowBrokerServer *server)
{
  close_listeners (server);
  while (server->connections.head != NULL)
    willow_broker_connection_destroy (server->connections.head->data);
  if (server->stop_source != NULL)
    g_source_destroy (server->stop_source);
  g_clear_pointer (&server->stop_source, g_source_unref);
  g_hash_table_unref (server->sessions);
  willow_broker_sys_free (server->sys);
  willow_broker_router_free (server->router);
  willow_broker_retained_free (server->retained);
  willow_broker_timers_free (server->timers);
  g_clear_pointer (&server->tls, willow_tls_context_unref);
  clear_config (&server->config);
  g_free (server);
}

gint64
willow_broker_server_get_now_us (WillowBrokerServer *server)
{
  return willow_clock_get_now_us (server->config.clock);
}

guint16
willow_broker_server_get_port (WillowBrokerServer *server)
{
  return willow_listener_get_port (server->listener);
}

guint16
willow_broker_server_get_tls_port (WillowBrokerServer *server)
{
  return server->tls_listener != NULL
             ? willow_listener_get_port (server->tls_listener)
             : 0;
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
 * Clients, and no Session outlives it, so that each will is due now
 * [MQTT-3.1.2-8]. 5.0 section 3.1.2.5 would let us publish them after a
 * restart; without a store there is nothing left by then. They go out first,
 * while there is somebody to get them. */
static void
publish_wills (WillowBrokerServer *server)
{
  GHashTableIter iter;
  gpointer       session;

  g_hash_table_iter_init (&iter, server->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    {
      willow_broker_will_connection_lost (server, session);
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
