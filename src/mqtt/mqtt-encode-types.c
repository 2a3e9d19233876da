/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-encode.h"

#include "mqtt/mqtt-limits.h"

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

/* The shortest form [MQTT-1.5.5-1]. */
void
mqtt_encode_vbi (GByteArray *out, guint32 value)
{
  guint8 bytes[4];
  guint  n = 0;

  g_assert (value <= MQTT_VARIABLE_BYTE_INTEGER_MAX);
  do
    {
      bytes[n] = (guint8)(value & 0x7f);
      value >>= 7;
      if (value > 0)
        bytes[n] |= 0x80;
      n++;
    }
  while (value > 0);
  g_byte_array_append (out, bytes, n);
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
  mqtt_encode_u16 (out, (guint16)value.len);
  mqtt_encode_raw (out, value);
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
