/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-note.h"

#include <glib/gi18n.h>

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

static char *
describe_lookup (const WillowPhase *phase)
{
  double duration_ms = (double)phase->duration_us / 1000;

  if (phase->outcome == WILLOW_PHASE_RUNNING)
    return g_strdup_printf (_ ("Looking up the name “%s”"), phase->subject);
  if (phase->outcome == WILLOW_PHASE_DONE)
    return g_strdup_printf (_ ("The name “%s” has the addresses %s (%.1f ms)"),
                            phase->subject,
                            phase->evidence,
                            duration_ms);
  return g_strdup_printf (_ ("The name “%s” was not found: %s (%.1f ms)"),
                          phase->subject,
                          phase->evidence,
                          duration_ms);
}

static char *
describe_tcp (const WillowPhase *phase)
{
  double duration_ms = (double)phase->duration_us / 1000;

  if (phase->outcome == WILLOW_PHASE_RUNNING)
    return g_strdup_printf (_ ("TCP: connecting to %s"), phase->subject);
  if (phase->outcome == WILLOW_PHASE_DONE)
    return g_strdup_printf (
        _ ("TCP: connected to %s (%.1f ms)"), phase->subject, duration_ms);
  return g_strdup_printf (_ ("TCP: no connection to %s: %s (%.1f ms)"),
                          phase->subject,
                          phase->evidence,
                          duration_ms);
}

static char *
describe_tls (const WillowPhase *phase)
{
  double duration_ms = (double)phase->duration_us / 1000;

  if (phase->outcome == WILLOW_PHASE_RUNNING)
    return g_strdup_printf (_ ("TLS: handshake with “%s”"), phase->subject);
  if (phase->outcome == WILLOW_PHASE_DONE)
    return g_strdup_printf (
        _ ("TLS: %s (%.1f ms)"), phase->evidence, duration_ms);
  return g_strdup_printf (_ ("TLS: the handshake with “%s” failed: %s (%.1f "
                             "ms)"),
                          phase->subject,
                          phase->evidence,
                          duration_ms);
}

static char *
describe (const WillowPhase *phase)
{
  switch ((guint)phase->kind)
    {
    case WILLOW_PHASE_RESOLVE:
      return describe_lookup (phase);
    case WILLOW_PHASE_TLS:
      return describe_tls (phase);
    default:
      return describe_tcp (phase);
    }
}

void
willow_client_note_phase (WillowTraceQueue  *trace,
                          guint32            number,
                          const WillowPhase *phase)
{
  if (trace == NULL)
    return;
  willow_client_note_take (trace, number, describe (phase));
}
