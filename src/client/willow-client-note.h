/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-connector.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

/* Notes in the trace about what comes before the first packet. @trace is
 * nullable. Only for src/client. */

/* @text: (transfer full) */
void
willow_client_note_take (WillowTraceQueue *trace, guint32 number, char *text);
void willow_client_note_phase (WillowTraceQueue  *trace,
                               guint32            number,
                               const WillowPhase *phase);

G_END_DECLS
