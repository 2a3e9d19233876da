/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/glass/willow-broker-log.h"

struct _WillowBrokerLog
{
  gatomicrefcount ref_count;
  guint           max_entries;
  guint           events; /* atomic */

  GMutex     mutex;
  GPtrArray *entries; /* guarded by it, as what follows */
  guint      n_dropped;
};

static GPtrArray *
new_entries (void)
{
  return g_ptr_array_new_with_free_func (
      (GDestroyNotify)willow_broker_log_entry_free);
}

WillowBrokerLog *
willow_broker_log_new (guint max_entries)
{
  WillowBrokerLog *log = g_new0 (WillowBrokerLog, 1);

  g_atomic_ref_count_init (&log->ref_count);
  log->max_entries = max_entries;
  log->events = G_MAXUINT;
  g_mutex_init (&log->mutex);
  log->entries = new_entries ();
  return log;
}

WillowBrokerLog *
willow_broker_log_ref (WillowBrokerLog *log)
{
  g_atomic_ref_count_inc (&log->ref_count);
  return log;
}

void
willow_broker_log_unref (WillowBrokerLog *log)
{
  if (!g_atomic_ref_count_dec (&log->ref_count))
    return;
  g_ptr_array_unref (log->entries);
  g_mutex_clear (&log->mutex);
  g_free (log);
}

void
willow_broker_log_set_events (WillowBrokerLog *log, guint events)
{
  g_atomic_int_set (&log->events, events);
}

void
willow_broker_log_add_events (WillowBrokerLog *log, guint events)
{
  g_atomic_int_or (&log->events, events);
}

gboolean
willow_broker_log_wants (WillowBrokerLog *log, WillowBrokerLogEvent event)
{
  return (g_atomic_int_get (&log->events) & (1u << event)) != 0;
}

void
willow_broker_log_say (WillowBrokerLog     *log,
                       WillowBrokerLogEvent event,
                       const char          *text)
{
  WillowBrokerLogEntry *entry;

  if (!willow_broker_log_wants (log, event))
    return;
  entry = willow_broker_log_entry_new (event);
  entry->text = g_strdup (text);
  willow_broker_log_push (log, entry);
}

void
willow_broker_log_push (WillowBrokerLog *log, WillowBrokerLogEntry *entry)
{
  gboolean has_room;

  g_mutex_lock (&log->mutex);
  has_room = log->entries->len < log->max_entries;
  if (has_room)
    g_ptr_array_add (log->entries, entry);
  else
    log->n_dropped++;
  g_mutex_unlock (&log->mutex);
  if (!has_room)
    willow_broker_log_entry_free (entry);
}

GPtrArray *
willow_broker_log_take (WillowBrokerLog *log, guint *n_dropped)
{
  GPtrArray *fresh = new_entries ();
  GPtrArray *entries;

  g_mutex_lock (&log->mutex);
  entries = log->entries;
  log->entries = fresh;
  *n_dropped = log->n_dropped;
  log->n_dropped = 0;
  g_mutex_unlock (&log->mutex);
  return entries;
}

WillowBrokerLogEntry *
willow_broker_log_entry_new (WillowBrokerLogEvent event)
{
  WillowBrokerLogEntry *entry = g_new0 (WillowBrokerLogEntry, 1);

  entry->event = event;
  entry->wall_us = g_get_real_time ();
  entry->reason = -1;
  return entry;
}

void
willow_broker_log_entry_free (WillowBrokerLogEntry *entry)
{
  g_free (entry->listener);
  g_free (entry->client_id);
  g_free (entry->user_name);
  g_clear_object (&entry->client);
  g_clear_object (&entry->by);
  g_clear_object (&entry->server);
  g_free (entry->text);
  g_free (entry);
}
