/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"

#include "mqtt/mqtt-topic-rules.h"

/* Our messages on their way to the peer. */

/* A queued message that is no longer sent: its time is over, or the peer takes
 * no packet of its size. */
#define EXPIRED MQTT_REASON_UNSPECIFIED_ERROR

static gboolean
is_expired (const MqttMessage *message, gint64 now_us)
{
  return now_us >= mqtt_message_get_expiry_us (message);
}

static gboolean
has_expiry (const MqttMessage *message)
{
  return mqtt_message_get_expiry_us (message) != MQTT_MESSAGE_NEVER_EXPIRES;
}

/* What is left, in seconds: the value received less the whole seconds that it
 * has waited [MQTT-3.3.2-6]. */
static guint32
remaining_seconds (const MqttMessage *message, gint64 now_us)
{
  gint64 left_us = mqtt_message_get_expiry_us (message) - now_us;

  if (left_us <= 0)
    return 0;
  return (guint32)((left_us - 1) / G_USEC_PER_SEC + 1);
}

/* Properties of the message, then what belongs to this delivery. */
static MqttProperties
build_properties (MqttConnection     *connection,
                  const MqttMessage  *message,
                  const MqttDelivery *delivery,
                  gint64              now_us)
{
  MqttProperties properties = mqtt_message_get_properties (message);

  if (connection->version != MQTT_VERSION_5_0)
    return MQTT_SLICE_NONE;
  if (!has_expiry (message) && delivery->n_subscription_identifiers == 0)
    return properties;
  if (connection->scratch == NULL)
    connection->scratch = g_byte_array_new ();
  g_byte_array_set_size (connection->scratch, 0);
  g_byte_array_append (
      connection->scratch, properties.data, (guint)properties.len);
  if (has_expiry (message))
    mqtt_properties_append_number (connection->scratch,
                                   MQTT_PROPERTY_MESSAGE_EXPIRY_INTERVAL,
                                   remaining_seconds (message, now_us));
  for (guint i = 0; i < delivery->n_subscription_identifiers; i++)
    mqtt_properties_append_number (connection->scratch,
                                   MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER,
                                   delivery->subscription_identifiers[i]);
  return mqtt_properties_from_array (connection->scratch);
}

static gsize
length_size (gsize length)
{
  return 1u + (length > 127u) + (length > 16383u) + (length > 2097151u);
}

/* Of the whole packet. */
static gsize
publish_size (const MqttConnection *connection,
              const MqttMessage    *message,
              const MqttDelivery   *delivery)
{
  gsize size = 2 + mqtt_message_get_topic (message).len +
               (delivery->qos == MQTT_QOS_0 ? 0 : 2) +
               mqtt_message_get_payload (message).len;

  if (connection->version == MQTT_VERSION_5_0)
    {
      gsize properties_len = mqtt_message_get_properties (message).len;

      properties_len += has_expiry (message) ? 5 : 0;
      for (guint i = 0; i < delivery->n_subscription_identifiers; i++)
        properties_len +=
            1 + length_size (delivery->subscription_identifiers[i]);
      size += properties_len + length_size (properties_len);
    }
  return 1 + length_size (size) + size;
}

/* 3.1 counts characters and takes fewer of them (3.1 section 3.3) [3.1-26]. */
static gboolean
is_topic_too_long (const MqttConnection *connection, MqttSlice topic)
{
  if (topic.len > MQTT_STRING_MAX_BYTES)
    return TRUE;
  return connection->version == MQTT_VERSION_3_1 &&
         topic.len > MQTT_3_1_TOPIC_MAX_CHARS &&
         !mqtt_topic_name_check (topic,
                                 MQTT_VERSION_3_1,
                                 MQTT_RULE_TOPIC_TOO_LONG,
                                 MQTT_RULE_TOPIC_TOO_LONG,
                                 NULL);
}

static gboolean
send_publish (MqttConnection     *connection,
              MqttMessage        *message,
              const MqttDelivery *delivery,
              guint16             packet_id,
              gboolean            dup,
              gint64              now_us)
{
  MqttSlice   payload = mqtt_message_get_payload (message);
  gboolean    small = payload.len < MQTT_PAYLOAD_BY_REFERENCE_BYTES;
  GByteArray *arena;
  guint       old_len;
  MqttPublish publish = {
    .dup = dup,
    .qos = delivery->qos,
    .retain = delivery->retain,
    .packet_id = packet_id,
    .topic = mqtt_message_get_topic (message),
    .payload = payload,
    .properties = build_properties (connection, message, delivery, now_us),
  };

  /* [MQTT-3.1.2-24] [MQTT-3.2.2-15] */
  if (publish_size (connection, message, delivery) >
          connection->peer.maximum_packet_size ||
      is_topic_too_long (connection, publish.topic))
    return FALSE;
  arena = mqtt_output_begin (&connection->output);
  old_len = arena->len;
  if (!mqtt_publish_encode_header (&publish, connection->version, arena))
    return FALSE;
  if (small)
    g_byte_array_append (arena, payload.data, (guint)payload.len);
  mqtt_output_account (&connection->output, old_len);
  if (!small)
    mqtt_output_push_payload (&connection->output, message);
  return TRUE;
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

/* Takes one from the quota [MQTT-4.9.0-2]. What the peer cannot take counts as
 * sent and done [MQTT-3.1.2-25]. */
static void
send_in_flight (MqttConnection *connection,
                MqttOutgoing   *outgoing,
                gboolean        dup,
                gint64          now_us)
{
  outgoing->epoch = connection->session->epoch;
  if (send_publish (connection,
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
      if (send_publish (connection,
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
    mqtt_connection_send_ack (connection,
                              MQTT_PACKET_PUBREL,
                              o->packet_id,
                              MQTT_REASON_SUCCESS,
                              MQTT_SLICE_NONE,
                              NULL);
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
  if (!mqtt_connection_check_state (
          connection, MQTT_CONNECTION_CONNECTED, error))
    return FALSE;
  /* [MQTT-3.2.2-11] [MQTT-3.2.2-14]: the Server's words, so never set there */
  if (delivery->qos > connection->peer.maximum_qos ||
      (delivery->retain && !connection->peer.retain_available))
    {
      g_set_error_literal (error,
                           MQTT_CONNECTION_ERROR,
                           MQTT_CONNECTION_ERROR_NOT_SUPPORTED,
                           delivery->qos > connection->peer.maximum_qos
                               ? "The QoS is above the Server's Maximum QoS."
                               : "The Server keeps no retained messages.");
      return FALSE;
    }
  if (is_topic_too_long (connection, mqtt_message_get_topic (message)))
    {
      g_set_error_literal (
          error,
          MQTT_CONNECTION_ERROR,
          MQTT_CONNECTION_ERROR_INVALID,
          "The Topic Name is longer than this version allows.");
      return FALSE;
    }
  if (publish_size (connection, message, delivery) >
      connection->peer.maximum_packet_size)
    {
      g_set_error_literal (error,
                           MQTT_CONNECTION_ERROR,
                           MQTT_CONNECTION_ERROR_PACKET_TOO_LARGE,
                           "The message is above the peer's Maximum Packet "
                           "Size.");
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
      send_publish (connection, message, delivery, 0, FALSE, now_us);
      push_sent (connection, delivery->token);
      return TRUE;
    }
  if (waits && mqtt_session_is_full (connection->session, message))
    {
      g_set_error_literal (error,
                           MQTT_CONNECTION_ERROR,
                           MQTT_CONNECTION_ERROR_QUEUE_FULL,
                           "The queue of waiting messages is full.");
      return FALSE;
    }
  mqtt_session_push (connection->session, message, delivery);
  if (!waits)
    mqtt_connection_pump (connection, now_us);
  return TRUE;
}
