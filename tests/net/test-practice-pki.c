/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice PKI: each flaw is exactly what it says, for us and for "openssl
 * verify", at servers and at clients. */
#include "lib/test-pki.h"
#include "lib/tls-pair.h"
#include "net/willow-practice-pki.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define CHAIN (1u << WILLOW_TLS_RULE_CHAIN)
#define DATE (1u << WILLOW_TLS_RULE_DATE)
#define NAME (1u << WILLOW_TLS_RULE_NAME)
#define PURPOSE (1u << WILLOW_TLS_RULE_PURPOSE)
#define KEY (1u << WILLOW_TLS_RULE_KEY)

static const guint failed_rules[WILLOW_PRACTICE_N_FLAWS] = {
  [WILLOW_PRACTICE_SOUND] = 0,
  [WILLOW_PRACTICE_EXPIRED] = DATE,
  [WILLOW_PRACTICE_NOT_YET_VALID] = DATE,
  [WILLOW_PRACTICE_WRONG_NAME] = NAME,
  [WILLOW_PRACTICE_UNKNOWN_AUTHORITY] = CHAIN,
  [WILLOW_PRACTICE_MISSING_INTERMEDIATE] = CHAIN,
  [WILLOW_PRACTICE_WRONG_PURPOSE] = PURPOSE,
  [WILLOW_PRACTICE_WEAK_KEY] = KEY,
  [WILLOW_PRACTICE_SELF_SIGNED] = CHAIN,
};

static const char *const  hosts[] = { "localhost", "127.0.0.1", "::1", NULL };
static WillowPracticePki *pki;

static WillowTlsSettings *
new_settings (const WillowPracticeIdentity *own)
{
  WillowTlsSettings *settings = willow_tls_settings_new ();

  willow_tls_settings_set_system_trust (settings, FALSE);
  willow_tls_settings_add_authorities (settings,
                                       willow_practice_pki_get_authority (pki));
  if (own != NULL)
    willow_tls_settings_set_certificate (
        settings, own->certificate, own->key, NULL);
  return settings;
}

static guint
get_failed (const WillowTlsFacts *facts)
{
  guint failed = 0;

  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    if (facts->verdicts[i].outcome == WILLOW_TLS_FAILED)
      failed |= 1u << i;
  return failed;
}

/* Returns: whether it says OK */
static gboolean
run_openssl (GBytes *certificate, const char *purpose, const char *host)
{
  g_autofree char *directory = g_dir_make_tmp ("willow-practice-XXXXXX", NULL);
  g_autofree char *leaf = test_pki_save (certificate, directory, "leaf.pem");
  g_autofree char *root = test_pki_save (
      willow_practice_pki_get_authority (pki), directory, "root.pem");
  g_autofree char *line = g_strdup_printf (
      "openssl verify -no-CApath -CAfile %s -untrusted %s -purpose %s "
      "-auth_level 2 %s %s %s",
      root,
      leaf,
      purpose,
      host != NULL ? "-verify_hostname" : "",
      host != NULL ? host : "",
      leaf);
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_command_line_sync (line, &output, &errors, &status, &error);
  g_assert_no_error (error);
  g_unlink (leaf);
  g_unlink (root);
  g_rmdir (directory);
  return g_spawn_check_wait_status (status, NULL);
}

static gboolean
has_openssl (void)
{
  g_autofree char *program = g_find_program_in_path ("openssl");

  if (program == NULL)
    g_test_message ("No openssl program to compare with");
  return program != NULL;
}

static void
test_server (gconstpointer data)
{
  WillowPracticeFlaw flaw = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowPracticeIdentity) identity =
      willow_practice_pki_issue_server (pki, hosts, flaw, &error);
  g_autoptr (WillowTlsSettings) server = new_settings (identity);
  g_autoptr (WillowTlsSettings) client = new_settings (NULL);
  TlsPair pair;

  g_assert_no_error (error);
  willow_tls_settings_set_allow_weak (server, TRUE);
  tls_pair_init (&pair, client, server, "localhost");
  tls_pair_run (&pair);
  g_assert_cmphex (get_failed (willow_tls_session_get_facts (pair.client)),
                   ==,
                   failed_rules[flaw]);
  g_assert_cmpint (pair.client_error == NULL, ==, failed_rules[flaw] == 0);
  if (has_openssl ())
    g_assert_cmpint (
        run_openssl (identity->certificate, "sslserver", "localhost"),
        ==,
        failed_rules[flaw] == 0);
  tls_pair_clear (&pair);
}

static void
test_client (gconstpointer data)
{
  WillowPracticeFlaw flaw = GPOINTER_TO_UINT (data);
  g_autoptr (WillowPracticeIdentity) server_identity =
      willow_practice_pki_issue_server (
          pki, hosts, WILLOW_PRACTICE_SOUND, NULL);
  g_autoptr (WillowPracticeIdentity) identity =
      willow_practice_pki_issue_client (pki, "alice", flaw, NULL);
  g_autoptr (WillowTlsSettings) server = new_settings (server_identity);
  g_autoptr (WillowTlsSettings) client = new_settings (identity);
  TlsPair pair;

  willow_tls_settings_set_require_certificate (server, TRUE);
  willow_tls_settings_set_allow_weak (client, TRUE);
  tls_pair_init (&pair, client, server, "127.0.0.1");
  tls_pair_run (&pair);
  g_assert_cmphex (get_failed (willow_tls_session_get_facts (pair.server)),
                   ==,
                   failed_rules[flaw]);
  g_assert_cmpint (pair.server_error == NULL, ==, failed_rules[flaw] == 0);
  g_assert_cmpint (pair.client_error == NULL, ==, failed_rules[flaw] == 0);
  if (has_openssl ())
    g_assert_cmpint (run_openssl (identity->certificate, "sslclient", NULL),
                     ==,
                     failed_rules[flaw] == 0);
  tls_pair_clear (&pair);
}

/* Everything is made from the time that was passed in. */
static void
test_dates (void)
{
  const gint64 now_s = 1000000000, day_s = 86400;
  g_autoptr (WillowPracticePki) old = willow_practice_pki_new (now_s);
  g_autoptr (WillowPracticeIdentity) identity =
      willow_practice_pki_issue_client (
          old, "old", WILLOW_PRACTICE_EXPIRED, NULL);
  g_autoptr (WillowCertificateInspection) leaf =
      willow_certificate_inspect (identity->certificate, NULL);
  g_autoptr (WillowCertificateInspection) root = willow_certificate_inspect (
      willow_practice_pki_get_authority (old), NULL);
  const WillowCertificate *certificate = leaf->certificates->pdata[0];

  g_assert_cmpint (certificate->not_before_s, ==, now_s - 30 * day_s);
  g_assert_cmpint (certificate->not_after_s, ==, now_s - 2 * day_s);
  certificate = root->certificates->pdata[0];
  g_assert_cmpint (certificate->not_before_s, <=, now_s - 30 * day_s);
  g_assert_cmpint (certificate->not_after_s, >=, now_s + 366 * day_s);
  g_assert_true (certificate->is_authority);
}

static void
assert_marked (GBytes *content)
{
  gsize            len;
  const char      *data = g_bytes_get_data (content, &len);
  g_autofree char *text = g_strndup (data, len);

  g_assert_true (g_str_has_prefix (text, "# Willow practice, unsafe"));
}

static void
test_marks (void)
{
  g_autoptr (WillowPracticeIdentity) identity =
      willow_practice_pki_issue_client (
          pki, "a@example.org", WILLOW_PRACTICE_SOUND, NULL);
  g_autoptr (WillowCertificateInspection) inspection =
      willow_certificate_inspect (identity->certificate, NULL);
  const WillowCertificate *certificate = inspection->certificates->pdata[0];

  assert_marked (identity->certificate);
  assert_marked (identity->key);
  assert_marked (willow_practice_pki_get_authority (pki));
  assert_marked (willow_practice_pki_get_authority_key (pki));
  g_assert_cmpstr (certificate->common_name, ==, "a@example.org");
  g_assert_cmpstr (certificate->names[0], ==, "email:a@example.org");
  g_assert_nonnull (strstr (certificate->subject, "Willow practice (unsafe)"));
  g_assert_nonnull (strstr (certificate->issuer, "Willow practice (unsafe)"));
}

static void
test_names (void)
{
  static const char *const bad[] = { "",    "a b",           "fe80::1%eth0",
                                     "a,b", "DNS:localhost", "a\nb" };
  static const char *const longest =
      "a.very.long.name.of.a.server.which.is.longer.than.the.sixty-four."
      "characters.of.a.common.name.example.org";
  const char *const good[] = { longest, "bücher.example", "*.example.org",
                               "::1",   "10.0.0.1",       NULL };
  g_autoptr (WillowPracticeIdentity) identity =
      willow_practice_pki_issue_server (pki, good, WILLOW_PRACTICE_SOUND, NULL);
  g_autoptr (WillowCertificateInspection) inspection =
      willow_certificate_inspect (identity->certificate, NULL);
  const WillowCertificate *certificate = inspection->certificates->pdata[0];
  g_autofree char         *names = g_strjoinv (" ", certificate->names);
  g_autofree char         *expected = g_strconcat (
      "DNS:",
      longest,
      " DNS:xn--bcher-kva.example DNS:*.example.org IP:::1 IP:10.0.0.1",
      NULL);

  g_assert_cmpstr (names, ==, expected);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const char *const names_of[] = { bad[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (willow_practice_pki_issue_server (
          pki, names_of, WILLOW_PRACTICE_SOUND, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_client_names (void)
{
  g_autofree char *longest = g_strnfill (64, 'x');
  g_autofree char *too_long = g_strnfill (65, 'x');
  const char      *bad[] = { "", too_long, "\xff" };
  g_autoptr (WillowPracticeIdentity) identity =
      willow_practice_pki_issue_client (
          pki, longest, WILLOW_PRACTICE_SOUND, NULL);
  g_autoptr (WillowPracticeIdentity) chinese =
      willow_practice_pki_issue_client (
          pki, "柳树 一", WILLOW_PRACTICE_SOUND, NULL);
  g_autoptr (WillowCertificateInspection) inspection =
      willow_certificate_inspect (chinese->certificate, NULL);
  const WillowCertificate *certificate = inspection->certificates->pdata[0];

  g_assert_nonnull (identity);
  g_assert_cmpstr (certificate->common_name, ==, "柳树 一");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (willow_practice_pki_issue_client (
          pki, bad[i], WILLOW_PRACTICE_SOUND, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_open (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowPracticePki) again =
      willow_practice_pki_open (willow_practice_pki_get_authority (pki),
                                willow_practice_pki_get_authority_key (pki),
                                g_get_real_time () / G_USEC_PER_SEC,
                                &error);
  g_autoptr (WillowPracticeIdentity) identity = NULL;
  g_autoptr (WillowPracticePki) other = willow_practice_pki_new (0);

  g_assert_no_error (error);
  identity = willow_practice_pki_issue_server (
      again, hosts, WILLOW_PRACTICE_SOUND, &error);
  if (has_openssl ())
    g_assert_true (
        run_openssl (identity->certificate, "sslserver", "localhost"));
  g_assert_null (
      willow_practice_pki_open (willow_practice_pki_get_authority (pki),
                                willow_practice_pki_get_authority_key (other),
                                0,
                                &error));
  g_assert_error (
      error, WILLOW_CERTIFICATE_ERROR, WILLOW_CERTIFICATE_ERROR_MISMATCH);
}

static void
test_pkcs12 (void)
{
  g_autoptr (WillowPracticeIdentity) identity =
      willow_practice_pki_issue_client (
          pki, "alice", WILLOW_PRACTICE_SOUND, NULL);
  g_autoptr (GBytes) store =
      willow_practice_identity_dup_pkcs12 (identity, "willow");
  g_autoptr (GBytes) passphrase = g_bytes_new_static ("willow", 6);
  g_autoptr (GError) error = NULL;

  g_assert_true (
      willow_certificate_check_pair (store, NULL, passphrase, &error));
  g_assert_no_error (error);
  g_assert_false (willow_certificate_check_pair (store, NULL, NULL, &error));
  g_assert_error (
      error, WILLOW_CERTIFICATE_ERROR, WILLOW_CERTIFICATE_ERROR_PASSPHRASE);
}

static void
assert_file (const char *directory,
             const char *name,
             const char *text,
             guint       mode)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autofree char *content = NULL;
  GStatBuf         status;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, text);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777 & ~0022u, ==, mode);
}

static void
test_export (void)
{
  g_autofree char *parent = g_dir_make_tmp ("willow-practice-XXXXXX", NULL);
  g_autofree char *directory = g_build_filename (parent, "new", NULL);
  g_autofree char *key = g_build_filename (directory, "b.key", NULL);
  g_autofree char *certificate = g_build_filename (directory, "a.pem", NULL);
  g_autoptr (GBytes) open = g_bytes_new_static ("open", 4);
  g_autoptr (GBytes) secret = g_bytes_new_static ("secret", 6);
  const WillowPracticeFile files[] = { { "a.pem", open, FALSE },
                                       { "b.key", secret, TRUE } };
  g_autoptr (GError) error = NULL;

  g_assert_true (willow_practice_export (directory, files, 2, FALSE, &error));
  assert_file (directory, "a.pem", "open", 0644);
  assert_file (directory, "b.key", "secret", 0600);
  /* Nothing is written if one exists. */
  g_unlink (certificate);
  g_assert_false (willow_practice_export (directory, files, 2, FALSE, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_assert_nonnull (strstr (error->message, "b.key"));
  g_assert_false (g_file_test (certificate, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  /* A file that everybody could read does not stay so. */
  g_chmod (key, 0666);
  g_assert_true (willow_practice_export (directory, files, 2, TRUE, &error));
  assert_file (directory, "b.key", "secret", 0600);
  g_assert_false (willow_practice_export (key, files, 2, TRUE, &error));
  g_assert_nonnull (error);
  g_unlink (certificate);
  g_unlink (key);
  g_rmdir (directory);
  g_rmdir (parent);
}

static void
test_flaw_names (void)
{
  for (guint i = 0; i < WILLOW_PRACTICE_N_FLAWS; i++)
    {
      WillowPracticeFlaw flaw = WILLOW_PRACTICE_N_FLAWS;

      g_assert_true (
          willow_practice_flaw_parse (willow_practice_flaw_get_id (i), &flaw));
      g_assert_cmpint (flaw, ==, i);
      g_assert_cmpstr (willow_practice_flaw_get_name (i), !=, "");
      g_assert_true (
          g_str_has_suffix (willow_practice_flaw_get_sentence (i), "."));
    }
  g_assert_false (
      willow_practice_flaw_parse ("perfect", &(WillowPracticeFlaw){ 0 }));
}

static void
add_flaws (const char *side, GTestDataFunc func, gboolean clients)
{
  for (guint i = 0; i < WILLOW_PRACTICE_N_FLAWS; i++)
    {
      g_autofree char *path = g_strdup_printf (
          "/net/practice-pki/%s/%s", side, willow_practice_flaw_get_id (i));

      if (!clients || willow_practice_flaw_suits_clients (i))
        g_test_add_data_func (path, GUINT_TO_POINTER (i), func);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  pki = willow_practice_pki_new (g_get_real_time () / G_USEC_PER_SEC);
  add_flaws ("server", test_server, FALSE);
  add_flaws ("client", test_client, TRUE);
  g_test_add_func ("/net/practice-pki/dates", test_dates);
  g_test_add_func ("/net/practice-pki/marks", test_marks);
  g_test_add_func ("/net/practice-pki/names", test_names);
  g_test_add_func ("/net/practice-pki/client-names", test_client_names);
  g_test_add_func ("/net/practice-pki/open", test_open);
  g_test_add_func ("/net/practice-pki/pkcs12", test_pkcs12);
  g_test_add_func ("/net/practice-pki/export", test_export);
  g_test_add_func ("/net/practice-pki/flaws", test_flaw_names);
  status = g_test_run ();
  willow_practice_pki_free (pki);
  return status;
}
