/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a Server does with Sessions, Subscriptions and messages, seen from its
 * sockets, in all versions. */
#include "broker/broker-peer.h"

#include <string.h>

static Peer *
connect_kept (Fixture *fixture, const char *client_id)
{
  g_autoptr (GByteArray) connect =
      build_connect_expiry (fixture->version, client_id, FALSE, 0xffffffff);

  return peer_connect_bytes (fixture, connect);
}

/* Sessions belong to Client Identifiers. [MQTT-3.1.3-2] [MQTT-4.5.0-1], 3.1.1:
 * [MQTT-3.1.3-2] [MQTT-4.5.0-1] */
static void
test_client_id_is_key (Fixture *fixture)
{
  static const char *const ids[] = { "a", "A", "ab" };
  g_autoptr (Peer) publisher = NULL;

  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (Peer) peer = connect_kept (fixture, ids[i]);

      peer_subscribe (peer, ids[i], 1);
      peer_subscribe (peer, "all", 1);
      peer_disconnect (peer);
    }
  publisher = peer_connect (fixture, "p", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    peer_publish (publisher, 1, FALSE, ids[i], ids[i]);
  peer_publish (publisher, 1, FALSE, "all", "all");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (Peer) peer = connect_kept (fixture, ids[i]);

      peer_expect_publish (peer, 1, FALSE, ids[i], ids[i]);
      peer_expect_publish (peer, 1, FALSE, "all", "all");
      peer_expect_nothing (peer);
    }
}

/* 1 to 23 digits and letters are accepted as they are. [MQTT-3.1.3-5], 3.1.1:
 * [MQTT-3.1.3-5], and [3.1-10] */
static void
test_ordinary_client_ids (Fixture *fixture)
{
  const char *letters = "0123456789abcdefghijklmnopqrstuvwxyz"
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  fixture_start (fixture);
  for (guint len = 1; len <= 23; len++)
    for (guint at = 0; at + len <= strlen (letters); at += len)
      {
        g_autofree char *id = g_strndup (letters + at, len);
        g_autoptr (Peer) peer = peer_connect (fixture, id, TRUE);
        g_autoptr (WillowBrokerSnapshot) snapshot = fixture_snapshot (fixture);

        g_assert_nonnull (fixture_find_client (snapshot, id));
      }
}

/* Retained messages are no part of a Session. 3.1.1: [MQTT-3.1.2-7] */
static void
test_retained_outlives_session (Fixture *fixture)
{
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (Peer) again = NULL;

  fixture_start (fixture);
  publisher = peer_connect (fixture, "p", TRUE);
  peer_publish (publisher, 1, TRUE, "t", "x");
  peer_disconnect (publisher);
  again = peer_connect (fixture, "p", TRUE);
  peer_subscribe (again, "t", 0);
  peer_expect_publish (again, 0, TRUE, "t", "x");
}

/* QoS 0 takes the place of what was retained before. 3.1.1: [MQTT-3.3.1-7] */
static void
test_retained_qos_0 (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_publish (peer, 1, TRUE, "t", "old");
  peer_publish (peer, 0, TRUE, "t", "new");
  peer_subscribe (peer, "t", 1);
  peer_expect_publish (peer, 0, TRUE, "t", "new");
  peer_expect_nothing (peer);
}

static void
end_of_client (Fixture *fixture, Peer *watcher, const GByteArray *connect)
{
  g_autoptr (Peer) client = peer_connect_bytes (fixture, connect);

  /* A goodbye of the same Client Identifier comes after the loss. */
  peer_reset (client);
  peer_free (g_steal_pointer (&client));
  client = peer_connect (fixture, "w", TRUE);
  peer_disconnect (client);
}

/* Without a will nothing is published. 3.1.1: [MQTT-3.1.2-12], and alike in
 * later versions. */
static void
test_no_will (Fixture *fixture)
{
  g_autoptr (Peer) watcher = NULL;
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  fixture_start (fixture);
  watcher = peer_connect (fixture, "watcher", TRUE);
  peer_subscribe (watcher, "#", 2);
  pb_connect (connect, fixture->version, "w", TRUE, 0);
  end_of_client (fixture, watcher, connect);
  peer_expect_nothing (watcher);
}

/* Will Retain 0. [MQTT-3.1.2-14], 3.1.1: [MQTT-3.1.2-16] */
static void
test_will_not_retained (Fixture *fixture)
{
  g_autoptr (Peer) watcher = NULL;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "w", 0x08, "will/w", "gone");

  fixture_start (fixture);
  watcher = peer_connect (fixture, "watcher", TRUE);
  peer_subscribe (watcher, "will/#", 2);
  end_of_client (fixture, watcher, connect);
  peer_expect_publish (watcher, 1, FALSE, "will/w", "gone");
  peer_subscribe (watcher, "will/+", 0);
  peer_expect_nothing (watcher);
}

/* Names come through as they were sent, to those filters only that match.
 * [MQTT-3.3.2-3] [MQTT-4.7.3-4], 3.1.1: [MQTT-3.3.2-3] [MQTT-4.7.3-4] */
static void
test_names (Fixture *fixture)
{
  static const char *const topics[] = {
    "a",         "A",  "a/",    "/a",  "a//b",     "a/b",
    " a",        "a ", "a/b/c", "a/B", "\xc3\xa9", /* é */
    "e\xcc\x81",                                   /* e and an accent */
  };
  g_autoptr (Peer) all = NULL;

  fixture_start (fixture);
  all = peer_connect (fixture, "all", TRUE);
  peer_subscribe (all, "#", 0);
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      g_autoptr (Peer) one = peer_connect (fixture, "one", TRUE);

      peer_subscribe (one, topics[i], 0);
      for (guint k = 0; k < G_N_ELEMENTS (topics); k++)
        {
          peer_publish (all, 0, FALSE, topics[k], "x");
          peer_expect_publish (all, 0, FALSE, topics[k], "x");
        }
      peer_expect_publish (one, 0, FALSE, topics[i], "x");
      peer_expect_nothing (one);
    }
}

/* Nobody may publish to $SYS: before 5.0 there is no word for it, so it is
 * acknowledged as usual. 3.1.1: [MQTT-3.3.5-2], and [3.1-27] */
static void
test_not_authorized (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  guint8 reason = fixture->version == 5 ? 0x87 : 0;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_subscribe (peer, "$SYS/mine", 0);
  g_assert_cmphex (peer_publish (peer, 1, FALSE, "$SYS/mine", "x"), ==, reason);
  g_assert_cmphex (peer_publish (peer, 2, FALSE, "$SYS/mine", "x"), ==, reason);
  peer_publish (peer, 0, FALSE, "$SYS/mine", "x");
  peer_expect_nothing (peer);
}

/* Each SUBSCRIBE has its SUBACK, under its identifier. [MQTT-3.8.4-1]
 * [MQTT-3.8.4-2] [MQTT-2.2.1-6], 3.1.1: [MQTT-3.8.4-1] [MQTT-3.8.4-2]
 * [MQTT-2.3.1-7] */
static void
test_each_subscribe (Fixture *fixture)
{
  static const guint16 ids[] = { 7, 65535, 1, 8 };
  g_autoptr (Peer) peer = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) answers = g_byte_array_new ();

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      pb_subscribe (bytes, fixture->version, ids[i], "t", (guint8)(i % 3));
      pb_suback (answers, fixture->version, ids[i], (guint8)(i % 3));
    }
  peer_send (peer, bytes);
  peer_expect (peer, answers);
  peer_expect_nothing (peer);
}

/* The same filter again: one Subscription with the new QoS, the retained
 * messages once more, and nothing is lost meanwhile. [MQTT-3.8.4-3]
 * [MQTT-3.8.4-4] [MQTT-3.3.1-9], 3.1.1: [MQTT-3.8.4-3] */
static void
test_subscribe_again (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  guint8 version = fixture->version;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_publish (peer, 1, TRUE, "t/r", "kept");
  peer_subscribe (peer, "t/#", 0);
  peer_expect_publish (peer, 0, TRUE, "t/r", "kept");
  pb_publish (bytes, version, 0, FALSE, 0, "t/1", "before", 6);
  pb_subscribe (bytes, version, 99, "t/#", 1);
  pb_publish (bytes, version, 1, FALSE, 100, "t/1", "after", 5);
  peer_send (peer, bytes);
  peer_expect_publish (peer, 0, FALSE, "t/1", "before");
  peer_expect_hex (peer, version == 5 ? "90 04 0063 00 01" : "90 03 0063 01");
  peer_expect_publish (peer, 1, TRUE, "t/r", "kept");
  peer_expect_publish (peer, 1, FALSE, "t/1", "after");
  peer_read (peer);
  g_assert_cmphex (peer->packet->data[0], ==, 0x40);
  peer_expect_nothing (peer);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_subscriptions, ==, 1);
}

/* What is under way is finished after UNSUBSCRIBE. [MQTT-3.10.4-3], 3.1.1:
 * [MQTT-3.10.4-3] */
static void
test_unsubscribe_under_way (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (Peer) back = NULL;

  fixture_start (fixture);
  peer = connect_kept (fixture, "a");
  peer_subscribe (peer, "t", 2);
  peer_publish (peer, 2, FALSE, "t", "two");
  g_assert_cmphex (peer_read (peer), ==, 0x34);
  peer_publish (peer, 1, FALSE, "t", "one");
  g_assert_cmphex (peer_read (peer), ==, 0x32);
  peer_unsubscribe (peer, "t");
  peer_send_hex (peer, "50 02 0001");
  peer_expect_hex (peer, "62 02 0001");
  peer_reset (peer);
  back = connect_kept (fixture, "a");
  peer_expect_hex (back, "62 02 0001");
  g_assert_cmphex (peer_read (back), ==, 0x3a);
  peer_send_hex (back, "70 02 0001 40 02 0002");
  peer_expect_nothing (back);
}

/* A filter is deleted only by its very own characters, in order, with one
 * UNSUBACK. [MQTT-3.10.4-1] [MQTT-3.10.4-6], 3.1.1: [MQTT-3.10.4-1]
 * [MQTT-3.10.4-6] */
static void
test_unsubscribe_literally (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  gboolean v5 = fixture->version == 5;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_subscribe (peer, "t/a", 0);
  peer_subscribe (peer, "t/b", 0);
  peer_send_hex (peer,
                 v5 ? "a2 ( 0009 00 \"t/+\" \"#\" \"T/a\" \"t/b\" \"t/b\" )"
                    : "a2 ( 0009 \"t/+\" \"#\" \"T/a\" \"t/b\" \"t/b\" )");
  peer_expect_hex (peer, v5 ? "b0 08 0009 00 11 11 11 00 11" : "b0 02 0009");
  peer_publish (peer, 0, FALSE, "t/b", "x");
  peer_publish (peer, 0, FALSE, "t/a", "x");
  peer_expect_publish (peer, 0, FALSE, "t/a", "x");
  peer_expect_nothing (peer);
}

/* Several filters act one after the other: the last word on one counts.
 * [MQTT-3.8.4-5], 3.1.1: [MQTT-3.8.4-4] */
static void
test_filters_in_order (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  gboolean v5 = fixture->version == 5;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_send_hex (peer,
                 v5 ? "82 ( 0009 00 \"t\" 00 \"u\" 02 \"t\" 01 )"
                    : "82 ( 0009 \"t\" 00 \"u\" 02 \"t\" 01 )");
  peer_expect_hex (peer, v5 ? "90 06 0009 00 00 02 01" : "90 05 0009 00 02 01");
  peer_publish (peer, 2, FALSE, "t", "x");
  peer_expect_publish (peer, 1, FALSE, "t", "x");
  peer_expect_nothing (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) fixture_add ("/conformance/broker/" name, function)
  ADD ("client-id-is-key", test_client_id_is_key);
  ADD ("ordinary-client-ids", test_ordinary_client_ids);
  ADD ("retained-outlives-session", test_retained_outlives_session);
  ADD ("retained-qos-0", test_retained_qos_0);
  ADD ("no-will", test_no_will);
  ADD ("will-not-retained", test_will_not_retained);
  ADD ("names", test_names);
  ADD ("not-authorized", test_not_authorized);
  ADD ("each-subscribe", test_each_subscribe);
  ADD ("subscribe-again", test_subscribe_again);
  ADD ("unsubscribe-under-way", test_unsubscribe_under_way);
  ADD ("unsubscribe-literally", test_unsubscribe_literally);
  ADD ("filters-in-order", test_filters_in_order);
  return g_test_run ();
}
