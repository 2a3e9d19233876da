/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-record.h"

#include <string.h>

/* The wall clock jumps and the monotonic one does not: the offset between them
 * is looked up when a record is made, shortly after @time_us was taken. */
static gint64
wall_from_monotonic_us (gint64 time_us)
{
  return g_get_real_time () - (g_get_monotonic_time () - time_us);
}

/**
 * willow_record_new:
 * @time_us: monotonic, when the bytes were read or written
 * @data: copied, at most 4 GiB
 *
 * Returns: (transfer full):
 */
WillowRecord *
willow_record_new (WillowRecordKind kind,
                   WillowDirection  direction,
                   MqttVersion      version,
                   guint32          connection,
                   gint64           time_us,
                   MqttSlice        data)
{
  WillowRecord *record;

  g_assert (data.len <= G_MAXUINT32);

  record = g_malloc (sizeof (WillowRecord) + data.len);
  g_atomic_ref_count_init (&record->ref_count);
  record->time_us = time_us;
  record->wall_us = wall_from_monotonic_us (time_us);
  record->connection = connection;
  record->len = (guint32)data.len;
  record->kind = (guint8)kind;
  record->direction = (guint8)direction;
  record->version = (guint8)version;
  if (data.len > 0)
    memcpy (record->data, data.data, data.len);
  return record;
}

WillowRecord *
willow_record_ref (WillowRecord *record)
{
  g_atomic_ref_count_inc (&record->ref_count);
  return record;
}

void
willow_record_unref (WillowRecord *record)
{
  if (g_atomic_ref_count_dec (&record->ref_count))
    g_free (record);
}

MqttRole
willow_direction_get_sender (WillowDirection direction)
{
  return direction == WILLOW_DIRECTION_TO_SERVER ? MQTT_ROLE_CLIENT
                                                 : MQTT_ROLE_SERVER;
}
