/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-pki.h"
#include "lib/tls-pair.h"

#include <string.h>

static TestIdentity *authority, *server_identity, *client_identity;

static WillowTlsSettings *
new_server (void)
{
  WillowTlsSettings *settings = willow_tls_settings_new ();
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (server_identity);
  g_autoptr (GBytes) key = test_pki_dup_key (server_identity, NULL);

  willow_tls_settings_set_certificate (settings, certificate, key, NULL);
  return settings;
}

static WillowTlsSettings *
new_client (void)
{
  WillowTlsSettings *settings = willow_tls_settings_new ();
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (authority);

  willow_tls_settings_set_system_trust (settings, FALSE);
  willow_tls_settings_add_authorities (settings, certificate);
  return settings;
}

static void
require_certificate (WillowTlsSettings *settings)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (authority);

  willow_tls_settings_add_authorities (settings, certificate);
  willow_tls_settings_set_require_certificate (settings, TRUE);
}

static void
present (WillowTlsSettings *settings, const TestIdentity *identity)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (identity);
  g_autoptr (GBytes) key = test_pki_dup_key (identity, "tree");
  g_autoptr (GBytes) passphrase = g_bytes_new_static ("tree", 4);

  willow_tls_settings_set_certificate (settings, certificate, key, passphrase);
}

/* Takes both settings; leaves what became of them. */
static void
run (TlsPair           *pair,
     WillowTlsSettings *client,
     WillowTlsSettings *server,
     const char        *host)
{
  tls_pair_init (pair, client, server, host);
  willow_tls_settings_unref (client);
  willow_tls_settings_unref (server);
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
  g_assert_cmpint (
      willow_tls_session_get_state (pair->client), ==, WILLOW_TLS_OPEN);
}

static void
test_facts (void)
{
  const char *const     protocols[] = { "x-other", "mqtt", NULL };
  const char *const     own[] = { "mqtt", NULL };
  WillowTlsSettings    *client = new_client (), *server = new_server ();
  const WillowTlsFacts *facts;
  TlsPair               pair;
  g_autofree char      *line = NULL;

  willow_tls_settings_set_alpn (client, protocols);
  willow_tls_settings_set_alpn (server, own);
  run (&pair, client, server, "localhost");
  assert_open (&pair);
  facts = willow_tls_session_get_facts (pair.client);
  g_assert_cmpstr (facts->version, ==, "TLSv1.3");
  g_assert_true (g_str_has_prefix (facts->cipher, "TLS_"));
  g_assert_cmpstr (facts->alpn, ==, "mqtt");
  g_assert_cmpstr (facts->server_name, ==, "localhost");
  g_assert_cmpuint (facts->chain->len, ==, 1);
  g_assert_false (facts->certificate_asked);
  g_assert_false (facts->is_resumed);
  line = willow_tls_facts_describe (facts);
  g_assert_nonnull (strstr (line, "TLSv1.3"));
  g_assert_nonnull (strstr (line, "ALPN mqtt"));
  tls_pair_clear (&pair);
}

/* RFC 6066 section 3: addresses are not sent. */
static void
test_sni (void)
{
  static const struct
  {
    const char *host;
    const char *verify_name;
    const char *sni;
    const char *sent;
  } cases[] = {
    { "localhost", NULL, NULL, "localhost" },
    { "127.0.0.1", NULL, NULL, NULL },
    { "::1", NULL, NULL, NULL },
    { "127.0.0.1", "localhost", NULL, "localhost" },
    { "127.0.0.1", NULL, "other.example", "other.example" },
    { "localhost", NULL, "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WillowTlsSettings *client = new_client ();
      TlsPair            pair;

      willow_tls_settings_set_verify_name (client, cases[i].verify_name);
      willow_tls_settings_set_sni (client, cases[i].sni);
      run (&pair, client, new_server (), cases[i].host);
      assert_open (&pair);
      g_assert_cmpstr (willow_tls_session_get_facts (pair.client)->server_name,
                       ==,
                       cases[i].sent);
      tls_pair_clear (&pair);
    }
}

static void
test_mutual (gconstpointer data)
{
  WillowTlsSettings    *client = new_client (), *server = new_server ();
  const WillowTlsFacts *facts;
  TlsPair               pair;

  willow_tls_settings_set_versions (
      client, WILLOW_TLS_VERSION_DEFAULT, GPOINTER_TO_INT (data));
  require_certificate (server);
  present (client, client_identity);
  run (&pair, client, server, "localhost");
  assert_open (&pair);
  facts = willow_tls_session_get_facts (pair.client);
  g_assert_true (facts->certificate_asked);
  g_assert_true (facts->certificate_sent);
  g_assert_cmpstr (
      facts->acceptable_authorities[0], ==, "CN=Authority,O=Willow test");
  facts = willow_tls_session_get_facts (pair.server);
  g_assert_cmpuint (facts->chain->len, ==, 1);
  g_assert_cmpstr (
      ((WillowCertificate *)facts->chain->pdata[0])->common_name, ==, "Client");
  tls_pair_clear (&pair);
}

static void
test_certificate_required (gconstpointer data)
{
  WillowTlsSettings    *client = new_client (), *server = new_server ();
  const WillowTlsFacts *facts;
  TlsPair               pair;

  willow_tls_settings_set_versions (
      client, WILLOW_TLS_VERSION_DEFAULT, GPOINTER_TO_INT (data));
  require_certificate (server);
  run (&pair, client, server, "localhost");
  g_assert_error (pair.client_error,
                  WILLOW_TLS_ERROR,
                  WILLOW_TLS_ERROR_CERTIFICATE_REQUIRED);
  g_assert_error (pair.server_error,
                  WILLOW_TLS_ERROR,
                  WILLOW_TLS_ERROR_CERTIFICATE_REQUIRED);
  facts = willow_tls_session_get_facts (pair.client);
  g_assert_true (facts->certificate_asked);
  g_assert_false (facts->certificate_sent);
  tls_pair_clear (&pair);
}

/* Its own authority: the server does not know it. */
static void
test_client_not_trusted (void)
{
  const TestCertificate spec = { .name = "Stranger", .purpose = "clientAuth" };
  g_autoptr (TestIdentity) stranger = test_pki_issue (NULL, &spec);
  WillowTlsSettings *client = new_client (), *server = new_server ();
  TlsPair            pair;

  require_certificate (server);
  present (client, stranger);
  run (&pair, client, server, "localhost");
  g_assert_error (pair.client_error,
                  WILLOW_TLS_ERROR,
                  WILLOW_TLS_ERROR_CERTIFICATE_REFUSED);
  g_assert_error (
      pair.server_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_UNTRUSTED);
  tls_pair_clear (&pair);
}

static void
test_version (void)
{
  WillowTlsSettings *client = new_client (), *server = new_server ();
  TlsPair            pair;

  willow_tls_settings_set_versions (
      client, WILLOW_TLS_VERSION_1_3, WILLOW_TLS_VERSION_1_3);
  willow_tls_settings_set_versions (
      server, WILLOW_TLS_VERSION_DEFAULT, WILLOW_TLS_VERSION_1_2);
  run (&pair, client, server, "localhost");
  g_assert_error (
      pair.client_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_VERSION);
  g_assert_error (
      pair.server_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_VERSION);
  tls_pair_clear (&pair);
}

static void
test_no_shared_cipher (void)
{
  WillowTlsSettings *client = new_client (), *server = new_server ();
  TlsPair            pair;

  willow_tls_settings_set_versions (
      client, WILLOW_TLS_VERSION_DEFAULT, WILLOW_TLS_VERSION_1_2);
  willow_tls_settings_set_ciphers (client, "ECDHE-ECDSA-AES128-GCM-SHA256");
  willow_tls_settings_set_ciphers (server, "ECDHE-ECDSA-AES256-GCM-SHA384");
  run (&pair, client, server, "localhost");
  g_assert_error (pair.client_error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_ALERT);
  g_assert_nonnull (strstr (pair.client_error->message, "handshake failure"));
  tls_pair_clear (&pair);
}

static void
test_settings_errors (void)
{
  g_autoptr (WillowTlsSettings) no_certificate = willow_tls_settings_new ();
  g_autoptr (WillowTlsSettings) bad_cipher = willow_tls_settings_new ();
  g_autoptr (WillowTlsSettings) bad_authority = willow_tls_settings_new ();
  g_autoptr (WillowTlsSettings) bad_pair = willow_tls_settings_new ();
  g_autoptr (GBytes) text = g_bytes_new_static ("hello", 5);
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (server_identity);
  g_autoptr (GBytes) key = test_pki_dup_key (client_identity, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (
      willow_tls_context_new (WILLOW_TLS_SERVER, no_certificate, &error));
  g_assert_error (error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_SETTINGS);
  g_clear_error (&error);
  willow_tls_settings_set_ciphers (bad_cipher, "ROT13");
  g_assert_null (
      willow_tls_context_new (WILLOW_TLS_CLIENT, bad_cipher, &error));
  g_assert_error (error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_SETTINGS);
  g_clear_error (&error);
  willow_tls_settings_add_authorities (bad_authority, text);
  g_assert_null (
      willow_tls_context_new (WILLOW_TLS_CLIENT, bad_authority, &error));
  g_assert_error (error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_SETTINGS);
  g_clear_error (&error);
  willow_tls_settings_set_certificate (bad_pair, certificate, key, NULL);
  g_assert_null (willow_tls_context_new (WILLOW_TLS_CLIENT, bad_pair, &error));
  g_assert_error (
      error, WILLOW_CERTIFICATE_ERROR, WILLOW_CERTIFICATE_ERROR_MISMATCH);
  g_assert_false (willow_tls_settings_add_pin (bad_pair, "12:34"));
  g_assert_false (willow_tls_settings_add_pin (bad_pair, "not a pin"));
}

static WillowTlsSession *
new_lonely_client (void)
{
  g_autoptr (WillowTlsSettings) settings = new_client ();
  g_autoptr (WillowTlsContext) context =
      willow_tls_context_new (WILLOW_TLS_CLIENT, settings, NULL);

  return willow_tls_session_new (context, "localhost");
}

/* What a client says when something else than TLS answers. */
static void
test_not_tls (void)
{
  static const struct
  {
    const char *answer;
    const char *said;
  } cases[] = {
    { "HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP" },
    { "SSH-2.0-OpenSSH_9.2p1\r\n", "SSH" },
    { "\x20\x02\x01\x05", "plain MQTT" },
    { "hello there", "hello there" },
    { "", "without an answer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WillowTlsSession) client = new_lonely_client ();
      g_autoptr (GError) error = NULL;

      g_assert_true (willow_tls_session_handshake (client, &error));
      willow_tls_session_feed (
          client, cases[i].answer, strlen (cases[i].answer));
      willow_tls_session_feed_end (client);
      g_assert_false (willow_tls_session_handshake (client, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_NOT_TLS);
      g_assert_nonnull (strstr (error->message, cases[i].said));
    }
}

/* A client that speaks plain MQTT, or HTTP, to a server that expects TLS. */
static void
test_plain_client (void)
{
  static const struct
  {
    const char *data;
    gsize       len;
    const char *said;
  } cases[] = {
    { "\x10\x0e\x00\x04MQTT\x04\x02\x00\x3c\x00\x02hi", 16, "plain MQTT" },
    { "GET / HTTP/1.1\r\n\r\n", 18, "HTTP" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WillowTlsSettings) settings = new_server ();
      g_autoptr (WillowTlsContext) context =
          willow_tls_context_new (WILLOW_TLS_SERVER, settings, NULL);
      g_autoptr (WillowTlsSession) server =
          willow_tls_session_new (context, NULL);
      g_autoptr (GError) error = NULL;

      willow_tls_session_feed (server, cases[i].data, cases[i].len);
      g_assert_false (willow_tls_session_handshake (server, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_NOT_TLS);
      g_assert_nonnull (strstr (error->message, cases[i].said));
    }
}

/* What the server answers to a ClientHello, cut off everywhere. */
static void
test_closed_in_handshake (void)
{
  g_autoptr (WillowTlsSettings) settings = new_client ();
  g_autoptr (WillowTlsSettings) theirs = new_server ();
  TlsPair       pair;
  const guint8 *data;
  gsize         len;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) none = NULL;

  tls_pair_init (&pair, settings, theirs, "localhost");
  willow_tls_session_handshake (pair.client, &none);
  data = willow_tls_session_peek_output (pair.client, &len);
  willow_tls_session_feed (pair.server, data, len);
  willow_tls_session_handshake (pair.server, &none);
  data = willow_tls_session_peek_output (pair.server, &len);
  answer = g_bytes_new (data, len);
  tls_pair_clear (&pair);

  /* Another client cannot go on with it: it stops at the ServerHello's end. */
  for (gsize n = 1; n < 100 && n < len; n += 7)
    {
      g_autoptr (WillowTlsSession) client = new_lonely_client ();
      g_autoptr (GError) error = NULL;

      willow_tls_session_handshake (client, &error);
      willow_tls_session_feed (client, g_bytes_get_data (answer, NULL), n);
      willow_tls_session_feed_end (client);
      g_assert_false (willow_tls_session_handshake (client, &error));
      g_assert_error (error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_CLOSED);
    }
}

static void
test_byte_by_byte_and_close (void)
{
  g_autoptr (WillowTlsSettings) settings = new_client ();
  g_autoptr (WillowTlsSettings) theirs = new_server ();
  TlsPair       pair;
  const guint8 *data;
  gsize         len;
  char          buffer[16];
  g_autoptr (GError) error = NULL;

  tls_pair_init (&pair, settings, theirs, "localhost");
  tls_pair_run (&pair);
  assert_open (&pair);
  g_assert_cmpint (
      willow_tls_session_write (pair.client, "hello", 5, &error), ==, 5);
  willow_tls_session_close (pair.client);
  data = willow_tls_session_peek_output (pair.client, &len);
  for (gsize i = 0; i < len; i++)
    {
      gssize n = willow_tls_session_read (pair.server, buffer, 16, &error);

      if (n < 0)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
      else
        g_assert_cmpmem (buffer, n, "hello", 5);
      g_clear_error (&error);
      willow_tls_session_feed (pair.server, data + i, 1);
    }
  g_assert_cmpint (
      willow_tls_session_read (pair.server, buffer, 16, &error), ==, 0);
  g_assert_no_error (error);
  tls_pair_clear (&pair);
}

static void
test_truncated (void)
{
  WillowTlsSettings *client = new_client (), *server = new_server ();
  TlsPair            pair;
  char               buffer[16];
  g_autoptr (GError) error = NULL;

  run (&pair, client, server, "localhost");
  assert_open (&pair);
  willow_tls_session_feed_end (pair.client);
  g_assert_cmpint (
      willow_tls_session_read (pair.client, buffer, 16, &error), ==, -1);
  g_assert_error (error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_TRUNCATED);
  tls_pair_clear (&pair);
}

static void
make_identities (void)
{
  const TestCertificate ca = { .name = "Authority", .is_authority = TRUE };
  const TestCertificate server = {
    .name = "Server",
    .alternatives = "DNS:localhost,IP:127.0.0.1,IP:::1",
  };
  const TestCertificate client = { .name = "Client", .purpose = "clientAuth" };

  authority = test_pki_issue (NULL, &ca);
  server_identity = test_pki_issue (authority, &server);
  client_identity = test_pki_issue (authority, &client);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  make_identities ();
#define ADD(name, func) g_test_add_func ("/net/tls-handshake/" name, func)
#define ADD_VERSION(name, func)                                                \
  g_test_add_data_func ("/net/tls-handshake/" name "/1.2",                     \
                        GINT_TO_POINTER (WILLOW_TLS_VERSION_1_2),              \
                        func);                                                 \
  g_test_add_data_func ("/net/tls-handshake/" name "/1.3",                     \
                        GINT_TO_POINTER (WILLOW_TLS_VERSION_1_3),              \
                        func)
  ADD ("facts", test_facts);
  ADD ("sni", test_sni);
  ADD_VERSION ("mutual", test_mutual);
  ADD_VERSION ("certificate-required", test_certificate_required);
  ADD ("client-not-trusted", test_client_not_trusted);
  ADD ("version", test_version);
  ADD ("no-shared-cipher", test_no_shared_cipher);
  ADD ("settings-errors", test_settings_errors);
  ADD ("not-tls", test_not_tls);
  ADD ("plain-client", test_plain_client);
  ADD ("closed-in-handshake", test_closed_in_handshake);
  ADD ("byte-by-byte-and-close", test_byte_by_byte_and_close);
  ADD ("truncated", test_truncated);
  result = g_test_run ();
  test_pki_free (authority);
  test_pki_free (server_identity);
  test_pki_free (client_identity);
  return result;
}
