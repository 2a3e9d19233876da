/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* What our own code may ask for and cannot have: an error, no packet, and
 * nothing that stays behind. */

static MqttSlice
longest_and_one (void)
{
  static guint8 bytes[65536];

  return (MqttSlice){ bytes, sizeof bytes };
}

static gboolean
submit_connect (Side *side, MqttSlice client_id, GError **error)
{
  MqttConnect connect = { .clean_start = TRUE, .client_id = client_id };

  return mqtt_connection_submit_connect (side->connection,
                                         &connect,
                                         (MqttVersion)side->version,
                                         side->now_us,
                                         error);
}

static void
test_connect (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_CLIENT, version, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (submit_connect (side, longest_and_one (), &error));
  g_assert_error (error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
  g_clear_error (&error);
  side_expect_output (side, "");
  g_assert_cmpint (
      mqtt_connection_get_state (side->connection), ==, MQTT_CONNECTION_IDLE);
  g_assert_true (submit_connect (side, mqtt_slice_from_string ("a"), &error));
  side_drop_output (side);
  g_assert_false (submit_connect (side, mqtt_slice_from_string ("a"), &error));
  g_assert_error (error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_STATE);
  side_expect_output (side, "");
}

static gboolean
subscribe (Side *side, const char *filters_hex, GError **error)
{
  g_autoptr (GByteArray) filters = pb_hex (filters_hex);

  return mqtt_connection_submit_subscribe (
      side->connection,
      (MqttSlice){ filters->data, filters->len },
      MQTT_SLICE_NONE,
      NULL,
      side->now_us,
      error);
}

static void
test_subscribe_without_identifier (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_CLIENT, version, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 65535; i++)
    side_publish (side, "a", "x", MQTT_QOS_1, NULL, NULL);
  side_drop_output (side);
  g_assert_false (subscribe (side, "\"a\" 00", &error));
  g_assert_error (
      error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_QUEUE_FULL);
  side_expect_output (side, "");
}

/* The identifier is free again. */
static void
test_subscribe_too_large (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_CLIENT, version, NULL, NULL, "27 00000010");
  g_autoptr (GError) error = NULL;

  g_assert_false (subscribe (side, "\"0123456789\" 00", &error));
  g_assert_error (
      error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_PACKET_TOO_LARGE);
  side_expect_output (side, "");
  for (guint i = 0; i < 65535; i++)
    side_publish (side, "a", "x", MQTT_QOS_1, NULL, NULL);
  g_assert_cmpuint (
      mqtt_session_get_n_in_flight_out (side->session), ==, 65535);
}

/* An answer to somebody else's question. */
static void
test_other_suback (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_CLIENT, version, NULL, NULL, NULL);

  g_assert_true (subscribe (side, "\"a\" 00", NULL));
  side_feed_hex (side, version == 5 ? "90 04 0009 00 00" : "90 03 0009 00");
  side_expect_no_event (side);
  side_feed_hex (side, version == 5 ? "90 04 0001 00 00" : "90 03 0001 00");
  side_expect_event (side, MQTT_EVENT_SUBACK);
}

static void
test_suback_out_of_state (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint8 code = 0;

  side_begin (side, TRUE, 60, NULL);
  g_assert_false (mqtt_connection_submit_suback (side->connection,
                                                 1,
                                                 (MqttSlice){ &code, 1 },
                                                 MQTT_SLICE_NONE,
                                                 side->now_us,
                                                 &error));
  g_assert_error (error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_STATE);
  side_expect_output (side, "");
}

static gboolean
submit_auth (Side *side, guint8 reason, GError **error)
{
  g_autoptr (GByteArray) method = pb_hex ("15 0001 'm'");

  return mqtt_connection_submit_auth (side->connection,
                                      reason,
                                      (MqttSlice){ method->data, method->len },
                                      side->now_us,
                                      error);
}

static void
test_auth (guint8 version)
{
  g_autoptr (Side) idle = side_new (MQTT_ROLE_CLIENT, version, NULL, NULL);
  g_autoptr (Side) narrow = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (submit_auth (idle, 0x18, &error));
  g_assert_error (error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_STATE);
  g_clear_error (&error);
  side_begin (narrow, TRUE, 60, "27 00000005 15 0001 'm'");
  g_assert_false (submit_auth (narrow, 0x18, &error));
  g_assert_error (
      error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_PACKET_TOO_LARGE);
  side_expect_output (narrow, "");
}

/* [MQTT-3.1.2-24] */
static void
test_connack_too_large (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);
  MqttConnack connack = { 0 };
  g_autoptr (GError) error = NULL;

  side_begin (side, TRUE, 60, "27 00000004");
  g_assert_false (mqtt_connection_submit_connack (
      side->connection, &connack, side->session, side->now_us, &error));
  g_assert_error (
      error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_PACKET_TOO_LARGE);
  side_expect_output (side, "");
}

/* Broken bytes behind CONNECT show after CONNACK, in their turn. */
static void
test_broken_behind_connect (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);

  side_begin (side, TRUE, 60, NULL);
  side_feed_hex (side, "c0 00 30 ff ff ff ff");
  side_expect_no_event (side);
  side_feed_hex (side, "01");
  side_expect_no_event (side);
  side_complete (side, FALSE, 0, NULL);
  side_expect_violation (side, 0x81, NULL);
  side_expect_output (side,
                      version == 5 ? "20 03 00 00 00 d0 00 e0 01 81"
                                   : "20 02 00 00 d0 00");
}

/* No CONNACK for one who did not say his version. */
static void
test_connect_cut_off (guint8 version)
{
  static const char *const connects[] = {
    "10 00", "10 01 00", "10 02 00 04", "10 06 0004 'MQTT'", "10 04 00ff 'MQ'"
  };

  for (guint i = 0; i < G_N_ELEMENTS (connects); i++)
    {
      g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);

      side_feed_hex (side, connects[i]);
      side_expect_violation (side, 0x81, NULL);
      side_expect_output (side, "");
    }
}

/* [MQTT-3.1.2-29] as the Client sees it, in each packet. [5.0-U14] */
static void
test_unwanted (guint8 version)
{
  static const char *const packets[] = {
    "50 09 0009 00 05 1f 0002 'no'",
    "90 09 0009 05 1f 0002 'no' 00",
    "b0 0b 0009 07 26 0001 'a' 0001 'b' 00",
    "70 0b 0009 92 07 26 0001 'a' 0001 'b'",
    "f0 0d 18 0b 15 0001 'm' 26 0001 'a' 0001 'b'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (packets); i++)
    {
      g_autoptr (Side) side = side_new_connected (
          MQTT_ROLE_CLIENT, version, NULL, "17 00 15 0001 'm'", "15 0001 'm'");

      side_feed_hex (side, packets[i]);
      side_expect_violation (side, 0x82, "MQTT-3.1.2-29");
    }
}

/* A refusal of what was never sent changes nothing. */
static void
test_pubrec_for_nothing (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_CLIENT, version, NULL, NULL, NULL);

  side_feed_hex (side, "50 03 0009 97");
  side_expect_no_event (side);
  side_expect_output (side, "");
}

/* Two PINGREQs, one answer: the other one is still due. */
static void
test_two_pings (guint8 version)
{
  MqttConnectionOptions options = { .manual_pings = TRUE };
  g_autoptr (Side) side = side_new (MQTT_ROLE_CLIENT, version, &options, NULL);

  side_begin (side, TRUE, 10, NULL);
  side_complete (side, FALSE, 0, NULL);
  mqtt_connection_submit_pingreq (side->connection, side->now_us, NULL);
  mqtt_connection_submit_pingreq (side->connection, side->now_us, NULL);
  side_drop_output (side);
  side_advance (side, 4 * G_USEC_PER_SEC);
  side_feed_hex (side, "d0 00");
  side_expect_event (side, MQTT_EVENT_PINGRESP);
  side_advance (side, 10 * G_USEC_PER_SEC);
  g_assert_cmpint (side_expect_event (side, MQTT_EVENT_TIMEOUT)->timeout,
                   ==,
                   MQTT_TIMEOUT_PINGRESP);
}

/* An answer to no PINGREQ counts for none. */
static void
test_pingresp_for_nothing (guint8 version)
{
  MqttConnectionOptions options = { .manual_pings = TRUE };
  g_autoptr (Side) side = side_new (MQTT_ROLE_CLIENT, version, &options, NULL);

  side_begin (side, TRUE, 10, NULL);
  side_complete (side, FALSE, 0, NULL);
  side_feed_hex (side, "d0 00");
  side_expect_event (side, MQTT_EVENT_PINGRESP);
  g_assert_cmpint (
      mqtt_connection_get_expiry_us (side->connection), ==, MQTT_NEVER_US);
  mqtt_connection_submit_pingreq (side->connection, side->now_us, NULL);
  side_drop_output (side);
  side_advance (side, 10 * G_USEC_PER_SEC);
  side_expect_event (side, MQTT_EVENT_TIMEOUT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_for_versions ("calls/connect", test_connect);
  add_for_versions ("calls/subscribe-without-identifier",
                    test_subscribe_without_identifier);
  add_for_5 ("calls/subscribe-too-large", test_subscribe_too_large);
  add_for_versions ("calls/other-suback", test_other_suback);
  add_for_versions ("calls/suback-out-of-state", test_suback_out_of_state);
  add_for_5 ("calls/auth", test_auth);
  add_for_5 ("calls/connack-too-large", test_connack_too_large);
  add_for_versions ("calls/broken-behind-connect", test_broken_behind_connect);
  add_for_versions ("calls/connect-cut-off", test_connect_cut_off);
  add_for_5 ("calls/unwanted", test_unwanted);
  add_for_5 ("calls/pubrec-for-nothing", test_pubrec_for_nothing);
  add_for_versions ("calls/two-pings", test_two_pings);
  add_for_versions ("calls/pingresp-for-nothing", test_pingresp_for_nothing);
  return g_test_run ();
}
