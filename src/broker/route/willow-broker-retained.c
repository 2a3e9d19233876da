/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/route/willow-broker-retained.h"

#include "mqtt/mqtt-topic.h"

#include <string.h>

/* What a level of a topic takes in the tree, about: its node, its name, its
 * place in a table, and the table. */
#define LEVEL_BYTES 256u

typedef struct _Node Node;
struct _Node
{
  WillowBrokerRetained *retained;
  Node                 *parent;   /* (nullable): of the root */
  GHashTable           *children; /* (nullable): a set of Node, by name */
  MqttMessage          *message;  /* (nullable) */
  WillowBrokerTimer     expiry;
  MqttSlice             name; /* one level; points behind the node */
};

struct _WillowBrokerRetained
{
  WillowBrokerTimers *timers;
  Node               *root;
  gsize               limit_bytes;
  guint               max_messages;
  gsize               size_bytes;
  guint               count;

  WillowBrokerRetainedChangedFunc changed; /* (nullable) */
  gpointer                        changed_data;
};

typedef struct
{
  gint64                   now_us;
  WillowBrokerRetainedFunc func;
  gpointer                 user_data;
} Match;

static guint
node_hash (gconstpointer key)
{
  const Node *node = key;
  guint       hash = 5381;

  for (gsize i = 0; i < node->name.len; i++)
    hash = hash * 33 + node->name.data[i];
  return hash;
}

static gboolean
node_equal (gconstpointer a, gconstpointer b)
{
  return mqtt_slice_equal (((const Node *)a)->name, ((const Node *)b)->name);
}

static void
node_set_message (Node *node, MqttMessage *message)
{
  WillowBrokerRetained *retained = node->retained;

  if (node->message != NULL)
    {
      MqttSlice topic = mqtt_message_get_topic (node->message);

      willow_broker_timers_cancel (retained->timers, &node->expiry);
      retained->size_bytes -= mqtt_message_get_size_bytes (node->message);
      retained->count -= topic.data[0] != '$';
      g_clear_pointer (&node->message, mqtt_message_unref);
    }
  if (message != NULL)
    {
      node->message = mqtt_message_ref (message);
      retained->size_bytes += mqtt_message_get_size_bytes (message);
      retained->count += mqtt_message_get_topic (message).data[0] != '$';
    }
}

static void
node_free (gpointer data)
{
  Node *node = data;

  node_set_message (node, NULL);
  node->retained->size_bytes -= LEVEL_BYTES;
  g_clear_pointer (&node->children, g_hash_table_unref);
  g_free (node);
}

static Node *
node_new (WillowBrokerRetained *retained, Node *parent, MqttSlice name)
{
  Node   *node = g_malloc0 (sizeof *node + name.len);
  guint8 *copy = (guint8 *)(node + 1);

  if (name.len > 0)
    memcpy (copy, name.data, name.len);
  node->retained = retained;
  retained->size_bytes += LEVEL_BYTES;
  node->parent = parent;
  node->name = (MqttSlice){ copy, name.len };
  return node;
}

static Node *
node_find_child (Node *node, MqttSlice name)
{
  Node key = { .name = name };

  if (node->children == NULL)
    return NULL;
  return g_hash_table_lookup (node->children, &key);
}

static Node *
node_ensure_child (Node *node, MqttSlice name)
{
  Node *child = node_find_child (node, name);

  if (child != NULL)
    return child;
  if (node->children == NULL)
    node->children =
        g_hash_table_new_full (node_hash, node_equal, node_free, NULL);
  child = node_new (node->retained, node, name);
  g_hash_table_add (node->children, child);
  return child;
}

static void
node_prune (Node *node)
{
  while (node->parent != NULL && node->message == NULL &&
         node->children == NULL)
    {
      Node *parent = node->parent;

      g_hash_table_remove (parent->children, node);
      if (g_hash_table_size (parent->children) == 0)
        g_clear_pointer (&parent->children, g_hash_table_unref);
      node = parent;
    }
}

static void
say_changed (WillowBrokerRetained *retained,
             MqttMessage          *message,
             gboolean              is_removed)
{
  if (retained->changed != NULL)
    retained->changed (message, is_removed, retained->changed_data);
}

static gboolean
node_expired_cb (gpointer user_data)
{
  Node *node = user_data;

  say_changed (node->retained, node->message, TRUE);
  node_set_message (user_data, NULL);
  node_prune (user_data);
  return G_SOURCE_REMOVE;
}

/* Takes the first level off @rest. Returns whether it was the last one. */
static gboolean
take_level (MqttSlice *rest, MqttSlice *level)
{
  const guint8 *end = memchr (rest->data, '/', rest->len);

  level->data = rest->data;
  if (end == NULL)
    {
      level->len = rest->len;
      return TRUE;
    }
  level->len = (gsize)(end - rest->data);
  rest->len -= level->len + 1;
  rest->data = end + 1;
  return FALSE;
}

static Node *
find_node (WillowBrokerRetained *retained, MqttSlice topic, gboolean create)
{
  Node     *node = retained->root;
  MqttSlice level;
  gboolean  last;

  do
    {
      last = take_level (&topic, &level);
      node = create ? node_ensure_child (node, level)
                    : node_find_child (node, level);
    }
  while (!last && node != NULL);
  return node;
}

/**
 * willow_broker_retained_new:
 * @limit_bytes: memory of all messages together, and of the tree of topics
 *
 * Returns: (transfer full):
 */
WillowBrokerRetained *
willow_broker_retained_new (WillowBrokerTimers *timers,
                            gsize               limit_bytes,
                            guint               max_messages)
{
  WillowBrokerRetained *retained = g_new0 (WillowBrokerRetained, 1);

  retained->timers = timers;
  retained->limit_bytes = limit_bytes;
  retained->max_messages = max_messages;
  retained->root = node_new (retained, NULL, MQTT_SLICE_NONE);
  return retained;
}

void
willow_broker_retained_free (WillowBrokerRetained *retained)
{
  node_free (retained->root);
  g_free (retained);
}

void
willow_broker_retained_set_changed_func (WillowBrokerRetained *retained,
                                         WillowBrokerRetainedChangedFunc func,
                                         gpointer user_data)
{
  retained->changed = func;
  retained->changed_data = user_data;
}

gboolean
willow_broker_retained_has_room (WillowBrokerRetained *retained,
                                 const MqttMessage    *message)
{
  MqttSlice topic = mqtt_message_get_topic (message);
  gsize     size_bytes = mqtt_message_get_size_bytes (message) +
                     LEVEL_BYTES * mqtt_topic_count_levels (topic);
  Node *node;

  if (mqtt_message_get_payload (message).len == 0)
    return TRUE;
  if (retained->size_bytes + size_bytes > retained->limit_bytes)
    return FALSE;
  if (retained->count < retained->max_messages)
    return TRUE;
  node = find_node (retained, topic, FALSE); /* one may replace another */
  return node != NULL && node->message != NULL;
}

/**
 * willow_broker_retained_store:
 * @message: replaces what its Topic Name had [MQTT-3.3.1-5]; an empty payload
 *   removes that and is not kept itself [MQTT-3.3.1-6] [MQTT-3.3.1-7]
 */
void
willow_broker_retained_store (WillowBrokerRetained *retained,
                              MqttMessage          *message)
{
  gboolean remove = mqtt_message_get_payload (message).len == 0;
  gint64   expiry_us = mqtt_message_get_expiry_us (message);
  Node    *node;

  node = find_node (retained, mqtt_message_get_topic (message), !remove);
  if (node == NULL)
    return;
  if (!remove || node->message != NULL)
    say_changed (retained, message, remove);
  node_set_message (node, remove ? NULL : message);
  if (remove)
    node_prune (node);
  else if (expiry_us != MQTT_MESSAGE_NEVER_EXPIRES)
    willow_broker_timers_set (
        retained->timers, &node->expiry, expiry_us, node_expired_cb, node);
}

static void
match_node (Node *node, const Match *match)
{
  if (node->message != NULL &&
      mqtt_message_get_expiry_us (node->message) > match->now_us)
    match->func (node->message, match->user_data);
}

/* Wildcards at the start leave $ topics out [MQTT-4.7.2-1]. */
static gboolean
is_hidden (const Node *parent, const Node *child)
{
  return parent->parent == NULL && child->name.len > 0 &&
         child->name.data[0] == '$';
}

static void
match_all_below (Node *node, const Match *match)
{
  GHashTableIter iter;
  gpointer       child;

  match_node (node, match);
  if (node->children == NULL)
    return;
  g_hash_table_iter_init (&iter, node->children);
  while (g_hash_table_iter_next (&iter, &child, NULL))
    if (!is_hidden (node, child))
      match_all_below (child, match);
}

static void
match_level (Node *node, MqttSlice rest, const Match *match)
{
  MqttSlice      level;
  gboolean       last = take_level (&rest, &level);
  gboolean       wildcard = level.len == 1 && level.data[0] == '+';
  GHashTableIter iter;
  gpointer       child;

  /* "sport/#" matches "sport" too (4.7.1.2). */
  if (level.len == 1 && level.data[0] == '#')
    {
      match_all_below (node, match);
      return;
    }
  if (node->children == NULL)
    return;
  if (!wildcard)
    {
      child = node_find_child (node, level);
      if (child != NULL && last)
        match_node (child, match);
      else if (child != NULL)
        match_level (child, rest, match);
      return;
    }
  g_hash_table_iter_init (&iter, node->children);
  while (g_hash_table_iter_next (&iter, &child, NULL))
    {
      if (is_hidden (node, child))
        continue;
      if (last)
        match_node (child, match);
      else
        match_level (child, rest, match);
    }
}

void
willow_broker_retained_match (WillowBrokerRetained    *retained,
                              MqttSlice                filter,
                              gint64                   now_us,
                              WillowBrokerRetainedFunc func,
                              gpointer                 user_data)
{
  const Match match = { now_us, func, user_data };

  match_level (retained->root, filter, &match);
}

guint
willow_broker_retained_get_count (WillowBrokerRetained *retained)
{
  return retained->count;
}
