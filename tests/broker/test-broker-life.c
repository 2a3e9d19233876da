/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Start, stop, what the facade tells. */
#include "broker-peer.h"

#include <string.h>

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  guint *count = user_data;

  (*count)++;
}

static void
test_start_stop_start (Fixture *fixture)
{
  guint            n_notified = 0;
  g_autofree char *expected = NULL;
  g_autofree char *url = NULL;

  g_signal_connect (
      fixture->broker, "notify::running", G_CALLBACK (count_cb), &n_notified);
  g_assert_false (willow_broker_get_running (fixture->broker));
  g_assert_cmpuint (
      willow_broker_get_port (fixture->broker, WILLOW_SCHEME_MQTT), ==, 0);
  g_assert_null (willow_broker_dup_url (fixture->broker, WILLOW_SCHEME_MQTT));
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (Peer) peer = NULL;

      fixture_start (fixture);
      g_assert_true (willow_broker_get_running (fixture->broker));
      g_assert_cmpuint (n_notified, ==, 2 * i - 1);
      peer = peer_connect (fixture, "a", TRUE);
      peer_expect_nothing (peer);
      fixture_stop (fixture);
      g_assert_false (willow_broker_get_running (fixture->broker));
      g_assert_cmpuint (n_notified, ==, 2 * i);
      /* 5.0 section 3.14.2.1: Server shutting down; 3.x has no goodbye. */
      if (fixture->version == 5)
        peer_expect_disconnect (peer, 0x8b);
      peer_expect_end (peer);
    }
  fixture_start (fixture);
  url = willow_broker_dup_url (fixture->broker, WILLOW_SCHEME_MQTT);
  expected = g_strdup_printf (
      "mqtt://127.0.0.1:%u",
      willow_broker_get_port (fixture->broker, WILLOW_SCHEME_MQTT));
  g_assert_cmpstr (url, ==, expected);
  g_signal_handlers_disconnect_by_data (fixture->broker, &n_notified);
}

/* Nothing of a former run is left. */
static void
test_memory_only (Fixture *fixture)
{
  g_autoptr (Peer) first = NULL;
  g_autoptr (Peer) second = NULL;

  fixture_start (fixture);
  first = peer_connect (fixture, "a", FALSE);
  peer_subscribe (first, "#", 1);
  peer_publish (first, 0, TRUE, "t", "retained");
  peer_expect_publish (first, 0, FALSE, "t", "retained");
  fixture_stop (fixture);
  fixture_start (fixture);
  second = peer_connect (fixture, "a", FALSE);
  g_assert_false (peer_get_session_present (second));
  peer_subscribe (second, "#", 1);
  peer_expect_nothing (second);
}

static void
test_port_busy (Fixture *fixture)
{
  g_autoptr (WillowBroker) other = willow_broker_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *port = NULL;
  g_auto (WillowBrokerConfig) config = { 0 };
  WillowBrokerListenerConfig *listener;

  fixture_start (fixture);
  willow_broker_config_init (&config);
  listener = willow_broker_config_get_listener (&config, 0);
  listener->port = willow_broker_get_port (fixture->broker, WILLOW_SCHEME_MQTT);
  port = g_strdup_printf ("%u", listener->port);
  willow_broker_start_async (other, &config, store_result_cb, &result);
  fixture_until (result != NULL);
  g_assert_false (willow_broker_start_finish (other, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_assert_nonnull (strstr (error->message, port));
  g_assert_false (willow_broker_get_running (other));

  /* It can be started on another port then. */
  g_clear_object (&result);
  listener->port = 0;
  willow_broker_start_async (other, &config, store_result_cb, &result);
  fixture_until (result != NULL);
  g_assert_true (willow_broker_start_finish (other, result, NULL));
  g_assert_cmpuint (willow_broker_get_port (other, WILLOW_SCHEME_MQTT), !=, 0);
}

/* Bound to an IPv6 address, its URL has brackets. */
static void
test_ipv6 (Fixture *fixture)
{
  g_autofree char *expected = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_address (fixture, "::1");
  willow_broker_start_async (
      fixture->broker, &fixture->config, store_result_cb, &result);
  fixture_until (result != NULL);
  if (!willow_broker_start_finish (fixture->broker, result, &error))
    {
      g_test_skip (error->message); /* a machine without IPv6 */
      return;
    }
  url = willow_broker_dup_url (fixture->broker, WILLOW_SCHEME_MQTT);
  expected = g_strdup_printf (
      "mqtt://[::1]:%u",
      willow_broker_get_port (fixture->broker, WILLOW_SCHEME_MQTT));
  g_assert_cmpstr (url, ==, expected);
}

static void
test_bad_address (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_address (fixture, "no address");
  willow_broker_start_async (
      fixture->broker, &fixture->config, store_result_cb, &result);
  fixture_until (result != NULL);
  g_assert_false (willow_broker_start_finish (fixture->broker, result, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "no address"));
}

static void
test_wrong_calls (Fixture *fixture)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  willow_broker_snapshot_async (fixture->broker, store_result_cb, &snapshot);
  willow_broker_start_async (
      fixture->broker, &fixture->config, store_result_cb, &first);
  willow_broker_start_async (
      fixture->broker, &fixture->config, store_result_cb, &second);
  fixture_until (first != NULL && second != NULL && snapshot != NULL);
  g_assert_true (willow_broker_start_finish (fixture->broker, first, NULL));
  g_assert_false (willow_broker_start_finish (fixture->broker, second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_clear_error (&error);
  g_assert_null (
      willow_broker_snapshot_finish (fixture->broker, snapshot, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

/* The last reference goes while Clients are connected. */
static void
test_dispose_while_running (Fixture *fixture)
{
  WillowBroker *broker = g_object_ref (fixture->broker);
  g_autoptr (Peer) peer = NULL;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", FALSE);
  g_clear_object (&fixture->broker);
  g_assert_finalize_object (broker);
  peer_expect_end (peer);
  fixture->broker = willow_broker_new ();
}

/* A broker that stops closes without the Clients' DISCONNECT: their wills are
 * due [MQTT-3.1.2-8], first of all the goodbyes. */
static void
test_stop_publishes_wills (Fixture *fixture)
{
  g_autoptr (Peer) watcher = NULL;
  g_autoptr (Peer) other = NULL;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "w", 0, "will", "gone");

  fixture_start (fixture);
  watcher = peer_connect (fixture, "a", TRUE);
  peer_subscribe (watcher, "will", 0);
  other = peer_connect_bytes (fixture, connect);
  fixture_stop (fixture);
  peer_expect_publish (watcher, 0, FALSE, "will", "gone");
  if (fixture->version == 5)
    peer_expect_disconnect (watcher, 0x8b);
  peer_expect_end (watcher);
}

/* Somebody who reads nothing does not hold the end up. */
static void
test_stop_with_stuck_reader (Fixture *fixture)
{
  g_autoptr (Peer) stuck = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autofree char *payload = g_strnfill (1000000, 'x');

  fixture_start (fixture);
  stuck = peer_connect (fixture, "a", TRUE);
  peer_subscribe (stuck, "t", 0);
  publisher = peer_connect (fixture, "b", TRUE);
  for (guint i = 0; i < 12; i++)
    peer_publish (publisher, 0, FALSE, "t", payload);
  peer_expect_nothing (publisher);
  fixture_stop (fixture);
}

static void
test_snapshot (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) away = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  const WillowBrokerClient *client;
  g_autoptr (GByteArray) connect =
      build_connect_expiry (fixture->version, "away", FALSE, 100);

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  away = peer_connect_bytes (fixture, connect);
  peer_subscribe (away, "t", 1);
  peer_subscribe (away, "u", 1);
  peer_disconnect (away);
  a = peer_connect (fixture, "a", TRUE);
  peer_publish (a, 1, TRUE, "t", "1");
  peer_publish (a, 0, FALSE, "other", "2");
  peer_expect_nothing (a);
  fixture_advance (fixture, 40);
  snapshot = fixture_snapshot (fixture);

  g_assert_cmpuint (snapshot->n_connected, ==, 1);
  g_assert_cmpuint (snapshot->n_sessions, ==, 2);
  g_assert_cmpuint (snapshot->n_subscriptions, ==, 2);
  g_assert_cmpuint (snapshot->n_retained, ==, 1);
  g_assert_cmpuint (snapshot->n_messages_received, ==, 2);
  g_assert_cmpuint (snapshot->n_messages_sent, ==, 0);
  g_assert_cmpuint (snapshot->n_bytes_received, >, 50);
  g_assert_cmpuint (snapshot->n_bytes_sent, >, 10);
  g_assert_cmpuint (snapshot->clients->len, ==, 2);
  client = g_ptr_array_index (snapshot->clients, 0);
  g_assert_cmpstr (client->client_id, ==, "a");
  g_assert_true (client->connected);
  g_assert_true (g_str_has_prefix (client->address, "127.0.0.1"));
  g_assert_cmpuint (client->version, ==, fixture->version);
  g_assert_cmpuint (client->n_received, ==, 2);
  g_assert_cmpint (client->session_expiry_left_us, ==, 0);
  g_assert_cmpint (client->keep_alive_left_us, ==, -1);
  client = g_ptr_array_index (snapshot->clients, 1);
  g_assert_cmpstr (client->client_id, ==, "away");
  g_assert_false (client->connected);
  g_assert_null (client->address);
  g_assert_cmpuint (client->n_subscriptions, ==, 2);
  g_assert_cmpuint (client->n_queued, ==, 1);
  g_assert_cmpint (client->session_expiry_left_us,
                   ==,
                   fixture->version == 5 ? 60 * G_USEC_PER_SEC : -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/life/start-stop-start", test_start_stop_start);
  fixture_add ("/broker/life/memory-only", test_memory_only);
  fixture_add_5_0 ("/broker/life/port-busy", test_port_busy);
  fixture_add_5_0 ("/broker/life/ipv6", test_ipv6);
  fixture_add_5_0 ("/broker/life/bad-address", test_bad_address);
  fixture_add_5_0 ("/broker/life/wrong-calls", test_wrong_calls);
  fixture_add ("/broker/life/dispose-while-running",
               test_dispose_while_running);
  fixture_add ("/broker/life/stop-publishes-wills", test_stop_publishes_wills);
  fixture_add ("/broker/life/stop-with-stuck-reader",
               test_stop_with_stuck_reader);
  fixture_add ("/broker/life/snapshot", test_snapshot);
  return g_test_run ();
}
