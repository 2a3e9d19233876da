/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/traffic/willow-alias-log.h"
#include "model/traffic/willow-topic-tree.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

/**
 * WillowIngest:
 *
 * Inside src/model: takes records from a queue on the thread-default context of
 * its maker and feeds them to store, alias log and topic tree: at once after a
 * pause, else at 20 Hz, and no longer at a time than a frame allows. Sleeps
 * while the queue is empty.
 */
typedef struct _WillowIngest WillowIngest;

/* After each batch. */
typedef void (*WillowIngestFunc) (gpointer user_data);

WillowIngest *willow_ingest_new (WillowTraceQueue *queue,
                                 WillowTraceStore *store,
                                 WillowTopicTree  *topics,
                                 WillowIngestFunc  func,
                                 gpointer          user_data);
void          willow_ingest_free (WillowIngest *ingest);

guint64 willow_ingest_get_n_packets (WillowIngest *ingest);
/* PUBLISH, both directions. */
guint64 willow_ingest_get_n_messages (WillowIngest *ingest);
/* (nullable): topic of a record that named it by alias only */
const char *willow_ingest_lookup_topic (WillowIngest *ingest, guint64 serial);
/* Forgets what came so far, in the store and the tree too. */
void willow_ingest_clear (WillowIngest *ingest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowIngest, willow_ingest_free)

G_END_DECLS
