/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ui-fixture.h"

#include "lib/packet-builder.h"
#include "model/traffic/willow-ingest.h"

#include <stdlib.h>
#include <time.h>

/* How many messages per second the window takes while it keeps answering: a
 * thread puts PUBLISH packets (128 bytes of payload, 2,000 topics) into the
 * queue of a conversation whose page is shown. What counts is the longest turn
 * of the main loop: for so long a key or a click waits. */

#define PAYLOAD_BYTES 128
#define N_TOPICS 2000
#define QUEUE_BYTES (64 * 1024 * 1024)
#define SECONDS 3
#define TICK_US 5000

typedef struct
{
  WillowTraceQueue *queue;
  guint             per_second;
  guint             n_pushed;
} Load;

static gint64  turn_start_us;
static gint64  turn_start_cpu_us;
static gint64  longest_cpu_us; /* what other programs do is not in it */
static GArray *turns_us;

static gint64
get_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* What lies between two polls is one turn. */
static gint
poll_cb (GPollFD *fds, guint n, gint timeout)
{
  gint64 now_us = g_get_monotonic_time ();
  gint   result;

  if (turn_start_us != 0)
    {
      gint64 turn_us = now_us - turn_start_us;

      g_array_append_val (turns_us, turn_us);
      longest_cpu_us = MAX (longest_cpu_us, get_cpu_us () - turn_start_cpu_us);
    }
  result = g_poll (fds, n, timeout);
  turn_start_us = g_get_monotonic_time ();
  turn_start_cpu_us = get_cpu_us ();
  return result;
}

static WillowRecord *
make_record (guint i)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *topic = g_strdup_printf (
      "plant/line-%u/sensor-%u", i % N_TOPICS / 50, i % N_TOPICS % 50);
  char      payload[PAYLOAD_BYTES + 1];
  MqttSlice slice;

  g_snprintf (payload, sizeof payload, "{\"n\": %0*u}", PAYLOAD_BYTES - 7, i);
  pb_publish (bytes, 4, 0, FALSE, 0, topic, payload, PAYLOAD_BYTES);
  slice.data = bytes->data;
  slice.len = bytes->len;
  return willow_record_new (WILLOW_RECORD_PACKET,
                            WILLOW_DIRECTION_TO_CLIENT,
                            MQTT_VERSION_3_1_1,
                            1,
                            g_get_monotonic_time (),
                            slice);
}

static gpointer
load_thread (gpointer data)
{
  Load  *load = data;
  gint64 start_us = g_get_monotonic_time ();
  gint64 end_us = start_us + SECONDS * G_USEC_PER_SEC;

  for (gint64 now_us = start_us; now_us < end_us;
       now_us = g_get_monotonic_time ())
    {
      guint due =
          (guint)((now_us - start_us) * load->per_second / G_USEC_PER_SEC);

      while (load->n_pushed < due)
        if (!willow_trace_queue_push (load->queue,
                                      make_record (load->n_pushed++)))
          break;
      g_usleep (TICK_US);
    }
  return NULL;
}

static gint
compare_turns (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;

  return left < right ? -1 : left > right;
}

static void
report (const char *page, const Load *load, double seconds)
{
  gint64 longest_us, p99_us;

  g_array_sort (turns_us, compare_turns);
  longest_us = g_array_index (turns_us, gint64, turns_us->len - 1);
  p99_us = g_array_index (turns_us, gint64, turns_us->len * 99 / 100);
  g_print ("%-9s asked %7u/s  taken %7.0f/s  longest turn %6.1f ms  "
           "99 %% %5.1f ms  longest of CPU %6.1f ms\n",
           page,
           load->per_second,
           load->n_pushed / seconds,
           (double)longest_us / 1000,
           (double)p99_us / 1000,
           (double)longest_cpu_us / 1000);
}

/* All that was pushed has arrived in the store when it ends. */
static void
run (UiFixture *fixture, const char *page, guint per_second)
{
  WillowConversation *conversation;
  WillowTraceStore   *store;
  g_autoptr (WillowTraceQueue) queue = willow_trace_queue_new (QUEUE_BYTES);
  g_autoptr (WillowIngest) ingest = NULL;
  Load     load = { queue, per_second, 0 };
  GThread *thread;
  gint64   start_us;
  guint64  first;

  ui_activate (fixture, "win.new-connection");
  ui_activate_target (fixture, "win.page", page);
  conversation = willow_window_get_conversation (fixture->window);
  store = willow_conversation_get_store (conversation);
  ingest = willow_ingest_new (
      queue, store, willow_conversation_get_topics (conversation), NULL, NULL);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  first = willow_trace_store_get_end_serial (store);
  g_array_set_size (turns_us, 0);
  turn_start_us = 0;
  longest_cpu_us = 0;
  start_us = g_get_monotonic_time ();
  thread = g_thread_new ("load", load_thread, &load);
  while (g_get_monotonic_time () < start_us + SECONDS * G_USEC_PER_SEC)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  ui_until (willow_trace_store_get_end_serial (store) - first >= load.n_pushed);
  report (page,
          &load,
          (double)(g_get_monotonic_time () - start_us) / G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  static const char *const pages[] = { "topics", "messages", "packets" };
  static const guint       rates[] = { 1000, 10000, 50000, 100000 };
  UiFixture                fixture = { 0 };

  ui_test_init (&argc, &argv);
  turns_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  ui_fixture_set_up (&fixture, NULL);
  g_main_context_set_poll_func (NULL, poll_cb);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    /* Arguments: only those pages. */
    for (guint j = 0; j < G_N_ELEMENTS (rates); j++)
      if (argc < 2 || g_strv_contains ((const char *const *)argv + 1, pages[i]))
        run (&fixture, pages[i], rates[j]);
  ui_fixture_tear_down (&fixture, NULL);
  g_array_unref (turns_us);
  return EXIT_SUCCESS;
}
