/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people choose by mistake: each has a correct sentence of its own. */
#include "lib/test-pki.h"
#include "net/willow-certificate.h"

#include <openssl/pem.h>
#include <string.h>

#define LARGE_BYTES 20000000

static TestIdentity *own, *other;
static GHashTable   *sentences;

static GBytes *
take (BIO *bio)
{
  char   *data;
  long    len = BIO_get_mem_data (bio, &data);
  GBytes *bytes = g_bytes_new (data, (gsize)len);

  BIO_free (bio);
  return bytes;
}

static X509_REQ *
make_request (void)
{
  X509_REQ *request = X509_REQ_new ();

  X509_REQ_set_pubkey (request, own->key);
  X509_REQ_sign (request, own->key, EVP_sha256 ());
  return request;
}

static GBytes *
dup_request (gboolean pem)
{
  BIO      *bio = BIO_new (BIO_s_mem ());
  X509_REQ *request = make_request ();

  if (pem)
    PEM_write_bio_X509_REQ (bio, request);
  else
    i2d_X509_REQ_bio (bio, request);
  X509_REQ_free (request);
  return take (bio);
}

static GBytes *
dup_public_key (gboolean pem)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  if (pem)
    PEM_write_bio_PUBKEY (bio, own->key);
  else
    i2d_PUBKEY_bio (bio, own->key);
  return take (bio);
}

static GBytes *
dup_large (void)
{
  guint8 *data = g_malloc (LARGE_BYTES);

  memset (data, 0x30, LARGE_BYTES);
  return g_bytes_new_take (data, LARGE_BYTES);
}

static GBytes *
dup_text (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static GBytes *
dup_cut (void)
{
  g_autoptr (GBytes) whole = test_pki_dup_certificate (own);

  return g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) / 2);
}

/* @certificate, @key: (transfer full) (nullable). The sentence holds @words,
 * and nothing else led to it before unless @again. */
static void
expect (GBytes     *certificate,
        GBytes     *key,
        const char *passphrase,
        int         code,
        const char *words,
        gboolean    again)
{
  g_autoptr (GBytes) secret = passphrase != NULL ? dup_text (passphrase) : NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (
      willow_certificate_check_pair (certificate, key, secret, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, WILLOW_CERTIFICATE_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” is not in “%s”", words, error->message);
  g_assert_cmpint (
      g_hash_table_add (sentences, g_strdup (error->message)), !=, again);
  g_bytes_unref (certificate);
  g_clear_pointer (&key, g_bytes_unref);
}

#define CERTIFICATE(bytes, code, words)                                        \
  expect (bytes,                                                               \
          test_pki_dup_key (own, NULL),                                        \
          NULL,                                                                \
          WILLOW_CERTIFICATE_ERROR_##code,                                     \
          words,                                                               \
          FALSE)
#define KEY(bytes, passphrase, code, words)                                    \
  expect (test_pki_dup_certificate (own),                                      \
          bytes,                                                               \
          passphrase,                                                          \
          WILLOW_CERTIFICATE_ERROR_##code,                                     \
          words,                                                               \
          FALSE)

static void
test_certificates (void)
{
  g_hash_table_remove_all (sentences);
  CERTIFICATE (dup_text (""), UNKNOWN, "It is empty");
  CERTIFICATE (dup_text ("Dear all,\n"), UNKNOWN, "This is some text");
  CERTIFICATE (dup_text ("\xff\xfe\x01\x02"), UNKNOWN, "at all");
  CERTIFICATE (dup_large (), UNKNOWN, "far too large");
  CERTIFICATE (dup_cut (), DAMAGED, "cut off");
  CERTIFICATE (dup_request (TRUE), UNSUPPORTED, "(CSR)");
  expect (dup_request (FALSE),
          NULL,
          NULL,
          WILLOW_CERTIFICATE_ERROR_UNSUPPORTED,
          "(CSR)",
          TRUE);
  CERTIFICATE (dup_public_key (TRUE), UNSUPPORTED, "public key");
  CERTIFICATE (test_pki_dup_key (own, NULL), MISSING, "is a private key");
  expect (test_pki_dup_certificate (own),
          NULL,
          NULL,
          WILLOW_CERTIFICATE_ERROR_MISSING,
          "needs its private key",
          FALSE);
}

static void
test_keys (void)
{
  g_hash_table_remove_all (sentences);
  KEY (dup_text (""), NULL, UNKNOWN, "It is empty");
  KEY (dup_text ("Dear all,\n"), NULL, UNKNOWN, "This is some text");
  KEY (dup_large (), NULL, UNKNOWN, "far too large");
  KEY (dup_public_key (TRUE), NULL, UNSUPPORTED, "public key");
  expect (test_pki_dup_certificate (own),
          dup_public_key (FALSE),
          NULL,
          WILLOW_CERTIFICATE_ERROR_UNSUPPORTED,
          "public key",
          TRUE);
  KEY (test_pki_dup_key (other, NULL), NULL, MISMATCH, "does not belong");
  KEY (test_pki_dup_key (own, "tree"), NULL, PASSPHRASE, "needs its");
  KEY (test_pki_dup_key (own, "tree"), "bush", WRONG_PASSPHRASE, "is wrong");
  KEY (test_pki_dup_certificate (own), NULL, MISSING, "is a certificate");
  KEY (dup_request (TRUE), NULL, UNSUPPORTED, "(CSR)");
  expect (test_pki_dup_key (own, NULL),
          test_pki_dup_certificate (own),
          NULL,
          WILLOW_CERTIFICATE_ERROR_MISSING,
          "exchanged",
          FALSE);
}

int
main (int argc, char **argv)
{
  const TestCertificate spec = { .name = "own" }, spec2 = { .name = "other" };
  int                   result;

  g_test_init (&argc, &argv, NULL);
  sentences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  own = test_pki_issue (NULL, &spec);
  other = test_pki_issue (NULL, &spec2);
  g_test_add_func ("/net/certificate-mistakes/certificates", test_certificates);
  g_test_add_func ("/net/certificate-mistakes/keys", test_keys);
  result = g_test_run ();
  test_pki_free (own);
  test_pki_free (other);
  g_hash_table_unref (sentences);
  return result;
}
