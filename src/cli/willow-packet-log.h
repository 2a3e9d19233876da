/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

/**
 * WillowPacketLog:
 *
 * Prints each packet of a trace queue as a line on standard error: time,
 * direction, summary. Lives on the thread of the default main context.
 * Passwords never appear.
 */
typedef struct _WillowPacketLog WillowPacketLog;

WillowPacketLog  *willow_packet_log_new (void);
void              willow_packet_log_free (WillowPacketLog *log);
WillowTraceQueue *willow_packet_log_get_queue (WillowPacketLog *log);
/* Prints what has come so far. */
void willow_packet_log_flush (WillowPacketLog *log);

/* "12:03:04.123 → CONNECT …", appended to @out without a line end */
void willow_packet_log_format (const WillowRecord *record, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowPacketLog, willow_packet_log_free)

G_END_DECLS
