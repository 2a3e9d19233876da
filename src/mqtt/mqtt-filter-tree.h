/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

/**
 * MqttFilterTree:
 *
 * Topic Filters with a value per (filter, key); finding those that match a
 * Topic Name costs by its depth, not by the number of filters.
 */
typedef struct _MqttFilterTree MqttFilterTree;

MqttFilterTree *mqtt_filter_tree_new (GDestroyNotify value_free);
void            mqtt_filter_tree_free (MqttFilterTree *tree);

/* @filter: valid, without $share prefix. Returns whether it was new for @key; a
 * former value is freed. */
gboolean mqtt_filter_tree_insert (MqttFilterTree *tree,
                                  MqttSlice       filter,
                                  gconstpointer   key,
                                  gpointer        value);
gpointer mqtt_filter_tree_lookup (MqttFilterTree *tree,
                                  MqttSlice       filter,
                                  gconstpointer   key);
gboolean mqtt_filter_tree_remove (MqttFilterTree *tree,
                                  MqttSlice       filter,
                                  gconstpointer   key);
guint    mqtt_filter_tree_get_size (const MqttFilterTree *tree);

/* What one Topic Name can cost: the most nodes of the tree that a match may
 * look at. It is about the number of levels, unless filters with "+" overlap: a
 * dozen levels that may each be "+" or a word are thousands of nodes. After
 * filters were removed it may be too high. */
guint mqtt_filter_tree_get_width (const MqttFilterTree *tree);
/* The same if @filter were there. */
guint mqtt_filter_tree_get_width_with (const MqttFilterTree *tree,
                                       MqttSlice             filter);
/* Nodes that all matches until now have looked at. */
guint64 mqtt_filter_tree_get_n_visited (const MqttFilterTree *tree);

typedef void (*MqttFilterTreeFunc) (gconstpointer key,
                                    gpointer      value,
                                    gpointer      user_data);

/* Calls @func for each value whose filter matches [MQTT-4.7.2-1]. The tree must
 * not be changed meanwhile. */
void mqtt_filter_tree_match (MqttFilterTree    *tree,
                             MqttSlice          topic,
                             MqttFilterTreeFunc func,
                             gpointer           user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqttFilterTree, mqtt_filter_tree_free)

G_END_DECLS
