/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-release.h"

#include "mqtt/mqtt-connection-private.h"

/* The second half of QoS 2 where the owner answers each step itself. */

gboolean
mqtt_connection_ask_for_pubrel (MqttConnection     *connection,
                                const MqttOutgoing *outgoing,
                                guint8              due,
                                MqttEvent          *event)
{
  mqtt_packet_id_set_add (
      &mqtt_connection_need_receiving (connection)->awaits_pubrel,
      connection->packet->ack.packet_id);
  mqtt_connection_report (connection, MQTT_EVENT_PUBREC, event);
  event->token = outgoing != NULL ? outgoing->delivery.token : NULL;
  event->code = due;
  return TRUE;
}

gboolean
mqtt_connection_ask_for_pubcomp (MqttConnection *connection, MqttEvent *event)
{
  guint16 id = connection->packet->ack.packet_id;

  mqtt_packet_id_set_add (
      &mqtt_connection_need_receiving (connection)->awaits_pubcomp, id);
  mqtt_connection_report (connection, MQTT_EVENT_PUBREL, event);
  if (connection->version == MQTT_VERSION_5_0 &&
      !mqtt_packet_id_set_contains (&connection->session->received, id))
    event->code = MQTT_REASON_PACKET_IDENTIFIER_NOT_FOUND;
  return TRUE;
}

/* [MQTT-3.6.2-1] [MQTT-3.7.2-1]; and that the answer is waited for. */
static gboolean
check_answer (MqttConnection        *connection,
              MqttPacketType         type,
              const MqttPacketIdSet *awaits,
              guint16                packet_id,
              guint8                 reason,
              GError               **error)
{
  if (!mqtt_connection_check_state (
          connection, MQTT_CONNECTION_CONNECTED, error))
    return FALSE;
  if (connection->version == MQTT_VERSION_5_0 &&
      !mqtt_reason_code_is_allowed (reason, type, connection->role))
    {
      g_set_error (error,
                   MQTT_CONNECTION_ERROR,
                   MQTT_CONNECTION_ERROR_INVALID,
                   "0x%02x is no Reason Code of PUBREL or PUBCOMP.",
                   reason);
      return FALSE;
    }
  if (!mqtt_packet_id_set_contains (awaits, packet_id))
    {
      g_set_error_literal (error,
                           MQTT_CONNECTION_ERROR,
                           MQTT_CONNECTION_ERROR_INVALID,
                           "Nothing with this Packet Identifier waits for "
                           "this answer.");
      return FALSE;
    }
  return TRUE;
}

gboolean
mqtt_connection_release (MqttConnection *connection,
                         guint16         packet_id,
                         guint8          reason,
                         MqttProperties  properties,
                         gint64          now_us,
                         GError        **error)
{
  MqttOutgoing *outgoing;

  if (!check_answer (
          connection,
          MQTT_PACKET_PUBREL,
          &mqtt_connection_need_receiving (connection)->awaits_pubrel,
          packet_id,
          reason,
          error) ||
      !mqtt_connection_send_ack (
          connection, MQTT_PACKET_PUBREL, packet_id, reason, properties, error))
    return FALSE;
  mqtt_packet_id_set_remove (
      &mqtt_connection_need_receiving (connection)->awaits_pubrel, packet_id);
  outgoing = mqtt_session_find (connection->session, packet_id);
  if (outgoing != NULL)
    outgoing->is_withheld = false;
  return TRUE;
}

gboolean
mqtt_connection_complete (MqttConnection *connection,
                          guint16         packet_id,
                          guint8          reason,
                          MqttProperties  properties,
                          gint64          now_us,
                          GError        **error)
{
  if (!check_answer (
          connection,
          MQTT_PACKET_PUBCOMP,
          &mqtt_connection_need_receiving (connection)->awaits_pubcomp,
          packet_id,
          reason,
          error) ||
      !mqtt_connection_send_ack (connection,
                                 MQTT_PACKET_PUBCOMP,
                                 packet_id,
                                 reason,
                                 properties,
                                 error))
    return FALSE;
  mqtt_packet_id_set_remove (
      &mqtt_connection_need_receiving (connection)->awaits_pubcomp, packet_id);
  mqtt_connection_forget_received (connection, packet_id);
  return TRUE;
}
