/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/willow-clock.h"
#include "net/willow-timer-heap.h"

G_BEGIN_DECLS

/* What the broker waits for by its clock: Session Expiry Interval, Will Delay
 * Interval, the end of a farewell. Unlike the reactor's timers, which know real
 * time only, they can be run when a manual clock was moved. */
typedef struct _WillowBrokerTimers WillowBrokerTimers;

/* Embedded by value; zero-initialised is "not set", which most are: what it
 * takes to be set has memory of its own. Cancelled before it goes. */
typedef struct
{
  /*< private >*/
  struct _WillowBrokerDeadline *deadline; /* (nullable) */
} WillowBrokerTimer;

WillowBrokerTimers *willow_broker_timers_new (WillowReactor *reactor,
                                              WillowClock   *clock);
void                willow_broker_timers_free (WillowBrokerTimers *timers);

/* Sets or moves @timer. @func runs once, from the loop, never from here; what
 * it returns is ignored. */
void willow_broker_timers_set (WillowBrokerTimers *timers,
                               WillowBrokerTimer  *timer,
                               gint64              deadline_us,
                               GSourceFunc         func,
                               gpointer            user_data);
void willow_broker_timers_cancel (WillowBrokerTimers *timers,
                                  WillowBrokerTimer  *timer);

gboolean willow_broker_timer_is_set (const WillowBrokerTimer *timer);
gint64   willow_broker_timer_get_deadline_us (const WillowBrokerTimer *timer);

/* Runs what is due by the clock: needed after a manual clock was moved, real
 * time does it by itself. */
void willow_broker_timers_run (WillowBrokerTimers *timers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowBrokerTimers, willow_broker_timers_free)

G_END_DECLS
