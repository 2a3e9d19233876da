/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-link-private.h"

/* On the thread that takes, under the queue's lock: only wakes the own one. */
static void
room_cb (gpointer user_data)
{
  g_source_set_ready_time (user_data, 0);
}

/* The timer starts a turn after the watches of the next one have run: what lies
 * in the socket is read before anybody is called late. */
static void
resume (WillowLink *link)
{
  link->taps->recorder.has_room = TRUE;
  willow_link_update_condition (link);
  willow_timer_set (&link->expiry, g_get_monotonic_time ());
}

static gboolean
resume_cb (gpointer user_data)
{
  WillowLink *link = user_data;

  g_source_destroy (link->taps->room);
  g_clear_pointer (&link->taps->room, g_source_unref);
  resume (link);
  return G_SOURCE_REMOVE;
}

static gboolean
room_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs room_source_funcs = { .dispatch = room_dispatch };

void
willow_link_wait_for_room (WillowLink *link)
{
  if (link->taps->room != NULL)
    return;
  link->taps->room = g_source_new (&room_source_funcs, sizeof (GSource));
  g_source_set_static_name (link->taps->room, "[willow] room in the trace");
  g_source_set_callback (link->taps->room, resume_cb, link, NULL);
  g_source_attach (link->taps->room,
                   willow_reactor_get_context (link->reactor));
  willow_link_update_condition (link);
  willow_trace_queue_wait_for_room (link->trace, room_cb, link->taps->room);
}

void
willow_link_forget_room (WillowLink *link)
{
  if (link->taps == NULL || link->taps->room == NULL)
    return;
  willow_trace_queue_cancel_wait (link->trace, link->taps->room);
  g_source_destroy (link->taps->room);
  g_clear_pointer (&link->taps->room, g_source_unref);
  if (!link->is_closed)
    resume (link);
}

gboolean
willow_link_is_held (WillowLink *link)
{
  return link->taps != NULL && link->taps->room != NULL &&
         !mqtt_connection_is_finished (link->connection);
}
