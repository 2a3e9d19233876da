/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"
#include "net/willow-phase.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

/**
 * willow_phase_record:
 * @trace: (nullable): then nothing is done
 * @number: of the Network Connection
 * @role: of who came up: it sent @phase->sent
 *
 * Records a step of coming up between the packets: WILLOW_RECORD_HTTP for the
 * heads that went over the wire, then a WILLOW_RECORD_PHASE.
 */
void willow_phase_record (WillowTraceQueue  *trace,
                          guint32            number,
                          MqttRole           role,
                          const WillowPhase *phase);

G_END_DECLS
