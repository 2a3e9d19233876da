/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-scram-private.h"

#include "auth/willow-sasl-prep.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <string.h>

#define NONCE_BYTES 18
#define OWN_SALT_BYTES 16

G_DEFINE_QUARK (willow - scram - error - quark, willow_scram_error)

gboolean
willow_scram_fail (GError **error, WillowScramError code, const char *text)
{
  g_set_error_literal (error, WILLOW_SCRAM_ERROR, (int)code, text);
  return FALSE;
}

/* Without randomness there is no security to offer: nothing to go on with. */
static void
fill_random (guint8 *bytes, gsize len)
{
  if (RAND_bytes (bytes, (int)len) != 1)
    g_error ("The system gives no random bytes");
}

void
willow_scram_hmac (const WillowScramKey key,
                   const char          *text,
                   WillowScramKey       result)
{
  HMAC (EVP_sha256 (),
        key,
        WILLOW_SCRAM_KEY_BYTES,
        (const guint8 *)text,
        strlen (text),
        result,
        NULL);
}

void
willow_scram_hash (const WillowScramKey key, WillowScramKey result)
{
  EVP_Digest (key, WILLOW_SCRAM_KEY_BYTES, result, NULL, EVP_sha256 (), NULL);
}

void
willow_scram_xor (WillowScramKey key, const WillowScramKey other)
{
  for (guint i = 0; i < WILLOW_SCRAM_KEY_BYTES; i++)
    key[i] ^= other[i];
}

gboolean
willow_scram_key_equal (const WillowScramKey a, const WillowScramKey b)
{
  return CRYPTO_memcmp (a, b, WILLOW_SCRAM_KEY_BYTES) == 0;
}

void
willow_scram_salt (const char    *password,
                   const guint8  *salt,
                   gsize          salt_len,
                   guint          iterations,
                   WillowScramKey result)
{
  PKCS5_PBKDF2_HMAC (password,
                     (int)strlen (password),
                     salt,
                     (int)salt_len,
                     (int)iterations,
                     EVP_sha256 (),
                     WILLOW_SCRAM_KEY_BYTES,
                     result);
}

char *
willow_scram_new_nonce (void)
{
  guint8 bytes[NONCE_BYTES];

  fill_random (bytes, sizeof bytes);
  return g_base64_encode (bytes, sizeof bytes);
}

static void
derive_keys (WillowScramCredentials *credentials, const char *password)
{
  WillowScramKey salted;
  WillowScramKey client_key;

  willow_scram_salt (password,
                     credentials->salt,
                     credentials->salt_len,
                     credentials->iterations,
                     salted);
  willow_scram_hmac (salted, "Client Key", client_key);
  willow_scram_hash (client_key, credentials->stored_key);
  willow_scram_hmac (salted, "Server Key", credentials->server_key);
  OPENSSL_cleanse (salted, sizeof salted);
  OPENSSL_cleanse (client_key, sizeof client_key);
}

gboolean
willow_scram_credentials_derive (WillowScramCredentials *credentials,
                                 const char             *password,
                                 gsize                   password_len,
                                 const guint8           *salt,
                                 gsize                   salt_len,
                                 guint                   iterations,
                                 GError                **error)
{
  char *prepared = willow_sasl_prep (password, password_len);

  g_return_val_if_fail (salt_len <= WILLOW_SCRAM_SALT_MAX_BYTES, FALSE);
  if (prepared == NULL)
    return willow_scram_fail (
        error,
        WILLOW_SCRAM_ERROR_PREPARE,
        _ ("SCRAM cannot use this password: it is empty, or has characters "
           "that are not allowed there."));
  *credentials = (WillowScramCredentials){
    .salt_len = salt != NULL ? salt_len : OWN_SALT_BYTES,
    .iterations = iterations != 0 ? iterations : WILLOW_SCRAM_MIN_ITERATIONS,
  };
  if (salt != NULL)
    memcpy (credentials->salt, salt, salt_len);
  else
    fill_random (credentials->salt, OWN_SALT_BYTES);
  derive_keys (credentials, prepared);
  OPENSSL_cleanse (prepared, strlen (prepared));
  g_free (prepared);
  return TRUE;
}
