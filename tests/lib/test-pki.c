/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-pki.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdarg.h>

#define DAY_SECONDS (24L * 60 * 60)

static EVP_PKEY *
make_key (const char *kind)
{
  EVP_PKEY *key;

  if (kind == NULL || g_str_equal (kind, "EC"))
    key = EVP_PKEY_Q_keygen (NULL, NULL, "EC", "P-256");
  else if (g_str_has_prefix (kind, "EC:"))
    key = EVP_PKEY_Q_keygen (NULL, NULL, "EC", kind + 3);
  else if (g_str_has_prefix (kind, "RSA:"))
    key = EVP_PKEY_Q_keygen (
        NULL, NULL, "RSA", (size_t)g_ascii_strtoull (kind + 4, NULL, 10));
  else
    key = EVP_PKEY_Q_keygen (NULL, NULL, kind);
  g_assert_nonnull (key);
  return key;
}

static void
add_extension (X509 *x509, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX      context;
  X509_EXTENSION *extension;

  X509V3_set_ctx_nodb (&context);
  X509V3_set_ctx (&context, issuer, x509, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert_nonnull (extension);
  X509_add_ext (x509, extension, -1);
  X509_EXTENSION_free (extension);
}

static void
add_constraints (X509 *x509, X509 *issuer, const TestCertificate *spec)
{
  const char *basic = "critical,CA:FALSE";

  if (spec->is_authority)
    basic = spec->has_path_length ? "critical,CA:TRUE,pathlen:0"
                                  : "critical,CA:TRUE";
  add_extension (x509, issuer, NID_basic_constraints, basic);
  if (spec->is_authority && spec->usage == NULL)
    add_extension (x509, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
}

static void
add_extensions (X509 *x509, X509 *issuer, const TestCertificate *spec)
{
  add_constraints (x509, issuer, spec);
  if (spec->usage != NULL)
    add_extension (x509, issuer, NID_key_usage, spec->usage);
  add_extension (x509, issuer, NID_subject_key_identifier, "hash");
  add_extension (x509, issuer, NID_authority_key_identifier, "keyid");
  if (!spec->is_authority && !spec->is_no_authority &&
      g_strcmp0 (spec->purpose, "") != 0)
    add_extension (x509,
                   issuer,
                   NID_ext_key_usage,
                   spec->purpose != NULL ? spec->purpose : "serverAuth");
  if (spec->alternatives != NULL)
    add_extension (x509, issuer, NID_subject_alt_name, spec->alternatives);
}

static void
set_dates (X509 *x509, const TestCertificate *spec)
{
  int from = spec->not_before_days, to = spec->not_after_days;

  if (from == 0 && to == 0)
    {
      from = -1;
      to = 30;
    }
  X509_gmtime_adj (X509_getm_notBefore (x509), from * DAY_SECONDS);
  X509_gmtime_adj (X509_getm_notAfter (x509), to * DAY_SECONDS);
}

static void
set_subject (X509 *x509, const char *name)
{
  X509_NAME *subject = X509_get_subject_name (x509);

  X509_NAME_add_entry_by_txt (
      subject, "O", MBSTRING_UTF8, (const guint8 *)"Willow test", -1, -1, 0);
  if (name != NULL && name[0] != '\0')
    X509_NAME_add_entry_by_txt (
        subject, "CN", MBSTRING_UTF8, (const guint8 *)name, -1, -1, 0);
}

TestIdentity *
test_pki_issue (const TestIdentity *issuer, const TestCertificate *spec)
{
  static int    serial;
  TestIdentity *self = g_new0 (TestIdentity, 1);
  X509         *issuer_x509;
  EVP_PKEY     *signer;
  const EVP_MD *digest =
      EVP_get_digestbyname (spec->digest != NULL ? spec->digest : "SHA256");

  self->x509 = X509_new ();
  self->key = make_key (spec->key);
  issuer_x509 = issuer != NULL ? issuer->x509 : self->x509;
  signer = issuer != NULL ? issuer->key : self->key;
  X509_set_version (self->x509, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (self->x509), ++serial);
  set_dates (self->x509, spec);
  set_subject (self->x509, spec->name);
  X509_set_issuer_name (self->x509, X509_get_subject_name (issuer_x509));
  X509_set_pubkey (self->x509, self->key);
  add_extensions (self->x509, issuer_x509, spec);
  if (EVP_PKEY_is_a (signer, "ED25519"))
    digest = NULL;
  g_assert_cmpint (X509_sign (self->x509, signer, digest), >, 0);
  return self;
}

void
test_pki_free (TestIdentity *identity)
{
  X509_free (identity->x509);
  EVP_PKEY_free (identity->key);
  g_free (identity);
}

static GBytes *
take_content (BIO *bio)
{
  char   *data;
  long    len = BIO_get_mem_data (bio, &data);
  GBytes *bytes = g_bytes_new (data, (gsize)len);

  BIO_free (bio);
  return bytes;
}

GBytes *
test_pki_dup_certificate (const TestIdentity *identity)
{
  return test_pki_dup_chain (identity, NULL);
}

GBytes *
test_pki_dup_chain (const TestIdentity *first, ...)
{
  BIO                *bio = BIO_new (BIO_s_mem ());
  const TestIdentity *identity = first;
  va_list             others;

  va_start (others, first);
  for (; identity != NULL; identity = va_arg (others, const TestIdentity *))
    PEM_write_bio_X509 (bio, identity->x509);
  va_end (others);
  return take_content (bio);
}

GBytes *
test_pki_dup_key (const TestIdentity *identity, const char *passphrase)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  PEM_write_bio_PKCS8PrivateKey (bio,
                                 identity->key,
                                 passphrase != NULL ? EVP_aes_256_cbc () : NULL,
                                 NULL,
                                 0,
                                 NULL,
                                 (void *)passphrase);
  return take_content (bio);
}

GBytes *
test_pki_dup_staple (const TestIdentity *issuer,
                     const TestIdentity *signer,
                     const TestIdentity *identity,
                     int                 status,
                     int                 days)
{
  OCSP_BASICRESP *basic = OCSP_BASICRESP_new ();
  ASN1_TIME      *from = X509_gmtime_adj (NULL, -days * DAY_SECONDS);
  ASN1_TIME      *to = X509_gmtime_adj (NULL, (1 - days) * DAY_SECONDS);
  OCSP_CERTID    *id = OCSP_cert_to_id (NULL, identity->x509, issuer->x509);
  OCSP_RESPONSE  *response;
  guint8         *data = NULL;
  GBytes         *bytes;
  int             len;

  OCSP_basic_add1_status (basic,
                          id,
                          status,
                          OCSP_REVOKED_STATUS_KEYCOMPROMISE,
                          status == V_OCSP_CERTSTATUS_REVOKED ? from : NULL,
                          from,
                          to);
  OCSP_basic_sign (
      basic, signer->x509, signer->key, EVP_sha256 (), NULL, OCSP_NOCERTS);
  response = OCSP_response_create (OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  len = i2d_OCSP_RESPONSE (response, &data);
  bytes = g_bytes_new (data, (gsize)len);
  OPENSSL_free (data);
  OCSP_RESPONSE_free (response);
  OCSP_BASICRESP_free (basic);
  OCSP_CERTID_free (id);
  ASN1_TIME_free (from);
  ASN1_TIME_free (to);
  return bytes;
}

char *
test_pki_save (GBytes *content, const char *directory, const char *name)
{
  char       *path = g_build_filename (directory, name, NULL);
  gsize       len;
  const char *data = g_bytes_get_data (content, &len);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, (gssize)len, &error);
  g_assert_no_error (error);
  return path;
}
