/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/route/willow-broker-session.h"

#include "broker/bridge/willow-broker-bridge.h"
#include "broker/willow-broker-server.h"
#include "mqtt/mqtt-journal.h"

#include <string.h>

/* Queued messages have a limit of their own; this one is for what a Client
 * accepts and never acknowledges, and for both together. */
#define OUTSTANDING_FACTOR 2

static gboolean
expired_cb (gpointer user_data)
{
  WillowBrokerSession *session = user_data;

  willow_broker_session_end (session->server, session);
  return G_SOURCE_REMOVE;
}

/**
 * willow_broker_session_new:
 *
 * Returns: (transfer none): owned by the server's table
 */
WillowBrokerSession *
willow_broker_session_new (WillowBrokerServer *server, const char *client_id)
{
  gsize                len = strlen (client_id) + 1;
  WillowBrokerSession *session = g_malloc0 (sizeof *session + len);

  session->server = server;
  memcpy (session->client_id, client_id, len);
  session->mqtt = mqtt_session_new ();
  mqtt_session_set_queue_limits (session->mqtt,
                                 server->config.session_queue_messages,
                                 server->config.session_queue_bytes);
  g_hash_table_insert (server->sessions, session->client_id, session);
  return session;
}

/**
 * willow_broker_session_find:
 *
 * Returns: (transfer none) (nullable):
 */
WillowBrokerSession *
willow_broker_session_find (WillowBrokerServer *server, const char *client_id)
{
  return g_hash_table_lookup (server->sessions, client_id);
}

void
willow_broker_session_free (WillowBrokerSession *session)
{
  mqtt_session_set_journal (session->mqtt, NULL, NULL);
  session->server->outstanding_bytes -= session->outstanding_bytes;
  willow_broker_router_unsubscribe_all (session->server->router, session);
  willow_broker_timers_cancel (session->server->timers, &session->expiry_timer);
  willow_broker_will_clear (session->server, session);
  g_clear_pointer (&session->subscriptions, g_hash_table_unref);
  g_clear_pointer (&session->match_identifiers, g_array_unref);
  mqtt_session_free (session->mqtt);
  g_clear_pointer (&session->grant, willow_broker_grant_free);
  g_free (session->user_name);
  g_free (session->connect);
  g_free (session);
}

void
willow_broker_session_end (WillowBrokerServer  *server,
                           WillowBrokerSession *session)
{
  g_assert (session->connection == NULL);
  willow_broker_will_session_ends (server, session);
  if (server->store != NULL)
    willow_broker_store_end_session (server->store, session);
  g_hash_table_remove (server->sessions, session->client_id);
}

void
willow_broker_session_disconnected (WillowBrokerServer  *server,
                                    WillowBrokerSession *session,
                                    gboolean             clean)
{
  /* [MQTT-3.14.4-3]; anything else publishes it [MQTT-3.1.2-8]. */
  if (clean)
    willow_broker_will_cancel (server, session);
  else
    willow_broker_will_connection_lost (server, session);
  session->away_since_us = g_get_real_time ();
  if (server->store != NULL)
    willow_broker_store_touch (server->store, session);
  if (session->bridge != NULL)
    return; /* ends with the configuration */
  if (session->expiry_seconds == 0)
    willow_broker_session_end (server, session);
  else if (session->expiry_seconds != WILLOW_BROKER_EXPIRY_NEVER)
    willow_broker_session_expire_at (session,
                                     willow_broker_server_get_now_us (server) +
                                         (gint64)session->expiry_seconds *
                                             G_USEC_PER_SEC);
}

void
willow_broker_session_expire_at (WillowBrokerSession *session,
                                 gint64               deadline_us)
{
  willow_broker_timers_set (session->server->timers,
                            &session->expiry_timer,
                            deadline_us,
                            expired_cb,
                            session);
}

static gboolean
has_room (WillowBrokerServer  *server,
          WillowBrokerSession *session,
          gsize                size_bytes)
{
  if (server->outstanding_bytes + size_bytes > server->config.queue_limit_bytes)
    return FALSE;
  return session->outstanding_bytes == 0 ||
         session->outstanding_bytes + size_bytes <=
             OUTSTANDING_FACTOR * server->config.session_queue_bytes;
}

void
willow_broker_session_deliver (WillowBrokerServer  *server,
                               WillowBrokerSession *session,
                               MqttMessage         *message,
                               MqttDelivery        *delivery,
                               gint64               now_us)
{
  if (G_UNLIKELY (session->bridge != NULL))
    willow_broker_bridge_deliver (session->bridge, message, delivery, now_us);
  else
    willow_broker_session_give (server, session, message, delivery, now_us);
}

gboolean
willow_broker_session_give (WillowBrokerServer  *server,
                            WillowBrokerSession *session,
                            MqttMessage         *message,
                            MqttDelivery        *delivery,
                            gint64               now_us)
{
  gsize    size_bytes = mqtt_message_get_size_bytes (message);
  gboolean taken = FALSE;

  delivery->token = NULL;
  if (session->grant != NULL &&
      !willow_broker_grant_allows (
          session->grant, mqtt_message_get_topic (message), WILLOW_ACCESS_READ))
    {
      willow_broker_server_count (server, WILLOW_REFUSED_READ);
      return FALSE;
    }
  if (delivery->qos != MQTT_QOS_0)
    {
      if (!has_room (server, session, size_bytes))
        {
          server->n_messages_dropped++;
          willow_broker_server_count (server, WILLOW_REFUSED_QUEUE);
          return FALSE;
        }
      delivery->token = GSIZE_TO_POINTER (size_bytes);
    }
  if (session->connection != NULL)
    taken = willow_broker_connection_send (
        session->connection, message, delivery, now_us);
  else if (delivery->qos != MQTT_QOS_0 || session->bridge != NULL)
    taken = mqtt_session_enqueue (session->mqtt, message, delivery);
  else
    return FALSE; /* QoS 0 does not wait for a Client that is away (4.1) */
  if (!taken)
    server->n_messages_dropped++;
  else if (delivery->qos != MQTT_QOS_0)
    {
      session->outstanding_bytes += size_bytes;
      server->outstanding_bytes += size_bytes;
      if (server->store != NULL && mqtt_session_has_journal (session->mqtt))
        willow_broker_store_note_delivery (server->store);
    }
  return taken;
}

void
willow_broker_session_delivered (WillowBrokerSession *session, gpointer token)
{
  gsize size_bytes = GPOINTER_TO_SIZE (token);

  /* Messages that expired while they waited are never acknowledged. */
  if (mqtt_session_get_n_queued (session->mqtt) == 0 &&
      mqtt_session_get_n_in_flight_out (session->mqtt) == 0)
    size_bytes = session->outstanding_bytes;
  size_bytes = MIN (size_bytes, session->outstanding_bytes);
  session->outstanding_bytes -= size_bytes;
  session->server->outstanding_bytes -= size_bytes;
}
