/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/packet-builder.h"
#include "mqtt/mqtt-findings.h"
#include "mqtt/mqtt-packet.h"

/* What it costs to judge a packet, beside what it costs to decode it. */

#define N_PACKETS 1000000u

static void
feed (MqttFindings *findings, MqttRole sender, GByteArray *packet)
{
  mqtt_findings_feed (
      findings, sender, (MqttSlice){ packet->data, packet->len }, 0, 0);
}

static void
say (MqttFindings *findings, MqttRole sender, const char *hex)
{
  g_autoptr (GByteArray) packet = pb_hex (hex);

  feed (findings, sender, packet);
}

static MqttFindings *
begin (void)
{
  MqttFindings *findings = mqtt_findings_new (MQTT_ROLE_CLIENT);

  say (findings, MQTT_ROLE_CLIENT, "10 ( \"MQTT\" 04 02 003c \"c\" )");
  say (findings, MQTT_ROLE_SERVER, "20 ( 00 00 )");
  say (findings, MQTT_ROLE_CLIENT, "82 ( 0001 \"site/+/temperature\" 01 )");
  say (findings, MQTT_ROLE_SERVER, "90 ( 0001 01 )");
  return findings;
}

static void
print (const char *what, gint64 start_us, guint n_packets)
{
  g_print ("%s: %.0f ns per packet\n",
           what,
           (double)(g_get_monotonic_time () - start_us) * 1000.0 / n_packets);
}

static void
run_decode (GByteArray *publish)
{
  gint64     start_us = g_get_monotonic_time ();
  MqttPacket packet;

  for (guint i = 0; i < N_PACKETS; i++)
    mqtt_packet_decode (&packet,
                        MQTT_VERSION_3_1_1,
                        MQTT_ROLE_SERVER,
                        (MqttSlice){ publish->data, publish->len },
                        NULL);
  print ("decode alone, PUBLISH of QoS 1", start_us, N_PACKETS);
}

static void
run_exchange (GByteArray *publish, MqttRole sender, const char *name)
{
  MqttFindings *findings = begin ();
  g_autoptr (GByteArray) puback = pb_hex ("40 ( 0007 )");
  gint64 start_us = g_get_monotonic_time ();
  guint  n_findings;

  for (guint i = 0; i < N_PACKETS; i++)
    {
      feed (findings, sender, publish);
      feed (findings, (MqttRole)(1 - (int)sender), puback);
    }
  print (name, start_us, 2 * N_PACKETS);
  mqtt_findings_get (findings, &n_findings);
  g_assert_cmpuint (n_findings, ==, 0);
  mqtt_findings_free (findings);
}

int
main (void)
{
  g_autoptr (GByteArray) publish = g_byte_array_new ();
  guint8 payload[64] = { 0 };

  pb_publish (publish,
              4,
              1,
              FALSE,
              7,
              "site/kitchen/temperature",
              payload,
              sizeof payload);
  run_decode (publish);
  run_exchange (publish,
                MQTT_ROLE_CLIENT,
                "findings, PUBLISH and PUBACK, from the Client");
  run_exchange (publish,
                MQTT_ROLE_SERVER,
                "findings, PUBLISH and PUBACK, from the Server");
  return 0;
}
