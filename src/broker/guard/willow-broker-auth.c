/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enhanced authentication with SCRAM-SHA-256 (5.0 section 4.12). */
#include "broker/willow-broker-server.h"

#include "auth/willow-scram-server.h"

/* What a Client is told in the Reason String. */
#define WHY_WRONG "The user name or the password is wrong"
#define WHY_MALFORMED "The Authentication Data is no SCRAM message that fits"
#define WHY_OTHER_USER "Re-authentication cannot change the user"

static MqttSlice
get_method (MqttProperties properties)
{
  return mqtt_properties_get_value (properties,
                                    MQTT_PROPERTY_AUTHENTICATION_METHOD);
}

static WillowScramUsers *
get_scram_users (WillowBrokerConnection *connection)
{
  const WillowBrokerAccess *access = connection->server->config.access;

  return access != NULL ? willow_broker_access_get_scram_users (access) : NULL;
}

MqttReasonCode
willow_broker_connection_check_method (WillowBrokerConnection *connection,
                                       const MqttConnect      *connect)
{
  gboolean  offers = get_scram_users (connection) != NULL;
  MqttSlice method = get_method (connect->properties);

  if (!mqtt_slice_is_present (method))
    return MQTT_REASON_SUCCESS; /* then it is about the password */
  /* [MQTT-4.12.0-1] */
  if (!offers ||
      !mqtt_slice_equal (method, mqtt_slice_from_string (WILLOW_SCRAM_METHOD)))
    return MQTT_REASON_BAD_AUTHENTICATION_METHOD;
  return MQTT_REASON_SUCCESS;
}

gboolean
willow_broker_connection_wants_auth (const MqttConnect *connect)
{
  return mqtt_slice_is_present (get_method (connect->properties));
}

static void
append_properties (GByteArray *properties, const char *data)
{
  mqtt_properties_append_value (properties,
                                MQTT_PROPERTY_AUTHENTICATION_METHOD,
                                mqtt_slice_from_string (WILLOW_SCRAM_METHOD));
  mqtt_properties_append_value (properties,
                                MQTT_PROPERTY_AUTHENTICATION_DATA,
                                mqtt_slice_from_string (data));
}

static void
send_auth (WillowBrokerConnection *connection,
           MqttReasonCode          reason,
           const char             *data)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  append_properties (properties, data);
  if (!mqtt_connection_submit_auth (connection->mqtt,
                                    (guint8)reason,
                                    mqtt_properties_from_array (properties),
                                    willow_link_get_now_us (connection->link),
                                    NULL))
    willow_broker_connection_disconnect (
        connection, MQTT_REASON_PACKET_TOO_LARGE, NULL);
}

void
willow_broker_connection_clear_auth (WillowBrokerConnection *connection)
{
  g_clear_pointer (&connection->scram, willow_scram_server_free);
  g_clear_pointer (&connection->waiting_connect, g_bytes_unref);
}

/* [MQTT-4.12.0-4] [MQTT-4.12.1-2] */
static void
fail (WillowBrokerConnection *connection, const char *why)
{
  if (connection->session == NULL)
    willow_broker_connection_fail_login (
        connection, MQTT_REASON_NOT_AUTHORIZED, why);
  else
    willow_broker_connection_disconnect (
        connection, MQTT_REASON_NOT_AUTHORIZED, why);
  willow_broker_connection_clear_auth (connection);
}

/* The Client's first message: in CONNECT, or in AUTH 0x19. */
static void
challenge (WillowBrokerConnection *connection, MqttProperties properties)
{
  MqttSlice data =
      mqtt_properties_get_value (properties, MQTT_PROPERTY_AUTHENTICATION_DATA);
  g_autofree char  *nonce = willow_scram_new_nonce ();
  g_autofree char  *message = NULL;
  WillowScramUsers *users = get_scram_users (connection);

  g_clear_pointer (&connection->scram, willow_scram_server_free);
  if (users == NULL) /* they have been taken away */
    {
      fail (connection, WHY_WRONG);
      return;
    }
  connection->scram = willow_scram_server_new (users, nonce);
  message = willow_scram_server_challenge (
      connection->scram, data.data, data.len, NULL);
  if (message == NULL)
    fail (connection, WHY_MALFORMED);
  else /* [MQTT-4.12.0-2] */
    send_auth (connection, MQTT_REASON_CONTINUE_AUTHENTICATION, message);
}

void
willow_broker_connection_begin_auth (WillowBrokerConnection *connection,
                                     const MqttEvent        *event)
{
  connection->waiting_connect =
      g_bytes_new (event->frame.data, event->frame.len);
  challenge (connection, event->packet->connect.properties);
}

/* The CONNECT that has waited for this. */
static void
accept (WillowBrokerConnection *connection, const char *data)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  append_properties (properties, data);
  willow_broker_connection_resume_connect (
      connection, mqtt_properties_from_array (properties));
}

static void
finish (WillowBrokerConnection *connection, MqttProperties properties)
{
  MqttSlice data =
      mqtt_properties_get_value (properties, MQTT_PROPERTY_AUTHENTICATION_DATA);
  g_autoptr (GError) error = NULL;
  g_autofree char *message = willow_scram_server_finish (
      connection->scram, data.data, data.len, &error);
  const char *user_name = willow_scram_server_get_user_name (connection->scram);

  if (message == NULL)
    fail (connection,
          g_error_matches (error, WILLOW_SCRAM_ERROR, WILLOW_SCRAM_ERROR_PROOF)
              ? WHY_WRONG
              : WHY_MALFORMED);
  else if (connection->session == NULL)
    {
      g_free (connection->proved_user_name);
      connection->proved_user_name = g_strdup (user_name);
      connection->has_certificate_name = FALSE;
      accept (connection, message);
    }
  else if (g_strcmp0 (user_name, connection->proved_user_name) != 0)
    fail (connection, WHY_OTHER_USER);
  else
    send_auth (connection, MQTT_REASON_SUCCESS, message);
  g_clear_pointer (&connection->scram, willow_scram_server_free);
}

void
willow_broker_connection_handle_auth (WillowBrokerConnection *connection,
                                      const MqttReason       *auth)
{
  /* The connection has seen to the method, the Reason Code and the turn. */
  if (auth->reason == MQTT_REASON_RE_AUTHENTICATE)
    challenge (connection, auth->properties);
  else if (connection->scram != NULL)
    finish (connection, auth->properties);
}
