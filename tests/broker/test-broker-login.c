/* SPDX-License-Identifier: GPL-3.0-or-later */
/* User names and passwords in CONNECT. */
#include "broker-peer.h"

#include <string.h>

static void
add_user (Fixture *fixture, const char *name, const char *password, guint cost)
{
  g_autoptr (WillowPassword) kept = willow_password_new (
      WILLOW_PASSWORD_PBKDF2, password, strlen (password), cost, NULL);

  if (fixture->config.access == NULL)
    fixture->config.access = willow_broker_access_new ();
  willow_broker_access_add_user (fixture->config.access, name, kept);
}

static void
start (Fixture *fixture, gboolean anonymous)
{
  add_user (fixture, "alice", "secret", 10);
  add_user (fixture, "bob", "pass", 10);
  willow_broker_access_set_anonymous (fixture->config.access, anonymous);
  fixture_start (fixture);
}

static Peer *
begin (Fixture    *fixture,
       const char *client_id,
       gboolean    clean,
       const char *user_name,
       const char *password)
{
  Peer *peer = peer_new (fixture);
  g_autoptr (GByteArray) connect = build_connect_login (
      fixture->version, client_id, clean, user_name, password);

  peer_send (peer, connect);
  return peer;
}

/* [MQTT-3.1.4-2] [MQTT-3.2.2-7], 3.1.1: [MQTT-3.2.2-4] [MQTT-3.2.2-5] */
static void
expect_refused (Peer *peer, guint8 code_5_0, guint8 code_3)
{
  g_assert_cmphex (peer_read (peer), ==, 0x20);
  g_assert_cmphex (peer->packet->data[2], ==, 0);
  g_assert_cmphex (
      peer->packet->data[3], ==, peer->version == 5 ? code_5_0 : code_3);
  peer_expect_end (peer);
}

static void
expect_accepted (Peer *peer)
{
  g_assert_cmphex (peer_read (peer), ==, 0x20);
  g_assert_cmphex (peer->packet->data[3], ==, 0);
}

static guint64
get_count (Fixture *fixture, WillowBrokerRefusal refusal)
{
  g_autoptr (WillowBrokerSnapshot) snapshot = fixture_snapshot (fixture);

  return snapshot->n_refused[refusal];
}

static void
test_accepted (Fixture *fixture)
{
  start (fixture, FALSE);
  /* The second time the password is remembered. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Peer) peer = begin (fixture, "a", TRUE, "alice", "secret");
      g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

      expect_accepted (peer);
      peer_expect_nothing (peer);
      snapshot = fixture_snapshot (fixture);
      g_assert_cmpstr (
          fixture_find_client (snapshot, "a")->user_name, ==, "alice");
      peer_disconnect (peer);
    }
}

/* What comes behind CONNECT waits for the answer. */
static void
test_early_packets (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  start (fixture, FALSE);
  peer = begin (fixture, "a", TRUE, "alice", "secret");
  peer_send_hex (peer, "c000");
  expect_accepted (peer);
  peer_expect_hex (peer, "d000");
}

static void
test_wrong (Fixture *fixture)
{
  const char *logins[][2] = { { "alice", "Secret" }, { "alice", "" },
                              { "alice", "pass" },   { "nobody", "secret" },
                              { "Alice", "secret" }, { "alice", NULL } };

  for (guint anonymous = 0; anonymous < 2; anonymous++)
    {
      if (anonymous == 0)
        start (fixture, FALSE);
      else
        {
          fixture_stop (fixture);
          willow_broker_access_set_anonymous (fixture->config.access, TRUE);
          fixture_start (fixture);
        }
      for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
        {
          g_autoptr (Peer) peer =
              begin (fixture, "a", TRUE, logins[i][0], logins[i][1]);

          expect_refused (peer, 0x86, 4);
        }
      g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_PASSWORD),
                        ==,
                        G_N_ELEMENTS (logins));
    }
}

static void
test_anonymous (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (Peer) empty = NULL;
  g_autoptr (Peer) other = NULL;

  start (fixture, FALSE);
  peer = begin (fixture, "a", TRUE, NULL, NULL);
  expect_refused (peer, 0x87, 5);
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_ANONYMOUS), ==, 1);
  empty = begin (fixture, "a", TRUE, "", "secret");
  expect_refused (empty, 0x87, 5);
  fixture_stop (fixture);
  willow_broker_access_set_anonymous (fixture->config.access, TRUE);
  fixture_start (fixture);
  other = begin (fixture, "a", TRUE, NULL, NULL);
  expect_accepted (other);
}

/* Without a list names are taken as they are claimed, or not at all. */
static void
test_no_users (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (Peer) other = NULL;

  fixture->config.access = willow_broker_access_new ();
  fixture_start (fixture);
  peer = begin (fixture, "a", TRUE, "claimed", "x");
  expect_accepted (peer);
  fixture_stop (fixture);
  willow_broker_access_set_anonymous (fixture->config.access, FALSE);
  fixture_start (fixture);
  other = begin (fixture, "a", TRUE, "claimed", "x");
  expect_refused (other, 0x87, 5);
}

/* Nobody throws out, or takes the Session of, somebody else. */
static void
test_owner (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (Peer) thief = NULL;
  g_autoptr (Peer) second = NULL;
  g_autoptr (Peer) back = NULL;

  start (fixture, TRUE);
  peer = begin (fixture, "a", FALSE, "alice", "secret");
  expect_accepted (peer);
  peer_subscribe (peer, "t", 1);
  thief = begin (fixture, "a", FALSE, "bob", "pass");
  expect_refused (thief, 0x85, 2);
  peer_expect_nothing (peer);
  peer_disconnect (peer);
  second = begin (fixture, "a", FALSE, "bob", "pass");
  expect_accepted (second);
  g_assert_false (peer_get_session_present (second));
  peer_disconnect (second);
  back = begin (fixture, "a", FALSE, "bob", "pass");
  expect_accepted (back);
  g_assert_true (peer_get_session_present (back) || fixture->version == 3);
}

/* Each wrong one after the first ones is answered later, and the right one is
 * not. */
static void
test_slowed_down (Fixture *fixture)
{
  g_autoptr (Peer) wrong = NULL;
  g_autoptr (Peer) slow = NULL;
  g_autoptr (Peer) right = NULL;

  fixture_use_manual_clock (fixture);
  fixture->config.free_login_failures = 1;
  start (fixture, FALSE);
  wrong = begin (fixture, "a", TRUE, "alice", "x");
  expect_refused (wrong, 0x86, 4);
  slow = begin (fixture, "a", TRUE, "alice", "x");
  while (get_count (fixture, WILLOW_REFUSED_PASSWORD) < 2)
    g_thread_yield ();
  right = begin (fixture, "b", TRUE, "alice", "secret");
  expect_accepted (right);
  fixture_advance (fixture, 0.2);
  g_assert_false (g_socket_condition_check (slow->socket, G_IO_IN) & G_IO_IN);
  fixture_advance (fixture, 0.1);
  expect_refused (slow, 0x86, 4);
}

/* So many wait that no password is looked at any more. */
static void
test_too_many (Fixture *fixture)
{
  Peer *peers[16];
  g_autoptr (Peer) wrong = NULL;
  g_autoptr (Peer) last = NULL;

  fixture_use_manual_clock (fixture);
  fixture->config.free_login_failures = 1;
  start (fixture, FALSE);
  wrong = begin (fixture, "a", TRUE, "alice", "x");
  expect_refused (wrong, 0x86, 4);
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    peers[i] = begin (fixture, "a", TRUE, "alice", "x");
  while (get_count (fixture, WILLOW_REFUSED_PASSWORD) < 17)
    g_thread_yield ();
  last = begin (fixture, "a", TRUE, "alice", "secret");
  expect_refused (last, 0x9f, 3);
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_LOGIN_RATE), ==, 1);
  /* Half of them go, the others are answered in the end. */
  for (guint i = 0; i < G_N_ELEMENTS (peers) / 2; i++)
    peer_reset (peers[i]);
  fixture_advance (fixture, 10);
  for (guint i = G_N_ELEMENTS (peers) / 2; i < G_N_ELEMENTS (peers); i++)
    expect_refused (peers[i], 0x86, 4);
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    peer_free (peers[i]);
}

/* The traffic of others goes on while passwords are compared, and so does what
 * needs no comparing. */
static void
test_storm (Fixture *fixture)
{
  Peer *storm[40];
  g_autoptr (Peer) sender = NULL;
  g_autoptr (Peer) receiver = NULL;
  g_autoptr (Peer) newcomer = NULL;

  fixture->config.free_login_failures = 0;
  add_user (fixture, "slow", "secret", 1000000);
  start (fixture, TRUE);
  receiver = peer_connect (fixture, "receiver", TRUE);
  peer_subscribe (receiver, "t", 1);
  sender = begin (fixture, "sender", TRUE, "alice", "secret");
  expect_accepted (sender);
  for (guint i = 0; i < G_N_ELEMENTS (storm); i++)
    storm[i] = begin (fixture, "x", TRUE, "slow", "wrong");
  for (guint i = 0; i < 200; i++)
    {
      peer_publish (sender, 1, FALSE, "t", "m");
      peer_expect_publish (receiver, 1, FALSE, "t", "m");
    }
  newcomer = begin (fixture, "newcomer", TRUE, "alice", "secret");
  expect_accepted (newcomer);
  /* They have not been through yet: all that was meanwhile. */
  g_assert_false (g_socket_condition_check (
                      storm[G_N_ELEMENTS (storm) - 1]->socket, G_IO_IN) &
                  G_IO_IN);
  for (guint i = 0; i < G_N_ELEMENTS (storm); i++)
    peer_free (storm[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/login/accepted", test_accepted);
  fixture_add ("/broker/login/early-packets", test_early_packets);
  fixture_add ("/broker/login/wrong", test_wrong);
  fixture_add ("/broker/login/anonymous", test_anonymous);
  fixture_add ("/broker/login/no-users", test_no_users);
  fixture_add ("/broker/login/owner", test_owner);
  fixture_add ("/broker/login/slowed-down", test_slowed_down);
  fixture_add ("/broker/login/too-many", test_too_many);
  fixture_add ("/broker/login/storm", test_storm);
  return g_test_run ();
}
