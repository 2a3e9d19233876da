/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-ending-record.h"

#include "lib/client-fixture.h"
#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

#include <string.h>

#define SECOND G_TIME_SPAN_SECOND

/* A server that does what the test says, in three versions: how each connection
 * ends, and what is on record then. */
typedef struct
{
  ClientFixture base;
  ScriptedPeer *peer;
  guint8        version;
  guint16       keep_alive;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->version = (guint8)GPOINTER_TO_UINT (data);
  fixture->peer = scripted_peer_new ();
  fixture->keep_alive = 0;
  client_fixture_set_up (
      &fixture->base, fixture->version, scripted_peer_get_port (fixture->peer));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  client_fixture_tear_down (&fixture->base);
  scripted_peer_free (fixture->peer);
}

/* As far as the CONNECT, whatever is in it. */
static void
expect_connect (Fixture *fixture)
{
  g_autoptr (GByteArray) head = NULL;
  g_autoptr (GByteArray) rest = NULL;

  client_fixture_connect (&fixture->base, NULL);
  scripted_peer_accept (fixture->peer);
  head = scripted_peer_read (fixture->peer, 2);
  g_assert_cmpuint (head->data[0], ==, 0x10);
  rest = scripted_peer_read (fixture->peer, head->data[1]);
}

static void
send_connack (Fixture *fixture, guint8 code)
{
  g_autoptr (GByteArray) connack = g_byte_array_new ();

  pb_connack (connack, fixture->version, FALSE, code);
  scripted_peer_send (fixture->peer, connack);
}

static void
come_up (Fixture *fixture)
{
  expect_connect (fixture);
  send_connack (fixture, 0);
  client_fixture_succeed (&fixture->base);
  g_assert_null (willow_client_get_ending_record (fixture->base.client));
}

static const WillowEndingRecord *
wait_for_record (Fixture *fixture)
{
  WillowClient *client = fixture->base.client;

  client_fixture_until (willow_client_get_ending_record (client) != NULL);
  return willow_client_get_ending_record (client);
}

static const WillowEndingRecord *
expect_ending (Fixture *fixture, WillowEndingManner manner, WillowCloser closer)
{
  const WillowEndingRecord *record = wait_for_record (fixture);

  g_assert_cmpint (record->manner, ==, manner);
  g_assert_cmpint (willow_ending_record_get_closer (record), ==, closer);
  g_assert_cmpint (record->version, ==, fixture->version);
  g_assert_cmpstr (record->client_id, ==, "t");
  g_assert_true (g_str_has_prefix (record->local, "127.0.0.1:"));
  g_assert_true (g_str_has_prefix (record->remote, "127.0.0.1:"));
  g_assert_cmpint (record->lasted_us, >=, 0);
  g_assert_cmpint (record->last_sent.before_end_us, >=, 0);
  return record;
}

static void
set_will (Fixture *fixture)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("gone", 4);

  willow_client_options_set_will (
      fixture->base.options, "w", payload, MQTT_QOS_0, FALSE);
}

/* 5.0: Will Delay Interval and Session Expiry Interval */
static void
set_intervals (Fixture *fixture, guint32 delay_seconds, guint32 expiry_seconds)
{
  g_autoptr (GByteArray) will = g_byte_array_new ();
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  pb_u8 (will, 0x18);
  pb_u32 (will, delay_seconds);
  pb_u8 (connect, 0x11);
  pb_u32 (connect, expiry_seconds);
  willow_client_options_set_will_properties (
      fixture->base.options, (MqttSlice){ will->data, will->len });
  willow_client_options_set_properties (
      fixture->base.options, (MqttSlice){ connect->data, connect->len });
}

static void
test_fin (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  come_up (fixture);
  scripted_peer_close (fixture->peer);
  record = expect_ending (fixture, WILLOW_ENDED_FIN, WILLOW_CLOSER_SERVER);
  g_assert_true (willow_ending_record_is_lost (record));
  g_assert_true (record->was_connected);
  g_assert_cmpint (record->connected_wall_us, >, 0);
  g_assert_cmpint (record->last_sent.type, ==, MQTT_PACKET_CONNECT);
  g_assert_cmpint (record->last_received.type, ==, MQTT_PACKET_CONNACK);
  g_assert_cmpuint (
      record->last_received.n_bytes, ==, fixture->version == 5 ? 5 : 4);
  g_assert_false (record->has_disconnect_sent);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_NONE);
  g_assert_cmpint (record->session, ==, WILLOW_SESSION_FATE_ENDED);
}

static void
test_rst (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  set_will (fixture);
  come_up (fixture);
  scripted_peer_reset (fixture->peer);
  record = expect_ending (fixture, WILLOW_ENDED_RST, WILLOW_CLOSER_UNKNOWN);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_DUE);
  g_assert_false (record->will.is_noticed);
}

static void
test_disconnect (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  set_will (fixture);
  come_up (fixture);
  /* 0x8B Server shutting down, Reason String "night" */
  scripted_peer_send_hex (fixture->peer, "e0 0a 8b 08 1f \"night\"");
  record =
      expect_ending (fixture, WILLOW_ENDED_DISCONNECT, WILLOW_CLOSER_SERVER);
  g_assert_cmpuint (record->code, ==, 0x8b);
  g_assert_cmpstr (record->reason_string, ==, "night");
  g_assert_cmpint (record->last_received.type, ==, MQTT_PACKET_DISCONNECT);
  g_assert_cmpuint (record->last_received.n_bytes, ==, 12);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_DUE);
  g_assert_true (record->will.is_noticed);
}

static void
test_taken_over (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  set_will (fixture);
  set_intervals (fixture, 30, 3600);
  come_up (fixture);
  scripted_peer_send_hex (fixture->peer, "e0 01 8e");
  record =
      expect_ending (fixture, WILLOW_ENDED_DISCONNECT, WILLOW_CLOSER_SERVER);
  g_assert_cmpuint (record->code, ==, 0x8e);
  g_assert_cmpint (record->session, ==, WILLOW_SESSION_FATE_PASSED);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_DELAYED);
  g_assert_true (record->will.by_successor);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;
  guint8                    code = fixture->version == 5 ? 0x87 : 5;

  set_will (fixture);
  expect_connect (fixture);
  send_connack (fixture, code);
  record = expect_ending (fixture, WILLOW_ENDED_REFUSED, WILLOW_CLOSER_SERVER);
  g_assert_cmpuint (record->code, ==, code);
  g_assert_false (record->was_connected);
  g_assert_cmpint (record->connected_wall_us, ==, 0);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_NOT_STORED);
  g_assert_cmpint (record->session, ==, WILLOW_SESSION_FATE_NONE);
}

static void
test_no_connack (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  set_will (fixture);
  willow_client_options_set_connect_timeout_ms (fixture->base.options, 150);
  expect_connect (fixture);
  record = expect_ending (fixture, WILLOW_ENDED_NO_CONNACK, WILLOW_CLOSER_US);
  g_assert_false (record->was_connected);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_UNKNOWN);
  g_assert_cmpuint (record->last_received.n_bytes, ==, 0);
}

/* PINGREQ after a second, and five more without an answer. */
static void
test_no_pingresp (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  set_will (fixture);
  willow_client_options_set_keep_alive_seconds (fixture->base.options, 1);
  come_up (fixture);
  scripted_peer_expect_hex (fixture->peer, "c0 00");
  record = expect_ending (fixture, WILLOW_ENDED_NO_PINGRESP, WILLOW_CLOSER_US);
  g_assert_cmpuint (record->keep_alive.asked_seconds, ==, 1);
  g_assert_cmpuint (record->keep_alive.granted_seconds, ==, 1);
  g_assert_cmpint (record->keep_alive.limit_us, ==, 3 * SECOND / 2);
  g_assert_cmpuint (record->keep_alive.n_pings, >=, 1);
  g_assert_cmpint (record->last_sent.type, ==, MQTT_PACKET_PINGREQ);
  g_assert_cmpint (record->last_received.type, ==, MQTT_PACKET_CONNACK);
  g_assert_cmpint (record->last_received.before_end_us, >=, 6 * SECOND);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_DUE);
  g_assert_false (record->will.is_noticed);
}

/* Packet type 0, which is reserved. */
static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  set_will (fixture);
  come_up (fixture);
  scripted_peer_send_hex (fixture->peer, "00 00");
  record = expect_ending (fixture, WILLOW_ENDED_VIOLATION, WILLOW_CLOSER_US);
  g_assert_nonnull (record->violation.text);
  /* Only 5.0 has a DISCONNECT that says so, and it deletes no will. */
  g_assert_cmpint (record->has_disconnect_sent, ==, fixture->version == 5);
  if (fixture->version == 5)
    g_assert_cmpuint (record->disconnect_sent, >=, 0x80);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_DUE);
}

static void
leave (Fixture *fixture, WillowDisconnectMode mode)
{
  client_fixture_disconnect (&fixture->base, mode);
  client_fixture_wait (&fixture->base);
}

static void
test_clean (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  set_will (fixture);
  willow_client_options_set_clean_start (fixture->base.options, FALSE);
  come_up (fixture);
  leave (fixture, WILLOW_DISCONNECT_CLEAN);
  scripted_peer_expect_hex (fixture->peer, "e0 00");
  record = expect_ending (fixture, WILLOW_ENDED_LEFT, WILLOW_CLOSER_US);
  g_assert_false (willow_ending_record_is_lost (record));
  g_assert_true (record->has_disconnect_sent);
  g_assert_cmpuint (record->disconnect_sent, ==, 0);
  g_assert_cmpint (record->last_sent.type, ==, MQTT_PACKET_DISCONNECT);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_DELETED);
  /* 5.0: without Session Expiry Interval it ends, whatever Clean Start is. */
  g_assert_cmpint (record->session,
                   ==,
                   fixture->version == 5 ? WILLOW_SESSION_FATE_ENDED
                                         : WILLOW_SESSION_FATE_KEPT);
}

static void
test_with_will (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  set_will (fixture);
  set_intervals (fixture, 10, 5);
  come_up (fixture);
  leave (fixture, WILLOW_DISCONNECT_WITH_WILL);
  record = expect_ending (fixture, WILLOW_ENDED_LEFT, WILLOW_CLOSER_US);
  g_assert_cmpuint (record->disconnect_sent, ==, 0x04);
  /* The Session ends before the Will Delay Interval does: 5.0 section 3.1.2.5.
   */
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_DELAYED);
  g_assert_cmpuint (record->will.delay_seconds, ==, 5);
  g_assert_true (record->will.by_session);
  g_assert_cmpint (record->session, ==, WILLOW_SESSION_FATE_EXPIRES);
  g_assert_cmpuint (record->session_expiry_seconds, ==, 5);
}

static void
test_drop (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  set_will (fixture);
  come_up (fixture);
  leave (fixture, WILLOW_DISCONNECT_DROP);
  scripted_peer_expect_end (fixture->peer);
  record = expect_ending (fixture, WILLOW_ENDED_DROPPED, WILLOW_CLOSER_US);
  g_assert_false (record->has_disconnect_sent);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_DUE);
  g_assert_true (record->will.is_noticed);
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  come_up (fixture);
  leave (fixture, WILLOW_DISCONNECT_RESET);
  scripted_peer_expect_reset (fixture->peer);
  expect_ending (fixture, WILLOW_ENDED_RESET, WILLOW_CLOSER_US);
}

/* What we do not send any more is what the server waits for. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  willow_client_options_set_keep_alive_seconds (fixture->base.options, 1);
  come_up (fixture);
  leave (fixture, WILLOW_DISCONNECT_SILENT);
  g_usleep (1600 * G_TIME_SPAN_MILLISECOND);
  scripted_peer_close (fixture->peer);
  record = expect_ending (fixture, WILLOW_ENDED_FIN, WILLOW_CLOSER_SERVER);
  g_assert_true (record->was_silent);
  g_assert_true (willow_ending_record_is_lost (record));
  g_assert_true (record->keep_alive.is_exceeded);
}

static void
publish (Fixture *fixture, MqttQos qos, guint8 n)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("x", 1);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  client_fixture_publish (&fixture->base, "a", payload, qos, FALSE);
  pb_publish (bytes, fixture->version, qos, FALSE, n, "a", "x", 1);
  scripted_peer_expect (fixture->peer, bytes);
}

static void
assert_open (const WillowEndingRecord *record,
             WillowOpenState           state,
             guint16                   id)
{
  g_assert_cmpuint (record->open[state]->len, ==, 1);
  g_assert_cmpuint (g_array_index (record->open[state], guint16, 0), ==, id);
}

/* One of each state that a packet identifier can be in. */
static void
test_open (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;
  g_autoptr (GByteArray) incoming = g_byte_array_new ();
  g_autoptr (GByteArray) subscribe = g_byte_array_new ();

  willow_client_options_set_clean_start (fixture->base.options, FALSE);
  come_up (fixture);
  publish (fixture, MQTT_QOS_1, 1);
  publish (fixture, MQTT_QOS_2, 2);
  publish (fixture, MQTT_QOS_2, 3);
  scripted_peer_send_hex (fixture->peer, "50 02 00 03");
  scripted_peer_expect_hex (fixture->peer, "62 02 00 03");
  pb_publish (incoming, fixture->version, 2, FALSE, 77, "b", "y", 1);
  scripted_peer_send (fixture->peer, incoming);
  scripted_peer_expect_hex (fixture->peer, "50 02 00 4d");
  client_fixture_subscribe (&fixture->base, "f", MQTT_QOS_0);
  pb_subscribe (subscribe, fixture->version, 4, "f", 0);
  scripted_peer_expect (fixture->peer, subscribe);
  if (fixture->version == 5) /* finished before it ends */
    scripted_peer_send_hex (fixture->peer, "e0 01 89");
  else
    scripted_peer_close (fixture->peer);
  record = wait_for_record (fixture);
  assert_open (record, WILLOW_OPEN_PUBLISH_1, 1);
  assert_open (record, WILLOW_OPEN_PUBLISH_2, 2);
  assert_open (record, WILLOW_OPEN_PUBREL, 3);
  assert_open (record, WILLOW_OPEN_INCOMING, 77);
  assert_open (record, WILLOW_OPEN_SUBSCRIBE, 4);
  g_assert_cmpuint (record->open[WILLOW_OPEN_UNSUBSCRIBE]->len, ==, 0);
  g_assert_cmpint (record->last_sent.type, ==, MQTT_PACKET_SUBSCRIBE);
  g_assert_cmpuint (record->last_sent.n_bytes, ==, subscribe->len);
}

/* Server Keep Alive, Assigned Client Identifier and Session Expiry Interval of
 * CONNACK are what counts. */
static void
test_granted (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  willow_client_options_set_client_id (fixture->base.options, "");
  willow_client_options_set_keep_alive_seconds (fixture->base.options, 60);
  set_intervals (fixture, 0, 3600);
  expect_connect (fixture);
  scripted_peer_send_hex (fixture->peer,
                          "20 13 00 00 10 13 0014 12 \"mine1\" 11 00000007");
  client_fixture_succeed (&fixture->base);
  scripted_peer_close (fixture->peer);
  record = wait_for_record (fixture);
  g_assert_cmpstr (record->client_id, ==, "mine1");
  g_assert_cmpuint (record->keep_alive.asked_seconds, ==, 60);
  g_assert_cmpuint (record->keep_alive.granted_seconds, ==, 20);
  g_assert_true (record->keep_alive.is_servers);
  g_assert_cmpint (record->session, ==, WILLOW_SESSION_FATE_EXPIRES);
  g_assert_cmpuint (record->session_expiry_seconds, ==, 7);
}

static void
leave_with_expiry (Fixture *fixture, guint32 seconds)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  pb_u8 (properties, 0x11);
  pb_u32 (properties, seconds);
  bytes = g_bytes_new (properties->data, properties->len);
  willow_client_disconnect_with_properties_async (
      fixture->base.client, WILLOW_DISCONNECT_CLEAN, bytes, NULL, NULL);
}

/* On leaving the Session may be given another time; but not where it had none:
 * then this is a Protocol Error, and no DISCONNECT 0x00. */
static void
test_leaving_expiry (Fixture *fixture, gconstpointer data)
{
  const WillowEndingRecord *record;

  set_will (fixture);
  set_intervals (fixture, 0, 3600);
  come_up (fixture);
  leave_with_expiry (fixture, 9);
  record = wait_for_record (fixture);
  g_assert_cmpint (record->session, ==, WILLOW_SESSION_FATE_EXPIRES);
  g_assert_cmpuint (record->session_expiry_seconds, ==, 9);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_DELETED);

  set_intervals (fixture, 0, 0);
  come_up (fixture);
  leave_with_expiry (fixture, 9);
  record = wait_for_record (fixture);
  g_assert_cmpint (record->session, ==, WILLOW_SESSION_FATE_ENDED);
  g_assert_cmpint (record->will.fate, ==, WILLOW_WILL_FATE_DUE);
}

/* Nothing came up: there is nothing to tell of a Network Connection. */
static void
test_none (Fixture *fixture, gconstpointer data)
{
  scripted_peer_free (fixture->peer);
  fixture->peer = scripted_peer_new ();
  client_fixture_connect (&fixture->base, NULL);
  client_fixture_wait (&fixture->base);
  g_assert_false (fixture->base.succeeded);
  g_assert_null (willow_client_get_ending_record (fixture->base.client));
}

/* Also where nobody records. */
static void
test_untraced (Fixture *fixture, gconstpointer data)
{
  willow_client_set_trace (fixture->base.client, NULL);
  test_clean (fixture, data);
}

static void
add (const char *name,
     guint       version,
     void (*func) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strdup_printf ("/endings/%u/%s", version, name);

  g_test_add (
      path, Fixture, GUINT_TO_POINTER (version), set_up, func, tear_down);
}

static void
add_all (guint version)
{
  add ("fin", version, test_fin);
  add ("rst", version, test_rst);
  add ("refused", version, test_refused);
  add ("no-connack", version, test_no_connack);
  add ("malformed", version, test_malformed);
  add ("clean", version, test_clean);
  add ("drop", version, test_drop);
  add ("reset", version, test_reset);
  add ("silent", version, test_silent);
  add ("open", version, test_open);
  add ("none", version, test_none);
  add ("untraced", version, test_untraced);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint version = 3; version <= 5; version++)
    add_all (version);
  add ("no-pingresp", 4, test_no_pingresp);
  add ("disconnect", 5, test_disconnect);
  add ("taken-over", 5, test_taken_over);
  add ("with-will", 5, test_with_will);
  add ("granted", 5, test_granted);
  add ("leaving-expiry", 5, test_leaving_expiry);
  return g_test_run ();
}
