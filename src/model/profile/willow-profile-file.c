/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-file.h"

#include "model/traffic/willow-json-text.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>

/* A thousand profiles are half a megabyte. */
#define MAX_BYTES (16u * 1024u * 1024u)
#define MAX_ASIDE 10000u
#define FILE_MODE 0600
#define FOLDER_MODE 0700

struct _WillowProfileWriter
{
  gatomicrefcount ref_count;
  char           *path;
  GMutex          lock;

  /* Guarded by lock, which is held while the file is written */
  guint64 written_generation;
};

/* JSON allows half a surrogate pair (\\ud800), and json-glib makes bytes of it
 * that are no UTF-8: nobody could read what is saved next. */
static gboolean
is_all_text (JsonNode *root, GError **error)
{
  g_autofree char *text = json_to_string (root, FALSE);

  if (g_utf8_validate (text, -1, NULL))
    return TRUE;
  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_INVALID_DATA,
                       _ ("it has an escape that is no character"));
  return FALSE;
}

static JsonNode *
parse_text (const char *text, gsize len, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local_error = NULL;
  const char *reason;
  guint       line;

  if (len > MAX_BYTES || !willow_json_text_is_shallow (text, len))
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_INVALID_DATA,
                           _ ("it is too large, or nested too deeply"));
      return NULL;
    }
  if (json_parser_load_from_data (parser, text, (gssize)len, &local_error))
    return json_parser_steal_root (parser);
  reason = willow_json_text_split_error (local_error, &line);
  /* TRANSLATORS: the text is that of the JSON parser */
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               _ ("line %u: %s"),
               line,
               reason);
  return NULL;
}

JsonObject *
willow_profile_file_parse (const char *text, gsize len, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) root = parse_text (text, len, &local_error);

  if (local_error != NULL ||
      (root != NULL && !is_all_text (root, &local_error)))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  /* An empty file has no root at all. */
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_INVALID_DATA,
                           _ ("line 1: there is no JSON object"));
      return NULL;
    }
  return json_node_dup_object (root);
}

static gboolean
put_aside (GFile *file, GFile *aside, gboolean move, GError **error)
{
  /* Without G_FILE_COPY_OVERWRITE: an existing file is an error. */
  const GFileCopyFlags flags = G_FILE_COPY_NONE;

  if (move)
    return g_file_move (file, aside, flags, NULL, NULL, NULL, error);
  return g_file_copy (file, aside, flags, NULL, NULL, NULL, error);
}

char *
willow_profile_file_keep_aside (GFile *file, gboolean move, GError **error)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *base = g_file_get_basename (file);

  for (guint n = 1; n <= MAX_ASIDE; n++)
    {
      g_autofree char *name = g_strdup_printf ("%s.broken-%u", base, n);
      g_autoptr (GFile) aside = g_file_get_child (folder, name);
      g_autoptr (GError) local_error = NULL;

      if (put_aside (file, aside, move, &local_error))
        return g_steal_pointer (&name);
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        continue;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_EXISTS,
                       _ ("there are too many broken files already"));
  return NULL;
}

WillowProfileWriter *
willow_profile_writer_new (GFile *file)
{
  WillowProfileWriter *writer = g_new0 (WillowProfileWriter, 1);

  g_atomic_ref_count_init (&writer->ref_count);
  g_mutex_init (&writer->lock);
  writer->path = g_file_get_path (file);
  return writer;
}

WillowProfileWriter *
willow_profile_writer_ref (WillowProfileWriter *writer)
{
  g_atomic_ref_count_inc (&writer->ref_count);
  return writer;
}

void
willow_profile_writer_unref (WillowProfileWriter *writer)
{
  if (!g_atomic_ref_count_dec (&writer->ref_count))
    return;
  g_mutex_clear (&writer->lock);
  g_free (writer->path);
  g_free (writer);
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int              saved_errno;

  if (g_mkdir_with_parents (folder, FOLDER_MODE) == 0)
    return TRUE;
  saved_errno = errno;
  g_set_error_literal (error,
                       G_FILE_ERROR,
                       g_file_error_from_errno (saved_errno),
                       g_strerror (saved_errno));
  return FALSE;
}

/* A link is followed, so that a file kept elsewhere stays there: the new file
 * is renamed over the one that is written. (transfer full) */
static char *
resolve_link (const char *path)
{
  char *target = realpath (path, NULL);
  char *copy = g_strdup (target != NULL ? target : path);

  free (target); /* by malloc(), not by GLib */
  return copy;
}

gboolean
willow_profile_writer_write (WillowProfileWriter *writer,
                             guint64              generation,
                             const char          *text,
                             GError             **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&writer->lock);
  g_autofree char *target = resolve_link (writer->path);

  if (generation <= writer->written_generation)
    return TRUE;
  if (!make_folder (target, error) ||
      !g_file_set_contents_full (target,
                                 text,
                                 -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT |
                                     G_FILE_SET_CONTENTS_DURABLE,
                                 FILE_MODE,
                                 error))
    return FALSE;
  writer->written_generation = generation;
  return TRUE;
}
