/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"

static void
note_connect (MqttConnection *connection, const MqttConnect *connect)
{
  connection->clean_start = connect->clean_start;
  connection->keep_alive_seconds = connect->keep_alive_seconds;
  if (connection->version != MQTT_VERSION_5_0)
    return;
  mqtt_limits_read (&connection->own, connect->properties);
  mqtt_framer_set_maximum_packet_size (&connection->framer,
                                       connection->own.maximum_packet_size);
  connection->wants_problem_information =
      mqtt_properties_get_number (connect->properties,
                                  MQTT_PROPERTY_REQUEST_PROBLEM_INFORMATION,
                                  1) != 0;
  mqtt_connection_set_method (connection, connect->properties);
}

gboolean
mqtt_connection_submit_connect (MqttConnection    *connection,
                                const MqttConnect *connect,
                                MqttVersion        version,
                                gint64             now_us,
                                GError           **error)
{
  MqttPacket packet = { .version = version, .type = MQTT_PACKET_CONNECT };

  g_return_val_if_fail (connection->role == MQTT_ROLE_CLIENT, FALSE);
  if (!mqtt_connection_check_state (connection, MQTT_CONNECTION_IDLE, error))
    return FALSE;
  packet.connect = *connect;
  if (connect->protocol_version == 0 && !connect->as_written)
    packet.connect.protocol_version = (guint8)version;
  if (!mqtt_connection_send (connection, &packet, error))
    return FALSE;
  connection->version = version;
  connection->state = MQTT_CONNECTION_CONNECTING;
  note_connect (connection, connect);
  if (connection->options->connect_timeout_us > 0)
    connection->deadline_us = now_us + connection->options->connect_timeout_us;
  return TRUE;
}

/* Whether the Server goes on with the Session that we have. 3.1 has no Session
 * Present: there the request decides. */
static gboolean
is_resumed (const MqttConnection *connection)
{
  if (connection->version == MQTT_VERSION_3_1)
    return !connection->clean_start;
  return connection->packet->connack.session_present;
}

gboolean
mqtt_connection_handle_connack (MqttConnection *connection, MqttEvent *event)
{
  const MqttConnack *connack = &connection->packet->connack;
  gint64             now_us = connection->input_now_us;

  connection->deadline_us = MQTT_NEVER_US;
  if (connack->code != 0)
    {
      mqtt_connection_finish (connection);
      return mqtt_connection_report (connection, MQTT_EVENT_CONNACK, event);
    }
  /* [MQTT-3.2.2-4]. Who asks to go on (Clean Start 0) has Session State, even
   * if nothing is in it: nothing was in flight when the program ended. A person
   * who comes back to a kept Session must not be turned away. */
  if (connection->version != MQTT_VERSION_3_1 && connack->session_present &&
      connection->clean_start)
    return mqtt_connection_break_rule (
        connection, MQTT_FLOW_SESSION_PRESENT, event);
  if (connection->version == MQTT_VERSION_5_0)
    {
      if (!mqtt_connection_is_method (connection, connack->properties))
        return mqtt_connection_break_rule (
            connection, MQTT_FLOW_AUTH_OTHER_METHOD, event);
      mqtt_limits_read (&connection->peer, connack->properties);
      /* [MQTT-3.1.2-21] [MQTT-3.2.2-21] */
      connection->keep_alive_seconds =
          (guint16)mqtt_properties_get_number (connack->properties,
                                               MQTT_PROPERTY_SERVER_KEEP_ALIVE,
                                               connection->keep_alive_seconds);
    }
  connection->state = MQTT_CONNECTION_CONNECTED;
  connection->auth_turn = MQTT_AUTH_TURN_NOBODY;
  mqtt_connection_start_keep_alive (connection, now_us);
  if (!is_resumed (connection)) /* [MQTT-3.1.2-4] [MQTT-3.2.2-5] */
    {
      if (connection->options->keeps_unacknowledged)
        mqtt_session_requeue_sent (connection->session);
      mqtt_connection_forget_sent (connection);
    }
  /* With enhanced authentication the owner may find in this CONNACK that the
   * Server is not the right one: it must not get any message before that. */
  connection->must_resume = connection->authentication_method != NULL;
  if (!connection->must_resume)
    mqtt_connection_resume (connection, now_us);
  return mqtt_connection_report (connection, MQTT_EVENT_CONNACK, event);
}
