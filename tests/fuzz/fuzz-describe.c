/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include "mqtt/describe-vectors.h"
#include "mqtt/mqtt-packet.h"

/* The first byte chooses version and sender, the rest is the packet. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const MqttVersion versions[] = {
    MQTT_VERSION_UNKNOWN, MQTT_VERSION_3_1, MQTT_VERSION_3_1_1, MQTT_VERSION_5_0
  };
  MqttSlice   frame = { data + 1, size - 1 };
  MqttVersion version;
  MqttRole    sender;
  MqttPacket  packet;
  g_autoptr (MqttDescription) description = NULL;
  g_autoptr (GString) summary = NULL;

  if (size == 0)
    return 0;
  version = versions[data[0] & 3];
  sender = data[0] & 4 ? MQTT_ROLE_SERVER : MQTT_ROLE_CLIENT;
  description = mqtt_describe (version, sender, frame);
  describe_check_partition (description, frame.len);
  g_assert_cmpint (mqtt_description_get_violation (description, NULL),
                   !=,
                   mqtt_packet_decode (&packet, version, sender, frame, NULL));
  summary = g_string_new (NULL);
  mqtt_summarize (version, sender, frame, summary);
  g_assert_true (g_utf8_validate (summary->str, -1, NULL));
  return 0;
}
