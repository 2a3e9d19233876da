/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"

/* For N_(): who shows it translates. */
#include <glib/gi18n.h>

/* Our messages on their way to the peer. */

/* A queued message that is no longer sent: its time is over, or the peer takes
 * no packet of its size. */
#define EXPIRED MQTT_REASON_UNSPECIFIED_ERROR

static gboolean
is_expired (const MqttMessage *message, gint64 now_us)
{
  return now_us >= mqtt_message_get_expiry_us (message);
}

static void
push_delivered (MqttConnection *connection, gpointer token, guint8 code)
{
  MqttEvent event = { .type = MQTT_EVENT_DELIVERED,
                      .token = token,
                      .code = code };

  if (token != NULL)
    mqtt_connection_push_event (connection, &event);
}

static void
push_sent (MqttConnection *connection, gpointer token)
{
  MqttEvent event = { .type = MQTT_EVENT_SENT, .token = token };

  if (token != NULL)
    mqtt_connection_push_event (connection, &event);
}

static void
give_up (MqttConnection *connection, MqttOutgoing *outgoing, guint8 code)
{
  push_delivered (connection, outgoing->delivery.token, code);
  mqtt_session_remove (connection->session, outgoing);
}

/* [MQTT-3.2.2-11] [MQTT-3.2.2-14]: the Server's words, so never set there. What
 * waits in the Session may be from a time when the Server took more. */
static guint8
find_refusal (const MqttConnection *connection, const MqttDelivery *delivery)
{
  if (delivery->qos > connection->peer.maximum_qos)
    return MQTT_REASON_QOS_NOT_SUPPORTED;
  if (delivery->retain && !connection->peer.retain_available)
    return MQTT_REASON_RETAIN_NOT_SUPPORTED;
  return MQTT_REASON_SUCCESS;
}

/* Takes one from the quota [MQTT-4.9.0-2]. What the peer cannot take counts as
 * sent and done [MQTT-3.1.2-25]. */
static void
send_in_flight (MqttConnection *connection,
                MqttOutgoing   *outgoing,
                gboolean        dup,
                gint64          now_us)
{
  guint8 refusal = find_refusal (connection, &outgoing->delivery);

  if (refusal != MQTT_REASON_SUCCESS)
    {
      give_up (connection, outgoing, refusal);
      return;
    }
  outgoing->epoch = connection->session->epoch;
  if (mqtt_connection_send_publish (connection,
                                    outgoing->message,
                                    &outgoing->delivery,
                                    outgoing->packet_id,
                                    dup,
                                    now_us))
    connection->send_quota--;
  else
    give_up (connection, outgoing, MQTT_REASON_PACKET_TOO_LARGE);
}

/* Returns FALSE when the queue has to wait. */
static gboolean
send_queued (MqttConnection *connection, MqttOutgoing *outgoing, gint64 now_us)
{
  if (is_expired (outgoing->message, now_us)) /* [MQTT-3.3.2-5] */
    {
      give_up (connection, outgoing, EXPIRED);
      return TRUE;
    }
  if (outgoing->delivery.qos == MQTT_QOS_0)
    {
      if (find_refusal (connection, &outgoing->delivery) ==
              MQTT_REASON_SUCCESS &&
          mqtt_connection_send_publish (connection,
                                        outgoing->message,
                                        &outgoing->delivery,
                                        0,
                                        FALSE,
                                        now_us))
        push_sent (connection, outgoing->delivery.token);
      mqtt_session_remove (connection->session, outgoing);
      return TRUE;
    }
  /* [MQTT-3.3.4-7] [MQTT-3.3.4-9] */
  if (connection->send_quota == 0 ||
      !mqtt_session_start (connection->session, outgoing))
    return FALSE;
  /* [MQTT-4.3.2-2] [MQTT-4.3.3-2] */
  send_in_flight (connection, outgoing, FALSE, now_us);
  return TRUE;
}

void
mqtt_connection_pump (MqttConnection *connection, gint64 now_us)
{
  MqttSession *session = connection->session;

  if (connection->state != MQTT_CONNECTION_CONNECTED)
    return;
  while (session->resend != NULL && connection->send_quota > 0)
    {
      MqttOutgoing *outgoing = session->resend;

      session->resend = outgoing->next;
      /* [MQTT-3.3.1-1] [MQTT-4.6.0-1] */
      send_in_flight (connection, outgoing, TRUE, now_us);
    }
  if (session->resend != NULL)
    return;
  while (session->queued.first != NULL &&
         send_queued (connection, session->queued.first, now_us))
    ;
}

/* [MQTT-4.4.0-1]: PUBREL in order of the PUBRECs [MQTT-4.6.0-4], PUBLISH in
 * order of the first sending [MQTT-4.6.0-1]. */
void
mqtt_connection_resume (MqttConnection *connection, gint64 now_us)
{
  MqttSession *session = connection->session;

  mqtt_session_rewind (session);
  connection->send_quota = connection->peer.receive_maximum;
  for (MqttOutgoing *o = session->releasing.first; o != NULL; o = o->next)
    {
      o->is_withheld = false;
      mqtt_connection_send_ack (connection,
                                MQTT_PACKET_PUBREL,
                                o->packet_id,
                                MQTT_REASON_SUCCESS,
                                MQTT_SLICE_NONE,
                                NULL);
    }
  mqtt_connection_pump (connection, now_us);
}

void
mqtt_connection_forget_sent (MqttConnection *connection)
{
  MqttSession *session = connection->session;

  for (MqttOutgoing *o = session->releasing.first; o != NULL; o = o->next)
    push_delivered (connection, o->delivery.token, EXPIRED);
  for (MqttOutgoing *o = session->publishing.first; o != NULL; o = o->next)
    push_delivered (connection, o->delivery.token, EXPIRED);
  mqtt_session_forget_sent (session);
}

static gboolean
check_publish (MqttConnection     *connection,
               const MqttMessage  *message,
               const MqttDelivery *delivery,
               GError            **error)
{
  guint8 refusal;

  if (!mqtt_connection_check_state (
          connection, MQTT_CONNECTION_CONNECTED, error))
    return FALSE;
  refusal = find_refusal (connection, delivery);
  if (refusal != MQTT_REASON_SUCCESS)
    {
      g_set_error_literal (
          error,
          MQTT_CONNECTION_ERROR,
          MQTT_CONNECTION_ERROR_NOT_SUPPORTED,
          refusal == MQTT_REASON_QOS_NOT_SUPPORTED
              ? N_ ("The QoS is above the Server's Maximum QoS.")
              : N_ ("The Server keeps no retained messages."));
      return FALSE;
    }
  if (mqtt_connection_is_topic_too_long (connection,
                                         mqtt_message_get_topic (message)))
    {
      g_set_error_literal (
          error,
          MQTT_CONNECTION_ERROR,
          MQTT_CONNECTION_ERROR_INVALID,
          N_ ("The Topic Name is longer than this version allows."));
      return FALSE;
    }
  if (mqtt_connection_get_publish_size (connection, message, delivery) >
      connection->peer.maximum_packet_size)
    {
      g_set_error_literal (error,
                           MQTT_CONNECTION_ERROR,
                           MQTT_CONNECTION_ERROR_PACKET_TOO_LARGE,
                           N_ ("The message is above the peer's Maximum Packet "
                               "Size."));
      return FALSE;
    }
  return TRUE;
}

/* Behind what waits already, so that the order stays [MQTT-4.6.0-5]. */
static gboolean
must_wait (const MqttConnection *connection, const MqttDelivery *delivery)
{
  const MqttSession *session = connection->session;

  if (delivery->qos == MQTT_QOS_0)
    return session->n_queued_qos_0 > 0;
  return session->queued.length > 0 || session->resend != NULL ||
         connection->send_quota == 0;
}

gboolean
mqtt_connection_submit_publish (MqttConnection     *connection,
                                MqttMessage        *message,
                                const MqttDelivery *delivery,
                                gint64              now_us,
                                GError            **error)
{
  gboolean waits;

  if (!check_publish (connection, message, delivery, error))
    return FALSE;
  waits = must_wait (connection, delivery);
  if (!waits && delivery->qos == MQTT_QOS_0)
    {
      mqtt_connection_send_publish (
          connection, message, delivery, 0, FALSE, now_us);
      push_sent (connection, delivery->token);
      return TRUE;
    }
  if (waits && mqtt_session_is_full (connection->session, message))
    {
      g_set_error_literal (error,
                           MQTT_CONNECTION_ERROR,
                           MQTT_CONNECTION_ERROR_QUEUE_FULL,
                           N_ ("The queue of waiting messages is full."));
      return FALSE;
    }
  mqtt_session_push (connection->session, message, delivery);
  if (!waits)
    mqtt_connection_pump (connection, now_us);
  return TRUE;
}
