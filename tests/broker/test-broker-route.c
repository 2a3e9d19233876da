/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gets which message, and in what form. */
#include "broker-peer.h"

#include <string.h>

/* The lower of the two QoS (3.8.4) [MQTT-3.8.4-8], 3.1.1: [MQTT-3.8.4-6]. */
static void
test_qos_matrix (Fixture *fixture)
{
  g_autoptr (Peer) publisher = NULL;

  fixture_start (fixture);
  publisher = peer_connect (fixture, "p", TRUE);
  for (guint8 wanted = 0; wanted <= 2; wanted++)
    {
      g_autoptr (Peer) subscriber = peer_connect (fixture, "s", TRUE);

      peer_subscribe (subscriber, "t/+", wanted);
      for (guint8 sent = 0; sent <= 2; sent++)
        {
          peer_publish (publisher, sent, FALSE, "t/1", "payload");
          peer_expect_publish (
              subscriber, MIN (wanted, sent), FALSE, "t/1", "payload");
        }
      peer_expect_nothing (subscriber);
    }
}

/* Also across versions, each in its own form. */
static void
test_versions_meet (Fixture *fixture)
{
  Peer   *peers[3];
  Fixture other = *fixture;

  fixture_start (fixture);
  for (guint8 i = 0; i < 3; i++)
    {
      char id[] = { (char)('a' + i), '\0' };

      other.version = (guint8)(i + 3);
      peers[i] = peer_connect (&other, id, TRUE);
      peer_subscribe (peers[i], "t", 2);
    }
  for (guint i = 0; i < 3; i++)
    {
      peer_publish (peers[i], 2, FALSE, "t", "hello");
      for (guint k = 0; k < 3; k++)
        peer_expect_publish (peers[k], 2, FALSE, "t", "hello");
    }
  for (guint i = 0; i < 3; i++)
    peer_free (peers[i]);
}

/* Overlapping Subscriptions: one copy with the highest QoS [MQTT-3.3.4-2],
 * 3.1.1: [MQTT-3.3.5-1]. */
static void
test_overlap (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) publisher = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_subscribe (a, "t/#", 0);
  peer_subscribe (a, "t/+", 2);
  peer_subscribe (a, "t/1", 1);
  publisher = peer_connect (fixture, "p", TRUE);
  peer_publish (publisher, 2, FALSE, "t/1", "x");
  peer_expect_publish (a, 2, FALSE, "t/1", "x");
  peer_expect_nothing (a);
}

/* When asked for, each has a copy of its own (5.0 section 3.3.4). */
static void
test_overlap_each (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) publisher = NULL;
  guint n_of_qos[3] = { 0 };

  fixture->config.delivers_each = TRUE;
  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_subscribe (a, "t/#", 0);
  peer_subscribe (a, "t/+", 1);
  publisher = peer_connect (fixture, "p", TRUE);
  peer_publish (publisher, 2, FALSE, "t/1", "x");
  for (guint i = 0; i < 2; i++)
    n_of_qos[(peer_read (a) >> 1) & 3]++;
  g_assert_cmpuint (n_of_qos[0], ==, 1);
  g_assert_cmpuint (n_of_qos[1], ==, 1);
  peer_expect_nothing (a);
}

/* Its Subscription Identifiers, all of them [MQTT-3.3.4-3] [MQTT-3.3.4-4]. */
static void
test_subscription_identifiers (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_send_hex (a, "82 0b 0001 02 0b 05 0003 't/1' 00");
  peer_expect_hex (a, "90 04 0001 00 00");
  peer_send_hex (a, "82 0c 0002 03 0b c801 0003 't/+' 00");
  peer_expect_hex (a, "90 04 0002 00 00");
  peer_subscribe (a, "#", 0);
  peer_publish (a, 0, FALSE, "t/1", "x");
  g_assert_cmphex (peer_read (a), ==, 0x30);
  {
    g_autoptr (GByteArray) one = pb_hex ("30 0c 0003 't/1' 05 0b05 0bc801 'x'");
    g_autoptr (GByteArray) two = pb_hex ("30 0c 0003 't/1' 05 0bc801 0b05 'x'");

    g_assert_cmpuint (a->packet->len, ==, one->len);
    g_assert_true (memcmp (a->packet->data, one->data, one->len) == 0 ||
                   memcmp (a->packet->data, two->data, two->len) == 0);
  }
  /* A new SUBSCRIBE without one replaces it [MQTT-3.8.4-3]. */
  peer_subscribe (a, "t/1", 0);
  peer_publish (a, 0, FALSE, "t/1", "y");
  peer_expect_publish_properties (a, 0, FALSE, "t/1", "0b c801", "y");
}

/* [MQTT-3.8.3-3] */
static void
test_no_local (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  b = peer_connect (fixture, "b", TRUE);
  peer_subscribe (a, "t", 0x04);
  peer_subscribe (b, "t", 0x00);
  g_assert_cmphex (peer_publish (a, 1, FALSE, "t", "mine"), ==, 0);
  peer_expect_nothing (a);
  peer_expect_publish (b, 0, FALSE, "t", "mine");
  peer_publish (b, 0, FALSE, "t", "yours");
  peer_expect_publish (a, 0, FALSE, "t", "yours");
  peer_expect_publish (b, 0, FALSE, "t", "yours");
  /* Nobody else: then there is no matching subscriber. */
  peer_unsubscribe (b, "t");
  g_assert_cmphex (peer_publish (a, 1, FALSE, "t", "mine"), ==, 0x10);
}

/* PUBACK and PUBREC tell that nobody subscribes (3.4.2.1, 3.5.2.1). */
static void
test_no_matching_subscribers (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  g_assert_cmphex (peer_publish (a, 1, FALSE, "t", "x"), ==, 0x10);
  g_assert_cmphex (peer_publish (a, 2, FALSE, "t", "x"), ==, 0x10);
  peer_subscribe (a, "t", 0);
  g_assert_cmphex (peer_publish (a, 1, FALSE, "t", "x"), ==, 0x00);
}

/* 0x11 where there was none. [MQTT-3.10.4-1] [MQTT-3.10.4-2] [MQTT-3.10.4-4]
 * to [MQTT-3.10.4-6], 3.1.1: [MQTT-3.10.4-1] [MQTT-3.10.4-2] [MQTT-3.10.4-4]
 * to [MQTT-3.10.4-6] */
static void
test_unsubscribe (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_subscribe (a, "t/+", 0);
  peer_unsubscribe (a, "t/+");
  peer_publish (a, 0, FALSE, "t/1", "x");
  peer_expect_nothing (a);
  if (fixture->version == 5)
    {
      peer_send_hex (a, "a2 0b 0009 00 0001 't' 0003 't/+'");
      peer_expect_hex (a, "b0 05 0009 00 11 11");
    }
  else
    {
      peer_send_hex (a, "a2 0a 0009 0001 't' 0003 't/+'");
      peer_expect_hex (a, "b0 02 0009");
    }
}

/* Several filters in one packet: as many codes, in order [MQTT-3.8.4-5]
 * [MQTT-3.8.4-6] [MQTT-3.8.4-7] [MQTT-3.9.3-1], 3.1.1: [MQTT-3.8.4-4]
 * [MQTT-3.8.4-5] [MQTT-3.9.3-1]. */
static void
test_many_filters (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  if (fixture->version == 5)
    {
      peer_send_hex (a, "82 0f 0009 00 0001 'a' 02 0001 'b' 00 0001 'c' 01");
      peer_expect_hex (a, "90 06 0009 00 02 00 01");
    }
  else
    {
      peer_send_hex (a, "82 0e 0009 0001 'a' 02 0001 'b' 00 0001 'c' 01");
      peer_expect_hex (a, "90 05 0009 02 00 01");
    }
  peer_publish (a, 1, FALSE, "c", "x");
  peer_expect_publish (a, 1, FALSE, "c", "x");
}

/* [MQTT-4.7.2-1], 3.1.1: [MQTT-4.7.2-1], and in 3.1 just so. */
static void
test_dollar_topics (Fixture *fixture)
{
  g_autoptr (Peer) all = NULL;
  g_autoptr (Peer) own = NULL;

  fixture_start (fixture);
  all = peer_connect (fixture, "a", TRUE);
  peer_subscribe (all, "#", 0);
  peer_subscribe (all, "+/x", 0);
  own = peer_connect (fixture, "b", TRUE);
  peer_subscribe (own, "$mine/#", 0);
  peer_publish (own, 1, FALSE, "$mine/x", "1");
  peer_expect_publish (own, 0, FALSE, "$mine/x", "1");
  peer_expect_nothing (all);
}

/* server: [MQTT-3.3.2-11] Only where the configuration says so. */
static void
test_topic_aliases (Fixture *fixture)
{
  g_autoptr (GByteArray) connect =
      pb_hex ("10 ( \"MQTT\" 05 02 0000 ( 22 0001 ) \"a\" )");
  g_autoptr (Peer) a = NULL;

  fixture->config.outgoing_topic_aliases = 10;
  fixture_start (fixture);
  a = peer_connect_bytes (fixture, connect);
  peer_subscribe (a, "#", 0);
  peer_publish (a, 0, FALSE, "topic/1", "x");
  peer_publish (a, 0, FALSE, "topic/1", "y");
  peer_publish (a, 0, FALSE, "topic/2", "z");
  peer_expect_hex (a,
                   "30 ( \"topic/1\" ( 23 0001 ) 'x' )"
                   "30 ( 0000 ( 23 0001 ) 'y' )"
                   "30 ( \"topic/2\" 00 'z' )");
}

/* DUP of the sender is not passed on [MQTT-3.3.1-3], 3.1.1: [MQTT-3.3.1-3]. */
static void
test_dup (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (GByteArray) publish = g_byte_array_new ();

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_subscribe (a, "t", 1);
  pb_publish (publish, fixture->version, 1, FALSE, 77, "t", "x", 1);
  publish->data[0] |= 0x08;
  peer_send (a, publish);
  peer_expect_publish (a, 1, FALSE, "t", "x");
  peer_expect_hex (a, "40 02 004d");
}

/* What travels with a message travels unchanged and in order, what belongs to
 * the connection stays there (3.3.2.3) [MQTT-3.3.2-4]
 * [MQTT-3.3.2-15] to [MQTT-3.3.2-18] [MQTT-3.3.2-20]. */
static void
test_properties (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  const char *forwarded = "01 01 03 0001 'c' 08 0001 'r' 09 0001 ff "
                          "26 0001 'k' 0001 'v' 26 0001 'k' 0001 'w'";

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_subscribe (a, "t", 0);
  peer_send_hex (a,
                 "30 24 0001 't' 1f 23 0001"
                 "01 01 03 0001 'c' 08 0001 'r' 09 0001 ff"
                 "26 0001 'k' 0001 'v' 26 0001 'k' 0001 'w' '1'");
  peer_expect_publish_properties (a, 0, FALSE, "t", forwarded, "1");
  /* The Topic Alias stands for the name from now on [MQTT-3.3.2-12]. */
  peer_send_hex (a, "30 07 0000 03 23 0001 '2'");
  peer_expect_publish (a, 0, FALSE, "t", "2");
}

/* [MQTT-3.3.2-5] [MQTT-3.3.2-6]: it shrinks while it waits, and then it is not
 * sent any more. */
static void
test_message_expiry (Fixture *fixture)
{
  g_autoptr (GByteArray) connect = build_connect_expiry (5, "a", FALSE, 1000);
  g_autoptr (Peer) away = NULL;
  g_autoptr (Peer) back = NULL;
  g_autoptr (Peer) publisher = NULL;

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  away = peer_connect_bytes (fixture, connect);
  peer_subscribe (away, "t", 1);
  peer_disconnect (away);
  publisher = peer_connect (fixture, "p", TRUE);
  peer_send_hex (publisher, "32 0c 0001 't' 0001 05 02 0000000a '1'");
  peer_expect_hex (publisher, "40 02 0001");
  peer_send_hex (publisher, "32 0c 0001 't' 0002 05 02 0000003c '2'");
  peer_expect_hex (publisher, "40 02 0002");
  fixture_advance (fixture, 20);
  back = peer_connect_bytes (fixture, connect);
  peer_expect_publish_properties (back, 1, FALSE, "t", "02 00000028", "2");
  peer_expect_nothing (back);
}

/* The Client's Receive Maximum [MQTT-3.3.4-9] and Maximum Packet Size
 * [MQTT-3.1.2-24] [MQTT-3.1.2-25]. */
static void
test_client_limits (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (GByteArray) connect =
      pb_hex ("10 16 0004 'MQTT' 05 02 0000 08 21 0001 27 00000020 0001 'a'");

  fixture_start (fixture);
  a = peer_connect_bytes (fixture, connect);
  peer_subscribe (a, "t", 1);
  publisher = peer_connect (fixture, "p", TRUE);
  peer_publish (publisher, 1, FALSE, "t", "1");
  peer_publish (publisher, 1, FALSE, "t", "2");
  peer_publish (publisher, 1, FALSE, "t", "this is too long for the Client");
  g_assert_cmphex (peer_read (a), ==, 0x32);
  peer_expect_nothing (a);
  peer_send_hex (a, "40 02 0001");
  peer_expect_publish (a, 1, FALSE, "t", "2");
  peer_expect_nothing (a);
}

/* Each Client gets the messages of one publisher in order (4.6)
 * [MQTT-4.6.0-5] [MQTT-4.6.0-6], 3.1.1: [MQTT-4.6.0-5] [MQTT-4.6.0-6]. */
static void
test_order (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) publisher = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_subscribe (a, "t", 1);
  publisher = peer_connect (fixture, "p", TRUE);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *payload = g_strdup_printf ("%u", i);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      pb_publish (bytes,
                  fixture->version,
                  1,
                  FALSE,
                  (guint16)(i + 1),
                  "t",
                  payload,
                  strlen (payload));
      peer_send (publisher, bytes);
    }
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *payload = g_strdup_printf ("%u", i);

      peer_expect_publish (a, 1, FALSE, "t", payload);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/route/qos-matrix", test_qos_matrix);
  fixture_add_5_0 ("/broker/route/versions-meet", test_versions_meet);
  fixture_add ("/broker/route/overlap", test_overlap);
  fixture_add ("/broker/route/overlap-each", test_overlap_each);
  fixture_add_5_0 ("/broker/route/subscription-identifiers",
                   test_subscription_identifiers);
  fixture_add_5_0 ("/broker/route/no-local", test_no_local);
  fixture_add_5_0 ("/broker/route/no-matching-subscribers",
                   test_no_matching_subscribers);
  fixture_add ("/broker/route/unsubscribe", test_unsubscribe);
  fixture_add ("/broker/route/many-filters", test_many_filters);
  fixture_add ("/broker/route/dollar-topics", test_dollar_topics);
  fixture_add_5_0 ("/broker/route/topic-aliases", test_topic_aliases);
  fixture_add ("/broker/route/dup", test_dup);
  fixture_add_5_0 ("/broker/route/properties", test_properties);
  fixture_add_5_0 ("/broker/route/message-expiry", test_message_expiry);
  fixture_add_5_0 ("/broker/route/client-limits", test_client_limits);
  fixture_add ("/broker/route/order", test_order);
  return g_test_run ();
}
