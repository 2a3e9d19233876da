/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-trace-queue.h"

#define N_THREAD_RECORDS 20000

static WillowRecord *
make_record (guint32 connection, const char *text)
{
  return willow_record_new (WILLOW_RECORD_NOTE,
                            WILLOW_DIRECTION_TO_SERVER,
                            MQTT_VERSION_UNKNOWN,
                            connection,
                            0,
                            mqtt_slice_from_string (text));
}

static void
assert_take (WillowTraceQueue *queue, guint max, guint32 first, guint n)
{
  g_autoptr (GPtrArray) taken = willow_trace_queue_take (queue, max);

  g_assert_cmpuint (taken->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      const WillowRecord *record = g_ptr_array_index (taken, i);

      g_assert_cmpuint (record->connection, ==, first + i);
    }
}

static void
test_order (void)
{
  g_autoptr (WillowTraceQueue) queue = willow_trace_queue_new (1000000);

  assert_take (queue, 0, 0, 0);
  for (guint32 i = 0; i < 10; i++)
    g_assert_true (willow_trace_queue_push (queue, make_record (i, "x")));
  g_assert_cmpuint (willow_trace_queue_get_length (queue), ==, 10);
  assert_take (queue, 3, 0, 3);
  assert_take (queue, 1, 3, 1);
  willow_trace_queue_push (queue, make_record (10, "x"));
  assert_take (queue, 7, 4, 7);
  g_assert_cmpuint (willow_trace_queue_get_length (queue), ==, 0);
  willow_trace_queue_push (queue, make_record (11, "x"));
  assert_take (queue, 100, 11, 1);
}

static void
count_cb (gpointer user_data)
{
  guint *n_calls = user_data;

  (*n_calls)++;
}

static void
test_room (void)
{
  g_autoptr (WillowTraceQueue) queue =
      willow_trace_queue_new (2 * sizeof (WillowRecord));
  guint n_calls = 0;

  willow_trace_queue_wait_for_room (queue, count_cb, &n_calls);
  g_assert_cmpuint (n_calls, ==, 1);
  g_assert_true (willow_trace_queue_push (queue, make_record (0, "x")));
  g_assert_false (willow_trace_queue_push (queue, make_record (1, "x")));
  /* Full is a request to wait, never a loss. */
  g_assert_false (willow_trace_queue_push (queue, make_record (2, "x")));
  willow_trace_queue_wait_for_room (queue, count_cb, &n_calls);
  g_assert_cmpuint (n_calls, ==, 1);
  assert_take (queue, 1, 0, 1);
  g_assert_cmpuint (n_calls, ==, 1);
  assert_take (queue, 1, 1, 1);
  g_assert_cmpuint (n_calls, ==, 2);
  assert_take (queue, 0, 2, 1);
  g_assert_cmpuint (n_calls, ==, 2);
}

static void
test_empty_has_room_for_anything (void)
{
  g_autoptr (WillowTraceQueue) queue = willow_trace_queue_new (1);
  guint n_calls = 0;

  g_assert_false (willow_trace_queue_push (queue, make_record (0, "large")));
  willow_trace_queue_wait_for_room (queue, count_cb, &n_calls);
  assert_take (queue, 0, 0, 1);
  g_assert_cmpuint (n_calls, ==, 1);
}

static void
test_cancel_wait (void)
{
  g_autoptr (WillowTraceQueue) queue = willow_trace_queue_new (1);
  guint kept = 0, cancelled = 0;

  willow_trace_queue_push (queue, make_record (0, "x"));
  willow_trace_queue_wait_for_room (queue, count_cb, &cancelled);
  willow_trace_queue_wait_for_room (queue, count_cb, &kept);
  willow_trace_queue_wait_for_room (queue, count_cb, &cancelled);
  willow_trace_queue_cancel_wait (queue, &cancelled);
  assert_take (queue, 0, 0, 1);
  g_assert_cmpuint (kept, ==, 1);
  g_assert_cmpuint (cancelled, ==, 0);
}

static gpointer
push_many (gpointer user_data)
{
  WillowTraceQueue *queue = user_data;

  for (guint32 i = 0; i < N_THREAD_RECORDS; i++)
    willow_trace_queue_push (queue, make_record (i, "thread"));
  willow_trace_queue_unref (queue);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (WillowTraceQueue) queue = willow_trace_queue_new (1000);
  GThread *thread =
      g_thread_new ("push", push_many, willow_trace_queue_ref (queue));
  guint32 expected = 0;

  while (expected < N_THREAD_RECORDS)
    {
      g_autoptr (GPtrArray) taken = willow_trace_queue_take (queue, 0);

      for (guint i = 0; i < taken->len; i++)
        {
          const WillowRecord *record = g_ptr_array_index (taken, i);

          g_assert_cmpuint (record->connection, ==, expected++);
        }
      g_thread_yield ();
    }
  g_thread_join (thread);
}

/* What nobody took is freed with the queue (shown by the leak checker). */
static void
test_freed_with_records (void)
{
  WillowTraceQueue *queue = willow_trace_queue_new (1000);

  willow_trace_queue_push (queue, make_record (0, "left"));
  willow_trace_queue_unref (queue);
}

/* The taker is woken by the first record, not by each. */
static void
test_wakeup (void)
{
  g_autoptr (WillowTraceQueue) queue = willow_trace_queue_new (1000);
  guint n_calls = 0;

  willow_trace_queue_set_wakeup (queue, count_cb, &n_calls);
  g_assert_cmpuint (n_calls, ==, 0);
  willow_trace_queue_push (queue, make_record (1, "x"));
  willow_trace_queue_push (queue, make_record (2, "x"));
  g_assert_cmpuint (n_calls, ==, 1);
  assert_take (queue, 1, 1, 1);
  willow_trace_queue_push (queue, make_record (3, "x"));
  g_assert_cmpuint (n_calls, ==, 1);
  assert_take (queue, 0, 2, 2);
  willow_trace_queue_push (queue, make_record (4, "x"));
  g_assert_cmpuint (n_calls, ==, 2);
  willow_trace_queue_set_wakeup (queue, NULL, NULL);
  assert_take (queue, 0, 4, 1);
  willow_trace_queue_push (queue, make_record (5, "x"));
  g_assert_cmpuint (n_calls, ==, 2);
  /* Something waits already. */
  willow_trace_queue_set_wakeup (queue, count_cb, &n_calls);
  g_assert_cmpuint (n_calls, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/queue/order", test_order);
  g_test_add_func ("/trace/queue/room", test_room);
  g_test_add_func ("/trace/queue/empty-has-room-for-anything",
                   test_empty_has_room_for_anything);
  g_test_add_func ("/trace/queue/cancel-wait", test_cancel_wait);
  g_test_add_func ("/trace/queue/threads", test_threads);
  g_test_add_func ("/trace/queue/freed-with-records", test_freed_with_records);
  g_test_add_func ("/trace/queue/wakeup", test_wakeup);
  return g_test_run ();
}
