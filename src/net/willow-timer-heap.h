/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-reactor.h"

G_BEGIN_DECLS

/* Binary heap of WillowTimer by expiry; the timers know their positions, so
 * that any of them can be moved or taken out in logarithmic time. */
typedef struct
{
  GPtrArray *timers;
} WillowTimerHeap;

void willow_timer_heap_init (WillowTimerHeap *heap);
void willow_timer_heap_clear (WillowTimerHeap *heap);
/* Puts in, or moves to where the expiry belongs now. */
void willow_timer_heap_put (WillowTimerHeap *heap, WillowTimer *timer);
void willow_timer_heap_remove (WillowTimerHeap *heap, WillowTimer *timer);
/* (nullable): the one that expires first */
WillowTimer *willow_timer_heap_peek (const WillowTimerHeap *heap);

G_END_DECLS
