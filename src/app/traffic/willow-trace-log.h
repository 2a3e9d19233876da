/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/**
 * WillowTraceLog:
 *
 * A list of records that grows at its end. Follows the end until the person
 * scrolls away from it or selects a row further up; then it holds still, and a
 * button tells how many are new.
 *
 * Properties: "kind" (WillowTraceListKind as uint, construct only). Signal
 * "show-item" (WillowTraceItem, nullable) when the selection changes.
 */
#define WILLOW_TYPE_TRACE_LOG (willow_trace_log_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowTraceLog, willow_trace_log, WILLOW, TRACE_LOG, AdwBin)

/* @conversation: (nullable) */
void willow_trace_log_set_conversation (WillowTraceLog     *self,
                                        WillowConversation *conversation);
/* What is said while there is nothing. */
void willow_trace_log_set_empty (WillowTraceLog *self,
                                 const char     *icon_name,
                                 const char     *title,
                                 const char     *description);

/* The same while a filter lets nothing through. */
void willow_trace_log_set_no_match (WillowTraceLog *self);

gboolean willow_trace_log_get_following (WillowTraceLog *self);
/* How many have come since it holds still. */
guint willow_trace_log_get_n_new (WillowTraceLog *self);
/* Goes to the end, and follows it. */
void willow_trace_log_follow (WillowTraceLog *self);
/* Selects the record, if it is still there, and shows it. */
void willow_trace_log_select_serial (WillowTraceLog *self, guint64 serial);

G_END_DECLS
