/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Will Messages (3.1.2.5). */
#include "broker-peer.h"

typedef struct
{
  Peer *watcher;
  Peer *client; /* with a will */
} Scene;

static void
scene_init (Scene *scene, Fixture *fixture, const GByteArray *connect)
{
  scene->watcher = peer_connect (fixture, "watcher", TRUE);
  peer_subscribe (scene->watcher, "will/#", 2);
  scene->client = peer_connect_bytes (fixture, connect);
}

static void
scene_clear (Scene *scene)
{
  peer_free (scene->watcher);
  peer_free (scene->client);
}

static WillowWillState
get_state (Fixture *fixture, const char *client_id)
{
  g_autoptr (WillowBrokerSnapshot) snapshot = fixture_snapshot (fixture);

  return fixture_find_client (snapshot, client_id)->will;
}

/* FIN without DISCONNECT. [MQTT-3.1.2-7] [MQTT-3.1.2-8], 3.1.1: [MQTT-3.1.2-8]
 */
static void
test_fin (Fixture *fixture)
{
  Scene scene;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "w", 0x10, "will/w", "gone");

  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  g_assert_cmpint (get_state (fixture, "w"), ==, WILLOW_WILL_ARMED);
  peer_close (scene.client);
  peer_expect_publish (scene.watcher, 2, FALSE, "will/w", "gone");
  scene_clear (&scene);
}

static void
test_reset (Fixture *fixture)
{
  Scene scene;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "w", 0x08, "will/w", "gone");

  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  peer_reset (scene.client);
  peer_expect_publish (scene.watcher, 1, FALSE, "will/w", "gone");
  scene_clear (&scene);
}

/* [3.1-20] [3.1-32] [MQTT-3.14.4-3] [MQTT-3.1.2-10], 3.1.1: [MQTT-3.1.2-10]
 * [MQTT-3.14.4-3] */
static void
test_disconnect (Fixture *fixture)
{
  Scene scene;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "w", 0, "will/w", "gone");

  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  peer_disconnect (scene.client);
  peer_expect_nothing (scene.watcher);
  scene_clear (&scene);
}

/* 5.0 section 3.14.2.1: Disconnect with Will Message. [5.0-U21] */
static void
test_disconnect_with_will (Fixture *fixture)
{
  Scene scene;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "w", 0, "will/w", "gone");

  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  peer_send_hex (scene.client, "e0 01 04");
  peer_expect_publish (scene.watcher, 0, FALSE, "will/w", "gone");
  scene_clear (&scene);
}

static void
test_violation (Fixture *fixture)
{
  Scene scene;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "w", 0, "will/w", "gone");

  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  peer_send_hex (scene.client, "36 05 0001 't' 0001"); /* QoS 3 */
  peer_expect_publish (scene.watcher, 0, FALSE, "will/w", "gone");
  scene_clear (&scene);
}

static void
test_takeover (Fixture *fixture)
{
  Scene scene;
  g_autoptr (Peer) taker = NULL;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "w", 0, "will/w", "gone");

  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  taker = peer_connect (fixture, "w", TRUE);
  peer_expect_publish (scene.watcher, 0, FALSE, "will/w", "gone");
  peer_disconnect (taker);
  peer_expect_nothing (scene.watcher);
  scene_clear (&scene);
}

static void
test_keep_alive (Fixture *fixture)
{
  Scene scene;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "w", 0, "will/w", "gone");
  guint keep_alive_at = fixture->version == 3 ? 12 : 10;

  connect->data[keep_alive_at + 1] = 20;
  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  fixture_advance (fixture, 29);
  peer_expect_nothing (scene.watcher);
  fixture_advance (fixture, 2);
  peer_expect_publish (scene.watcher, 0, FALSE, "will/w", "gone");
  scene_clear (&scene);
}

/* [MQTT-3.1.2-15], 3.1.1: [MQTT-3.1.2-17] */
static void
test_retained (Fixture *fixture)
{
  Scene scene;
  g_autoptr (Peer) late = NULL;
  g_autoptr (GByteArray) connect =
      build_connect_will (fixture->version, "w", 0x28, "will/w", "gone");

  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  peer_reset (scene.client);
  peer_expect_publish (scene.watcher, 1, FALSE, "will/w", "gone");
  late = peer_connect (fixture, "late", TRUE);
  peer_subscribe (late, "will/w", 0);
  peer_expect_publish (late, 0, TRUE, "will/w", "gone");
  scene_clear (&scene);
}

/* A will cannot speak for the broker. */
static void
test_sys (Fixture *fixture)
{
  Scene scene;
  g_autoptr (GByteArray) connect = build_connect_will (
      fixture->version, "w", 0, "$SYS/broker/version", "mine");
  g_autoptr (Peer) late = NULL;

  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  peer_reset (scene.client);
  peer_publish (scene.watcher, 1, FALSE, "will/x", "x");
  peer_expect_publish (scene.watcher, 1, FALSE, "will/x", "x");
  late = peer_connect (fixture, "late", TRUE);
  peer_subscribe (late, "$SYS/broker/version", 0);
  peer_expect_publish (
      late, 0, TRUE, "$SYS/broker/version", "willow version 0.1.0");
  scene_clear (&scene);
}

/* Will Delay Interval (5.0 section 3.1.3.2.2) [MQTT-3.1.2-8]. */
static void
test_delay (Fixture *fixture)
{
  Scene scene;
  g_autoptr (GByteArray) connect =
      build_connect_will_delay ("w", 1000, 30, "will/w", "gone");

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  peer_send_hex (scene.client, "e0 01 04");
  peer_expect_end (scene.client);
  g_assert_cmpint (get_state (fixture, "w"), ==, WILLOW_WILL_WAITING);
  fixture_advance (fixture, 29);
  peer_expect_nothing (scene.watcher);
  fixture_advance (fixture, 2);
  peer_expect_publish (scene.watcher, 0, FALSE, "will/w", "gone");
  g_assert_cmpint (get_state (fixture, "w"), ==, WILLOW_WILL_PUBLISHED);
  scene_clear (&scene);
}

/* A day in microseconds needs more than 32 bits. */
static void
test_long_delay (Fixture *fixture)
{
  Scene scene;
  g_autoptr (GByteArray) connect =
      build_connect_will_delay ("w", 200000, 90000, "will/w", "gone");

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  peer_send_hex (scene.client, "e0 01 04");
  peer_expect_end (scene.client);
  fixture_advance (fixture, 4200);
  peer_expect_nothing (scene.watcher);
  g_assert_cmpint (get_state (fixture, "w"), ==, WILLOW_WILL_WAITING);
  scene_clear (&scene);
}

/* [MQTT-3.1.3-9] */
static void
test_delay_back_in_time (Fixture *fixture)
{
  Scene scene;
  g_autoptr (Peer) back = NULL;
  g_autoptr (GByteArray) connect =
      build_connect_will_delay ("w", 1000, 30, "will/w", "gone");

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  peer_send_hex (scene.client, "e0 01 04");
  peer_expect_end (scene.client);
  fixture_advance (fixture, 29);
  back = peer_connect (fixture, "w", FALSE);
  g_assert_true (peer_get_session_present (back));
  g_assert_cmpint (get_state (fixture, "w"), ==, WILLOW_WILL_CANCELLED);
  fixture_advance (fixture, 100);
  peer_expect_nothing (scene.watcher);
  scene_clear (&scene);
}

/* The Session ends first: the will does not wait any longer [MQTT-3.1.2-8]. */
static void
test_delay_session_ends (Fixture *fixture)
{
  Scene scene;
  g_autoptr (GByteArray) connect =
      build_connect_will_delay ("w", 10, 3000, "will/w", "gone");

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  peer_send_hex (scene.client, "e0 01 04");
  peer_expect_end (scene.client);
  fixture_advance (fixture, 9);
  peer_expect_nothing (scene.watcher);
  fixture_advance (fixture, 2);
  peer_expect_publish (scene.watcher, 0, FALSE, "will/w", "gone");
  scene_clear (&scene);
}

/* A Clean Start ends the Session, too. */
static void
test_delay_clean_start (Fixture *fixture)
{
  Scene scene;
  g_autoptr (Peer) taker = NULL;
  g_autoptr (GByteArray) connect =
      build_connect_will_delay ("w", 1000, 3000, "will/w", "gone");

  fixture_use_manual_clock (fixture);
  fixture_start (fixture);
  scene_init (&scene, fixture, connect);
  taker = peer_connect (fixture, "w", TRUE);
  peer_expect_publish (scene.watcher, 0, FALSE, "will/w", "gone");
  scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/will/fin", test_fin);
  fixture_add ("/broker/will/reset", test_reset);
  fixture_add ("/broker/will/disconnect", test_disconnect);
  fixture_add_5_0 ("/broker/will/disconnect-with-will",
                   test_disconnect_with_will);
  fixture_add ("/broker/will/violation", test_violation);
  fixture_add ("/broker/will/takeover", test_takeover);
  fixture_add ("/broker/will/keep-alive", test_keep_alive);
  fixture_add ("/broker/will/retained", test_retained);
  fixture_add ("/broker/will/sys", test_sys);
  fixture_add_5_0 ("/broker/will/delay", test_delay);
  fixture_add_5_0 ("/broker/will/long-delay", test_long_delay);
  fixture_add_5_0 ("/broker/will/delay-back-in-time", test_delay_back_in_time);
  fixture_add_5_0 ("/broker/will/delay-session-ends", test_delay_session_ends);
  fixture_add_5_0 ("/broker/will/delay-clean-start", test_delay_clean_start);
  return g_test_run ();
}
