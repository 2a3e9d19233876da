/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What outlives a Network Connection, and what does not. */
#include "broker-peer.h"

static Peer *
connect_kept (Fixture *fixture, const char *client_id)
{
  g_autoptr (GByteArray) connect =
      build_connect_expiry (fixture->version, client_id, FALSE, 0xffffffff);

  return peer_connect_bytes (fixture, connect);
}

/* 3.1 has a reserved byte where later versions tell Session Present. */
static void
assert_present (Fixture *fixture, Peer *peer, gboolean expected)
{
  g_assert_cmpint (peer_get_session_present (peer),
                   ==,
                   fixture->version == 3 ? FALSE : expected);
}

/* [MQTT-3.1.2-4] to [MQTT-3.1.2-6] [MQTT-3.1.4-4] [MQTT-3.2.2-2]
 * [MQTT-3.2.2-3], 3.1.1: [MQTT-3.1.2-4] [MQTT-3.1.2-6]
 * [MQTT-3.1.4-3] [MQTT-3.2.2-1] to [MQTT-3.2.2-3] */
static void
test_session_present (Fixture *fixture)
{
  g_autoptr (Peer) first = NULL;
  g_autoptr (Peer) again = NULL;
  g_autoptr (Peer) clean = NULL;
  g_autoptr (Peer) last = NULL;

  fixture_start (fixture);
  first = connect_kept (fixture, "a");
  assert_present (fixture, first, FALSE);
  peer_subscribe (first, "t", 1);
  peer_disconnect (first);
  again = connect_kept (fixture, "a");
  assert_present (fixture, again, TRUE);
  peer_publish (again, 0, FALSE, "t", "still subscribed");
  peer_expect_publish (again, 0, FALSE, "t", "still subscribed");
  peer_disconnect (again);
  clean = peer_connect (fixture, "a", TRUE);
  assert_present (fixture, clean, FALSE);
  peer_publish (clean, 0, FALSE, "t", "not any more");
  peer_expect_nothing (clean);
  peer_disconnect (clean);
  /* It ended with its Network Connection. */
  last = connect_kept (fixture, "a");
  assert_present (fixture, last, FALSE);
}

/* QoS 1 and 2 wait in order, QoS 0 does not. [MQTT-4.5.0-1] [MQTT-3.1.2-23],
 * 3.1.1: [MQTT-4.5.0-1] [MQTT-3.1.2-5] [MQTT-4.1.0-1] */
static void
test_queued (Fixture *fixture)
{
  g_autoptr (Peer) away = NULL;
  g_autoptr (Peer) back = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture_start (fixture);
  away = connect_kept (fixture, "a");
  peer_subscribe (away, "t/#", 2);
  peer_disconnect (away);
  publisher = peer_connect (fixture, "b", TRUE);
  peer_publish (publisher, 1, FALSE, "t/1", "one");
  peer_publish (publisher, 0, FALSE, "t/0", "lost");
  peer_publish (publisher, 2, FALSE, "t/2", "two");
  peer_publish (publisher, 1, FALSE, "t/3", "three");
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (fixture_find_client (snapshot, "a")->n_queued, ==, 3);
  back = connect_kept (fixture, "a");
  assert_present (fixture, back, TRUE);
  peer_expect_publish (back, 1, FALSE, "t/1", "one");
  peer_expect_publish (back, 2, FALSE, "t/2", "two");
  peer_expect_publish (back, 1, FALSE, "t/3", "three");
  peer_expect_nothing (back);
}

/* Unacknowledged PUBLISH and PUBREL are sent again, PUBLISH with DUP.
 * [MQTT-4.4.0-1] [MQTT-3.3.1-1], 3.1.1: [MQTT-4.4.0-1] [MQTT-3.3.1-1] */
static void
test_resend (Fixture *fixture)
{
  g_autoptr (Peer) first = NULL;
  g_autoptr (Peer) second = NULL;
  g_autoptr (Peer) third = NULL;
  g_autoptr (GByteArray) expected = g_byte_array_new ();

  fixture_start (fixture);
  first = connect_kept (fixture, "a");
  peer_subscribe (first, "t", 2);
  peer_publish (first, 1, FALSE, "t", "x");
  g_assert_cmphex (peer_read (first), ==, 0x32);
  peer_publish (first, 2, FALSE, "t", "y");
  g_assert_cmphex (peer_read (first), ==, 0x34);
  peer_reset (first);

  second = connect_kept (fixture, "a");
  g_assert_cmphex (peer_read (second), ==, 0x3a);
  g_assert_cmphex (peer_read (second), ==, 0x3c);
  peer_send_hex (second, "40 02 0001");
  peer_send_hex (second, "50 02 0002");
  peer_expect_hex (second, "62 02 0002");
  peer_reset (second);

  third = connect_kept (fixture, "a");
  peer_expect_hex (third, "62 02 0002");
  peer_send_hex (third, "70 02 0002");
  peer_expect_nothing (third);
}

/* A QoS 2 message whose PUBREL is missing is not delivered twice, also over a
 * new Network Connection [MQTT-4.3.3-10], 3.1.1: [MQTT-4.3.3-2]. */
static void
test_qos_2_once (Fixture *fixture)
{
  g_autoptr (Peer) first = NULL;
  g_autoptr (Peer) second = NULL;
  g_autoptr (Peer) watcher = NULL;
  g_autoptr (GByteArray) publish = g_byte_array_new ();

  fixture_start (fixture);
  watcher = peer_connect (fixture, "w", TRUE);
  peer_subscribe (watcher, "t", 0);
  first = connect_kept (fixture, "a");
  pb_publish (publish, fixture->version, 2, FALSE, 9, "t", "once", 4);
  peer_send (first, publish);
  peer_expect_hex (first, "50 02 0009");
  peer_reset (first);
  second = connect_kept (fixture, "a");
  publish->data[0] |= 0x08;
  peer_send (second, publish);
  peer_expect_hex (second, "50 02 0009");
  peer_send_hex (second, "62 02 0009");
  peer_expect_hex (second, "70 02 0009");
  peer_expect_publish (watcher, 0, FALSE, "t", "once");
  peer_expect_nothing (watcher);
}

/* [MQTT-3.1.4-3], 3.1.1: [MQTT-3.1.4-2], and [3.1-13] */
static void
test_takeover (Fixture *fixture)
{
  g_autoptr (Peer) old = NULL;
  g_autoptr (Peer) taker = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture_start (fixture);
  old = connect_kept (fixture, "a");
  peer_subscribe (old, "t", 1);
  taker = connect_kept (fixture, "a");
  assert_present (fixture, taker, TRUE);
  if (fixture->version == 5)
    peer_expect_disconnect (old, 0x8e);
  peer_expect_end (old);
  peer_publish (taker, 1, FALSE, "t", "mine");
  peer_expect_publish (taker, 1, FALSE, "t", "mine");
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_connected, ==, 1);
  g_assert_cmpuint (snapshot->n_sessions, ==, 1);
}

/* A Clean Start takes over and forgets. */
static void
test_takeover_clean (Fixture *fixture)
{
  g_autoptr (Peer) old = NULL;
  g_autoptr (Peer) taker = NULL;

  fixture_start (fixture);
  old = connect_kept (fixture, "a");
  peer_subscribe (old, "t", 1);
  taker = peer_connect (fixture, "a", TRUE);
  assert_present (fixture, taker, FALSE);
  if (fixture->version == 5)
    peer_expect_disconnect (old, 0x8e);
  peer_expect_end (old);
  peer_publish (taker, 0, FALSE, "t", "nobody");
  peer_expect_nothing (taker);
}

/* 3.x has no expiry: Clean Session 0 is kept as long as the broker runs.
 * [5.0-U20] */
static void
test_never_expires (Fixture *fixture)
{
  g_autoptr (Peer) away = NULL;
  g_autoptr (Peer) back = NULL;

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  away = connect_kept (fixture, "a");
  peer_disconnect (away);
  fixture_advance (fixture, 400.0 * 24 * 3600);
  back = connect_kept (fixture, "a");
  assert_present (fixture, back, TRUE);
}

/* Session Expiry Interval (5.0 section 3.1.2.11.2): counts from the end of the
 * Network Connection [MQTT-4.1.0-2], and is stopped by coming back. */
static void
test_expiry (Fixture *fixture)
{
  g_autoptr (GByteArray) connect = build_connect_expiry (5, "a", FALSE, 100);
  g_autoptr (Peer) first = NULL;
  g_autoptr (Peer) second = NULL;
  g_autoptr (Peer) third = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  first = peer_connect_bytes (fixture, connect);
  fixture_advance (fixture, 1000);
  peer_disconnect (first);
  fixture_advance (fixture, 99);
  second = peer_connect_bytes (fixture, connect);
  assert_present (fixture, second, TRUE);
  fixture_advance (fixture, 50);
  peer_disconnect (second);
  fixture_advance (fixture, 101);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_sessions, ==, 0);
  third = peer_connect_bytes (fixture, connect);
  assert_present (fixture, third, FALSE);
}

/* DISCONNECT changes it (5.0 section 3.14.2.2.2), but not from 0. */
static void
test_expiry_in_disconnect (Fixture *fixture)
{
  g_autoptr (GByteArray) keep = build_connect_expiry (5, "a", FALSE, 100);
  g_autoptr (GByteArray) drop = build_connect_expiry (5, "b", FALSE, 0);
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  g_autoptr (WillowBrokerSnapshot) later = NULL;

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  a = peer_connect_bytes (fixture, keep);
  peer_send_hex (a, "e0 07 00 05 11 000001f4");
  peer_expect_end (a);
  fixture_advance (fixture, 499);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpint (fixture_find_client (snapshot, "a")->session_expiry_left_us,
                   ==,
                   1 * G_USEC_PER_SEC);
  a = (peer_free (a), peer_connect_bytes (fixture, keep));
  assert_present (fixture, a, TRUE);
  peer_send_hex (a, "e0 07 00 05 11 00000000");
  peer_expect_end (a);
  later = fixture_snapshot (fixture);
  g_assert_cmpuint (later->n_sessions, ==, 0);

  b = peer_connect_bytes (fixture, drop);
  peer_send_hex (b, "e0 07 00 05 11 000001f4");
  peer_expect_hex (b, "e0 01 82");
  peer_expect_end (b);
}

/* The queue of one that is away has an end; what is in it stays. */
static void
test_queue_limit (Fixture *fixture)
{
  g_autoptr (Peer) away = NULL;
  g_autoptr (Peer) back = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture->config.session_queue_messages = 2;
  fixture_start (fixture);
  away = connect_kept (fixture, "a");
  peer_subscribe (away, "t", 1);
  peer_disconnect (away);
  publisher = peer_connect (fixture, "b", TRUE);
  peer_publish (publisher, 1, FALSE, "t", "1");
  peer_publish (publisher, 1, FALSE, "t", "2");
  peer_publish (publisher, 1, FALSE, "t", "3");
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_messages_dropped, ==, 1);
  back = connect_kept (fixture, "a");
  peer_expect_publish (back, 1, FALSE, "t", "1");
  peer_expect_publish (back, 1, FALSE, "t", "2");
  peer_expect_nothing (back);
}

/* A Client that never acknowledges does not take the memory: beyond twice the
 * queue's bytes it gets no more. */
static void
test_outstanding_limit (Fixture *fixture)
{
  g_autoptr (Peer) mute = NULL;
  g_autoptr (Peer) publisher = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  g_autofree char *payload = g_strnfill (10000, 'x');

  fixture->config.session_queue_bytes = 50000;
  fixture_start (fixture);
  mute = peer_connect (fixture, "a", TRUE);
  peer_subscribe (mute, "t", 1);
  publisher = peer_connect (fixture, "b", TRUE);
  for (guint i = 0; i < 20; i++)
    peer_publish (publisher, 1, FALSE, "t", payload);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_messages_dropped, >=, 10);
  g_assert_cmpuint (snapshot->n_messages_sent, >=, 8);
  /* As soon as it does, the next ones come. */
  for (guint64 i = snapshot->n_messages_sent; i > 0; i--)
    peer_expect_publish (mute, 1, FALSE, "t", payload);
  peer_expect_nothing (mute);
  peer_publish (publisher, 1, FALSE, "t", "again");
  peer_expect_publish (mute, 1, FALSE, "t", "again");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/session/present", test_session_present);
  fixture_add ("/broker/session/queued", test_queued);
  fixture_add ("/broker/session/resend", test_resend);
  fixture_add ("/broker/session/qos-2-once", test_qos_2_once);
  fixture_add ("/broker/session/takeover", test_takeover);
  fixture_add ("/broker/session/takeover-clean", test_takeover_clean);
  fixture_add ("/broker/session/never-expires", test_never_expires);
  fixture_add_5_0 ("/broker/session/expiry", test_expiry);
  fixture_add_5_0 ("/broker/session/expiry-in-disconnect",
                   test_expiry_in_disconnect);
  fixture_add ("/broker/session/queue-limit", test_queue_limit);
  fixture_add ("/broker/session/outstanding-limit", test_outstanding_limit);
  return g_test_run ();
}
