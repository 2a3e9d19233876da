/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/library/willow-secret-keeper.h"

#include "base/willow-secret-bytes.h"
#include "model/profile/willow-profile-secrets.h"
#include "model/profile/willow-secret-store.h"

#include <string.h>

#define SAVE_DELAY_MS 800

struct _WillowSecretKeeper
{
  GObject parent_instance;

  GHashTable *stored;  /* profile id -> GBytes: what the service has */
  GHashTable *asked;   /* set of profile ids */
  GHashTable *unsaved; /* profile id -> WillowProfile */
  guint       save_source;
  guint       n_saving;
  gboolean    unavailable;
};

G_DEFINE_FINAL_TYPE (WillowSecretKeeper, willow_secret_keeper, G_TYPE_OBJECT)

enum
{
  PROP_AVAILABLE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static void
willow_secret_keeper_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_AVAILABLE)
    g_value_set_boolean (value, !WILLOW_SECRET_KEEPER (object)->unavailable);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_secret_keeper_dispose (GObject *object)
{
  WillowSecretKeeper *self = WILLOW_SECRET_KEEPER (object);

  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_pointer (&self->stored, g_hash_table_unref);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_pointer (&self->unsaved, g_hash_table_unref);
  G_OBJECT_CLASS (willow_secret_keeper_parent_class)->dispose (object);
}

static void
willow_secret_keeper_class_init (WillowSecretKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = willow_secret_keeper_dispose;
  object_class->get_property = willow_secret_keeper_get_property;
  props[PROP_AVAILABLE] = g_param_spec_boolean (
      "available", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_secret_keeper_init (WillowSecretKeeper *self)
{
  self->stored = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unsaved =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

WillowSecretKeeper *
willow_secret_keeper_new (void)
{
  return g_object_new (WILLOW_TYPE_SECRET_KEEPER, NULL);
}

/* Beside the password, which goes by the id alone. */
static char *
dup_key (WillowProfile *profile)
{
  return g_strconcat (willow_profile_get_id (profile), "/transport", NULL);
}

static void
set_unavailable (WillowSecretKeeper *self, gboolean unavailable)
{
  if (self->unavailable == unavailable)
    return;
  self->unavailable = unavailable;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AVAILABLE]);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  WillowSecretKeeper *self = g_task_get_source_object (task);
  WillowProfile      *profile = g_task_get_task_data (task);
  const char         *id = willow_profile_get_id (profile);
  g_autoptr (GError) error = NULL;
  char *text = willow_secret_store_load_finish (result, &error);

  set_unavailable (self, error != NULL);
  g_hash_table_add (self->asked, g_strdup (id));
  if (text != NULL)
    {
      GBytes *bytes = willow_secret_bytes_new (text, strlen (text));

      g_hash_table_replace (self->stored, g_strdup (id), bytes);
      willow_profile_load_secrets (profile, bytes);
    }
  willow_secret_store_free_password (text);
  g_task_return_boolean (task, error == NULL);
}

static void
ask (WillowSecretKeeper *self, WillowProfile *profile, GTask *task)
{
  g_autofree char *key = dup_key (profile);

  willow_secret_store_load_async (key, NULL, loaded_cb, g_object_ref (task));
}

void
willow_secret_keeper_load_async (WillowSecretKeeper *self,
                                 WillowProfile      *profile,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_return_if_fail (WILLOW_IS_SECRET_KEEPER (self));

  g_task_set_source_tag (task, willow_secret_keeper_load_async);
  g_task_set_task_data (task, g_object_ref (profile), g_object_unref);
  if (!willow_profile_needs_secrets (profile) ||
      g_hash_table_contains (self->asked, willow_profile_get_id (profile)))
    g_task_return_boolean (task, !self->unavailable);
  else
    ask (self, profile, task);
}

gboolean
willow_secret_keeper_load_finish (WillowSecretKeeper *self,
                                  GAsyncResult       *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowSecretKeeper) self = user_data;
  g_autoptr (GError) error = NULL;

  self->n_saving--;
  if (!willow_secret_store_save_finish (result, &error))
    set_unavailable (self, TRUE);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowSecretKeeper) self = user_data;

  self->n_saving--;
  willow_secret_store_clear_finish (result, NULL);
}

/* @text: (nullable): none are left */
static void
store (WillowSecretKeeper *self, WillowProfile *profile, GBytes *text)
{
  g_autofree char *key = dup_key (profile);
  g_autofree char *copy = NULL;
  gsize            len;
  const char      *data;

  self->n_saving++;
  if (text == NULL)
    {
      g_hash_table_remove (self->stored, willow_profile_get_id (profile));
      willow_secret_store_clear_async (
          key, NULL, cleared_cb, g_object_ref (self));
      return;
    }
  g_hash_table_replace (self->stored,
                        g_strdup (willow_profile_get_id (profile)),
                        g_bytes_ref (text));
  data = g_bytes_get_data (text, &len);
  copy = g_strndup (data, len);
  willow_secret_store_save_async (key,
                                  willow_profile_get_name (profile),
                                  copy,
                                  NULL,
                                  saved_cb,
                                  g_object_ref (self));
  explicit_bzero (copy, len);
}

static void
save (WillowSecretKeeper *self, WillowProfile *profile)
{
  const char *id = willow_profile_get_id (profile);
  GBytes     *old = g_hash_table_lookup (self->stored, id);
  g_autoptr (GBytes) text = willow_profile_dup_secrets (profile);

  if (self->unavailable || (old == NULL && text == NULL) ||
      (old != NULL && text != NULL && g_bytes_equal (old, text)))
    return;
  store (self, profile, text);
}

/* What the service has from an earlier run is not overwritten by a part. */
static void
asked_before_saving_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr (WillowProfile) profile = user_data;

  save (WILLOW_SECRET_KEEPER (source), profile);
}

void
willow_secret_keeper_flush (WillowSecretKeeper *self)
{
  GHashTableIter iter;
  gpointer       id, profile;

  g_return_if_fail (WILLOW_IS_SECRET_KEEPER (self));

  g_clear_handle_id (&self->save_source, g_source_remove);
  g_hash_table_iter_init (&iter, self->unsaved);
  while (g_hash_table_iter_next (&iter, &id, &profile))
    {
      if (g_hash_table_contains (self->asked, id))
        save (self, profile);
      else
        willow_secret_keeper_load_async (
            self, profile, asked_before_saving_cb, g_object_ref (profile));
    }
  g_hash_table_remove_all (self->unsaved);
}

static gboolean
save_cb (gpointer user_data)
{
  WillowSecretKeeper *self = user_data;

  self->save_source = 0;
  willow_secret_keeper_flush (self);
  return G_SOURCE_REMOVE;
}

static void
secrets_changed_cb (WillowSecretKeeper *self, WillowProfile *profile)
{
  g_hash_table_replace (self->unsaved,
                        g_strdup (willow_profile_get_id (profile)),
                        g_object_ref (profile));
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add (SAVE_DELAY_MS, save_cb, self);
}

void
willow_secret_keeper_watch (WillowSecretKeeper *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_SECRET_KEEPER (self));

  g_signal_handlers_disconnect_by_func (profile, secrets_changed_cb, self);
  g_signal_connect_object (profile,
                           "secrets-changed",
                           G_CALLBACK (secrets_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  /* A copy of another one brings its own. */
  if (willow_profile_needs_secrets (profile))
    secrets_changed_cb (self, profile);
}

void
willow_secret_keeper_forget (WillowSecretKeeper *self, WillowProfile *profile)
{
  const char *id = willow_profile_get_id (profile);

  g_return_if_fail (WILLOW_IS_SECRET_KEEPER (self));

  g_signal_handlers_disconnect_by_func (profile, secrets_changed_cb, self);
  g_hash_table_remove (self->unsaved, id);
  if (!self->unavailable && (willow_profile_needs_secrets (profile) ||
                             g_hash_table_contains (self->stored, id)))
    store (self, profile, NULL);
  g_hash_table_remove (self->asked, id);
}

gboolean
willow_secret_keeper_get_saving (WillowSecretKeeper *self)
{
  g_return_val_if_fail (WILLOW_IS_SECRET_KEEPER (self), FALSE);
  return self->n_saving > 0;
}

gboolean
willow_secret_keeper_get_available (WillowSecretKeeper *self)
{
  g_return_val_if_fail (WILLOW_IS_SECRET_KEEPER (self), FALSE);
  return !self->unavailable;
}
