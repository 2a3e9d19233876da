/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-scram-client.h"

#include "auth/willow-sasl-prep.h"
#include "auth/willow-scram-private.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>
#include <string.h>

/* "n,,": no channel binding, no other authorization identity; and the same in
 * Base64. */
#define GS2_HEADER "n,,"
#define CHANNEL "c=biws"

typedef enum
{
  STEP_START,
  STEP_ANSWER,
  STEP_VERIFY,
  STEP_DONE,
} Step;

struct _WillowScramClient
{
  Step           step;
  char          *nonce;
  char          *first_bare;
  char          *password; /* prepared; wiped */
  WillowScramKey server_signature;
};

WillowScramClient *
willow_scram_client_new (const char *user_name,
                         const char *password,
                         gsize       password_len,
                         const char *nonce,
                         GError    **error)
{
  g_autofree char   *name = willow_sasl_prep (user_name, strlen (user_name));
  g_autofree char   *escaped = NULL;
  char              *prepared = willow_sasl_prep (password, password_len);
  WillowScramClient *self;

  g_return_val_if_fail (willow_scram_is_nonce (nonce), NULL);
  self = g_new0 (WillowScramClient, 1);
  self->password = prepared;
  if (name == NULL || prepared == NULL)
    {
      willow_scram_fail (
          error,
          WILLOW_SCRAM_ERROR_PREPARE,
          name == NULL
              ? _ ("SCRAM cannot use this user name: it is empty, or has "
                   "characters that are not allowed there.")
              : _ ("SCRAM cannot use this password: it is empty, or has "
                   "characters that are not allowed there."));
      willow_scram_client_free (self);
      return NULL;
    }
  escaped = willow_scram_escape (name);
  self->nonce = g_strdup (nonce);
  self->first_bare = g_strdup_printf ("n=%s,r=%s", escaped, nonce);
  return self;
}

void
willow_scram_client_free (WillowScramClient *self)
{
  if (self->password != NULL)
    OPENSSL_cleanse (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self->first_bare);
  g_free (self->nonce);
  g_free (self);
}

char *
willow_scram_client_start (WillowScramClient *self)
{
  g_return_val_if_fail (self->step == STEP_START, NULL);
  self->step = STEP_ANSWER;
  return g_strconcat (GS2_HEADER, self->first_bare, NULL);
}

/* The Server's nonce is ours with something behind it. */
static gboolean
check_nonce (WillowScramClient *self, const char *nonce, GError **error)
{
  if (nonce == NULL || !willow_scram_is_nonce (nonce))
    return willow_scram_fail (error,
                              WILLOW_SCRAM_ERROR_MALFORMED,
                              _ ("The Server's SCRAM message has no nonce."));
  if (!g_str_has_prefix (nonce, self->nonce) ||
      strlen (nonce) == strlen (self->nonce))
    return willow_scram_fail (
        error,
        WILLOW_SCRAM_ERROR_NONCE,
        _ ("The Server's nonce does not belong to this exchange: somebody may "
           "repeat an older one."));
  return TRUE;
}

static gboolean
read_iterations (const char *text, guint *iterations, GError **error)
{
  guint64 number = 0;

  if (text == NULL ||
      !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT32, &number, NULL))
    return willow_scram_fail (
        error,
        WILLOW_SCRAM_ERROR_MALFORMED,
        _ ("The Server's SCRAM message has no number of iterations."));
  if (number < WILLOW_SCRAM_MIN_ITERATIONS ||
      number > WILLOW_SCRAM_MAX_ITERATIONS)
    return willow_scram_fail (
        error,
        WILLOW_SCRAM_ERROR_ITERATIONS,
        number < WILLOW_SCRAM_MIN_ITERATIONS
            ? _ ("The Server asks for so few iterations that its answer would "
                 "give the password away.")
            : _ ("The Server asks for more iterations than are reasonable."));
  *iterations = (guint)number;
  return TRUE;
}

/* Everything that follows from the server-first-message. */
static char *
make_final (WillowScramClient *self,
            const char        *server_first,
            const char        *nonce,
            const guint8      *salt,
            gsize              salt_len,
            guint              iterations)
{
  g_autofree char *bare = g_strdup_printf (CHANNEL ",r=%s", nonce);
  g_autofree char *message =
      g_strdup_printf ("%s,%s,%s", self->first_bare, server_first, bare);
  g_autofree char *proof = NULL;
  WillowScramKey   salted;
  WillowScramKey   key;
  WillowScramKey   stored;
  WillowScramKey   signature;

  willow_scram_salt (self->password, salt, salt_len, iterations, salted);
  willow_scram_hmac (salted, "Server Key", key);
  willow_scram_hmac (key, message, self->server_signature);
  willow_scram_hmac (salted, "Client Key", key);
  willow_scram_hash (key, stored);
  willow_scram_hmac (stored, message, signature);
  willow_scram_xor (key, signature);
  proof = g_base64_encode (key, sizeof key);
  OPENSSL_cleanse (salted, sizeof salted);
  return g_strdup_printf ("%s,p=%s", bare, proof);
}

char *
willow_scram_client_answer (WillowScramClient *self,
                            const guint8      *data,
                            gsize              len,
                            GError           **error)
{
  g_autofree char *message = willow_scram_dup_message (data, len, error);
  g_auto (GStrv) fields = NULL;
  g_autofree guint8 *salt = NULL;
  const char        *nonce;
  gsize              salt_len = 0;
  guint              iterations = 0;

  if (message == NULL)
    return NULL;
  fields = g_strsplit (message, ",", -1);
  if (self->step != STEP_ANSWER || fields[1] == NULL ||
      willow_scram_get_value (fields[1], 's') == NULL)
    {
      willow_scram_fail (error,
                         WILLOW_SCRAM_ERROR_MALFORMED,
                         _ ("The Server's SCRAM message does not belong "
                            "here."));
      return NULL;
    }
  nonce = willow_scram_get_value (fields[0], 'r');
  salt = g_base64_decode (fields[1] + 2, &salt_len);
  if (!check_nonce (self, nonce, error) ||
      !read_iterations (
          willow_scram_get_value (fields[2], 'i'), &iterations, error))
    return NULL;
  self->step = STEP_VERIFY;
  return make_final (self, message, nonce, salt, salt_len, iterations);
}

gboolean
willow_scram_client_verify (WillowScramClient *self,
                            const guint8      *data,
                            gsize              len,
                            GError           **error)
{
  g_autofree char *message = NULL;
  g_auto (GStrv) fields = NULL;
  WillowScramKey signature;

  if (self->step != STEP_VERIFY || data == NULL)
    return willow_scram_fail (
        error,
        WILLOW_SCRAM_ERROR_SIGNATURE,
        _ ("The Server has not proved that it knows the password."));
  message = willow_scram_dup_message (data, len, error);
  if (message == NULL)
    return FALSE;
  fields = g_strsplit (message, ",", -1);
  if (willow_scram_get_value (fields[0], 'e') != NULL)
    return willow_scram_fail (error,
                              WILLOW_SCRAM_ERROR_REFUSED,
                              _ ("The Server refuses the authentication."));
  if (willow_scram_get_value (fields[0], 'v') == NULL ||
      !willow_scram_read_key (fields[0] + 2, signature, sizeof signature) ||
      !willow_scram_key_equal (signature, self->server_signature))
    return willow_scram_fail (
        error,
        WILLOW_SCRAM_ERROR_SIGNATURE,
        _ ("The Server does not know the password: it is not the one it claims "
           "to be."));
  self->step = STEP_DONE;
  return TRUE;
}
