/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-takeover-watch.h"

#include <string.h>

/* Five in a row, this much alike: fewer are chance now and then. */
#define SERIES 5u

/* Clients wait some seconds before they come back. What cuts idle connections
 * waits ten or more; one with traffic is not idle. */
#define IDLE_MAX_US (9500 * G_TIME_SPAN_MILLISECOND)
#define MAX_US (60 * G_TIME_SPAN_SECOND)

/* Timers of a busy machine. */
#define TOLERANCE_MIN_US (60 * G_TIME_SPAN_MILLISECOND)
#define TOLERANCE_DIVISOR 20

/* An end this soon behind a packet of ours may be the answer to it. */
#define ANSWER_MIN_US (200 * G_TIME_SPAN_MILLISECOND)
#define ANSWER_FACTOR 3

struct _WillowTakeoverWatch
{
  WillowTakeover       verdict;
  WillowTakeoverSample samples[SERIES];
  gint64               lasted_us[SERIES];
  guint                n;
};

WillowTakeoverWatch *
willow_takeover_watch_new (void)
{
  return g_new0 (WillowTakeoverWatch, 1);
}

void
willow_takeover_watch_free (WillowTakeoverWatch *watch)
{
  g_free (watch);
}

void
willow_takeover_watch_reset (WillowTakeoverWatch *watch)
{
  watch->n = 0;
  watch->verdict = WILLOW_TAKEOVER_NONE;
}

/* Whether it can be one of a series at all. */
static gboolean
is_candidate (const WillowTakeoverSample *sample)
{
  gint64 answer_us = MAX (ANSWER_MIN_US, ANSWER_FACTOR * sample->answer_us);

  return sample->is_silent_close &&
         sample->ended_us - sample->connected_us <= MAX_US &&
         sample->ended_us - sample->last_sent_us > answer_us;
}

static void
push (WillowTakeoverWatch *watch, const WillowTakeoverSample *sample)
{
  if (watch->n == SERIES)
    {
      memmove (watch->samples,
               watch->samples + 1,
               (SERIES - 1) * sizeof *watch->samples);
      memmove (watch->lasted_us,
               watch->lasted_us + 1,
               (SERIES - 1) * sizeof *watch->lasted_us);
      watch->n--;
    }
  watch->samples[watch->n] = *sample;
  watch->lasted_us[watch->n] = sample->ended_us - sample->connected_us;
  watch->n++;
}

typedef struct
{
  gint64 low;
  gint64 high;
} Range;

static void
range_add (Range *range, gint64 value, gboolean is_first)
{
  range->low = is_first ? value : MIN (range->low, value);
  range->high = is_first ? value : MAX (range->high, value);
}

static gint64
range_get_spread (const Range *range)
{
  return range->high - range->low;
}

static gint64
get_silence_us (const WillowTakeoverSample *sample)
{
  return sample->ended_us -
         MAX (MAX (sample->last_sent_us, sample->last_received_us),
              sample->connected_us);
}

static gboolean
is_series (const WillowTakeoverWatch *watch)
{
  Range  lasted = { 0 }, period = { 0 }, silence = { 0 };
  gint64 tolerance_us, spread_us;

  if (watch->n < SERIES)
    return FALSE;
  for (guint i = 0; i < SERIES; i++)
    {
      range_add (&lasted, watch->lasted_us[i], i == 0);
      range_add (&silence, get_silence_us (&watch->samples[i]), i == 0);
      if (i > 0)
        range_add (&period,
                   watch->samples[i].ended_us - watch->samples[i - 1].ended_us,
                   i == 1);
    }
  spread_us = range_get_spread (&lasted);
  tolerance_us = MAX (TOLERANCE_MIN_US, lasted.low / TOLERANCE_DIVISOR);
  if (spread_us > tolerance_us)
    return FALSE;
  /* Something that happens at fixed moments, a broker that starts anew each
   * minute, does not know when we connected. */
  if (range_get_spread (&period) < 2 * MAX (spread_us, TOLERANCE_MIN_US))
    return FALSE;
  /* Something that cuts after a fixed silence does not, either. */
  return lasted.high <= IDLE_MAX_US ||
         range_get_spread (&silence) >= 2 * MAX (spread_us, TOLERANCE_MIN_US);
}

WillowTakeover
willow_takeover_watch_add (WillowTakeoverWatch        *watch,
                           const WillowTakeoverSample *sample)
{
  if (!sample->is_told && !is_candidate (sample))
    {
      willow_takeover_watch_reset (watch);
      return watch->verdict;
    }
  push (watch, sample);
  if (sample->is_told)
    watch->verdict = WILLOW_TAKEOVER_CERTAIN;
  else
    watch->verdict =
        is_series (watch) ? WILLOW_TAKEOVER_LIKELY : WILLOW_TAKEOVER_NONE;
  return watch->verdict;
}

WillowTakeover
willow_takeover_watch_get_verdict (const WillowTakeoverWatch *watch)
{
  return watch->verdict;
}

const gint64 *
willow_takeover_watch_get_intervals_us (const WillowTakeoverWatch *watch,
                                        guint                     *n)
{
  *n = watch->n;
  return watch->lasted_us;
}
