/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/route/willow-broker-overlap.h"

#include "broker/route/willow-broker-router.h"
#include "mqtt/mqtt-topic.h"

#include <string.h>

/* Fewer Subscriptions are harmless, and most Clients have few: they do without
 * a tree of their own. */
#define TRACKED_FROM 16u

struct _WillowBrokerOverlap
{
  MqttFilterTree *filters; /* those with "+"; key: the session */
  guint           n_removed;
};

static gboolean
has_single_level (MqttSlice filter)
{
  return filter.len > 0 && memchr (filter.data, '+', filter.len) != NULL;
}

static MqttSlice
get_inner (const WillowBrokerSession *session, MqttSlice filter)
{
  if (session->version == MQTT_VERSION_5_0)
    mqtt_topic_filter_split_shared (filter, NULL, &filter);
  return filter;
}

static void
insert (WillowBrokerSession *session, MqttSlice filter)
{
  filter = get_inner (session, filter);
  if (has_single_level (filter))
    mqtt_filter_tree_insert (
        session->overlap->filters, filter, session, session);
}

static void
build (WillowBrokerSession *session)
{
  GHashTableIter iter;
  gpointer       filter;

  willow_broker_overlap_clear (session);
  session->overlap = g_new0 (WillowBrokerOverlap, 1);
  session->overlap->filters = mqtt_filter_tree_new (NULL);
  g_hash_table_iter_init (&iter, session->subscriptions);
  while (g_hash_table_iter_next (&iter, &filter, NULL))
    insert (session, mqtt_slice_from_string (filter));
}

/* What adds nothing is welcome, however wide it is already. */
static gboolean
fits (const WillowBrokerOverlap *overlap, MqttSlice filter, guint limit)
{
  guint width = mqtt_filter_tree_get_width_with (overlap->filters, filter);

  return width <= limit ||
         width == mqtt_filter_tree_get_width (overlap->filters);
}

gboolean
willow_broker_overlap_has_room (WillowBrokerSession *session,
                                MqttSlice            filter,
                                guint                limit)
{
  filter = get_inner (session, filter);
  if (!has_single_level (filter) || session->subscriptions == NULL ||
      g_hash_table_size (session->subscriptions) < TRACKED_FROM)
    return TRUE;
  if (session->overlap == NULL)
    build (session);
  if (fits (session->overlap, filter, limit))
    return TRUE;
  /* What is gone may still count: once in a while it is worth looking. */
  if (session->overlap->n_removed <=
      mqtt_filter_tree_get_size (session->overlap->filters) / 4)
    return FALSE;
  build (session);
  return fits (session->overlap, filter, limit);
}

void
willow_broker_overlap_add (WillowBrokerSession *session, MqttSlice filter)
{
  if (session->overlap != NULL)
    insert (session, filter);
}

void
willow_broker_overlap_remove (WillowBrokerSession *session, MqttSlice filter)
{
  if (session->overlap == NULL)
    return;
  filter = get_inner (session, filter);
  session->overlap->n_removed +=
      mqtt_filter_tree_remove (session->overlap->filters, filter, session);
}

void
willow_broker_overlap_clear (WillowBrokerSession *session)
{
  if (session->overlap == NULL)
    return;
  mqtt_filter_tree_free (session->overlap->filters);
  g_clear_pointer (&session->overlap, g_free);
}
