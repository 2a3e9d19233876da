/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* What CONNECT and CONNACK allow, held by the one and watched by the other:
 * sizes, aliases, what a Server does not do, what stays out of packets. */

static MqttConnection *
new_with_budget (MqttInputBudget *budget)
{
  const MqttConnectionOptions options = { .input_budget = budget };

  return mqtt_connection_new (MQTT_ROLE_SERVER, &options, NULL, 0);
}

/* Returns: whether it says that the budget is exceeded */
static gboolean
feed_hex (MqttConnection *connection, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);
  gboolean  is_over = FALSE;
  MqttEvent event;

  mqtt_connection_feed (connection, bytes->data, bytes->len, 0);
  while (mqtt_connection_next_event (connection, &event))
    is_over |= event.type == MQTT_EVENT_INPUT_OVER_BUDGET;
  return is_over;
}

/* What is whole, given up or gone does not count. */
static void
test_budget (void)
{
  MqttInputBudget budget = { .limit_bytes = 10 };
  MqttConnection *one = new_with_budget (&budget);
  MqttConnection *two = new_with_budget (&budget);

  g_assert_false (feed_hex (one, "10 0d 0004 'MQTT' 04"));
  g_assert_cmpuint (budget.used_bytes, ==, 9);
  g_assert_true (feed_hex (two, "10 0d"));
  g_assert_cmpuint (budget.used_bytes, ==, 11);
  mqtt_connection_drop_input (two);
  g_assert_cmpuint (budget.used_bytes, ==, 9);
  g_assert_false (feed_hex (one, "02 0000 0001 'a'"));
  g_assert_cmpuint (budget.used_bytes, ==, 0);
  g_assert_false (feed_hex (one, "c0"));
  g_assert_cmpuint (budget.used_bytes, ==, 1);
  mqtt_connection_free (one);
  mqtt_connection_free (two);
  g_assert_cmpuint (budget.used_bytes, ==, 0);
}

/* @topic "" with an alias; "30 LL topic props payload". */
static void
feed_alias (Side *side, const char *topic, guint16 alias)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint packet = pb_begin (bytes, 0x30);

  pb_str (bytes, topic);
  pb_u8 (bytes, 3);
  pb_u8 (bytes, 0x23);
  pb_u16 (bytes, alias);
  pb_end (bytes, packet);
  side_feed (side, bytes);
}

static void
expect_topic (Side *side, const char *topic)
{
  const MqttEvent *event = side_expect_event (side, MQTT_EVENT_PUBLISH);

  g_assert_cmpmem (event->topic.data, event->topic.len, topic, strlen (topic));
}

/* both: [MQTT-3.3.2-10] [MQTT-3.3.2-12] [5.0-U04] */
static void
test_alias (guint8 version)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side =
          side_new_connected (role, version, NULL, "22 0003", "22 0003");

      feed_alias (side, "first", 3);
      expect_topic (side, "first");
      feed_alias (side, "second", 1);
      expect_topic (side, "second");
      feed_alias (side, "", 3);
      expect_topic (side, "first");
      feed_alias (side, "third", 3);
      expect_topic (side, "third");
      feed_alias (side, "", 3);
      expect_topic (side, "third");
      feed_alias (side, "", 1);
      expect_topic (side, "second");
      feed_alias (side, "", 2);
      side_expect_violation (side, 0x82, NULL);
      side_expect_output (side, "e0 01 82");
    }
}

/* both: [5.0-P22] [5.0-P23] */
static void
test_alias_too_large (guint8 version)
{
  const char *id[] = { "MQTT-3.3.2-11", "MQTT-3.3.2-9" };

  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) above =
          side_new_connected (role, version, NULL, "22 0003", "22 0003");
      g_autoptr (Side) none =
          side_new_connected (role, version, NULL, NULL, NULL);
      g_autoptr (Side) zero =
          side_new_connected (role, version, NULL, "22 0003", "22 0003");

      feed_alias (above, "a", 4);
      side_expect_violation (above, 0x94, id[role]);
      side_expect_output (above, "e0 01 94");
      feed_alias (none, "a", 1);
      side_expect_violation (none, 0x94, id[role]);
      feed_alias (zero, "a", 0);
      side_expect_violation (zero, 0x94, NULL);
      side_expect_output (zero, "e0 01 94");
    }
}

/* server: [MQTT-3.3.2-7] */
static void
test_alias_ends_with_connection (guint8 version)
{
  Side *side =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, "22 0003");
  g_autoptr (Side) again = NULL;

  feed_alias (side, "first", 3);
  expect_topic (side, "first");
  again = side_new_resumed (MQTT_ROLE_SERVER,
                            version,
                            side_free_keep_session (side),
                            NULL,
                            "22 0003");
  feed_alias (again, "", 3);
  side_expect_violation (again, 0x82, NULL);
}

/* Maximum Packet Size that we announced: 0x95. both: [5.0-P27] [5.0-U06] */
static void
test_input_too_large (guint8 version)
{
  for (MqttRole role = MQTT_ROLE_CLIENT; role <= MQTT_ROLE_SERVER; role++)
    {
      g_autoptr (Side) side = side_new_connected (
          role, version, NULL, "27 00000014", "27 00000014");

      side_feed_hex (side, "30 12 0001 'a' 00 '12345678901234'");
      expect_topic (side, "a");
      side_feed_hex (side, "30 13");
      side_expect_violation (side, 0x95, NULL);
      side_expect_output (side, "e0 01 95");
    }
}

/* Our own limit, of which 3.x cannot speak. */
static void
test_own_limit (guint8 version)
{
  MqttConnectionOptions options = { .auto_acknowledge = TRUE,
                                    .maximum_packet_size = 100 };
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, &options, NULL);

  side_begin (side, TRUE, 60, NULL);
  side_complete (side, FALSE, 0, NULL);
  side_drop_output (side);
  side_feed_hex (side, "30 64");
  side_expect_violation (side, 0x95, NULL);
  side_expect_output (side, version == 5 ? "e0 01 95" : "");
}

static void
expect_not_supported (Side *side, MqttQos qos, gboolean retain)
{
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("a"),
                        NULL,
                        qos,
                        retain,
                        MQTT_SLICE_NONE,
                        side->now_us);
  MqttDelivery delivery = { .qos = qos, .retain = retain };
  g_autoptr (GError) error = NULL;

  g_assert_false (mqtt_connection_submit_publish (
      side->connection, message, &delivery, side->now_us, &error));
  g_assert_error (
      error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_NOT_SUPPORTED);
  side_expect_output (side, "");
}

/* [MQTT-3.2.2-11] [MQTT-3.2.2-14] */
static void
test_client_obeys (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_CLIENT, version, NULL, NULL, "24 01 25 00");

  expect_not_supported (side, MQTT_QOS_2, FALSE);
  expect_not_supported (side, MQTT_QOS_0, TRUE);
  g_assert_true (side_publish (side, "a", "b", MQTT_QOS_1, NULL, NULL));
}

static gboolean
subscribe (Side       *side,
           const char *filter,
           const char *properties,
           GError    **error)
{
  g_autoptr (GByteArray) filters = g_byte_array_new ();
  g_autoptr (GByteArray) encoded = pb_hex (properties);

  pb_str (filters, filter);
  pb_u8 (filters, 0);
  return mqtt_connection_submit_subscribe (
      side->connection,
      (MqttSlice){ filters->data, filters->len },
      (MqttSlice){ encoded->data, encoded->len },
      NULL,
      side->now_us,
      error);
}

static void
test_client_obeys_in_subscribe (guint8 version)
{
  g_autoptr (Side) side = side_new_connected (
      MQTT_ROLE_CLIENT, version, NULL, NULL, "28 00 29 00 2a 00");
  const char *const filters[] = { "a/+", "#", "$share/s/a" };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_assert_false (subscribe (side, filters[i], "", &error));
      g_assert_error (
          error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_NOT_SUPPORTED);
      g_clear_error (&error);
    }
  g_assert_false (subscribe (side, "a", "0b 01", &error));
  g_assert_error (
      error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_NOT_SUPPORTED);
  side_expect_output (side, "");
  g_assert_true (subscribe (side, "a", "", NULL));
}

/* A Client that does not keep to the CONNACK: 3.2.2.3. server: [5.0-P24]
 * [5.0-P25] [5.0-P28] [5.0-P29] [5.0-P2A] [5.0-U15] */
static void
test_server_insists (guint8 version)
{
  const struct
  {
    const char *connack;
    const char *packet;
    guint8      reason;
    const char *id;
  } cases[] = {
    { "24 01", "34 06 0001 'a' 0001 00", 0x9b, "MQTT-3.2.2-11" },
    { "24 00", "32 06 0001 'a' 0001 00", 0x9b, "MQTT-3.2.2-11" },
    { "25 00", "31 04 0001 'a' 00", 0x9a, "MQTT-3.2.2-14" },
    { "28 00", "82 07 0001 00 0001 '#' 00", 0xa2, NULL },
    { "29 00", "82 09 0001 02 0b 01 0001 'a' 00", 0xa1, NULL },
    { "2a 00", "82 10 0001 00 000a '$share/s/a' 00", 0x9e, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Side) side = side_new_connected (
          MQTT_ROLE_SERVER, version, NULL, NULL, cases[i].connack);
      g_autofree char *answer = g_strdup_printf ("e0 01 %02x", cases[i].reason);

      side_feed_hex (side, cases[i].packet);
      side_expect_violation (side, cases[i].reason, cases[i].id);
      side_expect_output (side, answer);
    }
}

/* Request Problem Information 0 [MQTT-3.1.2-29] [5.0-U14]. */
static void
test_no_problem_information (guint8 version)
{
  g_autoptr (Side) server =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, "17 00", NULL);
  g_autoptr (Side) client =
      side_new_connected (MQTT_ROLE_CLIENT, version, NULL, "17 00", NULL);
  g_autoptr (GByteArray) why = pb_hex ("1f 0003 'why' 26 0001 'k' 0001 'v'");
  MqttProperties properties = { why->data, why->len };
  guint8         code = 0x80;

  mqtt_connection_submit_suback (server->connection,
                                 1,
                                 (MqttSlice){ &code, 1 },
                                 properties,
                                 server->now_us,
                                 NULL);
  side_expect_output (server, "90 04 0001 00 80");
  mqtt_connection_submit_disconnect (
      server->connection, 0x87, properties, server->now_us);
  side_expect_output (server, "e0 0f 87 0d 1f 0003 'why' 26 0001 'k' 0001 'v'");

  side_feed_hex (client, "40 0a 0009 00 06 1f 0003 'why'");
  side_expect_violation (client, 0x82, "MQTT-3.1.2-29");
  side_expect_output (client, "e0 01 82");
}

/* Reason String and User Property give way to Maximum Packet Size. server:
 * [MQTT-3.2.2-19] [MQTT-3.9.2-1] [MQTT-3.11.2-2] [MQTT-3.14.2-3] */
static void
test_problem_information_gives_way (guint8 version)
{
  g_autoptr (Side) side = side_new (MQTT_ROLE_SERVER, version, NULL, NULL);
  g_autoptr (GByteArray) long_text = pb_hex ("1f 0010 '0123456789abcdef'");
  g_autoptr (GByteArray) user = pb_hex ("26 0008 'property' 0004 'text'");
  guint8 code = 0x80;

  side_begin (side, TRUE, 60, "27 00000014");
  side_complete (side, FALSE, 0, "13 000a 1f 0010 '0123456789abcdef'");
  side_expect_output (side, "20 06 00 00 03 13 000a");
  mqtt_connection_submit_suback (side->connection,
                                 1,
                                 (MqttSlice){ &code, 1 },
                                 (MqttSlice){ long_text->data, long_text->len },
                                 side->now_us,
                                 NULL);
  side_expect_output (side, "90 04 0001 00 80");
  mqtt_connection_submit_unsuback (side->connection,
                                   1,
                                   (MqttSlice){ &code, 1 },
                                   (MqttSlice){ user->data, user->len },
                                   side->now_us,
                                   NULL);
  side_expect_output (side, "b0 04 0001 00 80");
  mqtt_connection_submit_disconnect (
      side->connection,
      0x87,
      (MqttSlice){ long_text->data, long_text->len },
      side->now_us);
  side_expect_output (side, "e0 01 87");
}

/* A peer that makes us answer and never reads: an end, not all the memory. */
static void
test_unread_answers (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);
  g_autoptr (GByteArray) pings = g_byte_array_new ();
  gboolean is_over = FALSE;

  for (guint i = 0; i < 32768; i++)
    pb_empty (pings, 0xc0);
  for (guint i = 0; i < 80 && !is_over; i++)
    {
      side_feed (side, pings);
      is_over = mqtt_connection_next_event (side->connection, &side->event);
    }
  g_assert_true (is_over);
  g_assert_cmpint (side->event.type, ==, MQTT_EVENT_VIOLATION);
  g_assert_cmphex (side->event.violation.reason, ==, 0x97);
  g_assert_cmpuint (
      mqtt_connection_get_output_length (side->connection), <, 5 * 1024 * 1024);
}

/* One that reads may go on for ever. */
static void
test_read_answers (guint8 version)
{
  g_autoptr (Side) side =
      side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);
  g_autoptr (GByteArray) pings = g_byte_array_new ();

  for (guint i = 0; i < 32768; i++)
    pb_empty (pings, 0xc0);
  for (guint i = 0; i < 100; i++)
    {
      side_feed (side, pings);
      side_expect_no_event (side);
      mqtt_connection_consume_output (
          side->connection,
          mqtt_connection_get_output_length (side->connection) - 1,
          side->now_us);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/connection/limits/budget", test_budget);
  add_for_5 ("limits/alias", test_alias);
  add_for_5 ("limits/alias-too-large", test_alias_too_large);
  add_for_5 ("limits/alias-ends-with-connection",
             test_alias_ends_with_connection);
  add_for_5 ("limits/input-too-large", test_input_too_large);
  add_for_5 ("limits/client-obeys", test_client_obeys);
  add_for_5 ("limits/client-obeys-in-subscribe",
             test_client_obeys_in_subscribe);
  add_for_5 ("limits/server-insists", test_server_insists);
  add_for_5 ("limits/no-problem-information", test_no_problem_information);
  add_for_5 ("limits/problem-information-gives-way",
             test_problem_information_gives_way);
  add_for_versions ("limits/own", test_own_limit);
  add_for_versions ("limits/unread-answers", test_unread_answers);
  add_for_versions ("limits/read-answers", test_read_answers);
  return g_test_run ();
}
