/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-link-private.h"

/* Events make output and output makes events; whoever does not come to an end
 * goes on in the next turn. */
#define ROUNDS_PER_TURN 8

void
willow_link_enter (WillowLink *link)
{
  if (link->busy++ == 0)
    link->now_us = willow_clock_get_now_us (link->clock);
}

static void
really_free (WillowLink *link)
{
  willow_transport_free (link->transport);
  mqtt_connection_free (link->connection);
  willow_clock_unref (link->clock);
  g_clear_pointer (&link->trace, willow_trace_queue_unref);
  g_clear_pointer (&link->filtering, willow_link_filtering_free);
  g_clear_error (&link->write_error);
  if (link->end != NULL)
    g_clear_error (&link->end->error);
  g_free (link->end);
  g_free (link->give_up);
  g_free (link->taps);
  g_free (link);
}

void
willow_link_leave (WillowLink *link)
{
  if (--link->busy == 0 && link->is_freed)
    really_free (link);
}

void
willow_link_update_condition (WillowLink *link)
{
  GIOCondition condition = 0;

  if (link->is_closed)
    return;
  if (link->is_silent)
    condition = G_IO_HUP;
  else if (!willow_link_is_held (link) && link->is_started)
    {
      if (!link->is_paused && !mqtt_connection_is_finished (link->connection) &&
          (link->filtering == NULL || !link->filtering->has_end))
        condition |= G_IO_IN;
      if (link->wants_out)
        condition |= G_IO_OUT;
    }
  willow_transport_set_condition (link->transport, condition);
}

gboolean
willow_link_pump_events (WillowLink *link)
{
  MqttEvent event;
  gboolean  any = FALSE;

  while (!link->is_closed && !link->is_freed &&
         mqtt_connection_next_event (link->connection, &event))
    {
      any = TRUE;
      willow_link_set_event_ending (link, &event);
      link->funcs->event (link, &event, link->user_data);
    }
  return any;
}

/* A timer that fires too early costs less than one that is moved with each
 * packet: so it is only ever moved forward. */
static void
update_timer (WillowLink *link)
{
  gint64 expiry_us = mqtt_connection_get_expiry_us (link->connection);

  if (expiry_us >= link->armed_us)
    return;
  link->armed_us = expiry_us;
  willow_timer_set (&link->expiry,
                    g_get_monotonic_time () +
                        MAX (0, expiry_us - link->now_us));
}

static gboolean
expiry_cb (gpointer user_data)
{
  WillowLink *link = user_data;

  link->armed_us = MQTT_NEVER_US;
  willow_task_queue (&link->turn);
  return G_SOURCE_REMOVE;
}

static gboolean
give_up_cb (gpointer user_data)
{
  WillowLink *link = user_data;

  willow_link_enter (link);
  willow_link_set_ending (link, WILLOW_ENDING_CLOSED_BY_US, NULL);
  willow_link_shut (link, WILLOW_CLOSE_RESET);
  willow_link_leave (link);
  return G_SOURCE_REMOVE;
}

void
willow_link_give_up_at (WillowLink *link, gint64 time_us)
{
  if (link->give_up == NULL)
    {
      link->give_up = g_new0 (WillowTimer, 1);
      willow_timer_init (link->give_up, link->reactor, give_up_cb, link);
    }
  willow_timer_set (link->give_up, time_us);
}

/* Until when there is a reason why nothing goes out. One that lasts for ever is
 * none: a socket must not. */
static gint64
get_patience_us (WillowLink *link)
{
  gint64 now_us = g_get_monotonic_time (), until_us = 0;

  if (willow_link_get_held (link, TRUE, &until_us) == 0 ||
      until_us == G_MAXINT64)
    return now_us;
  return MAX (now_us, until_us);
}

/* @is_drained: nothing is left to write */
static void
check_finished (WillowLink *link, gboolean is_drained)
{
  if (link->is_closed || !mqtt_connection_is_finished (link->connection))
    return;
  if (is_drained)
    {
      willow_link_set_ending (link, WILLOW_ENDING_CLOSED_BY_US, NULL);
      willow_link_shut (link, WILLOW_CLOSE_GRACEFUL);
    }
  else if (link->give_up == NULL || link->give_up->position == 0)
    willow_link_give_up_at (link,
                            get_patience_us (link) + WILLOW_LINK_FLUSH_US);
}

static void
exchange (WillowLink *link)
{
  gboolean is_drained = FALSE;

  if (mqtt_connection_get_expiry_us (link->connection) <= link->now_us)
    mqtt_connection_handle_expiry (link->connection, link->now_us);
  for (guint n = ROUNDS_PER_TURN; n > 0; n--)
    {
      gboolean any = willow_link_pump_events (link);

      if (link->is_closed || link->is_freed)
        return;
      is_drained = willow_link_write (link) &&
                   !mqtt_connection_has_held (link->connection);
      if (!any)
        break;
      if (n == 1)
        willow_task_queue (&link->turn);
    }
  check_finished (link, is_drained);
  if (link->is_closed)
    return;
  willow_link_update_condition (link);
  update_timer (link);
}

static void
turn_cb (gpointer data, gpointer user_data)
{
  WillowLink *link = data;

  willow_link_enter (link);
  if (!link->is_closed && !link->is_silent && !willow_link_is_held (link))
    exchange (link);
  if (link->is_closed && !link->is_over && !link->is_freed)
    {
      link->is_over = TRUE;
      willow_task_clear (&link->turn);
      link->funcs->ended (link, &link->end->ending, link->user_data);
    }
  willow_link_leave (link);
}

WillowLink *
willow_link_new (WillowReactor         *reactor,
                 WillowTransport       *transport,
                 MqttConnection        *connection,
                 WillowClock           *clock,
                 WillowTraceQueue      *trace,
                 guint32                number,
                 const WillowLinkFuncs *funcs,
                 gpointer               user_data)
{
  WillowLink *link = g_new0 (WillowLink, 1);

  link->reactor = reactor;
  link->transport = transport;
  link->connection = connection;
  link->clock = willow_clock_ref (clock);
  link->funcs = funcs;
  link->user_data = user_data;
  link->armed_us = MQTT_NEVER_US;
  link->number = number;
  willow_task_init (&link->turn, reactor, turn_cb, link);
  willow_timer_init (&link->expiry, reactor, expiry_cb, link);
  willow_transport_set_func (transport, willow_link_ready_cb, link);
  willow_link_set_trace (link, trace);
  return link;
}

/**
 * willow_link_free:
 *
 * Closes without a word if it is still open; ended() is then not called any
 * more.
 */
void
willow_link_free (WillowLink *link)
{
  g_assert (!link->is_freed);

  willow_link_enter (link);
  willow_link_set_ending (link, WILLOW_ENDING_CLOSED_BY_US, NULL);
  willow_link_shut (link, WILLOW_CLOSE_GRACEFUL);
  willow_task_clear (&link->turn);
  link->is_freed = TRUE;
  willow_link_leave (link);
}

void
willow_link_start (WillowLink *link)
{
  willow_link_enter (link);
  link->is_started = TRUE;
  willow_link_note_start (link);
  willow_link_update_condition (link);
  willow_task_queue (&link->turn);
  willow_link_leave (link);
}

void
willow_link_flush (WillowLink *link)
{
  if (!link->is_closed)
    willow_task_queue (&link->turn);
}

void
willow_link_close (WillowLink *link, WillowCloseMode mode)
{
  willow_link_enter (link);
  willow_link_set_ending (link, WILLOW_ENDING_CLOSED_BY_US, NULL);
  willow_link_shut (link, mode);
  willow_link_leave (link);
}

void
willow_link_set_silent (WillowLink *link, gboolean silent)
{
  link->is_silent = silent;
  willow_link_update_condition (link);
  if (!silent)
    willow_link_flush (link);
}

void
willow_link_set_paused (WillowLink *link, gboolean paused)
{
  link->is_paused = paused;
  willow_link_update_condition (link);
}

static void
need_taps (WillowLink *link)
{
  gboolean is_client =
      mqtt_connection_get_role (link->connection) == MQTT_ROLE_CLIENT;

  if (link->taps != NULL)
    return;
  link->taps = g_new0 (WillowLinkTaps, 1);
  link->taps->recorder.connection = link->number;
  link->taps->recorder.has_room = TRUE;
  willow_link_tap_init (&link->taps->sent,
                        is_client ? WILLOW_DIRECTION_TO_SERVER
                                  : WILLOW_DIRECTION_TO_CLIENT);
  willow_link_tap_init (&link->taps->received,
                        is_client ? WILLOW_DIRECTION_TO_CLIENT
                                  : WILLOW_DIRECTION_TO_SERVER);
}

void
willow_link_tap_sent (WillowLink *link, const guint8 *data, gsize len)
{
  if (link->taps != NULL)
    willow_link_tap_feed (
        &link->taps->sent, &link->taps->recorder, data, len, link->now_us);
}

void
willow_link_set_trace (WillowLink *link, WillowTraceQueue *trace)
{
  g_assert (trace == NULL || !link->is_started);

  willow_link_forget_room (link);
  g_clear_pointer (&link->trace, willow_trace_queue_unref);
  link->trace = trace != NULL ? willow_trace_queue_ref (trace) : NULL;
  if (trace != NULL)
    need_taps (link);
  if (link->taps != NULL)
    link->taps->recorder.queue = link->trace;
}

void
willow_link_watch_sent (WillowLink *link)
{
  need_taps (link);
  link->taps->sent.is_watched = TRUE;
}

const WillowLinkPacket *
willow_link_get_last_sent (WillowLink *link)
{
  static const WillowLinkPacket none = { 0 };

  return link->taps != NULL ? &link->taps->sent.last : &none;
}

MqttConnection *
willow_link_get_connection (WillowLink *link)
{
  return link->connection;
}

WillowTransport *
willow_link_get_transport (WillowLink *link)
{
  return link->transport;
}

guint32
willow_link_get_number (WillowLink *link)
{
  return link->number;
}

gint64
willow_link_get_now_us (WillowLink *link)
{
  return link->busy > 0 ? link->now_us : willow_clock_get_now_us (link->clock);
}

guint64
willow_link_get_bytes_read (WillowLink *link)
{
  return link->bytes_read;
}

guint64
willow_link_get_bytes_written (WillowLink *link)
{
  return link->bytes_written;
}

guint32
willow_link_next_number (void)
{
  static guint counter;

  return (guint32)g_atomic_int_add (&counter, 1) + 1;
}
