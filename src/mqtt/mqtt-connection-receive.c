/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"
#include "mqtt/mqtt-connection-release.h"

/* The peer's messages on their way to us. */

static void
set_alias (MqttConnection *connection, guint alias, MqttSlice topic)
{
  GBytes **place;

  if (connection->aliases == NULL)
    connection->aliases =
        g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  if (connection->aliases->len < alias)
    g_ptr_array_set_size (connection->aliases, (int)alias);
  place = (GBytes **)&connection->aliases->pdata[alias - 1];
  g_clear_pointer (place, g_bytes_unref);
  *place = g_bytes_new (topic.data, topic.len);
}

static GBytes *
find_alias (const MqttConnection *connection, guint alias)
{
  if (connection->aliases == NULL || alias > connection->aliases->len)
    return NULL;
  return g_ptr_array_index (connection->aliases, alias - 1);
}

/* Returns FALSE if @event tells of a violation (3.3.2.3.4). */
static gboolean
resolve_topic (MqttConnection *connection, MqttSlice *topic, MqttEvent *event)
{
  const MqttPublish *publish = &connection->packet->publish;
  guint32            alias = 0;
  GBytes            *name;

  *topic = publish->topic;
  if (connection->version == MQTT_VERSION_5_0)
    alias = mqtt_properties_get_number (
        publish->properties, MQTT_PROPERTY_TOPIC_ALIAS, 0);
  if (alias == 0)
    return TRUE;
  /* [MQTT-3.3.2-10] [MQTT-3.3.2-12] */
  if (alias > connection->own.topic_alias_maximum)
    return !mqtt_connection_break_rule (
        connection, MQTT_FLOW_ALIAS_TOO_LARGE, event);
  if (topic->len > 0)
    {
      set_alias (connection, alias, *topic);
      return TRUE;
    }
  name = find_alias (connection, alias);
  if (name == NULL)
    return !mqtt_connection_break_rule (
        connection, MQTT_FLOW_ALIAS_UNKNOWN, event);
  *topic = mqtt_slice_from_bytes (name);
  return TRUE;
}

/* Server: what its CONNACK said that it does not do. */
static gboolean
check_capabilities (MqttConnection *connection, MqttEvent *event)
{
  const MqttPublish *publish = &connection->packet->publish;

  if (connection->role != MQTT_ROLE_SERVER)
    return TRUE;
  if (publish->qos > connection->own.maximum_qos)
    return !mqtt_connection_break_rule (
        connection, MQTT_FLOW_MAXIMUM_QOS, event);
  if (publish->retain && !connection->own.retain_available)
    return !mqtt_connection_break_rule (
        connection, MQTT_FLOW_RETAIN_AVAILABLE, event);
  return TRUE;
}

static void
send_ack (MqttConnection *connection, MqttPacketType type, guint16 id)
{
  mqtt_connection_send_ack (
      connection, type, id, MQTT_REASON_SUCCESS, MQTT_SLICE_NONE, NULL);
}

/* Ownership is taken here: the answer is queued before the owner sees the
 * message [MQTT-4.3.2-4]. */
static gboolean
receive_qos_1 (MqttConnection *connection, guint16 id)
{
  if (connection->options->auto_acknowledge)
    {
      send_ack (connection, MQTT_PACKET_PUBACK, id);
      return TRUE;
    }
  mqtt_packet_id_set_add (
      &mqtt_connection_need_receiving (connection)->incoming, id);
  return mqtt_packet_id_set_add (
      &mqtt_connection_need_receiving (connection)->incoming_qos_1, id);
}

static gboolean
receive_qos_2 (MqttConnection *connection, guint16 id)
{
  MqttSession *session = connection->session;

  mqtt_packet_id_set_add (
      &mqtt_connection_need_receiving (connection)->incoming, id);
  if (mqtt_packet_id_set_contains (&session->received, id))
    {
      send_ack (connection, MQTT_PACKET_PUBREC, id); /* [MQTT-4.3.3-10] */
      return FALSE;
    }
  if (!connection->options->auto_acknowledge)
    return mqtt_packet_id_set_add (
        &mqtt_connection_need_receiving (connection)->incoming_qos_2, id);
  mqtt_session_add_received (session, id);
  send_ack (connection, MQTT_PACKET_PUBREC, id); /* [MQTT-4.3.3-8] */
  return TRUE;
}

/* QoS 1 and 2: whether the identifier may come now. */
static gboolean
check_identifier (MqttConnection *connection, MqttEvent *event)
{
  const MqttPublish *publish = &connection->packet->publish;
  guint16            id = publish->packet_id;
  gboolean           is_qos_1;

  if (mqtt_packet_id_set_contains (
          &mqtt_connection_need_receiving (connection)->incoming, id))
    {
      is_qos_1 = mqtt_packet_id_set_contains (
          &mqtt_connection_need_receiving (connection)->incoming_qos_1, id);
      return is_qos_1 == (publish->qos == MQTT_QOS_1) ||
             !mqtt_connection_break_rule (
                 connection, MQTT_FLOW_PACKET_ID_IN_USE, event);
    }
  return mqtt_packet_id_set_get_count (
             &mqtt_connection_need_receiving (connection)->incoming) <
             connection->own.receive_maximum + connection->extra_quota ||
         !mqtt_connection_break_rule (/* [MQTT-3.3.4-7] [MQTT-3.3.4-9] */
                                      connection,
                                      MQTT_FLOW_RECEIVE_MAXIMUM,
                                      event);
}

gboolean
mqtt_connection_handle_publish (MqttConnection *connection, MqttEvent *event)
{
  const MqttPublish *publish = &connection->packet->publish;
  MqttSlice          topic;
  gboolean           is_new = TRUE;

  if (!resolve_topic (connection, &topic, event) ||
      !check_capabilities (connection, event))
    return TRUE;
  if (publish->qos != MQTT_QOS_0 && !check_identifier (connection, event))
    return TRUE;
  if (publish->qos == MQTT_QOS_1)
    is_new = receive_qos_1 (connection, publish->packet_id);
  else if (publish->qos == MQTT_QOS_2)
    is_new = receive_qos_2 (connection, publish->packet_id);
  if (!is_new)
    return FALSE;
  mqtt_connection_report (connection, MQTT_EVENT_PUBLISH, event);
  event->topic = topic;
  return TRUE;
}

/* PUBCOMP adds to the peer's quota even if its PUBLISH came on an earlier
 * connection (4.9): this one may then be ahead by as many. */
gboolean
mqtt_connection_forget_received (MqttConnection *connection, guint16 id)
{
  if (!mqtt_session_remove_received (connection->session, id))
    return FALSE;
  connection->extra_quota += !mqtt_packet_id_set_remove (
      &mqtt_connection_need_receiving (connection)->incoming, id);
  return TRUE;
}

gboolean
mqtt_connection_handle_pubrel (MqttConnection *connection, MqttEvent *event)
{
  guint16 id = connection->packet->ack.packet_id;
  guint8  reason = MQTT_REASON_SUCCESS;

  if (connection->options->manual_releases)
    return mqtt_connection_ask_for_pubcomp (connection, event);
  if (!mqtt_connection_forget_received (connection, id) &&
      connection->version == MQTT_VERSION_5_0)
    reason = MQTT_REASON_PACKET_IDENTIFIER_NOT_FOUND;
  mqtt_connection_send_ack (connection, /* [MQTT-4.3.3-11] */
                            MQTT_PACKET_PUBCOMP,
                            id,
                            reason,
                            MQTT_SLICE_NONE,
                            NULL);
  return FALSE;
}

/* [MQTT-3.4.2-1] [MQTT-3.5.2-1]; PUBACK and PUBREC have the same codes. */
static gboolean
check_reason (const MqttConnection *connection, guint8 reason, GError **error)
{
  if (reason == MQTT_REASON_SUCCESS ||
      connection->version != MQTT_VERSION_5_0 ||
      mqtt_reason_code_is_allowed (
          reason, MQTT_PACKET_PUBACK, connection->role))
    return TRUE;
  g_set_error (error,
               MQTT_CONNECTION_ERROR,
               MQTT_CONNECTION_ERROR_INVALID,
               "0x%02x is no Reason Code of PUBACK or PUBREC.",
               reason);
  return FALSE;
}

gboolean
mqtt_connection_acknowledge (MqttConnection *connection,
                             guint16         packet_id,
                             guint8          reason,
                             MqttProperties  properties,
                             gint64          now_us,
                             GError        **error)
{
  gboolean is_error = connection->version == MQTT_VERSION_5_0 && reason >= 0x80;
  MqttPacketType type = MQTT_PACKET_PUBREC;

  if (!mqtt_connection_check_state (
          connection, MQTT_CONNECTION_CONNECTED, error) ||
      !check_reason (connection, reason, error))
    return FALSE;
  if (mqtt_packet_id_set_remove (
          &mqtt_connection_need_receiving (connection)->incoming_qos_1,
          packet_id))
    type = MQTT_PACKET_PUBACK;
  else if (!mqtt_packet_id_set_remove (
               &mqtt_connection_need_receiving (connection)->incoming_qos_2,
               packet_id))
    {
      g_set_error_literal (error,
                           MQTT_CONNECTION_ERROR,
                           MQTT_CONNECTION_ERROR_INVALID,
                           "No message with this Packet Identifier waits for "
                           "its acknowledgement.");
      return FALSE;
    }
  if (type == MQTT_PACKET_PUBACK || is_error) /* [MQTT-4.3.3-9] */
    mqtt_packet_id_set_remove (
        &mqtt_connection_need_receiving (connection)->incoming, packet_id);
  else
    mqtt_session_add_received (connection->session, packet_id);
  return mqtt_connection_send_ack (
      connection, type, packet_id, reason, properties, error);
}
