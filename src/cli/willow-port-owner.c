/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-port-owner.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* How far above a busy port a free one is looked for. */
#define SUGGESTION_RANGE 100u
#define STATE_LISTEN 0x0a

static gboolean
is_port_free (const char *address_text, guint16 port)
{
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string (address_text, port);
  g_autoptr (GSocket) socket = NULL;

  if (address == NULL)
    return FALSE;
  socket = g_socket_new (g_socket_address_get_family (address),
                         G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP,
                         NULL);
  return socket != NULL && g_socket_bind (socket, address, TRUE, NULL) &&
         g_socket_listen (socket, NULL);
}

/* Adds the inodes of sockets that listen on @port, as the kernel lists them:
 * number, local address:port, remote, state, queues, timer, retransmissions,
 * user, timeout, inode. */
static void
add_inodes (const char *table, guint16 port, GHashTable *inodes)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (table, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      unsigned  local_port, state;
      long long inode;

      if (sscanf (lines[i],
                  " %*d: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x %*s %*s %*s %*d "
                  "%*d %lld",
                  &local_port,
                  &state,
                  &inode) == 3 &&
          local_port == port && state == STATE_LISTEN)
        g_hash_table_add (inodes, g_strdup_printf ("socket:[%lld]", inode));
    }
}

static gboolean
has_socket (const char *pid, GHashTable *inodes)
{
  g_autofree char *folder = g_build_filename ("/proc", pid, "fd", NULL);
  GDir            *dir = g_dir_open (folder, 0, NULL);
  const char      *name;
  gboolean         found = FALSE;

  if (dir == NULL)
    return FALSE;
  while (!found && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      found = target != NULL && g_hash_table_contains (inodes, target);
    }
  g_dir_close (dir);
  return found;
}

/* (transfer full) (nullable): "name (process 123)" */
static char *
find_owner (guint16 port)
{
  g_autoptr (GHashTable) inodes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GDir       *dir = NULL;
  const char *pid;
  char       *owner = NULL;

  add_inodes ("/proc/net/tcp", port, inodes);
  add_inodes ("/proc/net/tcp6", port, inodes);
  if (g_hash_table_size (inodes) > 0)
    dir = g_dir_open ("/proc", 0, NULL);
  if (dir == NULL)
    return NULL;
  while (owner == NULL && (pid = g_dir_read_name (dir)) != NULL)
    if (g_ascii_isdigit (pid[0]) && has_socket (pid, inodes))
      {
        g_autofree char *path = g_build_filename ("/proc", pid, "comm", NULL);
        g_autofree char *name = NULL;

        if (g_file_get_contents (path, &name, NULL, NULL))
          owner =
              g_strdup_printf (_ ("“%s” (process %s)"), g_strchomp (name), pid);
      }
  g_dir_close (dir);
  return owner;
}

/* Returns: 0 if there is none near */
static guint
find_free_port (const char *address, guint busy_port)
{
  for (guint i = 1; i <= SUGGESTION_RANGE; i++)
    if (busy_port + i <= G_MAXUINT16 &&
        is_port_free (address, (guint16)(busy_port + i)))
      return busy_port + i;
  return 0;
}

char *
willow_port_owner_describe (const char *address, guint16 port)
{
  g_autofree char *owner = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  guint free_port;

  if (is_port_free (address, port))
    return NULL;
  owner = find_owner (port);
  if (owner != NULL)
    g_string_append_printf (text, _ ("Port %u belongs to %s."), port, owner);
  else
    g_string_append_printf (
        text,
        _ ("Which program has port %u cannot be seen by this user."),
        port);
  free_port = find_free_port (address, port);
  if (free_port != 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("Port %u is free."), free_port);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
