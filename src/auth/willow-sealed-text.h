/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WILLOW_SEAL_SALT_BYTES 16
#define WILLOW_SEAL_NONCE_BYTES 12
#define WILLOW_SEAL_TAG_BYTES 16

/* scrypt needs 128 * n * r bytes: more than this is no honest file. */
#define WILLOW_SEAL_MAX_SCRYPT_BYTES ((guint64)512 * 1024 * 1024)

/**
 * WillowSealedText:
 * @n: of scrypt (RFC 7914): a power of two
 * @data: the text, encrypted with AES-256-GCM, and its tag behind it
 *
 * A text that only a passphrase opens.
 */
typedef struct
{
  guint64 n;
  guint   r;
  guint   p;
  guint8  salt[WILLOW_SEAL_SALT_BYTES];
  guint8  nonce[WILLOW_SEAL_NONCE_BYTES];
  GBytes *data;
} WillowSealedText;

/* (transfer full) (nullable): %NULL where the system has no random numbers or
 * no memory */
WillowSealedText *willow_sealed_text_new (GBytes *text, GBytes *passphrase);
void              willow_sealed_text_free (WillowSealedText *self);

/* Whether its numbers are such that opening it is sane. */
gboolean willow_sealed_text_is_sane (const WillowSealedText *self);

/**
 * willow_sealed_text_open:
 *
 * Takes a third of a second and 128 MB, on purpose.
 *
 * Returns: (transfer full) (nullable): overwritten with its last reference;
 *   %NULL where the passphrase is another one, or @self was changed: nobody can
 *   tell which
 */
GBytes *willow_sealed_text_open (const WillowSealedText *self,
                                 GBytes                 *passphrase);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowSealedText, willow_sealed_text_free)

G_END_DECLS
