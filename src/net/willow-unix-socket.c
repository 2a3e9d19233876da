/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-unix-socket.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* sun_path, with the zero behind it */
#define PATH_MAX_BYTES 108

static gboolean
fail (GError **error, int code, const char *format, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *text = g_strjoinv (path, parts);

  g_set_error_literal (error, G_IO_ERROR, code, text);
  return FALSE;
}

/* Why not, in the words of the system. */
static gboolean
fail_errno (GError **error, const char *path, int code)
{
  g_set_error (error,
               G_IO_ERROR,
               g_io_error_from_errno (code),
               _ ("Cannot listen on the Unix socket %s: %s"),
               path,
               g_strerror (code));
  return FALSE;
}

static GSocket *
new_socket (GError **error)
{
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_UNIX,
                                  G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_DEFAULT,
                                  error);

  if (socket != NULL)
    g_socket_set_blocking (socket, FALSE);
  return socket;
}

/* A socket file outlives its listener: only connecting tells. */
static gboolean
check_nobody_listens (GSocketAddress *address, const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GSocket) probe = new_socket (error);

  if (probe == NULL)
    return FALSE;
  if (g_socket_connect (probe, address, NULL, &local) ||
      g_error_matches (local, G_IO_ERROR, G_IO_ERROR_PENDING) ||
      g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return fail (error,
                 G_IO_ERROR_ADDRESS_IN_USE,
                 _ ("The Unix socket %s is already in use by another program"),
                 path);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED) ||
      g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  g_prefix_error (error, _ ("The Unix socket %s cannot be replaced: "), path);
  return FALSE;
}

static gboolean
make_room (GSocketAddress *address, const char *path, GError **error)
{
  struct stat info;

  if (lstat (path, &info) != 0)
    return errno == ENOENT || fail_errno (error, path, errno);
  if (!S_ISSOCK (info.st_mode))
    return fail (error,
                 G_IO_ERROR_EXISTS,
                 _ ("%s is another kind of file, and is left as it is: choose "
                    "another path for the Unix socket"),
                 path);
  if (!check_nobody_listens (address, path, error))
    return FALSE;
  return unlink (path) == 0 || errno == ENOENT ||
         fail_errno (error, path, errno);
}

/* Until listen() nobody can connect, whatever the permissions are. */
static gboolean
bind_and_listen (GSocket          *socket,
                 GSocketAddress   *address,
                 WillowUnixSocket *self,
                 guint             mode,
                 GError          **error)
{
  g_autoptr (GError) local = NULL;
  struct stat info;

  if (!g_socket_bind (socket, address, FALSE, &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      g_prefix_error (
          error, _ ("Cannot listen on the Unix socket %s: "), self->path);
      return FALSE;
    }
  if (lstat (self->path, &info) != 0)
    return fail_errno (error, self->path, errno);
  self->device = info.st_dev;
  self->inode = info.st_ino;
  if (chmod (self->path, (mode_t)mode) != 0)
    return fail_errno (error, self->path, errno);
  return g_socket_listen (socket, error);
}

GSocket *
willow_unix_socket_listen (WillowUnixSocket *self,
                           const char       *path,
                           guint             mode,
                           int               backlog,
                           GError          **error)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;

  if (path[0] != '/' || strlen (path) >= PATH_MAX_BYTES)
    {
      fail (error,
            G_IO_ERROR_INVALID_ARGUMENT,
            _ ("The path of a Unix socket begins with “/” and has 107 bytes at "
               "most: %s"),
            path);
      return NULL;
    }
  address = g_unix_socket_address_new (path);
  if (!make_room (address, path, error))
    return NULL;
  socket = new_socket (error);
  if (socket == NULL)
    return NULL;
  g_socket_set_listen_backlog (socket, backlog);
  self->path = g_strdup (path);
  if (bind_and_listen (socket, address, self, mode, error))
    return g_steal_pointer (&socket);
  willow_unix_socket_clear (self);
  return NULL;
}

void
willow_unix_socket_clear (WillowUnixSocket *self)
{
  struct stat info;

  if (self->path != NULL && self->inode != 0 &&
      lstat (self->path, &info) == 0 && info.st_dev == self->device &&
      info.st_ino == self->inode)
    unlink (self->path);
  g_clear_pointer (&self->path, g_free);
}
