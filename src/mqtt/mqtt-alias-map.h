/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

/**
 * MqttAliasMap:
 *
 * The Topic Aliases that we have given on one Network Connection (5.0 section
 * 3.3.2.3.4): first come, first served, until none is left. Giving the alias of
 * one topic to another is allowed, but where more topics go round than there
 * are aliases it would cost three bytes each time and save none.
 */
typedef struct _MqttAliasMap MqttAliasMap;

MqttAliasMap *mqtt_alias_map_new (void);
void          mqtt_alias_map_free (MqttAliasMap *map);

/* The alias of @topic, or 0. */
guint16 mqtt_alias_map_find (const MqttAliasMap *map, MqttSlice topic);
/* Gives @topic, which has none, the next one: 1, 2, 3 … */
guint16 mqtt_alias_map_add (MqttAliasMap *map, MqttSlice topic);
guint   mqtt_alias_map_get_length (const MqttAliasMap *map);

G_END_DECLS
