/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-loop.h"

#include "net/willow-connector.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  TestLoop         loop;
  char            *folder;
  char            *path;
  WillowListener  *listener;
  guint            n_accepted;
  WillowTransport *transport;
  GError          *error;
  gboolean         is_done;
} Fixture;

static void
accept_cb (WillowTransport *transport, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_accepted++;
  willow_transport_free (transport);
}

static WillowListener *
listen_at (Fixture *fixture, const char *path, GError **error)
{
  return willow_listener_new_unix (
      fixture->loop.reactor, path, 0600, accept_cb, fixture, error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_loop_set_up (&fixture->loop);
  fixture->folder = g_dir_make_tmp ("willow-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "w s.sock", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->transport, willow_transport_free);
  g_clear_pointer (&fixture->listener, willow_listener_free);
  g_clear_error (&fixture->error);
  g_remove (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
  test_loop_tear_down (&fixture->loop);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->transport =
      willow_connector_connect_finish (result, &fixture->error);
  fixture->is_done = TRUE;
}

/* Returns: (transfer full) (nullable): what is said about the error */
static char *
dial (Fixture *fixture, const char *path)
{
  g_autoptr (WillowEndpoint) endpoint = willow_endpoint_new_unix (path);

  willow_connector_connect_async (fixture->loop.reactor,
                                  endpoint,
                                  NULL,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  connected_cb,
                                  fixture);
  test_loop_until (&fixture->loop, fixture->is_done);
  if (fixture->error == NULL)
    return NULL;
  g_test_message ("%s", fixture->error->message);
  return willow_connector_explain (endpoint, fixture->error);
}

/* A socket file that nobody listens at any more, as after a crash. */
static void
leave_stale (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address =
      g_unix_socket_address_new (fixture->path);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX,
                                             G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT,
                                             &error);

  g_assert_no_error (error);
  g_socket_bind (socket, address, FALSE, &error);
  g_assert_no_error (error);
}

static gboolean
is_there (Fixture *fixture)
{
  return g_file_test (fixture->path, G_FILE_TEST_EXISTS);
}

static void
test_connect (Fixture *fixture, gconstpointer data)
{
  struct stat info;

  fixture->listener = listen_at (fixture, fixture->path, NULL);
  g_assert_nonnull (fixture->listener);
  g_assert_cmpstr (
      willow_listener_get_path (fixture->listener), ==, fixture->path);
  g_assert_cmpuint (willow_listener_get_port (fixture->listener), ==, 0);
  g_assert_cmpint (stat (fixture->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_null (dial (fixture, fixture->path));
  test_loop_until (&fixture->loop, fixture->n_accepted == 1);
  g_clear_pointer (&fixture->listener, willow_listener_free);
  g_assert_false (is_there (fixture));
}

static void
test_stale (Fixture *fixture, gconstpointer data)
{
  leave_stale (fixture);
  fixture->listener = listen_at (fixture, fixture->path, NULL);
  g_assert_nonnull (fixture->listener);
  g_assert_null (dial (fixture, fixture->path));
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->listener = listen_at (fixture, fixture->path, NULL);
  g_assert_null (listen_at (fixture, fixture->path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_assert_null (dial (fixture, fixture->path));
}

static void
test_other_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "mine", -1, NULL));
  g_assert_null (listen_at (fixture, fixture->path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
}

/* Somebody removed our file, and another one listens at the same path: that is
 * not ours to remove. */
static void
test_not_ours (Fixture *fixture, gconstpointer data)
{
  WillowListener *other;

  fixture->listener = listen_at (fixture, fixture->path, NULL);
  g_remove (fixture->path);
  other = listen_at (fixture, fixture->path, NULL);
  g_assert_nonnull (other);
  g_clear_pointer (&fixture->listener, willow_listener_free);
  g_assert_true (is_there (fixture));
  willow_listener_free (other);
  g_assert_false (is_there (fixture));
}

static void
test_paths (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (120, 'x');
  g_autofree char *much = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *nowhere =
      g_build_filename (fixture->folder, "none", "w.sock", NULL);
  const char *const paths[] = { "w.sock", "", much, nowhere };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (listen_at (fixture, paths[i], &error));
      g_assert_nonnull (strstr (error->message, paths[i]));
    }
}

static void
test_dial_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = dial (fixture, fixture->path);

  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (said, "There is no Unix socket"));
}

static void
test_dial_stale (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;

  leave_stale (fixture);
  said = dial (fixture, fixture->path);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_nonnull (strstr (said, "Nobody listens"));
}

static void
test_dial_too_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (108, 'x');
  g_autofree char *said = NULL;

  name[0] = '/';
  said = dial (fixture, name);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add ("/net/unix-socket/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("connect", test_connect);
  ADD ("stale", test_stale);
  ADD ("busy", test_busy);
  ADD ("other-file", test_other_file);
  ADD ("not-ours", test_not_ours);
  ADD ("paths", test_paths);
  ADD ("dial/nothing", test_dial_nothing);
  ADD ("dial/stale", test_dial_stale);
  ADD ("dial/too-long", test_dial_too_long);
#undef ADD
  return g_test_run ();
}
