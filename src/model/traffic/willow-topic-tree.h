/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace/willow-trace-store.h"

G_BEGIN_DECLS

/**
 * WillowTopicNode:
 *
 * One level of a topic; a GListModel of its children, in order of arrival.
 * Properties (notify at most once per batch): "name" (this level's text),
 * "n-topics" (topics with a message at or below), "n-messages" (at and below),
 * "value" (one-line text of the last payload here, nullable), "last-us" (wall
 * time of the last message at or below), "retained".
 */
#define WILLOW_TYPE_TOPIC_NODE (willow_topic_node_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowTopicNode, willow_topic_node, WILLOW, TOPIC_NODE, GObject)

const char *willow_topic_node_get_name (WillowTopicNode *self);
char       *willow_topic_node_dup_topic (WillowTopicNode *self);
gboolean    willow_topic_node_has_children (WillowTopicNode *self);
guint64     willow_topic_node_get_n_messages (WillowTopicNode *self);
guint       willow_topic_node_get_n_topics (WillowTopicNode *self);
gint64      willow_topic_node_get_last_us (WillowTopicNode *self);
/* (transfer none) (nullable): whole last payload of exactly this topic; kept
 * whatever is evicted */
GBytes  *willow_topic_node_get_payload (WillowTopicNode *self);
MqttQos  willow_topic_node_get_qos (WillowTopicNode *self);
gboolean willow_topic_node_get_retained (WillowTopicNode *self);
guint64  willow_topic_node_get_last_serial (WillowTopicNode *self);

/**
 * WillowTopicTree:
 *
 * The live topic tree of one conversation, fed with the messages that came from
 * the server.
 */
#define WILLOW_TYPE_TOPIC_TREE (willow_topic_tree_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowTopicTree, willow_topic_tree, WILLOW, TOPIC_TREE, GObject)

WillowTopicTree *willow_topic_tree_new (void);
/* (transfer none): the root; its children are the first levels */
WillowTopicNode *willow_topic_tree_get_root (WillowTopicTree *self);
void             willow_topic_tree_add (WillowTopicTree *self,
                                        MqttSlice        topic,
                                        MqttSlice        payload,
                                        MqttQos          qos,
                                        gboolean         retained,
                                        gint64           wall_us,
                                        guint64          serial);
/* Emits the notifications that the adds since the last call have earned. */
void             willow_topic_tree_commit (WillowTopicTree *self);
WillowTopicNode *willow_topic_tree_lookup (WillowTopicTree *self,
                                           const char      *topic);
guint            willow_topic_tree_get_n_topics (WillowTopicTree *self);
/**
 * willow_topic_tree_count_matches:
 * @filter: a valid Topic Filter
 * @examples: (nullable) (element-type utf8): the first @max_examples of the
 *   topics are appended
 *
 * Returns: how many topics with a message @filter matches
 */
guint willow_topic_tree_count_matches (WillowTopicTree *self,
                                       const char      *filter,
                                       guint            max_examples,
                                       GPtrArray       *examples);
void  willow_topic_tree_clear (WillowTopicTree *self);

G_END_DECLS
