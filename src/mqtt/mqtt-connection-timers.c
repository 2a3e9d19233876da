/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"

/* The shortest wait for PINGRESP: with a Keep Alive of a second a slow link is
 * not a dead one. Otherwise it is one Keep Alive period, as 3.1 advises. */
#define MIN_PINGRESP_WAIT_US (5 * G_USEC_PER_SEC)

static gint64
keep_alive_us (const MqttConnection *connection)
{
  return (gint64)connection->keep_alive_seconds * G_USEC_PER_SEC;
}

/* From here on both sides count: what was exchanged before is no silence. */
void
mqtt_connection_start_keep_alive (MqttConnection *connection, gint64 now_us)
{
  connection->last_received_us = now_us;
}

gint64
mqtt_connection_get_keep_alive_deadline_us (const MqttConnection *connection)
{
  gint64 period_us = keep_alive_us (connection);

  if (connection->state != MQTT_CONNECTION_CONNECTED || period_us == 0)
    return MQTT_NEVER_US;
  if (connection->role == MQTT_ROLE_SERVER) /* [MQTT-3.1.2-22] */
    return connection->last_received_us + period_us + period_us / 2;
  /* [MQTT-3.1.2-20]; a PINGREQ that is stuck in the output counts too, or it
   * would be repeated at once. */
  return MAX (connection->last_sent_us, connection->last_ping_us) + period_us;
}

gint64
mqtt_connection_get_expiry_us (const MqttConnection *connection)
{
  gint64 deadline_us = MQTT_NEVER_US;

  if (connection->state == MQTT_CONNECTION_FINISHED)
    return MQTT_NEVER_US;
  if (connection->role == MQTT_ROLE_SERVER ||
      !connection->options->manual_pings)
    deadline_us = mqtt_connection_get_keep_alive_deadline_us (connection);
  deadline_us = MIN (deadline_us, connection->ping_deadline_us);
  return MIN (deadline_us, connection->deadline_us);
}

static void
send_pingreq (MqttConnection *connection, gint64 now_us)
{
  if (connection->n_pings++ == 0 && connection->keep_alive_seconds > 0)
    connection->ping_deadline_us =
        now_us + MAX (keep_alive_us (connection), MIN_PINGRESP_WAIT_US);
  connection->last_ping_us = now_us;
  mqtt_connection_send_empty (connection, MQTT_PACKET_PINGREQ);
}

static void
time_out (MqttConnection *connection, MqttTimeout timeout)
{
  MqttEvent event = { .type = MQTT_EVENT_TIMEOUT, .timeout = timeout };

  if (timeout == MQTT_TIMEOUT_KEEP_ALIVE &&
      connection->version == MQTT_VERSION_5_0)
    mqtt_connection_send_disconnect (
        connection, MQTT_REASON_KEEP_ALIVE_TIMEOUT, MQTT_SLICE_NONE);
  mqtt_connection_finish (connection);
  mqtt_connection_push_event (connection, &event);
}

void
mqtt_connection_handle_expiry (MqttConnection *connection, gint64 now_us)
{
  gboolean is_server = connection->role == MQTT_ROLE_SERVER;

  if (now_us < mqtt_connection_get_expiry_us (connection))
    return;
  if (now_us >= connection->deadline_us)
    time_out (connection,
              is_server ? MQTT_TIMEOUT_CONNECT : MQTT_TIMEOUT_CONNACK);
  else if (is_server)
    time_out (connection, MQTT_TIMEOUT_KEEP_ALIVE);
  else if (now_us >= connection->ping_deadline_us)
    time_out (connection, MQTT_TIMEOUT_PINGRESP);
  else
    send_pingreq (connection, now_us);
}

gboolean
mqtt_connection_submit_pingreq (MqttConnection *connection,
                                gint64          now_us,
                                GError        **error)
{
  if (!mqtt_connection_check_state (
          connection, MQTT_CONNECTION_CONNECTED, error))
    return FALSE;
  send_pingreq (connection, now_us);
  return TRUE;
}

gboolean
mqtt_connection_handle_ping (MqttConnection *connection, MqttEvent *event)
{
  if (connection->packet->type == MQTT_PACKET_PINGREQ)
    {
      /* [MQTT-3.12.4-1] */
      mqtt_connection_send_empty (connection, MQTT_PACKET_PINGRESP);
      return FALSE;
    }
  if (connection->n_pings > 0)
    connection->n_pings--;
  if (connection->n_pings == 0)
    connection->ping_deadline_us = MQTT_NEVER_US;
  else
    connection->ping_deadline_us =
        connection->input_now_us +
        MAX (keep_alive_us (connection), MIN_PINGRESP_WAIT_US);
  return mqtt_connection_report (connection, MQTT_EVENT_PINGRESP, event);
}
