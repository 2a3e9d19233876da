/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A corpus of chains: what the verdicts say of each, rule by rule, and whether
 * "openssl verify" comes to the same end. */
#include "lib/test-pki.h"
#include "lib/tls-pair.h"

#include <glib/gstdio.h>
#include <string.h>

#define CHAIN (1u << WILLOW_TLS_RULE_CHAIN)
#define DATE (1u << WILLOW_TLS_RULE_DATE)
#define NAME (1u << WILLOW_TLS_RULE_NAME)
#define PURPOSE (1u << WILLOW_TLS_RULE_PURPOSE)
#define KEY (1u << WILLOW_TLS_RULE_KEY)

typedef enum
{
  TRUST_ROOT,
  TRUST_LEAF,
  TRUST_INTERMEDIATE,
  TRUST_STRANGER, /* another authority of the same name */
  TRUST_NOBODY,
} Trust;

typedef enum
{
  SEND_CHAIN, /* leaf and intermediate */
  SEND_LEAF,
  SEND_ALL, /* the root, too */
} Send;

/* What is different from the ordinary: root, intermediate and leaf of P-256,
 * valid for localhost. */
typedef struct
{
  const char     *name;
  guint           failed; /* rules */
  TestCertificate leaf;
  TestCertificate intermediate;
  TestCertificate root;
  gboolean        self_signed;
  gboolean        is_direct; /* no intermediate */
  Trust           trust;
  Send            send;
  const char     *host;
} Case;

#define LEAF(...) .leaf = { __VA_ARGS__ }
#define MIDDLE(...) .intermediate = { __VA_ARGS__ }
#define ROOT(...) .root = { __VA_ARGS__ }
#define DNS(text) .alternatives = text
#define OVER .not_before_days = -20, .not_after_days = -2
#define TO_COME .not_before_days = 2, .not_after_days = 20

static const Case cases[] = {
  { "ordinary", 0 },
  { "direct", 0, .is_direct = TRUE },
  { "with-root", 0, .send = SEND_ALL },
  { "rsa-2048", 0, LEAF (.key = "RSA:2048") },
  { "rsa-3072", 0, LEAF (.key = "RSA:3072") },
  { "p-384", 0, LEAF (.key = "EC:P-384") },
  { "ed25519", 0, LEAF (.key = "ED25519") },
  { "ed25519-issuer", 0, MIDDLE (.key = "ED25519") },
  { "sha512", 0, LEAF (.digest = "SHA512") },
  { "both-purposes", 0, LEAF (.purpose = "serverAuth,clientAuth") },
  { "any-purpose", 0, LEAF (.purpose = "") },
  { "no-intermediate-sent", CHAIN, .send = SEND_LEAF },
  { "unknown-authority", CHAIN, .trust = TRUST_NOBODY },
  { "unknown-authority-sent", CHAIN, .trust = TRUST_NOBODY, .send = SEND_ALL },
  { "unknown-direct", CHAIN, .trust = TRUST_NOBODY, .is_direct = TRUE },
  { "stranger-of-same-name", CHAIN, .trust = TRUST_STRANGER },
  { "only-intermediate-trusted", CHAIN, .trust = TRUST_INTERMEDIATE },
  { "self-signed", CHAIN, .self_signed = TRUE, .trust = TRUST_NOBODY },
  { "self-signed-trusted", 0, .self_signed = TRUE, .trust = TRUST_LEAF },
  { "self-signed-other-trusted", CHAIN, .self_signed = TRUE },
  { "expired", DATE, LEAF (OVER) },
  { "expired-intermediate", DATE, MIDDLE (OVER) },
  { "expired-root", DATE, ROOT (OVER) },
  { "not-yet", DATE, LEAF (TO_COME) },
  { "not-yet-intermediate", DATE, MIDDLE (TO_COME) },
  { "expired-self-signed",
    CHAIN | DATE,
    LEAF (OVER),
    .self_signed = TRUE,
    .trust = TRUST_NOBODY },
  { "expired-self-signed-trusted",
    DATE,
    LEAF (OVER),
    .self_signed = TRUE,
    .trust = TRUST_LEAF },
  { "wrong-name", NAME, LEAF (DNS ("DNS:example.org")) },
  { "several-names", 0, LEAF (DNS ("DNS:a.example,DNS:localhost")) },
  { "upper-case-name", 0, LEAF (DNS ("DNS:LocalHost")) },
  { "wildcard", 0, LEAF (DNS ("DNS:*.example.org")), .host = "a.example.org" },
  { "wildcard-two-levels",
    NAME,
    LEAF (DNS ("DNS:*.example.org")),
    .host = "a.b.example.org" },
  { "wildcard-not-itself",
    NAME,
    LEAF (DNS ("DNS:*.example.org")),
    .host = "example.org" },
  { "wildcard-in-part",
    0,
    LEAF (DNS ("DNS:mqtt*.example.org")),
    .host = "mqtt7.example.org" },
  { "common-name-only", 0, LEAF (.name = "localhost", DNS ("")) },
  { "common-name-beside-names",
    NAME,
    LEAF (.name = "localhost", DNS ("DNS:example.org")) },
  { "no-name-at-all", NAME, LEAF (.name = "", DNS ("")) },
  { "address", 0, LEAF (DNS ("IP:127.0.0.1")), .host = "127.0.0.1" },
  { "address-6", 0, LEAF (DNS ("IP:::1")), .host = "::1" },
  { "other-address", NAME, LEAF (DNS ("IP:127.0.0.2")), .host = "127.0.0.1" },
  { "address-as-name",
    NAME,
    LEAF (DNS ("DNS:127.0.0.1")),
    .host = "127.0.0.1" },
  { "name-for-address", NAME, .host = "127.0.0.1" },
  { "client-purpose", PURPOSE, LEAF (.purpose = "clientAuth") },
  { "code-purpose", PURPOSE, LEAF (.purpose = "codeSigning") },
  { "usage-certificates-only", PURPOSE, LEAF (.usage = "keyCertSign") },
  { "rsa-1024", KEY, LEAF (.key = "RSA:1024") },
  { "rsa-1024-issuer", KEY, MIDDLE (.key = "RSA:1024") },
  { "sha1", KEY, LEAF (.digest = "SHA1") },
  { "issuer-is-no-authority",
    CHAIN | PURPOSE,
    MIDDLE (.is_no_authority = TRUE) },
  { "path-too-long", CHAIN, ROOT (.has_path_length = TRUE) },
  { "everything-wrong",
    CHAIN | DATE | NAME | PURPOSE | KEY,
    LEAF (OVER,
          .key = "RSA:1024",
          .purpose = "clientAuth",
          DNS ("DNS:example.org")),
    .trust = TRUST_NOBODY },
};

typedef struct
{
  TestIdentity *root;
  TestIdentity *intermediate;
  TestIdentity *leaf;
  GBytes       *trusted; /* (nullable) */
  GBytes       *sent;
} Chain;

static TestIdentity *
issue_root (const Case *c)
{
  TestCertificate spec = c->root;

  spec.name = "Root";
  spec.is_authority = TRUE;
  return test_pki_issue (NULL, &spec);
}

static TestIdentity *
issue_intermediate (const Case *c, const TestIdentity *root)
{
  TestCertificate spec = c->intermediate;

  spec.name = "Intermediate";
  spec.is_authority = !spec.is_no_authority;
  return test_pki_issue (root, &spec);
}

static TestIdentity *
issue_leaf (const Case *c, const Chain *chain)
{
  TestCertificate spec = c->leaf;

  if (spec.name == NULL)
    spec.name = "Server";
  if (spec.alternatives == NULL)
    spec.alternatives = "DNS:localhost";
  else if (spec.alternatives[0] == '\0')
    spec.alternatives = NULL;
  if (c->self_signed)
    return test_pki_issue (NULL, &spec);
  return test_pki_issue (c->is_direct ? chain->root : chain->intermediate,
                         &spec);
}

static GBytes *
dup_trusted (const Case *c, const Chain *chain)
{
  g_autoptr (TestIdentity) stranger = NULL;

  switch (c->trust)
    {
    case TRUST_LEAF:
      return test_pki_dup_certificate (chain->leaf);
    case TRUST_INTERMEDIATE:
      return test_pki_dup_certificate (chain->intermediate);
    case TRUST_STRANGER:
      stranger = issue_root (c);
      return test_pki_dup_certificate (stranger);
    case TRUST_NOBODY:
      return NULL;
    case TRUST_ROOT:
    default:
      return test_pki_dup_certificate (chain->root);
    }
}

static void
chain_init (Chain *chain, const Case *c)
{
  chain->root = issue_root (c);
  chain->intermediate = issue_intermediate (c, chain->root);
  chain->leaf = issue_leaf (c, chain);
  chain->trusted = dup_trusted (c, chain);
  if (c->self_signed || c->send == SEND_LEAF ||
      (c->is_direct && c->send != SEND_ALL))
    chain->sent = test_pki_dup_certificate (chain->leaf);
  else if (c->send == SEND_ALL)
    chain->sent = test_pki_dup_chain (
        chain->leaf, chain->intermediate, chain->root, NULL);
  else
    chain->sent = test_pki_dup_chain (chain->leaf, chain->intermediate, NULL);
}

static void
chain_clear (Chain *chain)
{
  test_pki_free (chain->root);
  test_pki_free (chain->intermediate);
  test_pki_free (chain->leaf);
  g_clear_pointer (&chain->trusted, g_bytes_unref);
  g_bytes_unref (chain->sent);
}

static const char *
get_host (const Case *c)
{
  return c->host != NULL ? c->host : "localhost";
}

/* Whoever serves it does not mind. */
static WillowTlsSettings *
make_server (const Chain *chain)
{
  WillowTlsSettings *settings = willow_tls_settings_new ();
  g_autoptr (GBytes) key = test_pki_dup_key (chain->leaf, NULL);

  willow_tls_settings_set_certificate (settings, chain->sent, key, NULL);
  willow_tls_settings_set_ciphers (settings, "ALL@SECLEVEL=0");
  return settings;
}

static guint
check_facts (WillowTlsFacts *facts)
{
  guint failed = 0;

  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    {
      g_test_message (
          "%s: %s", willow_tls_rule_get_name (i), facts->verdicts[i].sentence);
      /* Nothing tells whether it was revoked. */
      g_assert_cmpint (facts->verdicts[i].outcome == WILLOW_TLS_UNKNOWN,
                       ==,
                       i == WILLOW_TLS_RULE_REVOKED);
      if (facts->verdicts[i].outcome == WILLOW_TLS_FAILED)
        failed |= 1u << i;
    }
  return failed;
}

static void
check_session (const Case *c, const Chain *chain, gboolean verify)
{
  g_autoptr (WillowTlsSettings) client = willow_tls_settings_new ();
  g_autoptr (WillowTlsSettings) server = make_server (chain);
  WillowTlsFacts *facts;
  TlsPair         pair;
  gboolean        goes_on = !verify || c->failed == 0;

  willow_tls_settings_set_system_trust (client, FALSE);
  willow_tls_settings_set_verify (client, verify);
  if (chain->trusted != NULL)
    willow_tls_settings_add_authorities (client, chain->trusted);
  if (!verify) /* curves that are off by default */
    willow_tls_settings_set_ciphers (client, "ALL@SECLEVEL=0");
  tls_pair_init (&pair, client, server, get_host (c));
  tls_pair_run (&pair);
  facts = willow_tls_session_get_facts (pair.client);
  if (pair.client_error != NULL)
    g_test_message ("%s", pair.client_error->message);
  g_assert_cmphex (check_facts (facts), ==, c->failed);
  g_assert_cmpint (facts->is_verified, ==, verify);
  g_assert_cmpint (pair.client_error == NULL, ==, goes_on);
  g_assert_cmpint (pair.server_error == NULL, ==, goes_on);
  g_assert_cmpint (willow_tls_session_get_state (pair.client),
                   ==,
                   goes_on ? WILLOW_TLS_OPEN : WILLOW_TLS_BROKEN);
  tls_pair_clear (&pair);
}

/* Returns: whether it says OK */
static gboolean
run_openssl (const Case *c, const Chain *chain, const char *directory)
{
  g_autoptr (GBytes) leaf = test_pki_dup_certificate (chain->leaf);
  g_autofree char *leaf_path = test_pki_save (leaf, directory, "leaf.pem");
  g_autofree char *sent_path =
      test_pki_save (chain->sent, directory, "sent.pem");
  g_autofree char *trusted_path = NULL;
  g_autoptr (GStrvBuilder) line = g_strv_builder_new ();
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_strv_builder_add_many (line, "openssl", "verify", "-no-CApath", NULL);
  if (chain->trusted != NULL)
    {
      trusted_path = test_pki_save (chain->trusted, directory, "trusted.pem");
      g_strv_builder_add_many (line, "-CAfile", trusted_path, NULL);
    }
  else
    g_strv_builder_add (line, "-no-CAfile");
  g_strv_builder_add_many (line,
                           "-untrusted",
                           sent_path,
                           "-purpose",
                           "sslserver",
                           "-auth_level",
                           "2",
                           g_hostname_is_ip_address (get_host (c))
                               ? "-verify_ip"
                               : "-verify_hostname",
                           get_host (c),
                           leaf_path,
                           NULL);
  arguments = g_strv_builder_end (line);
  g_spawn_sync (NULL,
                arguments,
                NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                    G_SPAWN_STDERR_TO_DEV_NULL,
                NULL,
                NULL,
                NULL,
                NULL,
                &status,
                &error);
  g_assert_no_error (error);
  return g_spawn_check_wait_status (status, NULL);
}

static void
check_openssl (const Case *c, const Chain *chain)
{
  static const char *const names[] = { "leaf.pem", "sent.pem", "trusted.pem" };
  g_autofree char         *program = g_find_program_in_path ("openssl");
  g_autofree char         *directory = NULL;

  if (program == NULL)
    {
      g_test_message ("No openssl program to compare with");
      return;
    }
  directory = g_dir_make_tmp ("willow-verdict-XXXXXX", NULL);
  g_assert_cmpint (run_openssl (c, chain, directory), ==, c->failed == 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  Chain       chain;

  chain_init (&chain, c);
  check_session (c, &chain, TRUE);
  check_session (c, &chain, FALSE);
  check_openssl (c, &chain);
  chain_clear (&chain);
}

/* "openssl verify" knows no pins. */
static void
check_pin (const Case *c, gboolean fits, guint failed)
{
  g_autoptr (WillowTlsSettings) client = willow_tls_settings_new ();
  g_autoptr (WillowTlsSettings) server = NULL;
  Chain   chain;
  TlsPair pair;
  guint8  digest[32];
  guint   len;
  g_autoptr (GString) pin = g_string_new (NULL);

  chain_init (&chain, c);
  server = make_server (&chain);
  X509_digest (
      fits ? chain.leaf->x509 : chain.root->x509, EVP_sha256 (), digest, &len);
  for (guint i = 0; i < len; i++)
    g_string_append_printf (pin, "%02x:", digest[i]);
  g_string_truncate (pin, pin->len - 1);
  g_assert_true (willow_tls_settings_add_pin (client, pin->str));
  willow_tls_settings_set_system_trust (client, FALSE);
  tls_pair_init (&pair, client, server, get_host (c));
  tls_pair_run (&pair);
  g_assert_cmphex (
      check_facts (willow_tls_session_get_facts (pair.client)), ==, failed);
  g_assert_cmpint (pair.client_error == NULL, ==, failed == 0);
  tls_pair_clear (&pair);
  chain_clear (&chain);
}

static void
test_pins (void)
{
  const Case self_signed = { .self_signed = TRUE };
  const Case wrong_name = { LEAF (DNS ("DNS:example.org")) };
  const Case expired = { LEAF (OVER) };

  check_pin (&self_signed, TRUE, 0);
  check_pin (&wrong_name, TRUE, 0);
  check_pin (&expired, TRUE, DATE);
  check_pin (&self_signed, FALSE, CHAIN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path =
          g_strconcat ("/net/tls-verdict/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/net/tls-verdict-pins", test_pins);
  return g_test_run ();
}
