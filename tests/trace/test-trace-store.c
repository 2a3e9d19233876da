/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-trace-store.h"

#include <string.h>

#include "trace-records.h"

static void
appended_cb (WillowTraceStore *store, guint64 first, guint64 n, GString *log)
{
  g_string_append_printf (
      log, "+%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT " ", first, n);
}

static void
evicted_cb (WillowTraceStore *store, guint64 first, GString *log)
{
  g_string_append_printf (log, "-%" G_GUINT64_FORMAT " ", first);
}

static WillowTraceStore *
new_logged_store (gsize budget_bytes, GString *log)
{
  WillowTraceStore *store = willow_trace_store_new (budget_bytes);

  g_signal_connect (store, "appended", G_CALLBACK (appended_cb), log);
  g_signal_connect (store, "evicted", G_CALLBACK (evicted_cb), log);
  return store;
}

static void
append (WillowTraceStore *store, guint32 first_tag, guint n, gsize len)
{
  g_autoptr (GPtrArray) batch = new_batch ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (batch, make_record (first_tag + i, TRUE, len));
  willow_trace_store_append (store, batch);
}

static void
assert_record (WillowTraceStore *store, guint64 serial, guint32 tag, gsize len)
{
  g_autoptr (WillowRecord) record = make_record (tag, TRUE, len);
  g_autoptr (GBytes) bytes = willow_trace_store_dup_bytes (store, serial);
  WillowTraceView view;

  g_assert_true (willow_trace_store_get (store, serial, &view));
  g_assert_cmpuint (view.serial, ==, serial);
  g_assert_cmpuint (view.connection, ==, tag);
  g_assert_cmpint (view.time_us, ==, 1000 + (gint64)tag);
  g_assert_cmpint (view.direction, ==, record->direction);
  g_assert_cmpint (view.kind, ==, WILLOW_RECORD_PACKET);
  g_assert_cmpint (view.version, ==, MQTT_VERSION_5_0);
  g_assert_cmpmem (view.data.data, view.data.len, record->data, len);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL),
                   g_bytes_get_size (bytes),
                   record->data,
                   len);
}

static void
test_append (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (WillowTraceStore) store = new_logged_store (1 << 20, log);
  WillowTraceView view;

  append (store, 0, 0, 0);
  g_assert_cmpstr (log->str, ==, "");
  append (store, 0, 3, 10);
  append (store, 3, 1, 0);
  append (store, 4, 1, 20000);
  append (store, 5, 1, 10);
  g_assert_cmpstr (log->str, ==, "+0,3 +3,1 +4,1 +5,1 ");
  assert_record (store, 0, 0, 10);
  assert_record (store, 2, 2, 10);
  assert_record (store, 3, 3, 0);
  assert_record (store, 4, 4, 20000);
  assert_record (store, 5, 5, 10);
  g_assert_false (willow_trace_store_get (store, 6, &view));
  g_assert_null (willow_trace_store_dup_bytes (store, 6));
  g_assert_cmpuint (willow_trace_store_get_first_serial (store), ==, 0);
  g_assert_cmpuint (willow_trace_store_get_end_serial (store), ==, 6);
  /* five records of 0, 10 and 20,000 bytes, and at most 40 for each */
  g_assert_cmpuint (willow_trace_store_get_size_bytes (store), >=, 20040);
  g_assert_cmpuint (willow_trace_store_get_size_bytes (store), <=, 20040 + 240);
}

/* More records than one block of the index and one chunk hold. */
static void
test_many (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (WillowTraceStore) store = new_logged_store (64 << 20, log);

  append (store, 0, 50000, 60);
  append (store, 50000, 50000, 61);
  for (guint32 i = 0; i < 100000; i += 997)
    assert_record (store, i, i, i < 50000 ? 60 : 61);
  assert_record (store, 99999, 99999, 61);
  g_assert_cmpstr (log->str, ==, "+0,50000 +50000,50000 ");
}

static void
test_eviction (void)
{
  const gsize budget_bytes = 1 << 20;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (WillowTraceStore) store = new_logged_store (budget_bytes, log);
  guint64 first = 0;

  for (guint32 tag = 0; tag < 100000; tag += 100)
    {
      append (store, tag, 100, 100);
      g_assert_cmpuint (
          willow_trace_store_get_size_bytes (store), <=, budget_bytes);
      g_assert_cmpuint (willow_trace_store_get_first_serial (store), >=, first);
      first = willow_trace_store_get_first_serial (store);
      if (first > 0)
        {
          WillowTraceView view;

          g_assert_false (willow_trace_store_get (store, first - 1, &view));
          assert_record (store, first, (guint32)first, 100);
        }
      assert_record (store, tag + 99, tag + 99, 100);
    }
  /* What stays is most of what the budget allows: 140 bytes a record. */
  g_assert_cmpuint (100000 - first, >, budget_bytes / 140 * 8 / 10);
  g_assert_nonnull (strstr (log->str, "-"));
}

/* The signals of one batch: what is gone first, then what has come. */
static void
test_batch_over_budget (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (WillowTraceStore) store = new_logged_store (20000, log);
  g_autofree char *expected = NULL;
  guint64          first;

  append (store, 0, 10, 10);
  append (store, 10, 1000, 100);
  first = willow_trace_store_get_first_serial (store);
  g_assert_cmpuint (first, >, 10);
  expected = g_strdup_printf ("+0,10 -%" G_GUINT64_FORMAT " +10,1000 ", first);
  g_assert_cmpstr (log->str, ==, expected);
  assert_record (store, 1009, 1009, 100);
}

/* A record larger than the budget stays until the next one comes, and is shared
 * with whoever asked for its bytes. */
static void
test_large (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (WillowTraceStore) store = new_logged_store (100000, log);
  g_autoptr (GBytes) bytes = NULL;
  WillowTraceView view;

  append (store, 0, 1, 1000000);
  assert_record (store, 0, 0, 1000000);
  g_assert_true (willow_trace_store_get (store, 0, &view));
  bytes = willow_trace_store_dup_bytes (store, 0);
  g_assert_true (g_bytes_get_data (bytes, NULL) == view.data.data);
  append (store, 1, 1, 10);
  g_assert_false (willow_trace_store_get (store, 0, &view));
  assert_record (store, 1, 1, 10);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 1000000);
  g_assert_cmpint (
      ((const guint8 *)g_bytes_get_data (bytes, NULL))[999999], ==, 0);
  g_assert_cmpstr (log->str, ==, "+0,1 -1 +1,1 ");
}

static void
test_clear (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (WillowTraceStore) store = new_logged_store (1 << 20, log);
  WillowTraceView view;

  willow_trace_store_clear (store);
  append (store, 0, 5000, 10);
  willow_trace_store_clear (store);
  willow_trace_store_clear (store);
  g_assert_cmpuint (willow_trace_store_get_size_bytes (store), ==, 0);
  g_assert_false (willow_trace_store_get (store, 4999, &view));
  append (store, 7, 1, 10);
  g_assert_cmpstr (log->str, ==, "+0,5000 -5000 +5000,1 ");
  assert_record (store, 5000, 7, 10);
}

static void
test_budget_change (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (WillowTraceStore) store = new_logged_store (1 << 20, log);

  append (store, 0, 5000, 100);
  willow_trace_store_set_budget_bytes (store, 100000);
  g_assert_cmpuint (willow_trace_store_get_budget_bytes (store), ==, 100000);
  g_assert_cmpuint (willow_trace_store_get_size_bytes (store), <=, 100000);
  assert_record (store, 4999, 4999, 100);
  willow_trace_store_set_budget_bytes (store, 1 << 20);
  append (store, 5000, 1000, 100);
  assert_record (store, 5999, 5999, 100);
  assert_record (store, 4999, 4999, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/store/append", test_append);
  g_test_add_func ("/trace/store/many", test_many);
  g_test_add_func ("/trace/store/eviction", test_eviction);
  g_test_add_func ("/trace/store/batch-over-budget", test_batch_over_budget);
  g_test_add_func ("/trace/store/large", test_large);
  g_test_add_func ("/trace/store/clear", test_clear);
  g_test_add_func ("/trace/store/budget-change", test_budget_change);
  return g_test_run ();
}
