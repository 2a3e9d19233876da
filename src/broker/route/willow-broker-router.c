/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/route/willow-broker-router.h"

#include "broker/route/willow-broker-router-private.h"
#include "broker/willow-broker-server.h"

/**
 * willow_broker_router_new:
 *
 * Returns: (transfer full):
 */
WillowBrokerRouter *
willow_broker_router_new (WillowBrokerServer *server)
{
  WillowBrokerRouter *router = g_new0 (WillowBrokerRouter, 1);

  router->server = server;
  router->filters = mqtt_filter_tree_new (NULL);
  router->shared_filters = mqtt_filter_tree_new (NULL);
  router->shares = g_hash_table_new_full (
      g_str_hash, g_str_equal, NULL, (GDestroyNotify)willow_broker_share_free);
  router->matched = g_ptr_array_new ();
  router->matched_each = g_ptr_array_new ();
  router->matched_shares = g_ptr_array_new ();
  return router;
}

/**
 * willow_broker_router_free:
 *
 * After the Sessions, which take their Subscriptions out.
 */
void
willow_broker_router_free (WillowBrokerRouter *router)
{
  g_assert (router->n_subscriptions == 0);
  mqtt_filter_tree_free (router->filters);
  mqtt_filter_tree_free (router->shared_filters);
  g_hash_table_unref (router->shares);
  g_ptr_array_unref (router->matched);
  g_ptr_array_unref (router->matched_each);
  g_ptr_array_unref (router->matched_shares);
  g_free (router);
}

static void
collect_cb (gconstpointer key, gpointer value, gpointer user_data)
{
  WillowBrokerRouter       *router = user_data;
  WillowBrokerSubscription *subscription = value;
  WillowBrokerSession      *session = subscription->session;

  /* [MQTT-3.8.3-3] */
  if (subscription->no_local && session == router->publisher)
    return;
  if (router->server->config.delivers_each)
    {
      g_ptr_array_add (router->matched_each, subscription);
      return;
    }
  if (session->match_serial != router->serial)
    {
      session->match_serial = router->serial;
      session->match_qos = subscription->qos;
      session->match_retain_as_published = subscription->retain_as_published;
      if (session->match_identifiers != NULL)
        g_array_set_size (session->match_identifiers, 0);
      g_ptr_array_add (router->matched, session);
    }
  /* Overlapping Subscriptions: one copy, the highest QoS of them
   * [MQTT-3.3.4-2], the identifiers of all of them [MQTT-3.3.4-4]. */
  session->match_qos = MAX (session->match_qos, subscription->qos);
  session->match_retain_as_published |= subscription->retain_as_published;
  if (subscription->identifier == 0)
    return;
  if (session->match_identifiers == NULL)
    session->match_identifiers = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_val (session->match_identifiers, subscription->identifier);
}

static void
collect_share_cb (gconstpointer key, gpointer value, gpointer user_data)
{
  WillowBrokerRouter *router = user_data;

  g_ptr_array_add (router->matched_shares, value);
}

static void
deliver_matched (WillowBrokerRouter  *router,
                 WillowBrokerSession *session,
                 MqttMessage         *message,
                 gint64               now_us)
{
  GArray      *identifiers = session->match_identifiers;
  MqttDelivery delivery = {
    .qos = MIN (session->match_qos, mqtt_message_get_qos (message)),
    /* [MQTT-3.3.1-12] [MQTT-3.3.1-13]; 3.x has no such option: always 0
     * [MQTT-3.3.1-9 of 3.1.1]. */
    .retain =
        session->match_retain_as_published && mqtt_message_get_retain (message),
  };

  if (identifiers != NULL && identifiers->len > 0)
    {
      delivery.subscription_identifiers = (const guint32 *)identifiers->data;
      delivery.n_subscription_identifiers = identifiers->len;
    }
  willow_broker_session_deliver (
      router->server, session, message, &delivery, now_us);
}

static void
deliver_to (WillowBrokerRouter       *router,
            WillowBrokerSubscription *subscription,
            MqttMessage              *message,
            gint64                    now_us)
{
  MqttDelivery delivery = {
    .qos = MIN (subscription->qos, mqtt_message_get_qos (message)),
    .retain =
        subscription->retain_as_published && mqtt_message_get_retain (message),
    .subscription_identifiers = &subscription->identifier,
    .n_subscription_identifiers = subscription->identifier != 0 ? 1 : 0,
  };

  willow_broker_session_deliver (
      router->server, subscription->session, message, &delivery, now_us);
}

/* Each Shared Subscription gives its message to one of its members. */
static void
deliver_shared (WillowBrokerRouter *router,
                WillowBrokerShare  *share,
                MqttMessage        *message,
                gint64              now_us)
{
  WillowBrokerSubscription *subscription =
      willow_broker_share_choose (share, mqtt_message_get_topic (message));

  if (subscription != NULL)
    deliver_to (router, subscription, message, now_us);
}

static void
deliver_all (WillowBrokerRouter *router, MqttMessage *message, gint64 now_us)
{
  for (guint i = 0; i < router->matched->len; i++)
    deliver_matched (
        router, g_ptr_array_index (router->matched, i), message, now_us);
  for (guint i = 0; i < router->matched_each->len; i++)
    deliver_to (
        router, g_ptr_array_index (router->matched_each, i), message, now_us);
  for (guint i = 0; i < router->matched_shares->len; i++)
    deliver_shared (
        router, g_ptr_array_index (router->matched_shares, i), message, now_us);
}

gboolean
willow_broker_router_publish (WillowBrokerRouter        *router,
                              const WillowBrokerSession *publisher,
                              MqttMessage               *message,
                              gint64                     now_us)
{
  MqttSlice topic = mqtt_message_get_topic (message);

  g_assert (!router->is_publishing);
  router->is_publishing = TRUE;
  router->publisher = publisher;
  router->serial++;
  g_ptr_array_set_size (router->matched, 0);
  g_ptr_array_set_size (router->matched_each, 0);
  g_ptr_array_set_size (router->matched_shares, 0);
  if (mqtt_message_get_retain (message))
    willow_broker_retained_store (router->server->retained, message);
  mqtt_filter_tree_match (router->filters, topic, collect_cb, router);
  if (mqtt_filter_tree_get_size (router->shared_filters) > 0)
    mqtt_filter_tree_match (
        router->shared_filters, topic, collect_share_cb, router);
  deliver_all (router, message, now_us);
  router->publisher = NULL;
  router->is_publishing = FALSE;
  return router->matched->len > 0 || router->matched_each->len > 0 ||
         router->matched_shares->len > 0;
}

typedef struct
{
  WillowBrokerRouter       *router;
  WillowBrokerSubscription *subscription;
  gint64                    now_us;
} SendRetained;

static void
send_retained_cb (MqttMessage *message, gpointer user_data)
{
  const SendRetained       *send = user_data;
  WillowBrokerSubscription *subscription = send->subscription;
  MqttDelivery              delivery = {
                 .qos = MIN (subscription->qos, mqtt_message_get_qos (message)),
                 .retain = TRUE, /* [MQTT-3.3.1-8 of 3.1.1], 5.0 section 3.3.1.3 */
                 .subscription_identifiers = &subscription->identifier,
                 .n_subscription_identifiers = subscription->identifier != 0 ? 1 : 0,
  };

  willow_broker_session_deliver (send->router->server,
                                 subscription->session,
                                 message,
                                 &delivery,
                                 send->now_us);
}

void
willow_broker_router_send_retained (WillowBrokerRouter  *router,
                                    WillowBrokerSession *session,
                                    MqttSlice            slice,
                                    gint64               now_us)
{
  g_autofree char *filter = mqtt_slice_dup_string (slice);
  SendRetained     send = { .router = router, .now_us = now_us };

  send.subscription = g_hash_table_lookup (session->subscriptions, filter);
  willow_broker_retained_match (router->server->retained,
                                mqtt_slice_from_string (filter),
                                now_us,
                                send_retained_cb,
                                &send);
}

guint
willow_broker_router_get_n_subscriptions (WillowBrokerRouter *router)
{
  return router->n_subscriptions;
}

guint
willow_broker_router_get_n_sys (WillowBrokerRouter *router)
{
  return router->n_sys;
}
