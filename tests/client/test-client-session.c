/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/client-fixture.h"
#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

#include <string.h>

#define MANY_BYTES (10u * 1024 * 1024)

/* What goes on once the connection stands; against bytes. */
typedef struct
{
  ClientFixture base;
  ScriptedPeer *peer;
  guint8        version;
} Fixture;

static void
come_up (Fixture *fixture)
{
  g_autoptr (GByteArray) connect = g_byte_array_new ();
  g_autoptr (GByteArray) connack = g_byte_array_new ();
  g_autoptr (GByteArray) sent = NULL;

  client_fixture_connect (&fixture->base, NULL);
  scripted_peer_accept (fixture->peer);
  pb_connect (connect, fixture->version, "t", TRUE, 0);
  sent = scripted_peer_read (fixture->peer, connect->len);
  g_assert_cmpuint (sent->data[0], ==, 0x10);
  pb_connack (connack, fixture->version, FALSE, 0);
  scripted_peer_send (fixture->peer, connack);
  client_fixture_succeed (&fixture->base);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->version = (guint8)GPOINTER_TO_UINT (data);
  fixture->peer = scripted_peer_new ();
  client_fixture_set_up (
      &fixture->base, fixture->version, scripted_peer_get_port (fixture->peer));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  client_fixture_tear_down (&fixture->base);
  scripted_peer_free (fixture->peer);
}

static void
wait_for_state (Fixture *fixture, WillowClientState state)
{
  g_autofree char *said = NULL;

  client_fixture_until (willow_client_get_state (fixture->base.client) ==
                        state);
  said = willow_client_explain_state (fixture->base.client);
  g_test_message ("%s", said);
}

static void
publish (Fixture *fixture, const char *payload, MqttQos qos)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));

  client_fixture_publish (&fixture->base, "a/b", bytes, qos, FALSE);
}

static void
expect_publish (Fixture *fixture, guint8 qos, guint16 packet_id)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_publish (
      bytes, fixture->version, qos, FALSE, packet_id, "a/b", "hello", 5);
  scripted_peer_expect (fixture->peer, bytes);
}

static void
send_ack (Fixture *fixture, guint8 first_byte, guint16 packet_id)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_ack (bytes, first_byte, packet_id);
  scripted_peer_send (fixture->peer, bytes);
}

static void
test_publish_qos_0 (Fixture *fixture, gconstpointer data)
{
  come_up (fixture);
  publish (fixture, "hello", MQTT_QOS_0);
  client_fixture_succeed (&fixture->base);
  expect_publish (fixture, 0, 0);
}

static void
test_publish_qos_1 (Fixture *fixture, gconstpointer data)
{
  come_up (fixture);
  publish (fixture, "hello", MQTT_QOS_1);
  expect_publish (fixture, 1, 1);
  g_assert_false (fixture->base.is_done);
  send_ack (fixture, 0x40, 1);
  client_fixture_succeed (&fixture->base);
  g_assert_cmpint (fixture->base.reason, ==, 0);
}

static void
test_publish_qos_2 (Fixture *fixture, gconstpointer data)
{
  come_up (fixture);
  publish (fixture, "hello", MQTT_QOS_2);
  expect_publish (fixture, 2, 1);
  send_ack (fixture, 0x50, 1);
  scripted_peer_expect_hex (fixture->peer, "62 02 00 01");
  g_assert_false (fixture->base.is_done);
  send_ack (fixture, 0x70, 1);
  client_fixture_succeed (&fixture->base);
}

/* A refusal is an answer, with its Reason Code; 3.x knows none. */
static void
test_publish_refused (Fixture *fixture, gconstpointer data)
{
  come_up (fixture);
  publish (fixture, "hello", MQTT_QOS_1);
  expect_publish (fixture, 1, 1);
  scripted_peer_send_hex (fixture->peer, "40 03 00 01 87");
  client_fixture_succeed (&fixture->base);
  g_assert_cmpint (fixture->base.reason, ==, 0x87);
}

static void
test_publish_lost (Fixture *fixture, gconstpointer data)
{
  come_up (fixture);
  publish (fixture, "hello", MQTT_QOS_1);
  expect_publish (fixture, 1, 1);
  scripted_peer_close (fixture->peer);
  client_fixture_wait (&fixture->base);
  g_assert_error (
      fixture->base.error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_LOST);
}

static void
test_publish_not_connected (Fixture *fixture, gconstpointer data)
{
  publish (fixture, "hello", MQTT_QOS_0);
  client_fixture_wait (&fixture->base);
  g_assert_error (fixture->base.error,
                  WILLOW_CLIENT_ERROR,
                  WILLOW_CLIENT_ERROR_NOT_CONNECTED);
}

/* The message of the Session is sent again, with DUP, on the next connection;
 * here the Server has kept the Session. [MQTT-4.4.0-1] [MQTT-3.3.1-1]
 * [MQTT-3.1.3-2] [MQTT-3.1.2-23], 3.1.1: [MQTT-4.4.0-1] [MQTT-3.3.1-1]
 * [MQTT-3.1.3-2] [MQTT-3.1.2-4] [MQTT-4.1.0-1] */
static void
test_session_resumed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) connect = g_byte_array_new ();
  g_autoptr (GByteArray) connack = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();
  g_autoptr (GByteArray) sent = NULL;

  willow_client_options_set_clean_start (fixture->base.options, FALSE);
  test_publish_lost (fixture, data);
  client_fixture_connect (&fixture->base, NULL);
  scripted_peer_accept (fixture->peer);
  pb_connect (connect, fixture->version, "t", FALSE, 0);
  sent = scripted_peer_read (fixture->peer, connect->len);
  pb_connack (connack, fixture->version, fixture->version != 3, 0);
  scripted_peer_send (fixture->peer, connack);
  client_fixture_succeed (&fixture->base);
  pb_publish (again, fixture->version, 1, FALSE, 1, "a/b", "hello", 5);
  again->data[0] |= 0x08;
  scripted_peer_expect (fixture->peer, again);
}

static void
test_subscribe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) subscribe = g_byte_array_new ();
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (GByteArray) unsubscribe = g_byte_array_new ();

  come_up (fixture);
  client_fixture_subscribe (&fixture->base, "a/+", MQTT_QOS_2);
  pb_subscribe (subscribe, fixture->version, 1, "a/+", 2);
  scripted_peer_expect (fixture->peer, subscribe);
  pb_suback (answer, fixture->version, 1, 1);
  scripted_peer_send (fixture->peer, answer);
  client_fixture_succeed (&fixture->base);
  g_assert_cmpmem (g_bytes_get_data (fixture->base.codes, NULL),
                   g_bytes_get_size (fixture->base.codes),
                   "\x01",
                   1);

  client_fixture_unsubscribe (&fixture->base, "a/+");
  pb_unsubscribe (unsubscribe, fixture->version, 2, "a/+");
  scripted_peer_expect (fixture->peer, unsubscribe);
  g_byte_array_set_size (answer, 0);
  pb_unsuback (answer, fixture->version, 2, 0x11);
  scripted_peer_send (fixture->peer, answer);
  client_fixture_succeed (&fixture->base);
  g_assert_cmpmem (g_bytes_get_data (fixture->base.codes, NULL),
                   g_bytes_get_size (fixture->base.codes),
                   "\x11",
                   fixture->version == 5 ? 1 : 0);
}

static void
test_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *message = NULL;

  come_up (fixture);
  pb_publish (bytes, fixture->version, 1, TRUE, 9, "x/y", "news", 4);
  scripted_peer_send (fixture->peer, bytes);
  scripted_peer_expect_hex (fixture->peer, "40 02 00 09");
  client_fixture_wait_for_messages (&fixture->base, 1);
  message = client_fixture_dup_message (&fixture->base, 0);
  g_assert_cmpstr (message, ==, "x/y news retained");
}

static void
test_large_both_ways (Fixture *fixture, gconstpointer data)
{
  guint8 *payload = g_malloc0 (MANY_BYTES);
  g_autoptr (GBytes) to_send = g_bytes_new_take (payload, MANY_BYTES);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  memset (payload, 'x', MANY_BYTES);
  pb_publish (
      bytes, fixture->version, 0, FALSE, 0, "large", payload, MANY_BYTES);
  come_up (fixture);
  scripted_peer_send (fixture->peer, bytes);
  client_fixture_wait_for_messages (&fixture->base, 1);
  g_assert_cmpuint (fixture->base.last_payload_bytes, ==, MANY_BYTES);
  client_fixture_publish (&fixture->base, "large", to_send, MQTT_QOS_0, FALSE);
  scripted_peer_expect (fixture->peer, bytes);
  client_fixture_succeed (&fixture->base);
}

/* Without anything else to send, PINGREQ. [MQTT-3.1.2-20], 3.1.1:
 * [MQTT-3.1.2-23] */
static void
test_keep_alive (Fixture *fixture, gconstpointer data)
{
  willow_client_options_set_keep_alive_seconds (fixture->base.options, 1);
  come_up (fixture);
  for (guint i = 0; i < 2; i++)
    {
      scripted_peer_expect_hex (fixture->peer, "c0 00");
      scripted_peer_send_hex (fixture->peer, "d0 00");
    }
  g_assert_cmpint (willow_client_get_state (fixture->base.client),
                   ==,
                   WILLOW_CLIENT_CONNECTED);
}

static void
test_server_says_goodbye (Fixture *fixture, gconstpointer data)
{
  const WillowEnding *ending;

  come_up (fixture);
  scripted_peer_send_hex (fixture->peer, "e0 01 8e");
  wait_for_state (fixture, WILLOW_CLIENT_LOST);
  ending = willow_client_get_ending (fixture->base.client);
  g_assert_cmpint (ending->kind, ==, WILLOW_ENDING_DISCONNECT);
  g_assert_cmpint (ending->code, ==, 0x8e);
  scripted_peer_expect_end (fixture->peer);
}

static void
assert_recorded (Fixture *fixture, WillowRecordKind kind, const char *hex)
{
  g_autoptr (GPtrArray) records =
      willow_trace_queue_take (fixture->base.trace, 0);
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  for (guint i = 0; i < records->len; i++)
    {
      const WillowRecord *record = g_ptr_array_index (records, i);

      if (record->kind == kind &&
          record->direction == WILLOW_DIRECTION_TO_CLIENT &&
          record->len == bytes->len &&
          memcmp (record->data, bytes->data, bytes->len) == 0)
        return;
    }
  g_error ("%s is not in the trace", hex);
}

/* Malformed: PUBLISH of QoS 3. In 5.0 we say why we go. [MQTT-3.3.1-4]
 * [MQTT-4.13.2-1] [MQTT-3.14.4-2], 3.1.1: [MQTT-3.3.1-4] [MQTT-4.8.0-1] */
static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  const WillowEnding *ending;

  come_up (fixture);
  scripted_peer_send_hex (fixture->peer, "36 07 00 01 'a' 00 01 00 00");
  wait_for_state (fixture, WILLOW_CLIENT_LOST);
  ending = willow_client_get_ending (fixture->base.client);
  g_assert_cmpint (ending->kind, ==, WILLOW_ENDING_VIOLATION);
  g_assert_cmpint (ending->violation.reason, ==, 0x81);
  if (fixture->version == 5)
    scripted_peer_expect_hex (fixture->peer, "e0 01 81");
  scripted_peer_expect_end (fixture->peer);
  assert_recorded (
      fixture, WILLOW_RECORD_PACKET, "36 07 00 01 'a' 00 01 00 00");
}

/* A Remaining Length of five bytes can never become a packet. */
static void
test_malformed_length (Fixture *fixture, gconstpointer data)
{
  come_up (fixture);
  scripted_peer_send_hex (fixture->peer, "30 ff ff ff ff 01 'abc'");
  wait_for_state (fixture, WILLOW_CLIENT_LOST);
  assert_recorded (fixture, WILLOW_RECORD_FRAGMENT, "30 ff ff ff ff 01 'abc'");
}

/* What was read before FIN counts. */
static void
test_last_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  come_up (fixture);
  pb_publish (bytes, fixture->version, 0, FALSE, 0, "x/y", "last", 4);
  scripted_peer_send (fixture->peer, bytes);
  scripted_peer_close (fixture->peer);
  wait_for_state (fixture, WILLOW_CLIENT_LOST);
  client_fixture_wait_for_messages (&fixture->base, 1);
  g_assert_cmpint (willow_client_get_ending (fixture->base.client)->kind,
                   ==,
                   WILLOW_ENDING_FIN);
}

static void
test_reset_by_server (Fixture *fixture, gconstpointer data)
{
  come_up (fixture);
  scripted_peer_reset (fixture->peer);
  wait_for_state (fixture, WILLOW_CLIENT_LOST);
  g_assert_cmpint (willow_client_get_ending (fixture->base.client)->kind,
                   ==,
                   WILLOW_ENDING_RESET);
}

static void
leave (Fixture *fixture, WillowDisconnectMode mode)
{
  come_up (fixture);
  client_fixture_disconnect (&fixture->base, mode);
  client_fixture_succeed (&fixture->base);
  g_assert_cmpint (willow_client_get_state (fixture->base.client),
                   ==,
                   WILLOW_CLIENT_DISCONNECTED);
}

/* [MQTT-3.14.4-1] [MQTT-3.14.4-2], 3.1.1: [MQTT-3.14.4-1] [MQTT-3.14.4-2] */
static void
test_leave_clean (Fixture *fixture, gconstpointer data)
{
  leave (fixture, WILLOW_DISCONNECT_CLEAN);
  scripted_peer_expect_hex (fixture->peer, "e0 00");
  scripted_peer_expect_end (fixture->peer);
}

static void
test_leave_with_will (Fixture *fixture, gconstpointer data)
{
  leave (fixture, WILLOW_DISCONNECT_WITH_WILL);
  if (fixture->version == 5)
    scripted_peer_expect_hex (fixture->peer, "e0 01 04");
  scripted_peer_expect_end (fixture->peer);
}

static void
test_leave_drop (Fixture *fixture, gconstpointer data)
{
  leave (fixture, WILLOW_DISCONNECT_DROP);
  scripted_peer_expect_end (fixture->peer);
}

static void
test_leave_reset (Fixture *fixture, gconstpointer data)
{
  leave (fixture, WILLOW_DISCONNECT_RESET);
  scripted_peer_expect_reset (fixture->peer);
}

/* Silent: neither answers nor publishes; the Server loses patience. */
static void
test_leave_silent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  come_up (fixture);
  client_fixture_disconnect (&fixture->base, WILLOW_DISCONNECT_SILENT);
  client_fixture_succeed (&fixture->base);
  g_assert_cmpint (willow_client_get_state (fixture->base.client),
                   ==,
                   WILLOW_CLIENT_CONNECTED);
  publish (fixture, "hello", MQTT_QOS_0);
  client_fixture_wait (&fixture->base);
  g_assert_error (fixture->base.error,
                  WILLOW_CLIENT_ERROR,
                  WILLOW_CLIENT_ERROR_NOT_CONNECTED);
  pb_publish (bytes, fixture->version, 1, FALSE, 9, "x/y", "?", 1);
  scripted_peer_send (fixture->peer, bytes);
  scripted_peer_close (fixture->peer);
  wait_for_state (fixture, WILLOW_CLIENT_LOST);
  g_assert_cmpuint (fixture->base.messages->len, ==, 0);
}

static void
test_drop_after_silence (Fixture *fixture, gconstpointer data)
{
  come_up (fixture);
  client_fixture_disconnect (&fixture->base, WILLOW_DISCONNECT_SILENT);
  client_fixture_succeed (&fixture->base);
  client_fixture_disconnect (&fixture->base, WILLOW_DISCONNECT_DROP);
  client_fixture_succeed (&fixture->base);
  scripted_peer_expect_end (fixture->peer);
}

static void
test_disposed_while_connected (Fixture *fixture, gconstpointer data)
{
  come_up (fixture);
  publish (fixture, "hello", MQTT_QOS_1);
  g_object_run_dispose (G_OBJECT (fixture->base.client));
  client_fixture_wait (&fixture->base);
  g_assert_error (
      fixture->base.error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_LOST);
}

/* Nobody waits for anything: the last reference closes the connection. */
static void
test_released_while_connected (Fixture *fixture, gconstpointer data)
{
  come_up (fixture);
  g_assert_finalize_object (g_steal_pointer (&fixture->base.client));
  scripted_peer_expect_end (fixture->peer);
}

/* Only where they are asked for, and as many as the server takes. */
static void
test_topic_aliases (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) payload = g_bytes_new ("p", 1);

  willow_client_options_set_topic_aliases (fixture->base.options, 10);
  client_fixture_connect (&fixture->base, NULL);
  scripted_peer_accept (fixture->peer);
  scripted_peer_expect_hex (fixture->peer,
                            "10 0e 00 04 'MQTT' 05 02 00 00 00 00 01 't'");
  scripted_peer_send_hex (fixture->peer, "20 06 00 00 03 22 0001");
  client_fixture_succeed (&fixture->base);
  for (guint i = 0; i < 2; i++)
    {
      client_fixture_publish (
          &fixture->base, "topic", payload, MQTT_QOS_0, FALSE);
      client_fixture_succeed (&fixture->base);
    }
  scripted_peer_expect_hex (fixture->peer,
                            "30 ( \"topic\" ( 23 0001 ) 'p' )"
                            "30 ( 0000 ( 23 0001 ) 'p' )");
}

typedef void (*TestFunc) (Fixture *fixture, gconstpointer data);

static void
add_from (guint first_version, const char *name, TestFunc func)
{
  for (guint version = first_version; version <= 5; version++)
    {
      g_autofree char *path = g_strdup_printf (
          "/client/session/%s/%s", mqtt_version_get_name (version), name);

      g_test_add (
          path, Fixture, GUINT_TO_POINTER (version), set_up, func, tear_down);
    }
}

static void
add (const char *name, TestFunc func)
{
  add_from (3, name, func);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("publish-qos-0", test_publish_qos_0);
  add ("publish-qos-1", test_publish_qos_1);
  add ("publish-qos-2", test_publish_qos_2);
  add_from (5, "publish-refused", test_publish_refused);
  add ("publish-lost", test_publish_lost);
  add ("publish-not-connected", test_publish_not_connected);
  add_from (5, "topic-aliases", test_topic_aliases);
  add ("session-resumed", test_session_resumed);
  add ("subscribe", test_subscribe);
  add ("message", test_message);
  add ("large-both-ways", test_large_both_ways);
  add ("keep-alive", test_keep_alive);
  add_from (5, "server-says-goodbye", test_server_says_goodbye);
  add ("malformed", test_malformed);
  add ("malformed-length", test_malformed_length);
  add ("last-words", test_last_words);
  add ("reset-by-server", test_reset_by_server);
  add ("leave/clean", test_leave_clean);
  add ("leave/with-will", test_leave_with_will);
  add ("leave/drop", test_leave_drop);
  add ("leave/reset", test_leave_reset);
  add ("leave/silent", test_leave_silent);
  add ("leave/drop-after-silence", test_drop_after_silence);
  add ("disposed-while-connected", test_disposed_while_connected);
  add ("released-while-connected", test_released_while_connected);
  return g_test_run ();
}
