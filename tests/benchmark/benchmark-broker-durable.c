/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keeping everything on the disk costs: the same broker with and without a
 * store, in turns, subscribers with lasting Sessions in both. Arguments:
 * willow-cli, and a part of the names of the cases to run. The store is where
 * TMPDIR is, which should be a disk. */
#include "load/load-flow.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define N_ROUNDS 5
#define BAR 0.5

typedef struct
{
  const char *name;
  LoadFlow    flow;
} Case;

/* clang-format off */
static const Case cases[] = {
  { "QoS 1, 64 B, 1 to 1", { 1, 1, LOAD_PAIRS, 1, 64, 320000, 64, 2048, 0, TRUE } },
  { "QoS 1, 64 B, 4 to 4", { 4, 4, LOAD_PAIRS, 1, 64, 320000, 64, 2048, 0, TRUE } },
  { "QoS 1, 64 B, 4 to 4, window 20,000", { 4, 4, LOAD_PAIRS, 1, 64, 640000, 64, 20000, 0, TRUE } },
  { "QoS 2, 64 B, 1 to 1", { 1, 1, LOAD_PAIRS, 2, 64, 80000, 64, 2048, 0, TRUE } },
  { "QoS 0, 64 B, 1 to 1", { 1, 1, LOAD_PAIRS, 0, 64, 480000, 64, 2048, 0, TRUE } },
};
/* clang-format on */

static double
run_once (const Case *test, const char *program, gboolean is_durable)
{
  g_autofree char *folder = g_dir_make_tmp ("willow-durable-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "store", NULL);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  const char      *arguments[] = { is_durable ? "--store" : NULL, path, NULL };
  LoadServer       server;
  LoadResult       result;

  load_server_start_willow (&server, program, arguments);
  result = load_flow_run (&test->flow, &server);
  load_server_stop (&server);
  if (result.n_errors > 0)
    g_error ("%u messages lost, doubled or out of order", result.n_errors);
  g_unlink (wal);
  g_unlink (path);
  g_rmdir (folder);
  return result.rate;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static double
get_median (double *values)
{
  qsort (values, N_ROUNDS, sizeof *values, compare_doubles);
  return values[N_ROUNDS / 2];
}

int
main (int argc, char **argv)
{
  g_assert_cmpint (argc, >=, 2);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double memory[N_ROUNDS], durable[N_ROUNDS], ratio[N_ROUNDS];
      double median;

      if (argc > 2 && strstr (cases[i].name, argv[2]) == NULL)
        continue;
      for (guint round = 0; round < N_ROUNDS; round++)
        {
          memory[round] = run_once (&cases[i], argv[1], FALSE);
          durable[round] = run_once (&cases[i], argv[1], TRUE);
          ratio[round] = durable[round] / memory[round];
        }
      median = get_median (ratio);
      g_print ("%-36s in memory %9.0f/s  durable %9.0f/s  ratio %.2f "
               "(at least %g)%s\n",
               cases[i].name,
               get_median (memory),
               get_median (durable),
               median,
               BAR,
               median >= BAR ? "" : "  MISSED");
    }
  return EXIT_SUCCESS;
}
