/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-encode.h"

guint8
mqtt_connect_make_flags (const MqttConnect *connect)
{
  guint flags = ((guint)connect->will_qos & 3u) << 3;

  flags |= connect->clean_start ? 0x02u : 0;
  flags |= connect->has_will ? 0x04u : 0;
  flags |= connect->will_retain ? 0x20u : 0;
  flags |= mqtt_slice_is_present (connect->password) ? 0x40u : 0;
  flags |= mqtt_slice_is_present (connect->user_name) ? 0x80u : 0;
  return (guint8)flags;
}

/* What the packet says, else what belongs to its version. */
static gboolean
encode_protocol (const MqttPacket *packet, GByteArray *out)
{
  MqttSlice name = packet->connect.protocol_name;
  guint8    version = packet->connect.protocol_version;

  if (packet->connect.as_written)
    {
      if (!mqtt_encode_binary (out, name))
        return FALSE;
      mqtt_encode_u8 (out, version);
      return TRUE;
    }
  if (packet->version == MQTT_VERSION_UNKNOWN && !mqtt_slice_is_present (name))
    return FALSE;
  if (!mqtt_slice_is_present (name))
    {
      name = mqtt_version_get_protocol_name (packet->version);
      if (version == 0)
        version = (guint8)packet->version;
    }
  if (!mqtt_encode_binary (out, name))
    return FALSE;
  mqtt_encode_u8 (out, version);
  return TRUE;
}

static gboolean
encode_will (const MqttPacket *packet, GByteArray *out)
{
  const MqttConnect *connect = &packet->connect;

  return mqtt_encode_properties (
             out, packet->version, connect->will_properties) &&
         mqtt_encode_binary (out, connect->will_topic) &&
         mqtt_encode_binary (out, connect->will_payload);
}

/* The fields of the payload in their order [MQTT-3.1.3-1]. */
gboolean
mqtt_encode_connect_body (const MqttPacket *packet, GByteArray *out)
{
  const MqttConnect *connect = &packet->connect;

  if (!encode_protocol (packet, out))
    return FALSE;
  mqtt_encode_u8 (out,
                  connect->as_written ? connect->flags
                                      : mqtt_connect_make_flags (connect));
  mqtt_encode_u16 (out, connect->keep_alive_seconds);
  if (!mqtt_encode_properties (out, packet->version, connect->properties) ||
      !mqtt_encode_binary (out, connect->client_id))
    return FALSE;
  if (connect->has_will && !encode_will (packet, out))
    return FALSE;
  if (mqtt_slice_is_present (connect->user_name) &&
      !mqtt_encode_binary (out, connect->user_name))
    return FALSE;
  return !mqtt_slice_is_present (connect->password) ||
         mqtt_encode_binary (out, connect->password);
}
