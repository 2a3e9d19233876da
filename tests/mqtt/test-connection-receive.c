/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* The peer's messages, told by literal bytes. */

static void
feed_publish (Side       *side,
              guint8      qos,
              gboolean    dup,
              guint16     id,
              const char *topic,
              const char *payload)
{
  g_autofree char *hex =
      publish_hex (side->version, qos, dup, id, topic, payload);

  side_feed_hex (side, hex);
}

static void
expect_message (Side *side, const char *topic, const char *payload)
{
  const MqttEvent *event = side_expect_event (side, MQTT_EVENT_PUBLISH);
  MqttSlice        got = event->packet->publish.payload;

  g_assert_cmpmem (event->topic.data, event->topic.len, topic, strlen (topic));
  g_assert_cmpmem (got.data, got.len, payload, strlen (payload));
}

static Side *
connected_with (MqttRole role, guint8 version, gboolean auto_acknowledge)
{
  MqttConnectionOptions options = { .auto_acknowledge = auto_acknowledge };
  Side                 *side = side_new (role, version, &options, NULL);

  side_begin (side, TRUE, 60, NULL);
  side_complete (side, FALSE, 0, NULL);
  side_drop_output (side);
  return side;
}

/* both: [MQTT-3.3.4-1] [MQTT-4.5.0-2] [MQTT-4.3.2-4] [MQTT-4.3.3-8]
 * [MQTT-4.3.3-11] [MQTT-2.2.1-5], 3.1.1: [MQTT-3.3.4-1] [MQTT-4.5.0-2]
 * [MQTT-2.3.1-6] */
static void
test_each_qos (guint8 version)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side =
          side_new_connected (role, version, NULL, NULL, NULL);

      feed_publish (side, 0, FALSE, 0, "a/b", "zero");
      expect_message (side, "a/b", "zero");
      side_expect_output (side, "");
      feed_publish (side, 1, FALSE, 7, "a/b", "one");
      expect_message (side, "a/b", "one");
      side_expect_output (side, "40 02 0007");
      feed_publish (side, 2, FALSE, 7, "a/b", "two");
      expect_message (side, "a/b", "two");
      side_expect_output (side, "50 02 0007");
      g_assert_cmpuint (mqtt_session_get_n_in_flight_in (side->session), ==, 1);
      side_feed_hex (side, "62 02 0007");
      side_expect_no_event (side);
      side_expect_output (side, "70 02 0007");
      g_assert_cmpuint (mqtt_session_get_n_in_flight_in (side->session), ==, 0);
    }
}

/* server: [MQTT-4.3.2-5], 3.1.1: [MQTT-4.3.2-2] */
static void
test_qos_1_again (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);

  feed_publish (side, 1, FALSE, 7, "a", "1");
  expect_message (side, "a", "1");
  feed_publish (side, 1, TRUE, 7, "a", "2");
  expect_message (side, "a", "2");
  side_expect_output (side, "40 02 0007 40 02 0007");
}

/* Also over two connections. server: [MQTT-4.3.3-10] [MQTT-4.3.3-12], 3.1.1:
 * [MQTT-4.3.3-2] */
static void
test_qos_2_again (guint8 version)
{
  Side *side = side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);
  g_autoptr (Side) again = NULL;

  feed_publish (side, 2, FALSE, 7, "a", "1");
  expect_message (side, "a", "1");
  feed_publish (side, 2, TRUE, 7, "a", "1");
  side_expect_no_event (side);
  side_expect_output (side, "50 02 0007 50 02 0007");

  again = side_new_resumed (
      MQTT_ROLE_SERVER, version, side_free_keep_session (side), NULL, NULL);
  feed_publish (again, 2, TRUE, 7, "a", "1");
  side_expect_no_event (again);
  side_expect_output (again, "50 02 0007");
  side_feed_hex (again, "62 02 0007");
  side_expect_no_event (again);
  side_expect_output (again, "70 02 0007");
  feed_publish (again, 2, FALSE, 7, "a", "2");
  expect_message (again, "a", "2");
}

static void
test_unknown_pubrel (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_CLIENT, version, NULL, NULL, NULL);

  side_feed_hex (side, "62 02 0009");
  side_expect_no_event (side);
  side_expect_output (side, version == 5 ? "70 03 0009 92" : "70 02 0009");
}

/* The owner answers; before that a repetition is neither told nor answered. */
static void
test_manual (guint8 version)
{
  g_autoptr (Side) side = connected_with (MQTT_ROLE_CLIENT, version, FALSE);
  g_autoptr (GError) error = NULL;

  feed_publish (side, 1, FALSE, 1, "a", "1");
  expect_message (side, "a", "1");
  feed_publish (side, 2, FALSE, 2, "a", "2");
  expect_message (side, "a", "2");
  feed_publish (side, 2, TRUE, 2, "a", "2");
  side_expect_no_event (side);
  side_expect_output (side, "");
  mqtt_connection_acknowledge (
      side->connection, 1, 0, MQTT_SLICE_NONE, side->now_us, &error);
  mqtt_connection_acknowledge (
      side->connection, 2, 0, MQTT_SLICE_NONE, side->now_us, &error);
  g_assert_no_error (error);
  side_expect_output (side, "40 02 0001 50 02 0002");
  g_assert_false (mqtt_connection_acknowledge (
      side->connection, 2, 0, MQTT_SLICE_NONE, side->now_us, &error));
  g_assert_error (error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
  feed_publish (side, 2, TRUE, 2, "a", "2");
  side_expect_no_event (side);
  side_expect_output (side, "50 02 0002");
}

/* server: [MQTT-4.3.3-9] */
static void
test_refused (guint8 version)
{
  g_autoptr (Side) side = connected_with (MQTT_ROLE_SERVER, version, FALSE);

  feed_publish (side, 2, FALSE, 2, "a", "1");
  expect_message (side, "a", "1");
  g_assert_true (mqtt_connection_acknowledge (
      side->connection, 2, 0x97, MQTT_SLICE_NONE, side->now_us, NULL));
  side_expect_output (side, "50 03 0002 97");
  feed_publish (side, 2, FALSE, 2, "a", "2");
  expect_message (side, "a", "2");
  feed_publish (side, 1, FALSE, 3, "a", "3");
  expect_message (side, "a", "3");
  g_assert_true (mqtt_connection_acknowledge (
      side->connection, 3, 0x10, MQTT_SLICE_NONE, side->now_us, NULL));
  side_expect_output (side, "40 03 0003 10");
}

static void
test_identifier_of_other_qos (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);

  feed_publish (side, 2, FALSE, 2, "a", "1");
  expect_message (side, "a", "1");
  side_drop_output (side);
  feed_publish (side, 1, FALSE, 2, "a", "1");
  side_expect_violation (side, 0x82, NULL);
  side_expect_output (side, version == 5 ? "e0 01 82" : "");
}

/* Receive Maximum of our CONNACK or CONNECT. both: [5.0-P21] [5.0-U05] */
static void
test_receive_maximum (guint8 version)
{
  const char *id[] = { "MQTT-3.3.4-9", "MQTT-3.3.4-7" };

  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side =
          side_new_connected (role, version, NULL, "21 0002", "21 0002");

      feed_publish (side, 2, FALSE, 1, "a", "1");
      expect_message (side, "a", "1");
      feed_publish (side, 2, FALSE, 2, "a", "2");
      expect_message (side, "a", "2");
      side_feed_hex (side, "62 02 0001");
      side_expect_no_event (side);
      feed_publish (side, 2, FALSE, 3, "a", "3");
      expect_message (side, "a", "3");
      feed_publish (side, 2, TRUE, 3, "a", "3"); /* counts once */
      side_expect_no_event (side);
      side_drop_output (side);
      feed_publish (side, 1, FALSE, 4, "a", "4");
      side_expect_violation (side, 0x93, id[role]);
      side_expect_output (side, "e0 01 93");
    }
}

/* The peer's quota begins anew with a connection (4.9), so what is left of the
 * last one does not count. server: [5.0-U17] */
static void
test_receive_maximum_on_resume (guint8 version)
{
  Side *side =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, "21 0001");
  g_autoptr (Side) again = NULL;

  feed_publish (side, 2, FALSE, 1, "a", "1");
  expect_message (side, "a", "1");
  again = side_new_resumed (MQTT_ROLE_SERVER,
                            version,
                            side_free_keep_session (side),
                            NULL,
                            "21 0001");
  feed_publish (again, 1, FALSE, 2, "a", "2");
  expect_message (again, "a", "2");
  feed_publish (again, 2, FALSE, 3, "a", "3");
  expect_message (again, "a", "3");
  feed_publish (again, 2, FALSE, 4, "a", "4");
  side_expect_violation (again, 0x93, NULL);
}

/* 4.9: a PUBCOMP adds to the peer's quota, also that of an earlier PUBLISH. */
static void
test_quota_from_earlier_connection (guint8 version)
{
  Side *side =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, "21 0001");
  g_autoptr (Side) again = NULL;

  feed_publish (side, 2, FALSE, 1, "a", "1");
  expect_message (side, "a", "1");
  again = side_new_resumed (MQTT_ROLE_SERVER,
                            version,
                            side_free_keep_session (side),
                            NULL,
                            "21 0001");
  feed_publish (again, 2, FALSE, 2, "a", "2");
  expect_message (again, "a", "2");
  side_feed_hex (again, "62 02 0001");
  side_expect_no_event (again);
  feed_publish (again, 2, FALSE, 3, "a", "3");
  expect_message (again, "a", "3");
  feed_publish (again, 2, FALSE, 4, "a", "4");
  side_expect_violation (again, 0x93, NULL);
}

/* All 65,535 in flight, and not one more. */
static void
test_everything_in_flight (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);

  for (guint id = 1; id <= 65535; id++)
    {
      feed_publish (side, 2, FALSE, (guint16)id, "a", "");
      side_expect_event (side, MQTT_EVENT_PUBLISH);
      side_drop_output (side);
    }
  g_assert_cmpuint (mqtt_session_get_n_in_flight_in (side->session), ==, 65535);
  feed_publish (side, 2, FALSE, 65535, "a", "");
  side_expect_no_event (side);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_for_versions ("receive/each-qos", test_each_qos);
  add_for_versions ("receive/qos-1-again", test_qos_1_again);
  add_for_versions ("receive/qos-2-again", test_qos_2_again);
  add_for_versions ("receive/unknown-pubrel", test_unknown_pubrel);
  add_for_versions ("receive/manual", test_manual);
  add_for_versions ("receive/identifier-of-other-qos",
                    test_identifier_of_other_qos);
  add_for_versions ("receive/everything-in-flight", test_everything_in_flight);
  add_for_5 ("receive/quota-from-earlier-connection",
             test_quota_from_earlier_connection);
  add_for_5 ("receive/refused", test_refused);
  add_for_5 ("receive/receive-maximum", test_receive_maximum);
  add_for_5 ("receive/receive-maximum-on-resume",
             test_receive_maximum_on_resume);
  return g_test_run ();
}
