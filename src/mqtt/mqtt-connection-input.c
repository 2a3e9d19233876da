/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"

static MqttRole
peer_role (const MqttConnection *connection)
{
  return connection->role == MQTT_ROLE_CLIENT ? MQTT_ROLE_SERVER
                                              : MQTT_ROLE_CLIENT;
}

gboolean
mqtt_connection_report (MqttConnection *connection,
                        MqttEventType   type,
                        MqttEvent      *event)
{
  event->type = type;
  event->packet = connection->packet;
  event->frame = connection->frame;
  return TRUE;
}

/* [MQTT-4.13.1-1] [MQTT-4.13.2-1] and [MQTT-4.8.0-1] of 3.1.1: the answer that
 * the version has, then the end. */
static void
answer_violation (MqttConnection *connection, const MqttViolation *violation)
{
  guint8 reason = (guint8)violation->reason;

  if (connection->role == MQTT_ROLE_SERVER &&
      connection->state != MQTT_CONNECTION_CONNECTED)
    {
      mqtt_connection_refuse (connection, violation);
      return;
    }
  if (connection->version != MQTT_VERSION_5_0 ||
      connection->state == MQTT_CONNECTION_IDLE)
    return;
  if (!mqtt_reason_code_is_allowed (
          reason, MQTT_PACKET_DISCONNECT, connection->role))
    reason = MQTT_REASON_PROTOCOL_ERROR;
  mqtt_connection_send_disconnect (connection, reason, MQTT_SLICE_NONE);
}

gboolean
mqtt_connection_violate (MqttConnection      *connection,
                         const MqttViolation *violation,
                         MqttEvent           *event)
{
  answer_violation (connection, violation);
  mqtt_connection_finish (connection);
  *event = (MqttEvent){ .type = MQTT_EVENT_VIOLATION,
                        .frame = connection->frame,
                        .violation = *violation };
  return TRUE;
}

gboolean
mqtt_connection_break_rule (MqttConnection *connection,
                            MqttFlowRule    rule,
                            MqttEvent      *event)
{
  MqttViolation violation = mqtt_flow_rule_get_violation (
      rule, connection->version, peer_role (connection));

  return mqtt_connection_violate (connection, &violation, event);
}

void
mqtt_connection_feed (MqttConnection *connection,
                      const guint8   *data,
                      gsize           len,
                      gint64          now_us)
{
  connection->input_now_us = now_us;
  if (connection->state != MQTT_CONNECTION_FINISHED && len > 0)
    mqtt_framer_feed (&connection->framer, data, len);
}

/* What may come now, by packet type alone. */
static gboolean
check_order (MqttConnection *connection, MqttPacketType type, MqttEvent *event)
{
  if (connection->role == MQTT_ROLE_SERVER)
    {
      if (connection->state == MQTT_CONNECTION_IDLE)
        return type == MQTT_PACKET_CONNECT /* [MQTT-3.1.0-1] */
               || !mqtt_connection_break_rule (
                      connection, MQTT_FLOW_CONNECT_FIRST, event);
      if (type == MQTT_PACKET_CONNECT) /* [MQTT-3.1.0-2] */
        return !mqtt_connection_break_rule (
            connection, MQTT_FLOW_CONNECT_ONCE, event);
      if (connection->state == MQTT_CONNECTION_CONNECTING &&
          type != MQTT_PACKET_AUTH && type != MQTT_PACKET_DISCONNECT)
        return !mqtt_connection_break_rule (/* [MQTT-3.1.2-30] */
                                            connection,
                                            MQTT_FLOW_AUTH_BEFORE_CONNACK,
                                            event);
      return TRUE;
    }
  if (connection->state == MQTT_CONNECTION_IDLE)
    return !mqtt_connection_break_rule (
        connection, MQTT_FLOW_NOTHING_BEFORE_CONNECT, event);
  if (connection->state == MQTT_CONNECTION_CONNECTING)
    return type == MQTT_PACKET_CONNACK /* [MQTT-3.2.0-1] */
           || (type == MQTT_PACKET_AUTH &&
               connection->version == MQTT_VERSION_5_0) ||
           !mqtt_connection_break_rule (
               connection, MQTT_FLOW_CONNACK_FIRST, event);
  return type != MQTT_PACKET_CONNACK /* [MQTT-3.2.0-2] */
         || !mqtt_connection_break_rule (
                connection, MQTT_FLOW_CONNACK_ONCE, event);
}

/* Client: what it asked the Server to leave out [MQTT-3.1.2-29]. */
static gboolean
has_unwanted_information (const MqttConnection *connection)
{
  if (connection->role != MQTT_ROLE_CLIENT ||
      connection->wants_problem_information)
    return FALSE;
  return mqtt_slice_is_present (mqtt_packet_find_problem_information (
      connection->packet, &(MqttProperty){ 0 }));
}

static gboolean
dispatch (MqttConnection *connection, MqttEvent *event)
{
  switch (connection->packet->type)
    {
    case MQTT_PACKET_CONNECT:
      return mqtt_connection_handle_connect (connection, event);
    case MQTT_PACKET_CONNACK:
      return mqtt_connection_handle_connack (connection, event);
    case MQTT_PACKET_PUBLISH:
      return mqtt_connection_handle_publish (connection, event);
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBCOMP:
      return mqtt_connection_handle_ack (connection, event);
    case MQTT_PACKET_PUBREL:
      return mqtt_connection_handle_pubrel (connection, event);
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
      return mqtt_connection_handle_subscribe (connection, event);
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      return mqtt_connection_handle_suback (connection, event);
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
      return mqtt_connection_handle_ping (connection, event);
    case MQTT_PACKET_DISCONNECT:
      return mqtt_connection_handle_disconnect (connection, event);
    case MQTT_PACKET_AUTH:
      return mqtt_connection_handle_auth (connection, event);
    case MQTT_PACKET_RESERVED:
    default:
      return mqtt_connection_break_rule (
          connection, MQTT_FLOW_WRONG_DIRECTION, event);
    }
}

static gboolean
handle_frame (MqttConnection *connection, MqttEvent *event)
{
  MqttVersion    version = connection->version;
  MqttPacketType type = (MqttPacketType)(connection->frame.data[0] >> 4);
  MqttViolation  violation = { 0 };

  connection->last_received_us = connection->input_now_us;
  connection->n_packets_received++;
  connection->last_first_byte = connection->frame.data[0];
  connection->last_n_bytes = (guint32)connection->frame.len;
  if (!check_order (connection, type, event))
    return TRUE;
  if (mqtt_connection_has_unread_answers (connection))
    return mqtt_connection_break_rule (
        connection, MQTT_FLOW_ANSWERS_UNREAD, event);
  if (connection->packet == NULL)
    connection->packet = g_new0 (MqttPacket, 1);
  if (!mqtt_packet_decode (connection->packet,
                           version,
                           peer_role (connection),
                           connection->frame,
                           &violation))
    return mqtt_connection_violate (connection, &violation, event);
  if (has_unwanted_information (connection))
    return mqtt_connection_break_rule (
        connection, MQTT_FLOW_PROBLEM_INFORMATION, event);
  return dispatch (connection, event);
}

/* Server, between CONNECT and CONNACK: what comes waits for the decision
 * (3.1.4), except where an Authentication Method wants a dialogue. */
static gboolean
is_deciding (const MqttConnection *connection)
{
  return connection->role == MQTT_ROLE_SERVER &&
         connection->state == MQTT_CONNECTION_CONNECTING &&
         connection->authentication_method == NULL;
}

void
mqtt_connection_drop_deferred (MqttConnection *connection)
{
  MqttDeferred *deferred = connection->deferred;

  if (deferred == NULL)
    return;
  mqtt_framer_clear (&deferred->framer);
  g_clear_pointer (&deferred->bytes, g_byte_array_unref);
  g_clear_pointer (&connection->deferred, g_free);
}

static MqttDeferred *
need_deferred (MqttConnection *connection)
{
  if (connection->deferred == NULL)
    {
      connection->deferred = g_new0 (MqttDeferred, 1);
      connection->deferred->bytes = g_byte_array_new ();
      mqtt_framer_init (&connection->deferred->framer, 0);
    }
  return connection->deferred;
}

static gboolean
defer_input (MqttConnection *connection, MqttEvent *event)
{
  MqttDeferred *deferred = connection->deferred;
  MqttViolation violation = { 0 };
  MqttSlice     frame;

  while (deferred == NULL || !deferred->has_violation)
    {
      MqttFramerResult result =
          mqtt_framer_next (&connection->framer, &frame, &violation);

      if (result == MQTT_FRAMER_NEED_MORE)
        return FALSE;
      deferred = need_deferred (connection);
      deferred->has_violation = result == MQTT_FRAMER_ERROR;
      deferred->violation = violation;
      if (result == MQTT_FRAMER_ERROR)
        return FALSE;
      if (frame.len > MQTT_BEFORE_CONNACK_MAX_BYTES - deferred->bytes->len)
        return mqtt_connection_break_rule (
            connection, MQTT_FLOW_BEFORE_CONNACK_TOO_MUCH, event);
      g_byte_array_append (deferred->bytes, frame.data, (guint)frame.len);
    }
  return FALSE;
}

/* What was deferred comes first, what is wrong behind it. */
static MqttFramerResult
next_deferred (MqttConnection *connection, MqttViolation *violation)
{
  MqttDeferred *deferred = connection->deferred;

  if (!deferred->is_read)
    mqtt_framer_feed (
        &deferred->framer, deferred->bytes->data, deferred->bytes->len);
  deferred->is_read = TRUE;
  if (mqtt_framer_next (&deferred->framer, &connection->frame, violation) ==
      MQTT_FRAMER_PACKET)
    return MQTT_FRAMER_PACKET;
  if (!deferred->has_violation)
    {
      mqtt_connection_drop_deferred (connection);
      return MQTT_FRAMER_NEED_MORE;
    }
  *violation = deferred->violation;
  return MQTT_FRAMER_ERROR;
}

static MqttFramerResult
next_frame (MqttConnection *connection, MqttViolation *violation)
{
  if (G_UNLIKELY (connection->deferred != NULL))
    {
      MqttFramerResult result = next_deferred (connection, violation);

      if (result != MQTT_FRAMER_NEED_MORE)
        return result;
    }
  return mqtt_framer_next (&connection->framer, &connection->frame, violation);
}

/* The first byte is enough to see that this is no MQTT: TLS, HTTP. */
static gboolean
check_first_byte (MqttConnection *connection, MqttEvent *event)
{
  MqttSlice rest;

  if (connection->state != MQTT_CONNECTION_IDLE &&
      (connection->role == MQTT_ROLE_SERVER ||
       connection->state != MQTT_CONNECTION_CONNECTING))
    return FALSE;
  rest = mqtt_framer_get_rest (&connection->framer);
  if (rest.len == 0)
    return FALSE;
  connection->frame = rest;
  return !check_order (connection, (MqttPacketType)(rest.data[0] >> 4), event);
}

/* Nothing more can be read: what is left waits. It is told when it has grown
 * beyond the budget, not when somebody else's has. */
static gboolean
count_input (MqttConnection *connection, MqttEvent *event)
{
  MqttInputBudget *budget = connection->options->input_budget;
  gsize            old_bytes = connection->counted_bytes;
  gsize            bytes;

  if (budget == NULL)
    return FALSE;
  bytes = mqtt_framer_get_rest (&connection->framer).len;
  budget->used_bytes += bytes - old_bytes;
  connection->counted_bytes = bytes;
  if (bytes <= old_bytes || budget->used_bytes <= budget->limit_bytes)
    return FALSE;
  event->type = MQTT_EVENT_INPUT_OVER_BUDGET;
  return TRUE;
}

static gboolean
next_event (MqttConnection *connection, MqttEvent *event)
{
  MqttViolation violation = { 0 };

  *event = (MqttEvent){ 0 };
  connection->frame = MQTT_SLICE_NONE;
  if (connection->must_resume)
    {
      connection->must_resume = FALSE;
      if (connection->state == MQTT_CONNECTION_CONNECTED)
        mqtt_connection_resume (connection, connection->input_now_us);
    }
  if (mqtt_connection_pop_event (connection, event))
    return TRUE;
  while (connection->state != MQTT_CONNECTION_FINISHED)
    {
      if (is_deciding (connection))
        return defer_input (connection, event) ||
               count_input (connection, event);
      switch (next_frame (connection, &violation))
        {
        case MQTT_FRAMER_NEED_MORE:
          return check_first_byte (connection, event) ||
                 count_input (connection, event);
        case MQTT_FRAMER_ERROR:
          connection->frame = mqtt_framer_get_rest (&connection->framer);
          return mqtt_connection_violate (connection, &violation, event);
        case MQTT_FRAMER_PACKET:
        default:
          break;
        }
      if (handle_frame (connection, event) ||
          mqtt_connection_pop_event (connection, event))
        return TRUE;
    }
  return FALSE;
}

gboolean
mqtt_connection_next_event (MqttConnection *connection, MqttEvent *event)
{
  if (next_event (connection, event))
    return TRUE;
  /* After a PUBLISH the next one is not far; after others it may take hours. */
  if (connection->packet != NULL &&
      connection->packet->type != MQTT_PACKET_PUBLISH)
    g_clear_pointer (&connection->packet, g_free);
  return FALSE;
}

MqttSlice
mqtt_connection_get_unfinished_input (const MqttConnection *connection)
{
  return mqtt_framer_get_rest (&connection->framer);
}
