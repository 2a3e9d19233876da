/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same for what only 5.0 has. */
#include "broker/broker-peer.h"

#include <string.h>

static Peer *
connect_expiring (Fixture *fixture, const char *client_id, guint32 seconds)
{
  g_autoptr (GByteArray) connect =
      build_connect_expiry (5, client_id, FALSE, seconds);

  return peer_connect_bytes (fixture, connect);
}

/* FIN or RST of a Client reaches the broker when it does. */
static void
wait_for_connected (Fixture *fixture, guint n)
{
  guint n_connected;

  do
    {
      g_autoptr (WillowBrokerSnapshot) snapshot = fixture_snapshot (fixture);

      n_connected = snapshot->n_connected;
    }
  while (n_connected != n);
}

/* User Properties of a will, in their order, and the others.
 * [MQTT-3.1.3-10] */
static void
test_will_properties (Fixture *fixture)
{
  g_autoptr (Peer) watcher = NULL;
  g_autoptr (Peer) client = NULL;
  g_autoptr (GByteArray) connect =
      pb_hex ("10 ( \"MQTT\" 05 06 0000 00 \"w\" "
              "( 26 \"b\" \"1\" 01 01 26 \"a\" \"2\" 03 \"t\" 26 \"b\" \"0\" ) "
              "\"will\" \"gone\" )");

  fixture_start (fixture);
  watcher = peer_connect (fixture, "watcher", TRUE);
  peer_subscribe (watcher, "will", 0);
  client = peer_connect_bytes (fixture, connect);
  peer_reset (client);
  peer_expect_publish_properties (
      watcher,
      0,
      FALSE,
      "will",
      "26 0001 'b' 0001 '1' 01 01 26 0001 'a' 0001 '2' 03 0001 't' "
      "26 0001 'b' 0001 '0'",
      "gone");
}

/* However large the Client's Topic Alias Maximum. [MQTT-3.1.2-26]
 * [MQTT-3.1.2-27] [MQTT-3.3.2-11] */
static void
test_no_alias (Fixture *fixture)
{
  static const char *const connects[] = {
    "10 ( \"MQTT\" 05 02 0000 () \"a\" )",
    "10 ( \"MQTT\" 05 02 0000 ( 22 0000 ) \"a\" )",
    "10 ( \"MQTT\" 05 02 0000 ( 22 0001 ) \"a\" )",
  };

  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (connects); i++)
    {
      g_autoptr (GByteArray) connect = pb_hex (connects[i]);
      g_autoptr (Peer) peer = peer_connect_bytes (fixture, connect);

      peer_subscribe (peer, "#", 0);
      for (guint k = 0; k < 3; k++)
        {
          peer_send_hex (peer, "30 ( \"one\" ( 23 0001 ) 'x' )");
          peer_send_hex (peer, "30 ( \"two\" ( 23 0002 ) 'x' )");
          peer_expect_publish (peer, 0, FALSE, "one", "x");
          peer_expect_publish (peer, 0, FALSE, "two", "x");
        }
      peer_disconnect (peer);
    }
}

/* Copies that are sent apart have the identifiers of their own Subscriptions.
 * [MQTT-3.3.4-5] */
static void
test_identifiers_of_copies (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_send_hex (peer, "82 ( 0001 ( 0b 05 ) \"$share/g/t\" 01 )");
  peer_expect_hex (peer, "90 04 0001 00 01");
  peer_send_hex (peer, "82 ( 0002 ( 0b 06 ) \"t\" 00 )");
  peer_expect_hex (peer, "90 04 0002 00 00");
  peer_subscribe (peer, "$share/h/t", 2);
  peer_send_hex (peer, "34 ( \"t\" 0009 () 'x' )");
  peer_expect_publish_properties (peer, 0, FALSE, "t", "0b 06", "x");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GByteArray) held = NULL;

      /* Each share decides for itself, in any order. */
      if (peer_read (peer) == 0x32)
        {
          g_assert_cmphex (peer->packet->data[7], ==, 2);
          g_assert_cmphex (peer->packet->data[9], ==, 5);
        }
      else
        {
          g_assert_cmphex (peer->packet->data[0], ==, 0x34);
          g_assert_cmphex (peer->packet->data[7], ==, 0);
        }
    }
}

typedef struct
{
  Peer *a; /* has the message, and has not answered */
  Peer *b; /* the other member */
  Peer *publisher;
} Share;

static void
share_init (Share *share, Fixture *fixture, guint8 qos)
{
  share->a = connect_expiring (fixture, "a", 100);
  share->publisher = peer_connect (fixture, "p", TRUE);
  peer_subscribe (share->a, "$share/g/t", qos);
  peer_publish (share->publisher, qos, FALSE, "t", "x");
  g_assert_cmphex (peer_read (share->a), ==, 0x30 | qos << 1);
  share->b = peer_connect (fixture, "b", TRUE);
  peer_subscribe (share->b, "$share/g/t", qos);
}

static void
share_clear (Share *share)
{
  peer_free (share->a);
  peer_free (share->b);
  peer_free (share->publisher);
}

/* [MQTT-4.8.2-4] */
static void
test_share_comes_back (Fixture *fixture)
{
  Share share;

  fixture_start (fixture);
  share_init (&share, fixture, 2);
  peer_reset (share.a);
  wait_for_connected (fixture, 2);
  peer_expect_nothing (share.b);
  peer_free (share.a);
  share.a = connect_expiring (fixture, "a", 100);
  g_assert_cmphex (peer_read (share.a), ==, 0x3c);
  peer_send_hex (share.a, "50 02 0001");
  peer_expect_hex (share.a, "62 02 0001");
  peer_send_hex (share.a, "70 02 0001");
  peer_expect_nothing (share.a);
  peer_expect_nothing (share.b);
  share_clear (&share);
}

/* [MQTT-4.8.2-5] */
static void
test_share_never_comes_back (Fixture *fixture)
{
  Share share;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  share_init (&share, fixture, 2);
  peer_reset (share.a);
  wait_for_connected (fixture, 2);
  fixture_advance (fixture, 101);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_sessions, ==, 2);
  peer_expect_nothing (share.b);
  share_clear (&share);
}

/* [MQTT-4.8.2-6] [MQTT-4.4.0-2] */
static void
test_share_refuses (Fixture *fixture)
{
  static const char *const answers[] = { NULL,
                                         "40 03 0001 97",
                                         "50 03 0001 97" };

  fixture_start (fixture);
  for (guint8 qos = 1; qos <= 2; qos++)
    {
      Share share;

      share_init (&share, fixture, qos);
      peer_send_hex (share.a, answers[qos]);
      peer_expect_nothing (share.a);
      peer_expect_nothing (share.b);
      /* Nor is it sent again. */
      peer_reset (share.a);
      wait_for_connected (fixture, 2);
      peer_expect_nothing (share.b);
      peer_free (share.a);
      share.a = connect_expiring (fixture, "a", 0);
      peer_expect_nothing (share.a);
      peer_disconnect (share.a);
      share_clear (&share);
    }
}

/* Retain As Published of a Shared Subscription. [MQTT-3.3.1-12]
 * [MQTT-3.3.1-13] */
static void
test_share_as_published (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  for (guint8 as_published = 0; as_published <= 1; as_published++)
    {
      peer_subscribe (peer, "$share/g/t", as_published ? 0x08 : 0x00);
      peer_publish (peer, 0, TRUE, "t", "x");
      peer_expect_publish (peer, 0, as_published != 0, "t", "x");
      peer_publish (peer, 0, FALSE, "t", "y");
      peer_expect_publish (peer, 0, FALSE, "t", "y");
    }
}

/* The Server's DISCONNECT: a Reason String at most, then the end.
 * [MQTT-3.14.2-2] [MQTT-3.14.4-1] [MQTT-3.14.4-2] */
static void
test_disconnect (Fixture *fixture)
{
  g_autoptr (Peer) old = NULL;
  g_autoptr (Peer) taker = NULL;
  const guint8 *bytes;

  fixture_start (fixture);
  old = connect_expiring (fixture, "a", 100);
  peer_subscribe (old, "t", 0);
  taker = connect_expiring (fixture, "a", 100);
  peer_publish (taker, 0, FALSE, "t", "x");
  g_assert_cmphex (peer_read (old), ==, 0xe0);
  bytes = old->packet->data;
  g_assert_cmphex (bytes[2], ==, 0x8e);
  if (old->packet->len > 3)
    {
      g_assert_cmphex (bytes[4], ==, 0x1f);
      g_assert_cmpuint (bytes[3], ==, 3u + (guint)(bytes[5] << 8 | bytes[6]));
      g_assert_cmpuint (old->packet->len, ==, 4u + bytes[3]);
    }
  peer_expect_end (old);
}

/* Nothing that was not asked for, and no reserved bit. [MQTT-3.1.2-28]
 * [MQTT-3.2.2-1] [MQTT-4.12.0-6] */
static void
test_connack (Fixture *fixture)
{
  static const char *const connects[] = {
    "10 ( \"MQTT\" 05 02 0000 () \"a\" )",
    "10 ( \"MQTT\" 05 02 0000 ( 19 00 ) \"a\" )",
    "10 ( \"MQTT\" 05 02 0000 ( 19 00 17 00 ) \"a\" )",
  };

  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (connects); i++)
    {
      g_autoptr (Peer) peer = peer_new (fixture);

      peer_send_hex (peer, connects[i]);
      peer_expect_hex (peer, "20 ( 00 00 ( 27 04000000 22 000a ) )");
      peer_expect_nothing (peer);
    }
}

/* With Receive Maximum used up the rest goes on. [MQTT-3.3.4-10]
 * [MQTT-4.9.0-3] */
static void
test_quota_used_up (Fixture *fixture)
{
  g_autoptr (GByteArray) connect =
      pb_hex ("10 ( \"MQTT\" 05 02 0000 ( 21 0001 ) \"a\" )");
  g_autoptr (Peer) peer = NULL;

  fixture_start (fixture);
  peer = peer_connect_bytes (fixture, connect);
  peer_subscribe (peer, "t", 1);
  peer_publish (peer, 1, FALSE, "t", "1");
  g_assert_cmphex (peer_read (peer), ==, 0x32);
  peer_publish (peer, 1, FALSE, "t", "2");
  peer_subscribe (peer, "u", 1);
  peer_publish (peer, 0, FALSE, "u", "0");
  peer_expect_publish (peer, 0, FALSE, "u", "0");
  peer_unsubscribe (peer, "u");
  peer_expect_nothing (peer);
  peer_send_hex (peer, "40 02 0001");
  peer_expect_publish (peer, 1, FALSE, "t", "2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                    \
  fixture_add_5_0 ("/conformance/broker/" name, function)
  ADD ("will-properties", test_will_properties);
  ADD ("no-alias", test_no_alias);
  ADD ("identifiers-of-copies", test_identifiers_of_copies);
  ADD ("share-comes-back", test_share_comes_back);
  ADD ("share-never-comes-back", test_share_never_comes_back);
  ADD ("share-refuses", test_share_refuses);
  ADD ("share-as-published", test_share_as_published);
  ADD ("disconnect", test_disconnect);
  ADD ("connack", test_connack);
  ADD ("quota-used-up", test_quota_used_up);
  return g_test_run ();
}
