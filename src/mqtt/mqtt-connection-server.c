/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"

gboolean
mqtt_connection_handle_connect (MqttConnection *connection, MqttEvent *event)
{
  const MqttConnect *connect = &connection->packet->connect;
  MqttProperties     properties = connect->properties;

  connection->version = connection->packet->version;
  connection->state = MQTT_CONNECTION_CONNECTING;
  connection->deadline_us = MQTT_NEVER_US;
  connection->clean_start = connect->clean_start;
  connection->keep_alive_seconds = connect->keep_alive_seconds;
  if (connection->version == MQTT_VERSION_5_0)
    {
      mqtt_limits_read (&connection->peer, properties);
      connection->wants_problem_information =
          mqtt_properties_get_number (
              properties, MQTT_PROPERTY_REQUEST_PROBLEM_INFORMATION, 1) != 0;
      connection->session_expiry_seconds = mqtt_properties_get_number (
          properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 0);
      mqtt_connection_set_method (connection, properties);
      /* The dialogue is the Client's turn as well: it has the same time. */
      if (connection->authentication_method != NULL &&
          connection->options->connect_timeout_us > 0)
        connection->deadline_us =
            connection->input_now_us + connection->options->connect_timeout_us;
    }
  return mqtt_connection_report (connection, MQTT_EVENT_CONNECT, event);
}

/* The Protocol Version of a CONNECT that could not be decoded, 0 if it does not
 * get that far. */
static guint8
peek_version (MqttSlice frame)
{
  gsize position = 1;
  gsize name_len;

  if (frame.len == 0 || frame.data[0] >> 4 != MQTT_PACKET_CONNECT)
    return 0;
  while (position < frame.len && (frame.data[position] & 0x80) != 0)
    position++;
  position++;
  if (position + 2 > frame.len)
    return 0;
  name_len = (gsize)(frame.data[position] << 8 | frame.data[position + 1]);
  position += 2 + name_len;
  return position < frame.len ? frame.data[position] & 0x7f : 0;
}

/* In 3.x only two errors have a CONNACK [MQTT-3.1.2-2] [MQTT-3.1.3-8]; the
 * others are answered with the close alone [MQTT-3.1.4-1]. */
static gboolean
refusal_code (MqttVersion version, MqttReasonCode reason, guint8 *code)
{
  *code = (guint8)reason;
  if (version == MQTT_VERSION_5_0)
    {
      if (!mqtt_reason_code_is_allowed (
              *code, MQTT_PACKET_CONNACK, MQTT_ROLE_SERVER))
        *code = MQTT_REASON_PROTOCOL_ERROR;
      return TRUE;
    }
  *code = mqtt_return_code_from_reason_code (reason);
  return reason == MQTT_REASON_UNSUPPORTED_PROTOCOL_VERSION ||
         reason == MQTT_REASON_CLIENT_IDENTIFIER_NOT_VALID;
}

void
mqtt_connection_refuse (MqttConnection      *connection,
                        const MqttViolation *violation)
{
  MqttPacket packet = { .type = MQTT_PACKET_CONNACK };

  packet.version = connection->version;
  if (connection->state == MQTT_CONNECTION_IDLE)
    {
      guint8 version = peek_version (connection->frame);

      if (version == 0 &&
          violation->reason != MQTT_REASON_UNSUPPORTED_PROTOCOL_VERSION)
        return;
      /* Who asks for a version of the future understands 5.0 rather. */
      packet.version = version >= MQTT_VERSION_5_0   ? MQTT_VERSION_5_0
                       : version == MQTT_VERSION_3_1 ? MQTT_VERSION_3_1
                                                     : MQTT_VERSION_3_1_1;
    }
  if (refusal_code (packet.version, violation->reason, &packet.connack.code))
    mqtt_connection_send (connection, &packet, NULL);
}

static void
note_connack (MqttConnection *connection, const MqttConnack *connack)
{
  if (connection->version == MQTT_VERSION_5_0)
    {
      mqtt_limits_read (&connection->own, connack->properties);
      /* [MQTT-3.2.2-22] */
      connection->keep_alive_seconds =
          (guint16)mqtt_properties_get_number (connack->properties,
                                               MQTT_PROPERTY_SERVER_KEEP_ALIVE,
                                               connection->keep_alive_seconds);
      connection->session_expiry_seconds =
          mqtt_properties_get_number (connack->properties,
                                      MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL,
                                      connection->session_expiry_seconds);
    }
  mqtt_framer_set_maximum_packet_size (&connection->framer,
                                       connection->own.maximum_packet_size);
}

/* What a Server may not answer, whatever the CONNECT. */
static gboolean
check_connack (MqttConnection    *connection,
               const MqttConnack *connack,
               GError           **error)
{
  const char *what = NULL;

  if (mqtt_connack_code_get_name (connection->version, connack->code) == NULL)
    what = "This is no code of CONNACK."; /* [MQTT-3.2.2-8] */
  else if (connack->code != 0 && connack->session_present)
    what = "A refusal has no Session Present."; /* [MQTT-3.2.2-6] */
  else if (connack->code == 0 && connection->version == MQTT_VERSION_5_0 &&
           !mqtt_connection_is_method (connection, connack->properties))
    /* [MQTT-4.12.0-5] [MQTT-4.12.0-6] */
    what = "The Authentication Method is not the one of the CONNECT.";
  if (what == NULL)
    return TRUE;
  g_set_error_literal (
      error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID, what);
  return FALSE;
}

gboolean
mqtt_connection_submit_connack (MqttConnection    *connection,
                                const MqttConnack *connack,
                                MqttSession       *session,
                                gint64             now_us,
                                GError           **error)
{
  MqttPacket packet = { .version = connection->version,
                        .type = MQTT_PACKET_CONNACK };

  g_return_val_if_fail (connection->role == MQTT_ROLE_SERVER, FALSE);
  if (!mqtt_connection_check_state (
          connection, MQTT_CONNECTION_CONNECTING, error) ||
      !check_connack (connection, connack, error))
    return FALSE;
  packet.connack = *connack;
  if (!mqtt_connection_send (connection, &packet, error))
    return FALSE;
  connection->deadline_us = MQTT_NEVER_US;
  if (connack->code != 0) /* [MQTT-3.2.2-7] */
    {
      mqtt_connection_finish (connection);
      return TRUE;
    }
  connection->owns_session = session == NULL;
  connection->session = session != NULL ? session : mqtt_session_new ();
  connection->state = MQTT_CONNECTION_CONNECTED;
  connection->auth_turn = MQTT_AUTH_TURN_NOBODY;
  note_connack (connection, connack);
  mqtt_connection_start_keep_alive (connection, now_us);
  mqtt_connection_resume (connection, now_us);
  return TRUE;
}
