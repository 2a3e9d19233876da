/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-scram-server.h"

#include "auth/willow-sasl-prep.h"
#include "auth/willow-scram-private.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>
#include <string.h>

typedef enum
{
  STEP_CHALLENGE,
  STEP_FINISH,
  STEP_DONE,
  STEP_FAILED,
} Step;

struct _WillowScramServer
{
  WillowScramUsers      *users;
  Step                   step;
  char                  *own_nonce;
  char                  *nonce; /* both together */
  char                  *user_name;
  char                  *gs2_header;
  char                  *first_messages; /* both, as they go into the proof */
  WillowScramCredentials credentials;
};

WillowScramServer *
willow_scram_server_new (WillowScramUsers *users, const char *nonce)
{
  WillowScramServer *self;

  g_return_val_if_fail (willow_scram_is_nonce (nonce), NULL);
  self = g_new0 (WillowScramServer, 1);
  self->users = willow_scram_users_ref (users);
  self->own_nonce = g_strdup (nonce);
  return self;
}

void
willow_scram_server_free (WillowScramServer *self)
{
  willow_scram_users_unref (self->users);
  g_free (self->own_nonce);
  g_free (self->nonce);
  g_free (self->user_name);
  g_free (self->gs2_header);
  g_free (self->first_messages);
  OPENSSL_cleanse (&self->credentials, sizeof self->credentials);
  g_free (self);
}

static gboolean
malformed (GError **error)
{
  return willow_scram_fail (
      error,
      WILLOW_SCRAM_ERROR_MALFORMED,
      _ ("The Client's SCRAM message does not belong here."));
}

/* @fields: "n" or "y", authorization identity, "n=…", "r=…". "y" says that the
 * Client could bind to a channel and thinks that we cannot, which is so. */
static gboolean
check_first (WillowScramServer *self, GStrv fields, GError **error)
{
  if (g_strv_length (fields) < 4)
    return malformed (error);
  if (g_str_has_prefix (fields[0], "p="))
    return willow_scram_fail (error,
                              WILLOW_SCRAM_ERROR_NOT_SUPPORTED,
                              _ ("There is no channel to bind to."));
  if (willow_scram_get_value (fields[2], 'm') != NULL || fields[1][0] != '\0')
    return willow_scram_fail (
        error,
        WILLOW_SCRAM_ERROR_NOT_SUPPORTED,
        _ ("The Client wants an extension of SCRAM, or to act for another "
           "user."));
  if (!g_str_equal (fields[0], "n") && !g_str_equal (fields[0], "y"))
    return malformed (error);
  if (willow_scram_get_value (fields[2], 'n') == NULL ||
      willow_scram_get_value (fields[3], 'r') == NULL ||
      !willow_scram_is_nonce (fields[3] + 2))
    return malformed (error);
  return TRUE;
}

static gboolean
read_user_name (WillowScramServer *self, const char *escaped, GError **error)
{
  g_autofree char *plain = willow_scram_unescape (escaped);

  if (plain != NULL)
    self->user_name = willow_sasl_prep (plain, strlen (plain));
  if (self->user_name == NULL)
    return willow_scram_fail (error,
                              WILLOW_SCRAM_ERROR_PREPARE,
                              _ ("SCRAM cannot use this user name: it is "
                                 "empty, or has characters that are not "
                                 "allowed there."));
  self->credentials = *willow_scram_users_find (
      self->users, self->user_name, &self->credentials);
  return TRUE;
}

static char *
make_challenge (WillowScramServer *self, const char *bare, const char *nonce)
{
  g_autofree char *salt =
      g_base64_encode (self->credentials.salt, self->credentials.salt_len);
  char *message;

  self->nonce = g_strconcat (nonce, self->own_nonce, NULL);
  message = g_strdup_printf (
      "r=%s,s=%s,i=%u", self->nonce, salt, self->credentials.iterations);
  self->first_messages = g_strdup_printf ("%s,%s", bare, message);
  self->step = STEP_FINISH;
  return message;
}

char *
willow_scram_server_challenge (WillowScramServer *self,
                               const guint8      *data,
                               gsize              len,
                               GError           **error)
{
  g_autofree char *message = willow_scram_dup_message (data, len, error);
  g_auto (GStrv) fields = NULL;

  if (message == NULL)
    return NULL;
  if (self->step != STEP_CHALLENGE)
    {
      malformed (error);
      return NULL;
    }
  self->step = STEP_FAILED;
  fields = g_strsplit (message, ",", -1);
  if (!check_first (self, fields, error) ||
      !read_user_name (self, fields[2] + 2, error))
    return NULL;
  self->gs2_header = g_strdup_printf ("%s,,", fields[0]);
  return make_challenge (
      self, message + strlen (self->gs2_header), fields[3] + 2);
}

/* Takes the ClientKey out of the proof and compares its hash. */
static gboolean
check_proof (WillowScramServer *self, const char *proof, const char *message)
{
  WillowScramKey key;
  WillowScramKey signature;
  WillowScramKey stored;

  if (proof == NULL || !willow_scram_read_key (proof, key, sizeof key))
    return FALSE;
  willow_scram_hmac (self->credentials.stored_key, message, signature);
  willow_scram_xor (key, signature);
  willow_scram_hash (key, stored);
  OPENSSL_cleanse (key, sizeof key);
  return willow_scram_key_equal (stored, self->credentials.stored_key);
}

/* @fields: "c=…", "r=…", extensions, "p=…" at the end. */
static gboolean
check_final (WillowScramServer *self, GStrv fields, GError **error)
{
  g_autofree char *channel = g_base64_encode ((const guint8 *)self->gs2_header,
                                              strlen (self->gs2_header));

  if (g_strv_length (fields) < 3 ||
      g_strcmp0 (willow_scram_get_value (fields[0], 'c'), channel) != 0)
    return malformed (error);
  if (g_strcmp0 (willow_scram_get_value (fields[1], 'r'), self->nonce) != 0)
    return willow_scram_fail (
        error,
        WILLOW_SCRAM_ERROR_NONCE,
        _ ("The nonce does not belong to this exchange: somebody may repeat an "
           "older one."));
  return TRUE;
}

char *
willow_scram_server_finish (WillowScramServer *self,
                            const guint8      *data,
                            gsize              len,
                            GError           **error)
{
  g_autofree char *message = willow_scram_dup_message (data, len, error);
  g_autofree char *signed_text = NULL;
  g_autofree char *signature = NULL;
  g_auto (GStrv) fields = NULL;
  const char    *last;
  WillowScramKey key;

  if (message == NULL)
    return NULL;
  if (self->step != STEP_FINISH)
    {
      malformed (error);
      return NULL;
    }
  self->step = STEP_FAILED;
  fields = g_strsplit (message, ",", -1);
  if (!check_final (self, fields, error))
    return NULL;
  last = strrchr (message, ',');
  signed_text = g_strdup_printf (
      "%s,%.*s", self->first_messages, (int)(last - message), message);
  if (!check_proof (self, willow_scram_get_value (last + 1, 'p'), signed_text))
    {
      willow_scram_fail (error,
                         WILLOW_SCRAM_ERROR_PROOF,
                         _ ("The user name or the password is wrong."));
      return NULL;
    }
  self->step = STEP_DONE;
  willow_scram_hmac (self->credentials.server_key, signed_text, key);
  signature = g_base64_encode (key, sizeof key);
  return g_strconcat ("v=", signature, NULL);
}

const char *
willow_scram_server_get_user_name (const WillowScramServer *self)
{
  return self->user_name;
}
