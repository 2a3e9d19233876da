/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-certificate.h"

#include <openssl/x509.h>

G_BEGIN_DECLS

/* For src/net only: where OpenSSL's types show. */
WillowCertificate *willow_certificate_new (X509 *x509);
/* "RSA", "EC P-256" … (transfer full) */
char *willow_certificate_describe_key (const EVP_PKEY *key);

/* What was found in some content. */
typedef struct
{
  WillowContentKind kind;
  GPtrArray        *certificates; /* X509 */
  EVP_PKEY         *key;          /* (nullable) */
  gboolean          has_key;      /* there is one, perhaps unread */
  gboolean          is_encrypted;
  GError           *error; /* (nullable): the first thing that is wrong */
} WillowMaterial;

/* @passphrase: (nullable) */
void willow_material_read (WillowMaterial *material,
                           GBytes         *content,
                           GBytes         *passphrase);
void willow_material_clear (WillowMaterial *material);
/* Only the first counts. */
void willow_material_fail (WillowMaterial        *material,
                           WillowCertificateError code,
                           const char            *sentence);
/* Translated; PEM and DER have the same to say. */
const char *willow_material_get_request_sentence (void);
const char *willow_material_get_public_key_sentence (void);
/* willow-certificate-pem.c */
void willow_material_read_pem (WillowMaterial *material,
                               GBytes         *content,
                               GBytes         *passphrase);

/* Own certificate (first), its chain, and its key, that fit. @error as
 * willow_certificate_check_pair() */
gboolean willow_material_read_pair (WillowMaterial *material,
                                    GBytes         *certificate,
                                    GBytes         *key,
                                    GBytes         *passphrase,
                                    GError        **error);

G_END_DECLS
