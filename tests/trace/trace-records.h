/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace/willow-trace-store.h"

#include <string.h>

/* A record of @len bytes: those of a PUBLISH or of a PINGREQ in front, then the
 * low byte of @tag again and again; @tag is its connection number. */
static inline WillowRecord *
make_record (guint32 tag, gboolean publish, gsize len)
{
  g_autofree guint8 *bytes = g_malloc (MAX (len, 1));
  WillowRecord      *record;

  memset (bytes, (int)(tag & 0xff), len);
  if (len > 0)
    bytes[0] = publish ? 0x30 : 0xc0;
  record = willow_record_new (WILLOW_RECORD_PACKET,
                              tag % 2 == 0 ? WILLOW_DIRECTION_TO_SERVER
                                           : WILLOW_DIRECTION_TO_CLIENT,
                              MQTT_VERSION_5_0,
                              tag,
                              1000 + (gint64)tag,
                              (MqttSlice){ bytes, len });
  return record;
}

static inline GPtrArray *
new_batch (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)willow_record_unref);
}
