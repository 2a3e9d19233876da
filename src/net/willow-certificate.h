/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WillowCertificate:
 * @subject: in one line, as RFC 2253 writes it
 * @common_name: (nullable): the subject's
 * @names: (array zero-terminated=1): "DNS:…", "IP:…", "URI:…", "email:…"
 * @not_before_s: seconds since 1970
 * @key_type: "RSA", "EC P-256", "Ed25519" …
 * @fingerprint: SHA-256, hexadecimal, with colons
 *
 * What a certificate says. Immutable, atomically reference counted.
 */
typedef struct
{
  char    *subject;
  char    *issuer;
  char    *common_name;
  char   **names;
  gint64   not_before_s;
  gint64   not_after_s;
  char    *key_type;
  guint    key_bits;
  char    *signature_algorithm;
  char    *fingerprint;
  gboolean is_authority;
  gboolean is_self_issued;
  GBytes  *der;

  /*< private >*/
  gatomicrefcount ref_count;
} WillowCertificate;

WillowCertificate *willow_certificate_ref (WillowCertificate *certificate);
void               willow_certificate_unref (WillowCertificate *certificate);
/* (transfer full): an instant as a person reads it, UTC */
char *willow_certificate_format_time (gint64 seconds);

/* More than any file of certificates has: all authorities of a system are
 * 250 kB. */
#define WILLOW_CERTIFICATE_MAX_BYTES ((gsize)4 * 1024 * 1024)

#define WILLOW_CERTIFICATE_ERROR (willow_certificate_error_quark ())
GQuark willow_certificate_error_quark (void);
typedef enum
{
  WILLOW_CERTIFICATE_ERROR_UNKNOWN,    /* neither certificate nor key */
  WILLOW_CERTIFICATE_ERROR_DAMAGED,    /* looked like one and is none */
  WILLOW_CERTIFICATE_ERROR_PASSPHRASE, /* one is needed */
  WILLOW_CERTIFICATE_ERROR_WRONG_PASSPHRASE,
  WILLOW_CERTIFICATE_ERROR_UNSUPPORTED, /* another thing, or too old */
  WILLOW_CERTIFICATE_ERROR_MISSING,     /* no certificate, or no key, in it */
  WILLOW_CERTIFICATE_ERROR_MISMATCH,    /* the key belongs to another one */
} WillowCertificateError;

typedef enum
{
  WILLOW_CONTENT_UNKNOWN,
  WILLOW_CONTENT_PEM_CERTIFICATE,
  WILLOW_CONTENT_PEM_BUNDLE, /* several certificates */
  WILLOW_CONTENT_PEM_KEY,
  WILLOW_CONTENT_PEM_CERTIFICATE_AND_KEY,
  WILLOW_CONTENT_PEM_OTHER, /* a request, a public key, an SSH key … */
  WILLOW_CONTENT_DER_CERTIFICATE,
  WILLOW_CONTENT_DER_KEY,
  WILLOW_CONTENT_PKCS12,
} WillowContentKind;

/**
 * WillowCertificateInspection:
 * @certificates: (element-type WillowCertificate): as they stand in it; the one
 *   that belongs to the key first in PKCS#12
 * @key_type: (nullable): of the private key in it, where it could be read
 * @is_encrypted: the key, or all of it, is protected by a passphrase
 * @error: (nullable): why it cannot be used
 * @sentence: translated: what it was recognised as, and what is wrong
 *
 * What some bytes are that somebody chose as a certificate or key.
 */
typedef struct
{
  WillowContentKind kind;
  GPtrArray        *certificates;
  gboolean          has_key;
  gboolean          is_encrypted;
  char             *key_type;
  guint             key_bits;
  GError           *error;
  char             *sentence;
} WillowCertificateInspection;

/**
 * willow_certificate_inspect:
 * @passphrase: (nullable)
 *
 * PEM may have Windows line ends and any text around. Never fails: what is
 * wrong stands in the result.
 *
 * Returns: (transfer full):
 */
WillowCertificateInspection *willow_certificate_inspect (GBytes *content,
                                                         GBytes *passphrase);
void
willow_certificate_inspection_free (WillowCertificateInspection *inspection);

/**
 * willow_certificate_check_pair:
 * @key: (nullable): %NULL if the key is in @certificate
 * @passphrase: (nullable)
 * @error: (out): WILLOW_CERTIFICATE_ERROR, a sentence
 *
 * Whether they can be used together; dates and purposes are not looked at.
 */
gboolean willow_certificate_check_pair (GBytes  *certificate,
                                        GBytes  *key,
                                        GBytes  *passphrase,
                                        GError **error);

/* (transfer full) */
char *willow_certificate_dup_pem (const WillowCertificate *certificate);

/**
 * willow_certificate_split:
 * @passphrase: (nullable)
 * @certificates: (out) (nullable): all that are in @content, in PEM
 * @key: (out) (nullable): the private key, PKCS#8 in PEM, encrypted with
 *   @passphrase where it came encrypted
 * @error: (out): WILLOW_CERTIFICATE_ERROR, a sentence
 *
 * Parts what may be public from what may not, whatever it came in.
 */
gboolean willow_certificate_split (GBytes  *content,
                                   GBytes  *passphrase,
                                   char   **certificates,
                                   GBytes **key,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowCertificate, willow_certificate_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowCertificateInspection,
                               willow_certificate_inspection_free)

G_END_DECLS
