/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes beyond certificates: pre-shared keys (PSK), resumption, OCSP
 * staples, the key log, identities, alerts; in TLS 1.2 and 1.3. */
#include "lib/test-pki.h"
#include "lib/tls-pair.h"

#include <openssl/ocsp.h>
#include <openssl/ssl.h>
#include <string.h>

static TestIdentity *authority, *server_identity, *client_identity;

static WillowTlsSettings *
new_settings (gconstpointer version)
{
  WillowTlsSettings *settings = willow_tls_settings_new ();
  WillowTlsVersion   wanted = GPOINTER_TO_UINT (version);

  willow_tls_settings_set_system_trust (settings, FALSE);
  willow_tls_settings_set_versions (settings, wanted, wanted);
  return settings;
}

static void
trust (WillowTlsSettings *settings)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (authority);

  willow_tls_settings_add_authorities (settings, certificate);
}

static void
present (WillowTlsSettings *settings, const TestIdentity *identity)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (identity);
  g_autoptr (GBytes) key = test_pki_dup_key (identity, NULL);

  willow_tls_settings_set_certificate (settings, certificate, key, NULL);
}

static void
add_psk (WillowTlsSettings *settings, const char *identity, const char *hex)
{
  g_autoptr (GBytes) text = g_bytes_new (hex, strlen (hex));
  g_autoptr (GBytes) key = willow_tls_psk_parse (text);

  g_assert_nonnull (key);
  willow_tls_settings_add_psk (settings, identity, key);
}

static void
run (TlsPair *pair, WillowTlsSettings *client, WillowTlsSettings *server)
{
  tls_pair_init (pair, client, server, "localhost");
  tls_pair_run (pair);
  if (pair->client_error != NULL)
    g_test_message ("client: %s", pair->client_error->message);
  if (pair->server_error != NULL)
    g_test_message ("server: %s", pair->server_error->message);
}

static void
assert_open (TlsPair *pair)
{
  g_assert_no_error (pair->client_error);
  g_assert_no_error (pair->server_error);
}

static void
test_psk (gconstpointer version)
{
  g_autoptr (WillowTlsSettings) client = new_settings (version);
  g_autoptr (WillowTlsSettings) server = new_settings (version);
  const WillowTlsFacts *facts;
  g_autofree char      *identity = NULL, *line = NULL;
  TlsPair               pair;

  add_psk (client, "lamp", "00 11:22 aaBB ccddeeff");
  add_psk (server, "other", "0123456789");
  add_psk (server, "lamp", "001122aabbccddeeff");
  run (&pair, client, server);
  assert_open (&pair);
  facts = willow_tls_session_get_facts (pair.client);
  g_assert_cmpstr (facts->psk_identity, ==, "lamp");
  g_assert_false (facts->is_resumed);
  g_assert_cmpuint (facts->chain->len, ==, 0);
  line = willow_tls_facts_describe (facts);
  g_assert_nonnull (strstr (line, "“lamp” (PSK)"));
  facts = willow_tls_session_get_facts (pair.server);
  g_assert_cmpstr (facts->psk_identity, ==, "lamp");
  identity =
      willow_tls_facts_dup_identity (facts, WILLOW_TLS_IDENTITY_COMMON_NAME);
  g_assert_cmpstr (identity, ==, "lamp");
  tls_pair_clear (&pair);
}

static void
test_wrong_psk (gconstpointer version)
{
  g_autoptr (WillowTlsSettings) server = new_settings (version);
  g_autoptr (WillowTlsSettings) wrong = new_settings (version);
  g_autoptr (WillowTlsSettings) unknown = new_settings (version);
  TlsPair pair;

  add_psk (server, "lamp", "001122");
  add_psk (wrong, "lamp", "001123");
  add_psk (unknown, "chair", "001122");
  run (&pair, wrong, server);
  g_assert_error (pair.client_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_PSK);
  g_assert_nonnull (strstr (pair.client_error->message, "another"));
  g_assert_error (pair.server_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_PSK);
  tls_pair_clear (&pair);
  run (&pair, unknown, server);
  g_assert_error (pair.client_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_PSK);
  g_assert_nonnull (strstr (pair.client_error->message, "“chair”"));
  g_assert_nonnull (strstr (pair.client_error->message, "knows no"));
  g_assert_nonnull (pair.server_error);
  tls_pair_clear (&pair);
}

/* A key that the server does not have is no way around its certificate. */
static void
test_psk_beside_certificate (gconstpointer version)
{
  g_autoptr (WillowTlsSettings) client = new_settings (version);
  g_autoptr (WillowTlsSettings) server = new_settings (version);
  TlsPair pair;

  add_psk (client, "lamp", "001122");
  present (server, server_identity);
  run (&pair, client, server);
  g_assert_error (
      pair.client_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_UNTRUSTED);
  g_assert_null (willow_tls_session_get_facts (pair.client)->psk_identity);
  tls_pair_clear (&pair);
  trust (client);
  run (&pair, client, server);
  assert_open (&pair);
  g_assert_null (willow_tls_session_get_facts (pair.client)->psk_identity);
  tls_pair_clear (&pair);
}

static void
test_psk_parse (void)
{
  static const char *const bad[] = { "", "1", "xy", "0x12", "12-34" };
  g_autofree char         *long_hex = g_strnfill (514, 'a');
  g_autoptr (GBytes) too_long = g_bytes_new (long_hex, 514);
  g_autoptr (GBytes) longest = g_bytes_new (long_hex, 512);
  g_autoptr (GBytes) key = willow_tls_psk_parse (longest);

  g_assert_cmpuint (g_bytes_get_size (key), ==, 256);
  g_assert_null (willow_tls_psk_parse (too_long));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) text = g_bytes_new (bad[i], strlen (bad[i]));

      g_assert_null (willow_tls_psk_parse (text));
    }
}

/* Both contexts are made once: a server's tickets are of its context. */
typedef struct
{
  WillowTlsContext *client;
  WillowTlsContext *server;
} Contexts;

static void
run_again (TlsPair *pair, const Contexts *contexts)
{
  *pair = (TlsPair){
    .client = willow_tls_session_new (contexts->client, "localhost"),
    .server = willow_tls_session_new (contexts->server, NULL),
  };
  tls_pair_run (pair);
}

static void
check_resumed (const Contexts *contexts, gboolean is_resumed)
{
  const WillowTlsFacts *facts;
  g_autofree char      *identity = NULL;
  TlsPair               pair;

  run_again (&pair, contexts);
  assert_open (&pair);
  facts = willow_tls_session_get_facts (pair.client);
  g_assert_cmpint (facts->is_resumed, ==, is_resumed);
  g_assert_cmpuint (facts->chain->len, ==, 1);
  g_assert_cmpint (
      facts->verdicts[WILLOW_TLS_RULE_NAME].outcome, ==, WILLOW_TLS_OK);
  facts = willow_tls_session_get_facts (pair.server);
  g_assert_cmpint (facts->is_resumed, ==, is_resumed);
  identity =
      willow_tls_facts_dup_identity (facts, WILLOW_TLS_IDENTITY_COMMON_NAME);
  g_assert_cmpstr (identity, ==, "alice");
  tls_pair_clear (&pair);
}

static void
test_resume (gconstpointer version)
{
  g_autoptr (WillowTlsSettings) client = new_settings (version);
  g_autoptr (WillowTlsSettings) server = new_settings (version);
  g_autoptr (WillowTlsResumption) resumption = willow_tls_resumption_new ();
  g_autoptr (WillowTlsContext) ours = NULL;
  g_autoptr (WillowTlsContext) theirs = NULL;
  g_autoptr (WillowTlsContext) reloaded = NULL;
  Contexts contexts;
  TlsPair  pair;

  trust (client);
  present (client, client_identity);
  willow_tls_settings_set_resumption (client, resumption);
  present (server, server_identity);
  trust (server);
  willow_tls_settings_set_require_certificate (server, TRUE);
  ours = willow_tls_context_new (WILLOW_TLS_CLIENT, client, NULL);
  theirs = willow_tls_context_new (WILLOW_TLS_SERVER, server, NULL);
  reloaded = willow_tls_context_new (WILLOW_TLS_SERVER, server, NULL);
  contexts = (Contexts){ ours, theirs };
  check_resumed (&contexts, FALSE);
  check_resumed (&contexts, TRUE);
  check_resumed (&contexts, TRUE);
  /* Tickets end with the certificates that they were given under. */
  contexts.server = reloaded;
  check_resumed (&contexts, FALSE);
  check_resumed (&contexts, TRUE);
  /* What was verified once is verified again. */
  willow_tls_settings_set_verify_name (client, "example.org");
  run_again (&pair, &contexts);
  g_assert_error (pair.client_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_NAME);
  g_assert_true (willow_tls_session_get_facts (pair.client)->is_resumed);
  tls_pair_clear (&pair);
}

static void
test_no_resume (gconstpointer version)
{
  g_autoptr (WillowTlsSettings) client = new_settings (version);
  g_autoptr (WillowTlsSettings) server = new_settings (version);
  TlsPair pair;

  trust (client);
  present (server, server_identity);
  for (guint i = 0; i < 2; i++)
    {
      run (&pair, client, server);
      assert_open (&pair);
      g_assert_false (willow_tls_session_get_facts (pair.client)->is_resumed);
      tls_pair_clear (&pair);
    }
}

static void
check_staple (gconstpointer         version,
              GBytes               *staple,
              gboolean              verify,
              WillowTlsStapleStatus status)
{
  g_autoptr (GBytes) content = staple;
  g_autoptr (WillowTlsSettings) client = new_settings (version);
  g_autoptr (WillowTlsSettings) server = new_settings (version);
  gboolean is_refused = status == WILLOW_TLS_STAPLE_REVOKED && verify;
  const WillowTlsFacts *facts;
  g_autofree char      *line = NULL;
  TlsPair               pair;

  trust (client);
  willow_tls_settings_set_verify (client, verify);
  present (server, server_identity);
  willow_tls_settings_set_staple (server, content);
  run (&pair, client, server);
  facts = willow_tls_session_get_facts (pair.client);
  line = willow_tls_staple_describe (&facts->staple);
  g_test_message (
      "%s: %s", line, facts->verdicts[WILLOW_TLS_RULE_REVOKED].sentence);
  g_assert_cmpint (facts->staple.status, ==, status);
  if (is_refused)
    g_assert_error (
        pair.client_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_REVOKED);
  else
    assert_open (&pair);
  g_assert_cmpint (facts->verdicts[WILLOW_TLS_RULE_REVOKED].outcome,
                   ==,
                   status == WILLOW_TLS_STAPLE_REVOKED ? WILLOW_TLS_FAILED
                   : status == WILLOW_TLS_STAPLE_GOOD  ? WILLOW_TLS_OK
                                                       : WILLOW_TLS_UNKNOWN);
  if (status == WILLOW_TLS_STAPLE_GOOD)
    g_assert_cmpint (facts->staple.next_update_s - facts->staple.this_update_s,
                     ==,
                     24 * 60 * 60);
  tls_pair_clear (&pair);
}

static GBytes *
dup_staple (const TestIdentity *signer,
            const TestIdentity *about,
            int                 status,
            int                 days)
{
  return test_pki_dup_staple (authority, signer, about, status, days);
}

static void
test_staple (gconstpointer version)
{
  const TestIdentity *own = server_identity;

  check_staple (version, NULL, TRUE, WILLOW_TLS_STAPLE_NONE);
  check_staple (version,
                dup_staple (authority, own, V_OCSP_CERTSTATUS_GOOD, 0),
                TRUE,
                WILLOW_TLS_STAPLE_GOOD);
  check_staple (version,
                dup_staple (authority, own, V_OCSP_CERTSTATUS_REVOKED, 0),
                TRUE,
                WILLOW_TLS_STAPLE_REVOKED);
  check_staple (version,
                dup_staple (authority, own, V_OCSP_CERTSTATUS_REVOKED, 0),
                FALSE,
                WILLOW_TLS_STAPLE_REVOKED);
  check_staple (version,
                dup_staple (authority, own, V_OCSP_CERTSTATUS_UNKNOWN, 0),
                TRUE,
                WILLOW_TLS_STAPLE_UNKNOWN);
  /* Too old, about another one, signed by somebody, nonsense */
  check_staple (version,
                dup_staple (authority, own, V_OCSP_CERTSTATUS_GOOD, 3),
                TRUE,
                WILLOW_TLS_STAPLE_UNUSABLE);
  check_staple (
      version,
      dup_staple (authority, client_identity, V_OCSP_CERTSTATUS_GOOD, 0),
      TRUE,
      WILLOW_TLS_STAPLE_UNUSABLE);
  check_staple (version,
                dup_staple (client_identity, own, V_OCSP_CERTSTATUS_REVOKED, 0),
                TRUE,
                WILLOW_TLS_STAPLE_UNUSABLE);
  check_staple (
      version, g_bytes_new ("0\x03junk", 6), TRUE, WILLOW_TLS_STAPLE_UNUSABLE);
}

static void
key_log_cb (const char *line, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (line));
}

static void
destroyed_cb (gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup ("destroyed"));
}

/* Each line: label, client random, secret; in hexadecimal digits. */
static void
test_key_log (gconstpointer version)
{
  gboolean is_1_3 = GPOINTER_TO_UINT (version) == WILLOW_TLS_VERSION_1_3;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  WillowTlsSettings *client = new_settings (version);
  g_autoptr (WillowTlsSettings) server = new_settings (version);
  TlsPair pair;

  trust (client);
  present (server, server_identity);
  willow_tls_settings_set_key_log (client, key_log_cb, lines, destroyed_cb);
  run (&pair, client, server);
  assert_open (&pair);
  tls_pair_clear (&pair);
  willow_tls_settings_unref (client);
  g_assert_cmpstr (lines->pdata[lines->len - 1], ==, "destroyed");
  g_assert_cmpuint (lines->len, ==, is_1_3 ? 6 : 2);
  for (guint i = 0; i + 1 < lines->len; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines->pdata[i], " ", -1);

      g_assert_cmpuint (g_strv_length (words), ==, 3);
      g_assert_cmpuint (strlen (words[1]), ==, 64);
      g_assert_cmpuint (
          strspn (words[2], "0123456789abcdef"), ==, strlen (words[2]));
    }
}

static void
check_identity (const char *common_name,
                const char *alternatives,
                const char *expected)
{
  const TestCertificate spec = { .name = common_name,
                                 .alternatives = alternatives,
                                 .purpose = "clientAuth" };
  g_autoptr (TestIdentity) identity = test_pki_issue (authority, &spec);
  g_autoptr (WillowTlsSettings) client = willow_tls_settings_new ();
  g_autoptr (WillowTlsSettings) server = willow_tls_settings_new ();
  g_autofree char      *first = NULL, *second = NULL, *none = NULL;
  const WillowTlsFacts *facts;
  TlsPair               pair;

  trust (client);
  present (client, identity);
  present (server, server_identity);
  trust (server);
  run (&pair, client, server);
  assert_open (&pair);
  facts = willow_tls_session_get_facts (pair.server);
  first =
      willow_tls_facts_dup_identity (facts, WILLOW_TLS_IDENTITY_COMMON_NAME);
  g_assert_cmpstr (first, ==, common_name[0] != '\0' ? common_name : NULL);
  second = willow_tls_facts_dup_identity (facts,
                                          WILLOW_TLS_IDENTITY_ALTERNATIVE_NAME);
  g_assert_cmpstr (second, ==, expected);
  tls_pair_clear (&pair);
  /* Who was not verified is nobody. */
  willow_tls_settings_set_verify (server, FALSE);
  run (&pair, client, server);
  assert_open (&pair);
  none =
      willow_tls_facts_dup_identity (willow_tls_session_get_facts (pair.server),
                                     WILLOW_TLS_IDENTITY_COMMON_NAME);
  g_assert_null (none);
  tls_pair_clear (&pair);
}

static void
test_identity (void)
{
  check_identity ("alice", NULL, NULL);
  check_identity ("alice", "email:alice@example.org", "alice@example.org");
  check_identity ("", "IP:10.0.0.1,URI:urn:lamp:7,DNS:x.org", "urn:lamp:7");
  check_identity ("a", "DNS:lamp.example,email:b@example.org", "lamp.example");
}

/* In TLS 1.3 a client learns after its handshake that it was refused. */
static void
test_alerts (void)
{
  gconstpointer version = GUINT_TO_POINTER (WILLOW_TLS_VERSION_1_2);
  g_autoptr (WillowTlsSettings) client = new_settings (version);
  g_autoptr (WillowTlsSettings) server = new_settings (version);
  const WillowTlsFacts *ours, *theirs;
  g_autofree char      *words = NULL;
  TlsPair               pair;

  present (server, server_identity);
  run (&pair, client, server);
  ours = willow_tls_session_get_facts (pair.client);
  theirs = willow_tls_session_get_facts (pair.server);
  g_assert_cmpint (ours->alert_sent, ==, SSL_AD_UNKNOWN_CA);
  g_assert_cmpint (ours->alert_received, ==, -1);
  g_assert_cmpint (theirs->alert_received, ==, SSL_AD_UNKNOWN_CA);
  g_assert_cmpint (theirs->alert_sent, ==, -1);
  words = willow_tls_alert_describe (ours->alert_sent);
  g_assert_cmpstr (words, ==, "unknown CA (48)");
  g_assert_null (willow_tls_alert_describe (-1));
  tls_pair_clear (&pair);
}

/* RFC 5246 section 7.4.1.3: a server of old that answers with what it speaks,
 * and knows nothing of the list of versions. */
static void
test_old_server (void)
{
  static const char *const names[] = { NULL, "TLS 1.0", "TLS 1.1" };
  const guint8             head[] = { 0x16, 3, 1, 0, 42, 2, 0, 0, 38, 3 };
  const guint8             tail[] = { 0, 0xc0, 0x13, 0 };

  for (guint8 minor = 1; minor <= 2; minor++)
    {
      g_autoptr (WillowTlsSettings) client = willow_tls_settings_new ();
      g_autoptr (WillowTlsContext) context =
          willow_tls_context_new (WILLOW_TLS_CLIENT, client, NULL);
      g_autoptr (WillowTlsSession) session =
          willow_tls_session_new (context, "localhost");
      const guint8 random[32] = { minor };
      g_autoptr (GError) error = NULL;

      g_assert_true (willow_tls_session_handshake (session, NULL));
      willow_tls_session_feed (session, head, sizeof head);
      willow_tls_session_feed (session, &minor, 1);
      willow_tls_session_feed (session, random, sizeof random);
      willow_tls_session_feed (session, tail, sizeof tail);
      g_assert_false (willow_tls_session_handshake (session, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_VERSION);
      g_assert_nonnull (strstr (error->message, names[minor]));
    }
}

/* One that does know it sends an alert. */
static void
test_no_common_version (void)
{
  gconstpointer old = GUINT_TO_POINTER (WILLOW_TLS_VERSION_1_1);
  g_autoptr (WillowTlsSettings) client = willow_tls_settings_new ();
  g_autoptr (WillowTlsSettings) server = new_settings (old);
  TlsPair pair;

  present (server, server_identity);
  run (&pair, client, server);
  g_assert_error (
      pair.client_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_VERSION);
  g_assert_error (
      pair.server_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_VERSION);
  tls_pair_clear (&pair);
}

static void
add_both (const char *name, GTestDataFunc func)
{
  g_autofree char *old = g_strdup_printf ("/net/tls-features/%s/1.2", name);
  g_autofree char *new = g_strdup_printf ("/net/tls-features/%s/1.3", name);

  g_test_add_data_func (old, GUINT_TO_POINTER (WILLOW_TLS_VERSION_1_2), func);
  g_test_add_data_func (new, GUINT_TO_POINTER (WILLOW_TLS_VERSION_1_3), func);
}

int
main (int argc, char **argv)
{
  const TestCertificate root = { .name = "Root", .is_authority = TRUE };
  const TestCertificate leaf = { .name = "Server",
                                 .alternatives = "DNS:localhost" };
  const TestCertificate user = { .name = "alice", .purpose = "clientAuth" };
  int                   result;

  g_test_init (&argc, &argv, NULL);
  authority = test_pki_issue (NULL, &root);
  server_identity = test_pki_issue (authority, &leaf);
  client_identity = test_pki_issue (authority, &user);
  add_both ("psk", test_psk);
  add_both ("wrong-psk", test_wrong_psk);
  add_both ("psk-beside-certificate", test_psk_beside_certificate);
  g_test_add_func ("/net/tls-features/psk-parse", test_psk_parse);
  add_both ("resume", test_resume);
  add_both ("no-resume", test_no_resume);
  add_both ("staple", test_staple);
  add_both ("key-log", test_key_log);
  g_test_add_func ("/net/tls-features/identity", test_identity);
  g_test_add_func ("/net/tls-features/alerts", test_alerts);
  g_test_add_func ("/net/tls-features/old-server", test_old_server);
  g_test_add_func ("/net/tls-features/no-common-version",
                   test_no_common_version);
  result = g_test_run ();
  test_pki_free (authority);
  test_pki_free (server_identity);
  test_pki_free (client_identity);
  return result;
}
