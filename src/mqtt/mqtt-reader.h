/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

/* The bounded reader: every byte from outside goes through it, and it never
 * reads past its end. A function that returns %FALSE has read nothing. */
typedef struct
{
  const guint8 *data;
  gsize         len;
  gsize         position;
} MqttReader;

typedef enum
{
  MQTT_VBI_OK,
  MQTT_VBI_INCOMPLETE, /* the bytes end before it does */
  MQTT_VBI_TOO_LONG,   /* a fifth byte would follow */
} MqttVbiResult;

static inline MqttReader
mqtt_reader_init (MqttSlice slice)
{
  return (MqttReader){ slice.data, slice.len, 0 };
}

static inline gsize
mqtt_reader_remaining (const MqttReader *reader)
{
  return reader->len - reader->position;
}

static inline gboolean
mqtt_reader_u8 (MqttReader *reader, guint8 *value)
{
  if (G_UNLIKELY (mqtt_reader_remaining (reader) < 1))
    return FALSE;
  *value = reader->data[reader->position++];
  return TRUE;
}

static inline gboolean
mqtt_reader_u16 (MqttReader *reader, guint16 *value)
{
  const guint8 *at;

  if (G_UNLIKELY (mqtt_reader_remaining (reader) < 2))
    return FALSE;
  at = reader->data + reader->position;
  *value = (guint16)(((guint)at[0] << 8) | at[1]);
  reader->position += 2;
  return TRUE;
}

static inline gboolean
mqtt_reader_u32 (MqttReader *reader, guint32 *value)
{
  const guint8 *at;

  if (G_UNLIKELY (mqtt_reader_remaining (reader) < 4))
    return FALSE;
  at = reader->data + reader->position;
  *value = ((guint32)at[0] << 24) | ((guint32)at[1] << 16) |
           ((guint32)at[2] << 8) | at[3];
  reader->position += 4;
  return TRUE;
}

static inline gboolean
mqtt_reader_take (MqttReader *reader, gsize len, MqttSlice *slice)
{
  if (G_UNLIKELY (mqtt_reader_remaining (reader) < len))
    return FALSE;
  *slice = (MqttSlice){ reader->data + reader->position, len };
  reader->position += len;
  return TRUE;
}

static inline MqttSlice
mqtt_reader_take_rest (MqttReader *reader)
{
  MqttSlice rest = { reader->data + reader->position,
                     mqtt_reader_remaining (reader) };

  reader->position = reader->len;
  return rest;
}

/* Two-byte length and that many bytes. */
static inline gboolean
mqtt_reader_binary (MqttReader *reader, MqttSlice *slice)
{
  MqttReader ahead = *reader;
  guint16    len;

  if (!mqtt_reader_u16 (&ahead, &len) || !mqtt_reader_take (&ahead, len, slice))
    return FALSE;
  *reader = ahead;
  return TRUE;
}

/* @minimal: (out): whether it is the shortest encoding of @value */
static inline MqttVbiResult
mqtt_reader_vbi (MqttReader *reader, guint32 *value, gboolean *minimal)
{
  gsize   left = mqtt_reader_remaining (reader);
  guint32 sum = 0;

  for (guint i = 0; i < 4; i++)
    {
      guint8 byte;

      if (G_UNLIKELY (i >= left))
        return MQTT_VBI_INCOMPLETE;
      byte = reader->data[reader->position + i];
      sum |= (guint32)(byte & 0x7f) << (7 * i);
      if (byte & 0x80)
        continue;
      *value = sum;
      *minimal = i == 0 || byte != 0;
      reader->position += i + 1;
      return MQTT_VBI_OK;
    }
  return MQTT_VBI_TOO_LONG;
}

G_END_DECLS
