/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/willow-cli-secrets.h"

#include "base/willow-secret-bytes.h"
#include "cli/willow-cli.h"
#include "model/profile/willow-profile-secrets.h"
#include "model/profile/willow-secret-store.h"

#include <string.h>

/* Under which the window keeps the secrets of the way, beside the password. */
#define TRANSPORT_SUFFIX "/transport"

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* (transfer full) (nullable) */
static GBytes *
load (const char *key)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *secret = NULL;
  char   *text;

  willow_secret_store_load_async (key, NULL, store_result_cb, &result);
  wait_for (&result);
  text = willow_secret_store_load_finish (result, &error);
  if (error != NULL)
    willow_cli_complain ("%s", error->message);
  if (text != NULL)
    secret = willow_secret_bytes_new (text, strlen (text));
  willow_secret_store_free_password (text);
  return secret;
}

GBytes *
willow_cli_secrets_load_password (WillowProfile *profile)
{
  return load (willow_profile_get_id (profile));
}

void
willow_cli_secrets_load_transport (WillowProfile *profile)
{
  g_autofree char *key =
      g_strconcat (willow_profile_get_id (profile), TRANSPORT_SUFFIX, NULL);
  g_autoptr (GBytes) secrets = NULL;

  if (!willow_profile_needs_secrets (profile))
    return;
  secrets = load (key);
  if (secrets != NULL)
    willow_profile_load_secrets (profile, secrets);
}

static gboolean
save (const char *key, const char *name, GBytes *secret)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gsize       len;
  const char *data = g_bytes_get_data (secret, &len);
  char       *text = g_strndup (data, len);

  willow_secret_store_save_async (
      key, name, text, NULL, store_result_cb, &result);
  wait_for (&result);
  explicit_bzero (text, len);
  g_free (text);
  if (willow_secret_store_save_finish (result, &error))
    return TRUE;
  willow_cli_complain ("%s", error->message);
  return FALSE;
}

gboolean
willow_cli_secrets_save (WillowProfile *profile, GBytes *password)
{
  const char      *id = willow_profile_get_id (profile);
  const char      *name = willow_profile_get_name (profile);
  g_autofree char *key = g_strconcat (id, TRANSPORT_SUFFIX, NULL);
  g_autoptr (GBytes) others = willow_profile_dup_secrets (profile);

  return (password == NULL || save (id, name, password)) &&
         (others == NULL || save (key, name, others));
}
