/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import.h"

#include "model/import/willow-import-format.h"
#include "model/import/willow-import-private.h"
#include "model/import/willow-import-text.h"

#include <glib/gi18n-lib.h>

struct _WillowImport
{
  GObject parent_instance;

  const WillowImportReaderKind *kind;
  GListStore                   *items;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WillowImport,
                               willow_import,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      list_model_iface_init))

G_DEFINE_QUARK (willow - import - error - quark, willow_import_error)

static GType
willow_import_get_item_type (GListModel *model)
{
  return WILLOW_TYPE_IMPORT_ITEM;
}

static guint
willow_import_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (WILLOW_IMPORT (model)->items));
}

static gpointer
willow_import_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (WILLOW_IMPORT (model)->items),
                                position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = willow_import_get_item_type;
  iface->get_n_items = willow_import_get_n_items;
  iface->get_item = willow_import_get_item;
}

static void
willow_import_finalize (GObject *object)
{
  g_object_unref (WILLOW_IMPORT (object)->items);
  G_OBJECT_CLASS (willow_import_parent_class)->finalize (object);
}

static void
willow_import_class_init (WillowImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = willow_import_finalize;
}

static void
willow_import_init (WillowImport *self)
{
  self->items = g_list_store_new (WILLOW_TYPE_IMPORT_ITEM);
}

static WillowImportItem *
peek_item (WillowImport *self, guint position)
{
  g_autoptr (WillowImportItem) item =
      g_list_model_get_item (G_LIST_MODEL (self->items), position);

  return item; /* the list has it */
}

/* The same identifier twice in one file: both are taken. */
static void
report_twins (WillowImport *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n; i++)
    {
      WillowImportItem *item = peek_item (self, i);
      const char       *origin = willow_import_item_get_origin (item);

      if (origin == NULL || g_hash_table_add (seen, (gpointer)origin))
        continue;
      willow_import_item_add (
          item,
          WILLOW_IMPORT_DIFFERS,
          "same-id",
          "",
          g_strdup (_ ("Another connection of the file has the same "
                       "identifier: each becomes a profile of its own")));
    }
}

WillowImport *
willow_import_read (GInputStream *stream,
                    GBytes       *passphrase,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr (WillowImport) self = g_object_new (WILLOW_TYPE_IMPORT, NULL);
  g_autoptr (JsonNode) root =
      willow_import_parse_stream (stream, cancellable, error);

  if (root != NULL)
    root = willow_import_open_seal (root, passphrase, error);
  if (root == NULL)
    return NULL;
  self->kind = willow_import_detect (root, error);
  if (self->kind == NULL)
    return NULL;
  self->kind->read (root, self->items);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) == 0)
    {
      g_set_error (error,
                   WILLOW_IMPORT_ERROR,
                   WILLOW_IMPORT_ERROR_EMPTY,
                   _ ("This is a file of %s, but there are no connections in "
                      "it"),
                   self->kind->program);
      return NULL;
    }
  report_twins (self);
  return g_steal_pointer (&self);
}

typedef struct
{
  GFile  *file;
  GBytes *passphrase; /* (nullable) */
} LoadJob;

static void
load_job_free (gpointer data)
{
  LoadJob *job = data;

  g_object_unref (job->file);
  g_clear_pointer (&job->passphrase, g_bytes_unref);
  g_free (job);
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  LoadJob      *job = task_data;
  GError       *error = NULL;
  WillowImport *import = NULL;
  g_autoptr (GFileInputStream) stream =
      g_file_read (job->file, cancellable, &error);

  if (stream != NULL)
    import = willow_import_read (
        G_INPUT_STREAM (stream), job->passphrase, cancellable, &error);
  if (import != NULL)
    g_task_return_pointer (task, import, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
willow_import_load_async (GFile              *file,
                          GBytes             *passphrase,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  LoadJob *job = g_new0 (LoadJob, 1);

  job->file = g_object_ref (file);
  job->passphrase = passphrase != NULL ? g_bytes_ref (passphrase) : NULL;
  g_task_set_source_tag (task, willow_import_load_async);
  g_task_set_task_data (task, job, load_job_free);
  g_task_run_in_thread (task, load_thread);
}

WillowImport *
willow_import_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

WillowImportFormat
willow_import_get_format (WillowImport *self)
{
  return self->kind->format;
}

const char *
willow_import_get_program (WillowImport *self)
{
  return self->kind->program;
}

static char *
dup_text (WillowProfile *profile, const char *property)
{
  char *text;

  g_object_get (profile, property, &text, NULL);
  return text;
}

/* From where the profiles came, and who they are. (element-type utf8) */
static GHashTable *
collect_origins (GListModel *profiles)
{
  GHashTable *origins =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (WillowProfile) profile = g_list_model_get_item (profiles, i);

      g_hash_table_add (origins, dup_text (profile, "imported-from"));
      g_hash_table_add (
          origins,
          g_strconcat ("willow:", willow_profile_get_id (profile), NULL));
    }
  return origins;
}

void
willow_import_compare (WillowImport *self, GListModel *profiles)
{
  g_autoptr (GHashTable) origins = collect_origins (profiles);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n; i++)
    {
      WillowImportItem *item = peek_item (self, i);
      const char       *origin = willow_import_item_get_origin (item);

      if (origin == NULL || !g_hash_table_contains (origins, origin))
        continue;
      willow_import_item_set_selected (item, FALSE);
      willow_import_item_add (
          item,
          WILLOW_IMPORT_DIFFERS,
          "imported-before",
          "",
          g_strdup (_ ("It is there already, so it is not ticked. Ticked, it "
                       "becomes one more profile under a new name; the other "
                       "stays as it is")));
    }
}

/* @taken: a set. (transfer full) */
static char *
find_free_name (GHashTable *taken, const char *wanted)
{
  char *name = g_strdup (wanted);

  for (guint n = 2; g_hash_table_contains (taken, name); n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", wanted, n);
    }
  return name;
}

/* What @profiles have in @property. (element-type utf8) */
static GHashTable *
collect (GListModel *profiles, const char *property)
{
  GHashTable *taken =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (WillowProfile) profile = g_list_model_get_item (profiles, i);

      g_hash_table_add (taken, dup_text (profile, property));
    }
  return taken;
}

static void
place (WillowImportItem *item, GHashTable *names, const char *group)
{
  WillowProfile   *profile = willow_import_item_get_profile (item);
  g_autofree char *own_group = dup_text (profile, "group");
  char *name = find_free_name (names, willow_import_item_get_name (item));

  g_object_set (profile, "name", name, NULL);
  g_hash_table_add (names, name);
  if (*own_group == '\0')
    g_object_set (profile, "group", group, NULL);
}

GPtrArray *
willow_import_prepare (WillowImport *self, GListModel *profiles)
{
  GPtrArray *ready = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) names = collect (profiles, "name");
  g_autoptr (GHashTable) groups = collect (profiles, "group");
  /* TRANSLATORS: name of a group of connections; "MQTTX import" */
  g_autofree char *wanted =
      g_strdup_printf (_ ("%s import"), self->kind->program);
  g_autofree char *group = find_free_name (groups, wanted);
  guint            n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n; i++)
    {
      WillowImportItem *item = peek_item (self, i);

      if (!willow_import_item_get_selected (item))
        continue;
      place (item, names, group);
      g_ptr_array_add (ready, g_object_ref (item));
    }
  return ready;
}
