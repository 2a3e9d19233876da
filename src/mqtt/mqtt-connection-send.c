/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"

/* For N_(): who shows it translates. */
#include <glib/gi18n.h>

/* The properties of packets that may carry Reason String and User Property for
 * a person to read, %NULL for the others. */
static MqttProperties *
find_problem_properties (MqttPacket *packet)
{
  switch (packet->type)
    {
    case MQTT_PACKET_CONNACK:
      return &packet->connack.properties;
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
      return &packet->ack.properties;
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      return &packet->suback.properties;
    case MQTT_PACKET_DISCONNECT:
    case MQTT_PACKET_AUTH:
      return &packet->reason.properties;
    case MQTT_PACKET_CONNECT:
    case MQTT_PACKET_PUBLISH:
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
    case MQTT_PACKET_RESERVED:
    default:
      return NULL;
    }
}

/* Leaves Reason String and User Property out of @packet. */
static gboolean
strip_problem_information (MqttConnection *connection, MqttPacket *packet)
{
  MqttProperties  *properties = find_problem_properties (packet);
  MqttPropertyIter iter;
  MqttProperty     property;

  if (properties == NULL || properties->len == 0)
    return FALSE;
  if (connection->scratch == NULL)
    connection->scratch = g_byte_array_new ();
  g_byte_array_set_size (connection->scratch, 0);
  mqtt_property_iter_init (&iter, *properties);
  while (mqtt_property_iter_next (&iter, &property))
    if (property.id != MQTT_PROPERTY_REASON_STRING &&
        property.id != MQTT_PROPERTY_USER_PROPERTY)
      g_byte_array_append (connection->scratch,
                           properties->data + property.offset,
                           (guint)property.len);
  *properties = mqtt_properties_from_array (connection->scratch);
  return TRUE;
}

static gboolean
fits (MqttConnection *connection, const MqttPacket *packet, GError **error)
{
  MqttOutput *output =
      mqtt_connection_choose_output (connection, packet->type, MQTT_QOS_0);
  GByteArray *arena = mqtt_output_begin (output);
  guint       old_len = arena->len;

  if (!mqtt_packet_encode (packet, arena))
    {
      g_set_error_literal (error,
                           MQTT_CONNECTION_ERROR,
                           MQTT_CONNECTION_ERROR_INVALID,
                           "The packet cannot be expressed in this version.");
      return FALSE;
    }
  /* [MQTT-3.1.2-24] [MQTT-3.2.2-15] */
  if (arena->len - old_len > connection->peer.maximum_packet_size)
    {
      g_byte_array_set_size (arena, old_len);
      g_set_error_literal (error,
                           MQTT_CONNECTION_ERROR,
                           MQTT_CONNECTION_ERROR_PACKET_TOO_LARGE,
                           N_ ("The packet is above the peer's Maximum Packet "
                               "Size."));
      return FALSE;
    }
  mqtt_output_account (output, old_len);
  mqtt_connection_note_held (connection, output, packet->type, MQTT_QOS_0);
  return TRUE;
}

gboolean
mqtt_connection_send (MqttConnection   *connection,
                      const MqttPacket *packet,
                      GError          **error)
{
  MqttPacket stripped = *packet;
  g_autoptr (GError) local_error = NULL;

  /* [MQTT-3.1.2-29] */
  if (connection->role == MQTT_ROLE_SERVER &&
      !connection->wants_problem_information &&
      packet->type != MQTT_PACKET_CONNACK &&
      packet->type != MQTT_PACKET_DISCONNECT)
    strip_problem_information (connection, &stripped);
  if (fits (connection, &stripped, &local_error))
    return TRUE;
  /* [MQTT-3.2.2-19] [MQTT-3.2.2-20] [MQTT-3.4.2-2] [MQTT-3.4.2-3]
   * [MQTT-3.5.2-2] [MQTT-3.5.2-3] [MQTT-3.6.2-2] [MQTT-3.6.2-3] [MQTT-3.7.2-2]
   * [MQTT-3.7.2-3] [MQTT-3.9.2-1] [MQTT-3.9.2-2] [MQTT-3.11.2-1]
   * [MQTT-3.11.2-2] [MQTT-3.14.2-3] [MQTT-3.14.2-4] [MQTT-3.15.2-2]
   * [MQTT-3.15.2-3] */
  if (g_error_matches (local_error,
                       MQTT_CONNECTION_ERROR,
                       MQTT_CONNECTION_ERROR_PACKET_TOO_LARGE) &&
      strip_problem_information (connection, &stripped))
    return fits (connection, &stripped, error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* What the peer provoked counts until it has been written. Two sums are enough:
 * of what lies before a mark in the output, and of what lies behind it. */
static void
count_answer (MqttConnection *connection, gsize old_length)
{
  connection->answers_since_mark += connection->output.length - old_length;
}

gboolean
mqtt_connection_has_unread_answers (MqttConnection *connection)
{
  const MqttOutput *output = &connection->output;

  if (output->consumed >= connection->answers_mark)
    {
      connection->answers_before_mark = connection->answers_since_mark;
      connection->answers_since_mark = 0;
      connection->answers_mark = output->consumed + output->length;
    }
  return output->length > MQTT_UNREAD_ANSWERS_MAX_BYTES &&
         connection->answers_before_mark + connection->answers_since_mark >
             MQTT_UNREAD_ANSWERS_MAX_BYTES;
}

gboolean
mqtt_connection_send_answer (MqttConnection   *connection,
                             const MqttPacket *packet,
                             GError          **error)
{
  gsize    old_length = connection->output.length;
  gboolean sent = mqtt_connection_send (connection, packet, error);

  count_answer (connection, old_length);
  return sent;
}

gboolean
mqtt_connection_send_ack (MqttConnection *connection,
                          MqttPacketType  type,
                          guint16         packet_id,
                          guint8          reason,
                          MqttProperties  properties,
                          GError        **error)
{
  MqttPacket packet = { .version = connection->version, .type = type };

  packet.ack.packet_id = packet_id;
  packet.ack.reason = reason;
  packet.ack.properties = properties;
  return mqtt_connection_send_answer (connection, &packet, error);
}

void
mqtt_connection_send_empty (MqttConnection *connection, MqttPacketType type)
{
  MqttPacket packet = { .version = connection->version, .type = type };

  mqtt_connection_send_answer (connection, &packet, NULL);
}

void
mqtt_connection_send_disconnect (MqttConnection *connection,
                                 guint8          reason,
                                 MqttProperties  properties)
{
  MqttPacket packet = { .version = connection->version,
                        .type = MQTT_PACKET_DISCONNECT };

  packet.reason.reason = reason;
  packet.reason.properties = properties;
  mqtt_connection_send (connection, &packet, NULL);
}
