/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault/willow-fault-engine-private.h"

/* A throttled lane may send what comes together in that time at once. */
#define BURST_SECONDS 0.1

/* How often a throttled lane is looked at. */
#define THROTTLE_STEP_US (20 * G_TIME_SPAN_MILLISECOND)

static void
entry_free (WillowFaultEntry *entry)
{
  g_clear_pointer (&entry->bytes, g_bytes_unref);
  g_free (entry);
}

void
willow_fault_lane_init (WillowFaultLane *lane, WillowDirection direction)
{
  *lane = (WillowFaultLane){ .direction = direction };
  mqtt_framer_init (&lane->framer, 0);
  g_queue_init (&lane->entries);
}

void
willow_fault_lane_clear (WillowFaultLane *lane)
{
  mqtt_framer_clear (&lane->framer);
  g_clear_pointer (&lane->begun, g_byte_array_unref);
  g_queue_clear_full (&lane->entries, (GDestroyNotify)entry_free);
  g_clear_pointer (&lane->overtaken, g_bytes_unref);
  g_clear_pointer (&lane->muted_by, willow_fault_unref);
  g_clear_pointer (&lane->stalled_by, willow_fault_unref);
  g_clear_pointer (&lane->throttled_by, willow_fault_unref);
}

void
willow_fault_lane_push (WillowFaultLane *lane, GBytes *bytes, gint64 due_us)
{
  WillowFaultEntry *entry;

  if (lane->muted_by != NULL)
    {
      g_bytes_unref (bytes);
      return;
    }
  entry = g_new0 (WillowFaultEntry, 1);
  entry->bytes = bytes;
  entry->due_us = due_us;
  lane->held_bytes += g_bytes_get_size (bytes);
  g_queue_push_tail (&lane->entries, entry);
}

void
willow_fault_lane_push_copy (WillowFaultLane *lane, MqttSlice bytes)
{
  if (bytes.len > 0)
    willow_fault_lane_push (lane, g_bytes_new (bytes.data, bytes.len), 0);
}

void
willow_fault_lane_push_close (WillowFaultLane *lane, WillowCloseMode mode)
{
  WillowFaultEntry *entry = g_new0 (WillowFaultEntry, 1);

  entry->close_mode = mode;
  g_queue_push_tail (&lane->entries, entry);
}

/* How much of @len may go now. */
static gsize
get_allowance (WillowFaultLane *lane, gsize len, gint64 now_us)
{
  double rate, elapsed;

  if (lane->throttled_by == NULL)
    return len;
  rate = lane->throttled_by->number;
  elapsed = (double)(now_us - lane->allowance_us) / G_USEC_PER_SEC;
  lane->allowance_us = now_us;
  lane->allowance_bytes = MIN (lane->allowance_bytes + elapsed * rate,
                               MAX (rate * BURST_SECONDS, 1));
  len = MIN (len, (gsize)lane->allowance_bytes);
  lane->allowance_bytes -= (double)len;
  return len;
}

/* Gives out as much of the first entry as @len says. */
static void
forward_some (WillowFaultEngine *engine, WillowFaultLane *lane, gsize len)
{
  WillowFaultEntry *entry = lane->entries.head->data;
  MqttSlice         all = mqtt_slice_from_bytes (entry->bytes);
  MqttSlice         part = { all.data + entry->n_sent, len };
  g_autoptr (GBytes) bytes = g_bytes_ref (entry->bytes);

  entry->n_sent += len;
  lane->held_bytes -= len;
  if (entry->n_sent == all.len)
    {
      g_queue_pop_head (&lane->entries);
      entry_free (entry);
    }
  engine->funcs.forward (lane->direction, part, engine->user_data);
}

static void
close_now (WillowFaultEngine *engine, WillowFaultLane *lane)
{
  WillowFaultEntry *entry = g_queue_pop_head (&lane->entries);
  WillowCloseMode   mode = entry->close_mode;

  entry_free (entry);
  engine->funcs.close (mode, engine->user_data);
}

static void
let_overtaken_go (WillowFaultLane *lane)
{
  if (lane->overtaken != NULL)
    willow_fault_lane_push (lane, g_steal_pointer (&lane->overtaken), 0);
}

void
willow_fault_lane_run (WillowFaultEngine *engine, WillowFaultLane *lane)
{
  gint64 now_us = g_get_monotonic_time ();

  if (lane->overtaken != NULL && lane->overtaken_until_us <= now_us)
    let_overtaken_go (lane);
  if (lane->stalled_by != NULL && lane->stalled_until_us <= now_us)
    g_clear_pointer (&lane->stalled_by, willow_fault_unref);
  while (!engine->is_freed && lane->stalled_by == NULL &&
         lane->entries.length > 0)
    {
      WillowFaultEntry *entry = lane->entries.head->data;
      gsize             len;

      if (entry->due_us > now_us)
        return;
      if (entry->bytes == NULL)
        {
          close_now (engine, lane);
          return;
        }
      len = g_bytes_get_size (entry->bytes) - entry->n_sent;
      len = get_allowance (lane, len, now_us);
      if (len == 0)
        return;
      forward_some (engine, lane, len);
    }
}

void
willow_fault_lane_flush (WillowFaultEngine *engine, WillowFaultLane *lane)
{
  MqttSlice rest = mqtt_framer_get_rest (&lane->framer);

  let_overtaken_go (lane);
  willow_fault_lane_push_copy (lane, rest);
  mqtt_framer_clear (&lane->framer);
  mqtt_framer_init (&lane->framer, 0);
  lane->is_raw = TRUE;
  while (!engine->is_freed && lane->entries.length > 0)
    {
      WillowFaultEntry *entry = lane->entries.head->data;

      if (entry->bytes == NULL)
        {
          close_now (engine, lane);
          return;
        }
      forward_some (
          engine, lane, g_bytes_get_size (entry->bytes) - entry->n_sent);
    }
}

gint64
willow_fault_lane_get_due_us (const WillowFaultLane *lane)
{
  const WillowFaultEntry *entry =
      lane->entries.length > 0 ? lane->entries.head->data : NULL;
  gint64 due_us = G_MAXINT64;

  if (lane->overtaken != NULL)
    due_us = lane->overtaken_until_us;
  if (lane->stalled_by != NULL)
    return MIN (due_us, lane->stalled_until_us);
  if (entry == NULL)
    return due_us;
  if (entry->due_us == 0 && lane->throttled_by != NULL)
    return MIN (due_us, lane->allowance_us + THROTTLE_STEP_US);
  return MIN (due_us, entry->due_us);
}

static void
forget (WillowFault **fault, const WillowFaultList *list)
{
  if (*fault != NULL &&
      (list == NULL || !willow_fault_list_contains (list, *fault)))
    g_clear_pointer (fault, willow_fault_unref);
}

void
willow_fault_lane_forget (WillowFaultLane *lane, const WillowFaultList *list)
{
  forget (&lane->muted_by, list);
  forget (&lane->stalled_by, list);
  forget (&lane->throttled_by, list);
}
