/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-packet-find.h"

gboolean
willow_packet_find_last (WillowTraceStore *store,
                         MqttPacketType    type,
                         guint64          *serial)
{
  guint64 first = willow_trace_store_get_first_serial (store);

  for (guint64 i = willow_trace_store_get_end_serial (store); i > first; i--)
    {
      WillowTraceView view;

      if (willow_trace_store_get (store, i - 1, &view) &&
          view.kind == WILLOW_RECORD_PACKET && view.data.len > 0 &&
          view.data.data[0] >> 4 == type)
        {
          *serial = i - 1;
          return TRUE;
        }
    }
  return FALSE;
}
