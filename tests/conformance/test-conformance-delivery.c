/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* Delivery (4.3) and order (4.6), for the role that the tests of tests/mqtt
 * leave out, and over connections. */

static const guint8 all_versions[] = { 3, 4, 5 };

static Side *
connected (MqttRole role, guint8 version)
{
  return side_new_connected (role, version, NULL, NULL, NULL);
}

static Side *
resumed (Side *side, const char *connack_properties)
{
  MqttRole role = side->role;
  guint8   version = side->version;

  return side_new_resumed (
      role, version, side_free_keep_session (side), NULL, connack_properties);
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

static void
again_qos_1 (MqttRole role, guint8 version)
{
  g_autoptr (Side) side = connected (role, version);

  feed_publish (side, 1, FALSE, 7, "one");
  expect_message (side, "one");
  side_expect_output (side, "40 02 0007");
  feed_publish (side, 1, TRUE, 7, "two");
  expect_message (side, "two");
  side_expect_output (side, "40 02 0007");
}

/* After PUBACK an identifier stands for a new message, whatever DUP says. both:
 * [MQTT-4.3.2-5], 3.1.1: [MQTT-4.3.2-2] */
static void
test_again_qos_1 (void)
{
  for (guint i = 0; i < 3; i++)
    {
      again_qos_1 (MQTT_ROLE_CLIENT, all_versions[i]);
      again_qos_1 (MQTT_ROLE_SERVER, all_versions[i]);
    }
}

static void
again_qos_2 (MqttRole role, guint8 version)
{
  g_autoptr (Side) side = connected (role, version);

  feed_publish (side, 2, FALSE, 7, "one");
  expect_message (side, "one");
  feed_publish (side, 2, TRUE, 7, "one");
  side_expect_no_event (side);
  side_expect_output (side, "50 02 0007 50 02 0007");
  side_feed_hex (side, version == 3 ? "6a 02 0007" : "62 02 0007");
  side_expect_no_event (side);
  side_expect_output (side, "70 02 0007");
  feed_publish (side, 2, TRUE, 7, "two");
  expect_message (side, "two");
  side_expect_output (side, "50 02 0007");
}

/* Until PUBREL the same message, after PUBCOMP a new one; in 3.1 also what
 * comes again on the same connection. both: [MQTT-4.3.3-10] [MQTT-4.3.3-12],
 * 3.1.1: [MQTT-4.3.3-2], and [3.1-33] */
static void
test_again_qos_2 (void)
{
  for (guint i = 0; i < 3; i++)
    {
      again_qos_2 (MQTT_ROLE_CLIENT, all_versions[i]);
      again_qos_2 (MQTT_ROLE_SERVER, all_versions[i]);
    }
}

/* After a refusing PUBREC it is a new message. both: [MQTT-4.3.3-9] */
static void
test_refused_qos_2 (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      MqttConnectionOptions options = { 0 };
      g_autoptr (Side) side = side_new (role, 5, &options, NULL);

      side_begin (side, TRUE, 60, NULL);
      side_complete (side, FALSE, 0, NULL);
      side_drop_output (side);
      feed_publish (side, 2, FALSE, 7, "one");
      expect_message (side, "one");
      g_assert_true (mqtt_connection_acknowledge (
          side->connection, 7, 0x97, MQTT_SLICE_NONE, side->now_us, NULL));
      side_expect_output (side, "50 03 0007 97");
      feed_publish (side, 2, TRUE, 7, "two");
      expect_message (side, "two");
    }
}

/* PUBACK and PUBREC of 0x80 and more settle a message: it is not sent again.
 * both: [MQTT-4.4.0-2] */
static void
test_refusal_settles (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      Side *side = connected (role, 5);
      g_autoptr (Side) again = NULL;

      publish (side, MQTT_QOS_1, 1);
      publish (side, MQTT_QOS_2, 2);
      publish (side, MQTT_QOS_2, 3);
      side_feed_hex (side, "40 03 0001 97 50 03 0002 97");
      side_expect_event (side, MQTT_EVENT_DELIVERED);
      side_expect_event (side, MQTT_EVENT_DELIVERED);
      side_expect_no_event (side);
      again = resumed (side, NULL);
      expect_publish (again, 2, TRUE, 3);
    }
}

/* PUBACK, PUBREC and PUBREL in the order of what they answer. client:
 * [MQTT-4.6.0-2] to [MQTT-4.6.0-4], 3.1.1: [MQTT-4.6.0-2] to [MQTT-4.6.0-4] */
static void
test_order (void)
{
  for (guint i = 0; i < 3; i++)
    {
      guint8 version = all_versions[i];
      g_autoptr (Side) side = connected (MQTT_ROLE_CLIENT, version);

      feed_publish (side, 1, FALSE, 30, "a");
      expect_message (side, "a");
      feed_publish (side, 2, FALSE, 20, "b");
      expect_message (side, "b");
      feed_publish (side, 1, FALSE, 10, "c");
      expect_message (side, "c");
      feed_publish (side, 2, FALSE, 5, "d");
      expect_message (side, "d");
      side_expect_output (side, "40 02 001e 50 02 0014 40 02 000a 50 02 0005");
      for (guint token = 1; token <= 4; token++)
        publish (side, MQTT_QOS_2, token);
      side_drop_output (side);
      side_feed_hex (side, "50 02 0003 50 02 0001 50 02 0004 50 02 0002");
      side_expect_no_event (side);
      side_expect_output (side, "62 02 0003 62 02 0001 62 02 0004 62 02 0002");
    }
}

static Side *
submit_expiring (MqttRole role, MqttQos qos)
{
  Side *side = connected (role, 5);
  g_autoptr (GByteArray) properties = pb_hex ("02 0000000a");
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("t"),
                        NULL,
                        qos,
                        FALSE,
                        (MqttSlice){ properties->data, properties->len },
                        side->now_us);
  MqttDelivery delivery = { .qos = qos, .token = side };

  g_assert_true (mqtt_connection_submit_publish (
      side->connection, message, &delivery, side->now_us, NULL));
  side_expect_output (side, "34 0b 0001 't' 0001 05 02 0000000a");
  return side;
}

/* What has been sent does not expire any more. both: [MQTT-4.3.3-7] */
static void
test_no_expiry_once_sent (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side = submit_expiring (role, MQTT_QOS_2);
      Side *lost = submit_expiring (role, MQTT_QOS_2);
      g_autoptr (Side) again = NULL;
      g_autoptr (GByteArray) output = NULL;

      side_advance (side, 50 * G_USEC_PER_SEC);
      side_feed_hex (side, "50 02 0001");
      side_expect_no_event (side);
      side_expect_output (side, "62 02 0001");
      side_feed_hex (side, "70 02 0001");
      side_expect_event (side, MQTT_EVENT_DELIVERED);

      again = side_new (role, 5, NULL, side_free_keep_session (lost));
      again->now_us += 50 * G_USEC_PER_SEC;
      side_begin (again, FALSE, 60, NULL);
      side_complete (again, TRUE, 0, NULL);
      output = side_take_output (again);
      if (role == MQTT_ROLE_SERVER)
        g_byte_array_remove_range (output, 0, 5); /* CONNACK */
      g_assert_cmphex (output->data[0], ==, 0x3c);
    }
}

/* Nor does its exchange break off on the way in. both: [MQTT-4.3.3-13] */
static void
test_no_expiry_once_received (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side = connected (role, 5);
      const char *message = "34 0b 0001 't' 0007 05 02 00000001";

      side_feed_hex (side, message);
      side_expect_event (side, MQTT_EVENT_PUBLISH);
      side_drop_output (side);
      side_advance (side, 50 * G_USEC_PER_SEC);
      side_drop_output (side);
      side_feed_hex (side, "3c 0b 0001 't' 0007 05 02 00000001");
      side_expect_no_event (side);
      side_expect_output (side, "50 02 0007");
      side_feed_hex (side, "62 02 0007");
      side_expect_no_event (side);
      side_expect_output (side, "70 02 0007");
    }
}

/* A Session stays for as long as its connection stands, however long that is.
 * both: [MQTT-4.1.0-1], 3.1.1: [MQTT-4.1.0-1] [MQTT-4.1.0-2] */
static void
test_session_lasts (void)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    for (guint i = 0; i < 3; i++)
      {
        g_autoptr (Side) side = side_new (role, all_versions[i], NULL, NULL);

        side_begin (side, TRUE, 0, NULL);
        side_complete (side, FALSE, 0, NULL);
        side_drop_output (side);
        publish (side, MQTT_QOS_2, 1);
        feed_publish (side, 2, FALSE, 7, "one");
        expect_message (side, "one");
        side_drop_output (side);
        side_advance (side, G_GINT64_CONSTANT (1000000) * G_USEC_PER_SEC);
        feed_publish (side, 2, TRUE, 7, "one");
        side_expect_no_event (side);
        side_expect_output (side, "50 02 0007");
        side_feed_hex (side, "50 02 0001");
        side_expect_no_event (side);
        side_expect_output (side, "62 02 0001");
      }
}

/* Clean Start: nothing is left on the Client either. client: [MQTT-3.1.2-4]
 * [MQTT-3.2.2-5], 3.1.1: [MQTT-3.1.2-6] */
static void
test_clean_start_of_client (void)
{
  for (guint i = 0; i < 3; i++)
    {
      guint8 version = all_versions[i];
      Side  *side = connected (MQTT_ROLE_CLIENT, version);
      g_autoptr (Side) again = NULL;

      publish (side, MQTT_QOS_2, 1);
      publish (side, MQTT_QOS_1, 2);
      side_feed_hex (side, "50 02 0001");
      side_expect_no_event (side);
      feed_publish (side, 2, FALSE, 7, "one");
      expect_message (side, "one");
      again = side_new (
          MQTT_ROLE_CLIENT, version, NULL, side_free_keep_session (side));
      side_begin (again, TRUE, 60, NULL);
      side_complete (again, FALSE, 0, NULL);
      side_expect_event (again, MQTT_EVENT_DELIVERED);
      side_expect_event (again, MQTT_EVENT_DELIVERED);
      side_expect_no_event (again);
      side_expect_output (again, "");
      feed_publish (again, 2, FALSE, 7, "two");
      expect_message (again, "two");
    }
}

/* Packet Identifiers of a Client: never 0, never one in use, for all that have
 * them. client: [MQTT-2.2.1-3], 3.1.1: [MQTT-2.3.1-1] [MQTT-2.3.1-2] */
static void
test_identifiers_of_client (void)
{
  g_autoptr (Side) side = connected (MQTT_ROLE_CLIENT, 4);
  g_autoptr (GByteArray) filter = pb_hex ("\"a\" 00");

  publish (side, MQTT_QOS_2, 1);
  for (guint i = 2; i <= 65535; i++)
    {
      g_autoptr (GByteArray) ack = g_byte_array_new ();

      publish (side, MQTT_QOS_1, i);
      pb_ack (ack, 0x40, (guint16)i);
      side_feed (side, ack);
      side_expect_event (side, MQTT_EVENT_DELIVERED);
      side_drop_output (side);
    }
  g_assert_true (mqtt_connection_submit_subscribe (
      side->connection,
      (MqttSlice){ filter->data, filter->len },
      MQTT_SLICE_NONE,
      NULL,
      side->now_us,
      NULL));
  side_expect_output (side, "82 06 0002 0001 'a' 00");
  publish (side, MQTT_QOS_1, 1);
  expect_publish (side, 1, FALSE, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                    \
  g_test_add_func ("/conformance/delivery/" name, function)
  ADD ("again-qos-1", test_again_qos_1);
  ADD ("again-qos-2", test_again_qos_2);
  ADD ("refused-qos-2", test_refused_qos_2);
  ADD ("refusal-settles", test_refusal_settles);
  ADD ("order", test_order);
  ADD ("no-expiry-once-sent", test_no_expiry_once_sent);
  ADD ("no-expiry-once-received", test_no_expiry_once_received);
  ADD ("session-lasts", test_session_lasts);
  ADD ("clean-start-of-client", test_clean_start_of_client);
  ADD ("identifiers-of-client", test_identifiers_of_client);
  return g_test_run ();
}
