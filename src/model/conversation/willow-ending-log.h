/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/practice/willow-broker-events.h"
#include "model/conversation/willow-ending-item.h"
#include "model/profile/willow-profile.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

/**
 * WillowEndingLog:
 *
 * How the connections of a client ended, newest first, and what comes of it: a
 * new attempt after a while, or none any more. Each ending is also a note in
 * the trace, behind the packets that came before it.
 *
 * Signals: "attempt": connect again with willow_ending_log_get_options();
 * "changed": status and state of waiting.
 */
#define WILLOW_TYPE_ENDING_LOG (willow_ending_log_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowEndingLog, willow_ending_log, WILLOW, ENDING_LOG, GObject)

#define WILLOW_ENDING_LOG_MAX 100u

WillowEndingLog *willow_ending_log_new (WillowClient     *client,
                                        WillowTraceQueue *trace);
/* (nullable): the events of a broker in this process, which knows who took over
 * from whom */
void willow_ending_log_set_events (WillowEndingLog    *self,
                                   WillowBrokerEvents *events);

/* A person connects. */
void willow_ending_log_begin (WillowEndingLog     *self,
                              WillowProfile       *profile,
                              WillowClientOptions *options);
/* The state of the client has changed. */
void willow_ending_log_hear (WillowEndingLog *self);
/* A person wants no further attempt, or the next one at once. */
void willow_ending_log_stop (WillowEndingLog *self);
void willow_ending_log_try_now (WillowEndingLog *self);
void willow_ending_log_clear (WillowEndingLog *self);

gboolean willow_ending_log_is_waiting (WillowEndingLog *self);
/* Of the attempt that goes on; 0: a person's own */
guint willow_ending_log_get_attempt (WillowEndingLog *self);
/* "Trying again in 4 s (attempt 3)"; %NULL while not waiting. (transfer full)
 * (nullable) */
char *willow_ending_log_dup_status (WillowEndingLog *self);
/* What is to be said beside the sentence of the ending: another client, no
 * further attempt. (transfer full) (nullable) */
char *willow_ending_log_dup_advice (WillowEndingLog *self);
/* (transfer none) (nullable) */
WillowClientOptions *willow_ending_log_get_options (WillowEndingLog *self);
/* (transfer none): of WillowEndingItem */
GListModel *willow_ending_log_get_items (WillowEndingLog *self);

G_END_DECLS
