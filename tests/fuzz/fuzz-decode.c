/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include "mqtt/mqtt-packet.h"
#include "mqtt/packet-dump.h"

#include <string.h>

static void
check_refusal (const MqttViolation *violation, gsize size)
{
  g_assert_cmpuint (violation->offset, <=, size);
  g_assert_cmpint (violation->reason, >=, 0x80);
  g_assert_cmpstr (violation->text, !=, NULL);
  g_assert_cmpstr (violation->id, !=, NULL);
  g_assert_cmpstr (violation->section, !=, NULL);
  g_assert_cmpstr (violation->section, !=, "");
}

/* What is right can be encoded; that is right again, means the same and is
 * encoded to itself. */
static void
check_again (const MqttPacket *packet, MqttRole sender)
{
  g_autoptr (GByteArray) first = g_byte_array_new ();
  g_autoptr (GByteArray) second = g_byte_array_new ();
  g_autofree guint8 *exact = NULL;
  MqttPacket         again;
  MqttViolation      violation;

  g_assert_true (mqtt_packet_encode (packet, first));
  exact = g_memdup2 (first->data, first->len);
  if (!mqtt_packet_decode (&again,
                           packet->version,
                           sender,
                           (MqttSlice){ exact, first->len },
                           &violation))
    g_error ("encoded wrong: %s", violation.text);
  g_assert_true (mqtt_packet_encode (&again, second));
  g_assert_cmpmem (second->data, second->len, first->data, first->len);
  if (first->len < 2000)
    {
      g_autofree char *before = packet_dump (packet);
      g_autofree char *after = packet_dump (&again);

      g_assert_cmpstr (after, ==, before);
    }
}

/* The first byte chooses version and sender, the rest is the packet. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const MqttVersion versions[] = {
    MQTT_VERSION_UNKNOWN, MQTT_VERSION_3_1, MQTT_VERSION_3_1_1, MQTT_VERSION_5_0
  };
  MqttSlice     frame = { data + 1, size - 1 };
  MqttViolation violation = { 0 };
  MqttPacket    packet;
  MqttVersion   version;
  MqttRole      sender;

  if (size == 0)
    return 0;
  version = versions[data[0] & 3];
  sender = data[0] & 4 ? MQTT_ROLE_SERVER : MQTT_ROLE_CLIENT;
  if (mqtt_packet_decode (&packet, version, sender, frame, &violation))
    check_again (&packet, sender);
  else
    check_refusal (&violation, frame.len);
  return 0;
}
