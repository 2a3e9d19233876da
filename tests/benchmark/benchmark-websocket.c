/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WebSocket beside plain TCP, over loopback with both ends on one thread: bytes
 * per second in one direction, and the time of one byte to and fro. */
#include "lib/test-loop.h"

#include "net/willow-websocket-transport.h"

#define BULK_BYTES ((gsize)256 * 1024 * 1024)
#define SMALL_BYTES ((gsize)64 * 1024 * 1024)
#define VECTORS 256
#define ROUND_TRIPS 20000
#define TIMES 3

typedef struct
{
  TestLoop         loop;
  gboolean         is_websocket;
  WillowTransport *a;
  WillowTransport *b;

  gsize  vector_bytes;
  gsize  to_send;
  gsize  sent;
  gsize  received;
  guint  n_answers;
  guint8 data[65536];
} Bench;

static void
open_pair (Bench *bench)
{
  const WillowWebsocketOptions client = { .is_server = FALSE };
  const WillowWebsocketOptions server = { .is_server = TRUE };

  test_loop_connect (&bench->loop, TEST_STREAM_LOOPBACK, &bench->a, &bench->b);
  if (!bench->is_websocket)
    return;
  bench->a =
      willow_transport_new_websocket (bench->loop.reactor, bench->a, &client);
  bench->b =
      willow_transport_new_websocket (bench->loop.reactor, bench->b, &server);
}

static void
close_pair (Bench *bench)
{
  g_clear_pointer (&bench->a, willow_transport_free);
  g_clear_pointer (&bench->b, willow_transport_free);
  test_loop_settle (&bench->loop);
}

static void
write_cb (WillowTransport *transport,
          GIOCondition     condition,
          gpointer         user_data)
{
  Bench        *bench = user_data;
  GOutputVector vectors[VECTORS];
  gsize         rest = bench->to_send - bench->sent;
  guint         n = 0;
  gssize        taken;

  for (gsize left = rest; n < VECTORS && left > 0; n++)
    {
      vectors[n].buffer = bench->data;
      vectors[n].size = MIN (bench->vector_bytes, left);
      left -= vectors[n].size;
    }
  if (n == 0)
    {
      willow_transport_set_condition (transport, 0);
      return;
    }
  taken = willow_transport_writev (transport, vectors, n, NULL);
  if (taken > 0)
    bench->sent += (gsize)taken;
}

static void
read_cb (WillowTransport *transport, GIOCondition condition, gpointer user_data)
{
  Bench  *bench = user_data;
  gsize   len;
  guint8 *buffer = willow_reactor_get_read_buffer (bench->loop.reactor, &len);
  gssize  n = willow_transport_read (transport, buffer, len, NULL);

  if (n > 0)
    bench->received += (gsize)n;
}

/* Returns: bytes per second */
static double
measure (Bench *bench, gsize vector_bytes, gsize bytes)
{
  gint64 start_us;

  open_pair (bench);
  bench->vector_bytes = vector_bytes;
  bench->to_send = bytes;
  bench->sent = bench->received = 0;
  willow_transport_set_func (bench->a, write_cb, bench);
  willow_transport_set_func (bench->b, read_cb, bench);
  start_us = g_get_monotonic_time ();
  willow_transport_set_condition (bench->b, G_IO_IN);
  willow_transport_set_condition (bench->a, G_IO_OUT);
  test_loop_until (&bench->loop, bench->received == bytes);
  start_us = g_get_monotonic_time () - start_us;
  close_pair (bench);
  return (double)bytes * G_USEC_PER_SEC / (double)MAX (1, start_us);
}

static void
answer_cb (WillowTransport *transport,
           GIOCondition     condition,
           gpointer         user_data)
{
  Bench        *bench = user_data;
  guint8        byte;
  GOutputVector vector = { &byte, 1 };

  if (willow_transport_read (transport, &byte, 1, NULL) != 1)
    return;
  if (transport == bench->a)
    bench->n_answers++;
  if (bench->n_answers < ROUND_TRIPS)
    willow_transport_writev (transport, &vector, 1, NULL);
}

/* Returns: microseconds */
static double
measure_round_trip (Bench *bench)
{
  const GOutputVector vector = { "x", 1 };
  gint64              start_us;

  open_pair (bench);
  bench->n_answers = 0;
  willow_transport_set_func (bench->a, answer_cb, bench);
  willow_transport_set_func (bench->b, answer_cb, bench);
  willow_transport_set_condition (bench->a, G_IO_IN);
  willow_transport_set_condition (bench->b, G_IO_IN);
  start_us = g_get_monotonic_time ();
  willow_transport_writev (bench->a, &vector, 1, NULL);
  test_loop_until (&bench->loop, bench->n_answers == ROUND_TRIPS);
  start_us = g_get_monotonic_time () - start_us;
  close_pair (bench);
  return (double)start_us / ROUND_TRIPS;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a, second = *(const double *)b;

  return (first > second) - (first < second);
}

/* One beside the other, and the median of the ratios. */
static void
compare (Bench *plain, Bench *websocket, gsize vector_bytes, gsize bytes)
{
  double ratios[TIMES], first = 0, second = 0;

  for (guint i = 0; i < TIMES; i++)
    {
      first = measure (plain, vector_bytes, bytes);
      second = measure (websocket, vector_bytes, bytes);
      ratios[i] = second / first;
    }
  qsort (ratios, TIMES, sizeof (double), compare_doubles);
  g_print ("%6zu-byte slices: plain %5.0f MB/s, WebSocket %5.0f MB/s, ratio "
           "%.2f\n",
           vector_bytes,
           first / 1e6,
           second / 1e6,
           ratios[TIMES / 2]);
}

static void
compare_round_trips (Bench *plain, Bench *websocket)
{
  double first = measure_round_trip (plain);
  double second = measure_round_trip (websocket);

  g_print ("one byte to and fro: plain %.1f µs, WebSocket %.1f µs, ratio "
           "%.2f\n",
           first,
           second,
           second / first);
}

int
main (int argc, char **argv)
{
  Bench *plain = g_new0 (Bench, 1);
  Bench *websocket = g_new0 (Bench, 1);

  test_loop_set_up (&plain->loop);
  websocket->loop = plain->loop;
  websocket->is_websocket = TRUE;
  compare (plain, websocket, 65536, BULK_BYTES);
  compare (plain, websocket, 4096, BULK_BYTES);
  compare (plain, websocket, 64, SMALL_BYTES);
  compare_round_trips (plain, websocket);
  test_loop_tear_down (&plain->loop);
  g_free (plain);
  g_free (websocket);
  return 0;
}
