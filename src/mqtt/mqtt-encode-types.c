/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-encode.h"

#include "mqtt/mqtt-limits.h"

#include <string.h>

gsize
mqtt_vbi_size (gsize value)
{
  return value < 128 ? 1 : value < 16384 ? 2 : value < 2097152 ? 3 : 4;
}

guint8 *
mqtt_encode_extend (GByteArray *out, gsize len)
{
  guint old_len = out->len;

  g_byte_array_set_size (out, old_len + (guint)len);
  return out->data + old_len;
}

guint8 *
mqtt_put_u16 (guint8 *at, guint16 value)
{
  at[0] = (guint8)(value >> 8);
  at[1] = (guint8)(value & 0xff);
  return at + 2;
}

/* The shortest form [MQTT-1.5.5-1]. */
guint8 *
mqtt_put_vbi (guint8 *at, guint32 value)
{
  g_assert (value <= MQTT_VARIABLE_BYTE_INTEGER_MAX);
  while (value > 0x7f)
    {
      *at++ = (guint8)((value & 0x7f) | 0x80);
      value >>= 7;
    }
  *at++ = (guint8)value;
  return at;
}

guint8 *
mqtt_put_raw (guint8 *at, MqttSlice value)
{
  if (value.len > 0)
    memcpy (at, value.data, value.len);
  return at + value.len;
}

guint8 *
mqtt_put_binary (guint8 *at, MqttSlice value)
{
  return mqtt_put_raw (mqtt_put_u16 (at, (guint16)value.len), value);
}

void
mqtt_encode_u8 (GByteArray *out, guint8 value)
{
  g_byte_array_append (out, &value, 1);
}

void
mqtt_encode_u16 (GByteArray *out, guint16 value)
{
  guint8 bytes[] = { (guint8)(value >> 8), (guint8)(value & 0xff) };

  g_byte_array_append (out, bytes, sizeof bytes);
}

void
mqtt_encode_u32 (GByteArray *out, guint32 value)
{
  mqtt_encode_u16 (out, (guint16)(value >> 16));
  mqtt_encode_u16 (out, (guint16)(value & 0xffff));
}

void
mqtt_encode_vbi (GByteArray *out, guint32 value)
{
  mqtt_put_vbi (mqtt_encode_extend (out, mqtt_vbi_size (value)), value);
}

void
mqtt_encode_raw (GByteArray *out, MqttSlice value)
{
  if (value.len > 0)
    g_byte_array_append (out, value.data, (guint)value.len);
}

gboolean
mqtt_encode_binary (GByteArray *out, MqttSlice value)
{
  if (value.len > MQTT_STRING_MAX_BYTES)
    return FALSE;
  mqtt_put_binary (mqtt_encode_extend (out, 2 + value.len), value);
  return TRUE;
}

gboolean
mqtt_encode_properties (GByteArray    *out,
                        MqttVersion    version,
                        MqttProperties properties)
{
  if (version != MQTT_VERSION_5_0)
    return TRUE;
  if (properties.len > MQTT_VARIABLE_BYTE_INTEGER_MAX)
    return FALSE;
  /* Also without properties [MQTT-2.2.2-1]. */
  mqtt_encode_vbi (out, (guint32)properties.len);
  mqtt_encode_raw (out, properties);
  return TRUE;
}
