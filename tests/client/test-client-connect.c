/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/client-fixture.h"
#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

#include <string.h>

/* Coming up, in all the ways that it can go; against bytes. */
typedef struct
{
  ClientFixture base;
  ScriptedPeer *peer;
  MqttVersion   version;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->version = GPOINTER_TO_UINT (data);
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
assert_state (Fixture *fixture, WillowClientState state)
{
  g_autofree char *said = willow_client_explain_state (fixture->base.client);

  g_test_message ("%s", said);
  g_assert_cmpint (willow_client_get_state (fixture->base.client), ==, state);
}

static void
assert_ending (Fixture *fixture, WillowEndingKind kind)
{
  const WillowEnding *ending = willow_client_get_ending (fixture->base.client);

  g_assert_nonnull (ending);
  g_assert_cmpint (ending->kind, ==, kind);
}

/* CONNECT of the fixture's options, by the three specifications. */
static void
expect_connect (Fixture *fixture)
{
  static const char *const connects[] = {
    [MQTT_VERSION_3_1] = "10 0f 00 06 'MQIsdp' 03 02 00 00 00 01 't'",
    [MQTT_VERSION_3_1_1] = "10 0d 00 04 'MQTT' 04 02 00 00 00 01 't'",
    [MQTT_VERSION_5_0] = "10 0e 00 04 'MQTT' 05 02 00 00 00 00 01 't'",
  };

  scripted_peer_accept (fixture->peer);
  scripted_peer_expect_hex (fixture->peer, connects[fixture->version]);
}

static void
send_connack (Fixture *fixture, guint8 code)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_connack (bytes, (guint8)fixture->version, FALSE, code);
  scripted_peer_send (fixture->peer, bytes);
}

static void
count_cb (WillowClient *client, gpointer user_data)
{
  guint *count = user_data;

  (*count)++;
}

/* [MQTT-4.2.0-1], 3.1.1: [MQTT-7.1.2-1] */
static void
test_accepted (Fixture *fixture, gconstpointer data)
{
  WillowClient *client = fixture->base.client;
  guint         n_changes = 0;
  gint64        before_us = g_get_real_time ();

  g_signal_connect (client, "state-changed", G_CALLBACK (count_cb), &n_changes);
  assert_state (fixture, WILLOW_CLIENT_DISCONNECTED);
  client_fixture_connect (&fixture->base, NULL);
  assert_state (fixture, WILLOW_CLIENT_CONNECTING);
  expect_connect (fixture);
  send_connack (fixture, 0);
  client_fixture_succeed (&fixture->base);
  assert_state (fixture, WILLOW_CLIENT_CONNECTED);
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpstr (fixture->base.phases->str, ==, "tcp… tcp+ ");
  g_assert_false (willow_client_get_session_present (client));
  g_assert_cmpint (willow_client_get_version (client), ==, fixture->version);
  g_assert_cmpint (
      willow_client_get_connected_since_us (client), >=, before_us);
  g_assert_cmpuint (g_bytes_get_size (willow_client_get_connack (client)),
                    ==,
                    fixture->version == MQTT_VERSION_5_0 ? 5 : 4);
  g_assert_null (willow_client_get_ending (client));
}

/* Everything that CONNECT can carry, literally. */
static void
test_all_fields (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) password = g_bytes_new_static ("p\0w", 3);
  g_autoptr (GBytes) will = g_bytes_new_static ("gone", 4);
  g_autoptr (GBytes) encoded = NULL;
  static const char    hex[] = "10 24 00 04 'MQTT' 04 ec 01 02 00 02 'id' "
                               "00 03 'w/t' 00 04 'gone' 00 04 'user' "
                               "00 03 'p' 00 'w'";
  WillowClientOptions *options = fixture->base.options;
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  willow_client_options_set_version (options, MQTT_VERSION_3_1_1);
  willow_client_options_set_client_id (options, "id");
  willow_client_options_set_clean_start (options, FALSE);
  willow_client_options_set_keep_alive_seconds (options, 0x102);
  willow_client_options_set_user_name (options, "user");
  willow_client_options_set_password (options, password);
  willow_client_options_set_will (options, "w/t", will, MQTT_QOS_1, TRUE);
  client_fixture_connect (&fixture->base, NULL);
  scripted_peer_accept (fixture->peer);
  scripted_peer_expect (fixture->peer, bytes);
  encoded = willow_client_options_encode_connect (options);
  g_assert_cmpmem (g_bytes_get_data (encoded, NULL),
                   g_bytes_get_size (encoded),
                   bytes->data,
                   bytes->len);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  guint8           code = fixture->version == MQTT_VERSION_5_0 ? 0x87 : 5;
  g_autofree char *said = NULL;

  client_fixture_connect (&fixture->base, NULL);
  expect_connect (fixture);
  send_connack (fixture, code);
  client_fixture_wait (&fixture->base);
  g_assert_error (
      fixture->base.error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_REFUSED);
  assert_state (fixture, WILLOW_CLIENT_REFUSED);
  g_assert_cmpint (
      willow_client_get_connack_code (fixture->base.client), ==, code);
  said = willow_client_explain_state (fixture->base.client);
  g_assert_nonnull (strstr (said, "uthorized"));
  scripted_peer_expect_end (fixture->peer);
}

/* What the server adds to its no is part of the sentence, in one line. */
static void
test_refused_with_words (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;

  client_fixture_connect (&fixture->base, NULL);
  expect_connect (fixture);
  scripted_peer_send_hex (
      fixture->peer,
      "20 ( 00 9c ( 1c \"b.example\" 1f \"we\" 26 \"n\" \"v\" ) )");
  client_fixture_wait (&fixture->base);
  assert_state (fixture, WILLOW_CLIENT_REFUSED);
  said = willow_client_explain_state (fixture->base.client);
  g_assert_nonnull (strstr (said, "(0x9c). It says: “we”"));
  g_assert_nonnull (strstr (said, "It names another server: b.example"));
}

static void
test_silent_server (Fixture *fixture, gconstpointer data)
{
  willow_client_options_set_connect_timeout_ms (fixture->base.options, 100);
  client_fixture_connect (&fixture->base, NULL);
  expect_connect (fixture);
  client_fixture_wait (&fixture->base);
  g_assert_error (fixture->base.error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  assert_state (fixture, WILLOW_CLIENT_FAILED);
  assert_ending (fixture, WILLOW_ENDING_TIMEOUT);
  scripted_peer_expect_end (fixture->peer);
}

static void
test_closed_before_connack (Fixture *fixture, gconstpointer data)
{
  client_fixture_connect (&fixture->base, NULL);
  expect_connect (fixture);
  scripted_peer_close (fixture->peer);
  client_fixture_wait (&fixture->base);
  g_assert_error (
      fixture->base.error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_LOST);
  assert_state (fixture, WILLOW_CLIENT_FAILED);
  assert_ending (fixture, WILLOW_ENDING_FIN);
}

static const WillowRecord *
find_record (GPtrArray *records, WillowRecordKind kind)
{
  for (guint i = records->len; i > 0; i--)
    {
      const WillowRecord *record = g_ptr_array_index (records, i - 1);

      if (record->kind == kind &&
          (kind == WILLOW_RECORD_NOTE ||
           record->direction == WILLOW_DIRECTION_TO_CLIENT))
        return record;
    }
  g_assert_not_reached ();
}

/* What never became a packet stays visible. */
static void
test_half_connack (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = NULL;
  const WillowRecord *fragment;

  client_fixture_connect (&fixture->base, NULL);
  expect_connect (fixture);
  scripted_peer_send_hex (fixture->peer, "20 02 00");
  scripted_peer_close (fixture->peer);
  client_fixture_wait (&fixture->base);
  assert_state (fixture, WILLOW_CLIENT_FAILED);
  records = willow_trace_queue_take (fixture->base.trace, 0);
  fragment = find_record (records, WILLOW_RECORD_FRAGMENT);
  g_assert_cmpmem (fragment->data, fragment->len, "\x20\x02\x00", 3);
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  client_fixture_connect (&fixture->base, NULL);
  expect_connect (fixture);
  scripted_peer_reset (fixture->peer);
  client_fixture_wait (&fixture->base);
  assert_state (fixture, WILLOW_CLIENT_FAILED);
  assert_ending (fixture, WILLOW_ENDING_RESET);
}

/* A web server's answer, as one that listens on a wrong port gets it. */
static void
test_no_mqtt (Fixture *fixture, gconstpointer data)
{
  client_fixture_connect (&fixture->base, NULL);
  expect_connect (fixture);
  scripted_peer_send_hex (fixture->peer, "'HTTP/1.1 400 Bad Request' 0d 0a");
  client_fixture_wait (&fixture->base);
  assert_state (fixture, WILLOW_CLIENT_FAILED);
  assert_ending (fixture, WILLOW_ENDING_VIOLATION);
}

/* The first packet of the Server is CONNACK; here it is one with a Remaining
 * Length of 1. */
static void
test_malformed_connack (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = NULL;
  const WillowRecord *packet;

  client_fixture_connect (&fixture->base, NULL);
  expect_connect (fixture);
  scripted_peer_send_hex (fixture->peer, "20 01 00");
  client_fixture_wait (&fixture->base);
  assert_ending (fixture, WILLOW_ENDING_VIOLATION);
  records = willow_trace_queue_take (fixture->base.trace, 0);
  packet = find_record (records, WILLOW_RECORD_PACKET);
  g_assert_cmpmem (packet->data, packet->len, "\x20\x01\x00", 3);
}

static void
test_refused_port (Fixture *fixture, gconstpointer data)
{
  guint16 port = scripted_peer_get_port (fixture->peer);
  g_autoptr (WillowEndpoint) endpoint = NULL;

  /* Nobody listens on the port of a client's end. */
  scripted_peer_free (fixture->peer);
  fixture->peer = NULL;
  endpoint = willow_endpoint_new (WILLOW_SCHEME_MQTT, "127.0.0.1", port, NULL);
  willow_client_options_set_endpoint (fixture->base.options, endpoint);
  client_fixture_connect (&fixture->base, NULL);
  client_fixture_wait (&fixture->base);
  g_assert_error (
      fixture->base.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  assert_state (fixture, WILLOW_CLIENT_FAILED);
  fixture->peer = scripted_peer_new ();
}

static void
test_unknown_host (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowEndpoint) endpoint = willow_endpoint_new (
      WILLOW_SCHEME_MQTT, "no-such-host.invalid", 1883, NULL);
  g_autofree char *said = NULL;

  willow_client_options_set_endpoint (fixture->base.options, endpoint);
  willow_client_options_set_connect_timeout_ms (fixture->base.options, 10000);
  client_fixture_connect (&fixture->base, NULL);
  client_fixture_wait (&fixture->base);
  /* With and without a name server. */
  g_assert_cmpuint (fixture->base.error->domain, ==, G_RESOLVER_ERROR);
  assert_state (fixture, WILLOW_CLIENT_FAILED);
  said = willow_client_explain_state (fixture->base.client);
  g_assert_nonnull (strstr (said, "no-such-host.invalid"));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  client_fixture_connect (&fixture->base, cancellable);
  expect_connect (fixture);
  g_cancellable_cancel (cancellable);
  client_fixture_wait (&fixture->base);
  g_assert_error (fixture->base.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_state (fixture, WILLOW_CLIENT_DISCONNECTED);
  scripted_peer_expect_end (fixture->peer);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  client_fixture_connect (&fixture->base, cancellable);
  client_fixture_wait (&fixture->base);
  g_assert_error (fixture->base.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_state (fixture, WILLOW_CLIENT_DISCONNECTED);
}

static void
test_disconnect_while_connecting (Fixture *fixture, gconstpointer data)
{
  client_fixture_connect (&fixture->base, NULL);
  expect_connect (fixture);
  client_fixture_disconnect (&fixture->base, WILLOW_DISCONNECT_CLEAN);
  client_fixture_until (willow_client_get_state (fixture->base.client) ==
                        WILLOW_CLIENT_DISCONNECTED);
  scripted_peer_expect_end (fixture->peer);
}

static void
test_already_connecting (Fixture *fixture, gconstpointer data)
{
  client_fixture_connect (&fixture->base, NULL);
  expect_connect (fixture);
  client_fixture_connect (&fixture->base, NULL);
  client_fixture_wait (&fixture->base);
  g_assert_error (fixture->base.error, G_IO_ERROR, G_IO_ERROR_PENDING);
  assert_state (fixture, WILLOW_CLIENT_CONNECTING);
}

static void
test_disposed_while_connecting (Fixture *fixture, gconstpointer data)
{
  client_fixture_connect (&fixture->base, NULL);
  g_object_run_dispose (G_OBJECT (fixture->base.client));
  client_fixture_wait (&fixture->base);
  g_assert_error (fixture->base.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The resolver still works when everything goes away. */
static void
test_disposed_while_resolving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowEndpoint) endpoint = willow_endpoint_new (
      WILLOW_SCHEME_MQTT, "no-such-host.invalid", 1883, NULL);

  willow_client_options_set_endpoint (fixture->base.options, endpoint);
  client_fixture_connect (&fixture->base, NULL);
  client_fixture_until (fixture->base.phases->len > 0);
  g_object_run_dispose (G_OBJECT (fixture->base.client));
  client_fixture_wait (&fixture->base);
  /* Or it was through by then. */
  if (fixture->base.error == NULL ||
      fixture->base.error->domain != G_RESOLVER_ERROR)
    g_assert_error (fixture->base.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_while_resolving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (WillowEndpoint) endpoint = willow_endpoint_new (
      WILLOW_SCHEME_MQTT, "no-such-host.invalid", 1883, NULL);

  willow_client_options_set_endpoint (fixture->base.options, endpoint);
  client_fixture_connect (&fixture->base, cancellable);
  client_fixture_until (fixture->base.phases->len > 0);
  g_cancellable_cancel (cancellable);
  client_fixture_wait (&fixture->base);
  /* The answer may have come first. */
  if (fixture->base.error->domain == G_IO_ERROR)
    assert_state (fixture, WILLOW_CLIENT_DISCONNECTED);
  else
    assert_state (fixture, WILLOW_CLIENT_FAILED);
}

static void
test_second_attempt (Fixture *fixture, gconstpointer data)
{
  test_refused (fixture, data);
  client_fixture_connect (&fixture->base, NULL);
  g_assert_cmpint (
      willow_client_get_connack_code (fixture->base.client), ==, 0);
  expect_connect (fixture);
  send_connack (fixture, 0);
  client_fixture_succeed (&fixture->base);
}

/* The trace begins with how the connection came up and names how it ended. */
static void
test_trace (Fixture *fixture, gconstpointer data)
{
  static const WillowRecordKind kinds[] = {
    WILLOW_RECORD_PHASE,  /* TCP begins */
    WILLOW_RECORD_PHASE,  /* TCP is there */
    WILLOW_RECORD_NOTE,   /* from where to where */
    WILLOW_RECORD_PACKET, /* CONNECT */
    WILLOW_RECORD_PACKET, /* CONNACK */
    WILLOW_RECORD_NOTE,   /* FIN */
  };
  g_autoptr (GPtrArray) records = NULL;

  client_fixture_connect (&fixture->base, NULL);
  expect_connect (fixture);
  send_connack (fixture, 0);
  client_fixture_succeed (&fixture->base);
  scripted_peer_close (fixture->peer);
  client_fixture_until (willow_client_get_state (fixture->base.client) ==
                        WILLOW_CLIENT_LOST);
  records = willow_trace_queue_take (fixture->base.trace, 0);
  g_assert_cmpuint (records->len, ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < records->len; i++)
    {
      const WillowRecord *record = g_ptr_array_index (records, i);
      const WillowRecord *first = g_ptr_array_index (records, 0);

      if (record->kind == WILLOW_RECORD_NOTE)
        g_test_message ("%.*s", (int)record->len, (const char *)record->data);
      if (record->kind == WILLOW_RECORD_PACKET)
        g_assert_cmpint (record->version, ==, fixture->version);
      g_assert_cmpint (record->kind, ==, kinds[i]);
      g_assert_cmpuint (record->connection, ==, first->connection);
    }
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  static const MqttVersion versions[] = { MQTT_VERSION_3_1,
                                          MQTT_VERSION_3_1_1,
                                          MQTT_VERSION_5_0 };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autofree char *path = g_strdup_printf (
          "/client/connect/%s/%s", mqtt_version_get_name (versions[i]), name);

      g_test_add (path,
                  Fixture,
                  GUINT_TO_POINTER (versions[i]),
                  set_up,
                  func,
                  tear_down);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("accepted", test_accepted);
  add ("all-fields", test_all_fields);
  add ("refused", test_refused);
  g_test_add ("/client/connect/5.0/refused-with-words",
              Fixture,
              GUINT_TO_POINTER (MQTT_VERSION_5_0),
              set_up,
              test_refused_with_words,
              tear_down);
  add ("silent-server", test_silent_server);
  add ("closed-before-connack", test_closed_before_connack);
  add ("half-connack", test_half_connack);
  add ("reset", test_reset);
  add ("no-mqtt", test_no_mqtt);
  add ("malformed-connack", test_malformed_connack);
  add ("refused-port", test_refused_port);
  add ("unknown-host", test_unknown_host);
  add ("cancel", test_cancel);
  add ("cancelled-before", test_cancelled_before);
  add ("disconnect-while-connecting", test_disconnect_while_connecting);
  add ("already-connecting", test_already_connecting);
  add ("disposed-while-connecting", test_disposed_while_connecting);
  add ("disposed-while-resolving", test_disposed_while_resolving);
  add ("cancelled-while-resolving", test_cancelled_while_resolving);
  add ("second-attempt", test_second_attempt);
  add ("trace", test_trace);
  return g_test_run ();
}
