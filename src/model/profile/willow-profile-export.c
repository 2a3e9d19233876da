/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-export.h"

#include "base/willow-secret-bytes.h"
#include "model/profile/willow-profile-export-private.h"
#include "model/profile/willow-profile-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The profile's own members are shared with it: what is added here must not be
 * in its file tomorrow. (transfer full) */
static JsonObject *
copy_members (WillowProfile *profile)
{
  g_autoptr (JsonNode) node = willow_profile_to_json (profile);
  JsonObject *object = json_node_get_object (node);
  JsonObject *copy = json_object_new ();
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (
        copy, l->data, json_object_dup_member (object, l->data));
  return copy;
}

/* (transfer full) (nullable) */
static JsonObject *
make_secrets (WillowProfile *profile, GBytes *password)
{
  JsonObject *others = willow_profile_secrets_to_json (profile);
  JsonObject *secrets;

  if (password == NULL && others == NULL)
    return NULL;
  secrets = json_object_new ();
  if (password != NULL)
    {
      gsize            len;
      const guint8    *data = g_bytes_get_data (password, &len);
      g_autofree char *base64 = g_base64_encode (data, len);

      json_object_set_string_member (secrets, "password", base64);
      explicit_bzero (base64, strlen (base64));
    }
  if (others != NULL)
    json_object_set_object_member (secrets, "transport", others);
  return secrets;
}

/* (transfer full): with everything but what is to be sealed, or sealed */
static JsonObject *
make_root (void)
{
  JsonObject *root = json_object_new ();

  json_object_set_string_member (root, "format", WILLOW_EXPORT_FORMAT);
  json_object_set_int_member (root, "version", WILLOW_EXPORT_VERSION);
  return root;
}

/* @root: (transfer full). Returns: (transfer full): wiped when it goes */
static GBytes *
print (JsonObject *root)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  GBytes          *bytes;
  gsize            len;

  json_node_take_object (node, root);
  json_generator_set_root (generator, node);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, &len);
  text[len] = '\n'; /* in place of the NUL: its length is known */
  bytes = willow_secret_bytes_new (text, len + 1);
  explicit_bzero (text, len);
  return bytes;
}

/* (transfer full). @with_secrets: only for what is sealed then */
static GBytes *
print_profiles (GPtrArray  *profiles,
                GHashTable *passwords,
                gboolean    with_secrets)
{
  JsonObject *root = make_root ();
  JsonArray  *array = json_array_new ();

  for (guint i = 0; i < profiles->len; i++)
    {
      WillowProfile *profile = profiles->pdata[i];
      JsonObject    *object = copy_members (profile);
      JsonObject    *secrets = NULL;

      if (with_secrets)
        secrets = make_secrets (profile,
                                passwords != NULL
                                    ? g_hash_table_lookup (passwords, profile)
                                    : NULL);
      if (secrets != NULL)
        json_object_set_object_member (object, "secrets", secrets);
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (root, "profiles", array);
  return print (root);
}

/* (transfer full) (nullable) */
static GBytes *
seal (GBytes *text, GBytes *passphrase, GError **error)
{
  JsonObject *sealed = willow_profile_seal (text, passphrase);
  JsonObject *root;

  if (sealed == NULL)
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_FAILED,
                           _ ("It could not be encrypted"));
      return NULL;
    }
  root = make_root ();
  json_object_set_object_member (root, "sealed", sealed);
  return print (root);
}

GBytes *
willow_profile_export_build (GPtrArray  *profiles,
                             GHashTable *passwords,
                             GBytes     *passphrase,
                             GError    **error)
{
  g_autoptr (GBytes) text =
      print_profiles (profiles, passwords, passphrase != NULL);

  if (passphrase == NULL)
    return g_steal_pointer (&text);
  return seal (text, passphrase, error);
}

guint
willow_profile_export_count_secrets (WillowProfile *profile,
                                     gboolean       has_password)
{
  g_autoptr (JsonObject) others = willow_profile_secrets_to_json (profile);

  return (others != NULL ? json_object_get_size (others) : 0) +
         (has_password ? 1 : 0);
}

typedef struct
{
  GFile  *file;
  GBytes *text;
  GBytes *passphrase; /* (nullable) */
} ExportJob;

static void
export_job_free (gpointer data)
{
  ExportJob *job = data;

  g_object_unref (job->file);
  g_bytes_unref (job->text);
  g_clear_pointer (&job->passphrase, g_bytes_unref);
  g_free (job);
}

static gboolean
run (ExportJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) content = NULL;
  gsize       len;
  const char *data;

  if (job->passphrase != NULL)
    content = seal (job->text, job->passphrase, error);
  else
    content = g_bytes_ref (job->text);
  if (content == NULL)
    return FALSE;
  data = g_bytes_get_data (content, &len);
  return g_file_replace_contents (job->file,
                                  data,
                                  len,
                                  NULL,
                                  FALSE,
                                  G_FILE_CREATE_PRIVATE,
                                  NULL,
                                  cancellable,
                                  error);
}

static void
export_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  GError *error = NULL;

  if (run (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
willow_profile_export_async (GFile              *file,
                             GPtrArray          *profiles,
                             GHashTable         *passwords,
                             GBytes             *passphrase,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  ExportJob *job = g_new0 (ExportJob, 1);

  job->file = g_object_ref (file);
  job->text = print_profiles (profiles, passwords, passphrase != NULL);
  job->passphrase =
      passphrase != NULL ? willow_secret_bytes_copy (passphrase) : NULL;
  g_task_set_source_tag (task, willow_profile_export_async);
  g_task_set_task_data (task, job, export_job_free);
  g_task_run_in_thread (task, export_thread);
}

gboolean
willow_profile_export_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
