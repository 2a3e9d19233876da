/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clients that do not keep up, and what that does to the others. */
#include "broker-peer.h"

#define LIMIT_BYTES 100000

static WillowBrokerSnapshot *
flood (Fixture *fixture, Peer *publisher, guint8 qos, guint n)
{
  g_autofree char *payload = g_strnfill (50000, 'x');

  for (guint i = 0; i < n; i++)
    peer_publish (publisher, qos, FALSE, "flood", payload);
  peer_expect_nothing (publisher);
  return fixture_snapshot (fixture);
}

/* Above the limit a slow reader loses QoS 0 messages; it stays connected, and
 * gets what was sent before and what comes after. */
static void
test_loses_qos_0 (Fixture *fixture)
{
  g_autoptr (Peer) slow = NULL;
  g_autoptr (Peer) quick = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  guint n = 0;

  fixture->config.output_limit_bytes = LIMIT_BYTES;
  fixture_start (fixture);
  slow = peer_connect (fixture, "slow", TRUE);
  peer_subscribe (slow, "flood", 0);
  quick = peer_connect (fixture, "quick", TRUE);
  peer_subscribe (quick, "other", 0);
  publisher = peer_connect (fixture, "p", TRUE);
  snapshot = flood (fixture, publisher, 0, 600);
  g_assert_cmpuint (snapshot->n_messages_dropped, >, 0);
  g_assert_cmpuint (snapshot->n_connected, ==, 3);
  peer_publish (publisher, 0, FALSE, "other", "x");
  peer_expect_publish (quick, 0, FALSE, "other", "x");
  peer_send_hex (slow, "c000");
  while (peer_read (slow) != 0xd0)
    n++;
  g_assert_cmpuint (n + snapshot->n_messages_dropped, ==, 600);
  peer_publish (publisher, 0, FALSE, "flood", "last");
  peer_expect_publish (slow, 0, FALSE, "flood", "last");
}

/* QoS 1 messages go on until four times the limit, then it is cut; its Session
 * keeps them. */
static void
test_is_cut (Fixture *fixture)
{
  g_autoptr (GByteArray) connect =
      build_connect_expiry (fixture->version, "slow", FALSE, 1000);
  g_autoptr (Peer) slow = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  const WillowBrokerClient *client;

  fixture->config.output_limit_bytes = LIMIT_BYTES;
  fixture_start (fixture);
  slow = peer_connect_bytes (fixture, connect);
  peer_subscribe (slow, "flood", 1);
  publisher = peer_connect (fixture, "p", TRUE);
  snapshot = flood (fixture, publisher, 1, 600);
  g_assert_cmpuint (snapshot->n_connected, ==, 1);
  client = fixture_find_client (snapshot, "slow");
  g_assert_false (client->connected);
  g_assert_cmpuint (client->n_in_flight_out, >, 0);
  g_assert_cmpuint (client->n_queued, >, 0);
  g_assert_cmpuint (client->n_in_flight_out + client->n_queued +
                        snapshot->n_messages_dropped,
                    ==,
                    600);
}

/* A message that is larger than all limits still gets through to one who
 * reads. */
static void
test_one_large (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autofree char *payload = g_strnfill (10000000, 'x');

  fixture->config.output_limit_bytes = LIMIT_BYTES;
  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_subscribe (a, "t", 1);
  peer_publish (a, 1, FALSE, "t", payload);
  peer_expect_publish (a, 1, FALSE, "t", payload);
  peer_publish (a, 1, FALSE, "t", "after");
  peer_expect_publish (a, 1, FALSE, "t", "after");
}

/* The retained messages of a new Subscription come all at once; that is not the
 * reader's fault, nor is what comes behind them. */
static void
test_retained_burst (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autofree char *payload = g_strnfill (100000, 'x');

  fixture->config.output_limit_bytes = LIMIT_BYTES;
  fixture_start (fixture);
  publisher = peer_connect (fixture, "p", TRUE);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *topic = g_strdup_printf ("camera/%u", i);

      peer_publish (publisher, 1, TRUE, topic, payload);
    }
  a = peer_connect (fixture, "a", TRUE);
  peer_subscribe (a, "camera/+", 1);
  peer_publish (publisher, 1, FALSE, "camera/0", "live");
  for (guint i = 0; i < 200; i++)
    {
      g_assert_cmphex (peer_read (a), ==, 0x33);
      g_assert_cmpuint (a->packet->len, >, 100000);
    }
  peer_expect_publish (a, 1, FALSE, "camera/0", "live");
  peer_expect_nothing (a);
}

/* Many Clients that connect, say something and vanish. */
static void
test_churn (Fixture *fixture)
{
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture_start (fixture);
  for (guint round = 0; round < 20; round++)
    {
      Peer *peers[20];

      for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
        {
          g_autofree char *id = g_strdup_printf ("%u", i);

          peers[i] = peer_connect (fixture, id, TRUE);
          peer_subscribe (peers[i], "all", 0);
        }
      peer_publish (peers[0], 1, FALSE, "all", "x");
      for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
        {
          if (i % 3 == 0)
            peer_reset (peers[i]);
          else if (i % 3 == 1)
            peer_close (peers[i]);
          peer_free (peers[i]);
        }
    }
  do
    {
      g_clear_pointer (&snapshot, willow_broker_snapshot_unref);
      snapshot = fixture_snapshot (fixture);
    }
  while (snapshot->n_sessions > 0);
  g_assert_cmpuint (snapshot->n_subscriptions, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/slow/loses-qos-0", test_loses_qos_0);
  fixture_add ("/broker/slow/is-cut", test_is_cut);
  fixture_add ("/broker/slow/one-large", test_one_large);
  fixture_add ("/broker/slow/retained-burst", test_retained_burst);
  fixture_add ("/broker/slow/churn", test_churn);
  return g_test_run ();
}
