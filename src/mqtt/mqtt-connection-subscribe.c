/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-private.h"

#include "mqtt/mqtt-topic.h"

/* For N_(): who shows it translates. */
#include <glib/gi18n.h>

/* SUBSCRIBE, UNSUBSCRIBE and their answers, for both roles. */

gboolean
mqtt_connection_handle_subscribe (MqttConnection *connection, MqttEvent *event)
{
  guint        n_filters;
  MqttFlowRule rule = mqtt_limits_check_filters (
      &connection->own, connection->packet, &n_filters, NULL);

  if (rule != MQTT_N_FLOW_RULES)
    return mqtt_connection_break_rule (connection, rule, event);
  return mqtt_connection_report (connection,
                                 connection->packet->type ==
                                         MQTT_PACKET_SUBSCRIBE
                                     ? MQTT_EVENT_SUBSCRIBE
                                     : MQTT_EVENT_UNSUBSCRIBE,
                                 event);
}

static void
add_request (MqttConnection   *connection,
             const MqttPacket *packet,
             guint             n_filters,
             gpointer          token)
{
  MqttRequest *request = g_new (MqttRequest, 1);

  *request = (MqttRequest){ token, packet->type, n_filters };
  if (connection->requests == NULL)
    connection->requests = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_insert (connection->requests,
                       GUINT_TO_POINTER (packet->subscribe.packet_id),
                       request);
}

/* Their identifiers are not part of the Session State. */
void
mqtt_connection_forget_requests (MqttConnection *connection)
{
  GHashTableIter iter;
  gpointer       id;

  if (connection->requests == NULL)
    return;
  g_hash_table_iter_init (&iter, connection->requests);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    mqtt_session_release_id (connection->session,
                             (guint16)GPOINTER_TO_UINT (id));
}

/* What no Server may accept. */
static gboolean
check_filters (const MqttPacket *packet, guint n_filters, GError **error)
{
  MqttFilterIter   iter;
  MqttSubscription subscription;
  const char      *what = NULL;

  if (n_filters == 0) /* [MQTT-3.8.3-2] [MQTT-3.10.3-2] */
    what = N_ ("There is no Topic Filter.");
  mqtt_filter_iter_init (&iter, packet);
  while (mqtt_filter_iter_next (&iter, &subscription))
    if (subscription.no_local && /* [MQTT-3.8.3-4] */
        mqtt_topic_filter_split_shared (subscription.filter, NULL, NULL))
      what = N_ ("A Shared Subscription cannot have No Local.");
  if (what == NULL)
    return TRUE;
  g_set_error_literal (
      error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID, what);
  return FALSE;
}

static gboolean
submit_request (MqttConnection *connection,
                MqttPacket     *packet,
                gpointer        token,
                GError        **error)
{
  MqttFlowRule rule;
  guint        n_filters;

  if (!mqtt_connection_check_state (
          connection, MQTT_CONNECTION_CONNECTED, error))
    return FALSE;
  rule =
      mqtt_limits_check_filters (&connection->peer, packet, &n_filters, NULL);
  if (rule != MQTT_N_FLOW_RULES)
    {
      g_set_error_literal (
          error,
          MQTT_CONNECTION_ERROR,
          MQTT_CONNECTION_ERROR_NOT_SUPPORTED,
          mqtt_flow_rule_get_violation (rule, packet->version, connection->role)
              .text);
      return FALSE;
    }
  if (!check_filters (packet, n_filters, error))
    return FALSE;
  packet->subscribe.packet_id = mqtt_session_take_id (connection->session);
  if (packet->subscribe.packet_id == 0)
    {
      g_set_error_literal (error,
                           MQTT_CONNECTION_ERROR,
                           MQTT_CONNECTION_ERROR_QUEUE_FULL,
                           N_ ("All Packet Identifiers are in use."));
      return FALSE;
    }
  if (!mqtt_connection_send (connection, packet, error))
    {
      mqtt_session_release_id (connection->session,
                               packet->subscribe.packet_id);
      return FALSE;
    }
  add_request (connection, packet, n_filters, token);
  return TRUE;
}

gboolean
mqtt_connection_submit_subscribe (MqttConnection *connection,
                                  MqttSlice       filters,
                                  MqttProperties  properties,
                                  gpointer        token,
                                  gint64          now_us,
                                  GError        **error)
{
  MqttPacket packet = { .version = connection->version,
                        .type = MQTT_PACKET_SUBSCRIBE };

  packet.subscribe.properties = properties;
  packet.subscribe.filters = filters;
  return submit_request (connection, &packet, token, error);
}

gboolean
mqtt_connection_submit_unsubscribe (MqttConnection *connection,
                                    MqttSlice       filters,
                                    MqttProperties  properties,
                                    gpointer        token,
                                    gint64          now_us,
                                    GError        **error)
{
  MqttPacket packet = { .version = connection->version,
                        .type = MQTT_PACKET_UNSUBSCRIBE };

  packet.subscribe.properties = properties;
  packet.subscribe.filters = filters;
  return submit_request (connection, &packet, token, error);
}

/* An answer to nothing changes nothing. */
gboolean
mqtt_connection_handle_suback (MqttConnection *connection, MqttEvent *event)
{
  const MqttPacket *packet = connection->packet;
  gboolean          is_suback = packet->type == MQTT_PACKET_SUBACK;
  gpointer          id = GUINT_TO_POINTER (packet->suback.packet_id);
  MqttRequest      *request;

  if (connection->requests == NULL)
    return FALSE;
  request = g_hash_table_lookup (connection->requests, id);
  if (request == NULL)
    return FALSE;
  if ((request->type == MQTT_PACKET_SUBSCRIBE) != is_suback)
    return mqtt_connection_break_rule (
        connection, MQTT_FLOW_ANSWER_OF_OTHER_TYPE, event);
  if ((is_suback || packet->version == MQTT_VERSION_5_0) &&
      packet->suback.codes.len != request->n_filters) /* [MQTT-3.8.4-6] */
    return mqtt_connection_break_rule (
        connection, MQTT_FLOW_SUBACK_CODES, event);
  mqtt_connection_report (
      connection, is_suback ? MQTT_EVENT_SUBACK : MQTT_EVENT_UNSUBACK, event);
  event->token = request->token;
  mqtt_session_release_id (connection->session, packet->suback.packet_id);
  g_hash_table_remove (connection->requests, id);
  mqtt_connection_pump (connection, connection->input_now_us);
  return TRUE;
}

/* [MQTT-3.9.3-2] [MQTT-3.11.3-2], and [MQTT-3.9.3-2] of 3.1.1. */
static gboolean
is_code_allowed (const MqttConnection *connection,
                 MqttPacketType        type,
                 guint8                code)
{
  if (connection->version == MQTT_VERSION_5_0)
    return mqtt_reason_code_is_allowed (code, type, MQTT_ROLE_SERVER);
  return type == MQTT_PACKET_SUBACK &&
         (code <= MQTT_QOS_2 || (code == MQTT_SUBACK_3_FAILURE &&
                                 connection->version != MQTT_VERSION_3_1));
}

static gboolean
submit_answer (MqttConnection *connection,
               MqttPacketType  type,
               guint16         packet_id,
               MqttSlice       codes,
               MqttProperties  properties,
               GError        **error)
{
  MqttPacket packet = { .version = connection->version, .type = type };

  if (!mqtt_connection_check_state (
          connection, MQTT_CONNECTION_CONNECTED, error))
    return FALSE;
  for (gsize i = 0; i < codes.len; i++)
    if (!is_code_allowed (connection, type, codes.data[i]))
      {
        g_set_error (error,
                     MQTT_CONNECTION_ERROR,
                     MQTT_CONNECTION_ERROR_INVALID,
                     "0x%02x is no code of this packet.",
                     codes.data[i]);
        return FALSE;
      }
  packet.suback.packet_id = packet_id;
  packet.suback.codes = codes;
  packet.suback.properties = properties;
  return mqtt_connection_send_answer (connection, &packet, error);
}

gboolean
mqtt_connection_submit_suback (MqttConnection *connection,
                               guint16         packet_id,
                               MqttSlice       codes,
                               MqttProperties  properties,
                               gint64          now_us,
                               GError        **error)
{
  return submit_answer (
      connection, MQTT_PACKET_SUBACK, packet_id, codes, properties, error);
}

gboolean
mqtt_connection_submit_unsuback (MqttConnection *connection,
                                 guint16         packet_id,
                                 MqttSlice       codes,
                                 MqttProperties  properties,
                                 gint64          now_us,
                                 GError        **error)
{
  return submit_answer (
      connection, MQTT_PACKET_UNSUBACK, packet_id, codes, properties, error);
}
