/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conversations that break off anywhere, and topics that are too deep. What is
 * malformed or against the rules: test-broker-hostile.c. */
#include "broker-peer.h"

#include <string.h>

typedef struct
{
  Peer *subscriber;
  Peer *publisher;
  guint n;
} Others;

static void
others_go_on (Others *others)
{
  g_autofree char *payload = g_strdup_printf ("%u", others->n++);

  peer_publish (others->publisher, 1, FALSE, "good", payload);
  peer_expect_publish (others->subscriber, 1, FALSE, "good", payload);
}

static void
others_init (Others *others, Fixture *fixture)
{
  others->n = 0;
  others->subscriber = peer_connect (fixture, "good-s", TRUE);
  others->publisher = peer_connect (fixture, "good-p", TRUE);
  peer_subscribe (others->subscriber, "good", 1);
}

static void
others_clear (Others *others)
{
  peer_free (others->subscriber);
  peer_free (others->publisher);
}

/* Every beginning of a good conversation, then FIN: nothing is left over. */
static void
test_cut_off (Fixture *fixture)
{
  Others others;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  guint8 version = fixture->version;

  pb_connect (bytes, version, "cut", TRUE, 10);
  pb_subscribe (bytes, version, 1, "t/+", 2);
  pb_publish (bytes, version, 2, TRUE, 2, "t/1", "payload", 7);
  pb_ack (bytes, 0x62, 2);
  pb_publish (bytes, version, 1, TRUE, 3, "t/1", "", 0);
  pb_unsubscribe (bytes, version, 4, "t/+");
  pb_empty (bytes, 0xc0);
  fixture_start (fixture);
  others_init (&others, fixture);
  for (guint len = 0; len <= bytes->len; len++)
    {
      GByteArray part = { bytes->data, len };
      g_autoptr (Peer) peer = peer_new (fixture);

      peer_send (peer, &part);
      peer_close (peer);
    }
  others_go_on (&others);
  /* The last ends may still be on their way. */
  do
    {
      g_clear_pointer (&snapshot, willow_broker_snapshot_unref);
      snapshot = fixture_snapshot (fixture);
    }
  while (snapshot->n_sessions > 2);
  g_assert_cmpuint (snapshot->n_subscriptions, ==, 1);
  others_clear (&others);
}

/* A topic of too many levels: refused where there is a word for it.
 * [MQTT-3.8.4-7], and [3.1-31] */
static void
test_deep_topics (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autofree char *deep = g_strnfill (60000, '/');
  g_autoptr (GByteArray) subscribe = g_byte_array_new ();
  gboolean is_5_0 = fixture->version == 5;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  if (fixture->version != 3 || strlen (deep) <= 32767)
    {
      g_assert_cmphex (
          peer_publish (peer, 1, TRUE, deep, "x"), ==, is_5_0 ? 0x90 : 0);
      peer_publish (peer, 0, TRUE, deep, "x");
    }
  pb_subscribe (subscribe, fixture->version, 1, deep, 1);
  peer_send (peer, subscribe);
  if (fixture->version == 3)
    {
      peer_expect_end (peer); /* 3.1 has no code for it */
      return;
    }
  peer_expect_hex (peer, is_5_0 ? "90 04 0001 00 8f" : "90 03 0001 80");
  peer_expect_nothing (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/malformed/cut-off", test_cut_off);
  fixture_add ("/broker/malformed/deep-topics", test_deep_topics);
  return g_test_run ();
}
