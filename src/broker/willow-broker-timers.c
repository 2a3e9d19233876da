/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-timers.h"

typedef struct _WillowBrokerDeadline WillowBrokerDeadline;

/* Of a timer that is set. */
struct _WillowBrokerDeadline
{
  WillowTimer        timer; /* in the heap; the first member */
  WillowBrokerTimer *owner;
};

struct _WillowBrokerTimers
{
  WillowClock    *clock;
  WillowTimerHeap heap;
  WillowTimer     wake; /* of the reactor, in real time */
};

/* The clock may be a manual one, the reactor's time is always real. */
static void
update_wake (WillowBrokerTimers *timers)
{
  const WillowTimer *first = willow_timer_heap_peek (&timers->heap);
  gint64             left_us;

  if (first == NULL)
    {
      willow_timer_clear (&timers->wake);
      return;
    }
  left_us = first->expiry_us - willow_clock_get_now_us (timers->clock);
  willow_timer_set (&timers->wake, g_get_monotonic_time () + MAX (left_us, 0));
}

static gboolean
wake_cb (gpointer user_data)
{
  willow_broker_timers_run (user_data);
  return G_SOURCE_REMOVE;
}

static void
forget (WillowBrokerTimers *timers, WillowBrokerDeadline *deadline)
{
  willow_timer_heap_remove (&timers->heap, &deadline->timer);
  deadline->owner->deadline = NULL;
  g_free (deadline);
}

/**
 * willow_broker_timers_new:
 * @reactor: of the broker's thread
 *
 * Returns: (transfer full):
 */
WillowBrokerTimers *
willow_broker_timers_new (WillowReactor *reactor, WillowClock *clock)
{
  WillowBrokerTimers *timers = g_new0 (WillowBrokerTimers, 1);

  timers->clock = willow_clock_ref (clock);
  willow_timer_heap_init (&timers->heap);
  willow_timer_init (&timers->wake, reactor, wake_cb, timers);
  return timers;
}

void
willow_broker_timers_free (WillowBrokerTimers *timers)
{
  WillowTimer *timer;

  while ((timer = willow_timer_heap_peek (&timers->heap)) != NULL)
    forget (timers, (WillowBrokerDeadline *)timer);
  willow_timer_clear (&timers->wake);
  willow_timer_heap_clear (&timers->heap);
  willow_clock_unref (timers->clock);
  g_free (timers);
}

void
willow_broker_timers_set (WillowBrokerTimers *timers,
                          WillowBrokerTimer  *timer,
                          gint64              deadline_us,
                          GSourceFunc         func,
                          gpointer            user_data)
{
  WillowBrokerDeadline *deadline = timer->deadline;

  if (deadline == NULL)
    {
      deadline = timer->deadline = g_new0 (WillowBrokerDeadline, 1);
      deadline->owner = timer;
    }
  deadline->timer.expiry_us = deadline_us;
  deadline->timer.func = func;
  deadline->timer.user_data = user_data;
  willow_timer_heap_put (&timers->heap, &deadline->timer);
  update_wake (timers);
}

void
willow_broker_timers_cancel (WillowBrokerTimers *timers,
                             WillowBrokerTimer  *timer)
{
  if (!willow_broker_timer_is_set (timer))
    return;
  forget (timers, timer->deadline);
  update_wake (timers);
}

gboolean
willow_broker_timer_is_set (const WillowBrokerTimer *timer)
{
  return timer->deadline != NULL;
}

gint64
willow_broker_timer_get_deadline_us (const WillowBrokerTimer *timer)
{
  return timer->deadline->timer.expiry_us;
}

void
willow_broker_timers_run (WillowBrokerTimers *timers)
{
  gint64 now_us = willow_clock_get_now_us (timers->clock);

  /* One that sets itself again for now waits for the next turn. */
  for (guint n = timers->heap.timers->len; n > 0; n--)
    {
      WillowTimer *timer = willow_timer_heap_peek (&timers->heap);
      GSourceFunc  func;
      gpointer     user_data;

      if (timer == NULL || timer->expiry_us > now_us)
        break;
      func = timer->func;
      user_data = timer->user_data;
      forget (timers, (WillowBrokerDeadline *)timer);
      func (user_data);
    }
  update_wake (timers);
}
