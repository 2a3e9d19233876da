/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* Our messages on their way out, told by literal bytes; both roles, for they do
 * the same. */

static Side *
connected (MqttRole role, guint8 version)
{
  return side_new_connected (role, version, NULL, NULL, NULL);
}

static void
expect_publish (Side       *side,
                guint8      qos,
                gboolean    dup,
                guint16     id,
                const char *topic,
                const char *payload)
{
  g_autofree char *hex =
      publish_hex (side->version, qos, dup, id, topic, payload);

  side_expect_output (side, hex);
}

static void
expect_delivered (Side *side, gpointer token, guint8 code)
{
  const MqttEvent *event = side_expect_event (side, MQTT_EVENT_DELIVERED);

  g_assert_true (event->token == token);
  g_assert_cmphex (event->code, ==, code);
}

static void
publish (Side *side, const char *payload, MqttQos qos, guint token)
{
  g_autoptr (GError) error = NULL;

  side_publish (side, "a/b", payload, qos, GUINT_TO_POINTER (token), &error);
  g_assert_no_error (error);
}

/* both: [MQTT-4.3.1-1] [MQTT-2.2.1-2] [MQTT-3.3.1-2], 3.1.1: [MQTT-4.3.1-1]
 * [MQTT-2.3.1-5] [MQTT-3.3.1-2] */
static void
qos_0 (MqttRole role, guint8 version)
{
  g_autoptr (Side) side = connected (role, version);

  publish (side, "hello", MQTT_QOS_0, 0);
  side_expect_no_event (side);
  publish (side, "again", MQTT_QOS_0, 7);
  g_assert_true (side_expect_event (side, MQTT_EVENT_SENT)->token ==
                 GUINT_TO_POINTER (7));
  side_expect_no_event (side);
  {
    g_autofree char *first = publish_hex (version, 0, FALSE, 0, "a/b", "hello");
    g_autofree char *second =
        publish_hex (version, 0, FALSE, 0, "a/b", "again");
    g_autofree char *both = g_strconcat (first, second, NULL);

    side_expect_output (side, both);
  }
  g_assert_cmpuint (mqtt_session_get_n_in_flight_out (side->session), ==, 0);
}

/* both: [MQTT-4.3.2-1] to [MQTT-4.3.2-3], 3.1.1: [MQTT-4.3.2-1]
 * [MQTT-2.3.1-1] */
static void
qos_1 (MqttRole role, guint8 version)
{
  g_autoptr (Side) side = connected (role, version);

  publish (side, "hello", MQTT_QOS_1, 7);
  expect_publish (side, 1, FALSE, 1, "a/b", "hello");
  side_expect_no_event (side);
  g_assert_cmpuint (mqtt_session_get_n_in_flight_out (side->session), ==, 1);
  side_feed_hex (side, "40 02 0001");
  expect_delivered (side, GUINT_TO_POINTER (7), 0);
  side_expect_no_event (side);
  side_expect_output (side, "");
  g_assert_cmpuint (mqtt_session_get_n_in_flight_out (side->session), ==, 0);
  publish (side, "next", MQTT_QOS_1, 8);
  expect_publish (side, 1, FALSE, 2, "a/b", "next");
}

/* both: [MQTT-4.3.3-1] to [MQTT-4.3.3-5], 3.1.1: [MQTT-4.3.3-1], and
 * [3.1-02] */
static void
qos_2 (MqttRole role, guint8 version)
{
  g_autoptr (Side) side = connected (role, version);

  publish (side, "hello", MQTT_QOS_2, 7);
  expect_publish (side, 2, FALSE, 1, "a/b", "hello");
  side_feed_hex (side, "50 02 0001");
  side_expect_no_event (side);
  side_expect_output (side, "62 02 0001");
  g_assert_cmpuint (mqtt_session_get_n_in_flight_out (side->session), ==, 1);
  side_feed_hex (side, "50 02 0001"); /* a second PUBREC */
  side_expect_no_event (side);
  side_expect_output (side, "62 02 0001");
  side_feed_hex (side, "70 02 0001");
  expect_delivered (side, GUINT_TO_POINTER (7), 0);
  side_expect_no_event (side);
  side_expect_output (side, "");
  g_assert_cmpuint (mqtt_session_get_n_in_flight_out (side->session), ==, 0);
}

static void
test_qos_0 (guint8 version)
{
  qos_0 (MQTT_ROLE_CLIENT, version);
  qos_0 (MQTT_ROLE_SERVER, version);
}

static void
test_qos_1 (guint8 version)
{
  qos_1 (MQTT_ROLE_CLIENT, version);
  qos_1 (MQTT_ROLE_SERVER, version);
}

static void
test_qos_2 (guint8 version)
{
  qos_2 (MQTT_ROLE_CLIENT, version);
  qos_2 (MQTT_ROLE_SERVER, version);
}

/* Reason Codes come through; a refusal ends the delivery. */
static void
test_reason_codes (guint8 version)
{
  g_autoptr (Side) side = connected (MQTT_ROLE_CLIENT, version);

  publish (side, "1", MQTT_QOS_1, 1);
  publish (side, "2", MQTT_QOS_2, 2);
  publish (side, "3", MQTT_QOS_2, 3);
  side_drop_output (side);
  side_feed_hex (side, "40 03 0001 87");
  expect_delivered (side, GUINT_TO_POINTER (1), 0x87);
  side_feed_hex (side, "50 03 0002 97");
  expect_delivered (side, GUINT_TO_POINTER (2), 0x97);
  side_expect_output (side, "");
  side_feed_hex (side, "50 03 0003 10");
  side_expect_no_event (side);
  side_feed_hex (side, "70 02 0003");
  expect_delivered (side, GUINT_TO_POINTER (3), 0x10);
  g_assert_cmpuint (mqtt_session_get_n_in_flight_out (side->session), ==, 0);
}

static void
test_unknown_acks (guint8 version)
{
  g_autoptr (Side) side = connected (MQTT_ROLE_CLIENT, version);

  side_feed_hex (side, "40 02 0009 70 02 0009");
  side_expect_no_event (side);
  side_expect_output (side, "");
  side_feed_hex (side, "50 02 0009");
  side_expect_no_event (side);
  side_expect_output (side, version == 5 ? "62 03 0009 92" : "62 02 0009");
  g_assert_false (mqtt_connection_is_finished (side->connection));
}

static void
break_with (guint8 version, MqttQos qos, const char *hex, const char *id)
{
  g_autoptr (Side) side = connected (MQTT_ROLE_CLIENT, version);

  publish (side, "x", qos, 1);
  side_drop_output (side);
  side_feed_hex (side, hex);
  side_expect_violation (side, 0x82, version == 3 ? "" : id);
  side_expect_output (side, version == 5 ? "e0 01 82" : "");
}

/* What does not fit the QoS (3.3.4). */
static void
test_wrong_acks (guint8 version)
{
  break_with (version, MQTT_QOS_1, "50 02 0001", "MQTT-3.3.4-1");
  break_with (version, MQTT_QOS_2, "40 02 0001", "MQTT-3.3.4-1");
  break_with (version,
              MQTT_QOS_2,
              "70 02 0001",
              version == 5 ? "MQTT-4.3.3-11" : "MQTT-4.3.3-2");
}

/* In flight when the connection is lost: PUBREL and PUBLISH again, under their
 * identifiers, in order, PUBLISH with DUP. both: [MQTT-4.4.0-1] [MQTT-4.6.0-1]
 * [MQTT-3.3.1-1] [MQTT-4.3.3-6], 3.1.1: [MQTT-4.4.0-1] [MQTT-4.6.0-1]
 * [MQTT-3.3.1-1] [MQTT-2.3.1-3] [MQTT-2.3.1-4] */
static void
resume (MqttRole role, guint8 version)
{
  Side *side = connected (role, version);
  g_autoptr (Side) again = NULL;
  g_autofree char *second = publish_hex (version, 1, TRUE, 2, "a/b", "2");
  g_autofree char *fourth = publish_hex (version, 2, TRUE, 4, "a/b", "4");
  g_autofree char *all =
      g_strconcat ("62 02 0003 62 02 0001 ", second, fourth, NULL);

  publish (side, "1", MQTT_QOS_2, 1);
  publish (side, "2", MQTT_QOS_1, 2);
  publish (side, "3", MQTT_QOS_2, 3);
  publish (side, "4", MQTT_QOS_2, 4);
  side_feed_hex (side, "50 02 0003 50 02 0001");
  side_expect_no_event (side);

  again = side_new_resumed (
      role, version, side_free_keep_session (side), NULL, NULL);
  side_expect_no_event (again);
  side_expect_output (again, all);
  side_feed_hex (again, "40 02 0002 70 02 0003 50 02 0004 70 02 0001");
  expect_delivered (again, GUINT_TO_POINTER (2), 0);
  expect_delivered (again, GUINT_TO_POINTER (3), 0);
  expect_delivered (again, GUINT_TO_POINTER (1), 0);
  side_expect_no_event (again);
  side_expect_output (again, "62 02 0004");
}

static void
test_resume (guint8 version)
{
  resume (MQTT_ROLE_CLIENT, version);
  resume (MQTT_ROLE_SERVER, version);
}

/* Session Present 0: what was in flight is forgotten [MQTT-3.2.2-5]; what has
 * not been sent yet still goes out. */
static void
test_session_lost (guint8 version)
{
  Side        *side = connected (MQTT_ROLE_CLIENT, version);
  MqttSession *session;
  g_autoptr (Side) again = NULL;
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("a/b"),
                        NULL,
                        MQTT_QOS_1,
                        FALSE,
                        MQTT_SLICE_NONE,
                        side->now_us);
  MqttDelivery delivery = { .qos = MQTT_QOS_1 };

  publish (side, "lost", MQTT_QOS_1, 1);
  side_feed_hex (side, "");
  session = side_free_keep_session (side);
  g_assert_true (mqtt_session_enqueue (session, message, &delivery));
  again = side_new (MQTT_ROLE_CLIENT, version, NULL, session);
  side_begin (again, TRUE, 60, NULL);
  side_complete (again, FALSE, 0, NULL);
  g_assert_null (side_expect_event (again, MQTT_EVENT_DELIVERED)->packet);
  g_assert_true (again->event.token == GUINT_TO_POINTER (1));
  g_assert_cmphex (again->event.code, ==, 0x80);
  side_expect_no_event (again);
  expect_publish (again, 1, FALSE, 2, "a/b", "");
  g_assert_cmpuint (mqtt_session_get_n_in_flight_out (session), ==, 1);
}

/* client: [MQTT-3.3.4-7] [MQTT-3.3.4-8] [MQTT-4.9.0-1] to [MQTT-4.9.0-3] */
static void
test_receive_maximum (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_CLIENT, version, NULL, NULL, "21 0002");

  publish (side, "1", MQTT_QOS_1, 1);
  publish (side, "2", MQTT_QOS_2, 2);
  side_drop_output (side);
  publish (side, "3", MQTT_QOS_1, 3);
  publish (side, "4", MQTT_QOS_2, 4);
  side_expect_output (side, "");
  g_assert_cmpuint (mqtt_session_get_n_queued (side->session), ==, 2);
  publish (side, "0", MQTT_QOS_0, 0);
  expect_publish (side, 0, FALSE, 0, "a/b", "0");

  side_feed_hex (side, "50 02 0002"); /* PUBREC frees nothing */
  side_expect_no_event (side);
  side_expect_output (side, "62 02 0002");
  side_feed_hex (side, "70 02 0002");
  expect_delivered (side, GUINT_TO_POINTER (2), 0);
  expect_publish (side, 1, FALSE, 3, "a/b", "3");
  side_feed_hex (side, "40 02 0001");
  expect_delivered (side, GUINT_TO_POINTER (1), 0);
  expect_publish (side, 2, FALSE, 4, "a/b", "4");
  side_feed_hex (side, "50 03 0004 80"); /* a refusal does */
  expect_delivered (side, GUINT_TO_POINTER (4), 0x80);
  publish (side, "5", MQTT_QOS_1, 5);
  expect_publish (side, 1, FALSE, 5, "a/b", "5");
}

/* The quota holds for what is sent again too, and PUBREL takes none of it.
 * client: [5.0-U17] */
static void
test_receive_maximum_on_resume (guint8 version)
{
  Side *side = connected (MQTT_ROLE_CLIENT, version);
  g_autoptr (Side) again = NULL;

  publish (side, "1", MQTT_QOS_1, 1);
  publish (side, "2", MQTT_QOS_1, 2);
  publish (side, "3", MQTT_QOS_2, 3);
  side_feed_hex (side, "50 02 0003");
  side_expect_no_event (side);
  again = side_new_resumed (MQTT_ROLE_CLIENT,
                            version,
                            side_free_keep_session (side),
                            NULL,
                            "21 0001");
  {
    g_autofree char *first = publish_hex (version, 1, TRUE, 1, "a/b", "1");
    g_autofree char *all = g_strconcat ("62 02 0003 ", first, NULL);

    side_expect_output (again, all);
  }
  side_feed_hex (again, "40 02 0002"); /* not sent here yet: says nothing */
  side_expect_no_event (again);
  /* 4.9: the quota never grows above what it was at first. */
  side_feed_hex (again, "40 02 0001");
  expect_delivered (again, GUINT_TO_POINTER (1), 0);
  expect_publish (again, 1, TRUE, 2, "a/b", "2");
  side_feed_hex (again, "40 02 0002");
  expect_delivered (again, GUINT_TO_POINTER (2), 0);
  side_feed_hex (again, "70 02 0003");
  expect_delivered (again, GUINT_TO_POINTER (3), 0);
  publish (again, "4", MQTT_QOS_1, 4);
  side_drop_output (again);
  publish (again, "5", MQTT_QOS_1, 5);
  side_expect_output (again, "");
}

/* The owner may forget the Session at any time. */
static void
test_reset_meanwhile (guint8 version)
{
  Side *side = connected (MQTT_ROLE_CLIENT, version);
  g_autoptr (Side) again = NULL;

  for (guint i = 1; i <= 3; i++)
    publish (side, "x", MQTT_QOS_1, i);
  again = side_new_resumed (MQTT_ROLE_CLIENT,
                            version,
                            side_free_keep_session (side),
                            NULL,
                            "21 0001");
  side_drop_output (again);
  mqtt_session_reset (again->session);
  side_feed_hex (again, "40 02 0001 40 02 0002");
  side_expect_no_event (again);
  g_assert_true (side_publish (again, "a", "x", MQTT_QOS_0, NULL, NULL));
  publish (again, "x", MQTT_QOS_1, 4);
  side_expect_no_event (again);
}

static void
submit_expiring (Side *side, guint32 seconds, guint token)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  g_autoptr (MqttMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  MqttDelivery delivery = { .qos = MQTT_QOS_1,
                            .token = GUINT_TO_POINTER (token) };

  pb_u8 (properties, 0x02);
  pb_u32 (properties, seconds);
  message = mqtt_message_new (mqtt_slice_from_string ("a"),
                              NULL,
                              MQTT_QOS_1,
                              FALSE,
                              (MqttSlice){ properties->data, properties->len },
                              side->now_us);
  mqtt_connection_submit_publish (
      side->connection, message, &delivery, side->now_us, &error);
  g_assert_no_error (error);
}

/* Message Expiry Interval counts down [MQTT-3.3.2-6]; what has expired before
 * it was sent is dropped [MQTT-3.3.2-5]. */
static void
test_expiry (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, "21 0001", NULL);

  submit_expiring (side, 10, 1);
  side_expect_output (side, "32 0b 0001 'a' 0001 05 02 0000000a");
  submit_expiring (side, 10, 2);
  submit_expiring (side, 30, 3);
  side_advance (side, 12500000);
  side_feed_hex (side, "40 02 0001");
  expect_delivered (side, GUINT_TO_POINTER (1), 0);
  g_assert_null (side_expect_event (side, MQTT_EVENT_DELIVERED)->packet);
  g_assert_true (side->event.token == GUINT_TO_POINTER (2));
  side_expect_no_event (side);
  side_expect_output (side, "32 0b 0001 'a' 0002 05 02 00000012");
}

/* [MQTT-3.1.2-24] [MQTT-3.1.2-25] [MQTT-3.2.2-15] */
static void
too_large (MqttRole role, guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (role, version, NULL, "27 00000010", "27 00000010");
  g_autoptr (GError) error = NULL;

  publish (side, "12345678", MQTT_QOS_0, 0);
  expect_publish (side, 0, FALSE, 0, "a/b", "12345678");
  g_assert_false (
      side_publish (side, "a/b", "123456789", MQTT_QOS_0, NULL, &error));
  g_assert_error (
      error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_PACKET_TOO_LARGE);
  side_drop_output (side);
  g_clear_error (&error);
  g_assert_false (
      side_publish (side, "a/b", "123456789", MQTT_QOS_1, NULL, &error));
  g_assert_error (
      error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_PACKET_TOO_LARGE);
  side_expect_output (side, "");
  g_assert_cmpuint (mqtt_session_get_n_in_flight_out (side->session), ==, 0);
}

static void
test_too_large (guint8 version)
{
  too_large (MQTT_ROLE_CLIENT, version);
  too_large (MQTT_ROLE_SERVER, version);
}

/* The next connection may allow less than the one that a message waited for. */
static void
test_too_large_on_resume (guint8 version)
{
  Side *side = connected (MQTT_ROLE_CLIENT, version);
  g_autoptr (Side) again = NULL;

  publish (side, "1234567890", MQTT_QOS_1, 1);
  publish (side, "2", MQTT_QOS_1, 2);
  again = side_new_resumed (MQTT_ROLE_CLIENT,
                            version,
                            side_free_keep_session (side),
                            NULL,
                            "27 00000010");
  g_assert_null (side_expect_event (again, MQTT_EVENT_DELIVERED)->packet);
  g_assert_cmphex (again->event.code, ==, 0x95);
  side_expect_no_event (again);
  expect_publish (again, 1, TRUE, 2, "a/b", "2");
}

/* What waited while the Client was away, QoS 0 too, in order. */
static void
test_queue (guint8 version)
{
  MqttSession *session = mqtt_session_new ();
  g_autoptr (Side) side = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  const MqttQos order[] = { MQTT_QOS_1, MQTT_QOS_0, MQTT_QOS_2 };

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (MqttMessage) message =
          mqtt_message_new (mqtt_slice_from_string ("q"),
                            NULL,
                            order[i],
                            FALSE,
                            MQTT_SLICE_NONE,
                            0);
      MqttDelivery     delivery = { .qos = order[i] };
      g_autofree char *hex = publish_hex (
          version, (guint8)order[i], FALSE, (guint16)(i == 2 ? 2 : 1), "q", "");

      g_assert_true (mqtt_session_enqueue (session, message, &delivery));
      g_string_append (all, hex);
    }
  side = side_new_resumed (MQTT_ROLE_SERVER, version, session, NULL, NULL);
  side_expect_output (side, all->str);
  g_assert_cmpuint (mqtt_session_get_n_queued (session), ==, 0);
  g_assert_cmpuint (mqtt_session_get_queued_bytes (session), ==, 0);
  g_assert_cmpuint (mqtt_session_get_n_in_flight_out (session), ==, 2);
}

static void
test_queue_full (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_CLIENT, version, NULL, NULL, "21 0001");
  g_autoptr (GError) error = NULL;

  mqtt_session_set_queue_limits (side->session, 2, 0);
  for (guint i = 0; i < 3; i++)
    publish (side, "x", MQTT_QOS_1, i + 1);
  g_assert_false (side_publish (side, "a", "x", MQTT_QOS_1, NULL, &error));
  g_assert_error (
      error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_QUEUE_FULL);
  g_assert_true (side_publish (side, "a", "x", MQTT_QOS_0, NULL, NULL));
}

/* Subscription Identifiers of this receiver [MQTT-3.3.4-4]. */
static void
test_subscription_identifiers (guint8 version)
{
  g_autoptr (Side) side = connected (MQTT_ROLE_SERVER, version);
  g_autoptr (GByteArray) properties = pb_hex ("01 01 26 0001 'k' 0001 'v'");
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("a"),
                        NULL,
                        MQTT_QOS_0,
                        FALSE,
                        (MqttSlice){ properties->data, properties->len },
                        0);
  const guint32 ids[] = { 1, 300 };
  MqttDelivery  delivery = { .retain = TRUE,
                             .subscription_identifiers = ids,
                             .n_subscription_identifiers = 2 };

  g_assert_true (mqtt_connection_submit_publish (
      side->connection, message, &delivery, side->now_us, NULL));
  side_expect_output (side,
                      "31 12 0001 'a' 0e 01 01 26 0001 'k' 0001 'v' "
                      "0b 01 0b ac 02");
}

/* Packet Identifiers: never 0, never one in use. server: [MQTT-2.2.1-4], 3.1.1:
 * [MQTT-2.3.1-4] [MQTT-2.3.1-1] */
static void
test_identifiers_go_round (guint8 version)
{
  g_autoptr (Side) side = connected (MQTT_ROLE_SERVER, version);
  g_autoptr (GByteArray) ack = g_byte_array_new ();

  publish (side, "stays", MQTT_QOS_1, 0);
  side_drop_output (side);
  for (guint i = 2; i <= 65535; i++)
    {
      publish (side, "x", MQTT_QOS_1, i);
      g_byte_array_set_size (ack, 0);
      pb_ack (ack, 0x40, (guint16)i);
      side_feed (side, ack);
      side_expect_event (side, MQTT_EVENT_DELIVERED);
      side_drop_output (side);
    }
  publish (side, "round", MQTT_QOS_1, 1);
  expect_publish (side, 1, FALSE, 2, "a/b", "round");
}

static void
test_all_identifiers_in_use (guint8 version)
{
  g_autoptr (Side) side = connected (MQTT_ROLE_SERVER, version);

  for (guint i = 1; i <= 65536; i++)
    publish (side, "x", MQTT_QOS_1, i);
  side_drop_output (side);
  g_assert_cmpuint (
      mqtt_session_get_n_in_flight_out (side->session), ==, 65535);
  g_assert_cmpuint (mqtt_session_get_n_queued (side->session), ==, 1);
  side_feed_hex (side, "40 02 1234");
  expect_delivered (side, GUINT_TO_POINTER (0x1234), 0);
  expect_publish (side, 1, FALSE, 0x1234, "a/b", "x");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_for_versions ("publish/qos-0", test_qos_0);
  add_for_versions ("publish/qos-1", test_qos_1);
  add_for_versions ("publish/qos-2", test_qos_2);
  add_for_versions ("publish/unknown-acks", test_unknown_acks);
  add_for_versions ("publish/wrong-acks", test_wrong_acks);
  add_for_versions ("publish/resume", test_resume);
  add_for_versions ("publish/session-lost", test_session_lost);
  add_for_versions ("publish/queue", test_queue);
  add_for_versions ("publish/identifiers-go-round", test_identifiers_go_round);
  add_for_versions ("publish/all-identifiers-in-use",
                    test_all_identifiers_in_use);
  add_for_5 ("publish/reason-codes", test_reason_codes);
  add_for_5 ("publish/receive-maximum", test_receive_maximum);
  add_for_5 ("publish/receive-maximum-on-resume",
             test_receive_maximum_on_resume);
  add_for_5 ("publish/reset-meanwhile", test_reset_meanwhile);
  add_for_5 ("publish/expiry", test_expiry);
  add_for_5 ("publish/too-large", test_too_large);
  add_for_5 ("publish/too-large-on-resume", test_too_large_on_resume);
  add_for_5 ("publish/queue-full", test_queue_full);
  add_for_5 ("publish/subscription-identifiers", test_subscription_identifiers);
  return g_test_run ();
}
