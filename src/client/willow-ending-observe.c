/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-ending-private.h"

#include "mqtt/mqtt-connection-activity.h"
#include "net/willow-tls-transport.h"
#include "net/willow-websocket-error.h"
#include "net/willow-websocket-transport.h"

#define DISCONNECT_FIRST_BYTE 0xe0

/* Of the reasons that a Session may have for thousands of identifiers, the
 * first ones are enough to look for. */
#define MAX_IDS 1000u

static WillowEndingManner
manner_of_leaving (const WillowClientIo *io, const WillowEndingRecord *record)
{
  if (record->has_disconnect_sent)
    return WILLOW_ENDED_LEFT;
  return io->left_by == WILLOW_DISCONNECT_RESET ? WILLOW_ENDED_RESET
                                                : WILLOW_ENDED_DROPPED;
}

static WillowEndingManner
manner_of_error (const GError *error)
{
  if (error->domain == WILLOW_TLS_ERROR)
    return error->code == WILLOW_TLS_ERROR_TRUNCATED  ? WILLOW_ENDED_TRUNCATED
           : error->code == WILLOW_TLS_ERROR_PROTOCOL ? WILLOW_ENDED_ERROR
                                                      : WILLOW_ENDED_TLS_ALERT;
  if (error->domain != WILLOW_WEBSOCKET_ERROR)
    return WILLOW_ENDED_ERROR;
  return error->code == WILLOW_WEBSOCKET_ERROR_CLOSED
             ? WILLOW_ENDED_WEBSOCKET_CLOSE
         : error->code == WILLOW_WEBSOCKET_ERROR_TRUNCATED
             ? WILLOW_ENDED_TRUNCATED
             : WILLOW_ENDED_ERROR;
}

static WillowEndingManner
find_manner (const WillowClientIo     *io,
             const WillowEnding       *ending,
             const WillowEndingRecord *record)
{
  if (io->auth_error != NULL)
    return WILLOW_ENDED_AUTHENTICATION;
  switch (ending->kind)
    {
    case WILLOW_ENDING_DISCONNECT:
      return WILLOW_ENDED_DISCONNECT;
    case WILLOW_ENDING_FIN:
      return record->websocket_code != 0 ? WILLOW_ENDED_WEBSOCKET_CLOSE
                                         : WILLOW_ENDED_FIN;
    case WILLOW_ENDING_RESET:
      return WILLOW_ENDED_RST;
    case WILLOW_ENDING_IO_ERROR:
      return manner_of_error (ending->error);
    case WILLOW_ENDING_VIOLATION:
      return WILLOW_ENDED_VIOLATION;
    case WILLOW_ENDING_TIMEOUT:
      return ending->timeout == MQTT_TIMEOUT_CONNACK ? WILLOW_ENDED_NO_CONNACK
                                                     : WILLOW_ENDED_NO_PINGRESP;
    case WILLOW_ENDING_REFUSED:
      return WILLOW_ENDED_REFUSED;
    case WILLOW_ENDING_CLOSED_BY_US:
    default:
      return manner_of_leaving (io, record);
    }
}

static char *
dup_address (GSocketAddress *address)
{
  return address != NULL
             ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address))
             : NULL;
}

static void
describe_transport (WillowEndingRecord *record, WillowClientIo *io)
{
  WillowTransport *transport = willow_link_get_transport (io->link);

  record->number = willow_link_get_number (io->link);
  record->local = g_strdup (io->local);
  record->remote =
      dup_address (willow_transport_get_remote_address (transport));
  record->is_tls = willow_transport_get_tls_facts (transport) != NULL;
  record->tls_alert = willow_transport_get_tls_alert (transport);
  record->websocket_code =
      willow_transport_get_websocket_close_code (transport);
}

static void
describe_times (WillowEndingRecord *record, const WillowClientIo *io)
{
  record->ended_us = willow_link_get_now_us (io->link);
  record->ended_wall_us = g_get_real_time ();
  record->was_connected = io->accepted_us != 0;
  record->lasted_us =
      record->ended_us -
      (record->was_connected ? io->accepted_us : io->started_us);
  if (!record->was_connected)
    return;
  record->connected_wall_us = record->ended_wall_us - record->lasted_us;
  record->answer_us = io->accepted_us - io->started_us;
}

static void
describe_packets (WillowEndingRecord *record, const WillowClientIo *io)
{
  MqttConnection         *connection = willow_link_get_connection (io->link);
  const WillowLinkPacket *sent = willow_link_get_last_sent (io->link);
  MqttActivity            activity;

  mqtt_connection_get_activity (connection, &activity);
  record->last_sent = (WillowEndingPacket){
    .type = (MqttPacketType)(sent->first_byte >> 4),
    .n_bytes = sent->n_bytes,
    .before_end_us = record->ended_us - sent->time_us,
  };
  record->last_received = (WillowEndingPacket){
    .type = (MqttPacketType)(activity.first_byte >> 4),
    .n_bytes = activity.n_bytes,
    .before_end_us = record->ended_us - activity.last_received_us,
  };
  record->n_unsent_bytes = mqtt_connection_get_output_length (connection);
  record->has_disconnect_sent = sent->first_byte == DISCONNECT_FIRST_BYTE;
  record->disconnect_sent = sent->code;
  record->keep_alive.n_pings = activity.n_pings;
  record->keep_alive.ping_us = record->ended_us - activity.last_ping_us;
}

static void
describe_keep_alive (WillowEndingRecord   *record,
                     const WillowClientIo *io,
                     const MqttConnect    *connect)
{
  WillowEndingKeepAlive *keep_alive = &record->keep_alive;

  keep_alive->asked_seconds = connect->keep_alive_seconds;
  keep_alive->granted_seconds = mqtt_connection_get_keep_alive_seconds (
      willow_link_get_connection (io->link));
  keep_alive->is_servers = io->has_server_keep_alive;
  keep_alive->limit_us =
      (gint64)keep_alive->granted_seconds * 3 * G_USEC_PER_SEC / 2;
  keep_alive->is_exceeded =
      record->was_connected && keep_alive->limit_us > 0 &&
      record->last_sent.before_end_us >= keep_alive->limit_us;
}

static void
add_id (WillowEndingRecord *record, WillowOpenState state, guint16 id)
{
  if (record->open[state]->len < MAX_IDS)
    g_array_append_val (record->open[state], id);
}

static void
outgoing_cb (MqttDeliveryState   state,
             guint16             packet_id,
             MqttMessage        *message,
             const MqttDelivery *delivery,
             gpointer            user_data)
{
  WillowEndingRecord *record = user_data;

  if (state == MQTT_DELIVERY_QUEUED)
    record->n_queued++;
  else if (state == MQTT_DELIVERY_PUBREL)
    add_id (record, WILLOW_OPEN_PUBREL, packet_id);
  else
    add_id (record,
            delivery->qos == MQTT_QOS_2 ? WILLOW_OPEN_PUBLISH_2
                                        : WILLOW_OPEN_PUBLISH_1,
            packet_id);
}

static void
request_cb (MqttPacketType type, guint16 packet_id, gpointer user_data)
{
  add_id (user_data,
          type == MQTT_PACKET_SUBSCRIBE ? WILLOW_OPEN_SUBSCRIBE
                                        : WILLOW_OPEN_UNSUBSCRIBE,
          packet_id);
}

static void
describe_session (WillowEndingRecord *record, const WillowClientIo *io)
{
  guint16 id = 0;

  mqtt_session_foreach_out (io->session, outgoing_cb, record);
  while ((id = mqtt_session_next_incoming (io->session, id)) != 0)
    add_id (record, WILLOW_OPEN_INCOMING, id);
  mqtt_connection_foreach_request (
      willow_link_get_connection (io->link), request_cb, record);
}

/* (transfer full) (nullable) */
static char *
dup_text (MqttProperties properties, MqttPropertyId id)
{
  MqttSlice value = mqtt_properties_get_value (properties, id);

  return value.len > 0 ? mqtt_slice_dup_string (value) : NULL;
}

/* What 5.0 lets the Server say about it, in CONNACK or DISCONNECT. */
static void
describe_answer (WillowEndingRecord *record, GBytes *bytes)
{
  MqttPacket     packet;
  MqttProperties properties;

  if (bytes == NULL || record->version != MQTT_VERSION_5_0 ||
      !mqtt_packet_decode (&packet,
                           MQTT_VERSION_5_0,
                           MQTT_ROLE_SERVER,
                           mqtt_slice_from_bytes (bytes),
                           NULL))
    return;
  properties = packet.type == MQTT_PACKET_CONNACK ? packet.connack.properties
                                                  : packet.reason.properties;
  record->reason_string = dup_text (properties, MQTT_PROPERTY_REASON_STRING);
  record->server_reference =
      dup_text (properties, MQTT_PROPERTY_SERVER_REFERENCE);
}

static void
decide_fates (WillowEndingRecord   *record,
              const WillowClientIo *io,
              const MqttConnect    *connect)
{
  WillowEndingTerms terms = {
    .has_will = connect->has_will,
    .clean_start = connect->clean_start,
    .has_leaving_expiry = io->has_leaving_expiry,
    .leaving_expiry_seconds = io->leaving_expiry_seconds,
  };

  if (record->version == MQTT_VERSION_5_0)
    {
      terms.will_delay_seconds = mqtt_properties_get_number (
          connect->will_properties, MQTT_PROPERTY_WILL_DELAY_INTERVAL, 0);
      terms.agreed_expiry_seconds = mqtt_properties_get_number (
          connect->properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 0);
      if (io->has_server_expiry)
        terms.agreed_expiry_seconds = io->server_expiry_seconds;
    }
  willow_ending_decide_fates (record, &terms);
}

WillowEndingRecord *
willow_ending_observe (WillowClientIo *io, const WillowEnding *ending)
{
  WillowEndingRecord *record = willow_ending_record_new ();
  MqttConnect         connect;

  willow_client_options_get_connect (io->options, &connect);
  record->version = willow_client_options_get_version (io->options);
  record->client_id = io->assigned_id != NULL
                          ? g_strdup (io->assigned_id)
                          : mqtt_slice_dup_string (connect.client_id);
  record->was_silent = io->left_by == WILLOW_DISCONNECT_SILENT && io->has_left;
  record->code = ending->code;
  record->violation = ending->violation;
  record->error = ending->error != NULL ? g_error_copy (ending->error) : NULL;
  describe_transport (record, io);
  describe_times (record, io);
  describe_packets (record, io);
  record->manner = find_manner (io, ending, record);
  describe_keep_alive (record, io, &connect);
  describe_session (record, io);
  describe_answer (record,
                   ending->kind == WILLOW_ENDING_REFUSED ? io->refusal
                                                         : io->disconnect);
  decide_fates (record, io, &connect);
  return record;
}
