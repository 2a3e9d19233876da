/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One thing that is measured: the same, many times over. */
typedef struct
{
  const char *name;
  guint       n; /* times, for a measurement by the clock */
  gpointer (*set_up) (void);
  void (*run) (gpointer data, guint n);
  void (*tear_down) (gpointer data); /* (nullable) */
} BenchmarkCase;

/* Without arguments: the time of one of each, the best of three. --list: the
 * names. NAME TIMES: runs that one, so often, and says nothing; for
 * count_instructions.py. */
int benchmark_main (const BenchmarkCase *cases,
                    guint                n_cases,
                    int                  argc,
                    char               **argv);

/* libmosquitto doing the same as a case of ours; none where it is missing. */
extern const BenchmarkCase mosquitto_cases[];
extern const guint         n_mosquitto_cases;

/* What both libraries get. */
#define BENCHMARK_TOPIC "site3/room17/device1234/temperature"
#define BENCHMARK_FILTER "site3/+/device1234/#"

G_END_DECLS
