/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/library/willow-password-vault.h"

#include "model/profile/willow-secret-store.h"

#include <string.h>

#define SAVE_DELAY_MS 800

struct _WillowPasswordVault
{
  GObject parent_instance;

  GHashTable *passwords; /* profile id -> GBytes, only of this run */
  GHashTable *asked;     /* set of profile ids */
  GHashTable *unsaved;   /* profile id -> WillowProfile */
  GHashTable *held;      /* set of profile ids: never stored */
  guint       save_source;
  guint       n_saving;
  gboolean    unavailable;
};

G_DEFINE_FINAL_TYPE (WillowPasswordVault, willow_password_vault, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
willow_password_vault_dispose (GObject *object)
{
  WillowPasswordVault *self = WILLOW_PASSWORD_VAULT (object);

  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_pointer (&self->passwords, g_hash_table_unref);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_pointer (&self->unsaved, g_hash_table_unref);
  g_clear_pointer (&self->held, g_hash_table_unref);
  G_OBJECT_CLASS (willow_password_vault_parent_class)->dispose (object);
}

static void
willow_password_vault_class_init (WillowPasswordVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_password_vault_dispose;

  signals[CHANGED] = g_signal_new ("changed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   WILLOW_TYPE_PROFILE);
}

static void
free_secret (gpointer data)
{
  char *password = data;

  explicit_bzero (password, strlen (password));
  g_free (password);
}

static void
willow_password_vault_init (WillowPasswordVault *self)
{
  self->passwords = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unsaved =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

WillowPasswordVault *
willow_password_vault_new (void)
{
  return g_object_new (WILLOW_TYPE_PASSWORD_VAULT, NULL);
}

static void
remember (WillowPasswordVault *self,
          WillowProfile       *profile,
          const char          *password)
{
  char *copy = g_strdup (password);

  g_hash_table_replace (
      self->passwords,
      g_strdup (willow_profile_get_id (profile)),
      g_bytes_new_with_free_func (copy, strlen (copy), free_secret, copy));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  WillowPasswordVault *self = g_task_get_source_object (task);
  WillowProfile       *profile = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  char   *password = willow_secret_store_load_finish (result, &error);
  GBytes *known = willow_password_vault_peek (self, profile);

  self->unavailable = error != NULL;
  if (error == NULL)
    g_hash_table_add (self->asked, g_strdup (willow_profile_get_id (profile)));
  /* What was typed while we asked is newer than what was stored. */
  if (password != NULL && known == NULL)
    remember (self, profile, password);
  g_clear_pointer (&password, willow_secret_store_free_password);
  g_signal_emit (self, signals[CHANGED], 0, profile);

  known = willow_password_vault_peek (self, profile);
  if (known != NULL)
    g_task_return_pointer (
        task, g_bytes_ref (known), (GDestroyNotify)g_bytes_unref);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, NULL, NULL);
}

void
willow_password_vault_load_async (WillowPasswordVault *self,
                                  WillowProfile       *profile,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  const char *id = willow_profile_get_id (profile);
  GBytes     *known = g_hash_table_lookup (self->passwords, id);

  g_task_set_source_tag (task, willow_password_vault_load_async);
  g_task_set_task_data (task, g_object_ref (profile), g_object_unref);
  if (known != NULL)
    g_task_return_pointer (
        task, g_bytes_ref (known), (GDestroyNotify)g_bytes_unref);
  else if (g_hash_table_contains (self->asked, id))
    g_task_return_pointer (task, NULL, NULL);
  else
    willow_secret_store_load_async (
        id, NULL, loaded_cb, g_steal_pointer (&task));
}

GBytes *
willow_password_vault_load_finish (WillowPasswordVault *self,
                                   GAsyncResult        *result,
                                   GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

GBytes *
willow_password_vault_peek (WillowPasswordVault *self, WillowProfile *profile)
{
  g_return_val_if_fail (WILLOW_IS_PASSWORD_VAULT (self), NULL);
  return g_hash_table_lookup (self->passwords, willow_profile_get_id (profile));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  WillowPasswordVault *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  self->n_saving--;
  if (!willow_secret_store_save_finish (result, &error))
    {
      self->unavailable = TRUE;
      g_signal_emit (self, signals[CHANGED], 0, g_task_get_task_data (task));
    }
  g_task_return_boolean (task, error == NULL);
}

void
willow_password_vault_flush (WillowPasswordVault *self)
{
  GHashTableIter iter;
  gpointer       key, profile;

  g_return_if_fail (WILLOW_IS_PASSWORD_VAULT (self));

  g_clear_handle_id (&self->save_source, g_source_remove);
  g_hash_table_iter_init (&iter, self->unsaved);
  while (g_hash_table_iter_next (&iter, &key, &profile))
    {
      GBytes          *bytes = g_hash_table_lookup (self->passwords, key);
      g_autofree char *password = NULL;
      GTask           *task = g_task_new (self, NULL, NULL, NULL);

      g_task_set_task_data (task, g_object_ref (profile), g_object_unref);
      password =
          g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      self->n_saving++;
      willow_secret_store_save_async (key,
                                      willow_profile_get_name (profile),
                                      password,
                                      NULL,
                                      saved_cb,
                                      task);
      explicit_bzero (password, strlen (password));
    }
  g_hash_table_remove_all (self->unsaved);
}

static gboolean
save_cb (gpointer user_data)
{
  WillowPasswordVault *self = user_data;

  self->save_source = 0;
  willow_password_vault_flush (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_save (WillowPasswordVault *self, WillowProfile *profile)
{
  const char *id = willow_profile_get_id (profile);

  if (self->unavailable || g_hash_table_contains (self->held, id))
    return;
  g_hash_table_replace (self->unsaved, g_strdup (id), g_object_ref (profile));
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add (SAVE_DELAY_MS, save_cb, self);
}

void
willow_password_vault_set (WillowPasswordVault *self,
                           WillowProfile       *profile,
                           const char          *password)
{
  g_return_if_fail (WILLOW_IS_PASSWORD_VAULT (self));

  remember (self, profile, password);
  schedule_save (self, profile);
  g_signal_emit (self, signals[CHANGED], 0, profile);
}

void
willow_password_vault_hold (WillowPasswordVault *self, WillowProfile *profile)
{
  const char *id = willow_profile_get_id (profile);

  g_return_if_fail (WILLOW_IS_PASSWORD_VAULT (self));

  g_hash_table_add (self->held, g_strdup (id));
  g_hash_table_remove (self->unsaved, id);
  /* Nobody has stored one either. */
  g_hash_table_add (self->asked, g_strdup (id));
}

void
willow_password_vault_release (WillowPasswordVault *self,
                               WillowProfile       *profile)
{
  g_return_if_fail (WILLOW_IS_PASSWORD_VAULT (self));

  if (g_hash_table_remove (self->held, willow_profile_get_id (profile)) &&
      willow_password_vault_peek (self, profile) != NULL)
    schedule_save (self, profile);
}

void
willow_password_vault_forget (WillowPasswordVault *self, WillowProfile *profile)
{
  const char *id = willow_profile_get_id (profile);

  g_return_if_fail (WILLOW_IS_PASSWORD_VAULT (self));

  g_hash_table_remove (self->passwords, id);
  g_hash_table_remove (self->unsaved, id);
  g_hash_table_remove (self->asked, id);
  if (g_hash_table_remove (self->held, id))
    return; /* it was never stored */
  if (willow_profile_get_use_password (profile) && !self->unavailable)
    willow_secret_store_clear_async (id, NULL, NULL, NULL);
}

gboolean
willow_password_vault_get_saving (WillowPasswordVault *self)
{
  g_return_val_if_fail (WILLOW_IS_PASSWORD_VAULT (self), FALSE);
  return self->n_saving > 0;
}

gboolean
willow_password_vault_get_available (WillowPasswordVault *self)
{
  g_return_val_if_fail (WILLOW_IS_PASSWORD_VAULT (self), FALSE);
  return !self->unavailable;
}
