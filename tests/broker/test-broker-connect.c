/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CONNECT and CONNACK: who is let in. */
#include "broker-peer.h"

/* CONNACK has what differs from the defaults, and nothing else. [MQTT-4.2.0-1],
 * 3.1.1: [MQTT-7.1.1-1] [3.1.1-U01] */
static void
test_connack (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  fixture_start (fixture);
  peer = peer_new (fixture);
  pb_connect (connect, fixture->version, "a", TRUE, 0);
  peer_send (peer, connect);
  if (fixture->version == 5)
    peer_expect_hex (peer, "20 0b 00 00 08 27 04000000 22 000a");
  else
    peer_expect_hex (peer, "20 02 00 00");
  peer_expect_nothing (peer);
}

static void
test_connack_limits (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  fixture->config.receive_maximum = 7;
  fixture->config.topic_alias_maximum = 0;
  fixture->config.maximum_packet_size = 5000;
  fixture_start (fixture);
  peer = peer_new (fixture);
  pb_connect (connect, 5, "a", TRUE, 0);
  peer_send (peer, connect);
  peer_expect_hex (peer, "20 0b 00 00 08 21 0007 27 00001388");
}

/* server: [MQTT-3.2.2-22] What the Server says counts; who asks for less gets
 * what was asked for. */
static void
test_server_keep_alive (Fixture *fixture)
{
  const struct
  {
    guint16     asked;
    guint16     granted;
    const char *connack;
  } cases[] = {
    { 0, 30, "20 0e 00 00 0b 27 04000000 22 000a 13 001e" },
    { 31, 30, "20 0e 00 00 0b 27 04000000 22 000a 13 001e" },
    { 30, 30, "20 0b 00 00 08 27 04000000 22 000a" },
    { 10, 10, "20 0b 00 00 08 27 04000000 22 000a" },
  };

  fixture_use_manual_clock (fixture);
  fixture->config.maximum_keep_alive_seconds = 30;
  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Peer) peer = peer_new (fixture);
      g_autoptr (GByteArray) connect = g_byte_array_new ();
      g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

      pb_connect (connect, 5, "a", TRUE, cases[i].asked);
      peer_send (peer, connect);
      peer_expect_hex (peer, cases[i].connack);
      snapshot = fixture_snapshot (fixture);
      g_assert_cmpuint (fixture_find_client (snapshot, "a")->keep_alive_seconds,
                        ==,
                        cases[i].granted);
      fixture_advance (fixture, cases[i].granted * 1.5 + 1);
      peer_expect_disconnect (peer, 0x8d);
      peer_expect_end (peer);
    }
}

/* Who asks is told where to take responses, and nobody else is
 * [MQTT-3.1.2-28]. [5.0-P19] [5.0-P1A] */
static void
test_response_information (Fixture *fixture)
{
  static const struct
  {
    const char *connect;
    const char *connack;
  } cases[] = {
    { "10 ( \"MQTT\" 05 02 0000 ( 19 01 ) \"a\" )",
      "20 ( 00 00 ( 27 04000000 22 000a 1a \"r/a\" ) )" },
    { "10 ( \"MQTT\" 05 02 0000 ( 19 00 ) \"b\" )",
      "20 ( 00 00 ( 27 04000000 22 000a ) )" },
    { "10 ( \"MQTT\" 05 02 0000 ( ) \"c\" )",
      "20 ( 00 00 ( 27 04000000 22 000a ) )" },
    { "10 ( \"MQTT\" 05 02 0000 ( 19 01 ) \"d/#\" )",
      "20 ( 00 00 ( 27 04000000 22 000a ) )" },
    { "10 ( \"MQTT\" 05 02 0000 ( 19 01 27 00000020 ) \"e\" )",
      "20 ( 00 00 ( 27 04000000 22 000a ) )" },
  };

  fixture->config.response_prefix = g_strdup ("r/");
  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Peer) peer = peer_new (fixture);
      g_autoptr (GByteArray) connect = pb_hex (cases[i].connect);

      peer_send (peer, connect);
      peer_expect_hex (peer, cases[i].connack);
    }
}

/* 5.0 assigns an identifier and tells it [MQTT-3.1.3-6] [MQTT-3.1.3-7]
 * [MQTT-3.2.2-16], 3.1.1: assigns one for Clean Session 1 [MQTT-3.1.3-6], 3.1
 * does not [3.1-10]. */
static void
test_empty_client_id (Fixture *fixture)
{
  g_autoptr (Peer) first = NULL;
  g_autoptr (Peer) second = NULL;
  g_autoptr (GByteArray) connect = g_byte_array_new ();
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture_start (fixture);
  first = peer_new (fixture);
  second = peer_new (fixture);
  pb_connect (connect, fixture->version, "", TRUE, 0);
  peer_send (first, connect);
  peer_send (second, connect);
  if (fixture->version == 3)
    {
      peer_expect_hex (first, "20 02 00 02");
      peer_expect_end (first);
      return;
    }
  peer_read (first);
  g_assert_cmphex (first->packet->data[3], ==, 0);
  peer_read (second);
  g_assert_cmphex (second->packet->data[3], ==, 0);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_connected, ==, 2);
  if (fixture->version == 5)
    {
      const guint8    *assigned = second->packet->data + 10;
      g_autofree char *id = NULL;

      g_assert_cmphex (assigned[0], ==, 0x12);
      id = g_strndup ((const char *)assigned + 3, assigned[2]);
      g_assert_nonnull (fixture_find_client (snapshot, id));
      g_assert_cmpmem (first->packet->data, 10, second->packet->data, 10);
    }
}

static void
test_empty_client_id_keeps_nothing (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  fixture_start (fixture);
  peer = peer_new (fixture);
  pb_connect (connect, fixture->version, "", FALSE, 0);
  peer_send (peer, connect);
  if (fixture->version == 5)
    {
      g_assert_cmphex (peer_read (peer), ==, 0x20);
      g_assert_cmphex (peer->packet->data[3], ==, 0);
      return;
    }
  /* 3.1.1: [MQTT-3.1.3-8] [MQTT-3.1.3-9] */
  peer_expect_hex (peer, "20 02 00 02");
  peer_expect_end (peer);
}

/* 3.1 section 3.1: 1 to 23 characters [3.1-10] [3.1-11] [3.1-12]; later
 * versions take more. */
static void
test_long_client_id (Fixture *fixture)
{
  g_autoptr (Peer) fits = NULL;
  g_autoptr (Peer) too_long = NULL;
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  fixture_start (fixture);
  fits = peer_connect (fixture, "äbcdefghijklmnopqrstuvw", TRUE);
  peer_expect_nothing (fits);
  too_long = peer_new (fixture);
  pb_connect (connect, fixture->version, "abcdefghijklmnopqrstuvwx", TRUE, 0);
  peer_send (too_long, connect);
  peer_read (too_long);
  g_assert_cmphex (
      too_long->packet->data[3], ==, fixture->version == 3 ? 2 : 0);
  if (fixture->version == 3)
    peer_expect_end (too_long);
}

/* The answer in the terms of the nearest version. [MQTT-3.1.2-2], 3.1.1:
 * [MQTT-3.1.2-2], and [3.1-06] to [3.1-08] */
static void
test_unsupported_version (Fixture *fixture)
{
  static const struct
  {
    const char *connect;
    const char *connack;
  } rows[] = {
    { "10 0d 0004 'MQTT' 03 02 003c 0001 'a'", "20 02 00 01" },
    { "10 0d 0004 'MQTT' 02 02 003c 0001 'a'", "20 02 00 01" },
    { "10 0d 0004 'MQTT' 00 02 003c 0001 'a'", "20 02 00 01" },
    { "10 0e 0004 'MQTT' 06 02 003c 00 0001 'a'", "20 03 00 84 00" },
    { "10 0f 0006 'MQIsdp' 04 02 003c 0001 'a'", "20 02 00 01" },
  };

  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Peer) peer = peer_new (fixture);

      peer_send_hex (peer, rows[i].connect);
      peer_expect_hex (peer, rows[i].connack);
      peer_expect_end (peer);
    }
}

/* What comes right behind CONNECT is served (3.1.4). */
static void
test_eager_client (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  fixture_start (fixture);
  peer = peer_new (fixture);
  pb_connect (bytes, fixture->version, "a", TRUE, 0);
  pb_subscribe (bytes, fixture->version, 1, "t", 0);
  pb_publish (bytes, fixture->version, 0, FALSE, 0, "t", "x", 1);
  pb_empty (bytes, 0xc0);
  peer_send (peer, bytes);
  g_assert_cmphex (peer_read (peer), ==, 0x20);
  g_assert_cmphex (peer_read (peer), ==, 0x90);
  peer_expect_publish (peer, 0, FALSE, "t", "x");
  peer_expect_hex (peer, "d000");
}

/* [MQTT-4.12.0-1] */
static void
test_unknown_method (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  fixture_start (fixture);
  peer = peer_new (fixture);
  peer_send_hex (peer, "10 15 0004 'MQTT' 05 02 0000 08 15 0005 'PLAIN' 0000");
  peer_expect_hex (peer, "20 03 00 8c 00");
  peer_expect_end (peer);
}

/* AUTH from a Client that named no method (4.12). */
static void
test_auth_without_method (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_send_hex (peer, "f0 09 18 07 15 0004 'TEST'");
  peer_expect_hex (peer, "e0 01 82");
  peer_expect_end (peer);
}

/* Anybody is let in; the user name is shown, the password nowhere. */
static void
test_credentials (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (GByteArray) connect = g_byte_array_new ();
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  guint mark;

  fixture_start (fixture);
  mark = pb_begin (connect, 0x10);
  pb_str (connect, fixture->version == 3 ? "MQIsdp" : "MQTT");
  pb_u8 (connect, fixture->version);
  pb_u8 (connect, 0xc2);
  pb_u16 (connect, 30);
  if (fixture->version == 5)
    pb_u8 (connect, 0);
  pb_str (connect, "a");
  pb_str (connect, "anna");
  pb_bin (connect, "\0\xff", 2);
  pb_end (connect, mark);
  peer = peer_connect_bytes (fixture, connect);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpstr (fixture_find_client (snapshot, "a")->user_name, ==, "anna");
  g_assert_cmpuint (
      fixture_find_client (snapshot, "a")->keep_alive_seconds, ==, 30);
}

/* One and a half times Keep Alive without a packet. [MQTT-3.1.2-22]
 * [MQTT-3.2.2-22], 3.1.1: [MQTT-3.1.2-24], and [3.1-22] */
static void
test_keep_alive (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (GByteArray) connect = g_byte_array_new ();
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  pb_connect (connect, fixture->version, "a", TRUE, 10);
  peer = peer_connect_bytes (fixture, connect);
  fixture_advance (fixture, 14);
  peer_expect_nothing (peer); /* PINGREQ: from now on anew */
  fixture_advance (fixture, 5);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpint (fixture_find_client (snapshot, "a")->keep_alive_left_us,
                   ==,
                   10 * G_USEC_PER_SEC);
  fixture_advance (fixture, 9.9);
  g_clear_pointer (&snapshot, willow_broker_snapshot_unref);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_connected, ==, 1);
  fixture_advance (fixture, 0.2);
  if (fixture->version == 5)
    peer_expect_hex (peer, "e0 01 8d");
  peer_expect_end (peer);
}

/* No CONNECT within the time that the broker gives (3.1.4). */
static void
test_connect_timeout (Fixture *fixture)
{
  g_autoptr (Peer) silent = NULL;
  g_autoptr (Peer) half = NULL;
  g_autoptr (Peer) good = NULL;

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  silent = peer_new (fixture);
  half = peer_new (fixture);
  peer_send_hex (half, "10 0d 0004 'MQ'");
  good = peer_connect (fixture, "good", TRUE);
  fixture_advance (fixture, 10.1);
  peer_expect_end (silent);
  peer_expect_end (half);
  peer_expect_nothing (good);
}

/* Too many: 3.x Server unavailable, 5.0 Quota exceeded; a takeover is not one
 * more. */
static void
test_max_connections (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;
  g_autoptr (Peer) c = NULL;
  g_autoptr (Peer) again = NULL;
  g_autoptr (Peer) now = NULL;
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  fixture->config.max_connections = 2;
  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  b = peer_connect (fixture, "b", TRUE);
  c = peer_new (fixture);
  pb_connect (connect, fixture->version, "c", TRUE, 0);
  peer_send (c, connect);
  peer_expect_hex (c, fixture->version == 5 ? "20 03 00 97 00" : "20 02 00 03");
  peer_expect_end (c);
  again = peer_connect (fixture, "a", TRUE);
  peer_expect_nothing (again);
  peer_disconnect (again);
  now = peer_connect_bytes (fixture, connect);
  peer_expect_nothing (b);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/connect/connack", test_connack);
  fixture_add_5_0 ("/broker/connect/connack-limits", test_connack_limits);
  fixture_add_5_0 ("/broker/connect/server-keep-alive", test_server_keep_alive);
  fixture_add_5_0 ("/broker/connect/response-information",
                   test_response_information);
  fixture_add ("/broker/connect/empty-client-id", test_empty_client_id);
  fixture_add ("/broker/connect/empty-client-id-keeps-nothing",
               test_empty_client_id_keeps_nothing);
  fixture_add ("/broker/connect/long-client-id", test_long_client_id);
  fixture_add_5_0 ("/broker/connect/unsupported-version",
                   test_unsupported_version);
  fixture_add ("/broker/connect/eager-client", test_eager_client);
  fixture_add_5_0 ("/broker/connect/unknown-method", test_unknown_method);
  fixture_add_5_0 ("/broker/connect/auth-without-method",
                   test_auth_without_method);
  fixture_add ("/broker/connect/credentials", test_credentials);
  fixture_add ("/broker/connect/keep-alive", test_keep_alive);
  fixture_add ("/broker/connect/connect-timeout", test_connect_timeout);
  fixture_add ("/broker/connect/max-connections", test_max_connections);
  return g_test_run ();
}
