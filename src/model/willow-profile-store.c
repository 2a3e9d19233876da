/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/willow-profile-store.h"

#include "model/willow-profile-file.h"
#include "model/willow-profile-json.h"

#include <glib/gi18n-lib.h>

#define FORMAT_VERSION 1
#define SAVE_DELAY_MS 500u

struct _WillowProfileStore
{
  GObject parent_instance;

  GFile               *file;
  WillowProfileWriter *writer;
  GPtrArray           *profiles; /* element-type WillowProfile */
  JsonObject          *root;     /* with the members that we do not know */
  char                *problem;
  guint64              generation; /* rises with each change */
  guint64              saved_generation;
  guint                save_id;
  gboolean             frozen; /* the file must not be overwritten */
};

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

/* @problem: (transfer full) (nullable) */
static void
take_problem (WillowProfileStore *self, char *problem)
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

  take_problem (self,
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
    json_array_add_element (
        profiles,
        willow_profile_to_json (g_ptr_array_index (self->profiles, i)));
  json_object_set_int_member (self->root, "version", FORMAT_VERSION);
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

static void
schedule_save (WillowProfileStore *self)
{
  self->generation++;
  if (self->frozen)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_DELAY_MS, save_cb, self);
}

static void
insert_profile (WillowProfileStore *self, WillowProfile *profile)
{
  g_ptr_array_add (self->profiles, g_object_ref (profile));
  g_signal_connect_object (
      profile, "changed", G_CALLBACK (schedule_save), self, G_CONNECT_SWAPPED);
}

static WillowProfile *
load_profile (WillowProfileStore *self, JsonNode *node, GError **error)
{
  g_autoptr (WillowProfile) profile = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_INVALID_DATA,
                           _ ("it is not an object"));
      return NULL;
    }
  profile = willow_profile_from_json (json_node_get_object (node), error);
  if (profile == NULL)
    return NULL;
  if (willow_profile_store_lookup (self, willow_profile_get_id (profile)))
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_INVALID_DATA,
                           _ ("its “id” is that of another profile"));
      return NULL;
    }
  return g_steal_pointer (&profile);
}

/* Returns: number of profiles that could not be understood; @error and
 * @first_bad tell about the first one */
static guint
load_profiles (WillowProfileStore *self,
               JsonArray          *array,
               guint              *first_bad,
               GError            **error)
{
  guint n_bad = 0;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr (WillowProfile) profile =
          load_profile (self, node, n_bad == 0 ? error : NULL);

      if (profile != NULL)
        insert_profile (self, profile);
      else if (n_bad++ == 0)
        *first_bad = i + 1;
    }
  return n_bad;
}

static void
say_broken (WillowProfileStore *self, const GError *reason)
{
  g_autofree char *name = g_file_get_basename (self->file);
  g_autoptr (GError) error = NULL;
  g_autofree char *aside =
      willow_profile_file_keep_aside (self->file, TRUE, &error);

  self->frozen = aside == NULL;
  if (aside != NULL)
    take_problem (
        self,
        g_strdup_printf (_ ("“%s” cannot be understood, %s. It was kept as "
                            "“%s”; the list of profiles is empty now."),
                         name,
                         reason->message,
                         aside));
  else
    take_problem (
        self,
        g_strdup_printf (_ ("“%s” cannot be understood, %s. It could not be "
                            "kept aside (%s), so nothing will be saved."),
                         name,
                         reason->message,
                         error->message));
}

static void
say_bad_profiles (WillowProfileStore *self,
                  guint               n_bad,
                  guint               first_bad,
                  const GError       *reason)
{
  g_autofree char *name = g_file_get_basename (self->file);
  g_autoptr (GError) error = NULL;
  g_autofree char *aside =
      willow_profile_file_keep_aside (self->file, FALSE, &error);
  g_autofree char *what = g_strdup_printf (
      ngettext ("%u profile in “%s” cannot be understood (number %u: %s).",
                "%u profiles in “%s” cannot be understood (number %u: %s).",
                n_bad),
      n_bad,
      name,
      first_bad,
      reason->message);

  self->frozen = aside == NULL;
  take_problem (
      self,
      aside != NULL
          ? g_strdup_printf (
                _ ("%s The whole file was kept as “%s”."), what, aside)
          : g_strdup_printf (_ ("%s The file could not be kept aside (%s), so "
                                "nothing will be saved."),
                             what,
                             error->message));
  /* Without the bad ones, so that this is not said again at each start. */
  schedule_save (self);
}

static void
say_newer (WillowProfileStore *self)
{
  g_autofree char *name = g_file_get_basename (self->file);

  self->frozen = TRUE;
  take_problem (self,
                g_strdup_printf (_ ("“%s” was written by a newer Willow. It is "
                                    "left as it is: changes will not be "
                                    "saved."),
                                 name));
}

static JsonArray *
get_profile_array (JsonObject *root, GError **error)
{
  JsonNode *node = json_object_get_member (root, "profiles");

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_INVALID_DATA,
                       _ ("there is no list “profiles”"));
  return NULL;
}

static gboolean
is_newer (JsonObject *root)
{
  JsonNode *node = json_object_get_member (root, "version");

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 &&
         json_node_get_int (node) > FORMAT_VERSION;
}

/* @root: (transfer full) */
static void
take_root (WillowProfileStore *self, JsonObject *root, JsonArray *array)
{
  g_autoptr (JsonArray) profiles = json_array_ref (array);
  g_autoptr (GError) error = NULL;
  guint first_bad = 0;
  guint n_bad;

  json_object_unref (self->root);
  self->root = root;
  n_bad = load_profiles (self, profiles, &first_bad, &error);
  if (n_bad > 0 && !self->frozen)
    say_bad_profiles (self, n_bad, first_bad, error);
}

static void
load_text (WillowProfileStore *self, const char *text, gsize len)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) root = willow_profile_file_parse (text, len, &error);
  JsonArray *array;

  if (root != NULL && is_newer (root))
    say_newer (self);
  array = root != NULL ? get_profile_array (root, &error) : NULL;
  if (array != NULL)
    take_root (self, g_steal_pointer (&root), array);
  else if (!self->frozen)
    say_broken (self, error);
}

static void
say_unreadable (WillowProfileStore *self, const GError *error)
{
  g_autofree char *name = g_file_get_basename (self->file);

  self->frozen = TRUE;
  take_problem (self,
                g_strdup_printf (_ ("“%s” cannot be read: %s. Nothing will be "
                                    "saved."),
                                 name,
                                 error->message));
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

void
willow_profile_store_load (WillowProfileStore *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint            n_before = self->profiles->len;
  gsize            len;

  for (guint i = 0; i < n_before; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->profiles, i),
                                          self);
  g_ptr_array_set_size (self->profiles, 0);
  self->frozen = FALSE;
  if (g_file_load_contents (self->file, NULL, &text, &len, NULL, &error))
    load_text (self, text, len);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    say_unreadable (self, error);
  if (n_before > 0 || self->profiles->len > 0)
    g_list_model_items_changed (
        G_LIST_MODEL (self), 0, n_before, self->profiles->len);
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
  insert_profile (self, profile);
  g_list_model_items_changed (
      G_LIST_MODEL (self), self->profiles->len - 1, 0, 1);
  schedule_save (self);
}

void
willow_profile_store_remove (WillowProfileStore *self, WillowProfile *profile)
{
  guint position;

  if (!g_ptr_array_find (self->profiles, profile, &position))
    return;
  g_signal_handlers_disconnect_by_data (profile, self);
  g_ptr_array_remove_index (self->profiles, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  schedule_save (self);
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
  take_problem (self, NULL);
}
