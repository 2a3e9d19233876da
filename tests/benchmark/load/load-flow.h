/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "load-server.h"

G_BEGIN_DECLS

typedef enum
{
  LOAD_PAIRS, /* each publisher has a topic and a subscriber of its own */
  LOAD_ALL,   /* one topic for all of them */
} LoadTopics;

/**
 * LoadFlow:
 * @n_messages: of all publishers together
 * @batch: packets that a publisher writes at once
 * @window: messages of a publisher that may be on their way
 * @n_filters: filters with wildcards that another client holds and that do not
 *   match
 * @are_lasting: the subscribers have Clean Session 0
 *
 * Messages through a broker.
 */
typedef struct
{
  guint      n_publishers;
  guint      n_subscribers;
  LoadTopics topics;
  guint8     qos;
  guint      payload_bytes;
  guint      n_messages;
  guint      batch;
  guint      window;
  guint      n_filters;
  gboolean   are_lasting;
} LoadFlow;

typedef struct
{
  double rate;       /* messages delivered in a second */
  double cpu;        /* the broker's processor time per message, seconds */
  double idle_share; /* of the time in which the generator had to wait */
  guint  n_errors;   /* lost, doubled or out of order */
} LoadResult;

LoadResult load_flow_run (const LoadFlow *flow, const LoadServer *server);

G_END_DECLS
