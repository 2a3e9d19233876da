/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared Subscriptions (5.0 section 4.8.2) and the $SYS topics. */
#include "broker-peer.h"

#include <string.h>

/* Reads what is there; returns how many messages that was. */
static guint
drain (Peer *peer)
{
  guint n = 0;

  peer_send_hex (peer, "c000");
  while (peer_read (peer) != 0xd0)
    n++;
  return n;
}

/* Each message goes to one member, in turn. */
static void
test_round_robin (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;
  g_autoptr (Peer) alone = NULL;
  g_autoptr (Peer) publisher = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  b = peer_connect (fixture, "b", TRUE);
  alone = peer_connect (fixture, "c", TRUE);
  publisher = peer_connect (fixture, "p", TRUE);
  peer_subscribe (a, "$share/g/t/#", 0);
  peer_subscribe (b, "$share/g/t/#", 0);
  peer_subscribe (alone, "$share/other/t/#", 0);
  for (guint i = 0; i < 10; i++)
    g_assert_cmphex (peer_publish (publisher, 1, FALSE, "t/1", "x"), ==, 0);
  g_assert_cmpuint (drain (a), ==, 5);
  g_assert_cmpuint (drain (b), ==, 5);
  g_assert_cmpuint (drain (alone), ==, 10);
  peer_disconnect (a);
  for (guint i = 0; i < 4; i++)
    peer_publish (publisher, 1, FALSE, "t/1", "x");
  g_assert_cmpuint (drain (b), ==, 4);
  g_assert_cmpuint (drain (alone), ==, 4);
  peer_unsubscribe (b, "$share/g/t/#");
  peer_unsubscribe (alone, "$share/other/t/#");
  g_assert_cmphex (peer_publish (publisher, 1, FALSE, "t/1", "x"), ==, 0x10);
}

/* QoS of the member [MQTT-4.8.2-3]; a Subscription of its own that is not
 * shared brings its own copy. */
static void
test_qos_and_own_copy (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) publisher = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  publisher = peer_connect (fixture, "p", TRUE);
  peer_subscribe (a, "$share/g/t", 1);
  peer_publish (publisher, 2, FALSE, "t", "x");
  peer_expect_publish (a, 1, FALSE, "t", "x");
  peer_subscribe (a, "t", 0);
  peer_publish (publisher, 2, FALSE, "t", "y");
  peer_expect_publish (a, 0, FALSE, "t", "y");
  peer_expect_publish (a, 1, FALSE, "t", "y");
}

/* Members that are away get nothing while others are there; with nobody there
 * the message waits for one of them. */
static void
test_away (Fixture *fixture)
{
  g_autoptr (GByteArray) connect = build_connect_expiry (5, "a", FALSE, 1000);
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;
  g_autoptr (Peer) back = NULL;
  g_autoptr (Peer) publisher = NULL;

  fixture_start (fixture);
  a = peer_connect_bytes (fixture, connect);
  b = peer_connect (fixture, "b", TRUE);
  publisher = peer_connect (fixture, "p", TRUE);
  peer_subscribe (a, "$share/g/t", 1);
  peer_subscribe (b, "$share/g/t", 1);
  peer_disconnect (a);
  for (guint i = 0; i < 3; i++)
    {
      peer_publish (publisher, 1, FALSE, "t", "for b");
      peer_expect_publish (b, 1, FALSE, "t", "for b");
    }
  peer_disconnect (b);
  peer_publish (publisher, 1, FALSE, "t", "for a");
  back = peer_connect_bytes (fixture, connect);
  peer_expect_publish (back, 1, FALSE, "t", "for a");
  peer_expect_nothing (back);
}

/* No retained messages for a Shared Subscription. [5.0-U19] */
static void
test_no_retained (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_publish (a, 1, TRUE, "t", "x");
  peer_subscribe (a, "$share/g/t", 0);
  peer_expect_nothing (a);
}

/* In 3.x it is a Topic Filter like any other. */
static void
test_literal_in_3_x (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_subscribe (a, "$share/g/t", 0);
  peer_publish (a, 0, FALSE, "t", "x");
  peer_publish (a, 0, FALSE, "$share/g/t", "y");
  peer_expect_publish (a, 0, FALSE, "$share/g/t", "y");
  peer_expect_nothing (a);
}

static const char *const sys_topics[] = {
  "$SYS/broker/version",
  "$SYS/broker/uptime",
  "$SYS/broker/clients/connected",
  "$SYS/broker/clients/total",
  "$SYS/broker/messages/received",
  "$SYS/broker/messages/sent",
  "$SYS/broker/bytes/received",
  "$SYS/broker/bytes/sent",
  "$SYS/broker/retained messages/count",
  "$SYS/broker/subscriptions/count",
};

/* Only on demand, never on "#" [MQTT-4.7.2-1], anew every ten seconds. */
static void
test_sys (Fixture *fixture)
{
  g_autoptr (Peer) all = NULL;
  g_autoptr (Peer) watcher = NULL;
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  all = peer_connect (fixture, "all", TRUE);
  peer_subscribe (all, "#", 0);
  watcher = peer_connect (fixture, "w", TRUE);
  peer_subscribe (watcher, "$SYS/#", 0);
  peer_send_hex (watcher, "c000");
  while (peer_read (watcher) != 0xd0)
    {
      g_assert_cmphex (watcher->packet->data[0], ==, 0x31);
      g_assert_true (
          g_hash_table_add (seen,
                            g_strndup ((const char *)watcher->packet->data + 4,
                                       watcher->packet->data[3])));
    }
  for (guint i = 0; i < G_N_ELEMENTS (sys_topics); i++)
    g_assert_true (g_hash_table_contains (seen, sys_topics[i]));
  peer_unsubscribe (watcher, "$SYS/#");
  peer_subscribe (watcher, "$SYS/broker/uptime", 0);
  peer_expect_publish (watcher, 0, TRUE, "$SYS/broker/uptime", "0 seconds");
  fixture_advance (fixture, 9);
  peer_expect_nothing (watcher);
  fixture_advance (fixture, 2);
  peer_expect_publish (watcher, 0, FALSE, "$SYS/broker/uptime", "11 seconds");
  peer_unsubscribe (watcher, "$SYS/broker/uptime");
  fixture_advance (fixture, 30);
  peer_expect_nothing (watcher);
  peer_expect_nothing (all);
}

/* Nobody but the broker publishes there. */
static void
test_sys_is_ours (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  guint8 refused = fixture->version == 5 ? 0x87 : 0;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_subscribe (a, "$SYS/broker/version", 0);
  peer_expect_publish (
      a, 0, TRUE, "$SYS/broker/version", "willow version 0.1.0");
  g_assert_cmphex (
      peer_publish (a, 1, TRUE, "$SYS/broker/version", "no"), ==, refused);
  g_assert_cmphex (
      peer_publish (a, 2, FALSE, "$SYS/broker/version", "no"), ==, refused);
  peer_publish (a, 0, FALSE, "$SYS/broker/version", "no");
  peer_expect_nothing (a);
  peer_publish (a, 0, FALSE, "$SYSTEM", "is another topic");
  peer_expect_nothing (a);
}

/* Request Problem Information 0: no Reason String but in CONNACK and
 * DISCONNECT [MQTT-3.1.2-29]. */
static void
test_problem_information (Fixture *fixture)
{
  g_autoptr (Peer) told = NULL;
  g_autoptr (Peer) bare = NULL;
  g_autoptr (GByteArray) connect =
      pb_hex ("10 10 0004 'MQTT' 05 02 0000 02 17 00 0001 'b'");

  fixture_start (fixture);
  told = peer_connect (fixture, "a", TRUE);
  peer_send_hex (told, "32 0a 0004 '$SYS' 0001 00 'x'");
  peer_expect_hex (told,
                   "40 27 0001 87 23 1f 0020"
                   "'$SYS topics belong to the broker'");
  bare = peer_connect_bytes (fixture, connect);
  peer_send_hex (bare, "32 0a 0004 '$SYS' 0001 00 'x'");
  peer_expect_hex (bare, "40 03 0001 87");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add_5_0 ("/broker/share/round-robin", test_round_robin);
  fixture_add_5_0 ("/broker/share/qos-and-own-copy", test_qos_and_own_copy);
  fixture_add_5_0 ("/broker/share/away", test_away);
  fixture_add_5_0 ("/broker/share/no-retained", test_no_retained);
  fixture_add_3_x ("/broker/share/literal-in-3.x", test_literal_in_3_x);
  fixture_add ("/broker/sys/values", test_sys);
  fixture_add ("/broker/sys/ours", test_sys_is_ours);
  fixture_add_5_0 ("/broker/sys/problem-information", test_problem_information);
  return g_test_run ();
}
