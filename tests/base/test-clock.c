/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/willow-clock.h"

static void
test_manual (void)
{
  g_autoptr (WillowClock) clock = willow_clock_new_manual (1000);

  g_assert_cmpint (willow_clock_get_now_us (clock), ==, 1000);
  willow_clock_advance_us (clock, 0);
  g_assert_cmpint (willow_clock_get_now_us (clock), ==, 1000);
  willow_clock_advance_us (clock, 500);
  g_assert_cmpint (willow_clock_get_now_us (clock), ==, 1500);
}

static void
test_monotonic (void)
{
  g_autoptr (WillowClock) clock = willow_clock_new_monotonic ();
  gint64 before = g_get_monotonic_time ();
  gint64 now = willow_clock_get_now_us (clock);

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_monotonic_time ());
}

static gpointer
read_until_moved (gpointer data)
{
  WillowClock *clock = data;

  while (willow_clock_get_now_us (clock) < 10)
    g_thread_yield ();
  willow_clock_unref (clock);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (WillowClock) clock = willow_clock_new_manual (0);
  GThread *thread =
      g_thread_new ("reader", read_until_moved, willow_clock_ref (clock));

  for (guint i = 0; i < 10; i++)
    willow_clock_advance_us (clock, 1);
  g_thread_join (thread);
  g_assert_cmpint (willow_clock_get_now_us (clock), ==, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/manual", test_manual);
  g_test_add_func ("/base/clock/monotonic", test_monotonic);
  g_test_add_func ("/base/clock/threads", test_threads);
  return g_test_run ();
}
