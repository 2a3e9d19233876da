/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/library/willow-secret-collector.h"

typedef struct
{
  WillowWorkspace *workspace;
  GPtrArray       *profiles;
  GHashTable      *passwords;
  guint            next;
  guint            n_missing;
} Collection;

static void
collection_free (gpointer data)
{
  Collection *collection = data;

  g_object_unref (collection->workspace);
  g_ptr_array_unref (collection->profiles);
  g_hash_table_unref (collection->passwords);
  g_free (collection);
}

static void ask_next (GTask *task);

static WillowProfile *
get_profile (Collection *collection)
{
  return collection->profiles->pdata[collection->next];
}

static void
keeper_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Collection *collection = g_task_get_task_data (task);

  willow_secret_keeper_load_finish (WILLOW_SECRET_KEEPER (source), result);
  collection->next++;
  ask_next (task);
}

static void
vault_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask         *task = user_data;
  Collection    *collection = g_task_get_task_data (task);
  WillowProfile *profile = get_profile (collection);
  GBytes        *password = willow_password_vault_load_finish (
      WILLOW_PASSWORD_VAULT (source), result, NULL);

  if (password != NULL)
    g_hash_table_insert (
        collection->passwords, g_object_ref (profile), password);
  else if (willow_profile_get_use_password (profile))
    collection->n_missing++;
  willow_secret_keeper_load_async (
      willow_workspace_get_keeper (collection->workspace),
      profile,
      keeper_cb,
      task);
}

static void
ask_next (GTask *task)
{
  Collection *collection = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (collection->next == collection->profiles->len)
    {
      g_task_return_pointer (task,
                             g_hash_table_ref (collection->passwords),
                             (GDestroyNotify)g_hash_table_unref);
      return;
    }
  willow_password_vault_load_async (
      willow_workspace_get_vault (collection->workspace),
      get_profile (collection),
      vault_cb,
      g_object_ref (task));
}

void
willow_secret_collector_run_async (WillowWorkspace    *workspace,
                                   GPtrArray          *profiles,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Collection *collection = g_new0 (Collection, 1);

  collection->workspace = g_object_ref (workspace);
  collection->profiles = g_ptr_array_ref (profiles);
  collection->passwords = g_hash_table_new_full (
      NULL, NULL, g_object_unref, (GDestroyNotify)g_bytes_unref);
  g_task_set_source_tag (task, willow_secret_collector_run_async);
  g_task_set_task_data (task, collection, collection_free);
  ask_next (task);
}

GHashTable *
willow_secret_collector_run_finish (GAsyncResult *result,
                                    guint        *n_missing,
                                    GError      **error)
{
  Collection *collection = g_task_get_task_data (G_TASK (result));

  *n_missing = collection->n_missing;
  return g_task_propagate_pointer (G_TASK (result), error);
}
