/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-timer-heap.h"

static WillowTimer *
get (const WillowTimerHeap *heap, guint position)
{
  return g_ptr_array_index (heap->timers, position - 1);
}

static void
place (WillowTimerHeap *heap, WillowTimer *timer, guint position)
{
  g_ptr_array_index (heap->timers, position - 1) = timer;
  timer->position = position;
}

static void
sift_up (WillowTimerHeap *heap, WillowTimer *timer)
{
  guint position = timer->position;

  while (position > 1)
    {
      WillowTimer *parent = get (heap, position / 2);

      if (parent->expiry_us <= timer->expiry_us)
        break;
      place (heap, parent, position);
      position /= 2;
    }
  place (heap, timer, position);
}

static void
sift_down (WillowTimerHeap *heap, WillowTimer *timer)
{
  guint position = timer->position;

  while (position * 2 <= heap->timers->len)
    {
      guint        child = position * 2;
      WillowTimer *smaller = get (heap, child);

      if (child < heap->timers->len &&
          get (heap, child + 1)->expiry_us < smaller->expiry_us)
        smaller = get (heap, ++child);
      if (timer->expiry_us <= smaller->expiry_us)
        break;
      place (heap, smaller, position);
      position = child;
    }
  place (heap, timer, position);
}

void
willow_timer_heap_init (WillowTimerHeap *heap)
{
  heap->timers = g_ptr_array_new ();
}

void
willow_timer_heap_clear (WillowTimerHeap *heap)
{
  g_clear_pointer (&heap->timers, g_ptr_array_unref);
}

void
willow_timer_heap_put (WillowTimerHeap *heap, WillowTimer *timer)
{
  if (timer->position == 0)
    {
      g_ptr_array_add (heap->timers, timer);
      timer->position = heap->timers->len;
    }
  sift_up (heap, timer);
  sift_down (heap, timer);
}

void
willow_timer_heap_remove (WillowTimerHeap *heap, WillowTimer *timer)
{
  guint        position = timer->position;
  WillowTimer *last;

  if (position == 0)
    return;
  last = get (heap, heap->timers->len);
  g_ptr_array_set_size (heap->timers, (int)heap->timers->len - 1);
  timer->position = 0;
  if (last == timer)
    return;
  last->position = position;
  sift_up (heap, last);
  sift_down (heap, last);
}

WillowTimer *
willow_timer_heap_peek (const WillowTimerHeap *heap)
{
  return heap->timers->len == 0 ? NULL : get (heap, 1);
}
