/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-pki.h"

#include "net/willow-certificate.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <string.h>

static TestIdentity *own, *other;

static GBytes *
join (GBytes *first, GBytes *second)
{
  GByteArray *sum = g_byte_array_new ();

  g_byte_array_append (
      sum, g_bytes_get_data (first, NULL), (guint)g_bytes_get_size (first));
  g_byte_array_append (
      sum, g_bytes_get_data (second, NULL), (guint)g_bytes_get_size (second));
  return g_byte_array_free_to_bytes (sum);
}

static GBytes *
from_text (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static GBytes *
take_bio (BIO *bio)
{
  char   *data;
  long    len = BIO_get_mem_data (bio, &data);
  GBytes *bytes = g_bytes_new (data, (gsize)len);

  BIO_free (bio);
  return bytes;
}

static GBytes *
as_pkcs12 (const TestIdentity *identity, const char *passphrase)
{
  PKCS12 *store = PKCS12_create (
      passphrase, "own", identity->key, identity->x509, NULL, 0, 0, 0, 0, 0);
  BIO *bio = BIO_new (BIO_s_mem ());

  g_assert_nonnull (store);
  i2d_PKCS12_bio (bio, store);
  PKCS12_free (store);
  return take_bio (bio);
}

static GBytes *
as_der (const TestIdentity *identity)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  i2d_X509_bio (bio, identity->x509);
  return take_bio (bio);
}

static GBytes *
as_der_key (const TestIdentity *identity, const char *passphrase)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  if (passphrase != NULL)
    i2d_PKCS8PrivateKey_bio (bio,
                             identity->key,
                             EVP_aes_128_cbc (),
                             NULL,
                             0,
                             NULL,
                             (void *)passphrase);
  else
    i2d_PrivateKey_bio (bio, identity->key);
  return take_bio (bio);
}

/* The form before PKCS#8: "Proc-Type: 4,ENCRYPTED". */
static GBytes *
as_old_key (const TestIdentity *identity, const char *passphrase)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  PEM_write_bio_PrivateKey_traditional (bio,
                                        identity->key,
                                        passphrase != NULL ? EVP_aes_128_cbc ()
                                                           : NULL,
                                        NULL,
                                        0,
                                        NULL,
                                        (void *)passphrase);
  return take_bio (bio);
}

/* @content: (transfer full); @code: -1 for "nothing is wrong" */
static void
check_with (GBytes           *content,
            const char       *passphrase,
            WillowContentKind kind,
            guint             n_certificates,
            gboolean          has_key,
            int               code)
{
  g_autoptr (GBytes) owned = content;
  g_autoptr (GBytes) secret =
      passphrase != NULL ? from_text (passphrase) : NULL;
  g_autoptr (WillowCertificateInspection) found =
      willow_certificate_inspect (content, secret);

  g_test_message ("%s", found->sentence);
  g_assert_cmpint (found->kind, ==, kind);
  g_assert_cmpuint (found->certificates->len, ==, n_certificates);
  g_assert_cmpint (found->has_key, ==, has_key);
  if (code < 0)
    g_assert_no_error (found->error);
  else
    g_assert_error (found->error, WILLOW_CERTIFICATE_ERROR, code);
  g_assert_cmpuint (strlen (found->sentence), >, 5);
}

static void
check (GBytes           *content,
       WillowContentKind kind,
       guint             n_certificates,
       gboolean          has_key,
       int               code)
{
  check_with (content, NULL, kind, n_certificates, has_key, code);
}

static void
test_pem (void)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (own);
  g_autoptr (GBytes) key = test_pki_dup_key (own, NULL);

  check (
      g_bytes_ref (certificate), WILLOW_CONTENT_PEM_CERTIFICATE, 1, FALSE, -1);
  check (test_pki_dup_chain (own, other, NULL),
         WILLOW_CONTENT_PEM_BUNDLE,
         2,
         FALSE,
         -1);
  check (g_bytes_ref (key), WILLOW_CONTENT_PEM_KEY, 0, TRUE, -1);
  check (join (key, certificate),
         WILLOW_CONTENT_PEM_CERTIFICATE_AND_KEY,
         1,
         TRUE,
         -1);
  check (as_old_key (own, NULL), WILLOW_CONTENT_PEM_KEY, 0, TRUE, -1);
}

static void
test_der (void)
{
  check (as_der (own), WILLOW_CONTENT_DER_CERTIFICATE, 1, FALSE, -1);
  check (as_der_key (own, NULL), WILLOW_CONTENT_DER_KEY, 0, TRUE, -1);
}

/* As an editor under Windows saves it, in the middle of a mail. */
static void
test_junk_around (void)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (own);
  g_autofree char *text = g_strndup (g_bytes_get_data (certificate, NULL),
                                     g_bytes_get_size (certificate));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *windows = g_strjoinv ("\r\n", lines);
  g_autofree char *mail = g_strconcat ("\xef\xbb\xbf"
                                       "Dear all,\r\nhere it is -- -:\r\n\r\n",
                                       windows,
                                       "\r\n-- \r\nRegards",
                                       NULL);

  check (g_bytes_new (mail, strlen (mail)),
         WILLOW_CONTENT_PEM_CERTIFICATE,
         1,
         FALSE,
         -1);
}

static void
test_passphrase (void)
{
  typedef struct
  {
    GBytes           *content;
    WillowContentKind kind;
    guint             n_certificates;
  } Case;
  const Case cases[] = {
    { test_pki_dup_key (own, "tree"), WILLOW_CONTENT_PEM_KEY, 0 },
    { as_old_key (own, "tree"), WILLOW_CONTENT_PEM_KEY, 0 },
    { as_der_key (own, "tree"), WILLOW_CONTENT_DER_KEY, 0 },
    { as_pkcs12 (own, "tree"), WILLOW_CONTENT_PKCS12, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      gboolean    shows_key = c->kind != WILLOW_CONTENT_PKCS12;

      check_with (g_bytes_ref (c->content),
                  NULL,
                  c->kind,
                  0,
                  shows_key,
                  WILLOW_CERTIFICATE_ERROR_PASSPHRASE);
      check_with (g_bytes_ref (c->content),
                  "bush",
                  c->kind,
                  0,
                  shows_key,
                  WILLOW_CERTIFICATE_ERROR_WRONG_PASSPHRASE);
      check_with (c->content, "tree", c->kind, c->n_certificates, TRUE, -1);
    }
}

static void
test_pkcs12_without_passphrase (void)
{
  check_with (as_pkcs12 (own, ""), NULL, WILLOW_CONTENT_PKCS12, 1, TRUE, -1);
  check_with (as_pkcs12 (own, ""), "", WILLOW_CONTENT_PKCS12, 1, TRUE, -1);
}

static void
test_not_a_certificate (void)
{
  g_autofree char *large = g_malloc0 (21 * 1024 * 1024);

  check (from_text (""),
         WILLOW_CONTENT_UNKNOWN,
         0,
         FALSE,
         WILLOW_CERTIFICATE_ERROR_UNKNOWN);
  check (from_text ("hello"),
         WILLOW_CONTENT_UNKNOWN,
         0,
         FALSE,
         WILLOW_CERTIFICATE_ERROR_UNKNOWN);
  check (g_bytes_new (large, 21 * 1024 * 1024),
         WILLOW_CONTENT_UNKNOWN,
         0,
         FALSE,
         WILLOW_CERTIFICATE_ERROR_UNKNOWN);
  check (from_text ("-----BEGIN CERTIFICATE-----\nAAAA\n"),
         WILLOW_CONTENT_PEM_OTHER,
         0,
         FALSE,
         WILLOW_CERTIFICATE_ERROR_DAMAGED);
  check (from_text ("-----BEGIN CERTIFICATE-----\nAAAA\n"
                    "-----END CERTIFICATE-----\n"),
         WILLOW_CONTENT_PEM_OTHER,
         0,
         FALSE,
         WILLOW_CERTIFICATE_ERROR_DAMAGED);
  check (from_text ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"
                    "-----END OPENSSH PRIVATE KEY-----\n"),
         WILLOW_CONTENT_PEM_OTHER,
         0,
         FALSE,
         WILLOW_CERTIFICATE_ERROR_UNSUPPORTED);
  check (from_text ("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n"
                    "-----END CERTIFICATE REQUEST-----\n"),
         WILLOW_CONTENT_PEM_OTHER,
         0,
         FALSE,
         WILLOW_CERTIFICATE_ERROR_UNSUPPORTED);
}

static void
check_pair (GBytes *certificate, GBytes *key, const char *passphrase, int code)
{
  g_autoptr (GBytes) first = certificate;
  g_autoptr (GBytes) second = key;
  g_autoptr (GBytes) secret =
      passphrase != NULL ? from_text (passphrase) : NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = willow_certificate_check_pair (first, second, secret, &error);

  if (error != NULL)
    g_test_message ("%s", error->message);
  g_assert_cmpint (ok, ==, code < 0);
  if (code >= 0)
    g_assert_error (error, WILLOW_CERTIFICATE_ERROR, code);
}

static void
test_pair (void)
{
  check_pair (
      test_pki_dup_certificate (own), test_pki_dup_key (own, NULL), NULL, -1);
  check_pair (as_der (own), as_der_key (own, "tree"), "tree", -1);
  check_pair (as_pkcs12 (own, "tree"), NULL, "tree", -1);
  /* The own one stands behind its issuer's. */
  check_pair (test_pki_dup_chain (other, own, NULL),
              test_pki_dup_key (own, NULL),
              NULL,
              -1);
  check_pair (test_pki_dup_certificate (own),
              test_pki_dup_key (other, NULL),
              NULL,
              WILLOW_CERTIFICATE_ERROR_MISMATCH);
  check_pair (test_pki_dup_certificate (own),
              NULL,
              NULL,
              WILLOW_CERTIFICATE_ERROR_MISSING);
  check_pair (test_pki_dup_key (own, NULL),
              test_pki_dup_key (own, NULL),
              NULL,
              WILLOW_CERTIFICATE_ERROR_MISSING);
  check_pair (test_pki_dup_certificate (own),
              test_pki_dup_certificate (own),
              NULL,
              WILLOW_CERTIFICATE_ERROR_MISSING);
  check_pair (test_pki_dup_certificate (own),
              test_pki_dup_key (own, "tree"),
              "bush",
              WILLOW_CERTIFICATE_ERROR_WRONG_PASSPHRASE);
}

/* What is told is what was asked for when it was made. */
static void
test_facts (void)
{
  const TestCertificate spec = {
    .name = "Gr\xc3\xbcn",
    .alternatives = "DNS:localhost,DNS:*.example.org,IP:127.0.0.1,IP:::1,"
                    "URI:urn:x",
    .key = "RSA:2048",
    .not_before_days = -10,
    .not_after_days = -3,
  };
  g_autoptr (TestIdentity) identity = test_pki_issue (own, &spec);
  g_autoptr (GBytes) content = test_pki_dup_certificate (identity);
  g_autoptr (WillowCertificateInspection) found =
      willow_certificate_inspect (content, NULL);
  const WillowCertificate *certificate = found->certificates->pdata[0];
  g_autofree char         *names = g_strjoinv (" ", certificate->names);
  gint64                   now_s = g_get_real_time () / G_USEC_PER_SEC;
  gint64                   day_s = 24 * 60 * 60;

  g_assert_cmpstr (certificate->common_name, ==, "Gr\xc3\xbcn");
  g_assert_cmpstr (certificate->subject, ==, "CN=Gr\xc3\xbcn,O=Willow test");
  g_assert_cmpstr (certificate->issuer, ==, "CN=own,O=Willow test");
  g_assert_cmpstr (names,
                   ==,
                   "DNS:localhost DNS:*.example.org IP:127.0.0.1 IP:::1 "
                   "URI:urn:x");
  g_assert_cmpstr (certificate->key_type, ==, "RSA");
  g_assert_cmpuint (certificate->key_bits, ==, 2048);
  g_assert_cmpstr (certificate->signature_algorithm, ==, "ecdsa-with-SHA256");
  g_assert_cmpuint (strlen (certificate->fingerprint), ==, 95);
  g_assert_false (certificate->is_authority);
  g_assert_cmpint (
      ABS (certificate->not_after_s - (now_s - 3 * day_s)), <, 600);
  g_assert_cmpint (
      ABS (certificate->not_before_s - (now_s - 10 * day_s)), <, 600);
  g_assert_nonnull (strstr (found->sentence, "expired since"));
}

int
main (int argc, char **argv)
{
  const TestCertificate spec = { .name = "own" }, spec2 = { .name = "other" };
  int                   result;

  g_test_init (&argc, &argv, NULL);
  own = test_pki_issue (NULL, &spec);
  other = test_pki_issue (NULL, &spec2);
  g_test_add_func ("/net/certificate/pem", test_pem);
  g_test_add_func ("/net/certificate/der", test_der);
  g_test_add_func ("/net/certificate/junk-around", test_junk_around);
  g_test_add_func ("/net/certificate/passphrase", test_passphrase);
  g_test_add_func ("/net/certificate/pkcs12-without-passphrase",
                   test_pkcs12_without_passphrase);
  g_test_add_func ("/net/certificate/not-a-certificate",
                   test_not_a_certificate);
  g_test_add_func ("/net/certificate/pair", test_pair);
  g_test_add_func ("/net/certificate/facts", test_facts);
  result = g_test_run ();
  test_pki_free (own);
  test_pki_free (other);
  return result;
}
