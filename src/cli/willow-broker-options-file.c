/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --config: the file and those that it includes, from the disk. */
#include "config.h"

#include "cli/willow-broker-options.h"
#include "cli/willow-cli-options.h"

#include <glib/gi18n.h>
#include <string.h>

#define FILE_MAX_BYTES (1024u * 1024u)
#define MAX_INCLUDED_FILES 1000u

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* (transfer full) (nullable): names of *.conf, sorted as bytes are */
static GPtrArray *
list_directory (const char *directory, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GDir       *dir = g_dir_open (directory, 0, error);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.' && g_str_has_suffix (name, ".conf"))
      g_ptr_array_add (names, g_strdup (name));
  g_dir_close (dir);
  if (names->len > MAX_INCLUDED_FILES)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_FAILED,
                   _ ("“%s” has more than %u files."),
                   directory,
                   MAX_INCLUDED_FILES);
      return NULL;
    }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static GPtrArray *
include_cb (const char *directory, gpointer user_data, GError **error)
{
  g_autoptr (GPtrArray) names = list_directory (directory, error);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (
      (GDestroyNotify)willow_broker_file_part_free);

  if (names == NULL)
    return NULL;
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path =
          g_build_filename (directory, names->pdata[i], NULL);
      g_autoptr (GBytes) content =
          willow_cli_read_file (path, FILE_MAX_BYTES, error);

      if (content == NULL)
        return NULL;
      g_ptr_array_add (parts, willow_broker_file_part_new (path, content));
    }
  return g_steal_pointer (&parts);
}

WillowBrokerFile *
willow_broker_options_load_file (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) content =
      willow_cli_read_file (path, FILE_MAX_BYTES, &local);
  g_autoptr (WillowBrokerFile) file = NULL;
  g_autofree char *report = NULL;

  if (content == NULL)
    {
      g_set_error_literal (
          error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, local->message);
      return NULL;
    }
  file = willow_broker_file_parse (path, content, include_cb, NULL);
  if (file->problems->len == 0)
    return g_steal_pointer (&file);
  g_ptr_array_add (file->problems, NULL);
  report = g_strjoinv ("\n", (char **)file->problems->pdata);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, report);
  return NULL;
}
