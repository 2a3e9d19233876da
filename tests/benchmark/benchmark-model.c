/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "lib/packet-builder.h"
#include "model/traffic/willow-ingest.h"
#include "model/traffic/willow-topic-tree.h"
#include "trace/willow-trace-list.h"

/* benchmark-model [RECORDS]: what the store of records, its lists, the topic
 * tree and the way from the queue into them cost. Prints; judges nothing. */

#define DEFAULT_RECORDS 1000000u
#define BATCH 2048u
#define N_GETS 1000000u
#define N_DEVICES 20000u

static gsize
get_heap_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static double
seconds_since (gint64 start_us)
{
  return (double)(g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
}

static char *
make_topic (guint i)
{
  static const char *leaves[] = {
    "state", "availability", "temperature", "power", "firmware/version"
  };

  return g_strdup_printf (
      "plant/line-%u/device-%05u/%s", i / 5 % 20, i / 5, leaves[i % 5]);
}

/* A PUBLISH of some 70 bytes, as devices send them. */
static WillowRecord *
make_record (guint i)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *topic = make_topic (i % (N_DEVICES * 5));
  g_autofree char *payload =
      g_strdup_printf ("{\"value\":%u.5,\"battery\":97}", i % 100);

  pb_publish (bytes, 4, 0, FALSE, 0, topic, payload, strlen (payload));
  return willow_record_new (WILLOW_RECORD_PACKET,
                            WILLOW_DIRECTION_TO_CLIENT,
                            MQTT_VERSION_3_1_1,
                            1,
                            i,
                            (MqttSlice){ bytes->data, bytes->len });
}

static GPtrArray *
make_batch (guint first, guint n)
{
  GPtrArray *batch =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_record_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (batch, make_record (first + i));
  return batch;
}

static void
get_at_random (WillowTraceList *list)
{
  GRand *rand = g_rand_new_with_seed (1);
  gint64 start_us = g_get_monotonic_time ();
  double seconds;

  for (guint i = 0; i < N_GETS; i++)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

      g_object_unref (g_list_model_get_item (
          G_LIST_MODEL (list), (guint)g_rand_int_range (rand, 0, (int)n)));
    }
  seconds = seconds_since (start_us);
  g_print ("list: %.2f M items a second made and dropped, at random\n",
           N_GETS / seconds / 1e6);
  g_rand_free (rand);
}

static void
run_store (guint n_records)
{
  g_autoptr (WillowTraceStore) store = willow_trace_store_new (G_MAXSIZE / 2);
  g_autoptr (WillowTraceList) packets =
      willow_trace_list_new (store, WILLOW_TRACE_LIST_PACKETS);
  g_autoptr (WillowTraceList) messages =
      willow_trace_list_new (store, WILLOW_TRACE_LIST_MESSAGES);
  gsize  before = get_heap_bytes ();
  gsize  data_bytes = 0;
  double seconds = 0;

  for (guint first = 0; first < n_records; first += BATCH)
    {
      g_autoptr (GPtrArray) batch =
          make_batch (first, MIN (BATCH, n_records - first));
      gint64 start_us = g_get_monotonic_time ();

      willow_trace_store_append (store, batch);
      seconds += seconds_since (start_us);
      for (guint i = 0; i < batch->len; i++)
        data_bytes += ((WillowRecord *)g_ptr_array_index (batch, i))->len;
    }
  g_print ("store: %u records of %.0f bytes, both lists: %.2f M records a "
           "second, %.1f bytes each beyond its own\n",
           n_records,
           (double)data_bytes / n_records,
           n_records / seconds / 1e6,
           (double)(get_heap_bytes () - before - data_bytes) / n_records);
  get_at_random (messages);
}

static double
add_all (WillowTopicTree *tree, char **topics, guint n)
{
  const guint8 payload[] = "{\"value\":21.5,\"battery\":97}";
  gint64       start_us = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    {
      willow_topic_tree_add (tree,
                             mqtt_slice_from_string (topics[i]),
                             (MqttSlice){ payload, sizeof (payload) - 1 },
                             MQTT_QOS_0,
                             FALSE,
                             i,
                             i);
      if (i % BATCH == 0)
        willow_topic_tree_commit (tree);
    }
  willow_topic_tree_commit (tree);
  return n / seconds_since (start_us);
}

static void
run_tree (void)
{
  guint             n = N_DEVICES * 5;
  g_autofree char **topics = g_new0 (char *, n);
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  gsize  before, text_bytes = 0;
  double first, again;

  for (guint i = 0; i < n; i++)
    {
      topics[i] = make_topic (i);
      text_bytes += strlen (strrchr (topics[i], '/'));
    }
  before = get_heap_bytes ();
  first = add_all (tree, topics, n);
  g_print ("tree: %u topics: %.2f M new ones a second, %.0f bytes each with a "
           "payload of 27, ",
           n,
           first / 1e6,
           (double)(get_heap_bytes () - before - text_bytes) / n);
  again = add_all (tree, topics, n);
  g_print ("%.2f M updates a second\n", again / 1e6);
  for (guint i = 0; i < n; i++)
    g_free (topics[i]);
}

static void
count_cb (gpointer user_data)
{
  guint *n_batches = user_data;

  (*n_batches)++;
}

/* All that waits is there from the beginning: the slots are as full as they
 * may be, and the loop is free in between. */
static void
run_ingest (guint n_records)
{
  g_autoptr (WillowTraceQueue) queue = willow_trace_queue_new (G_MAXSIZE);
  g_autoptr (WillowTraceStore) store = willow_trace_store_new (G_MAXSIZE / 2);
  g_autoptr (WillowTopicTree) tree = willow_topic_tree_new ();
  WillowIngest *ingest;
  gint64        start_us, busy_us = 0;
  guint         n_batches = 0;

  for (guint i = 0; i < n_records; i++)
    willow_trace_queue_push (queue, make_record (i));
  start_us = g_get_monotonic_time ();
  ingest = willow_ingest_new (queue, store, tree, count_cb, &n_batches);
  while (willow_ingest_get_n_packets (ingest) < n_records)
    {
      gint64 turn_us = g_get_monotonic_time ();
      guint  n_before = n_batches;

      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
      if (n_batches != n_before)
        busy_us += g_get_monotonic_time () - turn_us;
    }
  g_print ("ingest: %.2f M records a second of work; %.0f k a second with the "
           "window free, in %u batches of %.1f ms\n",
           (double)n_records / (double)busy_us,
           n_records / seconds_since (start_us) / 1e3,
           n_batches,
           (double)busy_us / 1e3 / n_batches);
  willow_ingest_free (ingest);
}

int
main (int argc, char **argv)
{
  guint n_records =
      argc > 1 ? (guint)strtoul (argv[1], NULL, 10) : DEFAULT_RECORDS;

  run_store (MAX (n_records, 1));
  run_tree ();
  run_ingest (MAX (n_records / 4, 1));
  return 0;
}
