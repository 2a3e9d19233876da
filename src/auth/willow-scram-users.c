/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-scram-users.h"

#include "auth/willow-sasl-prep.h"
#include "auth/willow-scram-private.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

#define IMITATED_SALT_BYTES 16

struct _WillowScramUsers
{
  gatomicrefcount ref_count;
  GHashTable     *by_name; /* prepared name -> WillowScramCredentials */
  WillowScramKey  secret;  /* behind the imitations */
};

static void
credentials_free (gpointer data)
{
  OPENSSL_cleanse (data, sizeof (WillowScramCredentials));
  g_free (data);
}

WillowScramUsers *
willow_scram_users_new (void)
{
  WillowScramUsers *self = g_new0 (WillowScramUsers, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->by_name =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, credentials_free);
  if (RAND_bytes (self->secret, sizeof self->secret) != 1)
    g_error ("The system gives no random bytes");
  return self;
}

WillowScramUsers *
willow_scram_users_ref (WillowScramUsers *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
willow_scram_users_unref (WillowScramUsers *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->by_name);
  OPENSSL_cleanse (self->secret, sizeof self->secret);
  g_free (self);
}

gboolean
willow_scram_users_add (WillowScramUsers             *self,
                        const char                   *name,
                        const WillowScramCredentials *credentials,
                        GError                      **error)
{
  char *prepared = willow_sasl_prep (name, strlen (name));

  if (prepared == NULL)
    return willow_scram_fail (
        error,
        WILLOW_SCRAM_ERROR_PREPARE,
        _ ("SCRAM cannot use this user name: it is empty, or has characters "
           "that are not allowed there."));
  g_hash_table_replace (
      self->by_name, prepared, g_memdup2 (credentials, sizeof *credentials));
  return TRUE;
}

/* Keys that no password has, and a salt that stays the same. */
static void
imitate (WillowScramUsers       *self,
         const char             *name,
         WillowScramCredentials *imitation)
{
  WillowScramKey from_name;

  willow_scram_hmac (self->secret, name, from_name);
  *imitation = (WillowScramCredentials){
    .salt_len = IMITATED_SALT_BYTES,
    .iterations = WILLOW_SCRAM_MIN_ITERATIONS,
  };
  memcpy (imitation->salt, from_name, IMITATED_SALT_BYTES);
  willow_scram_hmac (from_name, "Stored Key", imitation->stored_key);
  willow_scram_hmac (from_name, "Server Key", imitation->server_key);
}

const WillowScramCredentials *
willow_scram_users_find (WillowScramUsers       *self,
                         const char             *name,
                         WillowScramCredentials *imitation)
{
  const WillowScramCredentials *found =
      g_hash_table_lookup (self->by_name, name);

  if (found != NULL)
    return found;
  imitate (self, name, imitation);
  return imitation;
}
