/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/willow-clock.h"

struct _WillowClock
{
  gatomicrefcount ref_count;
  gboolean        manual;
  GMutex          lock; /* a test may move the clock that other threads read */
  gint64          now_us;
};

static WillowClock *
clock_new (gboolean manual, gint64 now_us)
{
  WillowClock *clock = g_new0 (WillowClock, 1);

  g_atomic_ref_count_init (&clock->ref_count);
  g_mutex_init (&clock->lock);
  clock->manual = manual;
  clock->now_us = now_us;
  return clock;
}

/**
 * willow_clock_new_monotonic:
 *
 * Returns: (transfer full): the machine's monotonic clock
 */
WillowClock *
willow_clock_new_monotonic (void)
{
  return clock_new (FALSE, 0);
}

/**
 * willow_clock_new_manual:
 * @start_us: the time it shows until it is moved
 *
 * Returns: (transfer full): a clock that stands still; any thread may read it
 */
WillowClock *
willow_clock_new_manual (gint64 start_us)
{
  return clock_new (TRUE, start_us);
}

WillowClock *
willow_clock_ref (WillowClock *clock)
{
  g_atomic_ref_count_inc (&clock->ref_count);
  return clock;
}

void
willow_clock_unref (WillowClock *clock)
{
  if (!g_atomic_ref_count_dec (&clock->ref_count))
    return;
  g_mutex_clear (&clock->lock);
  g_free (clock);
}

gint64
willow_clock_get_now_us (const WillowClock *clock)
{
  WillowClock *writable = (WillowClock *)clock;
  gint64       now_us;

  if (!clock->manual)
    return g_get_monotonic_time ();
  g_mutex_lock (&writable->lock);
  now_us = clock->now_us;
  g_mutex_unlock (&writable->lock);
  return now_us;
}

void
willow_clock_advance_us (WillowClock *clock, gint64 by_us)
{
  g_return_if_fail (clock->manual);
  g_return_if_fail (by_us >= 0);
  g_mutex_lock (&clock->lock);
  clock->now_us += by_us;
  g_mutex_unlock (&clock->lock);
}
