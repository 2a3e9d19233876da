/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for topics at work, and what happens when they change. */
#include "broker-peer.h"
#include "broker/guard/willow-broker-guard.h"

#include <string.h>

/* Of "secret", by mosquitto_passwd. */
#define HASH                                                                   \
  "$7$101$cCXt5cp5oEMPTtDM$P0/"                                                \
  "+TcHAj8uPGoHrLJDqx1jozz55LRcd6eNxkpeZFjLrsis1qjmxo2MZQYoTe7a+"              \
  "yUN6pHSRvxds4sJdraztQA=="

static WillowBrokerAccess *
make (const char *users, const char *rules)
{
  WillowBrokerAccess *access = willow_broker_access_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  if (users != NULL)
    willow_broker_access_read_users (
        access, users, strlen (users), "users", problems);
  if (rules != NULL)
    willow_broker_access_read_rules (
        access, rules, strlen (rules), "acl", problems);
  g_assert_cmpuint (problems->len, ==, 0);
  return access;
}

static void
start (Fixture *fixture, const char *rules)
{
  fixture->config.access = make (NULL, rules);
  fixture_start (fixture);
}

static Peer *
login (Fixture *fixture, const char *client_id, gboolean clean)
{
  g_autoptr (GByteArray) connect = build_connect_login (
      fixture->version, client_id, clean, "alice", "secret");

  return peer_connect_bytes (fixture, connect);
}

/* In force when this returns. */
static void
set_access (Fixture *fixture, WillowBrokerAccess *access)
{
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  willow_broker_set_access (fixture->broker, access);
  snapshot = fixture_snapshot (fixture);
}

static guint64
get_count (Fixture *fixture, WillowBrokerRefusal refusal)
{
  g_autoptr (WillowBrokerSnapshot) snapshot = fixture_snapshot (fixture);

  return snapshot->n_refused[refusal];
}

/* 5.0 says why not; 3.x acknowledges and drops. 3.1.1: [MQTT-3.3.5-2] */
static void
test_publish (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  guint8 denied = fixture->version == 5 ? 0x87 : 0;

  start (fixture, "topic read #\ntopic write ok/#");
  peer = peer_connect (fixture, "a", TRUE);
  peer_subscribe (peer, "#", 2);
  for (guint8 qos = 0; qos <= 2; qos++)
    g_assert_cmphex (
        peer_publish (peer, qos, TRUE, "no", "x"), ==, denied * (qos > 0));
  peer_expect_nothing (peer);
  peer_publish (peer, 1, FALSE, "ok/x", "y");
  peer_expect_publish (peer, 1, FALSE, "ok/x", "y");
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_WRITE), ==, 3);
  /* Nothing of it was retained. */
  peer_subscribe (peer, "no", 0);
  peer_expect_nothing (peer);
}

/* SUBSCRIBE is granted, and what must not be read does not come. */
static void
test_read (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  start (fixture, "topic write #\ntopic read ok/#\ntopic deny ok/secret");
  peer = peer_connect (fixture, "a", TRUE);
  peer_publish (peer, 1, TRUE, "ok/kept", "r");
  peer_publish (peer, 1, TRUE, "no/kept", "r");
  peer_subscribe (peer, "#", 1);
  peer_expect_publish (peer, 1, TRUE, "ok/kept", "r");
  peer_publish (peer, 1, FALSE, "no", "x");
  peer_publish (peer, 0, FALSE, "ok/secret", "x");
  peer_publish (peer, 1, FALSE, "ok/a", "y");
  peer_expect_publish (peer, 1, FALSE, "ok/a", "y");
  peer_expect_nothing (peer);
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_READ), ==, 2);
}

static void
test_patterns (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (Peer) other = NULL;

  start (fixture,
         "pattern write up/%c\npattern read to/%c\npattern write to/+");
  peer = peer_connect (fixture, "a", TRUE);
  other = peer_connect (fixture, "b", TRUE);
  peer_subscribe (peer, "to/+", 1);
  peer_subscribe (other, "to/+", 1);
  peer_publish (peer, 1, FALSE, "to/b", "x");
  peer_expect_publish (other, 1, FALSE, "to/b", "x");
  peer_expect_nothing (peer);
  peer_publish (peer, 1, FALSE, "up/b", "x");
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_WRITE), ==, 1);
}

/* 3.1: [3.1-29] there it is not to know. */
static void
test_subscribe (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const guint8 codes[] = { [3] = 1, [4] = 0x80, [5] = 0x87 };

  start (fixture, "topic readwrite #\ntopic subscribe ok/#");
  peer = peer_connect (fixture, "a", TRUE);
  peer_subscribe (peer, "ok/+", 1);
  pb_subscribe (bytes, fixture->version, ++peer->last_id, "#", 1);
  peer_send (peer, bytes);
  g_byte_array_set_size (bytes, 0);
  pb_suback (bytes, fixture->version, peer->last_id, codes[fixture->version]);
  peer_expect (peer, bytes);
  peer_publish (peer, 1, FALSE, "no", "x");
  peer_expect_nothing (peer);
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_SUBSCRIBE), ==, 1);
}

/* Who may not read is passed over. */
static void
test_shared (Fixture *fixture)
{
  g_autoptr (Peer) may = NULL;
  g_autoptr (Peer) may_not = NULL;

  start (fixture, "topic write #\npattern read jobs/%c");
  may = peer_connect (fixture, "a", TRUE);
  may_not = peer_connect (fixture, "b", TRUE);
  peer_subscribe (may_not, "$share/g/jobs/+", 1);
  peer_subscribe (may, "$share/g/jobs/+", 1);
  for (guint i = 0; i < 4; i++)
    {
      peer_publish (may_not, 1, FALSE, "jobs/a", "x");
      peer_expect_publish (may, 1, FALSE, "jobs/a", "x");
    }
  peer_publish (may, 1, FALSE, "jobs/c", "x");
  peer_expect_nothing (may_not);
  peer_expect_nothing (may);
}

static void
test_will (Fixture *fixture)
{
  g_autoptr (Peer) watcher = NULL;
  const char *topics[] = { "no", "ok" };

  start (fixture, "topic read #\ntopic write ok");
  watcher = peer_connect (fixture, "w", TRUE);
  peer_subscribe (watcher, "#", 0);
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      g_autoptr (GByteArray) connect =
          build_connect_will (fixture->version, "a", 0, topics[i], "gone");
      g_autoptr (Peer) peer = peer_connect_bytes (fixture, connect);

      peer_reset (peer);
    }
  peer_expect_publish (watcher, 0, FALSE, "ok", "gone");
  peer_expect_nothing (watcher);
  g_assert_cmpuint (get_count (fixture, WILLOW_REFUSED_WRITE), ==, 1);
}

/* What is forbidden from now on stops at once, also what waits already. */
static void
test_reload (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (Peer) reader = NULL;
  g_autoptr (Peer) back = NULL;
  g_autoptr (WillowBrokerAccess) less =
      make ("alice:" HASH, "user alice\ntopic readwrite ok\ntopic write x");

  fixture->config.access = make ("alice:" HASH, NULL);
  fixture_start (fixture);
  peer = login (fixture, "p", TRUE);
  reader = login (fixture, "r", FALSE);
  peer_subscribe (reader, "#", 1);
  peer_disconnect (reader);
  peer_publish (peer, 1, FALSE, "x", "1");
  peer_publish (peer, 1, FALSE, "ok", "2");
  set_access (fixture, less);
  peer_publish (peer, 1, FALSE, "no", "3");
  peer_publish (peer, 1, FALSE, "ok", "4");
  peer_publish (peer, 1, FALSE, "x", "5");
  back = login (fixture, "r", FALSE);
  peer_expect_publish (back, 1, FALSE, "ok", "2");
  peer_expect_publish (back, 1, FALSE, "ok", "4");
  peer_expect_nothing (back);
  set_access (fixture, NULL);
  peer_publish (peer, 1, FALSE, "no", "6");
  peer_expect_publish (back, 1, FALSE, "no", "6");
}

static void
test_reload_subscriptions (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  g_autoptr (WillowBrokerAccess) less =
      make (NULL, "topic readwrite #\ntopic subscribe ok/#");

  fixture_start (fixture);
  peer = peer_connect (fixture, "a", TRUE);
  peer_subscribe (peer, "#", 1);
  peer_subscribe (peer, "ok/+", 1);
  set_access (fixture, less);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (
      fixture_find_client (snapshot, "a")->n_subscriptions, ==, 1);
  peer_publish (peer, 1, FALSE, "no", "x");
  peer_expect_nothing (peer);
}

/* 0x98, and for 3.x the end without a word; its Session ends, too. */
static void
test_reload_users (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;
  g_autoptr (Peer) away = NULL;
  g_autoptr (Peer) anonymous = NULL;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  g_autoptr (WillowBrokerAccess) nobody = make ("", NULL);

  fixture->config.access = make ("alice:" HASH, NULL);
  fixture_start (fixture);
  peer = login (fixture, "p", FALSE);
  away = login (fixture, "q", FALSE);
  peer_disconnect (away);
  anonymous = peer_connect (fixture, "r", TRUE);
  set_access (fixture, nobody);
  if (fixture->version == 5)
    peer_expect_disconnect (peer, 0x98);
  peer_expect_end (peer);
  peer_expect_nothing (anonymous);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpuint (snapshot->n_sessions, ==, 1);
  willow_broker_access_set_anonymous (nobody, FALSE);
  set_access (fixture, nobody);
  if (fixture->version == 5)
    peer_expect_disconnect (anonymous, 0x98);
  peer_expect_end (anonymous);
}

/* On purpose only. */
static void
test_open_lan (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  WillowBrokerConfig *config = &fixture->config;

  willow_broker_config_add_listener (config, WILLOW_SCHEME_MQTT, "0.0.0.0", 0);
  g_assert_false (willow_broker_guard_check_listeners (config, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_nonnull (strstr (error->message, "0.0.0.0"));
  g_clear_error (&error);
  config->access = make ("alice:" HASH, "topic read #");
  g_assert_true (willow_broker_guard_check_listeners (config, &error));
  g_clear_pointer (&config->access, willow_broker_access_unref);
  config->allow_open_lan = TRUE;
  g_assert_true (willow_broker_guard_check_listeners (config, &error));
  g_ptr_array_set_size (config->listeners, 1);
  config->allow_open_lan = FALSE;
  fixture_start (fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/guard/publish", test_publish);
  fixture_add ("/broker/guard/read", test_read);
  fixture_add ("/broker/guard/patterns", test_patterns);
  fixture_add ("/broker/guard/subscribe", test_subscribe);
  fixture_add_5_0 ("/broker/guard/shared", test_shared);
  fixture_add ("/broker/guard/will", test_will);
  fixture_add ("/broker/guard/reload", test_reload);
  fixture_add ("/broker/guard/reload-subscriptions", test_reload_subscriptions);
  fixture_add ("/broker/guard/reload-users", test_reload_users);
  fixture_add_5_0 ("/broker/guard/open-lan", test_open_lan);
  return g_test_run ();
}
