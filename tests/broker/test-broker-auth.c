/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enhanced authentication. What is SCRAM in it has its vectors in
 * tests/auth. */
#include "auth/willow-scram-client.h"
#include "broker-peer.h"

#include <string.h>

#define METHOD "SCRAM-SHA-256"

/* Whether the last packet has these bytes somewhere. */
static gboolean
has_bytes (Peer *peer, const char *bytes, gsize len)
{
  for (gsize i = 0; i + len <= peer->packet->len; i++)
    if (memcmp (peer->packet->data + i, bytes, len) == 0)
      return TRUE;
  return FALSE;
}

static void
add_user (WillowBrokerAccess *access, const char *name, const char *password)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowPassword) kept =
      willow_password_new (WILLOW_PASSWORD_SCRAM,
                           password,
                           strlen (password),
                           WILLOW_SCRAM_MIN_ITERATIONS,
                           &error);

  g_assert_no_error (error);
  willow_broker_access_add_user (access, name, kept);
}

static Peer *
start (Fixture *fixture)
{
  fixture->config.access = willow_broker_access_new ();
  willow_broker_access_set_anonymous (fixture->config.access, FALSE);
  add_user (fixture->config.access, "user", "pencil");
  add_user (fixture->config.access, "other", "pen");
  fixture_start (fixture);
  return peer_new (fixture);
}

static void
put_auth_properties (GByteArray *bytes, const char *method, const char *data)
{
  guint properties = pb_begin_length (bytes);

  pb_u8 (bytes, 0x15);
  pb_str (bytes, method);
  if (data != NULL)
    {
      pb_u8 (bytes, 0x16);
      pb_str (bytes, data);
    }
  pb_end_length (bytes, properties);
}

static void
send_connect (Peer *peer, const char *method, const char *data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint mark = pb_begin (bytes, 0x10);

  pb_str (bytes, "MQTT");
  pb_u8 (bytes, 5);
  pb_u8 (bytes, 0x02);
  pb_u16 (bytes, 0);
  put_auth_properties (bytes, method, data);
  pb_str (bytes, "a");
  pb_end (bytes, mark);
  peer_send (peer, bytes);
}

static void
send_auth (Peer *peer, guint8 reason, const char *data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint mark = pb_begin (bytes, 0xf0);

  pb_u8 (bytes, reason);
  put_auth_properties (bytes, METHOD, data);
  pb_end (bytes, mark);
  peer_send (peer, bytes);
}

/* server: [MQTT-4.12.0-2] [MQTT-4.12.0-5] AUTH with this Reason Code. (transfer
 * full): its Authentication Data */
static char *
read_auth (Peer *peer, guint8 reason)
{
  g_autoptr (GByteArray) wanted = g_byte_array_new ();
  const guint8 *p;
  gsize         skip;

  g_assert_cmphex (peer_read (peer), ==, 0xf0);
  p = peer->packet->data;
  skip = p[1] & 0x80 ? 3 : 2;
  g_assert_cmphex (p[skip], ==, reason);
  skip += p[skip + 1] & 0x80 ? 3 : 2;
  pb_u8 (wanted, 0x15);
  pb_str (wanted, METHOD);
  pb_u8 (wanted, 0x16);
  g_assert_cmpmem (p + skip, wanted->len, wanted->data, wanted->len);
  skip += wanted->len;
  g_assert_cmpuint (skip + 2 + p[skip + 1], ==, peer->packet->len);
  return g_strndup ((const char *)p + skip + 2, p[skip + 1]);
}

static WillowScramClient *
make_client (const char *name, const char *password)
{
  g_autofree char   *nonce = willow_scram_new_nonce ();
  WillowScramClient *client =
      willow_scram_client_new (name, password, strlen (password), nonce, NULL);

  g_assert_nonnull (client);
  return client;
}

/* Up to the Client's final message. */
static void
exchange (Peer              *peer,
          WillowScramClient *client,
          void (*begin) (Peer *peer, const char *data))
{
  g_autofree char *first = willow_scram_client_start (client);
  g_autofree char *challenge = NULL;
  g_autofree char *answer = NULL;

  begin (peer, first);
  challenge = read_auth (peer, 0x18);
  answer = willow_scram_client_answer (
      client, (const guint8 *)challenge, strlen (challenge), NULL);
  g_assert_nonnull (answer);
  send_auth (peer, 0x18, answer);
}

static void
begin_connect (Peer *peer, const char *data)
{
  send_connect (peer, METHOD, data);
}

static void
begin_again (Peer *peer, const char *data)
{
  send_auth (peer, 0x19, data);
}

/* server: [MQTT-4.12.0-5] CONNACK has the method, and the Server's proof at the
 * end. */
static void
expect_accepted (Peer *peer, WillowScramClient *client)
{
  const guint8 *p;

  g_assert_cmphex (peer_read (peer), ==, 0x20);
  p = peer->packet->data;
  g_assert_cmphex (p[3], ==, 0);
  g_assert_true (has_bytes (peer, "\x15\x00\x0d" METHOD, 3 + strlen (METHOD)));
  p += peer->packet->len - 46;
  g_assert_cmphex (p[-1], ==, 46);
  g_assert_true (willow_scram_client_verify (client, p, 46, NULL));
}

static void
test_accepted (Fixture *fixture)
{
  g_autoptr (Peer) peer = start (fixture);
  g_autoptr (WillowScramClient) client = make_client ("user", "pencil");
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  exchange (peer, client, begin_connect);
  expect_accepted (peer, client);
  snapshot = fixture_snapshot (fixture);
  g_assert_cmpstr (fixture_find_client (snapshot, "a")->user_name, ==, "user");
  peer_expect_nothing (peer);
}

static void
expect_refused (Peer *peer, guint8 code)
{
  g_assert_cmphex (peer_read (peer), ==, 0x20);
  g_assert_cmphex (peer->packet->data[2], ==, 0);
  g_assert_cmphex (peer->packet->data[3], ==, code);
  peer_expect_end (peer);
}

/* server: [MQTT-4.12.0-4] */
static void
test_wrong_password (Fixture *fixture)
{
  const char *names[] = { "user", "nobody" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (Peer) peer = i == 0 ? start (fixture) : peer_new (fixture);
      g_autoptr (WillowScramClient) client = make_client (names[i], "pen");

      exchange (peer, client, begin_connect);
      expect_refused (peer, 0x87);
      g_assert_true (has_bytes (peer, "password is wrong", 17));
    }
}

/* server: [MQTT-4.12.0-1] */
static void
test_unknown_method (Fixture *fixture)
{
  g_autoptr (Peer) peer = start (fixture);

  send_connect (peer, "SCRAM-SHA-1", "n,,n=user,r=abc");
  expect_refused (peer, 0x8c);
}

static void
test_not_offered (Fixture *fixture)
{
  g_autoptr (Peer) peer = NULL;

  fixture_start (fixture);
  peer = peer_new (fixture);
  send_connect (peer, METHOD, "n,,n=user,r=abc");
  expect_refused (peer, 0x8c);
}

static void
test_without_method (Fixture *fixture)
{
  g_autoptr (Peer) peer = start (fixture);
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  pb_connect (connect, fixture->version, "a", TRUE, 0);
  peer_send (peer, connect);
  expect_refused (peer, fixture->version == 5 ? 0x87 : 5);
}

static void
test_malformed (Fixture *fixture)
{
  const char *first[] = { NULL, "", "n", "n,,n=user,r=", "p=x,,n=user,r=a" };

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    {
      g_autoptr (Peer) peer = i == 0 ? start (fixture) : peer_new (fixture);

      send_connect (peer, METHOD, first[i]);
      expect_refused (peer, 0x87);
    }
}

static void
test_malformed_answer (Fixture *fixture)
{
  const char *answers[] = { NULL, "", "c=biws,r=abc,p=AAAA" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (Peer) peer = i == 0 ? start (fixture) : peer_new (fixture);

      send_connect (peer, METHOD, "n,,n=user,r=abc");
      g_free (read_auth (peer, 0x18));
      send_auth (peer, 0x18, answers[i]);
      expect_refused (peer, 0x87);
    }
}

/* Messages flow on under the old proof until there is a new one. */
static void
test_again (Fixture *fixture)
{
  g_autoptr (Peer) peer = start (fixture);
  g_autoptr (WillowScramClient) first = make_client ("user", "pencil");
  g_autoptr (WillowScramClient) second = make_client ("user", "pencil");
  g_autofree char *last = NULL;

  exchange (peer, first, begin_connect);
  expect_accepted (peer, first);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&second, willow_scram_client_free);
      g_clear_pointer (&last, g_free);
      second = make_client ("user", "pencil");
      exchange (peer, second, begin_again);
      last = read_auth (peer, 0x00);
      g_assert_true (willow_scram_client_verify (
          second, (const guint8 *)last, strlen (last), NULL));
      peer_expect_nothing (peer);
    }
}

/* server: [MQTT-4.12.1-2] */
static void
test_again_fails (Fixture *fixture)
{
  const char *users[][2] = { { "user", "wrong" }, { "other", "pen" } };

  for (guint i = 0; i < G_N_ELEMENTS (users); i++)
    {
      g_autoptr (Peer) peer = i == 0 ? start (fixture) : peer_new (fixture);
      g_autoptr (WillowScramClient) first = make_client ("user", "pencil");
      g_autoptr (WillowScramClient) second =
          make_client (users[i][0], users[i][1]);

      exchange (peer, first, begin_connect);
      expect_accepted (peer, first);
      exchange (peer, second, begin_again);
      peer_expect_disconnect (peer, 0x87);
      peer_expect_end (peer);
    }
}

static void
test_again_malformed (Fixture *fixture)
{
  g_autoptr (Peer) peer = start (fixture);
  g_autoptr (WillowScramClient) client = make_client ("user", "pencil");

  exchange (peer, client, begin_connect);
  expect_accepted (peer, client);
  send_auth (peer, 0x19, NULL);
  peer_expect_disconnect (peer, 0x87);
  peer_expect_end (peer);
}

/* Somebody leaves in the middle. */
static void
test_left_alone (Fixture *fixture)
{
  g_autoptr (Peer) peer = start (fixture);
  g_autoptr (Peer) again = peer_new (fixture);
  g_autoptr (WillowScramClient) client = make_client ("user", "pencil");

  send_connect (peer, METHOD, "n,,n=user,r=abc");
  g_free (read_auth (peer, 0x18));
  peer_reset (peer);
  exchange (again, client, begin_connect);
  expect_accepted (again, client);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_add_5_0 ("/broker/auth/accepted", test_accepted);
  fixture_add_5_0 ("/broker/auth/wrong-password", test_wrong_password);
  fixture_add_5_0 ("/broker/auth/unknown-method", test_unknown_method);
  fixture_add_5_0 ("/broker/auth/not-offered", test_not_offered);
  fixture_add ("/broker/auth/without-method", test_without_method);
  fixture_add_5_0 ("/broker/auth/malformed", test_malformed);
  fixture_add_5_0 ("/broker/auth/malformed-answer", test_malformed_answer);
  fixture_add_5_0 ("/broker/auth/again", test_again);
  fixture_add_5_0 ("/broker/auth/again-fails", test_again_fails);
  fixture_add_5_0 ("/broker/auth/again-malformed", test_again_malformed);
  fixture_add_5_0 ("/broker/auth/left-alone", test_left_alone);
  return g_test_run ();
}
