/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault/willow-fault.h"
#include "net/willow-connector-settings.h"
#include "net/willow-endpoint.h"
#include "net/willow-transport.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

/**
 * WillowFaultPair:
 *
 * A Client and the broker that it means, with the faults between them. Only for
 * the proxy, on its thread.
 */
typedef struct _WillowFaultPair WillowFaultPair;

/* Both sides are closed; the callee frees the pair. */
typedef void (*WillowFaultPairFunc) (WillowFaultPair *pair, gpointer user_data);

/* What all pairs of a proxy have in common; outlives them. */
typedef struct
{
  WillowReactor           *reactor;
  WillowEndpoint          *to;
  WillowConnectorSettings *settings; /* (nullable) */
  WillowTraceQueue        *trace;    /* (nullable) */
  WillowFaultPairFunc      ended;
  gpointer                 user_data;
} WillowFaultPairContext;

/* @client: (transfer full). Connects to the broker. */
WillowFaultPair *willow_fault_pair_new (const WillowFaultPairContext *context,
                                        WillowTransport              *client,
                                        WillowFaultList              *list);
void             willow_fault_pair_free (WillowFaultPair *pair);
/* What happened on the side of the Client, for the trace. */
void willow_fault_pair_note (WillowFaultPair *pair, const char *text);
/* @list: (nullable) */
void willow_fault_pair_set_list (WillowFaultPair *pair, WillowFaultList *list);

G_END_DECLS
