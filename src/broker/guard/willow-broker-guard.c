/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of WillowBrokerAccess at work on Sessions. */
#include "broker/guard/willow-broker-guard.h"

#include "broker/willow-broker-server.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n.h>

#define WHY_GONE "This user may not be here any more"

/* It does what the configuration says. */
static gboolean
is_of_bridge (const WillowBrokerSession *session)
{
  return g_str_has_prefix (session->client_id, WILLOW_BROKER_BRIDGE_PREFIX);
}

static gboolean
may_stay (const WillowBrokerServer *server, const WillowBrokerSession *session)
{
  const WillowBrokerAccess *access = server->config.access;

  if (access == NULL || session->is_user_proved || is_of_bridge (session))
    return TRUE;
  return session->user_name != NULL
             ? willow_broker_access_knows (access, session->user_name)
             : willow_broker_access_get_anonymous (access);
}

/* Subscriptions that SUBSCRIBE would not get any more. */
static void
drop_subscriptions (WillowBrokerServer *server, WillowBrokerSession *session)
{
  GHashTableIter iter;
  gpointer       key;
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);

  if (session->subscriptions == NULL)
    return;
  g_hash_table_iter_init (&iter, session->subscriptions);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      MqttSlice filter = mqtt_slice_from_string (key);

      mqtt_topic_filter_split_shared (filter, NULL, &filter);
      if (!willow_broker_grant_allows_filter (session->grant, filter))
        g_ptr_array_add (gone, g_strdup (key));
    }
  for (guint i = 0; i < gone->len; i++)
    {
      MqttSlice filter = mqtt_slice_from_string (gone->pdata[i]);

      willow_broker_router_unsubscribe (server->router, session, filter);
      if (server->store != NULL)
        willow_broker_store_drop_subscription (server->store, session, filter);
    }
}

static gboolean
keep_message_cb (MqttMessage        *message,
                 const MqttDelivery *delivery,
                 gpointer            user_data)
{
  WillowBrokerSession *session = user_data;
  gsize                size_bytes;

  if (willow_broker_grant_allows (
          session->grant, mqtt_message_get_topic (message), WILLOW_ACCESS_READ))
    return TRUE;
  willow_broker_server_count (session->server, WILLOW_REFUSED_READ);
  size_bytes =
      MIN (GPOINTER_TO_SIZE (delivery->token), session->outstanding_bytes);
  session->outstanding_bytes -= size_bytes;
  session->server->outstanding_bytes -= size_bytes;
  return FALSE;
}

void
willow_broker_guard_update (WillowBrokerServer  *server,
                            WillowBrokerSession *session)
{
  g_clear_pointer (&session->grant, willow_broker_grant_free);
  if (is_of_bridge (session))
    return;
  session->grant = willow_broker_grant_new (
      server->config.access, session->user_name, session->client_id);
  if (session->grant == NULL)
    return;
  drop_subscriptions (server, session);
  mqtt_session_filter_queued (session->mqtt, keep_message_cb, session);
}

void
willow_broker_guard_update_all (WillowBrokerServer *server)
{
  GHashTableIter iter;
  gpointer       session;

  g_hash_table_iter_init (&iter, server->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    willow_broker_guard_update (server, session);
}

static void
send_away (WillowBrokerServer *server, WillowBrokerSession *session)
{
  g_autofree char *client_id = g_strdup (session->client_id);

  if (session->connection != NULL)
    willow_broker_connection_disconnect (
        session->connection, MQTT_REASON_ADMINISTRATIVE_ACTION, WHY_GONE);
  /* Unless it has ended with its Network Connection. */
  session = willow_broker_session_find (server, client_id);
  if (session != NULL)
    willow_broker_session_end (server, session);
}

void
willow_broker_guard_set_access (WillowBrokerServer *server,
                                WillowBrokerAccess *access)
{
  g_autoptr (GPtrArray) client_ids = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer       client_id;

  if (access != NULL)
    willow_broker_access_ref (access);
  g_clear_pointer (&server->config.access, willow_broker_access_unref);
  server->config.access = access;
  server->access_serial++;
  /* Wills that are published meanwhile end Sessions and begin nothing. */
  g_hash_table_iter_init (&iter, server->sessions);
  while (g_hash_table_iter_next (&iter, &client_id, NULL))
    g_ptr_array_add (client_ids, g_strdup (client_id));
  willow_broker_guard_update_all (server);
  for (guint i = 0; i < client_ids->len; i++)
    {
      WillowBrokerSession *session =
          willow_broker_session_find (server, client_ids->pdata[i]);

      if (session != NULL && !may_stay (server, session))
        send_away (server, session);
    }
}

MqttReasonCode
willow_broker_guard_may_publish (WillowBrokerServer  *server,
                                 WillowBrokerSession *session,
                                 const MqttMessage   *message)
{
  if (!willow_broker_grant_allows (session->grant,
                                   mqtt_message_get_topic (message),
                                   WILLOW_ACCESS_WRITE))
    {
      willow_broker_server_count (server, WILLOW_REFUSED_WRITE);
      return MQTT_REASON_NOT_AUTHORIZED;
    }
  if (mqtt_message_get_retain (message) &&
      !willow_broker_retained_has_room (server->retained, message))
    {
      willow_broker_server_count (server, WILLOW_REFUSED_RETAINED);
      return MQTT_REASON_QUOTA_EXCEEDED;
    }
  return MQTT_REASON_SUCCESS;
}

/* By everybody on other computers. */
static gboolean
is_reachable (const WillowBrokerListenerConfig *listener)
{
  g_autoptr (GInetAddress) address = NULL;

  if (listener->socket_path != NULL ||
      (listener->tls != NULL &&
       willow_tls_settings_get_require_certificate (listener->tls)))
    return FALSE;
  address = g_inet_address_new_from_string (listener->address);
  return address == NULL || !g_inet_address_get_is_loopback (address);
}

gboolean
willow_broker_guard_check_listeners (const WillowBrokerConfig *config,
                                     GError                  **error)
{
  if (config->allow_open_lan ||
      (config->access != NULL &&
       !willow_broker_access_is_open (config->access)))
    return TRUE;
  for (guint i = 0; i < config->listeners->len; i++)
    {
      const WillowBrokerListenerConfig *listener =
          g_ptr_array_index (config->listeners, i);

      if (!is_reachable (listener))
        continue;
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_PERMISSION_DENIED,
                   _ ("On %s every computer of the network could publish "
                      "without a password. Set up users, or allow it on "
                      "purpose."),
                   listener->address);
      return FALSE;
    }
  return TRUE;
}

/* Those of Clients; bridges have no part in the budget. (transfer none)
 * (nullable): %NULL if nobody has anything */
static WillowBrokerConnection *
find_largest_input (WillowBrokerServer *server)
{
  WillowBrokerConnection *largest = NULL;
  gsize                   most = 0;

  for (GList *l = server->connections.head; l != NULL; l = l->next)
    {
      WillowBrokerConnection *connection = l->data;
      gsize bytes = mqtt_connection_get_unfinished_input (connection->mqtt).len;

      if (bytes <= most || connection->listener == NULL)
        continue;
      largest = connection;
      most = bytes;
    }
  return largest;
}

static void
cut_input (WillowBrokerConnection *connection)
{
  WillowBrokerServer *server = connection->server;
  gsize bytes = mqtt_connection_get_unfinished_input (connection->mqtt).len;

  willow_broker_server_count (server, WILLOW_REFUSED_INPUT);
  g_message ("Unfinished packets take %" G_GSIZE_FORMAT
             " bytes; the largest, of %" G_GSIZE_FORMAT
             " bytes from “%s”, was cut off.",
             server->input.used_bytes,
             bytes,
             connection->session != NULL ? connection->session->client_id : "");
  mqtt_connection_drop_input (connection->mqtt);
  if (connection->session != NULL)
    willow_broker_connection_disconnect (
        connection,
        MQTT_REASON_QUOTA_EXCEEDED,
        "The unfinished packets of all Clients take too much memory");
  else
    willow_link_close (connection->link, WILLOW_CLOSE_GRACEFUL);
}

void
willow_broker_guard_relieve_input (WillowBrokerServer *server)
{
  while (server->input.used_bytes > server->input.limit_bytes)
    {
      WillowBrokerConnection *connection = find_largest_input (server);

      if (connection == NULL)
        return;
      cut_input (connection);
    }
}
