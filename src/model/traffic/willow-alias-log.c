/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-alias-log.h"

#define N_DIRECTIONS 2u
#define COMPACT_MIN 4096u

/* Eight bytes for a record that used an alias: the low half of its serial (the
 * high half follows from the first one, there are never 2^32 in a store) and
 * where its topic is. */
typedef struct
{
  guint32 serial_low;
  guint32 topic;
} Use;

struct _WillowAliasLog
{
  guint32     connection;
  GHashTable *aliases[N_DIRECTIONS]; /* alias → index of topic */

  GPtrArray  *topics;      /* element-type utf8: each once */
  GHashTable *topic_index; /* topic → index, keys are those of topics */

  GArray *uses; /* of Use, by serial */
  guint   uses_start;
  guint64 first_serial;
};

WillowAliasLog *
willow_alias_log_new (void)
{
  WillowAliasLog *log = g_new0 (WillowAliasLog, 1);

  for (guint i = 0; i < N_DIRECTIONS; i++)
    log->aliases[i] = g_hash_table_new (NULL, NULL);
  log->topics = g_ptr_array_new_with_free_func (g_free);
  log->topic_index = g_hash_table_new (g_str_hash, g_str_equal);
  log->uses = g_array_new (FALSE, FALSE, sizeof (Use));
  return log;
}

void
willow_alias_log_free (WillowAliasLog *log)
{
  for (guint i = 0; i < N_DIRECTIONS; i++)
    g_hash_table_unref (log->aliases[i]);
  g_hash_table_unref (log->topic_index);
  g_ptr_array_unref (log->topics);
  g_array_unref (log->uses);
  g_free (log);
}

/* Forgets records. The aliases in force stay: the connection goes on. */
void
willow_alias_log_clear (WillowAliasLog *log)
{
  g_array_set_size (log->uses, 0);
  log->uses_start = 0;
}

static guint
intern_topic (WillowAliasLog *log, MqttSlice topic)
{
  g_autofree char *text = mqtt_slice_dup_string (topic);
  gpointer         index;

  if (!g_hash_table_lookup_extended (log->topic_index, text, NULL, &index))
    {
      index = GUINT_TO_POINTER (log->topics->len);
      g_hash_table_insert (log->topic_index, text, index);
      g_ptr_array_add (log->topics, g_steal_pointer (&text));
    }
  return GPOINTER_TO_UINT (index);
}

static void
begin_connection (WillowAliasLog *log, guint32 connection)
{
  if (log->connection == connection)
    return;
  log->connection = connection;
  for (guint i = 0; i < N_DIRECTIONS; i++)
    g_hash_table_remove_all (log->aliases[i]);
}

static MqttSlice
use_alias (WillowAliasLog *log,
           GHashTable     *aliases,
           guint           alias,
           guint64         serial)
{
  Use      use = { (guint32)serial, 0 };
  gpointer index;

  if (!g_hash_table_lookup_extended (
          aliases, GUINT_TO_POINTER (alias), NULL, &index))
    return MQTT_SLICE_NONE;
  use.topic = GPOINTER_TO_UINT (index);
  if (log->uses->len == log->uses_start)
    log->first_serial = serial;
  g_array_append_val (log->uses, use);
  return mqtt_slice_from_string (g_ptr_array_index (log->topics, use.topic));
}

MqttSlice
willow_alias_log_resolve (WillowAliasLog    *log,
                          guint32            connection,
                          WillowDirection    direction,
                          const MqttPublish *publish,
                          guint64            serial)
{
  GHashTable *aliases = log->aliases[direction];
  guint       alias = mqtt_properties_get_number (
      publish->properties, MQTT_PROPERTY_TOPIC_ALIAS, 0);

  begin_connection (log, connection);
  if (alias == 0)
    return publish->topic;
  if (publish->topic.len == 0)
    return use_alias (log, aliases, alias, serial);
  g_hash_table_insert (aliases,
                       GUINT_TO_POINTER (alias),
                       GUINT_TO_POINTER (intern_topic (log, publish->topic)));
  return publish->topic;
}

static guint64
get_serial (const WillowAliasLog *log, guint i)
{
  guint32 low = g_array_index (log->uses, Use, i).serial_low;

  return log->first_serial + (guint32)(low - (guint32)log->first_serial);
}

/* First use with a serial of at least @serial. */
static guint
lower_bound (const WillowAliasLog *log, guint64 serial)
{
  guint low = log->uses_start;
  guint high = log->uses->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_serial (log, middle) < serial)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const char *
willow_alias_log_lookup (WillowAliasLog *log, guint64 serial)
{
  guint i = lower_bound (log, serial);

  if (i >= log->uses->len || get_serial (log, i) != serial)
    return NULL;
  return g_ptr_array_index (log->topics,
                            g_array_index (log->uses, Use, i).topic);
}

void
willow_alias_log_evict (WillowAliasLog *log, guint64 first_serial)
{
  log->uses_start = lower_bound (log, first_serial);
  if (log->uses_start < log->uses->len)
    log->first_serial = get_serial (log, log->uses_start);
  if (log->uses_start < COMPACT_MIN || log->uses_start < log->uses->len / 2)
    return;
  g_array_remove_range (log->uses, 0, log->uses_start);
  log->uses_start = 0;
}
