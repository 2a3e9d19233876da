/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Values are the Protocol Version byte of CONNECT. */
typedef enum
{
  MQTT_VERSION_UNKNOWN = 0,
  MQTT_VERSION_3_1 = 3,
  MQTT_VERSION_3_1_1 = 4,
  MQTT_VERSION_5_0 = 5,
} MqttVersion;

typedef enum
{
  MQTT_ROLE_CLIENT,
  MQTT_ROLE_SERVER,
} MqttRole;

/* Control Packet type, the high half of the first byte (5.0 section 2.1.2). */
typedef enum
{
  MQTT_PACKET_RESERVED = 0,
  MQTT_PACKET_CONNECT = 1,
  MQTT_PACKET_CONNACK = 2,
  MQTT_PACKET_PUBLISH = 3,
  MQTT_PACKET_PUBACK = 4,
  MQTT_PACKET_PUBREC = 5,
  MQTT_PACKET_PUBREL = 6,
  MQTT_PACKET_PUBCOMP = 7,
  MQTT_PACKET_SUBSCRIBE = 8,
  MQTT_PACKET_SUBACK = 9,
  MQTT_PACKET_UNSUBSCRIBE = 10,
  MQTT_PACKET_UNSUBACK = 11,
  MQTT_PACKET_PINGREQ = 12,
  MQTT_PACKET_PINGRESP = 13,
  MQTT_PACKET_DISCONNECT = 14,
  MQTT_PACKET_AUTH = 15,
} MqttPacketType;

typedef enum
{
  MQTT_QOS_0 = 0,
  MQTT_QOS_1 = 1,
  MQTT_QOS_2 = 2,
} MqttQos;

/**
 * MqttSlice:
 * @data: (nullable): borrowed bytes; %NULL means "absent" where a field is
 * optional
 * @len: number of bytes
 *
 * A view into bytes that somebody else owns. A present but empty field has
 * non-%NULL @data and @len 0.
 */
typedef struct
{
  const guint8 *data;
  gsize         len;
} MqttSlice;

#define MQTT_SLICE_NONE ((MqttSlice){ NULL, 0 })

static inline gboolean
mqtt_slice_is_present (MqttSlice slice)
{
  return slice.data != NULL;
}

MqttSlice mqtt_slice_from_string (const char *text);
MqttSlice mqtt_slice_from_bytes (GBytes *bytes);
gboolean  mqtt_slice_equal (MqttSlice a, MqttSlice b);

/**
 * mqtt_slice_dup_string:
 *
 * Returns: (transfer full): the bytes as a NUL-terminated string, unchecked
 */
char *mqtt_slice_dup_string (MqttSlice slice);

/**
 * mqtt_packet_type_get_name:
 *
 * Returns: "CONNECT" … "AUTH", "Reserved" for 0
 */
const char *mqtt_packet_type_get_name (MqttPacketType type);

/**
 * mqtt_version_get_name:
 *
 * Returns: "3.1", "3.1.1", "5.0" or "?"
 */
const char *mqtt_version_get_name (MqttVersion version);

/* "MQTT", or "MQIsdp" of 3.1 */
MqttSlice mqtt_version_get_protocol_name (MqttVersion version);

G_END_DECLS
