/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SUBSCRIBE and UNSUBSCRIBE (3.8, 3.10). */
#include "broker/route/willow-broker-overlap.h"
#include "broker/willow-broker-server.h"

#include "mqtt/mqtt-topic.h"

static guint8
count (WillowBrokerConnection *connection,
       WillowBrokerRefusal     refusal,
       MqttReasonCode          reason)
{
  willow_broker_server_count (connection->server, refusal);
  return (guint8)reason;
}

static gboolean
is_allowed (const WillowBrokerSession *session, MqttSlice filter)
{
  if (session->version == MQTT_VERSION_5_0)
    mqtt_topic_filter_split_shared (filter, NULL, &filter);
  return willow_broker_grant_allows_filter (session->grant, filter);
}

/* A Subscription that would be gone after a restart is not granted. */
static gboolean
can_be_stored (const WillowBrokerConnection *connection)
{
  WillowBrokerStore *store = connection->server->store;

  return store == NULL || willow_broker_store_get_problem (store) == NULL ||
         !willow_broker_session_is_durable (connection->session);
}

static void
store_subscription (WillowBrokerConnection *connection, MqttSlice slice)
{
  g_autofree char *filter = mqtt_slice_dup_string (slice);

  willow_broker_store_put_subscription (
      connection->server->store,
      g_hash_table_lookup (connection->session->subscriptions, filter));
}

static guint8
get_refusal (WillowBrokerConnection *connection, MqttSlice filter)
{
  const WillowBrokerSession *session = connection->session;
  WillowBrokerServer        *server = connection->server;

  if (!can_be_stored (connection))
    return MQTT_REASON_QUOTA_EXCEEDED;
  if (willow_broker_server_refuses_topic (server, filter) ||
      !mqtt_topic_filter_is_valid (filter, NULL))
    return MQTT_REASON_TOPIC_FILTER_INVALID;
  if (!is_allowed (session, filter))
    return count (
        connection, WILLOW_REFUSED_SUBSCRIBE, MQTT_REASON_NOT_AUTHORIZED);
  if (server->subscription_bytes + willow_broker_router_measure (filter) >
          server->config.subscription_limit_bytes ||
      (session->subscriptions != NULL &&
       g_hash_table_size (session->subscriptions) >=
           server->config.max_subscriptions))
    return count (
        connection, WILLOW_REFUSED_SUBSCRIPTIONS, MQTT_REASON_QUOTA_EXCEEDED);
  if (!willow_broker_overlap_has_room (
          connection->session, filter, server->config.max_overlap))
    return count (
        connection, WILLOW_REFUSED_OVERLAP, MQTT_REASON_QUOTA_EXCEEDED);
  return 0;
}

/* Whether the new Subscription brings the retained messages (3.3.1.3). */
static gboolean
wants_retained (const WillowBrokerConnection *connection,
                const MqttSubscription       *subscription,
                gboolean                      is_new)
{
  if (connection->session->version == MQTT_VERSION_5_0 &&
      mqtt_topic_filter_split_shared (subscription->filter, NULL, NULL))
    return FALSE;
  switch (subscription->retain_handling)
    {
    case MQTT_RETAIN_SEND_IF_NEW: /* [MQTT-3.3.1-10] */
      return is_new;
    case MQTT_RETAIN_DO_NOT_SEND: /* [MQTT-3.3.1-11] */
      return FALSE;
    case MQTT_RETAIN_SEND_AT_SUBSCRIBE: /* [MQTT-3.3.1-9], and all of 3.x */
    default:
      return TRUE;
    }
}

/* One code per filter, in order [MQTT-3.8.4-5 of 3.1.1] [MQTT-3.8.4-6];
 * @retained tells for each whether retained messages are to follow. */
static gboolean
subscribe_all (WillowBrokerConnection *connection,
               const MqttPacket       *packet,
               GByteArray             *codes,
               GByteArray             *retained)
{
  WillowBrokerRouter *router = connection->server->router;
  MqttFilterIter      iter;
  MqttSubscription    subscription;
  gboolean            all = TRUE;
  guint32             identifier = mqtt_properties_get_number (
      packet->subscribe.properties, MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER, 0);

  mqtt_filter_iter_init (&iter, packet);
  while (mqtt_filter_iter_next (&iter, &subscription))
    {
      guint8 code = get_refusal (connection, subscription.filter);
      guint8 wants = FALSE;

      subscription.no_local |= connection->session->is_private;
      subscription.retain_as_published |= connection->session->is_private;
      if (code == 0)
        {
          gboolean is_new = willow_broker_router_subscribe (
              router, connection->session, &subscription, identifier);

          if (connection->server->store != NULL)
            store_subscription (connection, subscription.filter);
          wants = wants_retained (connection, &subscription, is_new) != FALSE;
          code = (guint8)subscription.qos;
        }
      else if (packet->version == MQTT_VERSION_3_1 &&
               code == MQTT_REASON_NOT_AUTHORIZED)
        code = (guint8)subscription.qos; /* [3.1-29]: it is not to know */
      else
        {
          all = FALSE;
          if (packet->version != MQTT_VERSION_5_0)
            code = MQTT_SUBACK_3_FAILURE;
        }
      g_byte_array_append (codes, &code, 1);
      g_byte_array_append (retained, &wants, 1);
    }
  return all;
}

/* The first one to subscribe to $SYS topics finds values there. */
static void
prepare_sys (WillowBrokerConnection *connection, const MqttPacket *packet)
{
  MqttFilterIter   iter;
  MqttSubscription subscription;

  mqtt_filter_iter_init (&iter, packet);
  while (mqtt_filter_iter_next (&iter, &subscription))
    if (willow_broker_sys_owns (subscription.filter))
      willow_broker_sys_wake (connection->server->sys);
}

static void
send_retained (WillowBrokerConnection *connection,
               const MqttPacket       *packet,
               const GByteArray       *retained)
{
  WillowBrokerServer *server = connection->server;
  gint64              now_us = willow_link_get_now_us (connection->link);
  MqttFilterIter      iter;
  MqttSubscription    subscription;

  willow_broker_connection_begin_burst (connection);
  mqtt_filter_iter_init (&iter, packet);
  for (guint i = 0; mqtt_filter_iter_next (&iter, &subscription); i++)
    if (retained->data[i])
      willow_broker_router_send_retained (
          server->router, connection->session, subscription.filter, now_us);
  willow_broker_connection_end_burst (connection);
}

void
willow_broker_connection_handle_subscribe (WillowBrokerConnection *connection,
                                           const MqttPacket       *packet)
{
  g_autoptr (GByteArray) codes = g_byte_array_new ();
  g_autoptr (GByteArray) retained = g_byte_array_new ();

  prepare_sys (connection, packet);
  if (!subscribe_all (connection, packet, codes, retained) &&
      packet->version == MQTT_VERSION_3_1)
    {
      /* SUBACK of 3.1 knows no refusal (3.1 section 3.9). */
      willow_broker_connection_disconnect (
          connection, MQTT_REASON_TOPIC_FILTER_INVALID, NULL);
      return;
    }
  /* [MQTT-3.8.4-1] [MQTT-3.8.4-2] */
  mqtt_connection_submit_suback (connection->mqtt,
                                 packet->subscribe.packet_id,
                                 (MqttSlice){ codes->data, codes->len },
                                 MQTT_SLICE_NONE,
                                 willow_link_get_now_us (connection->link),
                                 NULL);
  if (connection->server->store != NULL)
    willow_broker_store_end_answer (connection->server->store, connection);
  send_retained (connection, packet, retained);
}

static guint8
unsubscribe (WillowBrokerConnection *connection, MqttSlice filter)
{
  WillowBrokerServer *server = connection->server;

  /* [MQTT-3.10.4-1] [MQTT-3.11.3-1] */
  if (!can_be_stored (connection))
    return MQTT_REASON_UNSPECIFIED_ERROR;
  if (!willow_broker_router_unsubscribe (
          server->router, connection->session, filter))
    return MQTT_REASON_NO_SUBSCRIPTION_EXISTED;
  if (server->store != NULL)
    willow_broker_store_drop_subscription (
        server->store, connection->session, filter);
  return MQTT_REASON_SUCCESS;
}

void
willow_broker_connection_handle_unsubscribe (WillowBrokerConnection *connection,
                                             const MqttPacket       *packet)
{
  MqttFilterIter   iter;
  MqttSubscription subscription;
  MqttSlice        view = MQTT_SLICE_NONE;
  g_autoptr (GByteArray) codes = g_byte_array_new ();

  /* UNSUBACK of 3.x knows no refusal, 3.1.1: [MQTT-4.8.0-2]. */
  if (packet->version != MQTT_VERSION_5_0 && !can_be_stored (connection))
    {
      willow_broker_connection_disconnect (
          connection, MQTT_REASON_QUOTA_EXCEEDED, NULL);
      return;
    }
  mqtt_filter_iter_init (&iter, packet);
  while (mqtt_filter_iter_next (&iter, &subscription))
    {
      guint8 code = unsubscribe (connection, subscription.filter);

      g_byte_array_append (codes, &code, 1);
    }
  /* UNSUBACK of 3.x has no codes. */
  if (packet->version == MQTT_VERSION_5_0)
    view = (MqttSlice){ codes->data, codes->len };
  /* Also when nothing matched [MQTT-3.10.4-4] [MQTT-3.10.4-5]. */
  mqtt_connection_submit_unsuback (connection->mqtt,
                                   packet->subscribe.packet_id,
                                   view,
                                   MQTT_SLICE_NONE,
                                   willow_link_get_now_us (connection->link),
                                   NULL);
  if (connection->server->store != NULL)
    willow_broker_store_end_answer (connection->server->store, connection);
}
