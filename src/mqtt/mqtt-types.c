/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-types.h"

#include <string.h>

/**
 * mqtt_slice_from_string:
 * @text: (nullable): NUL-terminated
 *
 * Returns: a view of @text without its NUL; absent for %NULL
 */
MqttSlice
mqtt_slice_from_string (const char *text)
{
  if (text == NULL)
    return MQTT_SLICE_NONE;
  return (MqttSlice){ (const guint8 *)text, strlen (text) };
}

/**
 * mqtt_slice_from_bytes:
 * @bytes: (nullable): outlives the view
 *
 * Returns: a view of @bytes, present also when they are empty; absent for %NULL
 */
MqttSlice
mqtt_slice_from_bytes (GBytes *bytes)
{
  gsize         len;
  const guint8 *data;

  if (bytes == NULL)
    return MQTT_SLICE_NONE;
  data = g_bytes_get_data (bytes, &len);
  if (data == NULL)
    return (MqttSlice){ (const guint8 *)"", 0 };
  return (MqttSlice){ data, len };
}

/**
 * mqtt_slice_equal:
 *
 * Returns: whether both have the same bytes; an absent slice equals an empty
 *   one
 */
gboolean
mqtt_slice_equal (MqttSlice a, MqttSlice b)
{
  return a.len == b.len && (a.len == 0 || memcmp (a.data, b.data, a.len) == 0);
}

char *
mqtt_slice_dup_string (MqttSlice slice)
{
  char *text = g_malloc (slice.len + 1);

  if (slice.len > 0)
    memcpy (text, slice.data, slice.len);
  text[slice.len] = '\0';
  return text;
}

const char *
mqtt_packet_type_get_name (MqttPacketType type)
{
  static const char *const names[] = {
    "Reserved", "CONNECT",  "CONNACK",    "PUBLISH", "PUBACK",      "PUBREC",
    "PUBREL",   "PUBCOMP",  "SUBSCRIBE",  "SUBACK",  "UNSUBSCRIBE", "UNSUBACK",
    "PINGREQ",  "PINGRESP", "DISCONNECT", "AUTH",
  };

  if ((guint)type >= G_N_ELEMENTS (names))
    return names[0];
  return names[type];
}

const char *
mqtt_version_get_name (MqttVersion version)
{
  switch (version)
    {
    case MQTT_VERSION_3_1:
      return "3.1";
    case MQTT_VERSION_3_1_1:
      return "3.1.1";
    case MQTT_VERSION_5_0:
      return "5.0";
    case MQTT_VERSION_UNKNOWN:
    default:
      return "?";
    }
}

MqttSlice
mqtt_version_get_protocol_name (MqttVersion version)
{
  return mqtt_slice_from_string (version == MQTT_VERSION_3_1 ? "MQIsdp"
                                                             : "MQTT");
}
