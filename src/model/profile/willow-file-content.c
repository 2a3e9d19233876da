/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-file-content.h"

#include "base/willow-secret-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* All authorities of a system are 250 kB. */
#define MAX_BYTES (4 * 1024 * 1024)

static GError *
explain (const GError *cause, const char *name)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_error_new (
        cause->domain, cause->code, _ ("“%s” may not be read by you"), name);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_error_new (
        cause->domain, cause->code, _ ("“%s” does not exist any more"), name);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  return g_error_new (cause->domain,
                      cause->code,
                      _ ("“%s” cannot be read: %s"),
                      name,
                      cause->message);
}

static gboolean
check_info (GFileInfo *info, const char *name, GError **error)
{
  g_autofree char *size = g_format_size ((guint64)g_file_info_get_size (info));

  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_IS_DIRECTORY,
                 _ ("“%s” is a folder: choose a file in it"),
                 name);
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_NOT_REGULAR_FILE,
                 _ ("“%s” is not a file with content"),
                 name);
  else if (g_file_info_get_size (info) > MAX_BYTES)
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_FAILED,
                 _ ("“%s” is far too large for a certificate or a key (%s)"),
                 name,
                 size);
  else if (g_file_info_get_size (info) == 0)
    g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("“%s” is empty"), name);
  else
    return TRUE;
  return FALSE;
}

static GBytes *
load (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *data = NULL;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (
      file,
      G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
      G_FILE_QUERY_INFO_NONE,
      cancellable,
      &cause);
  GBytes *bytes;
  gsize   len;

  if (info != NULL && !check_info (info, name, error))
    return NULL;
  if (info == NULL ||
      !g_file_load_contents (file, cancellable, &data, &len, NULL, &cause))
    {
      g_propagate_error (error, explain (cause, name));
      return NULL;
    }
  bytes = willow_secret_bytes_new (data, len);
  explicit_bzero (data, len);
  return bytes;
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *bytes = load (task_data, cancellable, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
willow_file_content_load_async (GFile              *file,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, willow_file_content_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_thread);
}

GBytes *
willow_file_content_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
