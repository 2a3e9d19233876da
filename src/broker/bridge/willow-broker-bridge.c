/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/bridge/willow-broker-bridge-private.h"

#include "link/willow-phase-record.h"
#include "net/willow-connector.h"

#define CONNECT_TIMEOUT_US (30 * G_USEC_PER_SEC)

void
willow_broker_bridge_say (WillowBrokerBridge  *bridge,
                          WillowBrokerLogEvent event,
                          const char          *text)
{
  g_autofree char *line =
      g_strdup_printf ("bridge %s: %s", bridge->config->name, text);

  if (bridge->server->config.log != NULL)
    willow_broker_log_say (bridge->server->config.log, event, line);
}

char *
willow_broker_bridge_dup_url (const WillowBrokerBridge *bridge)
{
  return willow_endpoint_to_string (bridge->config->endpoint);
}

WillowScheme
willow_broker_bridge_get_scheme (const WillowBrokerBridge *bridge)
{
  return bridge->config->endpoint->scheme;
}

char *
willow_broker_bridge_dup_state_topic (const WillowBrokerBridge *bridge)
{
  return g_strdup_printf ("$SYS/broker/connection/%s/state",
                          bridge->config->name);
}

void
willow_broker_bridge_publish_state (WillowBrokerBridge *bridge,
                                    gboolean            connected)
{
  gint64           now_us = willow_broker_server_get_now_us (bridge->server);
  g_autofree char *topic = willow_broker_bridge_dup_state_topic (bridge);
  g_autoptr (GBytes) payload = g_bytes_new_static (connected ? "1" : "0", 1);
  g_autoptr (MqttMessage) message = NULL;

  if (!bridge->config->notifications)
    return;
  message = mqtt_message_new (mqtt_slice_from_string (topic),
                              payload,
                              MQTT_QOS_1,
                              TRUE,
                              MQTT_SLICE_NONE,
                              now_us);
  willow_broker_router_publish (bridge->server->router, NULL, message, now_us);
}

static void
really_free (WillowBrokerBridge *bridge)
{
  willow_broker_bridge_config_unref (bridge->config);
  g_hash_table_unref (bridge->from_remote);
  g_free (bridge->problem);
  g_free (bridge);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WillowBrokerBridge *bridge = user_data;
  g_autoptr (GError) error = NULL;
  WillowTransport *transport = willow_connector_connect_finish (result, &error);

  g_clear_object (&bridge->connector);
  if (bridge->server == NULL || bridge->is_stopping)
    {
      g_clear_pointer (&transport, willow_transport_free);
      if (bridge->server == NULL)
        really_free (bridge);
    }
  else if (transport == NULL)
    willow_broker_bridge_fail (
        bridge, willow_connector_explain (bridge->config->endpoint, error));
  else
    willow_broker_bridge_start_link (bridge, transport);
}

static void
phase_cb (const WillowPhase *phase, gpointer user_data)
{
  WillowBrokerBridge *bridge = user_data;

  if (bridge->server != NULL)
    willow_phase_record (
        bridge->server->config.trace, bridge->number, MQTT_ROLE_CLIENT, phase);
}

static gboolean
connect_cb (gpointer user_data)
{
  WillowBrokerBridge *bridge = user_data;
  g_autoptr (WillowConnectorSettings) settings =
      willow_connector_settings_copy (bridge->config->connector);

  /* [MQTT-6.0.0-3] */
  willow_connector_settings_set_subprotocol (
      settings,
      bridge->config->version == MQTT_VERSION_3_1 ? "mqttv3.1" : "mqtt");
  bridge->number = willow_link_next_number ();
  bridge->connector = g_cancellable_new ();
  willow_connector_connect_async (bridge->server->reactor,
                                  bridge->config->endpoint,
                                  settings,
                                  CONNECT_TIMEOUT_US,
                                  phase_cb,
                                  bridge,
                                  bridge->connector,
                                  connected_cb,
                                  bridge);
  return G_SOURCE_REMOVE;
}

/* Doubles at each failure; half of it at random, so that many bridges do not
 * come back to a broker all at once. */
static gint64
get_delay_us (const WillowBrokerBridge *bridge)
{
  guint  doublings = MIN (bridge->n_failures, 16u);
  gint64 delay_ms = (gint64)bridge->config->restart_base_ms << doublings;

  delay_ms = CLAMP (delay_ms, 1, (gint64)bridge->config->restart_cap_ms);
  return (delay_ms / 2 * 1000) +
         (gint64)(g_random_double () * (double)(delay_ms - delay_ms / 2) *
                  1000.0);
}

static void
connect_later (WillowBrokerBridge *bridge, gint64 delay_us)
{
  if (bridge->is_stopping)
    return;
  willow_broker_timers_set (bridge->server->timers,
                            &bridge->timer,
                            willow_broker_server_get_now_us (bridge->server) +
                                delay_us,
                            connect_cb,
                            bridge);
}

void
willow_broker_bridge_fail (WillowBrokerBridge *bridge, char *problem)
{
  if (g_strcmp0 (problem, bridge->problem) != 0 && !bridge->is_stopping)
    willow_broker_bridge_say (bridge, WILLOW_BROKER_LOG_WARNING, problem);
  g_free (bridge->problem);
  bridge->problem = problem;
  connect_later (bridge, get_delay_us (bridge));
  bridge->n_failures++;
}

static gboolean
is_local_filter (const WillowBrokerBridge *bridge, const char *filter)
{
  for (guint i = 0; i < bridge->config->topics->len; i++)
    {
      const WillowBridgeTopic *topic =
          g_ptr_array_index (bridge->config->topics, i);
      g_autofree char *local = willow_bridge_topic_dup_local (topic);

      if ((topic->direction & WILLOW_BRIDGE_OUT) != 0 &&
          g_str_equal (filter, local))
        return TRUE;
    }
  return FALSE;
}

/* A stored Session may have filters that the configuration no longer has. */
static void
drop_old_subscriptions (WillowBrokerBridge *bridge)
{
  WillowBrokerServer *server = bridge->server;
  g_autoptr (GList) filters = NULL;

  if (bridge->session->subscriptions == NULL)
    return;
  filters = g_hash_table_get_keys (bridge->session->subscriptions);
  for (GList *l = filters; l != NULL; l = l->next)
    {
      g_autofree char *filter = g_strdup (l->data);

      if (is_local_filter (bridge, filter))
        continue;
      if (server->store != NULL)
        willow_broker_store_drop_subscription (
            server->store, bridge->session, mqtt_slice_from_string (filter));
      willow_broker_router_unsubscribe (
          server->router, bridge->session, mqtt_slice_from_string (filter));
    }
}

/* What came from the other broker was published by this very Session: No Local
 * keeps it from going back. */
static void
subscribe_local (WillowBrokerBridge *bridge)
{
  WillowBrokerServer *server = bridge->server;

  drop_old_subscriptions (bridge);
  for (guint i = 0; i < bridge->config->topics->len; i++)
    {
      const WillowBridgeTopic *topic =
          g_ptr_array_index (bridge->config->topics, i);
      g_autofree char *filter = willow_bridge_topic_dup_local (topic);
      MqttSubscription subscription = { .filter =
                                            mqtt_slice_from_string (filter),
                                        .qos = topic->qos,
                                        .no_local = TRUE,
                                        .retain_as_published = TRUE };

      if ((topic->direction & WILLOW_BRIDGE_OUT) == 0)
        continue;
      willow_broker_router_subscribe (
          server->router, bridge->session, &subscription, 0);
      if (server->store != NULL && !bridge->config->clean_start)
        willow_broker_store_put_subscription (
            server->store,
            g_hash_table_lookup (bridge->session->subscriptions, filter));
    }
}

static void
take_session (WillowBrokerBridge *bridge)
{
  WillowBrokerServer             *server = bridge->server;
  const WillowBrokerBridgeConfig *config = bridge->config;
  g_autofree char                *id =
      g_strconcat (WILLOW_BROKER_BRIDGE_PREFIX, config->name, NULL);
  WillowBrokerSession *session = willow_broker_session_find (server, id);

  if (session == NULL)
    session = willow_broker_session_new (server, id);
  bridge->session = session;
  session->bridge = bridge;
  session->version = config->version;
  session->clean_start = config->clean_start;
  session->keep_alive_seconds = config->keep_alive_seconds;
  session->expiry_seconds =
      config->clean_start ? 0 : WILLOW_BROKER_EXPIRY_NEVER;
  session->away_since_us = g_get_real_time ();
  if (config->queue_messages != 0)
    mqtt_session_set_queue_limits (session->mqtt,
                                   config->queue_messages,
                                   server->config.session_queue_bytes);
  if (server->store != NULL && !config->clean_start)
    willow_broker_store_keep_session (server->store, session);
}

/**
 * willow_broker_bridge_new:
 *
 * Returns: (transfer full):
 */
WillowBrokerBridge *
willow_broker_bridge_new (WillowBrokerServer       *server,
                          WillowBrokerBridgeConfig *config)
{
  WillowBrokerBridge *bridge = g_new0 (WillowBrokerBridge, 1);

  bridge->server = server;
  bridge->config = willow_broker_bridge_config_ref (config);
  bridge->from_remote =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  take_session (bridge);
  subscribe_local (bridge);
  willow_broker_bridge_publish_state (bridge, FALSE);
  connect_later (bridge, 0);
  return bridge;
}

void
willow_broker_bridge_stop (WillowBrokerBridge *bridge)
{
  bridge->is_stopping = TRUE;
  willow_broker_timers_cancel (bridge->server->timers, &bridge->timer);
  if (bridge->connector != NULL)
    g_cancellable_cancel (bridge->connector);
}

void
willow_broker_bridge_free (WillowBrokerBridge *bridge)
{
  willow_broker_bridge_stop (bridge);
  bridge->session->bridge = NULL;
  bridge->server = NULL;
  /* What was cancelled still comes back through the loop. */
  if (bridge->connector == NULL)
    really_free (bridge);
}

static WillowBridgeState
get_state (const WillowBrokerBridge *bridge)
{
  if (bridge->session->connection != NULL)
    return WILLOW_BRIDGE_CONNECTED;
  return bridge->connector != NULL || bridge->connection != NULL
             ? WILLOW_BRIDGE_CONNECTING
             : WILLOW_BRIDGE_WAITING;
}

WillowBrokerBridgeView *
willow_broker_bridge_view_take (const WillowBrokerBridge *bridge)
{
  WillowBrokerBridgeView *view = g_new0 (WillowBrokerBridgeView, 1);

  view->name = g_strdup (bridge->config->name);
  view->url = willow_broker_bridge_dup_url (bridge);
  view->state = get_state (bridge);
  view->problem = g_strdup (bridge->problem);
  view->n_received = bridge->n_received;
  view->n_sent = bridge->n_sent;
  view->n_dropped = bridge->n_dropped;
  view->n_queued = mqtt_session_get_n_queued (bridge->session->mqtt);
  view->n_in_flight = mqtt_session_get_n_in_flight_out (bridge->session->mqtt);
  return view;
}
