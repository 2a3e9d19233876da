/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "benchmark-case.h"

#include <string.h>

#define ROUNDS 3

static void
measure (const BenchmarkCase *one)
{
  gpointer data = one->set_up ();
  gint64   best_us = G_MAXINT64;

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();

      one->run (data, one->n);
      best_us = MIN (best_us, g_get_monotonic_time () - start_us);
    }
  g_print ("%-60s %8.1f ns\n", one->name, (double)best_us * 1000.0 / one->n);
  if (one->tear_down != NULL)
    one->tear_down (data);
}

static int
run_only (const BenchmarkCase *one, guint n)
{
  gpointer data = one->set_up ();

  one->run (data, n);
  if (one->tear_down != NULL)
    one->tear_down (data);
  return 0;
}

int
benchmark_main (const BenchmarkCase *cases,
                guint                n_cases,
                int                  argc,
                char               **argv)
{
  gboolean is_list = argc == 2 && g_str_equal (argv[1], "--list");

  for (guint i = 0; i < n_cases; i++)
    {
      if (is_list)
        g_print ("%s\n", cases[i].name);
      else if (argc == 1)
        measure (&cases[i]);
      else if (argc == 3 && g_str_equal (argv[1], cases[i].name))
        return run_only (&cases[i],
                         (guint)g_ascii_strtoull (argv[2], NULL, 10));
    }
  return argc == 3 ? 1 : 0;
}
