/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to the whole connection: endings, stalls, bytes that are none of
 * a packet. */
#include "fault/willow-fault-engine-private.h"

#include <glib/gi18n.h>

static char *
describe_ending (const WillowFault *fault)
{
  switch ((int)fault->kind)
    {
    case WILLOW_FAULT_DISCONNECT:
      return g_strdup_printf (_ ("disconnected with 0x%02X"), fault->code);
    case WILLOW_FAULT_CLOSE:
      return g_strdup (_ ("closed the connection without DISCONNECT"));
    case WILLOW_FAULT_RESET:
    default:
      return g_strdup (_ ("reset the connection"));
    }
}

char *
willow_fault_run_ending (WillowFaultEngine *engine,
                         WillowFaultPacket *packet,
                         WillowFault       *fault)
{
  g_autofree char *text = describe_ending (fault);

  if (fault->time_ms == 0)
    {
      packet->after = g_slist_append (packet->after, fault);
      return g_steal_pointer (&text);
    }
  willow_fault_engine_add_event (engine, fault, packet->direction, NULL);
  return g_strdup_printf (_ ("%s, in %.3g s"), text, fault->time_ms / 1000.0);
}

static void
end_connection (WillowFaultEngine *engine, WillowFault *fault)
{
  if (fault->kind == WILLOW_FAULT_DISCONNECT)
    willow_fault_engine_disconnect (engine, fault->code, fault->text);
  else
    willow_fault_engine_finish (engine,
                                fault->kind == WILLOW_FAULT_RESET
                                    ? WILLOW_CLOSE_RESET
                                    : WILLOW_CLOSE_GRACEFUL);
}

static gboolean
concerns (const WillowFault *fault, WillowDirection direction)
{
  return fault->direction == WILLOW_FAULT_BOTH_WAYS ||
         (fault->direction == WILLOW_FAULT_TO_CLIENT) ==
             (direction == WILLOW_DIRECTION_TO_CLIENT);
}

/* What goes on already does not begin again. */
gboolean
willow_fault_can_stream (WillowFaultEngine       *engine,
                         const WillowFaultPacket *packet,
                         const WillowFault       *fault)
{
  for (guint i = 0; i < G_N_ELEMENTS (engine->lanes); i++)
    {
      const WillowFaultLane *lane = &engine->lanes[i];

      if (!concerns (fault, lane->direction))
        continue;
      if (fault->kind == WILLOW_FAULT_STALL && lane->stalled_by != NULL)
        return FALSE;
      if (fault->kind == WILLOW_FAULT_THROTTLE && lane->throttled_by == fault)
        return FALSE;
    }
  return TRUE;
}

static void
stall (WillowFaultLane *lane, WillowFault *fault)
{
  g_clear_pointer (&lane->stalled_by, willow_fault_unref);
  lane->stalled_by = willow_fault_ref (fault);
  lane->stalled_until_us =
      fault->time_ms > 0
          ? g_get_monotonic_time () + fault->time_ms * (gint64)1000
          : G_MAXINT64;
}

static void
throttle (WillowFaultLane *lane, WillowFault *fault)
{
  g_clear_pointer (&lane->throttled_by, willow_fault_unref);
  lane->throttled_by = willow_fault_ref (fault);
  lane->allowance_bytes = 0;
  lane->allowance_us = g_get_monotonic_time ();
}

static void
insert (WillowFaultLane *lane, WillowFaultKind kind)
{
  /* A Remaining Length of five bytes [MQTT-2.1.4-1], and Control Packet type 0,
   * which is reserved in all versions. */
  static const guint8 bad_length[] = { 0x30, 0xff, 0xff, 0xff, 0xff, 0x7f };
  static const guint8 unknown[] = { 0x00, 0x00 };

  if (kind == WILLOW_FAULT_BAD_LENGTH)
    willow_fault_lane_push_copy (lane,
                                 (MqttSlice){ bad_length, sizeof bad_length });
  else
    willow_fault_lane_push_copy (lane, (MqttSlice){ unknown, sizeof unknown });
}

static char *
describe_stream (const WillowFault *fault)
{
  switch ((int)fault->kind)
    {
    case WILLOW_FAULT_STALL:
      return fault->time_ms > 0
                 ? g_strdup_printf (_ ("nothing is sent for %.3g s"),
                                    fault->time_ms / 1000.0)
                 : g_strdup (_ ("nothing is sent any more"));
    case WILLOW_FAULT_THROTTLE:
      return g_strdup_printf (_ ("slowed down to %u bytes/s"), fault->number);
    case WILLOW_FAULT_BAD_LENGTH:
      return g_strdup (_ ("sent a bad Remaining Length"));
    case WILLOW_FAULT_UNKNOWN_PACKET:
    default:
      return g_strdup (_ ("sent a packet of type 0"));
    }
}

char *
willow_fault_run_stream (WillowFaultEngine *engine,
                         WillowFaultPacket *packet,
                         WillowFault       *fault)
{
  packet->after = g_slist_append (packet->after, fault);
  return describe_stream (fault);
}

static void
change_lanes (WillowFaultEngine *engine, WillowFault *fault)
{
  for (guint i = 0; i < G_N_ELEMENTS (engine->lanes); i++)
    {
      WillowFaultLane *lane = &engine->lanes[i];

      if (!concerns (fault, lane->direction))
        continue;
      if (fault->kind == WILLOW_FAULT_STALL)
        stall (lane, fault);
      else if (fault->kind == WILLOW_FAULT_THROTTLE)
        throttle (lane, fault);
      else
        insert (lane, fault->kind);
    }
}

void
willow_fault_connection_apply (WillowFaultEngine *engine, WillowFault *fault)
{
  if (engine->is_over)
    return;
  switch ((int)fault->kind)
    {
    case WILLOW_FAULT_DISCONNECT:
    case WILLOW_FAULT_CLOSE:
    case WILLOW_FAULT_RESET:
      end_connection (engine, fault);
      break;
    default:
      change_lanes (engine, fault);
      break;
    }
}
