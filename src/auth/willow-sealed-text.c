/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-sealed-text.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

/* OWASP's first choice for scrypt. */
#define SCRYPT_N ((guint64)131072)
#define SCRYPT_R 8u
#define SCRYPT_P 1u
#define KEY_BYTES 32
#define MAX_TEXT_BYTES ((gsize)64 * 1024 * 1024)

void
willow_sealed_text_free (WillowSealedText *self)
{
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}

gboolean
willow_sealed_text_is_sane (const WillowSealedText *self)
{
  return self->n >= 2 && self->n <= ((guint64)1 << 30) &&
         (self->n & (self->n - 1)) == 0 && self->r >= 1 && self->r <= 64 &&
         self->p >= 1 && self->p <= 16 &&
         128 * self->n * self->r <= WILLOW_SEAL_MAX_SCRYPT_BYTES &&
         g_bytes_get_size (self->data) >= WILLOW_SEAL_TAG_BYTES &&
         g_bytes_get_size (self->data) <= MAX_TEXT_BYTES;
}

static gboolean
derive_key (const WillowSealedText *self, GBytes *passphrase, guint8 *key)
{
  gsize       len;
  const char *text = g_bytes_get_data (passphrase, &len);

  return EVP_PBE_scrypt (text != NULL ? text : "",
                         len,
                         self->salt,
                         sizeof self->salt,
                         self->n,
                         self->r,
                         self->p,
                         2 * WILLOW_SEAL_MAX_SCRYPT_BYTES,
                         key,
                         KEY_BYTES) == 1;
}

/* @out: as long as @text, and the tag */
static gboolean
encrypt (const WillowSealedText *self,
         const guint8           *key,
         GBytes                 *text,
         guint8                 *out)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  gsize           len;
  const guint8   *data = g_bytes_get_data (text, &len);
  int             n = 0, n_last = 0;
  gboolean        ok;

  ok =
      EVP_EncryptInit_ex (
          context, EVP_aes_256_gcm (), NULL, key, self->nonce) == 1 &&
      EVP_EncryptUpdate (context, out, &n, data, (int)len) == 1 &&
      EVP_EncryptFinal_ex (context, out + n, &n_last) == 1 &&
      EVP_CIPHER_CTX_ctrl (
          context, EVP_CTRL_GCM_GET_TAG, WILLOW_SEAL_TAG_BYTES, out + len) == 1;
  EVP_CIPHER_CTX_free (context);
  return ok;
}

WillowSealedText *
willow_sealed_text_new (GBytes *text, GBytes *passphrase)
{
  g_autoptr (WillowSealedText) self = g_new0 (WillowSealedText, 1);
  gsize    len = g_bytes_get_size (text);
  guint8   key[KEY_BYTES];
  guint8  *out;
  gboolean ok;

  g_return_val_if_fail (len > 0 && len <= MAX_TEXT_BYTES, NULL);

  self->n = SCRYPT_N;
  self->r = SCRYPT_R;
  self->p = SCRYPT_P;
  out = g_malloc (len + WILLOW_SEAL_TAG_BYTES);
  ok = RAND_bytes (self->salt, sizeof self->salt) == 1 &&
       RAND_bytes (self->nonce, sizeof self->nonce) == 1 &&
       derive_key (self, passphrase, key) && encrypt (self, key, text, out);
  self->data = g_bytes_new_take (out, len + WILLOW_SEAL_TAG_BYTES);
  OPENSSL_cleanse (key, sizeof key);
  return ok ? g_steal_pointer (&self) : NULL;
}

/* @out: as long as the text */
static gboolean
decrypt (const WillowSealedText *self, const guint8 *key, guint8 *out)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  gsize           len;
  const guint8   *data = g_bytes_get_data (self->data, &len);
  const gsize     text_len = len - WILLOW_SEAL_TAG_BYTES;
  guint8          tag[WILLOW_SEAL_TAG_BYTES];
  int             n = 0, n_last = 0;
  gboolean        ok;

  for (gsize i = 0; i < sizeof tag; i++)
    tag[i] = data[text_len + i];
  ok = EVP_DecryptInit_ex (
           context, EVP_aes_256_gcm (), NULL, key, self->nonce) == 1 &&
       EVP_DecryptUpdate (context, out, &n, data, (int)text_len) == 1 &&
       EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_SET_TAG, sizeof tag, tag) ==
           1 &&
       EVP_DecryptFinal_ex (context, out + n, &n_last) == 1;
  EVP_CIPHER_CTX_free (context);
  return ok;
}

/* What was in the seal, and how much of it is to be wiped. */
typedef struct
{
  gsize  len;
  guint8 text[];
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  OPENSSL_cleanse (opened->text, opened->len);
  g_free (opened);
}

GBytes *
willow_sealed_text_open (const WillowSealedText *self, GBytes *passphrase)
{
  const gsize len = g_bytes_get_size (self->data) - WILLOW_SEAL_TAG_BYTES;
  guint8      key[KEY_BYTES];
  Opened     *opened;
  gboolean    ok;

  g_return_val_if_fail (willow_sealed_text_is_sane (self), NULL);

  opened = g_malloc0 (sizeof *opened + len);
  opened->len = len;
  ok = derive_key (self, passphrase, key) && decrypt (self, key, opened->text);
  OPENSSL_cleanse (key, sizeof key);
  if (ok)
    return g_bytes_new_with_free_func (opened->text, len, opened_free, opened);
  opened_free (opened);
  return NULL;
}
