/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Retained messages (3.3.1.3). */
#include "broker-peer.h"

#include <string.h>

/* [MQTT-3.3.1-5] to [MQTT-3.3.1-8] [MQTT-3.3.1-12], 3.1.1: [MQTT-3.3.1-5]
 * [MQTT-3.3.1-6] [MQTT-3.3.1-8] to [MQTT-3.3.1-12], and [3.1-28] */
static void
test_store_replace_remove (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_publish (a, 1, TRUE, "t", "first");
  peer_publish (a, 2, TRUE, "t", "second");
  peer_publish (a, 1, FALSE, "t", "passes by");
  peer_subscribe (a, "t", 2);
  peer_expect_publish (a, 2, TRUE, "t", "second");
  /* To an established Subscription it comes without RETAIN. */
  peer_publish (a, 0, TRUE, "t", "third");
  peer_expect_publish (a, 0, FALSE, "t", "third");
  peer_publish (a, 1, TRUE, "t", "");
  peer_expect_publish (a, 1, FALSE, "t", "");
  peer_subscribe (a, "t", 2);
  peer_expect_nothing (a);
  peer_publish (a, 0, TRUE, "never/there", "");
  peer_expect_nothing (a);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_retained, ==, 0);
}

/* Also the wildcards find them; each time anew. 3.1.1: [MQTT-3.3.1-6] */
static void
test_wildcards (Fixture *fixture)
{
  static const struct
  {
    const char *filter;
    const char *topics; /* of those below that match, by first payload byte */
  } rows[] = {
    { "#", "abcdef" },       { "+", "ab" },       { "home/#", "bcde" },
    { "home/+", "cd" },      { "+/+", "cdf" },    { "home/kitchen", "c" },
    { "+/kitchen/#", "ce" }, { "home/+/+", "e" }, { "/+", "f" },
    { "$own/#", "g" },       { "$own/x", "g" },   { "+/x", "" },
    { "home/", "" },         { "nothing", "" },   { "a/#", "a" },
  };
  static const char *const topics[] = {
    "a", "home", "home/kitchen", "home/cellar", "home/kitchen/t", "/b", "$own/x"
  };
  g_autoptr (Peer) publisher = NULL;

  fixture_start (fixture);
  publisher = peer_connect (fixture, "p", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      char payload[] = { (char)('a' + i), '\0' };

      peer_publish (publisher, 1, TRUE, topics[i], payload);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Peer) peer = peer_connect (fixture, "s", TRUE);
      g_autoptr (GString) got = g_string_new (NULL);

      peer_subscribe (peer, rows[i].filter, 0);
      peer_send_hex (peer, "c000");
      while (peer_read (peer) != 0xd0)
        {
          g_assert_cmphex (peer->packet->data[0], ==, 0x31);
          g_string_append_c (got,
                             (char)peer->packet->data[peer->packet->len - 1]);
        }
      for (const char *c = rows[i].topics; *c != '\0'; c++)
        g_assert_nonnull (strchr (got->str, *c));
      g_assert_cmpuint (got->len, ==, strlen (rows[i].topics));
    }
}

/* QoS of both, the lower one; identifier of the Subscription. */
static void
test_options (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_publish (a, 2, TRUE, "t", "x");
  peer_send_hex (a, "82 09 0001 02 0b 63 0001 't' 01");
  peer_expect_hex (a, "90 04 0001 00 01");
  peer_expect_publish_properties (a, 1, TRUE, "t", "0b 63", "x");
}

/* Retain Handling [MQTT-3.3.1-9] [MQTT-3.3.1-10] [MQTT-3.3.1-11]. */
static void
test_handling (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_publish (a, 1, TRUE, "t", "x");
  peer_subscribe (a, "t", 0x20); /* never */
  peer_expect_nothing (a);
  peer_subscribe (a, "t", 0x10); /* if new, and it is not */
  peer_expect_nothing (a);
  peer_subscribe (a, "t", 0x00); /* always */
  peer_expect_publish (a, 0, TRUE, "t", "x");
  peer_unsubscribe (a, "t");
  peer_subscribe (a, "t", 0x10);
  peer_expect_publish (a, 0, TRUE, "t", "x");
}

/* Retain As Published [MQTT-3.3.1-12] [MQTT-3.3.1-13]. */
static void
test_as_published (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;

  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  b = peer_connect (fixture, "b", TRUE);
  peer_subscribe (a, "t", 0x08);
  peer_subscribe (b, "t", 0x00);
  peer_publish (a, 0, TRUE, "t", "x");
  peer_expect_publish (a, 0, TRUE, "t", "x");
  peer_expect_publish (b, 0, FALSE, "t", "x");
  peer_publish (a, 0, FALSE, "t", "y");
  peer_expect_publish (a, 0, FALSE, "t", "y");
}

/* Its Message Expiry Interval shrinks, then it is gone [MQTT-3.3.2-5]
 * [MQTT-3.3.2-6]. */
static void
test_expiry (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_send_hex (a, "33 0c 0001 't' 0001 05 02 0000003c 'x'");
  peer_expect_hex (a, "40 03 0001 10");
  fixture_advance (fixture, 20);
  b = peer_connect (fixture, "b", TRUE);
  peer_subscribe (b, "#", 1);
  peer_expect_publish_properties (b, 1, TRUE, "t", "02 00000028", "x");
  fixture_advance (fixture, 41);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_retained, ==, 0);
  peer_subscribe (b, "#", 1);
  peer_expect_nothing (b);
}

/* No room: refused, and nobody gets it. */
static void
test_limit (Fixture *fixture)
{
  g_autoptr (Peer) a = NULL;
  g_autofree char *payload = g_strnfill (3000, 'x');
  guint8           reason;

  fixture->config.retained_limit_bytes = 5000;
  fixture_start (fixture);
  a = peer_connect (fixture, "a", TRUE);
  peer_publish (a, 1, TRUE, "one", payload);
  peer_subscribe (a, "#", 0x20 * (fixture->version == 5));
  if (fixture->version != 5)
    g_assert_cmphex (peer_read (a), ==, 0x31);
  reason = peer_publish (a, 1, TRUE, "two", payload);
  g_assert_cmphex (reason, ==, fixture->version == 5 ? 0x97 : 0);
  peer_expect_nothing (a);
  peer_publish (a, 0, TRUE, "one", "");
  peer_expect_publish (a, 0, FALSE, "one", "");
  peer_publish (a, 0, TRUE, "two", payload);
  peer_expect_publish (a, 0, FALSE, "two", payload);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/retained/store-replace-remove",
               test_store_replace_remove);
  fixture_add ("/broker/retained/wildcards", test_wildcards);
  fixture_add_5_0 ("/broker/retained/options", test_options);
  fixture_add_5_0 ("/broker/retained/handling", test_handling);
  fixture_add_5_0 ("/broker/retained/as-published", test_as_published);
  fixture_add_5_0 ("/broker/retained/expiry", test_expiry);
  fixture_add ("/broker/retained/limit", test_limit);
  return g_test_run ();
}
