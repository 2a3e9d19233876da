/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "load-server.h"

G_BEGIN_DECLS

/* What is no steady flow of messages. Each gives figures of one broker; more
 * is better for rates, less for the others. */

typedef struct
{
  double store;   /* retained messages in a second */
  double deliver; /* the same, to one who subscribes to # */
} LoadRetained;
LoadRetained load_retained_run (const LoadServer *server, guint n_messages);

typedef struct
{
  double enqueue; /* QoS 1 messages acknowledged in a second, receiver away */
  double drain;   /* delivered in a second when it is back */
} LoadOffline;
LoadOffline load_offline_run (const LoadServer *server, guint n_messages);

typedef struct
{
  double rate;        /* CONNACKs in a second */
  double p99_seconds; /* from connect() to CONNACK */
} LoadStorm;
LoadStorm load_storm_run (const LoadServer *server, guint n_clients);

typedef struct
{
  double p50_seconds; /* from write() to read() at the other client */
  double p99_seconds;
} LoadLatency;
LoadLatency load_latency_run (const LoadServer *server, guint n_messages);

typedef struct
{
  double      bytes; /* of the broker's memory for one that does nothing */
  LoadLatency busy;  /* of two others meanwhile */
} LoadIdle;
LoadIdle load_idle_run (const LoadServer *server, guint n_clients);

G_END_DECLS
