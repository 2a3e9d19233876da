/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "load-special.h"

#include "lib/packet-builder.h"
#include "load-client.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAYLOAD_BYTES 64
#define N_LATENCIES 3000
#define CHUNK_BYTES 65536

typedef struct
{
  guint n_messages;
  guint n_acknowledged;
  guint n_others;
} Count;

static void
message_cb (LoadClient   *client,
            const guint8 *payload,
            gsize         len,
            gboolean      is_duplicate)
{
  ((Count *)client->data)->n_messages++;
}

static void
acknowledged_cb (LoadClient *client)
{
  ((Count *)client->data)->n_acknowledged++;
}

static void
other_cb (LoadClient *client, guint8 first_byte)
{
  ((Count *)client->data)->n_others++;
}

static const LoadClientFuncs counting = { message_cb,
                                          acknowledged_cb,
                                          other_cb };

static double
seconds_since (gint64 start_us)
{
  return (double)(g_get_monotonic_time () - start_us) / 1e6;
}

/* Goes on with input and output until *@value is at least @wanted. */
static void
pump (LoadClient *client, const guint *value, guint wanted)
{
  while (*value < wanted)
    {
      struct pollfd ready = { client->fd, POLLIN, 0 };

      if (!load_client_flush (client))
        ready.events |= POLLOUT;
      if (poll (&ready, 1, 20000) == 0)
        g_error ("nothing has come for 20 s: %u of %u", *value, wanted);
      if (ready.revents & POLLIN)
        load_client_read_all (client);
    }
}

static void
open_client (LoadClient       *client,
             const LoadServer *server,
             const char       *id,
             gboolean          clean,
             Count            *count)
{
  load_client_init (client, server->port, id, clean, &counting, count);
}

/* A PINGREQ goes after everything and is answered after it. */
static void
wait_for_ping (LoadClient *client, Count *count)
{
  static const guint8 ping[] = { 0xc0, 0 };

  load_client_write (client, ping, sizeof ping);
  pump (client, &count->n_others, 1);
}

/* Messages on topics of their own, as fast as they go out. */
static void
send_numbered (LoadClient *client,
               Count      *count,
               guint       n_messages,
               guint8      qos,
               gboolean    retain,
               gboolean    with_payload)
{
  static guint8 payload[PAYLOAD_BYTES];
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < n_messages; i++)
    {
      g_autofree char *topic =
          g_strdup_printf ("bench/%u/%u", i / 1000, i % 1000);

      pb_publish (bytes,
                  4,
                  qos,
                  retain,
                  qos > 0 ? load_client_next_packet_id (client) : 0,
                  topic,
                  payload,
                  with_payload ? sizeof payload : 0);
      if (bytes->len < CHUNK_BYTES && i + 1 < n_messages)
        continue;
      load_client_write (client, bytes->data, bytes->len);
      g_byte_array_set_size (bytes, 0);
      /* With a window, so that packet identifiers are not reused. */
      pump (
          client, &count->n_acknowledged, qos > 0 && i > 20000 ? i - 20000 : 0);
      while (!load_client_flush (client))
        {
          struct pollfd ready = { client->fd, POLLOUT, 0 };

          poll (&ready, 1, -1);
        }
    }
}

LoadRetained
load_retained_run (const LoadServer *server, guint n_messages)
{
  LoadRetained result;
  LoadClient   publisher, subscriber;
  Count        count = { 0 }, received = { 0 };
  gint64       start_us;

  open_client (&publisher, server, "publisher", TRUE, &count);
  start_us = g_get_monotonic_time ();
  send_numbered (&publisher, &count, n_messages, 0, TRUE, TRUE);
  wait_for_ping (&publisher, &count);
  result.store = n_messages / seconds_since (start_us);
  open_client (&subscriber, server, "subscriber", TRUE, &received);
  start_us = g_get_monotonic_time ();
  load_client_subscribe (&subscriber, "bench/#", 0);
  pump (&subscriber, &received.n_messages, n_messages);
  result.deliver = n_messages / seconds_since (start_us);
  load_client_clear (&subscriber);
  /* Nothing is left behind for those who are measured next. */
  count.n_others = 0;
  send_numbered (&publisher, &count, n_messages, 0, TRUE, FALSE);
  wait_for_ping (&publisher, &count);
  load_client_clear (&publisher);
  return result;
}

LoadOffline
load_offline_run (const LoadServer *server, guint n_messages)
{
  LoadOffline result;
  LoadClient  publisher, subscriber;
  Count       count = { 0 }, received = { 0 };
  gint64      start_us;

  open_client (&subscriber, server, "away", FALSE, &received);
  load_client_subscribe (&subscriber, "bench/#", 1);
  load_client_clear (&subscriber);
  open_client (&publisher, server, "publisher", TRUE, &count);
  start_us = g_get_monotonic_time ();
  send_numbered (&publisher, &count, n_messages, 1, FALSE, TRUE);
  pump (&publisher, &count.n_acknowledged, n_messages);
  result.enqueue = n_messages / seconds_since (start_us);
  start_us = g_get_monotonic_time ();
  open_client (&subscriber, server, "away", FALSE, &received);
  pump (&subscriber, &received.n_messages, n_messages);
  result.drain = n_messages / seconds_since (start_us);
  load_client_clear (&subscriber);
  load_client_clear (&publisher);
  open_client (&subscriber, server, "away", TRUE, &received);
  load_client_clear (&subscriber);
  return result;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static double
get_quantile (GArray *values, double share)
{
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, (guint)(share * (values->len - 1)));
}

typedef struct
{
  int      fd;
  gint64   start_us;
  guint    n_read; /* of CONNACK */
  gboolean has_sent;
} Newcomer;

static void
send_connect (Newcomer *newcomer, guint index)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *id = g_strdup_printf ("storm%u", index);

  pb_connect (bytes, 4, id, TRUE, 60);
  if (write (newcomer->fd, bytes->data, bytes->len) != (gssize)bytes->len)
    g_error ("a CONNECT could not be written");
  newcomer->has_sent = TRUE;
}

/* Returns: whether CONNACK is there */
static gboolean
go_on (Newcomer *newcomer, guint index, guint32 events)
{
  guint8 connack[4];
  gssize n;

  if ((events & EPOLLOUT) && !newcomer->has_sent)
    send_connect (newcomer, index);
  if (!(events & EPOLLIN))
    return FALSE;
  n = recv (newcomer->fd,
            connack + newcomer->n_read,
            sizeof connack - newcomer->n_read,
            MSG_DONTWAIT);
  if (n == 0)
    g_error ("the broker has closed");
  newcomer->n_read += (guint)MAX (n, 0);
  return newcomer->n_read == sizeof connack;
}

static void
storm (const LoadServer *server, Newcomer *newcomers, guint n, GArray *times)
{
  struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET };
  struct epoll_event events[64];
  int                epoll = epoll_create1 (EPOLL_CLOEXEC);

  for (guint i = 0; i < n; i++)
    {
      newcomers[i].start_us = g_get_monotonic_time ();
      newcomers[i].fd = load_socket (server->port, FALSE);
      g_assert_cmpint (newcomers[i].fd, >=, 0);
      event.data.u32 = i;
      epoll_ctl (epoll, EPOLL_CTL_ADD, newcomers[i].fd, &event);
    }
  while (times->len < n)
    {
      int n_events = epoll_wait (epoll, events, G_N_ELEMENTS (events), 20000);

      if (n_events == 0)
        g_error ("only %u of %u have their CONNACK", times->len, n);
      for (int i = 0; i < n_events; i++)
        {
          Newcomer *newcomer = &newcomers[events[i].data.u32];
          double    seconds;

          if (!go_on (newcomer, events[i].data.u32, events[i].events))
            continue;
          seconds = seconds_since (newcomer->start_us);
          g_array_append_val (times, seconds);
        }
    }
  close (epoll);
}

LoadStorm
load_storm_run (const LoadServer *server, guint n_clients)
{
  g_autofree Newcomer *newcomers = g_new0 (Newcomer, n_clients);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  gint64    start_us = g_get_monotonic_time ();
  LoadStorm result;

  storm (server, newcomers, n_clients, times);
  result.rate = n_clients / seconds_since (start_us);
  result.p99_seconds = get_quantile (times, 0.99);
  for (guint i = 0; i < n_clients; i++)
    close (newcomers[i].fd);
  return result;
}

LoadLatency
load_latency_run (const LoadServer *server, guint n_messages)
{
  static guint8 payload[PAYLOAD_BYTES];
  LoadClient    publisher, subscriber;
  Count         count = { 0 }, received = { 0 };
  LoadLatency   result;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GByteArray) packet = g_byte_array_new ();

  pb_publish (packet, 4, 0, FALSE, 0, "ping/pong", payload, sizeof payload);
  open_client (&subscriber, server, "pong", TRUE, &received);
  load_client_subscribe (&subscriber, "ping/pong", 0);
  open_client (&publisher, server, "ping", TRUE, &count);
  for (guint i = 0; i < n_messages; i++)
    {
      gint64 start_us = g_get_monotonic_time ();
      double seconds;

      load_client_write (&publisher, packet->data, packet->len);
      pump (&subscriber, &received.n_messages, i + 1);
      seconds = seconds_since (start_us);
      g_array_append_val (times, seconds);
    }
  load_client_clear (&publisher);
  load_client_clear (&subscriber);
  result.p50_seconds = get_quantile (times, 0.5);
  result.p99_seconds = get_quantile (times, 0.99);
  return result;
}

LoadIdle
load_idle_run (const LoadServer *server, guint n_clients)
{
  g_autofree Newcomer *newcomers = g_new0 (Newcomer, n_clients);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  gsize    before = load_server_get_resident_bytes (server);
  LoadIdle result;

  storm (server, newcomers, n_clients, times);
  result.bytes =
      ((double)load_server_get_resident_bytes (server) - (double)before) /
      n_clients;
  result.busy = load_latency_run (server, N_LATENCIES);
  for (guint i = 0; i < n_clients; i++)
    close (newcomers[i].fd);
  return result;
}
