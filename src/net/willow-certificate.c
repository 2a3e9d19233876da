/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-certificate-private.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/x509v3.h>
#include <string.h>

WillowCertificate *
willow_certificate_ref (WillowCertificate *certificate)
{
  g_atomic_ref_count_inc (&certificate->ref_count);
  return certificate;
}

void
willow_certificate_unref (WillowCertificate *certificate)
{
  if (!g_atomic_ref_count_dec (&certificate->ref_count))
    return;
  g_free (certificate->subject);
  g_free (certificate->issuer);
  g_free (certificate->common_name);
  g_strfreev (certificate->names);
  g_free (certificate->key_type);
  g_free (certificate->signature_algorithm);
  g_free (certificate->fingerprint);
  g_bytes_unref (certificate->der);
  g_free (certificate);
}

char *
willow_certificate_format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC")
                      : g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
}

/* What names say comes from outside: text it may be anything but. */
static char *
take_text (BIO *bio)
{
  char *data;
  long  len = BIO_get_mem_data (bio, &data);
  char *text = g_utf8_make_valid (data != NULL ? data : "", MAX (len, 0));

  BIO_free (bio);
  return text;
}

static char *
describe_name (const X509_NAME *name)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  X509_NAME_print_ex (
      bio, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
  return take_text (bio);
}

static char *
find_common_name (const X509_NAME *name)
{
  int  at = X509_NAME_get_index_by_NID (name, NID_commonName, -1);
  BIO *bio;

  if (at < 0)
    return NULL;
  bio = BIO_new (BIO_s_mem ());
  ASN1_STRING_print_ex (
      bio,
      X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, at)),
      ASN1_STRFLGS_UTF8_CONVERT);
  return take_text (bio);
}

static char *
describe_address (const ASN1_OCTET_STRING *address)
{
  GSocketFamily family = G_SOCKET_FAMILY_IPV4;
  g_autoptr (GInetAddress) inet = NULL;
  g_autofree char *text = NULL;

  if (address->length == 16)
    family = G_SOCKET_FAMILY_IPV6;
  else if (address->length != 4)
    return g_strdup ("IP:?");
  inet = g_inet_address_new_from_bytes (address->data, family);
  text = g_inet_address_to_string (inet);
  return g_strconcat ("IP:", text, NULL);
}

static char *
describe_general_name (const GENERAL_NAME *name)
{
  const char           *prefix;
  const ASN1_IA5STRING *string;
  g_autofree char      *text = NULL;

  switch (name->type)
    {
    case GEN_DNS:
      prefix = "DNS:";
      string = name->d.dNSName;
      break;
    case GEN_URI:
      prefix = "URI:";
      string = name->d.uniformResourceIdentifier;
      break;
    case GEN_EMAIL:
      prefix = "email:";
      string = name->d.rfc822Name;
      break;
    case GEN_IPADD:
      return describe_address (name->d.iPAddress);
    default:
      return NULL;
    }
  text = g_utf8_make_valid ((const char *)ASN1_STRING_get0_data (string),
                            ASN1_STRING_length (string));
  return g_strconcat (prefix, text, NULL);
}

static char **
list_names (X509 *x509)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GENERAL_NAMES *general =
      X509_get_ext_d2i (x509, NID_subject_alt_name, NULL, NULL);

  for (int i = 0; i < sk_GENERAL_NAME_num (general); i++)
    {
      char *text = describe_general_name (sk_GENERAL_NAME_value (general, i));

      if (text != NULL)
        g_ptr_array_add (names, text);
    }
  GENERAL_NAMES_free (general);
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static gint64
to_seconds (const ASN1_TIME *time)
{
  struct tm broken;
  g_autoptr (GDateTime) instant = NULL;

  if (ASN1_TIME_to_tm (time, &broken) != 1)
    return 0;
  instant = g_date_time_new_utc (broken.tm_year + 1900,
                                 broken.tm_mon + 1,
                                 broken.tm_mday,
                                 broken.tm_hour,
                                 broken.tm_min,
                                 broken.tm_sec);
  return instant != NULL ? g_date_time_to_unix (instant) : 0;
}

char *
willow_certificate_describe_key (const EVP_PKEY *key)
{
  char        group[64];
  const char *curve;

  if (key == NULL)
    return g_strdup ("?");
  if (!EVP_PKEY_is_a (key, "EC"))
    {
      const char *name = EVP_PKEY_get0_type_name (key);

      if (name != NULL && g_ascii_strcasecmp (name, "ED25519") == 0)
        name = "Ed25519";
      return g_strdup (name != NULL ? name : "?");
    }
  if (EVP_PKEY_get_group_name (key, group, sizeof group, NULL) != 1)
    return g_strdup ("EC");
  curve = EC_curve_nid2nist (OBJ_txt2nid (group));
  return g_strdup_printf ("EC %s", curve != NULL ? curve : group);
}

static char *
describe_fingerprint (X509 *x509)
{
  guint8       digest[EVP_MAX_MD_SIZE];
  unsigned int len = 0;
  GString     *text = g_string_new (NULL);

  X509_digest (x509, EVP_sha256 (), digest, &len);
  for (unsigned int i = 0; i < len; i++)
    g_string_append_printf (text, i > 0 ? ":%02X" : "%02X", digest[i]);
  return g_string_free (text, FALSE);
}

static GBytes *
encode (X509 *x509)
{
  guint8 *data = NULL;
  int     len = i2d_X509 (x509, &data);
  GBytes *bytes = g_bytes_new (data, (gsize)MAX (len, 0));

  OPENSSL_free (data);
  return bytes;
}

WillowCertificate *
willow_certificate_new (X509 *x509)
{
  WillowCertificate *self = g_new0 (WillowCertificate, 1);
  EVP_PKEY          *key = X509_get0_pubkey (x509);
  const X509_NAME   *subject = X509_get_subject_name (x509);
  int                nid = X509_get_signature_nid (x509);

  g_atomic_ref_count_init (&self->ref_count);
  self->subject = describe_name (subject);
  self->issuer = describe_name (X509_get_issuer_name (x509));
  self->common_name = find_common_name (subject);
  self->names = list_names (x509);
  self->not_before_s = to_seconds (X509_get0_notBefore (x509));
  self->not_after_s = to_seconds (X509_get0_notAfter (x509));
  self->key_type = willow_certificate_describe_key (key);
  self->key_bits = key != NULL ? (guint)EVP_PKEY_get_bits (key) : 0;
  self->signature_algorithm =
      g_strdup (nid != NID_undef ? OBJ_nid2ln (nid) : "?");
  self->fingerprint = describe_fingerprint (x509);
  self->is_authority = X509_check_ca (x509) > 0;
  self->is_self_issued =
      X509_NAME_cmp (subject, X509_get_issuer_name (x509)) == 0;
  self->der = encode (x509);
  return self;
}
