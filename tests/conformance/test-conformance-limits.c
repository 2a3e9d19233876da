/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* Flow control (4.9) and what else bounds a connection. */

static Side *
connected (MqttRole role, guint8 version)
{
  return side_new_connected (role, version, NULL, NULL, NULL);
}

static void
feed_publish (
    Side *side, guint8 qos, gboolean dup, guint16 id, const char *text)
{
  g_autofree char *hex = publish_hex (side->version, qos, dup, id, "t", text);

  side_feed_hex (side, hex);
}

static void
expect_message (Side *side, const char *text)
{
  const MqttEvent *event = side_expect_event (side, MQTT_EVENT_PUBLISH);

  g_assert_cmpmem (event->packet->publish.payload.data,
                   event->packet->publish.payload.len,
                   text,
                   strlen (text));
}

static void
expect_publish (Side *side, guint8 qos, gboolean dup, guint16 id)
{
  g_autofree char *hex = publish_hex (side->version, qos, dup, id, "t", "x");

  side_expect_output (side, hex);
}

static void
publish (Side *side, MqttQos qos, guint token)
{
  g_assert_true (
      side_publish (side, "t", "x", qos, GUINT_TO_POINTER (token), NULL));
}

/* Receive Maximum of the Client: PUBLISH waits, nothing else does. server:
 * [MQTT-3.3.4-9] [MQTT-3.3.4-10] [MQTT-4.9.0-1] to [MQTT-4.9.0-3] */
static void
test_quota_of_server (void)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_SERVER, 5, NULL, "21 0001", NULL);
  guint8 code = 0;

  publish (side, MQTT_QOS_2, 1);
  expect_publish (side, 2, FALSE, 1);
  publish (side, MQTT_QOS_1, 2);
  side_expect_output (side, "");
  side_feed_hex (side, "c0 00");
  side_expect_no_event (side);
  feed_publish (side, 1, FALSE, 9, "in");
  expect_message (side, "in");
  side_feed_hex (side, "82 07 0005 00 0001 't' 00");
  side_expect_event (side, MQTT_EVENT_SUBSCRIBE);
  mqtt_connection_submit_suback (side->connection,
                                 5,
                                 (MqttSlice){ &code, 1 },
                                 MQTT_SLICE_NONE,
                                 side->now_us,
                                 NULL);
  side_expect_output (side, "d0 00 40 02 0009 90 04 0005 00 00");
  side_feed_hex (side, "50 02 0001");
  side_expect_no_event (side);
  side_expect_output (side, "62 02 0001");
  side_feed_hex (side, "70 02 0001");
  side_expect_event (side, MQTT_EVENT_DELIVERED);
  expect_publish (side, 1, FALSE, 2);
}

/* Without Receive Maximum it is 65,535 (3.1.2.11.3). both: [MQTT-4.9.0-1] */
static void
test_quota_by_default (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side = connected (role, 5);

      for (guint i = 1; i <= 65535; i++)
        publish (side, MQTT_QOS_1, 0);
      g_assert_cmpuint (
          mqtt_session_get_n_in_flight_out (side->session), ==, 65535);
      g_assert_cmpuint (mqtt_session_get_n_queued (side->session), ==, 0);
    }
}

/* Maximum QoS of CONNACK is about PUBLISH: a SUBSCRIBE may ask for any.
 * server: [MQTT-3.2.2-10] */
static void
test_subscribe_above_maximum_qos (void)
{
  for (guint8 qos = 0; qos <= 2; qos++)
    {
      g_autoptr (Side) side =
          side_new_connected (MQTT_ROLE_SERVER, 5, NULL, NULL, "24 00");
      g_autoptr (GByteArray) subscribe = g_byte_array_new ();

      pb_subscribe (subscribe, 5, 1, "t", qos);
      side_feed (side, subscribe);
      side_expect_event (side, MQTT_EVENT_SUBSCRIBE);
    }
}

/* Who makes us answer and never reads exhausts what we have for him: the
 * connection ends. both, 3.1.1: [MQTT-4.8.0-2], 5.0: [MQTT-4.13.2-1] */
static void
test_exhausted (void)
{
  g_autoptr (GByteArray) pubrels = g_byte_array_new ();

  for (guint i = 0; i < 65536; i++)
    pb_ack (pubrels, 0x62, 1);
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    for (guint8 version = 4; version <= 5; version++)
      {
        g_autoptr (Side) side = connected (role, version);
        gboolean is_over = FALSE;

        for (guint i = 0; i < 40 && !is_over; i++)
          {
            side_feed (side, pubrels);
            is_over =
                mqtt_connection_next_event (side->connection, &side->event);
          }
        g_assert_true (is_over);
        g_assert_cmpint (side->event.type, ==, MQTT_EVENT_VIOLATION);
        g_assert_cmphex (side->event.violation.reason, ==, 0x97);
        g_assert_true (mqtt_connection_is_finished (side->connection));
      }
}

/* Exactly the Maximum Packet Size goes out, one byte more does not, wherever
 * Remaining Length takes another byte. [MQTT-3.1.2-24] [MQTT-3.2.2-15] */
static void
test_largest_packet (void)
{
  static const gsize lengths[] = { 127,   128,     129,     16383,
                                   16384, 2097151, 2097152, 2097153 };

  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
      {
        g_autofree char *text = g_strnfill (lengths[i] - 4, 'x');
        g_autoptr (GByteArray) packet = g_byte_array_new ();
        g_autofree char *limit = NULL;
        g_autoptr (Side) side = NULL;
        g_autoptr (GByteArray) output = NULL;

        pb_publish (packet, 5, 0, FALSE, 0, "t", text, lengths[i] - 4);
        limit = g_strdup_printf ("27 %08x", packet->len);
        side = side_new_connected (role, 5, NULL, limit, limit);
        g_assert_true (side_publish (side, "t", text, MQTT_QOS_0, NULL, NULL));
        output = side_take_output (side);
        g_assert_cmpmem (output->data, output->len, packet->data, packet->len);
        g_assert_false (
            side_publish (side, "tt", text, MQTT_QOS_0, NULL, NULL));
        side_expect_output (side, "");
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                    \
  g_test_add_func ("/conformance/limits/" name, function)
  ADD ("quota-of-server", test_quota_of_server);
  ADD ("quota-by-default", test_quota_by_default);
  ADD ("subscribe-above-maximum-qos", test_subscribe_above_maximum_qos);
  ADD ("exhausted", test_exhausted);
  ADD ("largest-packet", test_largest_packet);
  return g_test_run ();
}
