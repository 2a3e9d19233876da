/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-file-content.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char         *folder;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("willow-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Fixture *)user_data)->result = g_object_ref (result);
}

static GBytes *
load (Fixture *fixture, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  fixture->result = NULL;
  willow_file_content_load_async (file, NULL, done_cb, fixture);
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = g_steal_pointer (&fixture->result);
  return willow_file_content_load_finish (result, error);
}

static void
assert_refused (Fixture *fixture, const char *path, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load (fixture, path, &error));
  g_assert_nonnull (error);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” is not in “%s”", words, error->message);
}

static void
test_content (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "ca.pem", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "a\0b", 3, NULL);
  bytes = load (fixture, path, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "a\0b", 3);
  g_unlink (path);
}

/* Each has a sentence of its own. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "x", NULL);

  assert_refused (fixture, fixture->folder, "is a folder");
  assert_refused (fixture, path, "does not exist");
  assert_refused (fixture, "/dev/zero", "not a file with content");
  g_file_set_contents (path, "", 0, NULL);
  assert_refused (fixture, path, "is empty");
  g_assert_cmpint (truncate (path, 20 * 1024 * 1024), ==, 0);
  assert_refused (fixture, path, "far too large");
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/model/file-content/content",
              Fixture,
              NULL,
              set_up,
              test_content,
              tear_down);
  g_test_add ("/model/file-content/refused",
              Fixture,
              NULL,
              set_up,
              test_refused,
              tear_down);
  return g_test_run ();
}
