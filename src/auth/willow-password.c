/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-password-private.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <string.h>

/* mosquitto takes 12 and nothing else. */
#define OWN_SALT_BYTES 12
#define SCRYPT_R 8u
#define SCRYPT_P 1u

G_DEFINE_QUARK (willow - password - error - quark, willow_password_error)

WillowPassword *
willow_password_alloc (WillowPasswordKind kind)
{
  WillowPassword *self = g_new0 (WillowPassword, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  return self;
}

WillowPassword *
willow_password_ref (WillowPassword *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
willow_password_unref (WillowPassword *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  OPENSSL_cleanse (self, sizeof *self);
  g_free (self);
}

WillowPasswordKind
willow_password_get_kind (const WillowPassword *self)
{
  return self->kind;
}

const WillowScramCredentials *
willow_password_get_scram (const WillowPassword *self)
{
  return self->kind == WILLOW_PASSWORD_SCRAM ? &self->scram : NULL;
}

/* One round, the password before the salt: that is what mosquitto did. */
static gboolean
hash_sha512 (const WillowPassword *self,
             const char           *password,
             gsize                 len,
             guint8               *hash)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gboolean    ok;

  ok = EVP_DigestInit_ex (context, EVP_sha512 (), NULL) == 1 &&
       EVP_DigestUpdate (context, password, len) == 1 &&
       EVP_DigestUpdate (context, self->salt, self->salt_len) == 1 &&
       EVP_DigestFinal_ex (context, hash, NULL) == 1;
  EVP_MD_CTX_free (context);
  return ok;
}

static gboolean
hash_scrypt (const WillowPassword *self,
             const char           *password,
             gsize                 len,
             guint8               *hash)
{
  return EVP_PBE_scrypt (password,
                         len,
                         self->salt,
                         self->salt_len,
                         G_GUINT64_CONSTANT (1) << self->log_n,
                         self->r,
                         self->p,
                         2 * (guint64)WILLOW_PASSWORD_MAX_SCRYPT_BYTES,
                         hash,
                         self->hash_len) == 1;
}

static gboolean
hash_password (const WillowPassword *self,
               const char           *password,
               gsize                 len,
               guint8               *hash)
{
  switch (self->kind)
    {
    case WILLOW_PASSWORD_SHA512:
      return hash_sha512 (self, password, len, hash);
    case WILLOW_PASSWORD_PBKDF2:
      return PKCS5_PBKDF2_HMAC (password,
                                (int)len,
                                self->salt,
                                (int)self->salt_len,
                                (int)self->iterations,
                                EVP_sha512 (),
                                (int)self->hash_len,
                                hash) == 1;
    case WILLOW_PASSWORD_SCRYPT:
      return hash_scrypt (self, password, len, hash);
    case WILLOW_PASSWORD_SCRAM:
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
verify_scram (const WillowPassword *self, const char *password, gsize len)
{
  WillowScramCredentials derived;
  gboolean               equal;

  /* A password that SASLprep cannot take is nobody's. */
  if (!willow_scram_credentials_derive (&derived,
                                        password,
                                        len,
                                        self->scram.salt,
                                        self->scram.salt_len,
                                        self->scram.iterations,
                                        NULL))
    return FALSE;
  equal = CRYPTO_memcmp (derived.stored_key,
                         self->scram.stored_key,
                         WILLOW_SCRAM_KEY_BYTES) == 0;
  OPENSSL_cleanse (&derived, sizeof derived);
  return equal;
}

gboolean
willow_password_verify (const WillowPassword *self,
                        const char           *password,
                        gsize                 len)
{
  guint8   hash[WILLOW_PASSWORD_HASH_MAX_BYTES];
  gboolean equal;

  if (len > G_MAXUINT16)
    return FALSE; /* MQTT has no such password */
  if (self->kind == WILLOW_PASSWORD_SCRAM)
    return verify_scram (self, password, len);
  equal = hash_password (self, password, len, hash) &&
          CRYPTO_memcmp (hash, self->hash, self->hash_len) == 0;
  OPENSSL_cleanse (hash, sizeof hash);
  return equal;
}

static gboolean
check_cost (WillowPasswordKind kind, guint cost, GError **error)
{
  gboolean fits = TRUE;

  if (kind == WILLOW_PASSWORD_PBKDF2)
    fits = cost <= WILLOW_PASSWORD_MAX_ITERATIONS;
  else if (kind == WILLOW_PASSWORD_SCRAM)
    fits = cost == 0 || (cost >= WILLOW_SCRAM_MIN_ITERATIONS &&
                         cost <= WILLOW_SCRAM_MAX_ITERATIONS);
  else
    fits = cost <= 18; /* 256 MiB with r = 8 */
  if (!fits)
    g_set_error_literal (error,
                         WILLOW_PASSWORD_ERROR,
                         WILLOW_PASSWORD_ERROR_COST,
                         _ ("The password would be hashed too rarely or too "
                            "often."));
  return fits;
}

/* Without randomness there is no security to offer: nothing to go on with. */
static void
make_salt (WillowPassword *self)
{
  self->salt_len = OWN_SALT_BYTES;
  if (RAND_bytes (self->salt, OWN_SALT_BYTES) != 1)
    g_error ("The system gives no random bytes");
}

WillowPassword *
willow_password_new (WillowPasswordKind kind,
                     const char        *password,
                     gsize              len,
                     guint              cost,
                     GError           **error)
{
  g_autoptr (WillowPassword) self = willow_password_alloc (kind);

  g_return_val_if_fail (kind != WILLOW_PASSWORD_SHA512, NULL);
  if (!check_cost (kind, cost, error))
    return NULL;
  if (kind == WILLOW_PASSWORD_SCRAM)
    return willow_scram_credentials_derive (
               &self->scram,
               password,
               len,
               NULL,
               0,
               cost != 0 ? cost : WILLOW_PASSWORD_SCRAM_ITERATIONS,
               error)
               ? g_steal_pointer (&self)
               : NULL;
  make_salt (self);
  self->hash_len = WILLOW_PASSWORD_HASH_MAX_BYTES;
  self->iterations = cost != 0 ? cost : WILLOW_PASSWORD_PBKDF2_ITERATIONS;
  self->log_n = cost != 0 ? cost : WILLOW_PASSWORD_SCRYPT_LOG_N;
  self->r = SCRYPT_R;
  self->p = SCRYPT_P;
  if (hash_password (self, password, len, self->hash))
    return g_steal_pointer (&self);
  g_set_error_literal (error,
                       WILLOW_PASSWORD_ERROR,
                       WILLOW_PASSWORD_ERROR_COST,
                       _ ("There is not enough memory to hash the password."));
  return NULL;
}

void
willow_password_new_mark_key (guint8 key[WILLOW_PASSWORD_MARK_BYTES])
{
  if (RAND_bytes (key, WILLOW_PASSWORD_MARK_BYTES) != 1)
    g_error ("The system gives no random bytes");
}

/* Of both, so that a changed hash makes another mark. */
void
willow_password_mark (const WillowPassword *self,
                      const guint8          key[WILLOW_PASSWORD_MARK_BYTES],
                      const char           *password,
                      gsize                 len,
                      guint8                mark[WILLOW_PASSWORD_MARK_BYTES])
{
  g_autofree char *hash = willow_password_to_text (self);
  GString         *text = g_string_new (hash);

  g_string_append_c (text, '\n');
  g_string_append_len (text, password, (gssize)len);
  HMAC (EVP_sha256 (),
        key,
        WILLOW_PASSWORD_MARK_BYTES,
        (const guint8 *)text->str,
        text->len,
        mark,
        NULL);
  OPENSSL_cleanse (text->str, text->len);
  g_string_free (text, TRUE);
}
