/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-note.h"

#include "link/willow-phase-record.h"

#include <string.h>

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

/* Of an address as it is written: 127.0.0.1:1883, [::1]:1883 */
static guint16
find_port (const char *address)
{
  const char *colon = strrchr (address, ':');
  guint64     port = 0;

  if (colon != NULL)
    g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL);
  return (guint16)port;
}

void
willow_client_note_phase (WillowTraceQueue  *trace,
                          guint32            number,
                          const WillowPhase *phase)
{
  /* Who serves us in this process may have to tell something already. */
  if (trace != NULL && phase->kind == WILLOW_PHASE_TCP &&
      phase->outcome == WILLOW_PHASE_DONE && phase->evidence != NULL)
    willow_trace_queue_set_own_port (
        trace, find_port (phase->evidence), number);
  willow_phase_record (trace, number, MQTT_ROLE_CLIENT, phase);
}
