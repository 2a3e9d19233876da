/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/glass/willow-broker-view-private.h"
#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-reader.h"

#include "broker/bridge/willow-broker-bridge.h"
#include "net/willow-tls-transport.h"

#include <string.h>

WillowBrokerSessionView *
willow_broker_session_view_ref (WillowBrokerSessionView *view)
{
  g_atomic_ref_count_inc (&view->ref_count);
  return view;
}

void
willow_broker_session_view_unref (WillowBrokerSessionView *view)
{
  if (!g_atomic_ref_count_dec (&view->ref_count))
    return;
  g_free (view->client_id);
  g_free (view->listener_url);
  g_clear_pointer (&view->connect, g_bytes_unref);
  g_clear_pointer (&view->tls, willow_tls_facts_unref);
  g_ptr_array_unref (view->subscriptions);
  g_ptr_array_unref (view->deliveries);
  g_array_unref (view->incoming);
  g_free (view->will_topic);
  g_clear_pointer (&view->will_payload, g_bytes_unref);
  g_free (view);
}

static void
subscription_view_free (gpointer data)
{
  WillowBrokerSubscriptionView *view = data;

  g_free (view->filter);
  g_free (view);
}

static void
delivery_view_free (gpointer data)
{
  WillowBrokerDeliveryView *view = data;

  g_clear_pointer (&view->message, mqtt_message_unref);
  g_free (view);
}

static gint
compare_filters (gconstpointer a, gconstpointer b)
{
  const WillowBrokerSubscriptionView *first =
      *(const WillowBrokerSubscriptionView *const *)a;
  const WillowBrokerSubscriptionView *second =
      *(const WillowBrokerSubscriptionView *const *)b;

  return strcmp (first->filter, second->filter);
}

static void
take_subscriptions (WillowBrokerSessionView   *view,
                    const WillowBrokerSession *session)
{
  GHashTableIter iter;
  gpointer       value;

  view->subscriptions = g_ptr_array_new_with_free_func (subscription_view_free);
  if (session->subscriptions == NULL)
    return;
  g_hash_table_iter_init (&iter, session->subscriptions);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const WillowBrokerSubscription *subscription = value;
      WillowBrokerSubscriptionView   *row =
          g_new0 (WillowBrokerSubscriptionView, 1);

      row->filter = g_strdup (subscription->filter);
      row->qos = subscription->qos;
      row->no_local = subscription->no_local;
      row->retain_as_published = subscription->retain_as_published;
      row->identifier = subscription->identifier;
      g_ptr_array_add (view->subscriptions, row);
    }
  g_ptr_array_sort (view->subscriptions, compare_filters);
}

typedef struct
{
  WillowBrokerSessionView *view;
  gint64                   now_us;
} Taking;

static void
delivery_cb (MqttDeliveryState   state,
             guint16             packet_id,
             MqttMessage        *message,
             const MqttDelivery *delivery,
             gpointer            user_data)
{
  Taking                   *taking = user_data;
  WillowBrokerDeliveryView *row;
  gint64                    expiry_us;

  if (taking->view->n_deliveries++ >= WILLOW_BROKER_VIEW_MAX_DELIVERIES)
    return;
  expiry_us = message != NULL ? mqtt_message_get_expiry_us (message)
                              : MQTT_MESSAGE_NEVER_EXPIRES;
  row = g_new0 (WillowBrokerDeliveryView, 1);
  row->state = state;
  row->packet_id = packet_id;
  row->qos = delivery->qos;
  row->retain = delivery->retain;
  row->message = message != NULL ? mqtt_message_ref (message) : NULL;
  row->expiry_left_us = expiry_us == MQTT_MESSAGE_NEVER_EXPIRES
                            ? -1
                            : MAX (expiry_us - taking->now_us, 0);
  g_ptr_array_add (taking->view->deliveries, row);
}

static void
take_deliveries (WillowBrokerSessionView   *view,
                 const WillowBrokerSession *session,
                 gint64                     now_us)
{
  Taking taking = { view, now_us };

  view->deliveries = g_ptr_array_new_with_free_func (delivery_view_free);
  mqtt_session_foreach_out (session->mqtt, delivery_cb, &taking);
  view->incoming = g_array_new (FALSE, FALSE, sizeof (guint16));
  for (guint id = 1; id <= G_MAXUINT16; id++)
    {
      guint16 value = (guint16)id;

      if (view->incoming->len ==
          mqtt_session_get_n_in_flight_in (session->mqtt))
        break;
      if (mqtt_session_has_incoming (session->mqtt, value))
        g_array_append_val (view->incoming, value);
    }
}

/* Its length is in its fixed header, than which every CONNECT is longer. */
static GBytes *
dup_connect (const guint8 *connect)
{
  MqttReader reader =
      mqtt_reader_init ((MqttSlice){ connect, MQTT_FIXED_HEADER_MAX_BYTES });
  guint8   first;
  guint32  remaining_length;
  gboolean minimal;

  if (connect == NULL || !mqtt_reader_u8 (&reader, &first) ||
      mqtt_reader_vbi (&reader, &remaining_length, &minimal) != MQTT_VBI_OK)
    return NULL;
  return g_bytes_new (connect, reader.position + remaining_length);
}

static void
take_will (WillowBrokerSessionView *view,
           const WillowBrokerWill  *will,
           gint64                   now_us)
{
  view->will_left_us = -1;
  if (will == NULL)
    return;
  view->will = will->state;
  view->will_topic = g_strdup (will->topic);
  view->will_payload =
      will->payload != NULL ? g_bytes_ref (will->payload) : NULL;
  view->will_qos = will->qos;
  view->will_retain = will->retain;
  view->will_delay_seconds = will->delay_seconds;
  if (willow_broker_timer_is_set (&will->timer))
    view->will_left_us =
        MAX (willow_broker_timer_get_deadline_us (&will->timer) - now_us, 0);
}

static void
take_connection (WillowBrokerSessionView      *view,
                 const WillowBrokerConnection *connection)
{
  WillowTlsFacts *facts = willow_transport_get_tls_facts (
      willow_link_get_transport (connection->link));

  if (connection->listener != NULL)
    view->listener_url = willow_broker_listener_config_dup_url (
        willow_broker_listener_get_config (connection->listener),
        willow_broker_listener_get_port (connection->listener));
  else
    view->listener_url =
        willow_broker_bridge_dup_url (connection->session->bridge);
  view->tls = facts != NULL ? willow_tls_facts_ref (facts) : NULL;
}

WillowBrokerSessionView *
willow_broker_session_view_take (WillowBrokerServer        *server,
                                 const WillowBrokerSession *session)
{
  WillowBrokerSessionView *view = g_new0 (WillowBrokerSessionView, 1);
  gint64                   now_us = willow_broker_server_get_now_us (server);

  g_atomic_ref_count_init (&view->ref_count);
  view->client_id = g_strdup (session->client_id);
  view->connected = session->connection != NULL;
  view->connect = dup_connect (session->connect);
  take_subscriptions (view, session);
  take_deliveries (view, session, now_us);
  take_will (view, session->will, now_us);
  if (view->connected)
    take_connection (view, session->connection);
  return view;
}

WillowBrokerRetainedView *
willow_broker_retained_view_ref (WillowBrokerRetainedView *view)
{
  g_atomic_ref_count_inc (&view->ref_count);
  return view;
}

void
willow_broker_retained_view_unref (WillowBrokerRetainedView *view)
{
  if (!g_atomic_ref_count_dec (&view->ref_count))
    return;
  g_ptr_array_unref (view->messages);
  g_free (view);
}

static void
retained_cb (MqttMessage *message, gpointer user_data)
{
  g_ptr_array_add (user_data, mqtt_message_ref (message));
}

static gint
compare_topics (gconstpointer a, gconstpointer b)
{
  MqttSlice first = mqtt_message_get_topic (*(MqttMessage *const *)a);
  MqttSlice second = mqtt_message_get_topic (*(MqttMessage *const *)b);
  int result = memcmp (first.data, second.data, MIN (first.len, second.len));

  return result != 0 ? result
                     : (first.len > second.len) - (first.len < second.len);
}

WillowBrokerRetainedView *
willow_broker_retained_view_take (WillowBrokerServer *server,
                                  MqttSlice           filter,
                                  guint               max_messages)
{
  WillowBrokerRetainedView *view = g_new0 (WillowBrokerRetainedView, 1);

  g_atomic_ref_count_init (&view->ref_count);
  view->messages =
      g_ptr_array_new_with_free_func ((GDestroyNotify)mqtt_message_unref);
  view->taken_us = willow_broker_server_get_now_us (server);
  willow_broker_retained_match (
      server->retained, filter, view->taken_us, retained_cb, view->messages);
  view->n_matched = view->messages->len;
  g_ptr_array_sort (view->messages, compare_topics);
  if (view->messages->len > max_messages)
    g_ptr_array_set_size (view->messages, (int)max_messages);
  return view;
}
