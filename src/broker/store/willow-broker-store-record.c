/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/store/willow-broker-store-record.h"

#include <string.h>

/* Kind and flags in one byte, numbers with seven bits in each byte, slices with
 * their lengths in front. */
#define RETAIN_FLAG 0x80u
#define QOS_SHIFT 4
#define KIND_MASK 0x0fu

/* More than the numbers of one record take. */
#define NUMBERS_BYTES 96u
#define MAX_NUMBER_BYTES 10u

static guint8 *
put_number (guint8 *to, guint64 number)
{
  while (number >= 0x80)
    {
      *to++ = (guint8)(number | 0x80);
      number >>= 7;
    }
  *to++ = (guint8)number;
  return to;
}

static guint8 *
put_slice (guint8 *to, MqttSlice slice)
{
  to = put_number (to, slice.len);
  if (slice.len > 0)
    memcpy (to, slice.data, slice.len);
  return to + slice.len;
}

/* 0 is never: nothing expires in 1970. */
static guint8 *
put_message (guint8 *to, const WillowStoreRecord *record)
{
  to = put_number (to, record->number);
  to = put_number (to, (guint64)record->stored_us);
  to = put_number (to,
                   record->expires_us == G_MAXINT64
                       ? 0
                       : (guint64)MAX (record->expires_us, 1));
  to = put_slice (to, record->topic);
  to = put_slice (to, record->payload);
  return put_slice (to, record->properties);
}

static guint8 *
put_state (guint8 *to, const WillowStoreRecord *record)
{
  *to++ = record->state;
  *to++ = record->reason;
  to = put_number (to, record->packet_id);
  return put_number (to, record->position);
}

static guint8 *
put_delivery (guint8 *to, const WillowStoreRecord *record)
{
  to = put_number (to, record->number);
  to = put_number (to, record->session);
  to = put_number (to, record->message);
  to = put_state (to, record);
  return put_slice (to, record->identifiers);
}

static guint8 *
put_body (guint8 *to, const WillowStoreRecord *record)
{
  switch (record->kind)
    {
    case WILLOW_STORE_RECORD_MESSAGE:
      return put_message (to, record);
    case WILLOW_STORE_RECORD_DELIVERY:
      return put_delivery (to, record);
    case WILLOW_STORE_RECORD_DELIVERY_MOVED:
      return put_state (put_number (to, record->number), record);
    case WILLOW_STORE_RECORD_RECEIVED:
    case WILLOW_STORE_RECORD_RELEASED:
      return put_number (put_number (to, record->session), record->packet_id);
    case WILLOW_STORE_RECORD_MESSAGE_GONE:
    case WILLOW_STORE_RECORD_DELIVERY_GONE:
    default:
      return put_number (to, record->number);
    }
}

void
willow_store_record_append (GByteArray *log, const WillowStoreRecord *record)
{
  guint old_len = log->len;
  gsize room = NUMBERS_BYTES + record->topic.len + record->payload.len +
               record->properties.len + record->identifiers.len;
  guint8 *to;

  g_byte_array_set_size (log, old_len + (guint)room);
  to = log->data + old_len;
  *to++ = (guint8)((guint)record->kind | (guint)record->qos << QOS_SHIFT |
                   (record->retain ? RETAIN_FLAG : 0));
  to = put_body (to, record);
  g_byte_array_set_size (log, (guint)(to - log->data));
}

static gboolean
take_number (MqttSlice *from, guint64 *number)
{
  guint64 value = 0;

  for (guint i = 0; i < MAX_NUMBER_BYTES && i < from->len; i++)
    {
      value |= (guint64)(from->data[i] & 0x7f) << (7 * i);
      if ((from->data[i] & 0x80) != 0)
        continue;
      from->data += i + 1;
      from->len -= i + 1;
      *number = value;
      return TRUE;
    }
  return FALSE;
}

static gboolean
take_byte (MqttSlice *from, guint8 *byte)
{
  if (from->len == 0)
    return FALSE;
  *byte = from->data[0];
  from->data++;
  from->len--;
  return TRUE;
}

static gboolean
take_slice (MqttSlice *from, MqttSlice *slice)
{
  guint64 len;

  if (!take_number (from, &len) || len > from->len)
    return FALSE;
  *slice = (MqttSlice){ from->data, (gsize)len };
  from->data += len;
  from->len -= (gsize)len;
  return TRUE;
}

static gboolean
take_packet_id (MqttSlice *from, WillowStoreRecord *record)
{
  guint64 id;

  if (!take_number (from, &id) || id > G_MAXUINT16)
    return FALSE;
  record->packet_id = (guint16)id;
  return TRUE;
}

static gboolean
take_message (MqttSlice *from, WillowStoreRecord *record)
{
  guint64 stored_us, expires_us;

  if (!take_number (from, &record->number) || !take_number (from, &stored_us) ||
      !take_number (from, &expires_us) || !take_slice (from, &record->topic) ||
      !take_slice (from, &record->payload) ||
      !take_slice (from, &record->properties))
    return FALSE;
  record->stored_us = (gint64)stored_us;
  record->expires_us = expires_us == 0 ? G_MAXINT64 : (gint64)expires_us;
  return TRUE;
}

static gboolean
take_state (MqttSlice *from, WillowStoreRecord *record)
{
  return take_byte (from, &record->state) &&
         take_byte (from, &record->reason) && take_packet_id (from, record) &&
         take_number (from, &record->position);
}

static gboolean
take_body (MqttSlice *from, WillowStoreRecord *record)
{
  switch ((int)record->kind)
    {
    case WILLOW_STORE_RECORD_MESSAGE:
      return take_message (from, record);
    case WILLOW_STORE_RECORD_DELIVERY:
      return take_number (from, &record->number) &&
             take_number (from, &record->session) &&
             take_number (from, &record->message) &&
             take_state (from, record) &&
             take_slice (from, &record->identifiers);
    case WILLOW_STORE_RECORD_DELIVERY_MOVED:
      return take_number (from, &record->number) && take_state (from, record);
    case WILLOW_STORE_RECORD_RECEIVED:
    case WILLOW_STORE_RECORD_RELEASED:
      return take_number (from, &record->session) &&
             take_packet_id (from, record);
    case WILLOW_STORE_RECORD_MESSAGE_GONE:
    case WILLOW_STORE_RECORD_DELIVERY_GONE:
      return take_number (from, &record->number);
    default:
      return FALSE;
    }
}

gboolean
willow_store_record_read (MqttSlice *log, WillowStoreRecord *record)
{
  guint8 first;

  *record = (WillowStoreRecord){ .expires_us = G_MAXINT64 };
  if (!take_byte (log, &first))
    return FALSE;
  record->kind = (WillowStoreRecordKind)(first & KIND_MASK);
  record->qos = (guint8)((first & ~RETAIN_FLAG) >> QOS_SHIFT);
  record->retain = (first & RETAIN_FLAG) != 0;
  return take_body (log, record);
}
