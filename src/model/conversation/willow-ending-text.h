/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-ending-record.h"
#include "client/willow-reconnector.h"

G_BEGIN_DECLS

/* The words about how a connection ended, translated, the same in window and
 * terminal. */

/* Of one that we ended ourselves; %NULL for others, of which
 * willow_client_explain_state() knows the sentence. (transfer full) (nullable)
 */
char *willow_ending_text_dup_own (const WillowEndingRecord *record);

/**
 * willow_ending_text_dup_takeover:
 * @verdict: not %WILLOW_TAKEOVER_NONE
 * @by: (nullable): address of the other one, where it is known
 * @intervals_us: (array length=n_intervals): how long each of the series held
 *
 * Returns: (transfer full): who says so, and how sure it is
 */
char *willow_ending_text_dup_takeover (const WillowEndingRecord *record,
                                       WillowTakeover            verdict,
                                       const char               *by,
                                       const gint64             *intervals_us,
                                       guint                     n_intervals);

/* "Trying again in 4 s (attempt 3)". (transfer full) */
char *willow_ending_text_dup_waiting (gint64 rest_us, guint attempt);
/* Why no further attempt is made; %NULL where there is nothing to say.
 * (transfer none) (nullable) */
const char *willow_ending_text_get_stop (WillowReconnectState state);

/* Two sentences, of which the first has no full stop. (transfer full) */
char *willow_ending_text_join (const char *sentence, const char *advice);

/* One fact of a record: @title is static. */
typedef struct
{
  const char *title;
  char       *text;
} WillowEndingFact;

/* (transfer full) (element-type WillowEndingFact) */
GPtrArray *willow_ending_text_dup_facts (const WillowEndingRecord *record);

/* Sentences of their own. (transfer full) */
char *willow_ending_text_dup_will (const WillowEndingRecord *record);
char *willow_ending_text_dup_session (const WillowEndingRecord *record);
/* What others chose, on one line. @text: (nullable). (transfer full) (nullable)
 */
char *willow_ending_text_dup_visible (const char *text);
/* "250 ms", "4.2 s", "3 min 20 s". (transfer full) */
char *willow_ending_text_dup_duration (gint64 us);

G_END_DECLS
