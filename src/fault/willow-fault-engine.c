/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault/willow-fault-engine-private.h"

static void
event_clear (gpointer data)
{
  WillowFaultEvent *event = data;

  willow_fault_unref (event->fault);
  g_clear_pointer (&event->bytes, g_bytes_unref);
}

void
willow_fault_engine_enter (WillowFaultEngine *engine)
{
  engine->busy++;
}

static void
really_free (WillowFaultEngine *engine)
{
  for (guint i = 0; i < G_N_ELEMENTS (engine->lanes); i++)
    willow_fault_lane_clear (&engine->lanes[i]);
  g_array_unref (engine->events);
  g_ptr_array_unref (engine->agreed);
  g_hash_table_unref (engine->topics);
  g_hash_table_unref (engine->aliases);
  g_hash_table_unref (engine->answered);
  g_clear_pointer (&engine->list, willow_fault_list_unref);
  g_free (engine->client_id);
  g_free (engine->user_name);
  g_free (engine);
}

static gint64
get_due_us (WillowFaultEngine *engine)
{
  gint64 due_us = G_MAXINT64;

  for (guint i = 0; i < G_N_ELEMENTS (engine->lanes); i++)
    due_us = MIN (due_us, willow_fault_lane_get_due_us (&engine->lanes[i]));
  for (guint i = 0; i < engine->events->len; i++)
    due_us = MIN (due_us,
                  g_array_index (engine->events, WillowFaultEvent, i).due_us);
  return due_us;
}

void
willow_fault_engine_leave (WillowFaultEngine *engine)
{
  gint64 due_us;

  if (--engine->busy > 0)
    return;
  if (engine->is_freed)
    {
      really_free (engine);
      return;
    }
  due_us = get_due_us (engine);
  if (due_us == G_MAXINT64)
    willow_timer_clear (&engine->timer);
  else
    willow_timer_set (&engine->timer, due_us);
}

void
willow_fault_engine_run (WillowFaultEngine *engine)
{
  gint64 now_us = g_get_monotonic_time ();
  guint  i = 0;

  if (engine->is_freed)
    return;
  while (i < engine->events->len)
    {
      WillowFaultEvent event =
          g_array_index (engine->events, WillowFaultEvent, i);

      if (event.due_us > now_us)
        {
          i++;
          continue;
        }
      if (event.bytes != NULL)
        willow_fault_lane_push (
            &engine->lanes[event.direction], g_bytes_ref (event.bytes), 0);
      else
        willow_fault_connection_apply (engine, event.fault);
      g_array_remove_index (engine->events, i);
    }
  for (i = 0; i < G_N_ELEMENTS (engine->lanes) && !engine->is_freed; i++)
    willow_fault_lane_run (engine, &engine->lanes[i]);
}

static gboolean
timer_cb (gpointer user_data)
{
  WillowFaultEngine *engine = user_data;

  willow_fault_engine_enter (engine);
  willow_fault_engine_run (engine);
  willow_fault_engine_leave (engine);
  return G_SOURCE_REMOVE;
}

WillowFaultEngine *
willow_fault_engine_new (WillowReactor                *reactor,
                         const WillowFaultEngineFuncs *funcs,
                         gpointer                      user_data)
{
  WillowFaultEngine *engine = g_new0 (WillowFaultEngine, 1);

  engine->funcs = *funcs;
  engine->user_data = user_data;
  willow_timer_init (&engine->timer, reactor, timer_cb, engine);
  willow_fault_lane_init (&engine->lanes[WILLOW_DIRECTION_TO_SERVER],
                          WILLOW_DIRECTION_TO_SERVER);
  willow_fault_lane_init (&engine->lanes[WILLOW_DIRECTION_TO_CLIENT],
                          WILLOW_DIRECTION_TO_CLIENT);
  engine->events = g_array_new (FALSE, FALSE, sizeof (WillowFaultEvent));
  g_array_set_clear_func (engine->events, event_clear);
  engine->agreed =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_fault_unref);
  engine->topics =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_strfreev);
  engine->aliases = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  engine->answered = g_hash_table_new (NULL, NULL);
  return engine;
}

void
willow_fault_engine_free (WillowFaultEngine *engine)
{
  g_assert (!engine->is_freed);

  willow_fault_engine_enter (engine);
  willow_timer_clear (&engine->timer);
  engine->is_freed = TRUE;
  willow_fault_engine_leave (engine);
}

static gboolean
is_listed (const WillowFaultList *list, const WillowFault *fault)
{
  return list != NULL && willow_fault_list_contains (list, fault);
}

void
willow_fault_engine_set_list (WillowFaultEngine *engine, WillowFaultList *list)
{
  willow_fault_engine_enter (engine);
  if (list != NULL)
    willow_fault_list_ref (list);
  g_clear_pointer (&engine->list, willow_fault_list_unref);
  engine->list = list;
  for (guint i = 0; i < G_N_ELEMENTS (engine->lanes); i++)
    willow_fault_lane_forget (&engine->lanes[i], list);
  for (guint i = engine->agreed->len; i > 0; i--)
    if (!is_listed (list, engine->agreed->pdata[i - 1]))
      g_ptr_array_remove_index (engine->agreed, i - 1);
  for (guint i = engine->events->len; i > 0; i--)
    if (!is_listed (
            list,
            g_array_index (engine->events, WillowFaultEvent, i - 1).fault))
      g_array_remove_index (engine->events, i - 1);
  willow_fault_engine_run (engine);
  willow_fault_engine_leave (engine);
}

void
willow_fault_engine_set_identity (WillowFaultEngine *engine,
                                  MqttVersion        version,
                                  const char        *client_id,
                                  const char        *user_name)
{
  engine->version = version;
  g_free (engine->client_id);
  engine->client_id = g_strdup (client_id);
  g_free (engine->user_name);
  engine->user_name = g_strdup (user_name);
}

void
willow_fault_engine_add_event (WillowFaultEngine *engine,
                               WillowFault       *fault,
                               WillowDirection    direction,
                               GBytes            *bytes)
{
  WillowFaultEvent event = { .fault = willow_fault_ref (fault),
                             .direction = direction,
                             .bytes = bytes };

  event.due_us = g_get_monotonic_time () + fault->time_ms * (gint64)1000;
  g_array_append_val (engine->events, event);
}

gsize
willow_fault_engine_get_held_bytes (WillowFaultEngine *engine,
                                    WillowDirection    direction,
                                    gint64            *until_us)
{
  const WillowFaultLane *lane = &engine->lanes[direction];
  gsize                  held = lane->held_bytes;

  if (lane->overtaken != NULL)
    held += g_bytes_get_size (lane->overtaken);
  if (until_us != NULL)
    *until_us = willow_fault_lane_get_due_us (lane);
  return held;
}

void
willow_fault_engine_release (WillowFaultEngine *engine)
{
  willow_fault_engine_enter (engine);
  for (guint i = 0; i < G_N_ELEMENTS (engine->lanes) && !engine->is_freed; i++)
    willow_fault_lane_flush (engine, &engine->lanes[i]);
  willow_fault_engine_leave (engine);
}

void
willow_fault_engine_end (WillowFaultEngine *engine, WillowDirection direction)
{
  WillowFaultLane *lane = &engine->lanes[direction];
  MqttSlice        rest;

  willow_fault_engine_enter (engine);
  rest = mqtt_framer_get_rest (&lane->framer);
  willow_fault_lane_push_copy (lane, rest);
  mqtt_framer_clear (&lane->framer);
  mqtt_framer_init (&lane->framer, 0);
  lane->is_raw = TRUE;
  willow_fault_engine_run (engine);
  willow_fault_engine_leave (engine);
}
