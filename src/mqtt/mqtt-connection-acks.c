/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"
#include "mqtt/mqtt-connection-release.h"

/* What the peer says to our messages. */

/* PUBACK, PUBCOMP, or a PUBREC that refuses: the identifier is free and the
 * quota grows by one. Not for a PUBLISH of an earlier connection, of which only
 * PUBREL was sent again: it took nothing from this quota. (4.9 would add one up
 * to the initial quota, which lets PUBLISHes get above the Receive Maximum that
 * [MQTT-3.3.4-7] sets.) */
static gboolean
complete (MqttConnection *connection,
          MqttOutgoing   *outgoing,
          guint8          code,
          MqttEvent      *event)
{
  mqtt_connection_report (connection, MQTT_EVENT_DELIVERED, event);
  event->token = outgoing->delivery.token;
  event->code = code;
  if (outgoing->epoch == connection->session->epoch)
    connection->send_quota++;
  mqtt_session_remove (connection->session, outgoing);
  mqtt_connection_pump (connection, connection->input_now_us);
  return TRUE;
}

static gboolean
handle_puback (MqttConnection *connection,
               MqttOutgoing   *outgoing,
               MqttEvent      *event)
{
  if (outgoing == NULL)
    return FALSE;
  if (outgoing->delivery.qos != MQTT_QOS_1)
    return mqtt_connection_break_rule (
        connection, MQTT_FLOW_ACK_OF_OTHER_QOS, event);
  return complete (connection, outgoing, connection->packet->ack.reason, event);
}

static gboolean
handle_pubrec (MqttConnection *connection,
               MqttOutgoing   *outgoing,
               MqttEvent      *event)
{
  const MqttAck *ack = &connection->packet->ack;
  guint8         answer = MQTT_REASON_SUCCESS;

  if (outgoing != NULL && outgoing->delivery.qos != MQTT_QOS_2)
    return mqtt_connection_break_rule (
        connection, MQTT_FLOW_ACK_OF_OTHER_QOS, event);
  if (ack->reason >= 0x80)
    {
      if (outgoing == NULL || outgoing->state != MQTT_DELIVERY_PUBLISH)
        return FALSE;
      /* [MQTT-4.4.0-2] */
      return complete (connection, outgoing, ack->reason, event);
    }
  if (outgoing == NULL && connection->version == MQTT_VERSION_5_0)
    answer = MQTT_REASON_PACKET_IDENTIFIER_NOT_FOUND;
  if (outgoing != NULL && outgoing->state == MQTT_DELIVERY_PUBLISH)
    {
      outgoing->reason = ack->reason;
      outgoing->is_withheld = connection->options->manual_releases;
      mqtt_session_release (connection->session, outgoing);
    }
  if (connection->options->manual_releases)
    return mqtt_connection_ask_for_pubrel (connection, outgoing, answer, event);
  mqtt_connection_send_ack (connection, /* [MQTT-4.3.3-4] */
                            MQTT_PACKET_PUBREL,
                            ack->packet_id,
                            answer,
                            MQTT_SLICE_NONE,
                            NULL);
  return FALSE;
}

static gboolean
handle_pubcomp (MqttConnection *connection,
                MqttOutgoing   *outgoing,
                MqttEvent      *event)
{
  guint8 code = connection->packet->ack.reason;

  if (outgoing == NULL)
    return FALSE;
  if (outgoing->state != MQTT_DELIVERY_PUBREL || outgoing->is_withheld)
    return mqtt_connection_break_rule (
        connection, MQTT_FLOW_PUBCOMP_BEFORE_PUBREL, event);
  /* PUBREC may have said that nobody subscribes. */
  return complete (
      connection, outgoing, code != 0 ? code : outgoing->reason, event);
}

/* An acknowledgement of an unknown identifier changes nothing: no rule forbids
 * it, and only PUBREC has an answer. */
gboolean
mqtt_connection_handle_ack (MqttConnection *connection, MqttEvent *event)
{
  MqttOutgoing *outgoing = mqtt_session_find (
      connection->session, connection->packet->ack.packet_id);

  if (connection->packet->type == MQTT_PACKET_PUBACK)
    return handle_puback (connection, outgoing, event);
  if (connection->packet->type == MQTT_PACKET_PUBREC)
    return handle_pubrec (connection, outgoing, event);
  return handle_pubcomp (connection, outgoing, event);
}
