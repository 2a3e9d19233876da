/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-alias-map.h"

#include <string.h>

typedef struct
{
  MqttSlice topic; /* of @bytes; first, so that an entry is its own key */
  guint16   alias;
  guint8    bytes[];
} Entry;

struct _MqttAliasMap
{
  GHashTable *by_topic; /* Entry, itself the key */
};

static guint
hash_topic (gconstpointer key)
{
  const MqttSlice *topic = key;
  guint            hash = 2166136261u; /* FNV-1a */

  for (gsize i = 0; i < topic->len; i++)
    hash = (hash ^ topic->data[i]) * 16777619u;
  return hash;
}

static gboolean
equal_topics (gconstpointer a, gconstpointer b)
{
  return mqtt_slice_equal (*(const MqttSlice *)a, *(const MqttSlice *)b);
}

MqttAliasMap *
mqtt_alias_map_new (void)
{
  MqttAliasMap *map = g_new (MqttAliasMap, 1);

  map->by_topic =
      g_hash_table_new_full (hash_topic, equal_topics, g_free, NULL);
  return map;
}

void
mqtt_alias_map_free (MqttAliasMap *map)
{
  g_hash_table_unref (map->by_topic);
  g_free (map);
}

guint16
mqtt_alias_map_find (const MqttAliasMap *map, MqttSlice topic)
{
  const Entry *entry = g_hash_table_lookup (map->by_topic, &topic);

  return entry != NULL ? entry->alias : 0;
}

guint16
mqtt_alias_map_add (MqttAliasMap *map, MqttSlice topic)
{
  Entry *entry = g_malloc (sizeof (Entry) + topic.len);

  memcpy (entry->bytes, topic.data, topic.len);
  entry->topic = (MqttSlice){ entry->bytes, topic.len };
  entry->alias = (guint16)(g_hash_table_size (map->by_topic) + 1);
  g_hash_table_add (map->by_topic, entry);
  return entry->alias;
}

guint
mqtt_alias_map_get_length (const MqttAliasMap *map)
{
  return g_hash_table_size (map->by_topic);
}
