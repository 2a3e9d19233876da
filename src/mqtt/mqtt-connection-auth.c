/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"

/* AUTH and DISCONNECT, for both roles. */

void
mqtt_connection_set_method (MqttConnection *connection,
                            MqttProperties  properties)
{
  MqttSlice method = mqtt_properties_get_value (
      properties, MQTT_PROPERTY_AUTHENTICATION_METHOD);

  if (!mqtt_slice_is_present (method))
    return;
  connection->authentication_method = g_bytes_new (method.data, method.len);
  connection->auth_turn = MQTT_AUTH_TURN_SERVER;
}

/* [MQTT-4.12.0-5] [MQTT-4.12.0-6] */
gboolean
mqtt_connection_is_method (MqttConnection *connection,
                           MqttProperties  properties)
{
  MqttSlice method = mqtt_properties_get_value (
      properties, MQTT_PROPERTY_AUTHENTICATION_METHOD);

  if (connection->authentication_method == NULL)
    return !mqtt_slice_is_present (method);
  return mqtt_slice_is_present (method) &&
         mqtt_slice_equal (
             method, mqtt_slice_from_bytes (connection->authentication_method));
}

static gboolean
is_auth_code_in_place (const MqttConnection *connection,
                       MqttRole              sender,
                       guint8                reason)
{
  return mqtt_auth_code_is_in_place (connection->auth_turn,
                                     sender,
                                     connection->state ==
                                         MQTT_CONNECTION_CONNECTED,
                                     reason);
}

gboolean
mqtt_connection_handle_auth (MqttConnection *connection, MqttEvent *event)
{
  const MqttReason *auth = &connection->packet->reason;
  MqttRole sender = connection->role == MQTT_ROLE_CLIENT ? MQTT_ROLE_SERVER
                                                         : MQTT_ROLE_CLIENT;

  if (connection->authentication_method == NULL) /* [MQTT-4.12.0-7] */
    return mqtt_connection_break_rule (
        connection, MQTT_FLOW_AUTH_WITHOUT_METHOD, event);
  if (!mqtt_connection_is_method (connection, auth->properties))
    return mqtt_connection_break_rule (
        connection, MQTT_FLOW_AUTH_OTHER_METHOD, event);
  if (!is_auth_code_in_place (connection, sender, auth->reason))
    return mqtt_connection_break_rule (connection, MQTT_FLOW_AUTH_CODE, event);
  connection->auth_turn = mqtt_auth_take_turn (sender, auth->reason);
  return mqtt_connection_report (connection, MQTT_EVENT_AUTH, event);
}

static gboolean
check_auth (MqttConnection *connection,
            guint8          reason,
            MqttProperties  properties,
            GError        **error)
{
  const char *text = NULL;

  if (connection->authentication_method == NULL) /* [MQTT-4.12.0-7] */
    text = "There is no Authentication Method in CONNECT.";
  else if (!mqtt_connection_is_method (connection, properties))
    /* [MQTT-4.12.0-5] [MQTT-4.12.1-1] */
    text = "The Authentication Method is not the one of the CONNECT.";
  else if (!is_auth_code_in_place (connection, connection->role, reason))
    text = "This Reason Code of AUTH does not belong here.";
  if (text != NULL)
    g_set_error_literal (
        error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID, text);
  return text == NULL;
}

gboolean
mqtt_connection_submit_auth (MqttConnection *connection,
                             guint8          reason,
                             MqttProperties  properties,
                             gint64          now_us,
                             GError        **error)
{
  MqttPacket packet = { .version = connection->version,
                        .type = MQTT_PACKET_AUTH };

  if (connection->state != MQTT_CONNECTION_CONNECTING &&
      !mqtt_connection_check_state (
          connection, MQTT_CONNECTION_CONNECTED, error))
    return FALSE;
  if (!check_auth (connection, reason, properties, error))
    return FALSE;
  packet.reason.reason = reason;
  packet.reason.properties = properties;
  if (!mqtt_connection_send (connection, &packet, error))
    return FALSE;
  connection->auth_turn = mqtt_auth_take_turn (connection->role, reason);
  return TRUE;
}

gboolean
mqtt_connection_handle_disconnect (MqttConnection *connection, MqttEvent *event)
{
  MqttProperties properties = connection->packet->reason.properties;

  if (connection->role == MQTT_ROLE_SERVER &&
      connection->session_expiry_seconds == 0 &&
      mqtt_properties_get_number (
          properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 0) != 0)
    return mqtt_connection_break_rule (
        connection, MQTT_FLOW_SESSION_EXPIRY, event);
  mqtt_connection_finish (connection);
  return mqtt_connection_report (connection, MQTT_EVENT_DISCONNECT, event);
}

void
mqtt_connection_submit_disconnect (MqttConnection *connection,
                                   guint8          reason,
                                   MqttProperties  properties,
                                   gint64          now_us)
{
  gboolean can_send = connection->state == MQTT_CONNECTION_CONNECTED ||
                      (connection->state == MQTT_CONNECTION_CONNECTING &&
                       connection->role == MQTT_ROLE_CLIENT);

  /* A Server of 3.x has no DISCONNECT; one of 5.0 only behind a CONNACK
   * [MQTT-3.14.0-1]. */
  if (can_send && (connection->role == MQTT_ROLE_CLIENT ||
                   connection->version == MQTT_VERSION_5_0))
    mqtt_connection_send_disconnect (connection, reason, properties);
  mqtt_connection_finish (connection); /* [MQTT-3.14.4-1] */
}
