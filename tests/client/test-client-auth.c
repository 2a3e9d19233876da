/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-scram-server.h"
#include "lib/client-fixture.h"
#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

#include <string.h>

/* Enhanced authentication against a server that is right, and one that only
 * says so. What is SCRAM in it has its vectors in tests/auth. */
#define METHOD "SCRAM-SHA-256"

typedef struct
{
  ClientFixture      base;
  ScriptedPeer      *peer;
  WillowScramUsers  *users;
  WillowScramServer *server;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  WillowScramCredentials credentials;
  g_autoptr (GBytes) password = g_bytes_new ("pencil", 6);

  fixture->users = willow_scram_users_new ();
  willow_scram_credentials_derive (&credentials, "pencil", 6, NULL, 0, 0, NULL);
  willow_scram_users_add (fixture->users, "user", &credentials, NULL);
  fixture->peer = scripted_peer_new ();
  client_fixture_set_up (
      &fixture->base, MQTT_VERSION_5_0, scripted_peer_get_port (fixture->peer));
  willow_client_options_set_user_name (fixture->base.options, "user");
  willow_client_options_set_password (fixture->base.options, password);
  willow_client_options_set_authentication_method (fixture->base.options,
                                                   METHOD);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  client_fixture_tear_down (&fixture->base);
  scripted_peer_free (fixture->peer);
  g_clear_pointer (&fixture->server, willow_scram_server_free);
  willow_scram_users_unref (fixture->users);
}

/* (transfer full): the next packet without its fixed header */
static GByteArray *
read_packet (Fixture *fixture, guint8 first)
{
  g_autoptr (GByteArray) head = scripted_peer_read (fixture->peer, 2);
  gsize len = head->data[1] & 0x7f;

  g_assert_cmphex (head->data[0], ==, first);
  if ((head->data[1] & 0x80) != 0)
    {
      g_autoptr (GByteArray) more = scripted_peer_read (fixture->peer, 1);

      g_assert_cmphex (more->data[0], <, 0x80);
      len += (gsize)more->data[0] << 7;
    }
  return scripted_peer_read (fixture->peer, len);
}

/* client: [MQTT-4.12.0-5] [MQTT-4.12.1-1] @p: at the Property Length. (transfer
 * full): Authentication Data, which comes last */
static char *
read_data (const guint8 *p, const guint8 **end)
{
  g_autoptr (GByteArray) wanted = pb_hex ("15 \"" METHOD "\" 16");

  p += *p & 0x80 ? 2 : 1;
  g_assert_cmpmem (p, wanted->len, wanted->data, wanted->len);
  p += wanted->len + 2;
  *end = p + p[-1];
  return g_strndup ((const char *)p, p[-1]);
}

static void
put_properties (GByteArray *bytes, const char *data)
{
  guint mark = pb_begin_length (bytes);

  pb_u8 (bytes, 0x15);
  pb_str (bytes, METHOD);
  if (data != NULL)
    {
      pb_u8 (bytes, 0x16);
      pb_str (bytes, data);
    }
  pb_end_length (bytes, mark);
}

static void
send_auth (Fixture *fixture, guint8 reason, const char *data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint mark = pb_begin (bytes, 0xf0);

  pb_u8 (bytes, reason);
  put_properties (bytes, data);
  pb_end (bytes, mark);
  scripted_peer_send (fixture->peer, bytes);
}

static void
send_connack (Fixture *fixture, guint8 code, const char *data)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint mark = pb_begin (bytes, 0x20);

  pb_u8 (bytes, 0);
  pb_u8 (bytes, code);
  put_properties (bytes, data);
  pb_end (bytes, mark);
  scripted_peer_send (fixture->peer, bytes);
}

/* CONNECT: neither user name nor password in it. (transfer full): its
 * Authentication Data */
static char *
expect_connect (Fixture *fixture)
{
  g_autoptr (GByteArray) wanted = pb_hex ("00 04 'MQTT' 05 02 00 00");
  g_autoptr (GByteArray) packet = NULL;
  const guint8 *end;
  char         *data;

  client_fixture_connect (&fixture->base, NULL);
  scripted_peer_accept (fixture->peer);
  packet = read_packet (fixture, 0x10);
  g_assert_cmpmem (packet->data, wanted->len, wanted->data, wanted->len);
  data = read_data (packet->data + wanted->len, &end);
  g_assert_cmpmem (end, packet->data + packet->len - end, "\0\1t", 3);
  g_assert_true (g_str_has_prefix (data, "n,,n=user,r="));
  return data;
}

/* client: [MQTT-4.12.0-3] */
static char *
expect_auth (Fixture *fixture, guint8 reason)
{
  g_autoptr (GByteArray) packet = read_packet (fixture, 0xf0);
  const guint8 *end;

  g_assert_cmphex (packet->data[0], ==, reason);
  return read_data (packet->data + 1, &end);
}

/* The server's part for the client's first message @first (transfer full).
 * (transfer full): its proof */
static char *
serve (Fixture *fixture, char *first)
{
  g_autofree char *owned = first;
  g_autofree char *nonce = willow_scram_new_nonce ();
  g_autofree char *challenge = NULL;
  g_autofree char *answer = NULL;
  char            *proof;

  g_clear_pointer (&fixture->server, willow_scram_server_free);
  fixture->server = willow_scram_server_new (fixture->users, nonce);
  challenge = willow_scram_server_challenge (
      fixture->server, (const guint8 *)first, strlen (first), NULL);
  send_auth (fixture, 0x18, challenge);
  answer = expect_auth (fixture, 0x18);
  proof = willow_scram_server_finish (
      fixture->server, (const guint8 *)answer, strlen (answer), NULL);
  g_assert_nonnull (proof);
  return proof;
}

static void
connect_well (Fixture *fixture)
{
  g_autofree char *proof = serve (fixture, expect_connect (fixture));

  send_connack (fixture, 0, proof);
  client_fixture_succeed (&fixture->base);
}

static void
test_connected (Fixture *fixture, gconstpointer data)
{
  connect_well (fixture);
  g_assert_cmpint (willow_client_get_state (fixture->base.client),
                   ==,
                   WILLOW_CLIENT_CONNECTED);
}

/* The client leaves, and says in one sentence why. */
static void
expect_failure (Fixture *fixture, const char *part)
{
  g_autofree char *said = NULL;

  scripted_peer_expect_hex (fixture->peer, "e0 01 80");
  scripted_peer_expect_end (fixture->peer);
  client_fixture_wait (&fixture->base);
  g_assert_false (fixture->base.succeeded);
  g_assert_error (fixture->base.error,
                  WILLOW_CLIENT_ERROR,
                  WILLOW_CLIENT_ERROR_AUTHENTICATION);
  g_assert_cmpint (
      willow_client_get_state (fixture->base.client), ==, WILLOW_CLIENT_FAILED);
  said = willow_client_explain_state (fixture->base.client);
  g_assert_nonnull (strstr (said, part));
}

static void
test_wrong_signature (Fixture *fixture, gconstpointer data)
{
  g_free (serve (fixture, expect_connect (fixture)));
  send_connack (fixture, 0, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  expect_failure (fixture, "does not know the password");
}

static void
test_no_signature (Fixture *fixture, gconstpointer data)
{
  g_free (expect_connect (fixture));
  send_connack (fixture, 0, NULL);
  expect_failure (fixture, "has not proved");
}

static void
test_replayed_challenge (Fixture *fixture, gconstpointer data)
{
  g_free (expect_connect (fixture));
  send_auth (fixture,
             0x18,
             "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj,"
             "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
  expect_failure (fixture, "nonce");
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_free (serve (fixture, expect_connect (fixture)));
  send_connack (fixture, 0x87, NULL);
  client_fixture_wait (&fixture->base);
  g_assert_error (
      fixture->base.error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_REFUSED);
}

/* A nonce is used once. */
static void
test_fresh_nonce (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  for (guint i = 0; i < 2; i++)
    {
      char **place = i == 0 ? &first : &second;

      *place = expect_connect (fixture);
      send_connack (fixture, 0x87, NULL);
      client_fixture_wait (&fixture->base);
    }
  g_assert_cmpstr (first, !=, second);
}

/* Rather no connection than the password in clear. */
static void
test_only_in_5 (Fixture *fixture, gconstpointer data)
{
  willow_client_options_set_version (fixture->base.options, MQTT_VERSION_3_1_1);
  client_fixture_connect (&fixture->base, NULL);
  scripted_peer_accept (fixture->peer);
  scripted_peer_expect_end (fixture->peer);
  client_fixture_wait (&fixture->base);
  g_assert_error (fixture->base.error,
                  WILLOW_CLIENT_ERROR,
                  WILLOW_CLIENT_ERROR_AUTHENTICATION);
}

static void
test_unusable_name (Fixture *fixture, gconstpointer data)
{
  willow_client_options_set_user_name (fixture->base.options, "\x07");
  client_fixture_connect (&fixture->base, NULL);
  scripted_peer_accept (fixture->peer);
  scripted_peer_expect_end (fixture->peer);
  client_fixture_wait (&fixture->base);
  g_assert_error (
      fixture->base.error, WILLOW_SCRAM_ERROR, WILLOW_SCRAM_ERROR_PREPARE);
}

static void
again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClientFixture *base = user_data;

  base->succeeded =
      willow_client_reauthenticate_finish (base->client, result, &base->error);
  base->is_done = TRUE;
}

static char *
begin_again (Fixture *fixture)
{
  connect_well (fixture);
  fixture->base.is_done = FALSE;
  willow_client_reauthenticate_async (
      fixture->base.client, again_cb, &fixture->base);
  return serve (fixture, expect_auth (fixture, 0x19));
}

static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *proof = begin_again (fixture);

  send_auth (fixture, 0x00, proof);
  client_fixture_succeed (&fixture->base);
  g_assert_cmpint (willow_client_get_state (fixture->base.client),
                   ==,
                   WILLOW_CLIENT_CONNECTED);
}

/* client: [MQTT-4.12.1-2] */
static void
test_again_wrong_signature (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;

  g_free (begin_again (fixture));
  send_auth (fixture, 0x00, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  scripted_peer_expect_hex (fixture->peer, "e0 01 80");
  scripted_peer_expect_end (fixture->peer);
  client_fixture_wait (&fixture->base);
  g_assert_error (
      fixture->base.error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_LOST);
  g_assert_cmpint (
      willow_client_get_state (fixture->base.client), ==, WILLOW_CLIENT_LOST);
  said = willow_client_explain_state (fixture->base.client);
  g_assert_nonnull (strstr (said, "does not know the password"));
}

static void
test_again_without_method (Fixture *fixture, gconstpointer data)
{
  willow_client_options_set_authentication_method (fixture->base.options, NULL);
  willow_client_options_set_user_name (fixture->base.options, NULL);
  willow_client_options_set_password (fixture->base.options, NULL);
  client_fixture_connect (&fixture->base, NULL);
  scripted_peer_accept (fixture->peer);
  g_byte_array_unref (read_packet (fixture, 0x10));
  scripted_peer_send_hex (fixture->peer, "20 03 00 00 00");
  client_fixture_succeed (&fixture->base);
  fixture->base.is_done = FALSE;
  willow_client_reauthenticate_async (
      fixture->base.client, again_cb, &fixture->base);
  client_fixture_wait (&fixture->base);
  g_assert_error (fixture->base.error,
                  WILLOW_CLIENT_ERROR,
                  WILLOW_CLIENT_ERROR_NOT_SUPPORTED);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*body) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "connected", test_connected },
    { "wrong-signature", test_wrong_signature },
    { "no-signature", test_no_signature },
    { "replayed-challenge", test_replayed_challenge },
    { "refused", test_refused },
    { "fresh-nonce", test_fresh_nonce },
    { "only-in-5", test_only_in_5 },
    { "unusable-name", test_unusable_name },
    { "again/well", test_again },
    { "again/wrong-signature", test_again_wrong_signature },
    { "again/without-method", test_again_without_method },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path =
          g_strconcat ("/client/auth/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].body, tear_down);
    }
  return g_test_run ();
}
