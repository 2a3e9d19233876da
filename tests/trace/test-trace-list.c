/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-trace-list.h"

#include <string.h>

#include "trace-records.h"

#define N_STEPS 400

/* What a view believes, kept up from items-changed alone. */
typedef struct
{
  GListModel *model;
  GArray     *serials; /* guint64 */
  guint       n_changes;
} Mirror;

/* What really was appended: tag by serial, and whether it is a PUBLISH. */
typedef struct
{
  guint32  tag;
  gboolean publish;
} Appended;

static guint64
serial_of (GListModel *model, guint position)
{
  g_autoptr (WillowTraceItem) item = g_list_model_get_item (model, position);

  g_assert_nonnull (item);
  return willow_trace_item_get_serial (item);
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Mirror     *mirror)
{
  mirror->n_changes++;
  g_assert_cmpuint (position + removed, <=, mirror->serials->len);
  if (removed > 0)
    g_array_remove_range (mirror->serials, position, removed);
  for (guint i = 0; i < added; i++)
    {
      guint64 serial = serial_of (model, position + i);

      g_array_insert_val (mirror->serials, position + i, serial);
    }
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, mirror->serials->len);
}

static void
mirror_init (Mirror *mirror, WillowTraceList *list)
{
  mirror->model = G_LIST_MODEL (list);
  mirror->serials = g_array_new (FALSE, FALSE, sizeof (guint64));
  mirror->n_changes = 0;
  g_signal_connect (
      list, "items-changed", G_CALLBACK (items_changed_cb), mirror);
}

static void
assert_item (GListModel *model, guint position, const Appended *expected)
{
  g_autoptr (WillowTraceItem) item = g_list_model_get_item (model, position);
  WillowTraceView view;

  willow_trace_item_get_view (item, &view);
  g_assert_cmpuint (view.connection, ==, expected->tag);
  g_assert_cmpint (view.data.data[0] >> 4, ==, expected->publish ? 3 : 12);
  g_assert_cmpint (
      view.data.data[view.data.len - 1], ==, (guint8)expected->tag);
}

static void
assert_equals_naive (WillowTraceList *list,
                     Mirror          *mirror,
                     GArray          *all,
                     guint64          first,
                     gboolean         only_publish)
{
  guint n = 0;

  for (guint64 serial = first; serial < all->len; serial++)
    {
      const Appended *appended = &g_array_index (all, Appended, serial);

      g_assert_cmpuint (willow_trace_list_find (list, serial), ==, n);
      if (only_publish && !appended->publish)
        continue;
      g_assert_cmpuint (n, <, mirror->serials->len);
      g_assert_cmpuint (
          g_array_index (mirror->serials, guint64, n), ==, serial);
      if (n % 7 == 0)
        assert_item (mirror->model, n, appended);
      n++;
    }
  g_assert_cmpuint (g_list_model_get_n_items (mirror->model), ==, n);
  g_assert_cmpuint (mirror->serials->len, ==, n);
  g_assert_cmpuint (willow_trace_list_find (list, all->len), ==, n);
  g_assert_null (g_list_model_get_item (mirror->model, n));
}

static void
append_random (WillowTraceStore *store, GArray *all)
{
  g_autoptr (GPtrArray) batch = new_batch ();
  guint n = (guint)g_test_rand_int_range (0, 200);

  for (guint i = 0; i < n; i++)
    {
      Appended appended = { all->len, g_test_rand_bit () };
      gsize    len = (gsize)g_test_rand_int_range (2, 120);

      if (g_test_rand_int_range (0, 50) == 0)
        len = (gsize)g_test_rand_int_range (2000, 9000);
      g_ptr_array_add (batch,
                       make_record (appended.tag, appended.publish, len));
      g_array_append_val (all, appended);
    }
  willow_trace_store_append (store, batch);
}

static void
step_random (WillowTraceStore *store, GArray *all)
{
  switch (g_test_rand_int_range (0, 20))
    {
    case 0:
      willow_trace_store_clear (store);
      break;
    case 1:
      willow_trace_store_set_budget_bytes (
          store, (gsize)g_test_rand_int_range (5000, 120000));
      break;
    default:
      append_random (store, all);
    }
}

static void
test_against_naive (void)
{
  g_autoptr (WillowTraceStore) store = willow_trace_store_new (60000);
  g_autoptr (WillowTraceList) packets =
      willow_trace_list_new (store, WILLOW_TRACE_LIST_PACKETS);
  g_autoptr (WillowTraceList) messages =
      willow_trace_list_new (store, WILLOW_TRACE_LIST_MESSAGES);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Appended));
  Mirror packet_mirror, message_mirror;

  mirror_init (&packet_mirror, packets);
  mirror_init (&message_mirror, messages);
  for (guint i = 0; i < N_STEPS; i++)
    {
      guint64 first;

      packet_mirror.n_changes = message_mirror.n_changes = 0;
      step_random (store, all);
      /* One signal for what went, one for what came. */
      g_assert_cmpuint (packet_mirror.n_changes, <=, 2);
      g_assert_cmpuint (message_mirror.n_changes, <=, 2);
      first = willow_trace_store_get_first_serial (store);
      assert_equals_naive (packets, &packet_mirror, all, first, FALSE);
      assert_equals_naive (messages, &message_mirror, all, first, TRUE);
    }
  g_assert_cmpuint (willow_trace_store_get_first_serial (store), >, 1000);
  g_array_unref (packet_mirror.serials);
  g_array_unref (message_mirror.serials);
}

/* Which rest of the tag divided by 3 is shown. */
static gboolean
has_rest (const WillowTraceView *view, gpointer user_data)
{
  return view->connection % 3 == GPOINTER_TO_UINT (user_data);
}

static void
assert_rest (Mirror  *mirror,
             GArray  *all,
             guint64  first,
             guint    rest,
             gboolean only_publish)
{
  guint n = 0;

  for (guint64 serial = first; serial < all->len; serial++)
    {
      const Appended *appended = &g_array_index (all, Appended, serial);

      if (appended->tag % 3 != rest || (only_publish && !appended->publish))
        continue;
      g_assert_cmpuint (n, <, mirror->serials->len);
      g_assert_cmpuint (
          g_array_index (mirror->serials, guint64, n), ==, serial);
      n++;
    }
  g_assert_cmpuint (n, ==, mirror->serials->len);
}

static void
finish_scan (WillowTraceList *list)
{
  while (willow_trace_list_get_scanning (list))
    g_main_context_iteration (NULL, TRUE);
}

/* Functions that come, change and go between what is appended and thrown out,
 * in the middle of a scan too. */
static void
test_func_against_naive (gconstpointer data)
{
  WillowTraceListKind kind = GPOINTER_TO_INT (data);
  gboolean            only_publish = kind == WILLOW_TRACE_LIST_MESSAGES;
  g_autoptr (WillowTraceStore) store = willow_trace_store_new (60000);
  g_autoptr (WillowTraceList) list = willow_trace_list_new (store, kind);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Appended));
  Mirror mirror;

  mirror_init (&mirror, list);
  for (guint i = 0; i < N_STEPS; i++)
    {
      guint rest = (guint)g_test_rand_int_range (0, 3);

      step_random (store, all);
      willow_trace_list_set_func (
          list, has_rest, GUINT_TO_POINTER (rest), NULL);
      step_random (store, all);
      if (g_test_rand_bit ())
        g_main_context_iteration (NULL, FALSE);
      step_random (store, all);
      finish_scan (list);
      step_random (store, all);
      assert_rest (&mirror,
                   all,
                   willow_trace_store_get_first_serial (store),
                   rest,
                   only_publish);
      if (g_test_rand_int_range (0, 4) > 0)
        continue;
      willow_trace_list_set_func (list, NULL, NULL, NULL);
      step_random (store, all);
      assert_equals_naive (list,
                           &mirror,
                           all,
                           willow_trace_store_get_first_serial (store),
                           only_publish);
    }
  g_array_unref (mirror.serials);
}

static void
count_cb (gpointer user_data)
{
  ++*(guint *)user_data;
}

static gboolean
shows_nothing (const WillowTraceView *view, gpointer user_data)
{
  return FALSE;
}

/* What belongs to a function goes with it, and a list may go while it scans. */
static void
test_func_data (void)
{
  g_autoptr (WillowTraceStore) store = willow_trace_store_new (60000);
  WillowTraceList *list =
      willow_trace_list_new (store, WILLOW_TRACE_LIST_PACKETS);
  guint n = 0;

  willow_trace_list_set_func (list, shows_nothing, &n, count_cb);
  willow_trace_list_set_func (list, shows_nothing, &n, count_cb);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (willow_trace_list_get_scanning (list));
  g_assert_finalize_object (list);
  g_assert_cmpuint (n, ==, 2);
}

static void
append_one (WillowTraceStore *store, guint32 tag, gsize len)
{
  g_autoptr (GPtrArray) batch = new_batch ();

  g_ptr_array_add (batch, make_record (tag, TRUE, len));
  willow_trace_store_append (store, batch);
}

static void
test_late_list (void)
{
  g_autoptr (WillowTraceStore) store = willow_trace_store_new (60000);
  g_autoptr (WillowTraceList) list = NULL;

  append_one (store, 1, 10);
  append_one (store, 2, 10);
  list = willow_trace_list_new (store, WILLOW_TRACE_LIST_MESSAGES);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (list)) ==
                 WILLOW_TYPE_TRACE_ITEM);
  g_assert_cmpuint (serial_of (G_LIST_MODEL (list), 1), ==, 1);
}

/* An item survives its record, its list and its store. */
static void
test_item_outlives (void)
{
  WillowTraceStore *store = willow_trace_store_new (60000);
  WillowTraceList  *list =
      willow_trace_list_new (store, WILLOW_TRACE_LIST_PACKETS);
  g_autoptr (WillowTraceItem) item = NULL;
  g_autoptr (WillowTraceItem) same = NULL;
  WillowTraceView view;

  append_one (store, 5, 10);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  same = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_true (item == same);
  willow_trace_store_clear (store);
  g_assert_finalize_object (list);
  g_assert_finalize_object (store);
  willow_trace_item_get_view (item, &view);
  g_assert_cmpuint (view.data.len, ==, 10);
  g_assert_cmpint (view.data.data[9], ==, 5);
  g_assert_true (g_bytes_get_data (willow_trace_item_get_bytes (item), NULL) ==
                 view.data.data);
}

/* A fragment that begins like a PUBLISH is no message, nor is a note. */
static void
test_only_packets_are_messages (void)
{
  g_autoptr (WillowTraceStore) store = willow_trace_store_new (60000);
  g_autoptr (WillowTraceList) list =
      willow_trace_list_new (store, WILLOW_TRACE_LIST_MESSAGES);
  g_autoptr (GPtrArray) batch = new_batch ();

  for (guint kind = 0; kind <= WILLOW_RECORD_HTTP; kind++)
    g_ptr_array_add (batch,
                     willow_record_new ((WillowRecordKind)kind,
                                        WILLOW_DIRECTION_TO_CLIENT,
                                        MQTT_VERSION_3_1_1,
                                        1,
                                        1,
                                        mqtt_slice_from_string ("0")));
  willow_trace_store_append (store, batch);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_cmpuint (serial_of (G_LIST_MODEL (list), 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/list/against-naive", test_against_naive);
  g_test_add_data_func ("/trace/list/func-against-naive/packets",
                        GINT_TO_POINTER (WILLOW_TRACE_LIST_PACKETS),
                        test_func_against_naive);
  g_test_add_data_func ("/trace/list/func-against-naive/messages",
                        GINT_TO_POINTER (WILLOW_TRACE_LIST_MESSAGES),
                        test_func_against_naive);
  g_test_add_func ("/trace/list/func-data", test_func_data);
  g_test_add_func ("/trace/list/late", test_late_list);
  g_test_add_func ("/trace/list/item-outlives", test_item_outlives);
  g_test_add_func ("/trace/list/only-packets-are-messages",
                   test_only_packets_are_messages);
  return g_test_run ();
}
