/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace/willow-record.h"

G_BEGIN_DECLS

/**
 * WillowTraceQueue:
 *
 * The one bounded queue from I/O threads to the thread that stores records.
 * Thread-safe; atomically reference counted. Nothing is ever dropped: a pusher
 * whose push tells that the queue is full stops reading from its socket until
 * the queue calls it back, and TCP slows the peer down.
 */
typedef struct _WillowTraceQueue WillowTraceQueue;

/* Runs on the thread that takes; it should wake the pusher's own context. */
typedef void (*WillowTraceRoomFunc) (gpointer user_data);

/* @max_bytes: above this a push tells "full" */
WillowTraceQueue *willow_trace_queue_new (gsize max_bytes);
WillowTraceQueue *willow_trace_queue_ref (WillowTraceQueue *queue);
void              willow_trace_queue_unref (WillowTraceQueue *queue);

/* @record: (transfer full). Always taken. Returns: whether there is room for
 * more. */
gboolean willow_trace_queue_push (WillowTraceQueue *queue,
                                  WillowRecord     *record);

/* Calls @func once, when there is room again (at once, if there is now). */
void willow_trace_queue_wait_for_room (WillowTraceQueue   *queue,
                                       WillowTraceRoomFunc func,
                                       gpointer            user_data);
/* Forgets a wait of @user_data. */
void willow_trace_queue_cancel_wait (WillowTraceQueue *queue,
                                     gpointer          user_data);

/* Runs on the thread that pushes, under the lock of the queue, which it must
 * not call: it should only wake the taker. */
typedef void (*WillowTraceWakeupFunc) (gpointer user_data);

/* Calls @func whenever a push finds the queue empty, and at once if something
 * waits now. NULL: no more; once that has returned, it is not running either.
 */
void willow_trace_queue_set_wakeup (WillowTraceQueue     *queue,
                                    WillowTraceWakeupFunc func,
                                    gpointer              user_data);

/**
 * willow_trace_queue_take:
 * @max_records: at most that many; 0 for all
 *
 * Returns: (transfer full) (element-type WillowRecord): oldest first, perhaps
 * empty
 */
GPtrArray *willow_trace_queue_take (WillowTraceQueue *queue, guint max_records);
guint      willow_trace_queue_get_length (WillowTraceQueue *queue);

/**
 * willow_trace_queue_set_own_port:
 *
 * The Network Connection that records here now has this port on this side. By
 * it one who serves it in the same process can put a note of his own beside
 * what the connection records.
 */
void willow_trace_queue_set_own_port (WillowTraceQueue *queue,
                                      guint16           port,
                                      guint32           connection);
/* Number of the Network Connection, 0 where it is another port. */
guint32 willow_trace_queue_find_own_port (WillowTraceQueue *queue,
                                          guint16           port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowTraceQueue, willow_trace_queue_unref)

G_END_DECLS
