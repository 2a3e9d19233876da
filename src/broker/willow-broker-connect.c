/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CONNECT: who is let in, and with which Session (3.1.4). */
#include "broker/glass/willow-broker-connection-log.h"
#include "broker/willow-broker-faults.h"
#include "broker/willow-broker-server.h"

#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-topic.h"

#include <string.h>

/* Sessions of Clients that are away, for each one that may be connected. */
#define SESSIONS_PER_CONNECTION 10

/* All that CONNACK has beside texts. */
#define CONNACK_REST_MAX_BYTES 64u

static MqttReasonCode
check_client_id (WillowBrokerConnection *connection, MqttSlice client_id)
{
  if (mqtt_connection_get_version (connection->mqtt) != MQTT_VERSION_3_1)
    return MQTT_REASON_SUCCESS;
  /* 3.1 section 3.1 and table of CONNACK: 1 to 23 characters, else code 2. */
  if (!mqtt_utf8_is_valid (client_id, NULL) || client_id.len == 0 ||
      g_utf8_strlen ((const char *)client_id.data, (gssize)client_id.len) >
          (glong)MQTT_3_1_CLIENT_ID_MAX_CHARS)
    return MQTT_REASON_CLIENT_IDENTIFIER_NOT_VALID;
  return MQTT_REASON_SUCCESS;
}

/* Of the Protocol Level in 3.x: the Client is a bridge of another broker, says
 * mosquitto that way. */
#define PRIVATE_BIT 0x80u

static MqttReasonCode
check_room (WillowBrokerServer *server, const char *client_id)
{
  WillowBrokerSession *session = willow_broker_session_find (server, client_id);
  gsize                max_connections = server->config.max_connections;

  if (session != NULL && session->connection != NULL)
    return MQTT_REASON_SUCCESS; /* takes the place of the old one */
  if (server->n_connected >= max_connections ||
      (session == NULL && g_hash_table_size (server->sessions) >=
                              max_connections * SESSIONS_PER_CONNECTION))
    {
      willow_broker_server_count (server, WILLOW_REFUSED_CONNECTIONS);
      return MQTT_REASON_QUOTA_EXCEEDED;
    }
  return MQTT_REASON_SUCCESS;
}

static gboolean
is_of_bridge (MqttSlice client_id)
{
  return client_id.len >= strlen (WILLOW_BROKER_BRIDGE_PREFIX) &&
         memcmp (client_id.data,
                 WILLOW_BROKER_BRIDGE_PREFIX,
                 strlen (WILLOW_BROKER_BRIDGE_PREFIX)) == 0;
}

static MqttReasonCode
check_will (WillowBrokerServer *server, const MqttConnect *connect)
{
  if (willow_broker_server_refuses_topic (server, connect->will_topic) ||
      !mqtt_topic_name_is_valid (connect->will_topic, NULL))
    return MQTT_REASON_TOPIC_NAME_INVALID;
  if (connect->will_payload.len <= server->config.max_will_bytes)
    return MQTT_REASON_SUCCESS;
  willow_broker_server_count (server, WILLOW_REFUSED_WILL);
  return MQTT_REASON_QUOTA_EXCEEDED;
}

static MqttReasonCode
check_connect (WillowBrokerConnection *connection, const MqttConnect *connect)
{
  MqttReasonCode reason =
      willow_broker_connection_check_method (connection, connect);

  if (reason == MQTT_REASON_SUCCESS && connect->has_will)
    reason = check_will (connection->server, connect);
  if (reason != MQTT_REASON_SUCCESS)
    return reason;
  if (is_of_bridge (connect->client_id))
    return MQTT_REASON_CLIENT_IDENTIFIER_NOT_VALID;
  return check_client_id (connection, connect->client_id);
}

void
willow_broker_connection_refuse (WillowBrokerConnection *connection,
                                 MqttReasonCode          reason,
                                 const char             *why)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  MqttConnack connack = { .code = (guint8)reason };

  willow_broker_connection_log_refused (connection, reason, why);

  /* Session Present is 0 with it [MQTT-3.2.2-6], and the Network Connection is
   * closed after it [MQTT-3.2.2-7]. */
  if (mqtt_connection_get_version (connection->mqtt) != MQTT_VERSION_5_0)
    connack.code = mqtt_return_code_from_reason_code (reason);
  else if (why != NULL)
    mqtt_properties_append_value (
        properties, MQTT_PROPERTY_REASON_STRING, mqtt_slice_from_string (why));
  connack.properties = mqtt_properties_from_array (properties);
  mqtt_connection_submit_connack (connection->mqtt,
                                  &connack,
                                  NULL,
                                  willow_link_get_now_us (connection->link),
                                  NULL);
}

/* 5.0 section 3.2.2.3.15: where this Client, and no other, may get responses.
 * Only who asks is told [MQTT-3.1.2-28]; an identifier that cannot be part of a
 * Topic Name gets none. */
static void
append_response_information (GByteArray               *properties,
                             const WillowBrokerConfig *config,
                             const MqttConnect        *connect,
                             const char               *client_id)
{
  g_autofree char *information = NULL;
  guint32          maximum = mqtt_properties_get_number (
      connect->properties, MQTT_PROPERTY_MAXIMUM_PACKET_SIZE, G_MAXUINT32);

  if (config->response_prefix == NULL || strpbrk (client_id, "+#") != NULL ||
      mqtt_properties_get_number (connect->properties,
                                  MQTT_PROPERTY_REQUEST_RESPONSE_INFORMATION,
                                  0) == 0)
    return;
  information = g_strconcat (config->response_prefix, client_id, NULL);
  if (strlen (information) > G_MAXUINT16 ||
      strlen (information) + strlen (client_id) + CONNACK_REST_MAX_BYTES >
          maximum)
    return;
  mqtt_properties_append_value (properties,
                                MQTT_PROPERTY_RESPONSE_INFORMATION,
                                mqtt_slice_from_string (information));
}

/* Only what differs from the value that its absence stands for. */
static void
append_connack_properties (GByteArray               *properties,
                           const WillowBrokerConfig *config,
                           const MqttConnect        *connect,
                           const char               *client_id)
{
  guint16 maximum = config->maximum_keep_alive_seconds;

  if (config->receive_maximum != MQTT_DEFAULT_RECEIVE_MAXIMUM)
    mqtt_properties_append_number (
        properties, MQTT_PROPERTY_RECEIVE_MAXIMUM, config->receive_maximum);
  if (config->maximum_packet_size != 0)
    mqtt_properties_append_number (properties,
                                   MQTT_PROPERTY_MAXIMUM_PACKET_SIZE,
                                   config->maximum_packet_size);
  /* [MQTT-3.1.3-7] */
  if (connect->client_id.len == 0)
    mqtt_properties_append_value (properties,
                                  MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER,
                                  mqtt_slice_from_string (client_id));
  if (config->topic_alias_maximum != 0)
    mqtt_properties_append_number (properties,
                                   MQTT_PROPERTY_TOPIC_ALIAS_MAXIMUM,
                                   config->topic_alias_maximum);
  append_response_information (properties, config, connect, client_id);
  /* [MQTT-3.1.2-21] [MQTT-3.2.2-22] */
  if (maximum != 0 && (connect->keep_alive_seconds == 0 ||
                       connect->keep_alive_seconds > maximum))
    mqtt_properties_append_number (
        properties, MQTT_PROPERTY_SERVER_KEEP_ALIVE, maximum);
}

static guint32
get_session_expiry (MqttVersion version, const MqttConnect *connect)
{
  if (version == MQTT_VERSION_5_0)
    return mqtt_properties_get_number (
        connect->properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 0);
  /* 5.0 section 3.1.2.11.2 puts it that way for 3.1.1. */
  return connect->clean_start ? 0 : WILLOW_BROKER_EXPIRY_NEVER;
}

/* The Session that goes on, or %NULL when a new one has to begin. */
static WillowBrokerSession *
find_session (WillowBrokerConnection *connection,
              const char             *client_id,
              gboolean                clean_start)
{
  WillowBrokerServer  *server = connection->server;
  WillowBrokerSession *session = willow_broker_session_find (server, client_id);

  /* [MQTT-3.1.4-3] [MQTT-3.1.4-2 of 3.1.1]. Its will is published, and a
   * Session that ends with its Network Connection ends. */
  if (session != NULL && session->connection != NULL)
    {
      willow_broker_connection_log_taken_over (session->connection, connection);
      willow_broker_connection_disconnect (
          session->connection,
          MQTT_REASON_SESSION_TAKEN_OVER,
          "Another Network Connection uses this Client Identifier");
      session = willow_broker_session_find (server, client_id);
    }
  /* [MQTT-3.1.2-4] [MQTT-3.1.2-6 of 3.1.1] */
  if (session != NULL && clean_start)
    {
      willow_broker_session_end (server, session);
      session = NULL;
    }
  return session;
}

/* An empty one is none, as mosquitto has it. (transfer full) (nullable) */
static char *
dup_user_name (WillowBrokerConnection *connection, const MqttConnect *connect)
{
  g_autofree char *user_name = NULL;

  if (connection->proved_user_name != NULL)
    return g_strdup (connection->proved_user_name);
  if (connect->user_name.len == 0)
    return NULL;
  user_name = mqtt_slice_dup_string (connect->user_name);
  return g_utf8_make_valid (user_name, -1);
}

static void
describe_session (WillowBrokerConnection *connection,
                  const MqttConnect      *connect)
{
  WillowBrokerSession *session = connection->session;

  session->version = mqtt_connection_get_version (connection->mqtt);
  session->clean_start = connect->clean_start;
  session->keep_alive_seconds = connect->keep_alive_seconds;
  session->is_private = session->version != MQTT_VERSION_5_0 &&
                        (connect->protocol_version & PRIVATE_BIT) != 0;
  session->connected_since_us = g_get_real_time ();
  session->expiry_seconds = get_session_expiry (session->version, connect);
  g_free (session->connect);
  session->connect = g_steal_pointer (&connection->connect);
  session->is_user_proved = connection->has_certificate_name;
  g_free (session->user_name);
  session->user_name = dup_user_name (connection, connect);
  willow_broker_guard_update (connection->server, session);
}

/* Where names are proved, nobody gets at another one's Session. */
static gboolean
owns_session (WillowBrokerConnection *connection,
              const MqttConnect      *connect,
              const char             *client_id)
{
  const WillowBrokerAccess *access = connection->server->config.access;
  WillowBrokerSession      *session =
      willow_broker_session_find (connection->server, client_id);
  g_autofree char *user_name = NULL;

  if (session == NULL || access == NULL ||
      !willow_broker_access_has_users (access))
    return TRUE;
  user_name = dup_user_name (connection, connect);
  return g_strcmp0 (user_name, session->user_name) == 0;
}

/* Nor throws another one out. */
static MqttReasonCode
check_owner (WillowBrokerConnection *connection,
             const MqttConnect      *connect,
             const char             *client_id)
{
  WillowBrokerServer  *server = connection->server;
  WillowBrokerSession *session = willow_broker_session_find (server, client_id);

  if (session == NULL || session->connection == NULL ||
      owns_session (connection, connect, client_id))
    return MQTT_REASON_SUCCESS;
  willow_broker_server_count (server, WILLOW_REFUSED_CLIENT_ID);
  return MQTT_REASON_CLIENT_IDENTIFIER_NOT_VALID;
}

static void
attach (WillowBrokerConnection *connection, WillowBrokerSession *session)
{
  WillowBrokerServer *server = connection->server;

  willow_broker_timers_cancel (server->timers, &session->expiry_timer);
  connection->session = session;
  connection->state = mqtt_session_ref (session->mqtt);
  session->connection = connection;
  server->n_connected++;
}

static void
accept (WillowBrokerConnection *connection,
        const MqttConnect      *connect,
        const char             *client_id,
        MqttProperties          extra)
{
  WillowBrokerServer *server = connection->server;
  MqttVersion         version = mqtt_connection_get_version (connection->mqtt);
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  WillowBrokerSession *session = NULL;
  MqttConnack          connack = { .code = MQTT_REASON_SUCCESS };

  session = find_session (connection,
                          client_id,
                          connect->clean_start ||
                              !owns_session (connection, connect, client_id));
  /* [MQTT-3.2.2-2] [MQTT-3.2.2-3]; 3.1 has a reserved byte there. */
  connack.session_present = session != NULL && version != MQTT_VERSION_3_1;
  if (session == NULL)
    session = willow_broker_session_new (server, client_id);
  attach (connection, session);
  describe_session (connection, connect);
  willow_broker_connection_identify_faults (connection);
  willow_broker_will_arm (server, session, connect);
  if (server->store != NULL)
    willow_broker_store_attach (server->store, connection);
  append_connack_properties (properties, &server->config, connect, client_id);
  if (extra.len > 0)
    g_byte_array_append (properties, extra.data, (guint)extra.len);
  connack.properties = mqtt_properties_from_array (properties);
  if (!mqtt_connection_submit_connack (
          connection->mqtt,
          &connack,
          session->mqtt,
          willow_link_get_now_us (connection->link),
          NULL))
    {
      willow_broker_connection_disconnect (
          connection, MQTT_REASON_PACKET_TOO_LARGE, NULL);
      return;
    }
  session->keep_alive_seconds =
      mqtt_connection_get_keep_alive_seconds (connection->mqtt);
  willow_broker_connection_log_connected (connection);
}

/* A Session that would be gone after a restart is not promised. */
static gboolean
can_be_stored (WillowBrokerConnection *connection, const MqttConnect *connect)
{
  WillowBrokerStore *store = connection->server->store;
  MqttVersion        version = mqtt_connection_get_version (connection->mqtt);

  return store == NULL || willow_broker_store_get_problem (store) == NULL ||
         get_session_expiry (version, connect) == 0;
}

void
willow_broker_connection_decide (WillowBrokerConnection *connection,
                                 const MqttConnect      *connect,
                                 MqttProperties          extra)
{
  g_autofree char *client_id = NULL;
  MqttReasonCode   reason;

  /* [MQTT-3.1.3-6]; empty in 3.1.1 with Clean Session 0 [MQTT-3.1.3-8] does
   * not get here. */
  client_id = connect->client_id.len > 0
                  ? mqtt_slice_dup_string (connect->client_id)
                  : g_strdup_printf ("auto-%08x%08x%08x%08x",
                                     g_random_int (),
                                     g_random_int (),
                                     g_random_int (),
                                     g_random_int ());
  reason = check_owner (connection, connect, client_id);
  if (reason == MQTT_REASON_SUCCESS)
    reason = check_room (connection->server, client_id);
  if (reason != MQTT_REASON_SUCCESS)
    willow_broker_connection_refuse (connection, reason, NULL);
  else if (!can_be_stored (connection, connect))
    willow_broker_connection_refuse (
        connection, MQTT_REASON_QUOTA_EXCEEDED, WILLOW_BROKER_STORE_WHY);
  else
    accept (connection, connect, client_id, extra);
}

/* What the glass walls show of it: everything but the password. */
static guint8 *
copy_without_password (MqttSlice frame, MqttSlice password)
{
  guint8 *copy = g_memdup2 (frame.data, frame.len);

  if (mqtt_slice_is_present (password))
    memset (copy + (password.data - frame.data), '*', password.len);
  return copy;
}

static MqttReasonCode
check_rate (WillowBrokerConnection *connection)
{
  if (!connection->is_over_rate)
    return MQTT_REASON_SUCCESS;
  willow_broker_server_count (connection->server, WILLOW_REFUSED_CONNECT_RATE);
  return MQTT_REASON_CONNECTION_RATE_EXCEEDED;
}

void
willow_broker_connection_handle_connect (WillowBrokerConnection *connection,
                                         const MqttEvent        *event)
{
  const MqttConnect *connect = &event->packet->connect;
  MqttReasonCode     reason = check_rate (connection);

  willow_broker_connection_log_connect (connection, connect);
  connection->connect = copy_without_password (event->frame, connect->password);
  if (reason == MQTT_REASON_SUCCESS)
    reason = check_connect (connection, connect);
  if (reason != MQTT_REASON_SUCCESS)
    willow_broker_connection_refuse (connection, reason, NULL);
  else if (willow_broker_connection_wants_auth (connect))
    willow_broker_connection_begin_auth (connection, event);
  else if (!willow_broker_connection_identify (connection))
    willow_broker_connection_refuse (
        connection,
        MQTT_REASON_NOT_AUTHORIZED,
        "No certificate says who uses this Network Connection");
  else
    willow_broker_connection_authenticate (connection, connect, event->frame);
}
