/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* What a certificate is to say. Zero is the ordinary: a server certificate for
 * an EC key, valid now. */
typedef struct
{
  const char *name;         /* Common Name; "" for none */
  const char *alternatives; /* subjectAltName as openssl.cnf writes it */
  const char *key;          /* "EC", "RSA:2048", "ED25519" … */
  const char *purpose;      /* extendedKeyUsage; NULL: serverAuth; "": none */
  const char *usage;        /* keyUsage; NULL: none for leaves */
  gboolean    is_authority;
  gboolean    is_no_authority; /* issued as one, but says CA:FALSE */
  gboolean    has_path_length; /* 0 */
  const char *digest;          /* NULL: SHA256 */
  int         not_before_days; /* both 0: yesterday to in 30 days */
  int         not_after_days;
} TestCertificate;

typedef struct
{
  X509     *x509;
  EVP_PKEY *key;
} TestIdentity;

/* @issuer: (nullable): NULL signs itself. (transfer full) */
TestIdentity *test_pki_issue (const TestIdentity    *issuer,
                              const TestCertificate *certificate);
void          test_pki_free (TestIdentity *identity);

/* PEM. (transfer full) */
GBytes *test_pki_dup_certificate (const TestIdentity *identity);
/* The certificates one after the other; ends with NULL. */
GBytes *test_pki_dup_chain (const TestIdentity *first,
                            ...) G_GNUC_NULL_TERMINATED;
/* PKCS#8. @passphrase: (nullable): encrypts it */
GBytes *test_pki_dup_key (const TestIdentity *identity, const char *passphrase);

/* An OCSP response (DER) about @identity. @status: V_OCSP_CERTSTATUS_…; good
 * from @days ago for one day. @signer: the issuer itself, or another */
GBytes *test_pki_dup_staple (const TestIdentity *issuer,
                             const TestIdentity *signer,
                             const TestIdentity *identity,
                             int                 status,
                             int                 days);

/* Writes it to a file of that name. (transfer full): the path */
char *test_pki_save (GBytes *content, const char *directory, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestIdentity, test_pki_free)

G_END_DECLS
