/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-phase-record.h"

#include "net/willow-http-head.h"

/* What SOCKS5 begins with; no head of HTTP does. */
#define SOCKS_VERSION 5

static gboolean
is_http (GBytes *bytes)
{
  gsize         len;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &len) : NULL;

  return data != NULL && len > 0 && data[0] != SOCKS_VERSION;
}

static void
push (WillowTraceQueue *trace,
      guint32           number,
      WillowRecordKind  kind,
      gboolean          to_server,
      MqttSlice         data)
{
  willow_trace_queue_push (trace,
                           willow_record_new (kind,
                                              to_server
                                                  ? WILLOW_DIRECTION_TO_SERVER
                                                  : WILLOW_DIRECTION_TO_CLIENT,
                                              MQTT_VERSION_UNKNOWN,
                                              number,
                                              g_get_monotonic_time (),
                                              data));
}

/* Masked where it was made already; twice does no harm. */
static void
push_head (WillowTraceQueue *trace,
           guint32           number,
           gboolean          to_server,
           GBytes           *head)
{
  g_autoptr (GBytes) masked = NULL;

  if (!is_http (head))
    return;
  masked = willow_http_head_mask (head);
  push (trace,
        number,
        WILLOW_RECORD_HTTP,
        to_server,
        mqtt_slice_from_bytes (masked));
}

void
willow_phase_record (WillowTraceQueue  *trace,
                     guint32            number,
                     MqttRole           role,
                     const WillowPhase *phase)
{
  gboolean         is_client = role == MQTT_ROLE_CLIENT;
  WillowPhase      rest = *phase;
  g_autofree char *text = NULL;

  if (trace == NULL)
    return;
  if (is_http (phase->sent) || is_http (phase->received))
    {
      /* The request comes first, whoever sent it. */
      push_head (
          trace, number, TRUE, is_client ? phase->sent : phase->received);
      push_head (
          trace, number, FALSE, is_client ? phase->received : phase->sent);
      rest.sent = rest.received = NULL;
    }
  text = willow_phase_to_text (&rest);
  push (
      trace, number, WILLOW_RECORD_PHASE, TRUE, mqtt_slice_from_string (text));
}
