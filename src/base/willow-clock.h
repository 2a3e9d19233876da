/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WillowClock:
 *
 * Where the time comes from: the machine's monotonic clock, or a manual one
 * that a test moves. Layers above the protocol core take the time from here
 * once per loop turn and pass it on; the core itself never asks for it.
 */
typedef struct _WillowClock WillowClock;

WillowClock *willow_clock_new_monotonic (void);
WillowClock *willow_clock_new_manual (gint64 start_us);
WillowClock *willow_clock_ref (WillowClock *clock);
void         willow_clock_unref (WillowClock *clock);

/**
 * willow_clock_get_now_us:
 *
 * Returns: monotonic time in microseconds
 */
gint64 willow_clock_get_now_us (const WillowClock *clock);

/**
 * willow_clock_advance_us:
 * @clock: a manual clock
 */
void willow_clock_advance_us (WillowClock *clock, gint64 by_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowClock, willow_clock_unref)

G_END_DECLS
