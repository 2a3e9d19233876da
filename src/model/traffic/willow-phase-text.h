/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"
#include "net/willow-phase.h"

G_BEGIN_DECLS

/* Sentences about the records of coming up, in the user's language. */

/* "Name", "TCP", "TLS" …: what fits into a narrow column */
const char *willow_phase_text_get_type (const WillowPhase *phase);
/* (transfer full): one line */
char *willow_phase_text_summarize (const WillowPhase *phase);
/* (transfer full): the same of the data of a WILLOW_RECORD_PHASE; bytes that
 * are none are said to be none */
char *willow_phase_text_summarize_record (MqttSlice data);

G_END_DECLS
