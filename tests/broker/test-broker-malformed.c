/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a broken or hostile peer may send: the Network Connection ends with the
 * right answer, everybody else's traffic goes on. */
#include "broker-peer.h"

#include <string.h>

typedef struct
{
  const char *bytes;
  const char *answer; /* before the end; "" is nothing */
} Row;

/* Instead of a CONNECT. */
static const Row unconnected[] = {
  /* 3.1.1, 5.0: [MQTT-3.1.0-1] */
  { "c0 00", "" },
  { "e0 00", "" },
  { "82 06 0001 0001 't' 00", "" },
  { "30 03 0001 't'", "" },
  { "'GET / HTTP/1.1' 0d0a0d0a", "" },
  { "16 03 01 02 00 01 00 01 fc 03 03", "" },
  { "00", "" },
  { "f0 00", "" },
  /* Remaining Length of five bytes, or larger than a CONNECT can be. */
  { "10 ff ff ff ff 01", "" },
  { "10 ff ff ff 7f", "" },
  { "10 80 80 80 80 00", "" },
  /* Fixed header flags. [MQTT-2.1.3-1], 3.1.1: [MQTT-2.2.2-2] */
  { "11 0d 0004 'MQTT' 04 02 0000 0001 'a'", "" },
  { "1f 0d 0004 'MQTT' 05 02 0000 00 0001 'a'", "20 03 00 81 00" },
  /* Reserved Connect Flag. 3.1.1, 5.0: [MQTT-3.1.2-3] [MQTT-3.1.4-1] */
  { "10 0d 0004 'MQTT' 04 03 0000 0001 'a'", "" },
  { "10 0e 0004 'MQTT' 05 03 0000 00 0001 'a'", "20 03 00 81 00" },
  /* Will QoS 3. [MQTT-3.1.2-12], 3.1.1: [MQTT-3.1.2-14] */
  { "10 13 0004 'MQTT' 04 1e 0000 0001 'a' 0001 't' 0001 'x'", "" },
  { "10 15 0004 'MQTT' 05 1e 0000 00 0001 'a' 00 0001 't' 0001 'x'",
    "20 03 00 81 00" },
  /* Will QoS or Will Retain without will. [MQTT-3.1.2-11] [MQTT-3.1.2-13],
   * 3.1.1: [MQTT-3.1.2-11] [MQTT-3.1.2-13] [MQTT-3.1.2-15] */
  { "10 0d 0004 'MQTT' 04 0a 0000 0001 'a'", "" },
  { "10 0d 0004 'MQTT' 04 22 0000 0001 'a'", "" },
  { "10 0e 0004 'MQTT' 05 0a 0000 00 0001 'a'", "20 03 00 82 00" },
  { "10 0e 0004 'MQTT' 05 22 0000 00 0001 'a'", "20 03 00 82 00" },
  /* Password without User Name. 3.1.1: [MQTT-3.1.2-22] */
  { "10 10 0004 'MQTT' 04 42 0000 0001 'a' 0001 'p'", "" },
  /* Fields that the flags announce are missing, or one too many. */
  { "10 0d 0004 'MQTT' 04 82 0000 0001 'a'", "" },
  { "10 0d 0004 'MQTT' 04 06 0000 0001 'a'", "" },
  { "10 0a 0004 'MQTT' 04 02 0000", "" },
  { "10 10 0004 'MQTT' 04 02 0000 0001 'a' 0001 'b'", "" },
  { "10 0e 0004 'MQTT' 05 82 0000 00 0001 'a'", "20 03 00 81 00" },
  { "10 0d 0004 'MQTT' 04 02 0000 00ff 'a'", "" },
  /* Client Identifier that is no UTF-8, or has U+0000. [MQTT-1.5.4-1]
   * [MQTT-3.1.3-4], 3.1.1: [MQTT-1.5.3-1] [MQTT-1.5.3-2] [MQTT-3.1.3-4] */
  { "10 0d 0004 'MQTT' 04 02 0000 0001 ff", "" },
  { "10 0d 0004 'MQTT' 04 02 0000 0001 00", "" },
  { "10 0e 0004 'MQTT' 05 02 0000 00 0001 ff", "20 03 00 81 00" },
  { "10 10 0004 'MQTT' 05 02 0000 00 0003 eda080", "20 03 00 81 00" },
  { "10 0f 0006 'MQIsdp' 03 02 0000 0001 ff", "20 02 00 02" },
  /* Properties: twice, unknown, cut off, of another packet, bad value. */
  { "10 18 0004 'MQTT' 05 02 0000 0a 11 00000001 11 00000001 0001 'a'",
    "20 03 00 82 00" },
  { "10 10 0004 'MQTT' 05 02 0000 02 7e 01 0001 'a'", "20 03 00 81 00" },
  { "10 10 0004 'MQTT' 05 02 0000 02 11 00 0001 'a'", "20 03 00 81 00" },
  { "10 11 0004 'MQTT' 05 02 0000 03 23 0001 0001 'a'", "20 03 00 81 00" },
  { "10 11 0004 'MQTT' 05 02 0000 03 21 0000 0001 'a'", "20 03 00 82 00" },
  { "10 10 0004 'MQTT' 05 02 0000 02 17 02 0001 'a'", "20 03 00 82 00" },
  /* Authentication Data without a method (5.0 section 3.1.2.11.10). */
  { "10 12 0004 'MQTT' 05 02 0000 04 16 0001 'x' 0001 'a'", "20 03 00 82 00" },
  /* A will with a wildcard in its topic. */
  { "10 15 0004 'MQTT' 05 06 0000 00 0001 'a' 00 0001 '#' 0001 'x'",
    "20 03 00 81 00" },
};

/* After CONNECT of 3.1 and 3.1.1 only the end is left to say. 3.1.1:
 * [MQTT-4.8.0-1] */
static const Row connected_3[] = {
  { "10 0d 0004 'MQTT' 04 02 0000 0001 'a'", "" }, /* 3.1.1: [MQTT-3.1.0-2] */
  { "00 00", "" },
  { "f0 00", "" },
  { "20 02 0000", "" },
  { "d0 00", "" },
  { "90 03 0001 00", "" },
  { "b0 02 0001", "" },
  { "36 05 0001 't' 0001", "" }, /* 3.1.1: [MQTT-3.3.1-4] */
  { "30 03 0001 '#'", "" },      /* 3.1.1: [MQTT-3.3.2-2] */
  { "30 02 0000", "" },          /* 3.1.1: [MQTT-4.7.3-1] */
  { "30 01 00", "" },
  { "30 03 0002 't'", "" },
  { "32 05 0001 't' 0000", "" }, /* 3.1.1: [MQTT-2.3.1-1] */
  { "30 03 0001 ff", "" },       /* 3.1.1: [MQTT-1.5.3-1] */
  { "30 ff ff ff ff 01", "" },
  { "40 01 00", "" },
  { "82 06 0001 0001 't' 03", "" },  /* 3.1.1: [MQTT-3.8.3-4] */
  { "82 07 0001 0002 't#' 00", "" }, /* 3.1.1: [MQTT-4.7.1-2] */
  { "82 07 0001 0002 't+' 00", "" }, /* 3.1.1: [MQTT-4.7.1-3] */
  { "82 06 0000 0001 't' 00", "" },
  { "c0 01 00", "" },
  { "e1 00", "" }, /* 3.1.1: [MQTT-3.14.1-1] */
};

/* What 3.1 does not forbid, or has no rule for. */
static const Row connected_3_1_1[] = {
  { "38 03 0001 't'", "" }, /* 3.1.1: [MQTT-3.3.1-2] */
  { "60 02 0001", "" },     /* 3.1.1: [MQTT-3.6.1-1] */
  { "41 02 0001", "" },
  { "80 06 0001 0001 't' 00", "" }, /* 3.1.1: [MQTT-3.8.1-1] */
  { "82 02 0001", "" },             /* 3.1.1: [MQTT-3.8.3-3] */
  { "82 06 0001 0001 't' 04", "" },
  { "a0 05 0001 0001 't'", "" }, /* 3.1.1: [MQTT-3.10.1-1] */
  { "a2 02 0001", "" },          /* 3.1.1: [MQTT-3.10.3-2] */
  { "c1 00", "" },
};

/* The same and more in 5.0: DISCONNECT says why [MQTT-4.13.1-1]
 * [MQTT-4.13.2-1] [MQTT-3.14.4-2]. */
static const Row connected_5[] = {
  { "10 0e 0004 'MQTT' 05 02 0000 00 0001 'a'", "e0 01 82" },
  { "00 00", "e0 01 81" },
  { "20 03 0000 00", "e0 01 82" },
  { "d0 00", "e0 01 82" },
  { "36 06 0001 't' 0001 00", "e0 01 81" },
  { "38 04 0001 't' 00", "e0 01 81" },
  { "30 04 0001 '#' 00", "e0 01 81" },
  { "30 03 0000 00", "e0 01 82" }, /* [MQTT-4.7.3-1] */
  { "30 03 0002 't'", "e0 01 81" },
  { "32 06 0001 't' 0000 00", "e0 01 82" },
  { "30 04 0001 ff 00", "e0 01 81" },
  { "30 04 0001 't' 7f", "e0 01 81" },
  { "30 05 0001 't' 01 7f", "e0 01 81" },
  { "30 06 0001 't' 02 01 02", "e0 01 82" },
  { "30 06 0001 't' 02 0b 01", "e0 01 82" },   /* [MQTT-3.3.4-6] */
  { "30 07 0001 't' 03 23 0000", "e0 01 94" }, /* [MQTT-3.3.2-8] */
  { "30 07 0001 't' 03 23 000b", "e0 01 94" },
  { "30 06 0000 03 23 0005", "e0 01 82" }, /* never defined */
  { "30 ff ff ff ff 01", "e0 01 81" },
  { "30 81 80 80 7f", "e0 01 95" },
  { "30 80 00", "e0 01 81" }, /* [MQTT-1.5.5-1] */
  { "60 02 0001", "e0 01 81" },
  { "40 03 0001 77", "e0 01 82" }, /* [MQTT-3.4.2-1] */
  { "80 07 0001 00 0001 't' 00", "e0 01 81" },
  { "82 03 0001 00", "e0 01 82" }, /* [MQTT-3.8.3-2] */
  { "82 07 0001 00 0001 't' 03", "e0 01 82" },
  { "82 07 0001 00 0001 't' 30", "e0 01 82" },
  { "82 07 0001 00 0001 't' 40", "e0 01 81" }, /* [MQTT-3.8.3-5] */
  { "82 08 0001 00 0002 't#' 00", "e0 01 81" },
  { "82 10 0001 00 000a '$share/g/t' 04", "e0 01 82" }, /* [MQTT-3.8.3-4] */
  { "82 0f 0001 00 0009 '$share//t' 00", "e0 01 81" },  /* [MQTT-4.8.2-1] */
  { "82 0e 0001 00 0008 '$share/g' 00", "e0 01 81" },   /* [MQTT-4.8.2-2] */
  { "82 09 0001 02 0b 00 0001 't' 00", "e0 01 82" },
  { "82 0b 0001 04 0b 01 0b 02 0001 't' 00", "e0 01 82" },
  { "a2 03 0001 00", "e0 01 82" },
  { "c0 01 00", "e0 01 81" },
  { "e0 01 03", "e0 01 82" },
  { "e1 00", "e0 01 81" },
  { "f0 00", "e0 01 82" },
};

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

static void
expect_answer (Peer *peer, const Row *row)
{
  g_test_message ("%s", row->bytes);
  peer_send_hex (peer, row->bytes);
  peer_expect_hex (peer, row->answer);
  peer_expect_end (peer);
}

static void
test_unconnected (Fixture *fixture)
{
  Others others;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture_start (fixture);
  others_init (&others, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (unconnected); i++)
    {
      g_autoptr (Peer) peer = peer_new (fixture);

      expect_answer (peer, &unconnected[i]);
      others_go_on (&others);
    }
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_sessions, ==, 2);
  others_clear (&others);
}

static void
run_connected (Fixture *fixture, const Row *rows, guint n_rows)
{
  Others others;

  fixture_start (fixture);
  others_init (&others, fixture);
  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (Peer) peer = peer_connect (fixture, "bad", TRUE);

      expect_answer (peer, &rows[i]);
      others_go_on (&others);
    }
  others_clear (&others);
}

static void
test_connected_3 (Fixture *fixture)
{
  run_connected (fixture, connected_3, G_N_ELEMENTS (connected_3));
}

static void
test_connected_3_1_1 (Fixture *fixture)
{
  run_connected (fixture, connected_3_1_1, G_N_ELEMENTS (connected_3_1_1));
}

static void
test_connected_5 (Fixture *fixture)
{
  run_connected (fixture, connected_5, G_N_ELEMENTS (connected_5));
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
  fixture_add ("/broker/malformed/unconnected", test_unconnected);
  fixture_add_3_x ("/broker/malformed/connected", test_connected_3);
  fixture_add_3_1_1 ("/broker/malformed/connected-3.1.1", test_connected_3_1_1);
  fixture_add_5_0 ("/broker/malformed/connected", test_connected_5);
  fixture_add ("/broker/malformed/cut-off", test_cut_off);
  fixture_add ("/broker/malformed/deep-topics", test_deep_topics);
  return g_test_run ();
}
