/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-secrets.h"
#include "cli/willow-profiles.h"
#include "model/profile/willow-profile-export.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* For its owner alone: there may be hosts and certificates in it. */
#define FILE_MODE 0600

/* (transfer full) (nullable): %NULL where one is not there */
static GPtrArray *
choose (WillowProfileStore *store, char **names)
{
  g_autoptr (GPtrArray) chosen =
      g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));

  if (names[0] == NULL)
    for (guint i = 0; i < n; i++)
      g_ptr_array_add (chosen, g_list_model_get_item (G_LIST_MODEL (store), i));
  for (guint i = 0; names[i] != NULL; i++)
    {
      WillowProfile *profile = willow_profile_store_find_name (store, names[i]);

      if (profile == NULL)
        {
          willow_cli_complain (_ ("There is no connection of the name “%s”."),
                               names[i]);
          return NULL;
        }
      g_ptr_array_add (chosen, g_object_ref (profile));
    }
  return g_steal_pointer (&chosen);
}

/* (transfer full) (element-type WillowProfile GBytes) */
static GHashTable *
collect (GPtrArray *profiles)
{
  GHashTable *passwords =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < profiles->len; i++)
    {
      WillowProfile *profile = profiles->pdata[i];
      GBytes        *password = NULL;

      willow_cli_secrets_load_transport (profile);
      if (willow_profile_get_use_password (profile))
        password = willow_cli_secrets_load_password (profile);
      if (password != NULL)
        g_hash_table_insert (passwords, profile, password);
    }
  return passwords;
}

static int
write_output (const char *path, GBytes *content)
{
  g_autoptr (GError) error = NULL;
  gsize       len;
  const char *data = g_bytes_get_data (content, &len);

  if (path == NULL)
    return fwrite (data, 1, len, stdout) == len && fflush (stdout) == 0
               ? WILLOW_EXIT_OK
               : WILLOW_EXIT_FAILURE;
  if (g_file_set_contents_full (path,
                                data,
                                (gssize)len,
                                G_FILE_SET_CONTENTS_CONSISTENT,
                                FILE_MODE,
                                &error))
    return WILLOW_EXIT_OK;
  willow_cli_complain ("%s", error->message);
  return WILLOW_EXIT_FAILURE;
}

int
willow_profiles_export (const WillowProfilesOptions *options,
                        WillowProfileStore          *store,
                        char                       **names)
{
  gboolean given;
  g_autoptr (GBytes) passphrase =
      willow_profiles_get_passphrase (options, &given);
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GHashTable) passwords = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;

  if (given && passphrase == NULL)
    return WILLOW_EXIT_FAILURE;
  if (options->encrypt != given)
    {
      willow_cli_complain (_ ("--encrypt needs a passphrase, by "
                              "--passphrase-file or --passphrase-env."));
      return WILLOW_EXIT_USAGE;
    }
  profiles = choose (store, names);
  if (profiles == NULL)
    return WILLOW_EXIT_FAILURE;
  if (options->encrypt)
    passwords = collect (profiles);
  content =
      willow_profile_export_build (profiles, passwords, passphrase, &error);
  if (content != NULL)
    return write_output (options->output, content);
  willow_cli_complain ("%s", error->message);
  return WILLOW_EXIT_FAILURE;
}
