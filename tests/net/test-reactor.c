/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-loop.h"

#include <glib-unix.h>
#include <unistd.h>

#define N_TIMERS 500

typedef struct
{
  TestLoop     loop;
  GString     *log;
  int          fds[2][2];
  WillowWatch *watches[2];
  WillowTask   task;
  guint        n_task_runs;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  test_loop_set_up (&fixture->loop);
  fixture->log = g_string_new (NULL);
  for (int i = 0; i < 2; i++)
    g_assert_true (g_unix_open_pipe (fixture->fds[i], FD_CLOEXEC, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 2; i++)
    {
      g_clear_pointer (&fixture->watches[i], willow_watch_remove);
      close (fixture->fds[i][0]);
      close (fixture->fds[i][1]);
    }
  g_string_free (fixture->log, TRUE);
  test_loop_tear_down (&fixture->loop);
}

static void
make_readable (Fixture *fixture, int i)
{
  g_assert_cmpint (write (fixture->fds[i][1], "x", 1), ==, 1);
}

static void
remove_all_cb (GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (condition, ==, G_IO_IN);
  g_string_append (fixture->log, "w");
  for (int i = 0; i < 2; i++)
    g_clear_pointer (&fixture->watches[i], willow_watch_remove);
}

/* Both are ready in one turn; the first one removes both: the second must not
 * run. */
static void
test_remove_in_callback (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 2; i++)
    {
      make_readable (fixture, i);
      fixture->watches[i] = willow_reactor_add (fixture->loop.reactor,
                                                fixture->fds[i][0],
                                                G_IO_IN,
                                                remove_all_cb,
                                                fixture);
    }
  test_loop_settle (&fixture->loop);
  g_assert_cmpstr (fixture->log->str, ==, "w");
}

static void
log_watch_cb (GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->log, "w");
  if (fixture->log->len > 3)
    willow_watch_set_condition (fixture->watches[0], 0);
}

static void
test_level_triggered (Fixture *fixture, gconstpointer data)
{
  make_readable (fixture, 0);
  fixture->watches[0] = willow_reactor_add (fixture->loop.reactor,
                                            fixture->fds[0][0],
                                            G_IO_IN,
                                            log_watch_cb,
                                            fixture);
  test_loop_settle (&fixture->loop);
  g_assert_cmpstr (fixture->log->str, ==, "wwww");
}

/* epoll tells of a hang-up even if nothing is asked for: a paused watch must
 * not spin. */
static void
test_paused_hears_no_hang_up (Fixture *fixture, gconstpointer data)
{
  fixture->watches[0] = willow_reactor_add (fixture->loop.reactor,
                                            fixture->fds[0][0],
                                            G_IO_IN,
                                            log_watch_cb,
                                            fixture);
  willow_watch_set_condition (fixture->watches[0], 0);
  close (fixture->fds[0][1]);
  fixture->fds[0][1] = dup (0);
  test_loop_settle (&fixture->loop);
  g_assert_cmpstr (fixture->log->str, ==, "");
  willow_watch_set_condition (fixture->watches[0], G_IO_IN);
  test_loop_settle (&fixture->loop);
  g_assert_cmpstr (fixture->log->str, ==, "wwww");
}

static void
log_turn_cb (gpointer data, gpointer user_data)
{
  Fixture *fixture = data;

  g_string_append (fixture->log, "t");
}

static void
queue_task_cb (GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->log, "w");
  willow_task_queue (&fixture->task);
  willow_task_queue (&fixture->task);
}

static void
log_task_cb (gpointer data, gpointer user_data)
{
  Fixture *fixture = data;

  g_string_append (fixture->log, "k");
  for (int i = 0; i < 2; i++)
    g_clear_pointer (&fixture->watches[i], willow_watch_remove);
}

/* All watches, then each task once, then the turn function. */
static void
test_order_of_a_turn (Fixture *fixture, gconstpointer data)
{
  willow_reactor_set_turn_func (fixture->loop.reactor, log_turn_cb, fixture);
  willow_task_init (
      &fixture->task, fixture->loop.reactor, log_task_cb, fixture);
  for (int i = 0; i < 2; i++)
    {
      make_readable (fixture, i);
      fixture->watches[i] = willow_reactor_add (fixture->loop.reactor,
                                                fixture->fds[i][0],
                                                G_IO_IN,
                                                queue_task_cb,
                                                fixture);
    }
  test_loop_settle (&fixture->loop);
  g_assert_cmpstr (fixture->log->str, ==, "wwkt");
}

static void
requeue_cb (gpointer data, gpointer user_data)
{
  Fixture *fixture = data;

  if (++fixture->n_task_runs < 3)
    willow_task_queue (&fixture->task);
}

static void
test_task_outside_a_turn (Fixture *fixture, gconstpointer data)
{
  willow_task_init (&fixture->task, fixture->loop.reactor, requeue_cb, fixture);
  willow_task_queue (&fixture->task);
  willow_task_clear (&fixture->task);
  test_loop_settle (&fixture->loop);
  g_assert_cmpuint (fixture->n_task_runs, ==, 0);
  willow_task_queue (&fixture->task);
  test_loop_until (&fixture->loop, fixture->n_task_runs == 3);
}

typedef struct
{
  WillowTimer timer;
  gint64      expiry_us;
  GArray     *fired; /* gint64 */
} TestTimer;

static gboolean
fired_cb (gpointer user_data)
{
  TestTimer *timer = user_data;

  g_array_append_val (timer->fired, timer->expiry_us);
  return G_SOURCE_REMOVE;
}

/* In the past, so that the test waits for nothing: what counts is the order. */
static void
test_timers_in_order (Fixture *fixture, gconstpointer data)
{
  g_autofree TestTimer *timers = g_new0 (TestTimer, N_TIMERS);
  g_autoptr (GArray) fired = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  gint64 now_us = g_get_monotonic_time ();
  guint  n_cleared = 0;

  for (guint i = 0; i < N_TIMERS; i++)
    {
      timers[i].fired = fired;
      willow_timer_init (
          &timers[i].timer, fixture->loop.reactor, fired_cb, &timers[i]);
      willow_timer_set (&timers[i].timer, g_rand_int_range (rand, 0, 1000));
    }
  for (guint i = 0; i < N_TIMERS; i++)
    {
      timers[i].expiry_us = now_us - 1 - g_rand_int_range (rand, 0, 1000000);
      willow_timer_set (&timers[i].timer, timers[i].expiry_us);
    }
  for (guint i = 0; i < N_TIMERS; i += 7, n_cleared++)
    willow_timer_clear (&timers[i].timer);
  test_loop_until (&fixture->loop, fired->len == N_TIMERS - n_cleared);
  for (guint i = 1; i < fired->len; i++)
    g_assert_cmpint (g_array_index (fired, gint64, i - 1),
                     <=,
                     g_array_index (fired, gint64, i));
}

static void
test_timer_never (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) fired = g_array_new (FALSE, FALSE, sizeof (gint64));
  TestTimer timer = { .fired = fired };

  willow_timer_init (&timer.timer, fixture->loop.reactor, fired_cb, &timer);
  willow_timer_set (&timer.timer, 1);
  willow_timer_set (&timer.timer, G_MAXINT64);
  test_loop_settle (&fixture->loop);
  g_assert_cmpuint (fired->len, ==, 0);
  willow_timer_set (&timer.timer, g_get_monotonic_time () + 1000);
  test_loop_until (&fixture->loop, fired->len == 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add ("/net/reactor/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("remove-in-callback", test_remove_in_callback);
  ADD ("level-triggered", test_level_triggered);
  ADD ("paused-hears-no-hang-up", test_paused_hears_no_hang_up);
  ADD ("order-of-a-turn", test_order_of_a_turn);
  ADD ("task-outside-a-turn", test_task_outside_a_turn);
  ADD ("timers-in-order", test_timers_in_order);
  ADD ("timer-never", test_timer_never);
#undef ADD
  return g_test_run ();
}
