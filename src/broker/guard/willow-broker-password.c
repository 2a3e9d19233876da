/* SPDX-License-Identifier: GPL-3.0-or-later */
/* User Name and Password of CONNECT (3.1.3.5, 3.1.3.6): who is let in. */
#include "broker/willow-broker-server.h"

#include <string.h>

/* What a Client is told in the Reason String. */
#define WHY_WRONG "The user name or the password is wrong"
#define WHY_ANONYMOUS "This broker wants a user name and a password"
#define WHY_UNPROVED "This broker has no list of users to prove it by"
#define WHY_BUSY "Too many passwords wait to be compared"
#define WHY_SLOW "Too many wrong passwords came from this address"

/* A login that is to be told only after a while that it failed. */
typedef struct _WillowBrokerRefused
{
  WillowBrokerTimer timer;
  MqttReasonCode    reason;
  const char       *why;
} WillowBrokerRefused;

static void
stop_waiting (WillowBrokerConnection *connection)
{
  WillowBrokerServer             *server = connection->server;
  g_autofree WillowBrokerRefused *refused =
      g_steal_pointer (&connection->refused);

  if (refused == NULL)
    return;
  willow_broker_timers_cancel (server->timers, &refused->timer);
  willow_broker_addresses_wait (server->addresses, connection->address, -1);
}

void
willow_broker_connection_clear_login (WillowBrokerConnection *connection)
{
  g_clear_pointer (&connection->login, willow_broker_login_cancel);
  stop_waiting (connection);
}

static gboolean
refuse_cb (gpointer user_data)
{
  WillowBrokerConnection         *connection = user_data;
  g_autofree WillowBrokerRefused *refused =
      g_steal_pointer (&connection->refused);

  willow_broker_addresses_wait (
      connection->server->addresses, connection->address, -1);
  willow_broker_connection_refuse (connection, refused->reason, refused->why);
  willow_link_flush (connection->link);
  return G_SOURCE_REMOVE;
}

void
willow_broker_connection_fail_login (WillowBrokerConnection *connection,
                                     MqttReasonCode          reason,
                                     const char             *why)
{
  WillowBrokerServer *server = connection->server;
  gint64              now_us = willow_broker_server_get_now_us (server);
  gint64              wait_us;

  willow_broker_connection_ask_address (connection);
  wait_us = willow_broker_addresses_fail (
      server->addresses, connection->address, now_us);
  willow_broker_server_count (server, WILLOW_REFUSED_PASSWORD);
  if (wait_us == 0)
    {
      willow_broker_connection_refuse (connection, reason, why);
      return;
    }
  willow_broker_addresses_wait (server->addresses, connection->address, 1);
  stop_waiting (connection);
  connection->refused = g_new0 (WillowBrokerRefused, 1);
  connection->refused->reason = reason;
  connection->refused->why = why;
  willow_broker_timers_set (server->timers,
                            &connection->refused->timer,
                            now_us + wait_us,
                            refuse_cb,
                            connection);
}

static void
refuse (WillowBrokerConnection *connection,
        WillowBrokerRefusal     refusal,
        MqttReasonCode          reason,
        const char             *why)
{
  willow_broker_server_count (connection->server, refusal);
  willow_broker_connection_refuse (connection, reason, why);
}

/* The CONNECT that has waited. */
static gboolean
decode_waiting (WillowBrokerConnection *connection,
                GBytes                 *frame,
                MqttPacket             *packet)
{
  MqttViolation violation;

  return !mqtt_connection_is_finished (connection->mqtt) &&
         mqtt_packet_decode (packet,
                             mqtt_connection_get_version (connection->mqtt),
                             MQTT_ROLE_CLIENT,
                             mqtt_slice_from_bytes (frame),
                             &violation);
}

void
willow_broker_connection_resume_connect (WillowBrokerConnection *connection,
                                         MqttProperties          extra)
{
  g_autoptr (GBytes) frame = g_steal_pointer (&connection->waiting_connect);
  MqttPacket packet;

  if (decode_waiting (connection, frame, &packet))
    willow_broker_connection_decide (connection, &packet.connect, extra);
}

/* The list of users has changed meanwhile. */
static void
authenticate_again (WillowBrokerConnection *connection)
{
  g_autoptr (GBytes) frame = g_steal_pointer (&connection->waiting_connect);
  MqttPacket packet;

  if (decode_waiting (connection, frame, &packet))
    willow_broker_connection_authenticate (
        connection, &packet.connect, mqtt_slice_from_bytes (frame));
}

static void
answered_cb (gboolean is_right, gpointer user_data)
{
  WillowBrokerConnection *connection = user_data;

  g_clear_pointer (&connection->login, willow_broker_login_cancel);
  if (connection->access_serial != connection->server->access_serial)
    authenticate_again (connection);
  else if (is_right)
    willow_broker_connection_resume_connect (connection, MQTT_SLICE_NONE);
  else
    willow_broker_connection_fail_login (
        connection, MQTT_REASON_BAD_USER_NAME_OR_PASSWORD, WHY_WRONG);
  willow_link_flush (connection->link);
}

/* Somebody unknown takes as long as somebody who is known. */
static void
compare (WillowBrokerConnection *connection,
         const MqttConnect      *connect,
         const char             *user_name,
         MqttSlice               frame)
{
  WillowBrokerServer *server = connection->server;
  WillowPassword     *kept =
      willow_broker_access_find_user (server->config.access, user_name);
  gboolean is_known = kept != NULL;

  if (is_known && willow_broker_logins_remember (
                      server->logins, user_name, kept, connect->password))
    {
      willow_broker_connection_decide (connection, connect, MQTT_SLICE_NONE);
      return;
    }
  if (!is_known)
    kept = willow_broker_access_get_decoy (server->config.access);
  connection->access_serial = server->access_serial;
  connection->waiting_connect = g_bytes_new (frame.data, frame.len);
  connection->login = willow_broker_logins_check (server->logins,
                                                  user_name,
                                                  kept,
                                                  !is_known,
                                                  connect->password,
                                                  frame.len,
                                                  answered_cb,
                                                  connection);
  if (connection->login == NULL)
    refuse (connection, WILLOW_REFUSED_BUSY, MQTT_REASON_SERVER_BUSY, WHY_BUSY);
}

static void
check_password (WillowBrokerConnection *connection,
                const MqttConnect      *connect,
                MqttSlice               frame)
{
  WillowBrokerServer *server = connection->server;
  g_autofree char    *user_name = mqtt_slice_dup_string (connect->user_name);

  willow_broker_connection_ask_address (connection);
  if (willow_broker_addresses_is_full (server->addresses, connection->address))
    refuse (connection,
            WILLOW_REFUSED_LOGIN_RATE,
            MQTT_REASON_CONNECTION_RATE_EXCEEDED,
            WHY_SLOW);
  else if (!mqtt_slice_is_present (connect->password) ||
           strlen (user_name) != connect->user_name.len)
    willow_broker_connection_fail_login (
        connection, MQTT_REASON_BAD_USER_NAME_OR_PASSWORD, WHY_WRONG);
  else
    compare (connection, connect, user_name, frame);
}

void
willow_broker_connection_authenticate (WillowBrokerConnection *connection,
                                       const MqttConnect      *connect,
                                       MqttSlice               frame)
{
  WillowBrokerAccess *access = connection->server->config.access;
  gboolean has_name = connect->user_name.len > 0; /* as mosquitto has it */

  /* [MQTT-3.1.4-2] */
  if (access == NULL || connection->proved_user_name != NULL)
    willow_broker_connection_decide (connection, connect, MQTT_SLICE_NONE);
  else if (has_name && willow_broker_access_has_users (access))
    check_password (connection, connect, frame);
  else if (willow_broker_access_get_anonymous (access))
    willow_broker_connection_decide (connection, connect, MQTT_SLICE_NONE);
  else
    refuse (connection,
            WILLOW_REFUSED_ANONYMOUS,
            MQTT_REASON_NOT_AUTHORIZED,
            has_name ? WHY_UNPROVED : WHY_ANONYMOUS);
}
