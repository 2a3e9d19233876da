/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* Enhanced authentication (5.0 section 4.12). */

#define METHOD "15 0001 'm'"
#define AUTH(code) "f0 06 " code " 04 15 0001 'm'"

static gboolean
submit_auth (Side *side, guint8 reason, const char *hex)
{
  g_autoptr (GByteArray) properties = pb_hex (hex);
  g_autoptr (GError) error = NULL;
  gboolean sent = mqtt_connection_submit_auth (
      side->connection,
      reason,
      (MqttSlice){ properties->data, properties->len },
      side->now_us,
      &error);

  if (!sent)
    g_assert_error (
        error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
  return sent;
}

static gboolean
submit_connack (Side *side, guint8 code, const char *hex)
{
  g_autoptr (GByteArray) properties = pb_hex (hex);
  MqttConnack connack = { .code = code };

  connack.properties = (MqttSlice){ properties->data, properties->len };
  return mqtt_connection_submit_connack (side->connection,
                                         &connack,
                                         code == 0 ? side->session : NULL,
                                         side->now_us,
                                         NULL);
}

static Side *
begun (MqttRole role, const char *method)
{
  Side *side = side_new (role, 5, NULL, NULL);

  side_begin (side, TRUE, 60, method);
  side_drop_output (side);
  return side;
}

/* Two rounds, then in; and once more. [MQTT-4.12.0-2] [MQTT-4.12.0-3]
 * [MQTT-3.2.0-1] */
static void
test_dialogue (void)
{
  g_autoptr (Side) server = begun (MQTT_ROLE_SERVER, METHOD);
  g_autoptr (Side) client = begun (MQTT_ROLE_CLIENT, METHOD);

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (submit_auth (server, 0x18, METHOD " 16 0001 'c'"));
      side_expect_output (server, "f0 ( 18 ( 15 0001 'm' 16 0001 'c' ) )");
      side_feed_hex (client, "f0 ( 18 ( 15 0001 'm' 16 0001 'c' ) )");
      side_expect_event (client, MQTT_EVENT_AUTH);
      g_assert_true (submit_auth (client, 0x18, METHOD " 16 0001 'r'"));
      side_expect_output (client, "f0 ( 18 ( 15 0001 'm' 16 0001 'r' ) )");
      side_feed_hex (server, "f0 ( 18 ( 15 0001 'm' 16 0001 'r' ) )");
      side_expect_event (server, MQTT_EVENT_AUTH);
    }
  g_assert_true (submit_connack (server, 0, METHOD));
  side_expect_output (server, "20 07 00 00 04 15 0001 'm'");
  side_feed_hex (client, "20 07 00 00 04 15 0001 'm'");
  side_expect_event (client, MQTT_EVENT_CONNACK);
}

/* The method of CONNECT in all that follows. both: [MQTT-4.12.0-5]
 * [MQTT-4.12.1-1] */
static void
test_method_stays (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side = begun (role, METHOD);

      g_assert_false (submit_auth (side, 0x18, "15 0001 'n'"));
      g_assert_false (submit_auth (side, 0x18, "16 0001 'd'"));
      g_assert_false (submit_auth (side, 0x18, ""));
      side_expect_output (side, "");
      if (role == MQTT_ROLE_CLIENT)
        {
          side_complete (side, FALSE, 0, METHOD);
          g_assert_false (submit_auth (side, 0x19, "15 0001 'n'"));
          side_expect_output (side, "");
          continue;
        }
      g_assert_false (submit_connack (side, 0, ""));
      g_assert_false (submit_connack (side, 0, "15 0001 'n'"));
      side_expect_output (side, "");
      g_assert_true (submit_connack (side, 0, METHOD));
    }
}

/* [MQTT-4.12.0-6] [MQTT-4.12.0-7] */
static void
test_without_method (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side = begun (role, NULL);

      g_assert_false (submit_auth (side, 0x18, METHOD));
      if (role == MQTT_ROLE_SERVER)
        g_assert_false (submit_connack (side, 0, METHOD));
      side_expect_output (side, "");
      side_complete (side, FALSE, 0, NULL);
      side_drop_output (side);
      g_assert_false (submit_auth (side, 0x19, METHOD));
      g_assert_false (submit_auth (side, 0x18, METHOD));
      side_expect_output (side, "");
    }
}

/* The Server may say no at each step. [MQTT-4.12.0-4] [MQTT-3.1.4-2] */
static void
test_refusal (void)
{
  for (guint n_rounds = 0; n_rounds < 3; n_rounds++)
    {
      g_autoptr (Side) side = begun (MQTT_ROLE_SERVER, METHOD);

      for (guint i = 0; i < n_rounds; i++)
        {
          g_assert_true (submit_auth (side, 0x18, METHOD));
          side_feed_hex (side, AUTH ("18"));
          side_expect_event (side, MQTT_EVENT_AUTH);
        }
      side_drop_output (side);
      g_assert_true (submit_connack (side, 0x87, ""));
      side_expect_output (side, "20 03 00 87 00");
      g_assert_true (mqtt_connection_is_finished (side->connection));
      side_feed_hex (side, AUTH ("18"));
      side_expect_no_event (side);
    }
}

/* [MQTT-3.1.2-30] */
static void
test_client_waits (void)
{
  g_autoptr (Side) side = begun (MQTT_ROLE_CLIENT, METHOD);
  g_autoptr (Side) leaving = begun (MQTT_ROLE_CLIENT, METHOD);
  g_autoptr (GByteArray) filter = pb_hex ("\"a\" 00");
  MqttSlice filters = { filter->data, filter->len };

  g_assert_false (side_publish (side, "a", "b", MQTT_QOS_0, NULL, NULL));
  g_assert_false (mqtt_connection_submit_subscribe (
      side->connection, filters, MQTT_SLICE_NONE, NULL, side->now_us, NULL));
  g_assert_false (
      mqtt_connection_submit_pingreq (side->connection, side->now_us, NULL));
  side_advance (side, G_GINT64_CONSTANT (3600000000));
  side_expect_output (side, "");
  mqtt_connection_submit_disconnect (
      leaving->connection, 0, MQTT_SLICE_NONE, leaving->now_us);
  side_expect_output (leaving, "e0 00");
}

/* Somebody else's AUTH, or a refusal: the end. both: [MQTT-4.12.1-2] */
static void
test_again_fails (void)
{
  g_autoptr (Side) server =
      side_new_connected (MQTT_ROLE_SERVER, 5, NULL, METHOD, METHOD);
  g_autoptr (Side) client =
      side_new_connected (MQTT_ROLE_CLIENT, 5, NULL, METHOD, METHOD);

  side_feed_hex (server, AUTH ("19"));
  side_expect_event (server, MQTT_EVENT_AUTH);
  mqtt_connection_submit_disconnect (
      server->connection, 0x87, MQTT_SLICE_NONE, server->now_us);
  side_expect_output (server, "e0 01 87");
  g_assert_true (mqtt_connection_is_finished (server->connection));

  g_assert_true (submit_auth (client, 0x19, METHOD));
  side_drop_output (client);
  side_feed_hex (client, "f0 06 18 04 15 0001 'n'");
  side_expect_violation (client, 0x82, "MQTT-4.12.0-5");
  side_expect_output (client, "e0 01 82");
}

/* Other packets go on meanwhile (4.12.1). */
static void
test_again_meanwhile (void)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_SERVER, 5, NULL, METHOD, METHOD);

  side_feed_hex (side, AUTH ("19") "30 04 0001 't' 00");
  side_expect_event (side, MQTT_EVENT_AUTH);
  side_expect_event (side, MQTT_EVENT_PUBLISH);
  g_assert_true (submit_auth (side, 0x18, METHOD));
  side_feed_hex (side, "c0 00");
  side_expect_no_event (side);
  side_expect_output (side, AUTH ("18") "d0 00");
  side_feed_hex (side, AUTH ("18"));
  side_expect_event (side, MQTT_EVENT_AUTH);
  g_assert_true (submit_auth (side, 0x00, METHOD));
  side_expect_output (side, AUTH ("00"));
}

static void
expect_broken (MqttRole    role,
               const char *method,
               gboolean    done,
               const char *hex)
{
  g_autoptr (Side) side = begun (role, method);

  if (done)
    side_complete (side, FALSE, 0, method);
  side_drop_output (side);
  side_feed_hex (side, hex);
  side_expect_violation (side, 0x82, NULL);
}

/* What the other side must not do. [5.0-U11], both: [5.0-U12] */
static void
test_broken (void)
{
  expect_broken (MQTT_ROLE_SERVER, METHOD, FALSE, "c0 00");
  expect_broken (MQTT_ROLE_SERVER, METHOD, FALSE, "30 04 0001 't' 00");
  expect_broken (MQTT_ROLE_SERVER, NULL, TRUE, AUTH ("18"));
  expect_broken (MQTT_ROLE_CLIENT, NULL, FALSE, AUTH ("18"));
  expect_broken (MQTT_ROLE_CLIENT, NULL, TRUE, AUTH ("18"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conformance/auth/dialogue", test_dialogue);
  g_test_add_func ("/conformance/auth/method-stays", test_method_stays);
  g_test_add_func ("/conformance/auth/without-method", test_without_method);
  g_test_add_func ("/conformance/auth/refusal", test_refusal);
  g_test_add_func ("/conformance/auth/client-waits", test_client_waits);
  g_test_add_func ("/conformance/auth/again-fails", test_again_fails);
  g_test_add_func ("/conformance/auth/again-meanwhile", test_again_meanwhile);
  g_test_add_func ("/conformance/auth/broken", test_broken);
  return g_test_run ();
}
