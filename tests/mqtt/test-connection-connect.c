/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* CONNECT and CONNACK: order, refusals, what is agreed. */

static const char *
connect_hex (guint8 version)
{
  if (version == 3)
    return "10 11 0006 'MQIsdp' 03 02 003c 0003 'own'";
  if (version == 4)
    return "10 0f 0004 'MQTT' 04 02 003c 0003 'own'";
  return "10 10 0004 'MQTT' 05 02 003c 00 0003 'own'";
}

/* client: [MQTT-3.1.0-1] [MQTT-3.1.3-3], 3.1.1: [MQTT-3.1.0-1] [MQTT-3.1.3-3],
 * and [3.1-06] [3.1-07]. */
static void
test_client_connects (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_CLIENT, version, NULL, NULL);

  side_begin (side, TRUE, 60, NULL);
  g_assert_cmpint (mqtt_connection_get_state (side->connection),
                   ==,
                   MQTT_CONNECTION_CONNECTING);
  side_expect_output (side, connect_hex (version));
  side_feed_hex (side, version == 5 ? "20 03 00 00 00" : "20 02 00 00");
  g_assert_cmphex (
      side_expect_event (side, MQTT_EVENT_CONNACK)->packet->connack.code,
      ==,
      0);
  side_expect_no_event (side);
  g_assert_cmpint (mqtt_connection_get_state (side->connection),
                   ==,
                   MQTT_CONNECTION_CONNECTED);
  g_assert_cmpint (mqtt_connection_get_version (side->connection), ==, version);
  g_assert_cmpuint (
      mqtt_connection_get_keep_alive_seconds (side->connection), ==, 60);
}

/* [MQTT-3.1.4-5] [MQTT-3.2.0-1], server, 3.1.1: [MQTT-3.1.4-4] [MQTT-3.2.0-1],
 * and [3.1-24]. */
static void
test_server_accepts (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);

  side_begin (side, TRUE, 60, NULL);
  g_assert_cmpuint (side->event.packet->connect.client_id.len, ==, 4);
  side_expect_no_event (side);
  side_expect_output (side, "");
  side_complete (side, FALSE, 0, NULL);
  side_expect_output (side, version == 5 ? "20 03 00 00 00" : "20 02 00 00");
  g_assert_cmpint (mqtt_connection_get_state (side->connection),
                   ==,
                   MQTT_CONNECTION_CONNECTED);
}

static void
test_client_is_refused (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_CLIENT, version, NULL, NULL);

  side_begin (side, TRUE, 60, NULL);
  side_complete (side, FALSE, version == 5 ? 0x87 : 5, NULL);
  g_assert_cmphex (
      side->event.packet->connack.code, ==, version == 5 ? 0x87 : 5);
  g_assert_true (mqtt_connection_is_finished (side->connection));
  side_expect_output (side, "");
}

/* What came behind it is not looked at [MQTT-3.1.4-6] [MQTT-3.2.2-7]
 * [MQTT-3.2.2-6], 3.1.1: [MQTT-3.1.4-5] [MQTT-3.2.2-4] [MQTT-3.2.2-5]
 * [3.1.1-U02]. */
static void
test_server_refuses (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);

  side_begin (side, TRUE, 60, NULL);
  side_feed_hex (side, "c0 00");
  side_complete (side, FALSE, version == 5 ? 0x87 : 5, NULL);
  g_assert_true (mqtt_connection_is_finished (side->connection));
  side_expect_no_event (side);
  side_expect_output (side, version == 5 ? "20 03 00 87 00" : "20 02 00 05");
}

/* server: [MQTT-3.1.0-1], 3.1.1: [MQTT-3.1.0-1], client:
 * [MQTT-3.2.0-1] [5.0-U09] */
static void
test_first_packet (guint8 version)
{
  g_autoptr (Side) server = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);
  g_autoptr (Side) client = side_new (MQTT_ROLE_CLIENT, version, NULL, NULL);
  g_autoptr (Side) early = side_new (MQTT_ROLE_CLIENT, version, NULL, NULL);

  side_feed_hex (server, "c0 00");
  side_expect_violation (server, 0x82, "MQTT-3.1.0-1");
  side_expect_output (server, "");

  side_begin (client, TRUE, 60, NULL);
  side_drop_output (client);
  side_feed_hex (client, "d0 00");
  side_expect_violation (client, 0x82, version == 3 ? "" : "MQTT-3.2.0-1");
  side_expect_output (client, version == 5 ? "e0 01 82" : "");

  side_feed_hex (early, "20 02 00 00");
  side_expect_violation (early, 0x82, NULL);
  side_expect_output (early, "");
}

/* TLS and HTTP show themselves by their first byte. */
static void
test_not_mqtt (void)
{
  g_autoptr (Side) server = side_new (MQTT_ROLE_SERVER, 4, NULL, NULL);
  g_autoptr (Side) client = side_new (MQTT_ROLE_CLIENT, 4, NULL, NULL);

  side_feed_hex (server, "'GET / HTTP/1.1'");
  side_expect_violation (server, 0x82, NULL);

  side_begin (client, TRUE, 60, NULL);
  side_feed_hex (client, "'HTTP/1.1 400 Bad Request'");
  g_assert_cmpuint (
      side_expect_event (client, MQTT_EVENT_VIOLATION)->frame.len, ==, 24);
}

/* [MQTT-3.1.0-2], 3.1.1: [MQTT-3.1.0-2] */
static void
test_connect_twice (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);
  g_autoptr (GByteArray) again = g_byte_array_new ();

  pb_connect (again, version, "peer", TRUE, 60);
  side_feed (side, again);
  side_expect_violation (side, 0x82, version == 3 ? "" : "MQTT-3.1.0-2");
  side_expect_output (side, version == 5 ? "e0 01 82" : "");
}

/* client: [5.0-U09] */
static void
test_connack_twice (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_CLIENT, version, NULL, NULL, NULL);

  side_feed_hex (side, version == 5 ? "20 03 00 00 00" : "20 02 00 00");
  side_expect_violation (side, 0x82, version == 5 ? "MQTT-3.2.0-2" : "");
}

/* 5.0 may tell why, 3.1.1 closes in silence. [MQTT-3.1.4-1], 3.1.1:
 * [MQTT-3.1.4-1] */
static void
test_malformed_connect (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);

  if (version == 3) /* Will QoS 3 */
    side_feed_hex (side, "10 11 0006 'MQIsdp' 03 1e 003c 0003 'own'");
  else if (version == 4)
    side_feed_hex (side, "10 0f 0004 'MQTT' 04 03 003c 0003 'own'");
  else
    side_feed_hex (side, "10 10 0004 'MQTT' 05 03 003c 00 0003 'own'");
  side_expect_violation (side, 0x81, version == 3 ? NULL : "MQTT-3.1.2-3");
  side_expect_output (side, version == 5 ? "20 03 00 81 00" : "");
}

/* [MQTT-3.1.2-2], 3.1.1: [MQTT-3.1.2-2] */
static void
test_unsupported_version (void)
{
  g_autoptr (Side) future = side_new (MQTT_ROLE_SERVER, 5, NULL, NULL);
  g_autoptr (Side) past = side_new (MQTT_ROLE_SERVER, 4, NULL, NULL);

  side_feed_hex (future, "10 10 0004 'MQTT' 06 02 003c 00 0003 'own'");
  side_expect_violation (future, 0x84, NULL);
  side_expect_output (future, "20 03 00 84 00");

  side_feed_hex (past, "10 0f 0004 'MQTT' 02 02 003c 0003 'own'");
  side_expect_violation (past, 0x84, NULL);
  side_expect_output (past, "20 02 00 01");
}

/* 3.1.1: [MQTT-3.1.3-8] */
static void
test_empty_client_id (void)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, 4, NULL, NULL);

  side_feed_hex (side, "10 0c 0004 'MQTT' 04 00 003c 0000");
  side_expect_violation (side, 0x85, "MQTT-3.1.3-8");
  side_expect_output (side, "20 02 00 02");
}

/* 3.1 has no such flag. [MQTT-3.2.2-4] [5.0-U22] */
static void
test_session_present_after_clean_start (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_CLIENT, version, NULL, NULL);

  side_begin (side, TRUE, 60, NULL);
  side_drop_output (side);
  if (version == 3)
    {
      side_feed_hex (side, "20 02 01 00");
      side_expect_event (side, MQTT_EVENT_CONNACK);
      return;
    }
  side_feed_hex (side, version == 5 ? "20 03 01 00 00" : "20 02 01 00");
  side_expect_violation (
      side, 0x82, version == 5 ? "MQTT-3.2.2-4" : "MQTT-3.2.2-1");
  side_expect_output (side, version == 5 ? "e0 01 82" : "");
}

/* What follows CONNECT at once waits for the decision, also across reads.
 * [3.1.1-U06] */
static void
test_packets_before_connack (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_connect (bytes, version, "peer", TRUE, 60);
  pb_publish (bytes, version, 0, FALSE, 0, "a", "1", 1);
  pb_publish (bytes, version, 0, FALSE, 0, "b", "2", 1);
  g_byte_array_set_size (bytes, bytes->len - 2);
  side_feed (side, bytes);
  side_expect_event (side, MQTT_EVENT_CONNECT);
  side_expect_no_event (side);
  side_feed_hex (side, version == 5 ? "00 '2'" : "'b2'");
  side_expect_no_event (side);
  side_feed_hex (side, "c0 00");
  side_expect_no_event (side);
  side_complete (side, FALSE, 0, NULL);
  side_expect_event (side, MQTT_EVENT_PUBLISH);
  g_assert_cmpmem (side->event.topic.data, side->event.topic.len, "a", 1);
  side_expect_event (side, MQTT_EVENT_PUBLISH);
  g_assert_cmpmem (side->event.topic.data, side->event.topic.len, "b", 1);
  side_expect_no_event (side);
  side_expect_output (
      side, version == 5 ? "20 03 00 00 00 d0 00" : "20 02 00 00 d0 00");
  g_assert_cmpuint (
      mqtt_connection_get_n_packets_received (side->connection), ==, 4);
  g_assert_cmpuint (
      mqtt_connection_get_n_packets_sent (side->connection), ==, 2);
}

static void
test_too_much_before_connack (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *payload = g_strnfill (60000, 'x');
  gboolean         is_over = FALSE;

  side_begin (side, TRUE, 60, NULL);
  pb_publish (bytes, version, 0, FALSE, 0, "a", payload, 60000);
  for (guint i = 0; i < 20 && !is_over; i++)
    {
      side_feed (side, bytes);
      is_over = mqtt_connection_next_event (side->connection, &side->event);
    }
  g_assert_true (is_over);
  g_assert_cmpint (side->event.type, ==, MQTT_EVENT_VIOLATION);
  g_assert_cmphex (side->event.violation.reason, ==, 0x97);
  side_expect_output (side, version == 5 ? "20 03 00 97 00" : "");
}

/* Calls at the wrong time are errors of ours, never packets. client: [3.1-21]
 */
static void
test_calls_out_of_state (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_CLIENT, version, NULL, NULL);
  g_autoptr (GError) error = NULL;

  side_begin (side, TRUE, 60, NULL);
  side_drop_output (side);
  g_assert_false (side_publish (side, "a", "b", MQTT_QOS_0, NULL, &error));
  g_assert_error (error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_STATE);
  g_clear_error (&error);
  g_assert_false (
      mqtt_connection_submit_pingreq (side->connection, side->now_us, &error));
  g_assert_error (error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_STATE);
  side_expect_output (side, "");
}

/* Maximum Packet Size, Receive Maximum and Server Keep Alive of CONNACK
 * [MQTT-3.1.2-21] [MQTT-3.2.2-21]. */
static void
test_client_reads_limits (guint8 version)
{
  g_autoptr (Side) side = side_new_connected (
      MQTT_ROLE_CLIENT, version, NULL, NULL, "13 000a 21 0005 27 00000064");

  g_assert_cmpuint (
      mqtt_connection_get_keep_alive_seconds (side->connection), ==, 10);
  g_assert_cmpuint (
      mqtt_connection_get_peer_receive_maximum (side->connection), ==, 5);
  g_assert_cmpuint (
      mqtt_connection_get_peer_maximum_packet_size (side->connection), ==, 100);
}

/* client: [MQTT-3.14.4-1] [MQTT-3.14.4-2], 3.1.1: [MQTT-3.14.4-1]
 * [MQTT-3.14.4-2] */
static void
test_disconnect (guint8 version)
{
  g_autoptr (Side) client =
      side_new_connected (MQTT_ROLE_CLIENT, version, NULL, NULL, NULL);
  g_autoptr (Side) server =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);
  g_autoptr (Side) closing =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);

  mqtt_connection_submit_disconnect (
      client->connection, 0, MQTT_SLICE_NONE, client->now_us);
  g_assert_true (mqtt_connection_is_finished (client->connection));
  side_expect_output (client, "e0 00");
  g_assert_false (side_publish (client, "a", "b", MQTT_QOS_0, NULL, NULL));

  side_feed_hex (server, "e0 00 c0 00");
  side_expect_event (server, MQTT_EVENT_DISCONNECT);
  side_expect_no_event (server);
  side_expect_output (server, "");

  mqtt_connection_submit_disconnect (
      closing->connection, 0x8b, MQTT_SLICE_NONE, closing->now_us);
  side_expect_output (closing, version == 5 ? "e0 01 8b" : "");
}

/* [MQTT-3.14.0-1] */
static void
test_no_disconnect_before_connack (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);

  side_begin (side, TRUE, 60, NULL);
  mqtt_connection_submit_disconnect (
      side->connection, 0x8b, MQTT_SLICE_NONE, side->now_us);
  side_expect_output (side, "");
  g_assert_true (mqtt_connection_is_finished (side->connection));
}

/* server: [5.0-P11] [5.0-U07] */
static void
test_session_expiry_in_disconnect (guint8 version)
{
  g_autoptr (Side) zero =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);
  g_autoptr (Side) more =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, "11 00000001", NULL);

  side_feed_hex (zero, "e0 07 00 05 11 0000000a");
  side_expect_violation (zero, 0x82, NULL);
  side_feed_hex (more, "e0 07 00 05 11 0000000a");
  side_expect_event (more, MQTT_EVENT_DISCONNECT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_for_versions ("connect/client", test_client_connects);
  add_for_versions ("connect/server", test_server_accepts);
  add_for_versions ("connect/client-is-refused", test_client_is_refused);
  add_for_versions ("connect/server-refuses", test_server_refuses);
  add_for_versions ("connect/first-packet", test_first_packet);
  add_for_versions ("connect/twice", test_connect_twice);
  add_for_versions ("connect/connack-twice", test_connack_twice);
  add_for_versions ("connect/malformed", test_malformed_connect);
  add_for_versions ("connect/session-present-after-clean-start",
                    test_session_present_after_clean_start);
  add_for_versions ("connect/packets-before-connack",
                    test_packets_before_connack);
  add_for_versions ("connect/too-much-before-connack",
                    test_too_much_before_connack);
  add_for_versions ("connect/calls-out-of-state", test_calls_out_of_state);
  add_for_versions ("disconnect/both", test_disconnect);
  add_for_versions ("disconnect/not-before-connack",
                    test_no_disconnect_before_connack);
  add_for_5 ("connect/limits", test_client_reads_limits);
  add_for_5 ("disconnect/session-expiry", test_session_expiry_in_disconnect);
  g_test_add_func ("/mqtt/connection/not-mqtt", test_not_mqtt);
  g_test_add_func ("/mqtt/connection/unsupported-version",
                   test_unsupported_version);
  g_test_add_func ("/mqtt/connection/empty-client-id", test_empty_client_id);
  return g_test_run ();
}
