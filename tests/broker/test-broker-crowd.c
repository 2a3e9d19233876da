/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many Clients that want nothing good: silent, slow, gone without a word, deaf,
 * or all at once. They are cut in time, and the messages of two good Clients go
 * on. The same with 10,000 and real time: tests/benchmark/benchmark-crowd.c. */
#include "broker-peer.h"

#include <string.h>
#include <sys/socket.h>

#define N_CROWD 100
#define N_STORM 300
#define N_DEAF 4
#define CONNECT_TIMEOUT_SECONDS 10
#define KEEP_ALIVE_SECONDS 10
#define OUTPUT_LIMIT_BYTES 100000

typedef struct
{
  Peer *subscriber;
  Peer *publisher;
  Peer *crowd[N_STORM];
  guint n_crowd;
  guint n_messages;
} World;

static void
goes_on (World *world)
{
  g_autofree char *payload = g_strdup_printf ("%u", world->n_messages++);

  peer_publish (world->publisher, 1, FALSE, "good", payload);
  peer_expect_publish (world->subscriber, 1, FALSE, "good", payload);
}

static void
world_init (World *world, Fixture *fixture, guint n_crowd)
{
  *world = (World){ .n_crowd = n_crowd };
  fixture_start (fixture);
  for (guint i = 0; i < n_crowd; i++)
    world->crowd[i] = peer_new (fixture);
  /* They come after the crowd, which has been accepted then. */
  world->subscriber = peer_connect (fixture, "good-s", TRUE);
  world->publisher = peer_connect (fixture, "good-p", TRUE);
  peer_subscribe (world->subscriber, "good", 1);
}

static void
world_clear (World *world)
{
  peer_free (world->subscriber);
  peer_free (world->publisher);
  for (guint i = 0; i < world->n_crowd; i++)
    peer_free (world->crowd[i]);
}

static void
expect_all_cut (World *world, Fixture *fixture)
{
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  for (guint i = 0; i < world->n_crowd; i++)
    peer_expect_end (world->crowd[i]);
  goes_on (world);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_connected, ==, 2);
  g_assert_cmpuint (snapshot->n_sessions, ==, 2);
}

/* A byte of CONNECT each second is no CONNECT: the time does not begin anew.
 * [5.0-U18], 3.1.1: [3.1.1-U10] */
static void
test_slow_connect (Fixture *fixture)
{
  World world;
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  fixture_use_manual_clock (fixture);
  world_init (&world, fixture, N_CROWD);
  pb_connect (connect, fixture->version, "a long name for a client", TRUE, 0);
  for (guint second = 0; second < CONNECT_TIMEOUT_SECONDS; second++)
    {
      GByteArray byte = { connect->data + second, 1 };

      for (guint i = 0; i < N_CROWD; i++)
        peer_send (world.crowd[i], &byte);
      goes_on (&world);
      fixture_advance (fixture, 1.01);
    }
  g_assert_cmpuint (connect->len, >, CONNECT_TIMEOUT_SECONDS);
  expect_all_cut (&world, fixture);
  world_clear (&world);
}

/* Whoever says nothing at all. [5.0-U18], 3.1.1: [3.1.1-U10] */
static void
test_silent (Fixture *fixture)
{
  World world;
  g_autoptr (Peer) late = NULL;
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  fixture_use_manual_clock (fixture);
  world_init (&world, fixture, N_CROWD);
  late = peer_new (fixture);
  goes_on (&world);
  fixture_advance (fixture, CONNECT_TIMEOUT_SECONDS - 0.1);
  pb_connect (connect, fixture->version, "late", TRUE, 0);
  peer_send (late, connect);
  g_assert_cmphex (peer_read (late), ==, 0x20);
  peer_disconnect (late);
  goes_on (&world);
  fixture_advance (fixture, 0.2);
  expect_all_cut (&world, fixture);
  world_clear (&world);
}

/* CONNECT with a will of QoS 1 to "good", and a Keep Alive. */
static void
send_connect_with_will (Peer *peer, guint number)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *id = g_strdup_printf ("gone-%u", number);
  guint            mark = pb_begin (bytes, 0x10);

  pb_str (bytes, peer->version == 3 ? "MQIsdp" : "MQTT");
  pb_u8 (bytes, peer->version);
  pb_u8 (bytes, 0x0e);
  pb_u16 (bytes, KEEP_ALIVE_SECONDS);
  if (peer->version == 5)
    pb_u8 (bytes, 0);
  pb_str (bytes, id);
  if (peer->version == 5)
    pb_u8 (bytes, 0);
  pb_str (bytes, "good");
  pb_str (bytes, "will");
  pb_end (bytes, mark);
  peer_send (peer, bytes);
  g_assert_cmphex (peer_read (peer), ==, 0x20);
}

/* Peers that have vanished without FIN: each is cut by its Keep Alive, with its
 * will. [MQTT-3.1.2-22] [MQTT-3.1.2-8], 3.1.1: [MQTT-3.1.2-24]
 * [MQTT-3.1.2-8] */
static void
test_half_open (Fixture *fixture)
{
  World world;

  fixture_use_manual_clock (fixture);
  world_init (&world, fixture, N_CROWD);
  for (guint i = 0; i < N_CROWD; i++)
    send_connect_with_will (world.crowd[i], i);
  fixture_advance (fixture, KEEP_ALIVE_SECONDS * 1.5 - 0.1);
  goes_on (&world);
  fixture_advance (fixture, 0.2);
  for (guint i = 0; i < N_CROWD; i++)
    peer_expect_publish (world.subscriber, 1, FALSE, "good", "will");
  if (fixture->version == 5)
    for (guint i = 0; i < N_CROWD; i++)
      peer_expect_disconnect (world.crowd[i], 0x8d);
  expect_all_cut (&world, fixture);
  world_clear (&world);
}

/* Readers that never read cost no more than the limit, are cut and counted; who
 * reads gets all. */
static void
test_deaf (Fixture *fixture)
{
  World            world;
  g_autofree char *payload = g_strnfill (50000, 'x');
  int              small = 4096;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  fixture->config.output_limit_bytes = OUTPUT_LIMIT_BYTES;
  world_init (&world, fixture, N_DEAF);
  for (guint i = 0; i < N_DEAF; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autofree char *id = g_strdup_printf ("deaf-%u", i);

      setsockopt (g_socket_get_fd (world.crowd[i]->socket),
                  SOL_SOCKET,
                  SO_RCVBUF,
                  &small,
                  sizeof small);
      pb_connect (bytes, fixture->version, id, TRUE, 0);
      pb_subscribe (bytes, fixture->version, 1, "good", 1);
      peer_send (world.crowd[i], bytes);
    }
  do
    {
      peer_publish (world.publisher, 1, FALSE, "good", payload);
      peer_expect_publish (world.subscriber, 1, FALSE, "good", payload);
      g_clear_pointer (&snapshot, willow_broker_snapshot_unref);
      snapshot = fixture_snapshot (fixture);
      g_assert_cmpuint (++world.n_messages, <, 2000);
    }
  while (snapshot->n_connected > 2);
  g_assert_cmpuint (snapshot->n_refused[WILLOW_REFUSED_CUT], ==, N_DEAF);
  g_assert_cmpuint (snapshot->n_sessions, ==, 2);
  goes_on (&world);
  world_clear (&world);
}

/* All come at once, three times, and vanish with RST. */
static void
test_storm (Fixture *fixture)
{
  World world;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  world_init (&world, fixture, 0);
  for (guint round = 0; round < 3; round++)
    {
      Peer *peers[N_STORM];

      for (guint i = 0; i < N_STORM; i++)
        {
          g_autoptr (GByteArray) bytes = g_byte_array_new ();
          g_autofree char *id = g_strdup_printf ("storm-%u", i);

          peers[i] = peer_new (fixture);
          pb_connect (bytes, fixture->version, id, TRUE, 0);
          peer_send (peers[i], bytes);
        }
      goes_on (&world);
      for (guint i = 0; i < N_STORM; i++)
        {
          g_assert_cmphex (peer_read (peers[i]), ==, 0x20);
          peer_reset (peers[i]);
          peer_free (peers[i]);
        }
      goes_on (&world);
    }
  do
    {
      g_clear_pointer (&snapshot, willow_broker_snapshot_unref);
      snapshot = fixture_snapshot (fixture);
    }
  while (snapshot->n_sessions > 2);
  goes_on (&world);
  world_clear (&world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/crowd/slow-connect", test_slow_connect);
  fixture_add ("/broker/crowd/silent", test_silent);
  fixture_add ("/broker/crowd/half-open", test_half_open);
  fixture_add ("/broker/crowd/deaf", test_deaf);
  fixture_add ("/broker/crowd/storm", test_storm);
  return g_test_run ();
}
