/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bundled broker beside Debian's mosquitto: the same load on both in turns,
 * so that whatever else the machine does hits both, and the median of five of
 * each ratio. Arguments: willow-cli, and perhaps the beginning of the names of
 * the cases wanted. The load generator is one thread in this process. */
#include "load/load-flow.h"
#include "load/load-special.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAX_ROUNDS 9
#define MAX_FIGURES 2

/* One figure of a case. @bar: the ratio that is wanted */
typedef struct
{
  const char *name;
  gboolean    less_is_better;
  double      bar;
} Figure;

typedef struct
{
  const char *name;
  LoadFlow    flow;   /* n_messages 0: not a flow */
  guint       factor; /* more messages for a broker that is so much faster */
  void (*run) (const LoadServer *server, double values[MAX_FIGURES]);
  Figure figures[MAX_FIGURES];
} Case;

typedef struct
{
  double value[2][MAX_FIGURES][MAX_ROUNDS];
  double cpu[2][MAX_ROUNDS];
  double idle[2][MAX_ROUNDS];
  guint  n_errors[2];
} Outcome;

static const char *program;
static const char *folder;
static guint       n_rounds = 5;

static void
run_retained (const LoadServer *server, double values[MAX_FIGURES])
{
  LoadRetained result = load_retained_run (server, 100000);

  values[0] = result.store;
  values[1] = result.deliver;
}

static void
run_offline (const LoadServer *server, double values[MAX_FIGURES])
{
  LoadOffline result = load_offline_run (server, 50000);

  values[0] = result.enqueue;
  values[1] = result.drain;
}

static void
run_storm (const LoadServer *server, double values[MAX_FIGURES])
{
  LoadStorm result = load_storm_run (server, 5000);

  values[0] = result.rate;
  values[1] = result.p99_seconds;
}

static void
run_latency (const LoadServer *server, double values[MAX_FIGURES])
{
  LoadLatency result = load_latency_run (server, 10000);

  values[0] = result.p50_seconds;
  values[1] = result.p99_seconds;
}

static void
run_idle (const LoadServer *server, double values[MAX_FIGURES])
{
  LoadLatency alone = load_latency_run (server, 3000);
  LoadIdle    result = load_idle_run (server, 9000);

  values[0] = result.bytes;
  values[1] = result.busy.p50_seconds / alone.p50_seconds;
}

#define RATE(bar)                                                              \
  {                                                                            \
    {                                                                          \
      "messages/s", FALSE, (bar)                                               \
    }                                                                          \
  }

/* Publishers, subscribers, topics, QoS, bytes, messages, batch, window,
 * filters. The number of messages is mosquitto's. */
/* clang-format off */
static const Case cases[] = {
  { "64 B, 1 to 1", { 1, 1, LOAD_PAIRS, 0, 64, 60000, 64, 2048, 0 }, 8, NULL, RATE (11) },
  { "64 B, 4 to 4", { 4, 4, LOAD_PAIRS, 0, 64, 60000, 64, 2048, 0 }, 8, NULL, RATE (11) },
  { "64 B, 1 to 1, a write each", { 1, 1, LOAD_PAIRS, 0, 64, 60000, 1, 2048, 0 }, 3, NULL, RATE (3) },
  { "64 B, 4 to 4, a write each", { 4, 4, LOAD_PAIRS, 0, 64, 60000, 1, 2048, 0 }, 3, NULL, RATE (3) },
  { "1 KiB, 1 to 1", { 1, 1, LOAD_PAIRS, 0, 1024, 60000, 32, 512, 0 }, 5, NULL, RATE (7) },
  { "1 KiB, 4 to 4", { 4, 4, LOAD_PAIRS, 0, 1024, 60000, 32, 512, 0 }, 5, NULL, RATE (7) },
  { "16 KiB, 1 to 1", { 1, 1, LOAD_PAIRS, 0, 16384, 20000, 4, 64, 0 }, 1, NULL, RATE (1.3) },
  { "QoS 1, 1 to 1", { 1, 1, LOAD_PAIRS, 1, 64, 40000, 64, 2048, 0 }, 8, NULL, RATE (11) },
  { "QoS 1, 4 to 4", { 4, 4, LOAD_PAIRS, 1, 64, 40000, 64, 2048, 0 }, 8, NULL, RATE (13) },
  { "QoS 2, 1 to 1", { 1, 1, LOAD_PAIRS, 2, 64, 20000, 64, 2048, 0 }, 8, NULL, RATE (10) },
  { "QoS 2, 4 to 4", { 4, 4, LOAD_PAIRS, 2, 64, 20000, 64, 2048, 0 }, 8, NULL, RATE (16) },
  { "fan-out QoS 0, 1 to 100", { 1, 100, LOAD_ALL, 0, 64, 1000, 16, 256, 0 }, 10, NULL, RATE (15) },
  { "fan-out QoS 1, 1 to 100", { 1, 100, LOAD_ALL, 1, 64, 500, 16, 256, 0 }, 10, NULL, RATE (14) },
  { "fan-in, 100 to 1", { 100, 1, LOAD_ALL, 0, 64, 60000, 16, 256, 0 }, 8, NULL, RATE (10) },
  { "mesh, 10 to 10", { 10, 10, LOAD_ALL, 0, 64, 10000, 16, 256, 0 }, 10, NULL, RATE (24) },
  { "10,000 filters", { 1, 1, LOAD_PAIRS, 0, 64, 40000, 64, 2048, 10000 }, 6, NULL, RATE (8) },
  { "retained, 100,000", { 0 }, 1, run_retained,
    { { "stored/s", FALSE, 1.8 }, { "delivered/s", FALSE, 4 } } },
  { "offline queue, 50,000", { 0 }, 1, run_offline,
    { { "enqueued/s", FALSE, 3.5 }, { "drained/s", FALSE, 4 } } },
  { "CONNECT storm, 5,000", { 0 }, 1, run_storm,
    { { "CONNACKs/s", FALSE, 1.1 }, { "s, p99", TRUE, 1 } } },
  { "ping-pong", { 0 }, 1, run_latency,
    { { "s, p50", TRUE, 1 }, { "s, p99", TRUE, 1 } } },
  { "9,000 idle", { 0 }, 1, run_idle,
    { { "bytes each", TRUE, 1 }, { "times the latency alone", TRUE, 1.1 } } },
};
/* clang-format on */

static void
start_server (LoadServer *server, guint which)
{
  if (which == 0)
    load_server_start_willow (server, program, NULL);
  else if (!load_server_start_mosquitto (server, folder))
    g_error ("mosquitto is missing");
}

/* Each run has a new broker, so that none finds what another has left. */
static void
run_once (const Case *test, guint which, guint round, Outcome *outcome)
{
  LoadServer server;
  double     values[MAX_FIGURES] = { 0 };

  start_server (&server, which);
  if (test->run != NULL)
    test->run (&server, values);
  else
    {
      LoadFlow   flow = test->flow;
      LoadResult result;

      if (which == 0)
        flow.n_messages *= test->factor;
      result = load_flow_run (&flow, &server);
      values[0] = result.rate;
      outcome->cpu[which][round] = result.cpu;
      outcome->idle[which][round] = result.idle_share;
      outcome->n_errors[which] += result.n_errors;
    }
  for (guint i = 0; i < MAX_FIGURES; i++)
    outcome->value[which][i][round] = values[i];
  load_server_stop (&server);
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static double
get_median (const double *values)
{
  double sorted[MAX_ROUNDS];

  memcpy (sorted, values, n_rounds * sizeof *values);
  qsort (sorted, n_rounds, sizeof *sorted, compare_doubles);
  return sorted[n_rounds / 2];
}

static double
get_median_ratio (const double *ours, const double *theirs)
{
  double ratios[MAX_ROUNDS];

  for (guint i = 0; i < n_rounds; i++)
    ratios[i] = ours[i] / theirs[i];
  return get_median (ratios);
}

static void
print_figure (const Case *test, const Outcome *outcome, guint i)
{
  const Figure *figure = &test->figures[i];
  double ratio = get_median_ratio (outcome->value[0][i], outcome->value[1][i]);
  gboolean is_good =
      figure->less_is_better ? ratio <= figure->bar : ratio >= figure->bar;

  g_print ("%-28s %-24s willow %12.6g  mosquitto %12.6g  ratio %6.2f  "
           "(%s %g)%s\n",
           test->name,
           figure->name,
           get_median (outcome->value[0][i]),
           get_median (outcome->value[1][i]),
           ratio,
           figure->less_is_better ? "at most" : "at least",
           figure->bar,
           is_good ? "" : "  MISSED");
}

static void
run_case (const Case *test)
{
  Outcome outcome = { 0 };

  for (guint round = 0; round < n_rounds; round++)
    for (guint which = 0; which < 2; which++)
      run_once (test, which, round, &outcome);
  for (guint i = 0; i < MAX_FIGURES && test->figures[i].name != NULL; i++)
    print_figure (test, &outcome, i);
  if (test->run != NULL)
    return;
  g_print ("%-28s processor time a message: %.3g and %.3g us, ratio %.1f; "
           "generator waited %.0f %% and %.0f %%; lost, doubled or out of "
           "order: %u and %u\n",
           "",
           get_median (outcome.cpu[0]) * 1e6,
           get_median (outcome.cpu[1]) * 1e6,
           get_median_ratio (outcome.cpu[1], outcome.cpu[0]),
           get_median (outcome.idle[0]) * 100,
           get_median (outcome.idle[1]) * 100,
           outcome.n_errors[0],
           outcome.n_errors[1]);
}

int
main (int argc, char **argv)
{
  g_autofree char *made = g_dir_make_tmp ("willow-benchmark-XXXXXX", NULL);
  const char      *rounds = g_getenv ("WILLOW_ROUNDS");
  struct rlimit    files;

  g_assert_cmpint (argc, >=, 2);
  program = argv[1];
  folder = made;
  if (rounds != NULL)
    n_rounds = (guint)CLAMP (atoi (rounds), 1, MAX_ROUNDS);
  getrlimit (RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit (RLIMIT_NOFILE, &files);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (argc < 3 || g_str_has_prefix (cases[i].name, argv[2]))
      run_case (&cases[i]);
  rmdir (folder);
  return EXIT_SUCCESS;
}
