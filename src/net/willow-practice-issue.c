/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-practice-private.h"

#include "base/willow-secret-bytes.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#define DAY_SECONDS (24 * 60 * 60)
#define ORGANISATION "Willow practice (unsafe)"
#define COMMENT                                                                \
  "# Willow practice, unsafe: for lessons and tests only, never for real "     \
  "data.\n"

void
willow_practice_issued_clear (WillowPracticeIssued *issued)
{
  g_clear_pointer (&issued->x509, X509_free);
  g_clear_pointer (&issued->key, EVP_PKEY_free);
}

static void
add_extension (X509 *x509, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX      context;
  X509_EXTENSION *extension;

  X509V3_set_ctx_nodb (&context);
  X509V3_set_ctx (&context, issuer, x509, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  X509_add_ext (x509, extension, -1);
  X509_EXTENSION_free (extension);
}

static void
add_extensions (X509 *x509, X509 *issuer, const WillowPracticeSpec *spec)
{
  add_extension (x509,
                 issuer,
                 NID_basic_constraints,
                 spec->is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension (x509,
                 issuer,
                 NID_key_usage,
                 spec->is_authority ? "critical,keyCertSign,cRLSign"
                                    : "critical,digitalSignature");
  if (spec->purpose != NULL)
    add_extension (x509, issuer, NID_ext_key_usage, spec->purpose);
  add_extension (x509, issuer, NID_subject_key_identifier, "hash");
  if (x509 != issuer)
    add_extension (x509, issuer, NID_authority_key_identifier, "keyid");
  if (sk_GENERAL_NAME_num (spec->names) > 0)
    X509_add1_ext_i2d (
        x509, NID_subject_alt_name, spec->names, 0, X509V3_ADD_APPEND);
}

static void
add_name_entry (X509_NAME *name, const char *field, const char *value)
{
  X509_NAME_add_entry_by_txt (
      name, field, MBSTRING_UTF8, (const guint8 *)value, -1, -1, 0);
}

static void
set_serial (X509 *x509)
{
  BIGNUM *number = BN_new ();

  BN_rand (number, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
  BN_to_ASN1_INTEGER (number, X509_get_serialNumber (x509));
  BN_free (number);
}

WillowPracticeIssued
willow_practice_issue (const WillowPracticeIssued *issuer,
                       gint64                      now_s,
                       const WillowPracticeSpec   *spec)
{
  X509      *x509 = X509_new ();
  X509_NAME *name = X509_get_subject_name (x509);
  EVP_PKEY  *key = spec->is_weak ? EVP_RSA_gen (1024) : EVP_EC_gen ("P-256");
  X509      *issuer_x509 = issuer != NULL ? issuer->x509 : x509;

  X509_set_version (x509, X509_VERSION_3);
  set_serial (x509);
  ASN1_TIME_set (X509_getm_notBefore (x509),
                 (time_t)(now_s + (gint64)spec->from_days * DAY_SECONDS));
  ASN1_TIME_set (X509_getm_notAfter (x509),
                 (time_t)(now_s + (gint64)spec->to_days * DAY_SECONDS));
  add_name_entry (name, "O", ORGANISATION);
  add_name_entry (name, "CN", spec->common_name);
  X509_set_issuer_name (x509, X509_get_subject_name (issuer_x509));
  X509_set_pubkey (x509, key);
  add_extensions (x509, issuer_x509, spec);
  X509_sign (x509, issuer != NULL ? issuer->key : key, EVP_sha256 ());
  return (WillowPracticeIssued){ x509, key };
}

WillowPracticeIssued
willow_practice_issue_authority (const WillowPracticeIssued *issuer,
                                 gint64                      now_s,
                                 const char                 *name)
{
  const WillowPracticeSpec spec = {
    .common_name = name, .is_authority = TRUE, .from_days = -60, .to_days = 730
  };

  return willow_practice_issue (issuer, now_s, &spec);
}

GBytes *
willow_practice_dup_certificate (X509 *x509)
{
  BIO    *bio = BIO_new (BIO_s_mem ());
  GBytes *bytes;
  char   *data;
  long    len;

  BIO_puts (bio, COMMENT);
  PEM_write_bio_X509 (bio, x509);
  len = BIO_get_mem_data (bio, &data);
  bytes = g_bytes_new (data, (gsize)len);
  BIO_free (bio);
  return bytes;
}

GBytes *
willow_practice_dup_key (EVP_PKEY *key)
{
  BIO    *bio = BIO_new (BIO_s_secmem ());
  GBytes *bytes;
  char   *data;
  long    len;

  BIO_puts (bio, COMMENT);
  PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL);
  len = BIO_get_mem_data (bio, &data);
  bytes = willow_secret_bytes_new (data, (gsize)len);
  BIO_free (bio);
  return bytes;
}
