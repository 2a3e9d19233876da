/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-key-log.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_MODE 0600

static const char path_key[] = "willow-key-log";

static int
open_log (const char *path, GError **error)
{
  int fd = g_open (
      path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
  int saved_errno = errno;

  if (fd < 0)
    g_set_error_literal (error,
                         G_FILE_ERROR,
                         (int)g_file_error_from_errno (saved_errno),
                         g_strerror (saved_errno));
  return fd;
}

gboolean
willow_profile_set_key_log (WillowProfile *self,
                            const char    *path,
                            GError       **error)
{
  if (path != NULL)
    {
      int fd = open_log (path, error);

      if (fd < 0)
        return FALSE;
      close (fd);
    }
  g_object_set_data_full (G_OBJECT (self), path_key, g_strdup (path), g_free);
  g_signal_emit_by_name (self, "changed");
  return TRUE;
}

const char *
willow_profile_get_key_log (WillowProfile *self)
{
  return g_object_get_data (G_OBJECT (self), path_key);
}

/* In one write, so that lines of two connections do not mix. */
static void
write_cb (const char *line, gpointer user_data)
{
  g_autofree char *text = g_strconcat (line, "\n", NULL);
  gsize            len = strlen (text);

  if (write (GPOINTER_TO_INT (user_data), text, len) != (gssize)len)
    g_warning ("A line of the key log could not be written");
  explicit_bzero (text, len);
}

static void
close_cb (gpointer user_data)
{
  close (GPOINTER_TO_INT (user_data));
}

void
willow_profile_add_key_log (WillowProfile *self, WillowTlsSettings *settings)
{
  const char *path = willow_profile_get_key_log (self);
  int         fd = path != NULL ? open_log (path, NULL) : -1;

  if (fd >= 0)
    willow_tls_settings_set_key_log (
        settings, write_cb, GINT_TO_POINTER (fd), close_cb);
}
