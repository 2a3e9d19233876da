/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* Which codes our own packets can carry: the core refuses to send the others.
 * The tables stand here once more, from chapter 3 of 5.0. */

#define NO_CODE 256

static const guint16 connack_codes[] = { 0x00, 0x80, 0x81, 0x82, 0x83,   0x84,
                                         0x85, 0x86, 0x87, 0x88, 0x89,   0x8a,
                                         0x8c, 0x90, 0x95, 0x97, 0x99,   0x9a,
                                         0x9b, 0x9c, 0x9d, 0x9f, NO_CODE };
static const guint16 suback_codes[] = { 0x00, 0x01, 0x02,   0x80, 0x83,
                                        0x87, 0x8f, 0x91,   0x97, 0x9e,
                                        0xa1, 0xa2, NO_CODE };
static const guint16 unsuback_codes[] = { 0x00, 0x11, 0x80, 0x83,
                                          0x87, 0x8f, 0x91, NO_CODE };
static const guint16 puback_codes[] = { 0x00, 0x10, 0x80, 0x83, 0x87,
                                        0x90, 0x91, 0x97, 0x99, NO_CODE };
static const guint16 puback_codes_client[] = { 0x00, 0x80, 0x83, 0x87,   0x90,
                                               0x91, 0x97, 0x99, NO_CODE };
static const guint16 return_codes[] = { 0, 1, 2, 3, 4, 5, NO_CODE };
static const guint16 suback_3_1_1[] = { 0x00, 0x01, 0x02, 0x80, NO_CODE };
static const guint16 suback_3_1[] = { 0x00, 0x01, 0x02, NO_CODE };

static gboolean
has_code (const guint16 *codes, guint code)
{
  while (*codes != NO_CODE && *codes != code)
    codes++;
  return *codes == code;
}

typedef gboolean (*SendFunc) (Side *side, guint8 code, GError **error);

/* Sends each of the 256 on a connection of its own. */
static void
check (MqttRole       role,
       guint8         version,
       gboolean       is_connected,
       SendFunc       send,
       const guint16 *codes)
{
  for (guint code = 0; code < 256; code++)
    {
      MqttConnectionOptions options = { 0 };
      g_autoptr (Side) side = side_new (role, version, &options, NULL);
      g_autoptr (GError) error = NULL;
      gboolean sent;

      side_begin (side, TRUE, 60, NULL);
      if (is_connected)
        side_complete (side, FALSE, 0, NULL);
      side_drop_output (side);
      sent = send (side, (guint8)code, &error);
      if (sent != has_code (codes, code))
        g_error ("version %u: code 0x%02x", version, code);
      if (sent && !is_connected)
        g_assert_cmpint (
            mqtt_connection_is_finished (side->connection), ==, code != 0);
      if (sent)
        continue;
      g_assert_error (
          error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
      side_expect_output (side, "");
      g_assert_false (mqtt_connection_is_finished (side->connection));
    }
}

static gboolean
send_connack (Side *side, guint8 code, GError **error)
{
  MqttConnack connack = { .code = code };

  return mqtt_connection_submit_connack (side->connection,
                                         &connack,
                                         code == 0 ? side->session : NULL,
                                         side->now_us,
                                         error);
}

static gboolean
send_suback (Side *side, guint8 code, GError **error)
{
  const guint8 codes[] = { 0, code };

  return mqtt_connection_submit_suback (side->connection,
                                        1,
                                        (MqttSlice){ codes, 2 },
                                        MQTT_SLICE_NONE,
                                        side->now_us,
                                        error);
}

static gboolean
send_unsuback (Side *side, guint8 code, GError **error)
{
  return mqtt_connection_submit_unsuback (side->connection,
                                          1,
                                          (MqttSlice){ &code, 1 },
                                          MQTT_SLICE_NONE,
                                          side->now_us,
                                          error);
}

static gboolean
acknowledge (Side *side, guint8 qos, guint8 code, GError **error)
{
  g_autofree char *message =
      publish_hex (side->version, qos, FALSE, 1, "t", "");

  side_feed_hex (side, message);
  side_expect_event (side, MQTT_EVENT_PUBLISH);
  return mqtt_connection_acknowledge (
      side->connection, 1, code, MQTT_SLICE_NONE, side->now_us, error);
}

static gboolean
send_puback (Side *side, guint8 code, GError **error)
{
  return acknowledge (side, 1, code, error);
}

static gboolean
send_pubrec (Side *side, guint8 code, GError **error)
{
  return acknowledge (side, 2, code, error);
}

/* All but 0 are the end. [MQTT-3.2.2-8] [MQTT-3.2.2-7] [MQTT-3.1.3-8], 3.1.1:
 * [MQTT-3.2.2-5] [MQTT-3.2.2-6], and [3.1-25] */
static void
test_connack (void)
{
  check (MQTT_ROLE_SERVER, 5, FALSE, send_connack, connack_codes);
  check (MQTT_ROLE_SERVER, 4, FALSE, send_connack, return_codes);
  check (MQTT_ROLE_SERVER, 3, FALSE, send_connack, return_codes);
}

/* [MQTT-3.9.3-2] [MQTT-3.11.3-2], 3.1.1: [MQTT-3.9.3-2], and [3.1-31] */
static void
test_suback (void)
{
  check (MQTT_ROLE_SERVER, 5, TRUE, send_suback, suback_codes);
  check (MQTT_ROLE_SERVER, 4, TRUE, send_suback, suback_3_1_1);
  check (MQTT_ROLE_SERVER, 3, TRUE, send_suback, suback_3_1);
  check (MQTT_ROLE_SERVER, 5, TRUE, send_unsuback, unsuback_codes);
}

/* both: [MQTT-3.4.2-1] [MQTT-3.5.2-1] */
static void
test_puback (void)
{
  check (MQTT_ROLE_SERVER, 5, TRUE, send_puback, puback_codes);
  check (MQTT_ROLE_SERVER, 5, TRUE, send_pubrec, puback_codes);
  check (MQTT_ROLE_CLIENT, 5, TRUE, send_puback, puback_codes_client);
  check (MQTT_ROLE_CLIENT, 5, TRUE, send_pubrec, puback_codes_client);
}

/* The core refuses, and with it the packet that says why. [MQTT-3.2.2-6],
 * 3.1.1: [MQTT-3.2.2-4] */
static void
test_session_present_in_refusal (void)
{
  for (guint8 version = 3; version <= 5; version++)
    {
      g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);
      MqttConnack connack = { .session_present = TRUE, .code = 5 };
      g_autoptr (GError) error = NULL;

      if (version == 5)
        connack.code = 0x87;
      side_begin (side, TRUE, 60, NULL);
      g_assert_false (mqtt_connection_submit_connack (
          side->connection, &connack, NULL, side->now_us, &error));
      g_assert_error (
          error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
      side_expect_output (side, "");
    }
}

/* [MQTT-3.2.0-2], and alike in earlier versions. */
static void
test_one_connack (void)
{
  for (guint8 version = 3; version <= 5; version++)
    {
      g_autoptr (Side) side =
          side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (send_connack (side, 0, &error));
      g_assert_error (
          error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_STATE);
      side_expect_output (side, "");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conformance/codes/connack", test_connack);
  g_test_add_func ("/conformance/codes/suback", test_suback);
  g_test_add_func ("/conformance/codes/puback", test_puback);
  g_test_add_func ("/conformance/codes/session-present-in-refusal",
                   test_session_present_in_refusal);
  g_test_add_func ("/conformance/codes/one-connack", test_one_connack);
  return g_test_run ();
}
