/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The router's tables of Subscriptions. */
#include "broker/route/willow-broker-router-private.h"

#include "broker/route/willow-broker-overlap.h"
#include "broker/willow-broker-server.h"
#include "broker/glass/willow-broker-sys.h"
#include "mqtt/mqtt-topic.h"

/* About: itself, and for each level a node with its table. */
#define SUBSCRIPTION_BYTES 200u
#define LEVEL_BYTES 256u

gsize
willow_broker_router_measure (MqttSlice filter)
{
  return SUBSCRIPTION_BYTES + 2 * filter.len +
         LEVEL_BYTES * mqtt_topic_count_levels (filter);
}

static void
subscription_free (gpointer data)
{
  WillowBrokerSubscription *subscription = data;

  g_free (subscription->filter);
  g_free (subscription);
}

/* What it takes in the tree of filters, about. */
static gsize
get_size_bytes (const WillowBrokerSubscription *subscription)
{
  return willow_broker_router_measure (
      mqtt_slice_from_string (subscription->filter));
}

static MqttSlice
get_inner (const char *filter)
{
  MqttSlice whole = mqtt_slice_from_string (filter);
  MqttSlice share_name;
  MqttSlice inner;

  return mqtt_topic_filter_split_shared (whole, &share_name, &inner) ? inner
                                                                     : whole;
}

static void
join_share (WillowBrokerRouter *router, WillowBrokerSubscription *subscription)
{
  WillowBrokerShare *share =
      g_hash_table_lookup (router->shares, subscription->filter);

  if (share == NULL)
    {
      share = willow_broker_share_new (subscription->filter);
      g_hash_table_insert (router->shares, share->filter, share);
      mqtt_filter_tree_insert (
          router->shared_filters, get_inner (share->filter), share, share);
    }
  willow_broker_share_add (share, subscription);
  subscription->share = share;
}

static void
leave_share (WillowBrokerRouter *router, WillowBrokerSubscription *subscription)
{
  WillowBrokerShare *share = subscription->share;

  if (!willow_broker_share_remove (share, subscription))
    return;
  mqtt_filter_tree_remove (
      router->shared_filters, get_inner (share->filter), share);
  g_hash_table_remove (router->shares, share->filter);
}

static void
index_subscription (WillowBrokerRouter       *router,
                    WillowBrokerSubscription *subscription)
{
  MqttSlice filter = mqtt_slice_from_string (subscription->filter);

  /* 3.x has no Shared Subscriptions: there it is a filter like any other. */
  if (subscription->session->version == MQTT_VERSION_5_0 &&
      mqtt_topic_filter_split_shared (filter, NULL, NULL))
    join_share (router, subscription);
  else
    mqtt_filter_tree_insert (
        router->filters, filter, subscription->session, subscription);
  router->n_subscriptions++;
  router->server->subscription_bytes += get_size_bytes (subscription);
  router->n_sys += willow_broker_sys_owns (get_inner (subscription->filter));
}

static void
unindex_subscription (WillowBrokerRouter       *router,
                      WillowBrokerSubscription *subscription)
{
  MqttSlice filter = mqtt_slice_from_string (subscription->filter);

  if (subscription->share != NULL)
    leave_share (router, subscription);
  else
    mqtt_filter_tree_remove (router->filters, filter, subscription->session);
  router->n_subscriptions--;
  router->server->subscription_bytes -= get_size_bytes (subscription);
  router->n_sys -= willow_broker_sys_owns (get_inner (subscription->filter));
}

gboolean
willow_broker_router_subscribe (WillowBrokerRouter     *router,
                                WillowBrokerSession    *session,
                                const MqttSubscription *options,
                                guint32                 identifier)
{
  g_autofree char          *filter = mqtt_slice_dup_string (options->filter);
  WillowBrokerSubscription *subscription = NULL;
  gboolean                  is_new;

  if (session->subscriptions == NULL)
    session->subscriptions = g_hash_table_new_full (
        g_str_hash, g_str_equal, NULL, subscription_free);
  subscription = g_hash_table_lookup (session->subscriptions, filter);
  is_new = subscription == NULL;
  if (is_new)
    {
      subscription = g_new0 (WillowBrokerSubscription, 1);
      subscription->session = session;
      subscription->filter = g_steal_pointer (&filter);
      g_hash_table_insert (
          session->subscriptions, subscription->filter, subscription);
      index_subscription (router, subscription);
      willow_broker_overlap_add (session, options->filter);
    }
  subscription->qos = options->qos;
  subscription->no_local = options->no_local;
  subscription->retain_as_published = options->retain_as_published;
  subscription->identifier = identifier;
  return is_new;
}

gboolean
willow_broker_router_unsubscribe (WillowBrokerRouter  *router,
                                  WillowBrokerSession *session,
                                  MqttSlice            slice)
{
  g_autofree char          *filter = mqtt_slice_dup_string (slice);
  WillowBrokerSubscription *subscription = NULL;

  if (session->subscriptions != NULL)
    subscription = g_hash_table_lookup (session->subscriptions, filter);
  if (subscription == NULL)
    return FALSE;
  unindex_subscription (router, subscription);
  willow_broker_overlap_remove (session, slice);
  g_hash_table_remove (session->subscriptions, filter);
  return TRUE;
}

void
willow_broker_router_unsubscribe_all (WillowBrokerRouter  *router,
                                      WillowBrokerSession *session)
{
  GHashTableIter iter;
  gpointer       subscription;

  if (session->subscriptions == NULL)
    return;
  g_hash_table_iter_init (&iter, session->subscriptions);
  while (g_hash_table_iter_next (&iter, NULL, &subscription))
    unindex_subscription (router, subscription);
  g_hash_table_remove_all (session->subscriptions);
  willow_broker_overlap_clear (session);
}
