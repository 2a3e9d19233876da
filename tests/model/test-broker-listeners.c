/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the practice broker listens, and who reaches it there. */
#include "model/practice/willow-local-addresses.h"
#include "model/practice/willow-practice-broker.h"

#include <string.h>

#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

static void
until_running (WillowPracticeBroker *broker, gboolean running)
{
  while (willow_practice_broker_get_running (broker) != running ||
         willow_practice_broker_get_busy (broker))
    g_main_context_iteration (NULL, TRUE);
}

static WillowPracticeBroker *
new_broker (void)
{
  WillowPracticeBroker *broker = willow_practice_broker_new ();

  willow_practice_broker_set_port (broker, 0);
  return broker;
}

static WillowPracticeBroker *
start (void)
{
  WillowPracticeBroker *broker = new_broker ();

  willow_practice_broker_start (broker);
  until_running (broker, TRUE);
  return broker;
}

/* Whether anybody listens there: by the system's own means. */
static gboolean
is_reachable (const char *address_text, guint16 port)
{
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string (address_text, port);
  g_autoptr (GSocket) socket =
      g_socket_new (g_socket_address_get_family (address),
                    G_SOCKET_TYPE_STREAM,
                    G_SOCKET_PROTOCOL_TCP,
                    NULL);

  return g_socket_connect (socket, address, NULL, NULL);
}

/* Another one of this computer: loopback has many, and what listens on
 * 127.0.0.1 is not there. */
#define OTHER_ADDRESS "127.0.0.2"

static void
assert_reach (WillowPracticeBroker *broker, gboolean by_others)
{
  guint16 port = willow_practice_broker_get_bound_port (broker);
  g_auto (GStrv) addresses = willow_local_addresses_dup ();

  g_assert_true (is_reachable ("127.0.0.1", port));
  g_assert_cmpint (is_reachable (OTHER_ADDRESS, port), ==, by_others);
  for (guint i = 0; addresses[i] != NULL; i++)
    if (strchr (addresses[i], ':') == NULL)
      g_assert_cmpint (is_reachable (addresses[i], port), ==, by_others);
}

static void
until_open (WillowPracticeBroker *broker, gboolean open)
{
  while (willow_practice_broker_get_open (broker) != open ||
         willow_practice_broker_get_busy (broker) ||
         !willow_practice_broker_get_running (broker))
    g_main_context_iteration (NULL, TRUE);
}

/* Open only when it is said that that is meant, and closed again at once. */
static void
test_open_close (void)
{
  g_autoptr (WillowPracticeBroker) broker = start ();
  guint16 port = willow_practice_broker_get_bound_port (broker);

  assert_reach (broker, FALSE);
  g_assert_false (willow_practice_broker_open (broker, FALSE));
  g_assert_false (willow_practice_broker_get_busy (broker));
  assert_reach (broker, FALSE);
  g_assert_true (willow_practice_broker_open (broker, TRUE));
  until_open (broker, TRUE);
  g_assert_cmpuint (willow_practice_broker_get_bound_port (broker), ==, port);
  assert_reach (broker, TRUE);
  willow_practice_broker_close (broker);
  until_open (broker, FALSE);
  g_assert_cmpuint (willow_practice_broker_get_bound_port (broker), ==, port);
  assert_reach (broker, FALSE);
}

/* Who stops it means it: the next start is for this computer only. */
static void
test_stop_closes (void)
{
  g_autoptr (WillowPracticeBroker) broker = new_broker ();

  g_assert_true (willow_practice_broker_open (broker, TRUE));
  until_open (broker, TRUE);
  assert_reach (broker, TRUE);
  willow_practice_broker_stop (broker);
  until_running (broker, FALSE);
  g_assert_false (willow_practice_broker_get_open (broker));
  willow_practice_broker_start (broker);
  until_running (broker, TRUE);
  g_assert_false (willow_practice_broker_get_open (broker));
  assert_reach (broker, FALSE);
}

/* For programs here nothing changes; others get an address each. */
static void
test_urls (void)
{
  g_autoptr (WillowPracticeBroker) broker = start ();
  g_autofree char *before = g_strdup (willow_practice_broker_get_url (broker));
  g_auto (GStrv) addresses = willow_local_addresses_dup ();
  g_auto (GStrv) urls = NULL;

  g_assert_true (willow_practice_broker_open (broker, TRUE));
  until_open (broker, TRUE);
  g_assert_cmpstr (willow_practice_broker_get_url (broker), ==, before);
  g_assert_cmpstr (willow_practice_broker_get_urls (broker)[0], ==, before);
  urls = willow_practice_broker_dup_network_urls (broker);
  g_assert_cmpuint (g_strv_length (urls), ==, 2 * g_strv_length (addresses));
  for (guint i = 0; urls[i] != NULL; i++)
    {
      g_assert_null (strstr (urls[i], "127.0.0."));
      g_assert_null (strstr (urls[i], "0.0.0.0"));
      g_assert_null (strstr (urls[i], "[::]"));
      g_assert_nonnull (strstr (urls[i], addresses[i / 2]));
    }
}

static void
test_off (void)
{
  g_autoptr (WillowPracticeBroker) broker = new_broker ();

  willow_practice_broker_set_listens (broker, WILLOW_SCHEME_WS, FALSE);
  willow_practice_broker_start (broker);
  until_running (broker, TRUE);
  g_assert_cmpuint (
      willow_practice_broker_get_bound_port_of (broker, WILLOW_SCHEME_WS),
      ==,
      0);
  g_assert_cmpuint (
      g_strv_length ((char **)willow_practice_broker_get_urls (broker)), ==, 1);
}

static void
start_failing (WillowPracticeBroker *broker)
{
  willow_practice_broker_start (broker);
  while (willow_practice_broker_get_busy (broker))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (willow_practice_broker_get_running (broker));
}

/* The port of the WebSocket is what is taken, and what is offered. */
static void
test_busy_port (void)
{
  g_autoptr (WillowPracticeBroker) other = start ();
  g_autoptr (WillowPracticeBroker) broker = new_broker ();
  guint16          busy = willow_practice_broker_get_bound_port (other);
  g_autofree char *text = g_strdup_printf ("%u", busy);
  guint16          suggested;

  willow_practice_broker_set_port_of (broker, WILLOW_SCHEME_WS, busy);
  start_failing (broker);
  g_assert_nonnull (strstr (willow_practice_broker_get_problem (broker), text));
  suggested = willow_practice_broker_get_suggested_port (broker);
  g_assert_cmpuint (suggested, >, busy);
  willow_practice_broker_take_suggested_port (broker);
  g_assert_cmpuint (willow_practice_broker_get_port (broker), ==, 0);
  willow_practice_broker_start (broker);
  until_running (broker, TRUE);
  g_assert_cmpuint (
      willow_practice_broker_get_bound_port_of (broker, WILLOW_SCHEME_WS),
      ==,
      suggested);
}

static void
test_same_port (void)
{
  g_autoptr (WillowPracticeBroker) broker = new_broker ();

  willow_practice_broker_set_port (broker, 18830);
  willow_practice_broker_set_port_of (broker, WILLOW_SCHEME_WS, 18830);
  start_failing (broker);
  g_assert_nonnull (
      strstr (willow_practice_broker_get_problem (broker), "18830"));
  g_assert_cmpuint (willow_practice_broker_get_suggested_port (broker), ==, 0);
}

static void
test_connections (void)
{
  g_autoptr (WillowPracticeBroker) broker = start ();
  ScriptedPeer *peer =
      scripted_peer_new_client (willow_practice_broker_get_bound_port (broker));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_connect (bytes, 4, "one", TRUE, 60);
  scripted_peer_send (peer, bytes);
  scripted_peer_expect_hex (peer, "20 02 00 00");
  willow_practice_broker_set_watched (broker, TRUE);
  while (willow_practice_broker_get_n_connections (broker,
                                                   WILLOW_SCHEME_MQTT) != 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (
      willow_practice_broker_get_n_connections (broker, WILLOW_SCHEME_WS),
      ==,
      0);
  scripted_peer_free (peer);
  while (willow_practice_broker_get_n_connections (broker,
                                                   WILLOW_SCHEME_MQTT) != 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/broker-listeners/open-close", test_open_close);
  g_test_add_func ("/model/broker-listeners/stop-closes", test_stop_closes);
  g_test_add_func ("/model/broker-listeners/urls", test_urls);
  g_test_add_func ("/model/broker-listeners/off", test_off);
  g_test_add_func ("/model/broker-listeners/busy-port", test_busy_port);
  g_test_add_func ("/model/broker-listeners/same-port", test_same_port);
  g_test_add_func ("/model/broker-listeners/connections", test_connections);
  return g_test_run ();
}
