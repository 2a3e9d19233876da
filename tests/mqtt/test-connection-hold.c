/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets that wait until what they promise is stored. */
#include "lib/packet-builder.h"
#include "mqtt/mqtt-connection-hold.h"

typedef struct
{
  MqttJournal    *journal;
  MqttSession    *session;
  MqttConnection *connection;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const MqttConnectionOptions options = { 0 };
  g_autoptr (GByteArray) connect = g_byte_array_new ();
  MqttEvent event;

  fixture->journal = mqtt_journal_new (0);
  fixture->session = mqtt_session_new ();
  mqtt_session_set_journal (fixture->session, fixture->journal, fixture);
  fixture->connection =
      mqtt_connection_new (MQTT_ROLE_SERVER, &options, NULL, 0);
  mqtt_connection_set_journal (fixture->connection, fixture->journal, fixture);
  mqtt_connection_set_holding (fixture->connection, TRUE);
  pb_connect (connect, 4, "c", FALSE, 0);
  mqtt_connection_feed (fixture->connection, connect->data, connect->len, 0);
  g_assert_true (mqtt_connection_next_event (fixture->connection, &event));
  g_assert_false (mqtt_connection_next_event (fixture->connection, &event));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  mqtt_connection_free (fixture->connection);
  mqtt_session_free (fixture->session);
  mqtt_journal_free (fixture->journal);
}

static void
answer_connect (Fixture *fixture)
{
  const MqttConnack connack = { .session_present = TRUE };

  g_assert_true (mqtt_connection_submit_connack (
      fixture->connection, &connack, fixture->session, 0, NULL));
}

static void
publish (Fixture *fixture, MqttQos qos, const char *text)
{
  const MqttDelivery delivery = { .qos = qos };
  g_autoptr (GBytes) payload = g_bytes_new (text, 1);
  g_autoptr (MqttMessage) message = mqtt_message_new (
      mqtt_slice_from_string ("t"), payload, qos, FALSE, MQTT_SLICE_NONE, 0);

  g_assert_true (mqtt_connection_submit_publish (
      fixture->connection, message, &delivery, 0, NULL));
}

/* What goes out now, exactly. */
static void
expect (Fixture *fixture, const char *hex)
{
  g_autoptr (GByteArray) wanted = pb_hex (hex);
  g_autoptr (GByteArray) sent = g_byte_array_new ();
  MqttSlice slices[16];
  guint     n = mqtt_connection_peek_output (fixture->connection, slices, 16);

  for (guint i = 0; i < n; i++)
    g_byte_array_append (sent, slices[i].data, (guint)slices[i].len);
  g_assert_cmpmem (sent->data, sent->len, wanted->data, wanted->len);
  mqtt_connection_consume_output (fixture->connection, sent->len, 0);
}

static guint64
get_mark (Fixture *fixture)
{
  return mqtt_connection_get_held_mark (fixture->connection);
}

static void
release (Fixture *fixture, guint64 mark)
{
  mqtt_connection_release_held (fixture->connection, mark);
}

/* Nothing comes before CONNACK server: [MQTT-3.2.0-1], 3.1.1: [MQTT-3.2.0-1];
 * and what is no promise itself does not wait for another one. */
static void
test_connack (Fixture *fixture, gconstpointer data)
{
  guint64 mark;

  answer_connect (fixture);
  publish (fixture, MQTT_QOS_0, "a");
  mark = get_mark (fixture);
  publish (fixture, MQTT_QOS_1, "b");
  expect (fixture, "");
  release (fixture, mark);
  expect (fixture, "20 02 01 00  30 04 0001 't' 'a'  32 06 0001 't' 0001 'b'");
  publish (fixture, MQTT_QOS_1, "c");
  expect (fixture, "32 06 0001 't' 0002 'c'");
}

/* What follows a promise is not overtaken while that waits on [MQTT-4.6.0-6],
 * 3.1.1: [MQTT-4.6.0-6] */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  guint64 mark;

  answer_connect (fixture);
  mark = get_mark (fixture);
  publish (fixture, MQTT_QOS_1, "a");
  publish (fixture, MQTT_QOS_2, "b");
  release (fixture, mark);
  expect (fixture, "20 02 01 00");
  publish (fixture, MQTT_QOS_1, "c");
  expect (fixture, "");
  release (fixture, get_mark (fixture));
  expect (fixture,
          "32 06 0001 't' 0001 'a'  34 06 0001 't' 0002 'b'"
          "32 06 0001 't' 0003 'c'");
  g_assert_false (mqtt_connection_has_held (fixture->connection));
}

/* PUBREL follows when it is known that it is going to be sent; QoS 0 and
 * PINGRESP do not wait. */
static void
test_pubrel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) in = pb_hex ("50 02 0001  c0 00");
  MqttEvent event;

  answer_connect (fixture);
  publish (fixture, MQTT_QOS_2, "a");
  release (fixture, get_mark (fixture));
  expect (fixture, "20 02 01 00  34 06 0001 't' 0001 'a'");
  mqtt_connection_feed (fixture->connection, in->data, in->len, 0);
  while (mqtt_connection_next_event (fixture->connection, &event))
    ;
  publish (fixture, MQTT_QOS_0, "z");
  expect (fixture, "d0 00  30 04 0001 't' 'z'");
  release (fixture, get_mark (fixture));
  expect (fixture, "62 02 0001");
}

static void
count_cb (gpointer owner, const MqttSessionChange *change, gpointer user_data)
{
  ((guint *)user_data)[change->kind]++;
}

/* What came and was acknowledged in between leaves no trace. */
static void
test_journal (Fixture *fixture, gconstpointer data)
{
  guint counts[5] = { 0 };
  g_autoptr (GByteArray) puback = pb_hex ("40 02 0001");
  MqttEvent event;

  answer_connect (fixture);
  publish (fixture, MQTT_QOS_1, "a");
  publish (fixture, MQTT_QOS_1, "b");
  g_assert_cmpuint (mqtt_journal_get_n_messages (fixture->journal), ==, 2);
  mqtt_connection_feed (fixture->connection, puback->data, puback->len, 0);
  while (mqtt_connection_next_event (fixture->connection, &event))
    ;
  mqtt_journal_take_changes (fixture->journal, count_cb, counts);
  g_assert_cmpuint (counts[MQTT_CHANGE_ADDED], ==, 1);
  g_assert_cmpuint (counts[MQTT_CHANGE_REMOVED], ==, 0);
  puback->data[3] = 2;
  mqtt_connection_feed (fixture->connection, puback->data, puback->len, 0);
  while (mqtt_connection_next_event (fixture->connection, &event))
    ;
  mqtt_journal_take_changes (fixture->journal, count_cb, counts);
  g_assert_cmpuint (counts[MQTT_CHANGE_REMOVED], ==, 1);
  g_assert_cmpuint (mqtt_journal_get_n_messages (fixture->journal), ==, 0);
}

static void
expect_oldest (Fixture *fixture, guint32 number, guint n_left)
{
  MqttGeneration oldest = mqtt_journal_peek_oldest (fixture->journal);

  g_assert_cmpuint (oldest.number, ==, number);
  g_assert_cmpuint (oldest.n_left, ==, n_left);
}

static void
take_puback (Fixture *fixture, guint8 id)
{
  g_autoptr (GByteArray) puback = pb_hex ("40 02 0000");
  MqttEvent event;

  puback->data[3] = id;
  mqtt_connection_feed (fixture->connection, puback->data, puback->len, 0);
  while (mqtt_connection_next_event (fixture->connection, &event))
    ;
}

/* One is done when it, and all before it, have come and gone. */
static void
test_generations (Fixture *fixture, gconstpointer data)
{
  guint counts[5] = { 0 };

  answer_connect (fixture);
  publish (fixture, MQTT_QOS_1, "a");
  publish (fixture, MQTT_QOS_1, "b");
  g_assert_cmpuint (
      mqtt_journal_close_generation (fixture->journal, 10), ==, 0);
  publish (fixture, MQTT_QOS_1, "c");
  g_assert_cmpuint (
      mqtt_journal_close_generation (fixture->journal, 20), ==, 1);
  take_puback (fixture, 3);
  expect_oldest (fixture, 0, 2);
  take_puback (fixture, 1);
  expect_oldest (fixture, 0, 1);
  g_assert_cmpint (
      mqtt_journal_peek_oldest (fixture->journal).closed_us, ==, 10);
  take_puback (fixture, 2);
  expect_oldest (fixture, 2, 0);

  mqtt_journal_pin_generation (fixture->journal);
  publish (fixture, MQTT_QOS_1, "d");
  mqtt_journal_close_generation (fixture->journal, 30);
  take_puback (fixture, 4);
  expect_oldest (fixture, 2, 1);
  mqtt_journal_take_changes (fixture->journal, count_cb, counts);
  expect_oldest (fixture, 3, 0);
  g_assert_cmpuint (counts[MQTT_CHANGE_ADDED], ==, 0);
}

#define ADD(path, func)                                                        \
  g_test_add ("/mqtt/hold/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("connack", test_connack);
  ADD ("order", test_order);
  ADD ("pubrel", test_pubrel);
  ADD ("journal", test_journal);
  ADD ("generations", test_generations);
  return g_test_run ();
}
