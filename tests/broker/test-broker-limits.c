/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits that one Client meets: the answer by version, and the counter. Packet
 * size, Keep Alive, connections and slow readers have tests of their own. */
#include "broker-peer.h"

#include <string.h>

static guint64
get_count (Fixture *fixture, WillowBrokerRefusal refusal)
{
  g_autoptr (WillowBrokerSnapshot) snapshot = fixture_snapshot (fixture);

  return snapshot->n_refused[refusal];
}

static guint8
connect_code (Fixture *fixture, const GByteArray *connect)
{
  g_autoptr (Peer) peer = peer_new (fixture);

  peer_send (peer, connect);
  g_assert_cmphex (peer_read (peer), ==, 0x20);
  return peer->packet->data[3];
}

static guint8
connect_plain (Fixture *fixture)
{
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  pb_connect (connect, fixture->version, "a", TRUE, 0);
  return connect_code (fixture, connect);
}

static guint8
by_version (Fixture *fixture, guint8 code_5_0, guint8 code_3)
{
  return fixture->version == 5 ? code_5_0 : code_3;
}

static void
check_rate (Fixture *fixture)
{
  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  for (guint i = 0; i < 2; i++)
    g_assert_cmphex (connect_plain (fixture), ==, 0);
  g_assert_cmphex (connect_plain (fixture), ==, by_version (fixture, 0x9f, 3));
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_CONNECT_RATE), ==, 1);
  fixture_advance (fixture, 0.5);
  g_assert_cmphex (connect_plain (fixture), ==, 0);
  g_assert_cmphex (connect_plain (fixture), ==, by_version (fixture, 0x9f, 3));
}

static void
test_connect_rate (Fixture *fixture)
{
  fixture->config.max_connect_rate = 2;
  check_rate (fixture);
}

static void
test_connect_rate_by_address (Fixture *fixture)
{
  fixture->config.max_connect_rate_by_address = 2;
  fixture->config.max_connect_rate = 1000;
  check_rate (fixture);
}

static void
test_will_size (Fixture *fixture)
{
  g_autoptr (GByteArray) fits =
      build_connect_will (fixture->version, "a", 0, "w", "1234");
  g_autoptr (GByteArray) too_large =
      build_connect_will (fixture->version, "a", 0, "w", "12345");

  fixture->config.max_will_bytes = 4;
  fixture_start (fixture);
  g_assert_cmphex (connect_code (fixture, fits), ==, 0);
  g_assert_cmphex (
      connect_code (fixture, too_large), ==, by_version (fixture, 0x97, 3));
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_WILL), ==, 1);
}

static void
test_will_topic (Fixture *fixture)
{
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "a", 0, "1/2/3", "");

  fixture->config.max_topic_levels = 2;
  fixture_start (fixture);
  g_assert_cmphex (
      connect_code (fixture, connect), ==, by_version (fixture, 0x90, 3));
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_TOPIC), ==, 1);
}

/* SUBSCRIBE and its answer; 3.1 has none and ends the connection. */
static void
subscribe_too_much (Peer *peer, const char *filter, guint8 code_5_0)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_subscribe (bytes, peer->version, ++peer->last_id, filter, 0);
  peer_send (peer, bytes);
  if (peer->version == 3)
    {
      peer_expect_end (peer);
      return;
    }
  g_byte_array_set_size (bytes, 0);
  pb_suback (bytes,
             peer->version,
             peer->last_id,
             peer->version == 5 ? code_5_0 : 0x80);
  peer_expect (peer, bytes);
}

static void
test_subscriptions (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  fixture->config.max_subscriptions = 2;
  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_subscribe (peer, "1", 0);
  peer_subscribe (peer, "2", 0);
  peer_unsubscribe (peer, "1");
  peer_subscribe (peer, "3", 0);
  subscribe_too_much (peer, "4", 0x97);
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_SUBSCRIPTIONS), ==, 1);
}

/* All Sessions together. */
static void
test_subscription_bytes (Fixture *fixture)
{
  g_autoptr (Peer) one = NULL;
  g_autoptr (Peer) two = NULL;

  fixture->config.subscription_limit_bytes = 1000;
  fixture_start (fixture);
  one = peer_connect (fixture, "one", TRUE);
  two = peer_connect (fixture, "two", TRUE);
  peer_subscribe (one, "a", 0);
  peer_subscribe (two, "a", 0);
  subscribe_too_much (two, "b", 0x97);
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_SUBSCRIPTIONS), ==, 1);
  if (fixture->version == 3)
    return;
  peer_disconnect (one);
  peer_expect_end (one);
  peer_subscribe (two, "b", 0);
}

static void
test_topics (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  guint8 code = fixture->version == 5 ? 0x90 : 0;

  fixture->config.max_topic_levels = 3;
  fixture->config.max_topic_bytes = 8;
  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_subscribe (peer, "#", 1);
  g_assert_cmphex (peer_publish (peer, 1, FALSE, "1/2/3/4", ""), ==, code);
  g_assert_cmphex (peer_publish (peer, 1, FALSE, "123456789", ""), ==, code);
  peer_expect_nothing (peer);
  peer_publish (peer, 1, FALSE, "1/2/3678", "x");
  peer_expect_publish (peer, 1, FALSE, "1/2/3678", "x");
  subscribe_too_much (peer, "1/2/3/4", 0x8f);
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_TOPIC), ==, 3);
}

/* One may take the place of another. */
static void
test_retained (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture->config.max_retained_messages = 2;
  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_publish (peer, 1, TRUE, "1", "x");
  peer_publish (peer, 1, TRUE, "2", "x");
  g_assert_cmphex (peer_publish (peer, 1, TRUE, "3", "x"),
                   ==,
                   fixture->version == 5 ? 0x97 : 0);
  peer_publish (peer, 1, TRUE, "1", "y");
  peer_publish (peer, 1, TRUE, "2", "");
  peer_publish (peer, 1, TRUE, "4", "x");
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_retained, ==, 2);
  g_assert_cmpuint (snapshot->n_refused[WILLOW_REFUSED_RETAINED], ==, 1);
}

/* A topic of many levels takes memory that the message does not show. */
static void
test_retained_levels (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  fixture->config.retained_limit_bytes = 4000;
  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_publish (peer, 1, TRUE, "////////////////////", "x");
  peer_publish (peer, 1, TRUE, "a", "x");
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_RETAINED), ==, 1);
}

/* All queues together: one Client can have many Sessions. */
static void
test_queues (Fixture *fixture)
{
  g_autoptr (Peer) sender = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  guint n_queued = 0;

  fixture->config.queue_limit_bytes = 2000;
  fixture_start (fixture);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *client_id = g_strdup_printf ("away%u", i);
      g_autoptr (GByteArray) connect =
          build_connect_login (fixture->version, client_id, FALSE, NULL, NULL);
      g_autoptr (Peer) peer = peer_connect_bytes (fixture, connect);

      peer_subscribe (peer, "t", 1);
      peer_disconnect (peer);
    }
  sender = peer_connect (fixture, "sender", TRUE);
  for (guint i = 0; i < 10; i++)
    peer_publish (sender, 1, FALSE, "t", "0123456789");
  snapshot = fixture_snapshot (fixture);
  for (guint i = 0; i < snapshot->clients->len; i++)
    n_queued += ((WillowBrokerClient *)snapshot->clients->pdata[i])->n_queued;
  g_assert_cmpuint (n_queued, >, 0);
  g_assert_cmpuint (n_queued, <, 40);
  g_assert_cmpuint (
      snapshot->n_refused[WILLOW_REFUSED_QUEUE], ==, 40 - n_queued);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/limits/connect-rate", test_connect_rate);
  fixture_add ("/broker/limits/connect-rate-by-address",
               test_connect_rate_by_address);
  fixture_add ("/broker/limits/will-size", test_will_size);
  fixture_add ("/broker/limits/will-topic", test_will_topic);
  fixture_add ("/broker/limits/subscriptions", test_subscriptions);
  fixture_add ("/broker/limits/subscription-bytes", test_subscription_bytes);
  fixture_add ("/broker/limits/topics", test_topics);
  fixture_add ("/broker/limits/retained", test_retained);
  fixture_add ("/broker/limits/retained-levels", test_retained_levels);
  fixture_add ("/broker/limits/queues", test_queues);
  return g_test_run ();
}
