/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-scram-client.h"
#include "auth/willow-scram-server.h"

#include <string.h>

/* The example of RFC 7677 section 3. */
#define CLIENT_NONCE "rOprNGfwEbeRWgbNEkqO"
#define SERVER_NONCE "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define BOTH_NONCES CLIENT_NONCE SERVER_NONCE
#define SALT "W22ZaJ0SNY7soEsUEjb6gQ=="
#define CLIENT_FIRST "n,,n=user,r=" CLIENT_NONCE
#define SERVER_FIRST "r=" BOTH_NONCES ",s=" SALT ",i=4096"
#define PROOF "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
#define CLIENT_FINAL "c=biws,r=" BOTH_NONCES ",p=" PROOF
#define SERVER_FINAL "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

static const guint8 *
bytes (const char *text)
{
  return (const guint8 *)text;
}

static WillowScramUsers *
make_users (const char *name, const char *password)
{
  WillowScramUsers      *users = willow_scram_users_new ();
  WillowScramCredentials credentials;
  gsize                  salt_len;
  g_autofree guint8     *salt = g_base64_decode (SALT, &salt_len);
  g_autoptr (GError) error = NULL;

  willow_scram_credentials_derive (
      &credentials, password, strlen (password), salt, salt_len, 4096, &error);
  g_assert_no_error (error);
  willow_scram_users_add (users, name, &credentials, &error);
  g_assert_no_error (error);
  return users;
}

static WillowScramClient *
make_client (const char *name, const char *password)
{
  g_autoptr (GError) error = NULL;
  WillowScramClient *client = willow_scram_client_new (
      name, password, strlen (password), CLIENT_NONCE, &error);

  g_assert_no_error (error);
  return client;
}

/* Takes @text (transfer full). */
static void
expect_text (char *text, const char *wanted, GError *error)
{
  g_autofree char *owned = text;

  g_assert_no_error (error);
  g_assert_cmpstr (owned, ==, wanted);
}

static void
test_example_client (void)
{
  g_autoptr (WillowScramClient) client = make_client ("user", "pencil");
  g_autoptr (GError) error = NULL;

  expect_text (willow_scram_client_start (client), CLIENT_FIRST, NULL);
  expect_text (willow_scram_client_answer (
                   client, bytes (SERVER_FIRST), strlen (SERVER_FIRST), &error),
               CLIENT_FINAL,
               error);
  g_assert_true (willow_scram_client_verify (
      client, bytes (SERVER_FINAL), strlen (SERVER_FINAL), &error));
  g_assert_no_error (error);
}

static void
test_example_server (void)
{
  g_autoptr (WillowScramUsers) users = make_users ("user", "pencil");
  g_autoptr (WillowScramServer) server =
      willow_scram_server_new (users, SERVER_NONCE);
  g_autoptr (GError) error = NULL;

  expect_text (willow_scram_server_challenge (
                   server, bytes (CLIENT_FIRST), strlen (CLIENT_FIRST), &error),
               SERVER_FIRST,
               error);
  expect_text (willow_scram_server_finish (
                   server, bytes (CLIENT_FINAL), strlen (CLIENT_FINAL), &error),
               SERVER_FINAL,
               error);
  g_assert_cmpstr (willow_scram_server_get_user_name (server), ==, "user");
}

/* Both ends against each other. NULL where the Server says no. */
static char *
exchange (WillowScramUsers *users,
          const char       *name,
          const char       *password,
          GError          **error)
{
  g_autoptr (WillowScramClient) client = make_client (name, password);
  g_autofree char *nonce = willow_scram_new_nonce ();
  g_autoptr (WillowScramServer) server = willow_scram_server_new (users, nonce);
  g_autofree char *first = willow_scram_client_start (client);
  g_autofree char *challenge = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *last = NULL;

  challenge = willow_scram_server_challenge (
      server, bytes (first), strlen (first), error);
  g_assert_nonnull (challenge);
  answer = willow_scram_client_answer (
      client, bytes (challenge), strlen (challenge), error);
  g_assert_nonnull (answer);
  last = willow_scram_server_finish (
      server, bytes (answer), strlen (answer), error);
  if (last == NULL)
    return NULL;
  g_assert_true (
      willow_scram_client_verify (client, bytes (last), strlen (last), error));
  return g_strdup (willow_scram_server_get_user_name (server));
}

static void
test_both_ends (void)
{
  const char *names[] = { "user", "a=b,c", "\xc3\xbcser", "IX" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (WillowScramUsers) users = make_users (names[i], "p w,=");
      g_autoptr (GError) error = NULL;

      expect_text (
          exchange (users, names[i], "p w,=", &error), names[i], error);
    }
}

static void
test_prepared (void)
{
  g_autoptr (WillowScramUsers) users = make_users ("IX", "\xc3\xa9");
  g_autoptr (GError) error = NULL;

  expect_text (
      exchange (users, "I\xc2\xadX", "e\xcc\x81", &error), "IX", error);
}

static void
test_wrong_password (void)
{
  g_autoptr (WillowScramUsers) users = make_users ("user", "pencil");
  g_autoptr (GError) error = NULL;

  g_assert_null (exchange (users, "user", "Pencil", &error));
  g_assert_error (error, WILLOW_SCRAM_ERROR, WILLOW_SCRAM_ERROR_PROOF);
}

static char *
challenge_for (WillowScramUsers *users, const char *name)
{
  g_autoptr (WillowScramServer) server =
      willow_scram_server_new (users, SERVER_NONCE);
  g_autofree char *first = g_strdup_printf ("n,,n=%s,r=" CLIENT_NONCE, name);

  return willow_scram_server_challenge (
      server, bytes (first), strlen (first), NULL);
}

/* Somebody who does not exist is told no sooner than others, and asked the same
 * question each time. */
static void
test_unknown_user (void)
{
  g_autoptr (WillowScramUsers) users = make_users ("user", "pencil");
  g_autoptr (GError) error = NULL;
  g_autofree char *first = challenge_for (users, "nobody");
  g_autofree char *second = challenge_for (users, "nobody");
  g_autofree char *other = challenge_for (users, "somebody");

  g_assert_null (exchange (users, "nobody", "pencil", &error));
  g_assert_error (error, WILLOW_SCRAM_ERROR, WILLOW_SCRAM_ERROR_PROOF);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, !=, other);
  g_assert_true (g_str_has_suffix (first, ",i=4096"));
}

static void
break_client (const char *server_first, WillowScramError code)
{
  g_autoptr (WillowScramClient) client = make_client ("user", "pencil");
  g_autoptr (GError) error = NULL;

  g_free (willow_scram_client_start (client));
  g_assert_null (willow_scram_client_answer (
      client, bytes (server_first), strlen (server_first), &error));
  g_assert_error (error, WILLOW_SCRAM_ERROR, (int)code);
}

static void
test_client_refuses (void)
{
  const char      *end = ",s=" SALT ",i=4096";
  g_autofree char *old = g_strconcat ("r=somebodyElse" SERVER_NONCE, end, NULL);
  g_autofree char *own = g_strconcat ("r=" CLIENT_NONCE, end, NULL);

  break_client (old, WILLOW_SCRAM_ERROR_NONCE);
  break_client (own, WILLOW_SCRAM_ERROR_NONCE);
  break_client ("", WILLOW_SCRAM_ERROR_MALFORMED);
  break_client ("r=" BOTH_NONCES, WILLOW_SCRAM_ERROR_MALFORMED);
  break_client ("r=" BOTH_NONCES ",s=" SALT, WILLOW_SCRAM_ERROR_MALFORMED);
  break_client ("m=x," SERVER_FIRST, WILLOW_SCRAM_ERROR_MALFORMED);
  break_client ("r=" BOTH_NONCES ",s=" SALT ",i=x",
                WILLOW_SCRAM_ERROR_MALFORMED);
  break_client ("r=" BOTH_NONCES ",s=" SALT ",i=4095",
                WILLOW_SCRAM_ERROR_ITERATIONS);
  break_client ("r=" BOTH_NONCES ",s=" SALT ",i=1000001",
                WILLOW_SCRAM_ERROR_ITERATIONS);
  break_client ("r=" BOTH_NONCES ",s=" SALT ",i=-1",
                WILLOW_SCRAM_ERROR_MALFORMED);
  break_client ("\xff", WILLOW_SCRAM_ERROR_MALFORMED);
}

static void
break_signature (const char *server_final, WillowScramError code)
{
  g_autoptr (WillowScramClient) client = make_client ("user", "pencil");
  g_autoptr (GError) error = NULL;

  g_free (willow_scram_client_start (client));
  g_free (willow_scram_client_answer (
      client, bytes (SERVER_FIRST), strlen (SERVER_FIRST), NULL));
  g_assert_false (willow_scram_client_verify (
      client,
      bytes (server_final),
      server_final != NULL ? strlen (server_final) : 0,
      &error));
  g_assert_error (error, WILLOW_SCRAM_ERROR, (int)code);
}

static void
test_wrong_signature (void)
{
  break_signature ("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=",
                   WILLOW_SCRAM_ERROR_SIGNATURE);
  break_signature ("v=" PROOF, WILLOW_SCRAM_ERROR_SIGNATURE);
  break_signature ("v=", WILLOW_SCRAM_ERROR_SIGNATURE);
  break_signature ("x", WILLOW_SCRAM_ERROR_SIGNATURE);
  break_signature (NULL, WILLOW_SCRAM_ERROR_SIGNATURE);
  break_signature ("e=invalid-proof", WILLOW_SCRAM_ERROR_REFUSED);
}

/* The right signature before the question was answered proves nothing. */
static void
test_signature_too_early (void)
{
  g_autoptr (WillowScramClient) client = make_client ("user", "pencil");
  g_autoptr (GError) error = NULL;

  g_free (willow_scram_client_start (client));
  g_assert_false (willow_scram_client_verify (
      client, bytes (SERVER_FINAL), strlen (SERVER_FINAL), &error));
  g_assert_error (error, WILLOW_SCRAM_ERROR, WILLOW_SCRAM_ERROR_SIGNATURE);
}

static void
break_challenge (const char *client_first, WillowScramError code)
{
  g_autoptr (WillowScramUsers) users = make_users ("user", "pencil");
  g_autoptr (WillowScramServer) server =
      willow_scram_server_new (users, SERVER_NONCE);
  g_autoptr (GError) error = NULL;

  g_assert_null (willow_scram_server_challenge (
      server, bytes (client_first), strlen (client_first), &error));
  g_assert_error (error, WILLOW_SCRAM_ERROR, (int)code);
}

static void
test_server_refuses_first (void)
{
  break_challenge ("", WILLOW_SCRAM_ERROR_MALFORMED);
  break_challenge ("n,,n=user", WILLOW_SCRAM_ERROR_MALFORMED);
  break_challenge ("n=user,r=abc", WILLOW_SCRAM_ERROR_MALFORMED);
  break_challenge ("x,,n=user,r=abc", WILLOW_SCRAM_ERROR_MALFORMED);
  break_challenge ("n,,n=user,r=", WILLOW_SCRAM_ERROR_MALFORMED);
  break_challenge ("n,,r=abc,n=user", WILLOW_SCRAM_ERROR_MALFORMED);
  break_challenge ("p=tls-unique,,n=user,r=abc",
                   WILLOW_SCRAM_ERROR_NOT_SUPPORTED);
  break_challenge ("n,a=other,n=user,r=abc", WILLOW_SCRAM_ERROR_NOT_SUPPORTED);
  break_challenge ("n,,m=ext,n=user,r=abc", WILLOW_SCRAM_ERROR_NOT_SUPPORTED);
  break_challenge ("n,,n=us=er,r=abc", WILLOW_SCRAM_ERROR_PREPARE);
  break_challenge ("n,,n=,r=abc", WILLOW_SCRAM_ERROR_PREPARE);
}

static void
break_finish (const char *client_final, WillowScramError code)
{
  g_autoptr (WillowScramUsers) users = make_users ("user", "pencil");
  g_autoptr (WillowScramServer) server =
      willow_scram_server_new (users, SERVER_NONCE);
  g_autoptr (GError) error = NULL;

  g_free (willow_scram_server_challenge (
      server, bytes (CLIENT_FIRST), strlen (CLIENT_FIRST), NULL));
  g_assert_null (willow_scram_server_finish (
      server, bytes (client_final), strlen (client_final), &error));
  g_assert_error (error, WILLOW_SCRAM_ERROR, (int)code);
  /* One attempt is one attempt. */
  g_assert_null (willow_scram_server_finish (
      server, bytes (CLIENT_FINAL), strlen (CLIENT_FINAL), NULL));
}

static void
test_server_refuses_final (void)
{
  break_finish ("c=biws,r=" BOTH_NONCES, WILLOW_SCRAM_ERROR_MALFORMED);
  break_finish ("c=eSws,r=" BOTH_NONCES ",p=" PROOF,
                WILLOW_SCRAM_ERROR_MALFORMED);
  break_finish ("c=biws,r=" CLIENT_NONCE ",p=" PROOF, WILLOW_SCRAM_ERROR_NONCE);
  break_finish ("c=biws,r=" BOTH_NONCES ",p=", WILLOW_SCRAM_ERROR_PROOF);
  break_finish ("c=biws,r=" BOTH_NONCES ",p=AAAA", WILLOW_SCRAM_ERROR_PROOF);
  break_finish ("c=biws,r=" BOTH_NONCES ",x=1,p=" PROOF,
                WILLOW_SCRAM_ERROR_PROOF);
}

/* What was recorded once does not open the door twice: the Server's nonce is
 * another one. */
static void
test_replay (void)
{
  g_autoptr (WillowScramUsers) users = make_users ("user", "pencil");
  g_autoptr (WillowScramServer) server =
      willow_scram_server_new (users, "another");
  g_autoptr (GError) error = NULL;

  g_free (willow_scram_server_challenge (
      server, bytes (CLIENT_FIRST), strlen (CLIENT_FIRST), NULL));
  g_assert_null (willow_scram_server_finish (
      server, bytes (CLIENT_FINAL), strlen (CLIENT_FINAL), &error));
  g_assert_error (error, WILLOW_SCRAM_ERROR, WILLOW_SCRAM_ERROR_NONCE);
}

static void
test_nonces_differ (void)
{
  g_autofree char *a = willow_scram_new_nonce ();
  g_autofree char *b = willow_scram_new_nonce ();

  g_assert_cmpstr (a, !=, b);
  g_assert_cmpuint (strlen (a), ==, 24);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth/scram/rfc-7677/client", test_example_client);
  g_test_add_func ("/auth/scram/rfc-7677/server", test_example_server);
  g_test_add_func ("/auth/scram/both-ends", test_both_ends);
  g_test_add_func ("/auth/scram/prepared", test_prepared);
  g_test_add_func ("/auth/scram/wrong-password", test_wrong_password);
  g_test_add_func ("/auth/scram/unknown-user", test_unknown_user);
  g_test_add_func ("/auth/scram/client-refuses", test_client_refuses);
  g_test_add_func ("/auth/scram/wrong-signature", test_wrong_signature);
  g_test_add_func ("/auth/scram/signature-too-early", test_signature_too_early);
  g_test_add_func ("/auth/scram/server-refuses/first",
                   test_server_refuses_first);
  g_test_add_func ("/auth/scram/server-refuses/final",
                   test_server_refuses_final);
  g_test_add_func ("/auth/scram/replay", test_replay);
  g_test_add_func ("/auth/scram/nonces-differ", test_nonces_differ);
  return g_test_run ();
}
