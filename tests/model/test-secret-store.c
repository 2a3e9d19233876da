/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-secret-store.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* libsecret keeps its backend and its connection for the life of a process, so
 * that each case runs in one of its own. */

#define ID "0b6f4fb2-5f0e-4f0c-9a39-6d3a0f2f6a57"

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *place;
}

static void
save (const char *password, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean saved;

  willow_secret_store_save_async (
      ID, "Größe", password, NULL, result_cb, &result);
  saved = willow_secret_store_save_finish (wait_for (&result), error);
  g_assert_true (saved == (*error == NULL));
}

static char *
load (GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  willow_secret_store_load_async (ID, NULL, result_cb, &result);
  return willow_secret_store_load_finish (wait_for (&result), error);
}

static void
clear (GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean cleared;

  willow_secret_store_clear_async (ID, NULL, result_cb, &result);
  cleared = willow_secret_store_clear_finish (wait_for (&result), error);
  g_assert_true (cleared == (*error == NULL));
}

static void
assert_stored (const char *expected)
{
  g_autoptr (GError) error = NULL;
  char *password = load (&error);

  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, expected);
  willow_secret_store_free_password (password);
}

/* libsecret's file backend loses the entity tag of each file that it writes:
 * not for our leak checker. */
static void
switch_off_leak_check (void)
{
  const char      *options = g_getenv ("ASAN_OPTIONS");
  g_autofree char *more =
      g_strconcat (options != NULL ? options : "", ":detect_leaks=0", NULL);

  g_setenv ("ASAN_OPTIONS", more, TRUE);
}

/* Child process: with a file in place of the service. */
static void
test_keep (void)
{
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ())
    {
      g_autofree char *folder = g_dir_make_tmp ("willow-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (folder, "secrets", NULL);
      g_autofree char *content = NULL;
      gsize            len;

      switch_off_leak_check ();
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "master", TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      g_assert_true (g_file_get_contents (path, &content, &len, NULL));
      g_assert_null (g_strstr_len (content, (gssize)len, "hunter2"));
      g_remove (path);
      g_rmdir (folder);
      return;
    }
  assert_stored (NULL);
  save (" hunter2 密码 ", &error);
  g_assert_no_error (error);
  assert_stored (" hunter2 密码 ");
  save ("", &error);
  g_assert_no_error (error);
  assert_stored ("");
  clear (&error);
  g_assert_no_error (error);
  assert_stored (NULL);
  clear (&error);
  g_assert_no_error (error);
}

/* Child process: without any bus. */
static void
test_no_bus (void)
{
  g_autoptr (GError) load_error = NULL;
  g_autoptr (GError) save_error = NULL;
  g_autoptr (GError) clear_error = NULL;

  if (!g_test_subprocess ())
    {
      g_unsetenv ("SECRET_BACKEND");
      g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  g_assert_null (load (&load_error));
  g_assert_error (
      load_error, WILLOW_SECRET_ERROR, WILLOW_SECRET_ERROR_NO_SERVICE);
  save ("hunter2", &save_error);
  g_assert_error (
      save_error, WILLOW_SECRET_ERROR, WILLOW_SECRET_ERROR_NO_SERVICE);
  g_assert_null (strstr (save_error->message, "hunter2"));
  clear (&clear_error);
  g_assert_error (
      clear_error, WILLOW_SECRET_ERROR, WILLOW_SECRET_ERROR_NO_SERVICE);
}

/* Child process: a bus on which nobody offers the service. */
static void
test_no_service (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");

  if (daemon == NULL)
    {
      g_test_skip ("dbus-daemon is not installed");
      return;
    }
  if (!g_test_subprocess ())
    {
      g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);

      g_unsetenv ("SECRET_BACKEND");
      g_test_dbus_up (bus);
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_dbus_down (bus);
      g_test_trap_assert_passed ();
      return;
    }
  g_assert_null (load (&error));
  g_assert_error (error, WILLOW_SECRET_ERROR, WILLOW_SECRET_ERROR_NO_SERVICE);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ())
    {
      g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  g_cancellable_cancel (cancellable);
  willow_secret_store_load_async (ID, cancellable, result_cb, &result);
  g_assert_null (willow_secret_store_load_finish (wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/secret-store/keep", test_keep);
  g_test_add_func ("/model/secret-store/no-bus", test_no_bus);
  g_test_add_func ("/model/secret-store/no-service", test_no_service);
  g_test_add_func ("/model/secret-store/cancelled", test_cancelled);
  return g_test_run ();
}
