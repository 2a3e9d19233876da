/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection.h"

#include "mqtt/mqtt-connection-private.h"

G_DEFINE_QUARK (mqtt - connection - error - quark, mqtt_connection_error)

static gsize
first_maximum_packet_size (const MqttConnection *connection)
{
  gsize own = connection->own.maximum_packet_size;

  if (connection->role == MQTT_ROLE_SERVER)
    return MIN (own, MQTT_CONNECT_MAX_BYTES);
  return own;
}

static MqttConnection *
connection_new (MqttRole                     role,
                const MqttConnectionOptions *options,
                gint64                       now_us)
{
  MqttConnection *connection = g_new0 (MqttConnection, 1);

  connection->role = role;
  connection->options = options;
  mqtt_limits_init (&connection->own);
  mqtt_limits_init (&connection->peer);
  if (options->maximum_packet_size != 0)
    connection->own.maximum_packet_size = options->maximum_packet_size;
  connection->wants_problem_information = TRUE;
  connection->last_received_us = connection->last_sent_us = now_us;
  connection->last_ping_us = now_us;
  connection->ping_deadline_us = connection->deadline_us = MQTT_NEVER_US;
  if (role == MQTT_ROLE_SERVER && options->connect_timeout_us > 0)
    connection->deadline_us = now_us + options->connect_timeout_us;
  mqtt_framer_init (&connection->framer,
                    first_maximum_packet_size (connection));
  return connection;
}

MqttConnection *
mqtt_connection_new (MqttRole                     role,
                     const MqttConnectionOptions *options,
                     MqttSession                 *session,
                     gint64                       now_us)
{
  MqttConnection *connection =
      connection_new (role, g_memdup2 (options, sizeof *options), now_us);

  connection->owns_options = true;
  connection->session = session;
  if (session == NULL && role == MQTT_ROLE_CLIENT)
    {
      connection->session = mqtt_session_new ();
      connection->owns_session = true;
    }
  return connection;
}

MqttConnection *
mqtt_connection_new_server (const MqttConnectionOptions *options, gint64 now_us)
{
  return connection_new (MQTT_ROLE_SERVER, options, now_us);
}

MqttReceiving *
mqtt_connection_need_receiving (MqttConnection *connection)
{
  if (connection->receiving == NULL)
    connection->receiving = g_new0 (MqttReceiving, 1);
  return connection->receiving;
}

static void
receiving_free (MqttReceiving *receiving)
{
  mqtt_packet_id_set_clear (&receiving->incoming);
  mqtt_packet_id_set_clear (&receiving->incoming_qos_1);
  mqtt_packet_id_set_clear (&receiving->incoming_qos_2);
  mqtt_packet_id_set_clear (&receiving->awaits_pubrel);
  mqtt_packet_id_set_clear (&receiving->awaits_pubcomp);
  g_free (receiving);
}

void
mqtt_connection_drop_input (MqttConnection *connection)
{
  MqttInputBudget *budget = connection->options->input_budget;

  mqtt_framer_clear (&connection->framer);
  if (budget != NULL)
    budget->used_bytes -= connection->counted_bytes;
  connection->counted_bytes = 0;
}

void
mqtt_connection_free (MqttConnection *connection)
{
  if (connection->state != MQTT_CONNECTION_FINISHED)
    mqtt_connection_forget_requests (connection);
  g_clear_pointer (&connection->requests, g_hash_table_unref);
  mqtt_connection_drop_input (connection);
  mqtt_connection_set_journal (connection, NULL, NULL);
  mqtt_output_clear (&connection->output);
  mqtt_connection_drop_deferred (connection);
  g_clear_pointer (&connection->receiving, receiving_free);
  g_clear_pointer (&connection->packet, g_free);
  g_clear_pointer (&connection->scratch, g_byte_array_unref);
  g_clear_pointer (&connection->events, g_array_unref);
  g_clear_pointer (&connection->aliases, g_ptr_array_unref);
  g_clear_pointer (&connection->given_aliases, mqtt_alias_map_free);
  g_clear_pointer (&connection->authentication_method, g_bytes_unref);
  if (connection->owns_session)
    g_clear_pointer (&connection->session, mqtt_session_free);
  if (connection->owns_options)
    g_free ((gpointer)connection->options);
  g_free (connection);
}

/* Input that is left is not read any more, output that is left goes out. */
void
mqtt_connection_finish (MqttConnection *connection)
{
  if (connection->state != MQTT_CONNECTION_FINISHED)
    mqtt_connection_forget_requests (connection);
  connection->state = MQTT_CONNECTION_FINISHED;
}

void
mqtt_connection_push_event (MqttConnection *connection, const MqttEvent *event)
{
  if (connection->events == NULL)
    connection->events = g_array_new (FALSE, FALSE, sizeof (MqttEvent));
  g_array_append_vals (connection->events, event, 1);
}

gboolean
mqtt_connection_pop_event (MqttConnection *connection, MqttEvent *event)
{
  GArray *events = connection->events;

  if (events == NULL || connection->first_event >= events->len)
    return FALSE;
  *event = g_array_index (events, MqttEvent, connection->first_event++);
  if (connection->first_event == events->len)
    {
      g_array_set_size (events, 0);
      connection->first_event = 0;
    }
  return TRUE;
}

gboolean
mqtt_connection_check_state (MqttConnection     *connection,
                             MqttConnectionState wanted,
                             GError            **error)
{
  if (connection->state == wanted)
    return TRUE;
  g_set_error_literal (error,
                       MQTT_CONNECTION_ERROR,
                       MQTT_CONNECTION_ERROR_STATE,
                       "The connection is not in the state for this.");
  return FALSE;
}

MqttRole
mqtt_connection_get_role (const MqttConnection *connection)
{
  return connection->role;
}

MqttConnectionState
mqtt_connection_get_state (const MqttConnection *connection)
{
  return connection->state;
}

MqttVersion
mqtt_connection_get_version (const MqttConnection *connection)
{
  return connection->version;
}

gboolean
mqtt_connection_is_finished (const MqttConnection *connection)
{
  return connection->state == MQTT_CONNECTION_FINISHED;
}

guint16
mqtt_connection_get_keep_alive_seconds (const MqttConnection *connection)
{
  return connection->keep_alive_seconds;
}

guint32
mqtt_connection_get_peer_maximum_packet_size (const MqttConnection *connection)
{
  return connection->peer.maximum_packet_size;
}

guint16
mqtt_connection_get_peer_receive_maximum (const MqttConnection *connection)
{
  return connection->peer.receive_maximum;
}

guint64
mqtt_connection_get_n_packets_received (const MqttConnection *connection)
{
  return connection->n_packets_received;
}

guint64
mqtt_connection_get_n_packets_sent (const MqttConnection *connection)
{
  const MqttHolder *holder = connection->holder;

  return connection->output.n_packets +
         (holder != NULL ? holder->held.n_packets : 0);
}
