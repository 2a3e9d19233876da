/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thousands of Clients that want nothing good, at a real broker: how much later
 * are the messages of two good ones, what does it cost in memory, and is the
 * crowd cut in time? The latency beside each crowd is compared with that of
 * moments before. Arguments: willow-cli, and perhaps how many (10,000). The
 * crowd is a process of its own. */
#define _GNU_SOURCE /* POLLRDHUP */

#include "load/load-client.h"
#include "load/load-special.h"
#include "lib/packet-builder.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_LATENCIES 20000
#define CONNECT_TIMEOUT "5"
#define KEEP_ALIVE_SECONDS 4
#define PATIENCE_SECONDS 60
#define N_DEAF 50
#define FLOOD_BYTES 16384
#define UNSENT_BYTES "1000000"
#define MIB (1024.0 * 1024.0)

typedef struct
{
  const char *name;
  /* Fills @fds; what it has to do later it does in go_on, each second. */
  void (*begin) (guint16 port, int *fds, guint n);
  void (*go_on) (guint16 port, int *fds, guint n);
  guint    divisor;  /* of how many */
  gboolean is_cut;   /* by the broker, sooner or later */
  int      pause_ms; /* between two calls of go_on */
} Crowd;

static void
write_some (int fd, const void *data, gsize len)
{
  /* Who has been cut cannot write any more. */
  if (send (fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
    g_assert_true (errno != EBADF);
}

static void
begin_silent (guint16 port, int *fds, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      fds[i] = load_socket (port, TRUE);
      g_assert_cmpint (fds[i], >=, 0);
    }
}

static void
send_connect (int fd, guint number, guint16 keep_alive_seconds)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *id = g_strdup_printf ("crowd-%u", number);

  pb_connect (bytes, 4, id, TRUE, keep_alive_seconds);
  write_some (fd, bytes->data, bytes->len);
}

static void
read_connack (int fd)
{
  guint8 connack[4];

  g_assert_cmpint (recv (fd, connack, 4, MSG_WAITALL), ==, 4);
  g_assert_cmphex (connack[3], ==, 0);
}

static void
begin_connected (guint16 port, int *fds, guint n)
{
  begin_silent (port, fds, n);
  for (guint i = 0; i < n; i++)
    send_connect (fds[i], i, 0);
  for (guint i = 0; i < n; i++)
    read_connack (fds[i]);
}

/* Nothing comes from them any more. */
static void
begin_vanished (guint16 port, int *fds, guint n)
{
  begin_silent (port, fds, n);
  for (guint i = 0; i < n; i++)
    send_connect (fds[i], i, KEEP_ALIVE_SECONDS);
  for (guint i = 0; i < n; i++)
    read_connack (fds[i]);
}

static void
go_on_slowly (guint16 port, int *fds, guint n)
{
  static const guint8 connect[] = { 0x10, 0x20, 0, 4, 'M', 'Q', 'T',
                                    'T',  4,    2, 0, 0,   0,   20 };
  static guint        at;

  for (guint i = 0; i < n; i++)
    write_some (fds[i], connect + at, 1);
  at = MIN (at + 1, sizeof connect - 1);
}

static void
begin_deaf (guint16 port, int *fds, guint n)
{
  g_autoptr (GByteArray) subscribe = g_byte_array_new ();

  begin_connected (port, fds, n);
  pb_subscribe (subscribe, 4, 1, "flood", 1);
  for (guint i = 1; i < n; i++)
    write_some (fds[i], subscribe->data, subscribe->len);
}

/* The first one is who publishes, 200 messages at a time. */
static void
go_on_flooding (guint16 port, int *fds, guint n)
{
  static char    payload[FLOOD_BYTES];
  static guint16 id;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GByteArray) publish = g_byte_array_new ();
      guint8 puback[4];

      id = (guint16)(id % 65535 + 1);
      pb_publish (publish, 4, 1, FALSE, id, "flood", payload, sizeof payload);
      g_assert_cmpint (
          send (fds[0], publish->data, publish->len, MSG_NOSIGNAL), >, 0);
      g_assert_cmpint (recv (fds[0], puback, 4, MSG_WAITALL), ==, 4);
    }
}

static void
drop (int fd)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (fd);
}

/* All of them again and again. */
static void
go_on_storming (guint16 port, int *fds, guint n)
{
  for (guint i = 0; i < n; i++)
    drop (fds[i]);
  begin_connected (port, fds, n);
}

static const Crowd crowds[] = {
  { "connected, idle", begin_connected, NULL, 1, FALSE, 100 },
  { "silent, without CONNECT", begin_silent, NULL, 1, TRUE, 100 },
  { "CONNECT at a byte a second", begin_silent, go_on_slowly, 1, TRUE, 1000 },
  { "vanished", begin_vanished, NULL, 1, TRUE, 100 },
  { "never reading", begin_deaf, go_on_flooding, 10000 / N_DEAF, TRUE, 0 },
  { "storm of CONNECTs", begin_connected, go_on_storming, 10, FALSE, 0 },
};

static guint
count_open (const int *fds, guint n)
{
  guint open = 0;

  for (guint i = 0; i < n; i++)
    {
      struct pollfd poller = { .fd = fds[i], .events = POLLRDHUP };

      poll (&poller, 1, 0);
      open += (poller.revents & (POLLRDHUP | POLLHUP | POLLERR)) == 0;
    }
  return open;
}

/* The process of the crowd: tells @out when it is there, and then goes on until
 * @in ends, or all are cut; then it tells @out how many are left. */
static void
be_the_crowd (const Crowd *crowd, guint16 port, guint n, int in, int out)
{
  g_autofree int *fds = g_new0 (int, n);
  gint64          start_us;
  struct pollfd   poller = { .fd = in, .events = POLLIN };
  guint           left = n;
  guint32         answer[2];
  double          seconds;
  guint           allowed = crowd->begin == begin_deaf; /* who publishes */

  crowd->begin (port, fds, n);
  g_assert_cmpint (write (out, "+", 1), ==, 1);
  start_us = g_get_monotonic_time ();
  do
    {
      if (crowd->go_on != NULL)
        crowd->go_on (port, fds, n);
      left = count_open (fds, n);
      poll (NULL, 0, crowd->pause_ms);
      seconds = (double)(g_get_monotonic_time () - start_us) / 1e6;
    }
  while (poll (&poller, 1, 0) == 0 ||
         (crowd->is_cut && left > allowed && seconds < PATIENCE_SECONDS));
  answer[0] = left;
  answer[1] = (guint32)(seconds * 1000);
  g_assert_cmpint (write (out, answer, sizeof answer), ==, sizeof answer);
  for (guint i = 0; i < n; i++)
    drop (fds[i]);
  _exit (0);
}

static double
get_mib (const LoadServer *server)
{
  return (double)load_server_get_resident_bytes (server) / MIB;
}

/* Returns FALSE if some should have been cut and were not. */
static gboolean
run_crowd (const Crowd *crowd, const LoadServer *server, guint all)
{
  guint       n = MAX (all / crowd->divisor, 2);
  int         to[2], from[2];
  char        ready;
  guint32     answer[2];
  LoadLatency alone, beside;
  double      before, during;
  pid_t       child;

  alone = load_latency_run (server, N_LATENCIES);
  before = get_mib (server);
  g_assert_cmpint (pipe (to), ==, 0);
  g_assert_cmpint (pipe (from), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      close (to[1]);
      close (from[0]);
      be_the_crowd (crowd, server->port, n, to[0], from[1]);
    }
  close (to[0]);
  close (from[1]);
  g_assert_cmpint (read (from[0], &ready, 1), ==, 1);
  beside = load_latency_run (server, N_LATENCIES);
  during = get_mib (server);
  close (to[1]);
  g_assert_cmpint (read (from[0], answer, sizeof answer), ==, sizeof answer);
  waitpid (child, NULL, 0);
  close (from[0]);
  g_print ("%-28s %6u  p50 x %5.2f  p99 x %5.2f  MiB %6.1f -> %6.1f -> %6.1f"
           "  %u left after %.1f s\n",
           crowd->name,
           n,
           beside.p50_seconds / alone.p50_seconds,
           beside.p99_seconds / alone.p99_seconds,
           before,
           during,
           get_mib (server),
           answer[0],
           answer[1] / 1000.0);
  return !crowd->is_cut || answer[0] <= (crowd->begin == begin_deaf);
}

int
main (int argc, char **argv)
{
  const char   *arguments[] = { "--connect-timeout=" CONNECT_TIMEOUT,
                                "--max-unsent-bytes=" UNSENT_BYTES,
                                NULL };
  LoadServer    server;
  struct rlimit files;
  guint         n;
  gboolean      all_cut = TRUE;

  g_assert_cmpint (argc, >=, 2);
  n = argc > 2 ? (guint)CLAMP (atoi (argv[2]), 10, 15000) : 10000;
  getrlimit (RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit (RLIMIT_NOFILE, &files);
  load_server_start_willow (&server, argv[1], arguments);
  for (guint i = 0; i < G_N_ELEMENTS (crowds); i++)
    all_cut = run_crowd (&crowds[i], &server, n) && all_cut;
  load_server_stop (&server);
  return all_cut ? EXIT_SUCCESS : EXIT_FAILURE;
}
