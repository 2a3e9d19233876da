/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

#define SECOND G_USEC_PER_SEC

static Side *
connected_with (MqttRole role,
                guint8   version,
                guint16  keep_alive,
                gboolean manual)
{
  MqttConnectionOptions options = { .auto_acknowledge = TRUE,
                                    .manual_pings = manual };
  Side                 *side = side_new (role, version, &options, NULL);

  side_begin (side, TRUE, keep_alive, NULL);
  side_drop_output (side);
  side_complete (side, FALSE, 0, NULL);
  side_expect_no_event (side);
  side_drop_output (side);
  return side;
}

static gint64
time_left (const Side *side)
{
  gint64 expiry_us = mqtt_connection_get_expiry_us (side->connection);

  return expiry_us == MQTT_NEVER_US ? -1 : expiry_us - side->now_us;
}

static void
expect_timeout (Side *side, MqttTimeout timeout)
{
  g_assert_cmpint (
      side_expect_event (side, MQTT_EVENT_TIMEOUT)->timeout, ==, timeout);
  g_assert_true (mqtt_connection_is_finished (side->connection));
  g_assert_cmpint (time_left (side), ==, -1);
  side_advance (side, 1000 * SECOND);
  side_expect_no_event (side);
}

/* One microsecond before, then on time. */
static void
expect_just_in_time (Side *side, MqttTimeout timeout)
{
  side_advance (side, time_left (side) - 1);
  side_expect_no_event (side);
  g_assert_cmpint (time_left (side), ==, 1);
  side_advance (side, 1);
  expect_timeout (side, timeout);
}

/* [3.1.1-U10] [5.0-U18] */
static void
test_connect_timeout (guint8 version)
{
  MqttConnectionOptions options = { .connect_timeout_us = 10 * SECOND };
  g_autoptr (Side) silent =
      side_new (MQTT_ROLE_SERVER, version, &options, NULL);
  g_autoptr (Side) slow = side_new (MQTT_ROLE_SERVER, version, &options, NULL);

  g_assert_cmpint (time_left (silent), ==, 10 * SECOND);
  side_feed_hex (silent, "10");
  side_expect_no_event (silent);
  expect_just_in_time (silent, MQTT_TIMEOUT_CONNECT);
  side_expect_output (silent, "");

  side_advance (slow, 9 * SECOND);
  side_begin (slow, TRUE, 60, NULL);
  g_assert_cmpint (time_left (slow), ==, -1);
}

static void
test_connack_timeout (guint8 version)
{
  MqttConnectionOptions options = { .connect_timeout_us = 10 * SECOND };
  g_autoptr (Side) side = side_new (MQTT_ROLE_CLIENT, version, &options, NULL);

  g_assert_cmpint (time_left (side), ==, -1);
  side_begin (side, TRUE, 60, NULL);
  side_drop_output (side);
  g_assert_cmpint (time_left (side), ==, 10 * SECOND);
  expect_just_in_time (side, MQTT_TIMEOUT_CONNACK);
  side_expect_output (side, "");
}

/* Its time is over with CONNACK. */
static void
test_connack_in_time (guint8 version)
{
  MqttConnectionOptions options = { .connect_timeout_us = 10 * SECOND };

  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side = side_new (role, version, &options, NULL);

      side_begin (side, TRUE, 0, version == 5 ? "15 0001 'm'" : NULL);
      side_complete (side, FALSE, 0, version == 5 ? "15 0001 'm'" : NULL);
      g_assert_cmpint (time_left (side), ==, -1);
    }
}

/* A Client that asks for a dialogue and says nothing. */
static void
test_silent_auth (guint8 version)
{
  MqttConnectionOptions options = { .connect_timeout_us = 10 * SECOND };
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, &options, NULL);

  side_advance (side, 5 * SECOND);
  side_begin (side, TRUE, 60, "15 0001 'm'");
  side_expect_no_event (side);
  g_assert_cmpint (time_left (side), ==, 10 * SECOND);
  expect_just_in_time (side, MQTT_TIMEOUT_CONNECT);
  side_expect_output (side, "");
}

/* One and a half times, since the last packet. [MQTT-3.1.2-22] [MQTT-3.12.4-1],
 * 3.1.1: [MQTT-3.1.2-24] [MQTT-3.12.4-1], and [3.1-22] */
static void
test_server_keep_alive (guint8 version)
{
  g_autoptr (Side) side = connected_with (MQTT_ROLE_SERVER, version, 5, FALSE);

  g_assert_cmpint (time_left (side), ==, 7500000);
  side_advance (side, 7 * SECOND);
  side_feed_hex (side, "c0");
  side_expect_no_event (side);
  g_assert_cmpint (time_left (side), ==, 500000); /* half a packet is none */
  side_feed_hex (side, "00");
  side_expect_no_event (side);
  side_expect_output (side, "d0 00");
  g_assert_cmpint (time_left (side), ==, 7500000);
  expect_just_in_time (side, MQTT_TIMEOUT_KEEP_ALIVE);
  side_expect_output (side, version == 5 ? "e0 01 8d" : "");
}

/* What the Server sends is no sign of life of the Client. */
static void
test_server_keep_alive_ignores_output (guint8 version)
{
  g_autoptr (Side) side = connected_with (MQTT_ROLE_SERVER, version, 10, FALSE);

  side_advance (side, 14 * SECOND);
  g_assert_true (side_publish (side, "a", "b", MQTT_QOS_0, NULL, NULL));
  side_drop_output (side);
  g_assert_cmpint (time_left (side), ==, 1 * SECOND);
}

/* [MQTT-3.1.2-20], 3.1.1: [MQTT-3.1.2-23] */
static void
test_client_pings (guint8 version)
{
  g_autoptr (Side) side = connected_with (MQTT_ROLE_CLIENT, version, 10, FALSE);

  side_advance (side, 9 * SECOND);
  side_expect_output (side, "");
  g_assert_true (side_publish (side, "a", "b", MQTT_QOS_0, NULL, NULL));
  g_assert_cmpint (time_left (side), ==, 1 * SECOND); /* queued is not sent */
  side_drop_output (side);
  g_assert_cmpint (time_left (side), ==, 10 * SECOND);
  side_advance (side, 10 * SECOND);
  mqtt_connection_handle_expiry (side->connection, side->now_us);
  side_expect_output (side, "c0 00");
  side_feed_hex (side, "d0 00");
  side_expect_event (side, MQTT_EVENT_PINGRESP);
  g_assert_cmpint (time_left (side), ==, 10 * SECOND);
}

/* [3.1-23] [3.1.1-U08], and alike in 5.0. */
static void
test_pingresp_timeout (guint8 version)
{
  g_autoptr (Side) side = connected_with (MQTT_ROLE_CLIENT, version, 10, FALSE);
  g_autofree char *message = publish_hex (version, 0, FALSE, 0, "a", "b");

  side_advance (side, 10 * SECOND);
  side_expect_output (side, "c0 00");
  side_advance (side, 9 * SECOND);
  side_feed_hex (side, message); /* is no PINGRESP */
  side_expect_event (side, MQTT_EVENT_PUBLISH);
  g_assert_cmpint (time_left (side), ==, 1 * SECOND);
  expect_just_in_time (side, MQTT_TIMEOUT_PINGRESP);
  side_expect_output (side, "");
}

/* A short Keep Alive: pings go on, but a slow answer is no dead peer. */
static void
test_short_keep_alive (guint8 version)
{
  g_autoptr (Side) side = connected_with (MQTT_ROLE_CLIENT, version, 2, FALSE);

  side_advance (side, 2 * SECOND);
  side_expect_output (side, "c0 00");
  side_advance (side, 2 * SECOND);
  side_expect_output (side, "c0 00");
  side_advance (side, 2 * SECOND);
  side_expect_output (side, "c0 00");
  g_assert_cmpint (time_left (side), ==, 1 * SECOND);
  expect_just_in_time (side, MQTT_TIMEOUT_PINGRESP);
}

/* Output that nobody takes does not hide a dead connection. */
static void
test_stuck_output (guint8 version)
{
  g_autoptr (Side) side = connected_with (MQTT_ROLE_CLIENT, version, 10, FALSE);

  g_assert_true (side_publish (side, "a", "b", MQTT_QOS_0, NULL, NULL));
  side_advance (side, 10 * SECOND);
  side_expect_no_event (side);
  side_advance (side, 10 * SECOND);
  expect_timeout (side, MQTT_TIMEOUT_PINGRESP);
}

static void
test_manual_pings (guint8 version)
{
  g_autoptr (Side) side = connected_with (MQTT_ROLE_CLIENT, version, 10, TRUE);

  g_assert_cmpint (time_left (side), ==, -1);
  side_advance (side, 100 * SECOND);
  side_expect_output (side, "");
  g_assert_true (
      mqtt_connection_submit_pingreq (side->connection, side->now_us, NULL));
  side_expect_output (side, "c0 00");
  g_assert_cmpint (time_left (side), ==, 10 * SECOND);
  side_feed_hex (side, "d0 00");
  side_expect_event (side, MQTT_EVENT_PINGRESP);
  g_assert_cmpint (time_left (side), ==, -1);
}

/* both: [5.0-U10] [3.1.1-U07] */
static void
test_keep_alive_off (guint8 version)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side = connected_with (role, version, 0, FALSE);

      g_assert_cmpint (time_left (side), ==, -1);
      g_assert_cmpint (
          mqtt_connection_get_keep_alive_deadline_us (side->connection),
          ==,
          MQTT_NEVER_US);
    }
}

/* 18 hours, 12 minutes and 15 seconds. */
static void
test_longest_keep_alive (guint8 version)
{
  g_autoptr (Side) server =
      connected_with (MQTT_ROLE_SERVER, version, 65535, FALSE);
  g_autoptr (Side) client =
      connected_with (MQTT_ROLE_CLIENT, version, 65535, FALSE);

  g_assert_cmpint (time_left (server), ==, G_GINT64_CONSTANT (98302500000));
  g_assert_cmpint (time_left (client), ==, G_GINT64_CONSTANT (65535000000));
}

/* [MQTT-3.1.2-21] [MQTT-3.2.2-21] */
static void
test_server_decides (guint8 version)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side =
          side_new_connected (role, version, NULL, NULL, "13 0014");

      g_assert_cmpint (
          time_left (side), ==, (role == MQTT_ROLE_CLIENT ? 20 : 30) * SECOND);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_for_versions ("timers/connect", test_connect_timeout);
  add_for_versions ("timers/connack", test_connack_timeout);
  add_for_versions ("timers/connack-in-time", test_connack_in_time);
  add_for_5 ("timers/silent-auth", test_silent_auth);
  add_for_versions ("timers/server-keep-alive", test_server_keep_alive);
  add_for_versions ("timers/server-keep-alive-ignores-output",
                    test_server_keep_alive_ignores_output);
  add_for_versions ("timers/client-pings", test_client_pings);
  add_for_versions ("timers/pingresp", test_pingresp_timeout);
  add_for_versions ("timers/short-keep-alive", test_short_keep_alive);
  add_for_versions ("timers/stuck-output", test_stuck_output);
  add_for_versions ("timers/manual-pings", test_manual_pings);
  add_for_versions ("timers/keep-alive-off", test_keep_alive_off);
  add_for_versions ("timers/longest-keep-alive", test_longest_keep_alive);
  add_for_5 ("timers/server-decides", test_server_decides);
  return g_test_run ();
}
