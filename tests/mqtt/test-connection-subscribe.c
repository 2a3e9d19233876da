/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* SUBSCRIBE, UNSUBSCRIBE, AUTH. */

static void
submit (Side *side, gboolean is_subscribe, const char *filters_hex, guint token)
{
  g_autoptr (GByteArray) filters = pb_hex (filters_hex);
  g_autoptr (GError) error = NULL;
  MqttSlice slice = { filters->data, filters->len };

  if (is_subscribe)
    mqtt_connection_submit_subscribe (side->connection,
                                      slice,
                                      MQTT_SLICE_NONE,
                                      GUINT_TO_POINTER (token),
                                      side->now_us,
                                      &error);
  else
    mqtt_connection_submit_unsubscribe (side->connection,
                                        slice,
                                        MQTT_SLICE_NONE,
                                        GUINT_TO_POINTER (token),
                                        side->now_us,
                                        &error);
  g_assert_no_error (error);
}

static Side *
client (guint8 version)
{
  return side_new_connected (MQTT_ROLE_CLIENT, version, NULL, NULL, NULL);
}

static void
test_client_subscribes (guint8 version)
{
  g_autoptr (Side) side = client (version);
  gboolean v5 = version == 5;

  submit (side, TRUE, "0001 'a' 01 0003 'b/#' 02", 7);
  side_expect_output (side,
                      v5 ? "82 0d 0001 00 0001 'a' 01 0003 'b/#' 02"
                         : "82 0c 0001 0001 'a' 01 0003 'b/#' 02");
  submit (side, FALSE, "0001 'a'", 8);
  side_expect_output (side,
                      v5 ? "a2 06 0002 00 0001 'a'" : "a2 05 0002 0001 'a'");
  side_feed_hex (side, v5 ? "b0 04 0002 00 11" : "b0 02 0002");
  g_assert_true (side_expect_event (side, MQTT_EVENT_UNSUBACK)->token ==
                 GUINT_TO_POINTER (8));
  side_feed_hex (side, v5 ? "90 05 0001 00 01 02" : "90 04 0001 01 02");
  g_assert_true (side_expect_event (side, MQTT_EVENT_SUBACK)->token ==
                 GUINT_TO_POINTER (7));
  g_assert_cmpmem (side->event.packet->suback.codes.data,
                   side->event.packet->suback.codes.len,
                   "\1\2",
                   2);
  side_expect_no_event (side);
}

/* SUBSCRIBE and PUBLISH share the identifiers [MQTT-2.2.1-3], 3.1.1:
 * [MQTT-2.3.1-2]. */
static void
test_identifiers_are_shared (guint8 version)
{
  g_autoptr (Side) side = client (version);
  g_autofree char *third = publish_hex (version, 1, FALSE, 3, "a", "x");

  submit (side, TRUE, "0001 'a' 00", 1);
  g_assert_true (side_publish (side, "a", "x", MQTT_QOS_1, NULL, NULL));
  side_drop_output (side);
  side_feed_hex (side, "40 02 0002");
  side_expect_event (side, MQTT_EVENT_DELIVERED);
  g_assert_true (side_publish (side, "a", "x", MQTT_QOS_1, NULL, NULL));
  side_expect_output (side, third);
  side_feed_hex (side, "40 02 0001"); /* SUBSCRIBE is no PUBLISH */
  side_expect_no_event (side);
}

static void
test_answer_to_nothing (guint8 version)
{
  g_autoptr (Side) side = client (version);

  side_feed_hex (side, version == 5 ? "90 04 0009 00 00" : "90 03 0009 00");
  side_expect_no_event (side);
  side_feed_hex (side, version == 5 ? "b0 04 0009 00 00" : "b0 02 0009");
  side_expect_no_event (side);
}

/* Of another type, or for another number of filters (3.8.4, 3.9.3). */
static void
test_wrong_answers (guint8 version)
{
  g_autoptr (Side) other = client (version);
  g_autoptr (Side) short_one = client (version);

  submit (other, TRUE, "0001 'a' 00", 1);
  side_drop_output (other);
  side_feed_hex (other, version == 5 ? "b0 04 0001 00 00" : "b0 02 0001");
  side_expect_violation (other, 0x82, NULL);
  side_expect_output (other, version == 5 ? "e0 01 82" : "");

  submit (short_one, TRUE, "0001 'a' 00 0001 'b' 00", 1);
  side_drop_output (short_one);
  side_feed_hex (short_one,
                 version == 5 ? "90 04 0001 00 00" : "90 03 0001 00");
  side_expect_violation (short_one,
                         0x82,
                         version == 5   ? "MQTT-3.8.4-6"
                         : version == 4 ? "MQTT-3.8.4-5"
                                        : "");
}

static void
expect_all_identifiers_free (Side *side)
{
  for (guint i = 0; i < 65535; i++)
    g_assert_true (side_publish (side, "a", "x", MQTT_QOS_1, NULL, NULL));
  g_assert_cmpuint (
      mqtt_session_get_n_in_flight_out (side->session), ==, 65535);
}

/* What was asked on one connection is not asked on the next. */
static void
test_requests_end_with_connection (guint8 version)
{
  Side *side = client (version);
  g_autoptr (Side) again = NULL;
  MqttSession *session;

  submit (side, TRUE, "0001 'a' 00", 1);
  session = side_free_keep_session (side);
  again = side_new_resumed (MQTT_ROLE_CLIENT, version, session, NULL, NULL);
  side_expect_output (again, "");
  side_feed_hex (again, version == 5 ? "90 04 0001 00 00" : "90 03 0001 00");
  side_expect_no_event (again);
  expect_all_identifiers_free (again);
}

/* 3.1.1: [MQTT-2.3.1-3] */
static void
test_identifiers_come_back (guint8 version)
{
  g_autoptr (Side) side = client (version);

  submit (side, TRUE, "0001 'a' 00", 1);
  submit (side, FALSE, "0001 'a'", 2);
  side_feed_hex (side, version == 5 ? "90 04 0001 00 00" : "90 03 0001 00");
  side_expect_event (side, MQTT_EVENT_SUBACK);
  side_feed_hex (side, version == 5 ? "b0 04 0002 00 00" : "b0 02 0002");
  side_expect_event (side, MQTT_EVENT_UNSUBACK);
  expect_all_identifiers_free (side);
}

/* [MQTT-3.8.4-2] [MQTT-3.10.4-5] [MQTT-2.2.1-6], 3.1.1: [MQTT-3.8.4-2]
 * [MQTT-3.10.4-4] [MQTT-2.3.1-7] */
static void
test_server_answers (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 code = 1;

  pb_subscribe (bytes, version, 10, "a/b", 1);
  pb_unsubscribe (bytes, version, 11, "a/b");
  side_feed (side, bytes);
  g_assert_cmpuint (side_expect_event (side, MQTT_EVENT_SUBSCRIBE)
                        ->packet->subscribe.packet_id,
                    ==,
                    10);
  g_assert_true (mqtt_connection_submit_suback (side->connection,
                                                10,
                                                (MqttSlice){ &code, 1 },
                                                MQTT_SLICE_NONE,
                                                side->now_us,
                                                NULL));
  side_expect_event (side, MQTT_EVENT_UNSUBSCRIBE);
  code = 0;
  g_assert_true (mqtt_connection_submit_unsuback (
      side->connection,
      11,
      version == 5 ? (MqttSlice){ &code, 1 } : MQTT_SLICE_NONE,
      MQTT_SLICE_NONE,
      side->now_us,
      NULL));
  side_expect_no_event (side);
  side_expect_output (side,
                      version == 5 ? "90 04 000a 00 01 b0 04 000b 00 00"
                                   : "90 03 000a 01 b0 02 000b");
}

static void
auth (Side *side, guint8 reason, const char *properties_hex, gboolean works)
{
  g_autoptr (GByteArray) properties = pb_hex (properties_hex);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mqtt_connection_submit_auth (
                       side->connection,
                       reason,
                       (MqttSlice){ properties->data, properties->len },
                       side->now_us,
                       &error),
                   ==,
                   works);
  if (!works)
    g_assert_error (
        error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
}

/* Enhanced authentication, then again [MQTT-4.12.0-2] [MQTT-3.2.0-1]. */
static void
test_auth_server (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);

  side_begin (side, TRUE, 60, "15 0001 'm'");
  auth (side, 0x19, "15 0001 'm'", FALSE);
  auth (side, 0x00, "15 0001 'm'", FALSE);
  auth (side, 0x18, "15 0001 'n'", FALSE); /* server: [MQTT-4.12.0-5] */
  auth (side, 0x18, "", FALSE);
  auth (side, 0x18, "15 0001 'm'", TRUE);
  auth (side, 0x18, "15 0001 'm'", FALSE);
  side_expect_output (side, "f0 06 18 04 15 0001 'm'");
  side_feed_hex (side, "f0 06 18 04 15 0001 'm'");
  side_expect_event (side, MQTT_EVENT_AUTH);
  side_complete (side, FALSE, 0, "15 0001 'm'");
  side_drop_output (side);
  side_feed_hex (side, "f0 06 19 04 15 0001 'm'");
  side_expect_event (side, MQTT_EVENT_AUTH);
  auth (side, 0x18, "15 0001 'm'", TRUE);
  side_expect_output (side, "f0 06 18 04 15 0001 'm'");
  auth (side, 0x00, "15 0001 'm'", FALSE);
  side_feed_hex (side, "f0 06 18 04 15 0001 'm'");
  side_expect_event (side, MQTT_EVENT_AUTH);
  auth (side, 0x00, "15 0001 'm'", TRUE);
  side_expect_output (side, "f0 06 00 04 15 0001 'm'");
  auth (side, 0x00, "15 0001 'm'", FALSE);
}

/* server: [MQTT-4.12.0-5] [MQTT-4.12.0-6] CONNACK names the same method, or
 * none. */
static void
test_auth_connack (guint8 version)
{
  const char *said[] = { "15 0001 'm'", "" };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);
      g_autoptr (GByteArray) other = pb_hex (said[1 - i]);
      g_autoptr (GError) error = NULL;
      MqttConnack connack = { .properties = { other->data, other->len } };

      side_begin (side, TRUE, 60, said[i]);
      g_assert_false (mqtt_connection_submit_connack (
          side->connection, &connack, side->session, side->now_us, &error));
      g_assert_error (
          error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
      side_complete (side, FALSE, 0, said[i]);
    }
}

/* A Server that has not proved who it is gets no message: the owner of the
 * Client decides on CONNACK before anything that waits goes out. */
static void
test_auth_then_resume (guint8 version)
{
  for (guint is_right = 0; is_right < 2; is_right++)
    {
      g_autoptr (Side) side = side_new (MQTT_ROLE_CLIENT, version, NULL, NULL);
      g_autofree char *publish = publish_hex (5, 1, FALSE, 1, "t", "p");
      g_autoptr (GBytes) payload = g_bytes_new ("p", 1);
      g_autoptr (MqttMessage) message =
          mqtt_message_new (mqtt_slice_from_string ("t"),
                            payload,
                            MQTT_QOS_1,
                            FALSE,
                            MQTT_SLICE_NONE,
                            side->now_us);

      mqtt_session_enqueue (
          side->session, message, &(MqttDelivery){ .qos = MQTT_QOS_1 });
      side_begin (side, TRUE, 60, "15 0001 'm'");
      side_complete (side, FALSE, 0, "15 0001 'm'");
      side_expect_output (side, "");
      if (is_right == 0)
        mqtt_connection_submit_disconnect (
            side->connection, 0x80, MQTT_SLICE_NONE, side->now_us);
      side_expect_no_event (side);
      side_expect_output (side, is_right != 0 ? publish : "e0 01 80");
    }
}

/* [MQTT-4.12.0-3] */
static void
test_auth_client (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_CLIENT, version, NULL, NULL);

  side_begin (side, TRUE, 60, "15 0001 'm'");
  side_drop_output (side);
  side_feed_hex (side, "f0 06 18 04 15 0001 'm'");
  side_expect_event (side, MQTT_EVENT_AUTH);
  auth (side, 0x19, "15 0001 'm'", FALSE);
  auth (side, 0x18, "15 0001 'n'", FALSE); /* client: [MQTT-4.12.0-5] */
  auth (side, 0x18, "15 0001 'm'", TRUE);
  side_expect_output (side, "f0 06 18 04 15 0001 'm'");
  side_complete (side, FALSE, 0, "15 0001 'm'");
  auth (side, 0x18, "15 0001 'm'", FALSE);
  auth (side, 0x19, "15 0001 'n'", FALSE); /* client: [MQTT-4.12.1-1] */
  auth (side, 0x19, "15 0001 'm'", TRUE);
  side_expect_output (side, "f0 06 19 04 15 0001 'm'");
  auth (side, 0x19, "15 0001 'm'", FALSE);
  side_feed_hex (side, "f0 06 00 04 15 0001 'm'");
  side_expect_event (side, MQTT_EVENT_AUTH);
  auth (side, 0x19, "15 0001 'm'", TRUE);
}

static void
break_auth (MqttRole    role,
            gboolean    is_connected,
            const char *method,
            const char *hex,
            const char *id)
{
  g_autoptr (Side) side = side_new (role, 5, NULL, NULL);

  side_begin (side, TRUE, 60, method);
  if (is_connected)
    side_complete (side, FALSE, 0, method);
  side_drop_output (side);
  side_feed_hex (side, hex);
  side_expect_violation (side, 0x82, id);
  side_expect_output (side,
                      role == MQTT_ROLE_SERVER && !is_connected
                          ? "20 03 00 82 00"
                          : "e0 01 82");
}

static void
test_auth_violations (guint8 version)
{
  const char *m = "15 0001 'm'";
  const char *n = "f0 06 18 04 15 0001 'n'";

  break_auth (MQTT_ROLE_SERVER, TRUE, NULL, n, "MQTT-4.12.0-7");
  break_auth (MQTT_ROLE_CLIENT, FALSE, NULL, n, "MQTT-4.12.0-6");
  break_auth (MQTT_ROLE_SERVER, FALSE, m, n, "MQTT-4.12.0-5");
  break_auth (MQTT_ROLE_CLIENT, FALSE, m, n, "MQTT-4.12.0-5");
  break_auth (MQTT_ROLE_SERVER, FALSE, m, "c0 00", "MQTT-3.1.2-30");
  break_auth (
      MQTT_ROLE_SERVER, FALSE, m, "f0 06 19 04 15 0001 'm'", "MQTT-3.15.2-1");
  break_auth (
      MQTT_ROLE_CLIENT, FALSE, m, "f0 06 00 04 15 0001 'm'", "MQTT-3.15.2-1");
  break_auth (
      MQTT_ROLE_SERVER, FALSE, m, "f0 06 18 04 15 0001 'm'", "MQTT-3.15.2-1");
  break_auth (
      MQTT_ROLE_SERVER, TRUE, m, "f0 06 18 04 15 0001 'm'", "MQTT-3.15.2-1");
  break_auth (
      MQTT_ROLE_CLIENT, TRUE, m, "f0 06 18 04 15 0001 'm'", "MQTT-3.15.2-1");
  break_auth (
      MQTT_ROLE_CLIENT, TRUE, m, "f0 06 00 04 15 0001 'm'", "MQTT-3.15.2-1");
  break_auth (MQTT_ROLE_CLIENT, FALSE, m, "20 03 00 00 00", "MQTT-4.12.0-5");
  break_auth (MQTT_ROLE_CLIENT,
              FALSE,
              NULL,
              "20 07 00 00 04 15 0001 'm'",
              "MQTT-4.12.0-5");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_for_versions ("subscribe/client", test_client_subscribes);
  add_for_versions ("subscribe/identifiers-are-shared",
                    test_identifiers_are_shared);
  add_for_versions ("subscribe/answer-to-nothing", test_answer_to_nothing);
  add_for_versions ("subscribe/wrong-answers", test_wrong_answers);
  add_for_versions ("subscribe/requests-end-with-connection",
                    test_requests_end_with_connection);
  add_for_versions ("subscribe/identifiers-come-back",
                    test_identifiers_come_back);
  add_for_versions ("subscribe/server", test_server_answers);
  add_for_5 ("auth/server", test_auth_server);
  add_for_5 ("auth/client", test_auth_client);
  add_for_5 ("auth/connack", test_auth_connack);
  add_for_5 ("auth/then-resume", test_auth_then_resume);
  add_for_5 ("auth/violations", test_auth_violations);
  return g_test_run ();
}
