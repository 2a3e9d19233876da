/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-store.h"

#include "model/profile/willow-profile-json.h"
#include "model/profile/willow-profile-store-private.h"

#include <glib/gi18n-lib.h>

#define SAVE_DELAY_MS 500u

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WillowProfileStore,
                               willow_profile_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      list_model_iface_init))

enum
{
  PROP_PROBLEM = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static GType
willow_profile_store_get_item_type (GListModel *model)
{
  return WILLOW_TYPE_PROFILE;
}

static guint
willow_profile_store_get_n_items (GListModel *model)
{
  return WILLOW_PROFILE_STORE (model)->profiles->len;
}

static gpointer
willow_profile_store_get_item (GListModel *model, guint position)
{
  WillowProfileStore *self = WILLOW_PROFILE_STORE (model);

  if (position >= self->profiles->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->profiles, position));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = willow_profile_store_get_item_type;
  iface->get_n_items = willow_profile_store_get_n_items;
  iface->get_item = willow_profile_store_get_item;
}

void
willow_profile_store_take_problem (WillowProfileStore *self, char *problem)
{
  if (self->problem == NULL && problem == NULL)
    return;
  g_free (self->problem);
  self->problem = problem;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

static void
say_not_saved (WillowProfileStore *self, const GError *error)
{
  g_autofree char *name = g_file_get_basename (self->file);

  willow_profile_store_take_problem (
      self,
      g_strdup_printf (_ ("The profiles could not be saved in “%s”: "
                          "%s. The changes are lost when Willow is "
                          "closed."),
                       name,
                       error->message));
}

/* (transfer full) */
static char *
serialize (WillowProfileStore *self)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  JsonArray       *profiles = json_array_new ();

  for (guint i = 0; i < self->profiles->len; i++)
    {
      WillowProfile *profile = g_ptr_array_index (self->profiles, i);

      if (!willow_profile_store_is_temporary (self, profile))
        json_array_add_element (profiles, willow_profile_to_json (profile));
    }
  json_object_set_int_member (
      self->root, "version", WILLOW_PROFILE_FORMAT_VERSION);
  json_object_set_array_member (self->root, "profiles", profiles);
  json_node_set_object (root, self->root);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  return g_strconcat (text, "\n", NULL);
}

typedef struct
{
  WillowProfileWriter *writer;
  guint64              generation;
  char                *text;
} SaveJob;

static void
save_job_free (gpointer data)
{
  SaveJob *job = data;

  willow_profile_writer_unref (job->writer);
  g_free (job->text);
  g_free (job);
}

static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  SaveJob *job = task_data;
  GError  *error = NULL;

  if (willow_profile_writer_write (
          job->writer, job->generation, job->text, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WillowProfileStore *self = WILLOW_PROFILE_STORE (source);
  SaveJob            *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    self->saved_generation = MAX (self->saved_generation, job->generation);
  else
    say_not_saved (self, error);
}

static gboolean
save_cb (gpointer user_data)
{
  WillowProfileStore *self = user_data;
  g_autoptr (GTask) task = g_task_new (self, NULL, saved_cb, NULL);
  SaveJob *job = g_new0 (SaveJob, 1);

  self->save_id = 0;
  job->writer = willow_profile_writer_ref (self->writer);
  job->generation = self->generation;
  job->text = serialize (self);
  g_task_set_task_data (task, job, save_job_free);
  g_task_run_in_thread (task, save_thread);
  return G_SOURCE_REMOVE;
}

void
willow_profile_store_schedule_save (WillowProfileStore *self)
{
  self->generation++;
  if (self->frozen)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_DELAY_MS, save_cb, self);
}

void
willow_profile_store_insert (WillowProfileStore *self, WillowProfile *profile)
{
  g_ptr_array_add (self->profiles, g_object_ref (profile));
  g_signal_connect_object (profile,
                           "changed",
                           G_CALLBACK (willow_profile_store_schedule_save),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
willow_profile_store_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_PROBLEM)
    g_value_set_string (value, WILLOW_PROFILE_STORE (object)->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_profile_store_dispose (GObject *object)
{
  WillowProfileStore *self = WILLOW_PROFILE_STORE (object);

  /* Whoever wants to know whether it went well has called it before. */
  willow_profile_store_flush (self, NULL);
  G_OBJECT_CLASS (willow_profile_store_parent_class)->dispose (object);
}

static void
willow_profile_store_finalize (GObject *object)
{
  WillowProfileStore *self = WILLOW_PROFILE_STORE (object);

  g_hash_table_unref (self->temporary);
  g_ptr_array_unref (self->profiles);
  json_object_unref (self->root);
  willow_profile_writer_unref (self->writer);
  g_object_unref (self->file);
  g_free (self->problem);
  G_OBJECT_CLASS (willow_profile_store_parent_class)->finalize (object);
}

static void
willow_profile_store_class_init (WillowProfileStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = willow_profile_store_get_property;
  object_class->dispose = willow_profile_store_dispose;
  object_class->finalize = willow_profile_store_finalize;
  props[PROP_PROBLEM] = g_param_spec_string (
      "problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_profile_store_init (WillowProfileStore *self)
{
  self->profiles = g_ptr_array_new_with_free_func (g_object_unref);
  self->temporary = g_hash_table_new (NULL, NULL);
  self->root = json_object_new ();
}

/**
 * willow_profile_store_new:
 * @file: a local one
 *
 * Returns: (transfer full): nothing is read yet
 */
WillowProfileStore *
willow_profile_store_new (GFile *file)
{
  WillowProfileStore *self = g_object_new (WILLOW_TYPE_PROFILE_STORE, NULL);

  self->file = g_object_ref (file);
  self->writer = willow_profile_writer_new (file);
  return self;
}

WillowProfileStore *
willow_profile_store_new_default (void)
{
  g_autoptr (GFile) file = g_file_new_build_filename (
      g_get_user_config_dir (), "willow", "profiles.json", NULL);

  return willow_profile_store_new (file);
}

/* Writes now what has changed and is not in the file yet. */
gboolean
willow_profile_store_flush (WillowProfileStore *self, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) local_error = NULL;

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->frozen || self->generation == self->saved_generation)
    return TRUE;
  text = serialize (self);
  if (willow_profile_writer_write (
          self->writer, self->generation, text, &local_error))
    {
      self->saved_generation = self->generation;
      return TRUE;
    }
  say_not_saved (self, local_error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

void
willow_profile_store_add (WillowProfileStore *self, WillowProfile *profile)
{
  willow_profile_store_insert (self, profile);
  g_list_model_items_changed (
      G_LIST_MODEL (self), self->profiles->len - 1, 0, 1);
  willow_profile_store_schedule_save (self);
}

void
willow_profile_store_remove (WillowProfileStore *self, WillowProfile *profile)
{
  guint position;

  if (!g_ptr_array_find (self->profiles, profile, &position))
    return;
  g_signal_handlers_disconnect_by_data (profile, self);
  g_hash_table_remove (self->temporary, profile);
  g_ptr_array_remove_index (self->profiles, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  willow_profile_store_schedule_save (self);
}

/* Returns: (transfer none) (nullable): */
WillowProfile *
willow_profile_store_lookup (WillowProfileStore *self, const char *id)
{
  for (guint i = 0; i < self->profiles->len; i++)
    {
      WillowProfile *profile = g_ptr_array_index (self->profiles, i);

      if (g_strcmp0 (willow_profile_get_id (profile), id) == 0)
        return profile;
    }
  return NULL;
}

WillowProfile *
willow_profile_store_find_name (WillowProfileStore *self, const char *name)
{
  for (guint i = 0; i < self->profiles->len; i++)
    {
      WillowProfile *profile = g_ptr_array_index (self->profiles, i);

      if (g_strcmp0 (willow_profile_get_name (profile), name) == 0)
        return profile;
    }
  return NULL;
}

const char *
willow_profile_store_get_problem (WillowProfileStore *self)
{
  return self->problem;
}

void
willow_profile_store_dismiss_problem (WillowProfileStore *self)
{
  willow_profile_store_take_problem (self, NULL);
}
