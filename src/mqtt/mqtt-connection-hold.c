/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-hold.h"

#include "mqtt/mqtt-connection-private.h"

void
mqtt_connection_set_journal (MqttConnection *connection,
                             MqttJournal    *journal,
                             gpointer        owner)
{
  MqttHolder *holder = connection->holder;

  if (holder != NULL && holder->is_noted)
    g_queue_unlink (&holder->journal->holders, &holder->node);
  if (holder != NULL)
    {
      connection->output.n_packets += holder->held.n_packets;
      mqtt_output_clear (&holder->held);
    }
  g_clear_pointer (&connection->holder, g_free);
  if (journal == NULL)
    return;
  connection->holder = g_new0 (MqttHolder, 1);
  connection->holder->journal = journal;
  connection->holder->owner = owner;
  connection->holder->node.data = connection->holder;
}

void
mqtt_connection_set_holding (MqttConnection *connection, gboolean holding)
{
  g_return_if_fail (connection->holder != NULL);
  connection->holder->is_holding = holding;
}

gboolean
mqtt_connection_has_held (const MqttConnection *connection)
{
  return mqtt_connection_get_held_length (connection) > 0;
}

gsize
mqtt_connection_get_held_length (const MqttConnection *connection)
{
  return connection->holder != NULL ? connection->holder->held.length : 0;
}

static gboolean
is_promise (MqttPacketType type, MqttQos qos)
{
  switch (type)
    {
    case MQTT_PACKET_CONNACK:
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      return TRUE;
    case MQTT_PACKET_PUBLISH:
      return qos == MQTT_QOS_2;
    case MQTT_PACKET_CONNECT:
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
    case MQTT_PACKET_DISCONNECT:
    case MQTT_PACKET_AUTH:
    case MQTT_PACKET_RESERVED:
    default:
      return FALSE;
    }
}

/* Behind what is held, though it promises nothing: acknowledgements in order
 * [MQTT-4.6.0-2] [MQTT-4.6.0-3], and the goodbye last. */
static gboolean
must_follow (const MqttConnection *connection, MqttPacketType type)
{
  if (connection->holder->hold_all > connection->holder->held.consumed)
    return TRUE;
  return type == MQTT_PACKET_DISCONNECT ||
         (type != MQTT_PACKET_PUBLISH && is_promise (type, MQTT_QOS_0));
}

MqttOutput *
mqtt_connection_choose_output (MqttConnection *connection,
                               MqttPacketType  type,
                               MqttQos         qos)
{
  if (G_LIKELY (connection->holder == NULL))
    return &connection->output;
  if (!(connection->holder->is_holding && is_promise (type, qos)) &&
      !(connection->holder->held.length > 0 && must_follow (connection, type)))
    return &connection->output;
  if (!connection->holder->is_noted)
    {
      connection->holder->is_noted = TRUE;
      g_queue_push_tail_link (&connection->holder->journal->holders,
                              &connection->holder->node);
    }
  return &connection->holder->held;
}

/* What a Client gets before its CONNACK it must not get [MQTT-3.2.0-1], and
 * before its SUBACK it does not expect it. What had to follow must not be
 * overtaken in its turn [MQTT-4.6.0-6]. */
void
mqtt_connection_note_held (MqttConnection   *connection,
                           const MqttOutput *output,
                           MqttPacketType    type,
                           MqttQos           qos)
{
  MqttHolder *holder = connection->holder;
  guint64     mark;

  if (G_LIKELY (holder == NULL) || output != &holder->held)
    return;
  mark = mqtt_connection_get_held_mark (connection);
  if (is_promise (type, qos))
    holder->last_promise = mark;
  if (!is_promise (type, qos) || type == MQTT_PACKET_CONNACK ||
      type == MQTT_PACKET_SUBACK)
    holder->hold_all = mark;
}

guint64
mqtt_connection_get_held_mark (const MqttConnection *connection)
{
  const MqttHolder *holder = connection->holder;

  return holder != NULL ? holder->held.consumed + holder->held.length : 0;
}

void
mqtt_connection_release_held (MqttConnection *connection, guint64 mark)
{
  MqttOutput *held;

  if (connection->holder == NULL)
    return;
  held = &connection->holder->held;
  if (mark <= held->consumed)
    return;
  /* What only follows goes with the last promise before it. */
  if (mark >= connection->holder->last_promise)
    mark = mqtt_connection_get_held_mark (connection);
  /* They count as answers to what the peer sent: see send_answer(). */
  connection->answers_since_mark += mqtt_output_move (
      &connection->output, held, (gsize)(mark - held->consumed));
}

void
mqtt_connection_drop_held (MqttConnection *connection)
{
  MqttOutput *held = &connection->holder->held;
  guint64     consumed = mqtt_connection_get_held_mark (connection);
  guint64     n_packets = held->n_packets;

  mqtt_output_clear (held);
  held->consumed = consumed;
  held->n_packets = n_packets;
  connection->holder->is_holding = FALSE;
}
