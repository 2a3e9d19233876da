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

/* The first @n bytes of a PUBLISH with a payload of 400,000. */
static void
begin_publish (Peer *peer, guint n)
{
  static const guint8 zeros[400000];
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_publish (bytes, peer->version, 0, FALSE, 0, "large", zeros, sizeof zeros);
  g_byte_array_set_size (bytes, n);
  peer_send (peer, bytes);
}

static void
end_publish (Peer *peer, guint from)
{
  static const guint8 zeros[400000];
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_publish (bytes, peer->version, 0, FALSE, 0, "large", zeros, sizeof zeros);
  g_byte_array_remove_range (bytes, 0, from);
  peer_send (peer, bytes);
}

/* Each is within the limits; together they are not. Who holds the most goes,
 * all others go on. */
static void
test_input (Fixture *fixture)
{
  static const guint sizes[] = { 100000, 350000, 300000, 200000 };
  Peer              *peers[G_N_ELEMENTS (sizes)];
  g_autoptr (Peer) reader = NULL;
  g_autoptr (Peer) other = NULL;

  fixture->config.maximum_packet_size = 500000;
  fixture->config.input_limit_bytes = 1000000;
  fixture_start (fixture);
  reader = peer_connect (fixture, "reader", TRUE);
  peer_subscribe (reader, "small", 1);
  other = peer_connect (fixture, "other", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *client_id = g_strdup_printf ("greedy%u", i);

      peers[i] = peer_connect (fixture, client_id, TRUE);
      begin_publish (peers[i], sizes[i]);
      peer_publish (other, 1, FALSE, "small", "x");
      peer_expect_publish (reader, 1, FALSE, "small", "x");
    }
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_INPUT), ==, 0);
  begin_publish (other, 60000);
  if (fixture->version == 5)
    peer_expect_disconnect (peers[1], 0x97);
  peer_expect_end (peers[1]);
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_INPUT), ==, 1);

  peer_subscribe (reader, "large", 0);
  end_publish (peers[2], sizes[2]);
  g_assert_cmphex (peer_read (reader), ==, 0x30);
  end_publish (other, 60000);
  g_assert_cmphex (peer_read (reader), ==, 0x30);
  /* There is room again. */
  begin_publish (peers[2], 350000);
  peer_publish (other, 1, FALSE, "small", "x");
  peer_expect_publish (reader, 1, FALSE, "small", "x");
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_INPUT), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    peer_free (peers[i]);
}

/* One of those of which each level behind the first may be "+" or a word. */
static char *
make_overlapping (guint n_levels, guint bits)
{
  g_autoptr (GString) filter = g_string_new ("w");

  for (guint i = 0; i < n_levels; i++)
    g_string_append (filter, (bits & 1u << i) != 0 ? "/+" : "/w");
  return g_string_free (g_steal_pointer (&filter), FALSE);
}

/* All of them match one topic. Returns: how many were granted */
static guint
subscribe_overlapping (Peer *peer, guint n_levels)
{
  guint n_granted = 0;

  for (guint bits = 0; bits < 1u << n_levels; bits++)
    {
      g_autofree char *filter = make_overlapping (n_levels, bits);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      guint8 code;

      pb_subscribe (bytes, peer->version, ++peer->last_id, filter, 0);
      peer_send (peer, bytes);
      g_assert_cmphex (peer_read (peer), ==, 0x90);
      code = peer->packet->data[peer->packet->len - 1];
      if (code == 0)
        n_granted++;
      else
        g_assert_cmphex (code, ==, peer->version == 5 ? 0x97 : 0x80);
    }
  return n_granted;
}

/* One Client's filters must not make each message slow for all others. What
 * does not overlap is not bounded by that. */
static void
test_overlap (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  guint n_granted;

  fixture->config.max_overlap = 100;
  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  n_granted = subscribe_overlapping (peer, 9);
  g_assert_cmpuint (n_granted, >=, 16);
  g_assert_cmpuint (n_granted, <=, 100);
  g_assert_cmpuint (
      get_count (fixture, WILLOW_REFUSED_OVERLAP), ==, 512 - n_granted);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *filter = g_strdup_printf ("device%u/+/state", i);

      peer_subscribe (peer, filter, 0);
    }
  peer_publish (peer, 0, FALSE, "w/w/w/w/w/w/w/w/w/w", "x");
  peer_expect_publish (peer, 0, FALSE, "w/w/w/w/w/w/w/w/w/w", "x");
}

/* Those that are gone make room. */
static void
test_overlap_again (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  fixture->config.max_overlap = 70;
  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  g_assert_cmpuint (subscribe_overlapping (peer, 6), <, 64);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *filter = g_strdup_printf ("other%u/+/+", i);

      peer_subscribe (peer, filter, 0);
    }
  subscribe_too_much (peer, "+/+/x/+/x/+/x/+/x", 0x97);
  for (guint bits = 0; bits < 64; bits++)
    {
      g_autofree char *filter = make_overlapping (6, bits);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      pb_unsubscribe (bytes, peer->version, ++peer->last_id, filter);
      peer_send (peer, bytes);
      g_assert_cmphex (peer_read (peer), ==, 0xb0);
    }
  peer_subscribe (peer, "+/+/x/+/x/+/x/+/x", 0);
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
  fixture_add ("/broker/limits/input", test_input);
  fixture_add_5_0 ("/broker/limits/overlap", test_overlap);
  fixture_add_3_1_1 ("/broker/limits/overlap-3-1-1", test_overlap);
  fixture_add_5_0 ("/broker/limits/overlap-again", test_overlap_again);
  return g_test_run ();
}
