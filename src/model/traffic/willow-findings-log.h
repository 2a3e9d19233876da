/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-findings.h"
#include "trace/willow-trace-store.h"

G_BEGIN_DECLS

#define WILLOW_TYPE_FINDINGS_LOG (willow_findings_log_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFindingsLog, willow_findings_log, WILLOW, FINDINGS_LOG, GObject)

/**
 * WillowFindingsLog:
 *
 * What is wrong with the records of a store, by serial. Costs nothing until
 * willow_findings_log_start(): from then on it judges all that the store has
 * and all that comes, in slices of idle time that are shorter than a frame.
 * Network Connections follow each other: a new number ends the one before. One
 * whose beginning is evicted already is not judged. Main thread only.
 *
 * Signals: "changed": after a slice that found something.
 */

/* @observed_at: whose end the records are of
 * Returns: (transfer full): */
WillowFindingsLog *willow_findings_log_new (WillowTraceStore *store,
                                            MqttRole          observed_at);
void               willow_findings_log_start (WillowFindingsLog *self);

/**
 * willow_findings_log_lookup:
 * @n_findings: (out): how many
 *
 * Returns: (transfer none) (nullable) (array length=n_findings): what is known
 *   about record @serial so far; serials in it are those of the store. Valid
 *   until the next "changed" or "evicted"
 */
const MqttFinding *willow_findings_log_lookup (WillowFindingsLog *self,
                                               guint64            serial,
                                               guint             *n_findings);

/* Where it goes on: every record below has been judged or was evicted. */
guint64 willow_findings_log_get_next_serial (WillowFindingsLog *self);

/* (transfer full): one translated line: how bad, who, and the sentence. */
char *willow_finding_to_string (const MqttFinding *finding);

G_END_DECLS
