/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-note.h"

#include "link/willow-phase-record.h"

void
willow_client_note_take (WillowTraceQueue *trace, guint32 number, char *text)
{
  if (trace != NULL)
    willow_trace_queue_push (trace,
                             willow_record_new (WILLOW_RECORD_NOTE,
                                                WILLOW_DIRECTION_TO_SERVER,
                                                MQTT_VERSION_UNKNOWN,
                                                number,
                                                g_get_monotonic_time (),
                                                mqtt_slice_from_string (text)));
  g_free (text);
}

void
willow_client_note_phase (WillowTraceQueue  *trace,
                          guint32            number,
                          const WillowPhase *phase)
{
  willow_phase_record (trace, number, MQTT_ROLE_CLIENT, phase);
}
