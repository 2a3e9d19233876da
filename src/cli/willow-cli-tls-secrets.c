/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-tls.h"

#include "base/willow-secret-bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define IDENTITY_MAX_BYTES 128

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (
      error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  return FALSE;
}

/* @hex: (transfer full) */
static gboolean
add_psk (WillowTlsSettings *settings,
         const char        *identity,
         GBytes            *hex,
         GError           **error)
{
  g_autoptr (GBytes) text = hex;
  g_autoptr (GBytes) key = willow_tls_psk_parse (text);
  gsize len = strlen (identity);

  if (len == 0 || len > IDENTITY_MAX_BYTES)
    return fail (error,
                 _ ("The name of a pre-shared key (PSK) has 1 to 128 bytes."));
  if (key == NULL)
    return fail (error,
                 _ ("A pre-shared key (PSK) is an even number of hexadecimal "
                    "digits, at most 512."));
  willow_tls_settings_add_psk (settings, identity, key);
  return TRUE;
}

gboolean
willow_cli_tls_add_psk (WillowTlsSettings  *settings,
                        const WillowCliTls *tls,
                        GError            **error)
{
  gboolean has_key = tls->psk_file != NULL || tls->psk_variable != NULL;
  GBytes  *hex;

  if (tls->psk_identity == NULL && !has_key)
    return TRUE;
  if (tls->psk_identity == NULL || !has_key)
    return fail (
        error,
        _ ("A pre-shared key (PSK) needs its name, --psk-identity, and "
           "the key, by --psk-file or --psk-env."));
  hex = willow_cli_tls_get_secret (tls->psk_file, tls->psk_variable, error);
  return hex != NULL && add_psk (settings, tls->psk_identity, hex, error);
}

static gboolean
add_psk_line (WillowTlsSettings *settings,
              const char        *line,
              gsize              len,
              GError           **error)
{
  const char      *colon = memchr (line, ':', len);
  g_autofree char *identity = NULL;

  if (len == 0 || line[0] == '#')
    return TRUE;
  if (colon == NULL)
    return fail (error, _ ("A line is not of the form NAME:KEY."));
  identity = g_strndup (line, (gsize)(colon - line));
  return add_psk (
      settings,
      identity,
      willow_secret_bytes_new (colon + 1, len - (gsize)(colon + 1 - line)),
      error);
}

gboolean
willow_cli_tls_add_psk_list (WillowTlsSettings *settings,
                             const char        *path,
                             GError           **error)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GBytes) secret = NULL;
  const char *data, *end;

  if (path == NULL)
    return TRUE;
  content = willow_cli_tls_read_file (path, error);
  if (content == NULL)
    return FALSE;
  secret = willow_secret_bytes_copy (content);
  data = g_bytes_get_data (secret, NULL);
  end = data + g_bytes_get_size (secret);
  for (guint number = 1; data < end; number++)
    {
      const char *next = memchr (data, '\n', (gsize)(end - data));
      gsize       len = (gsize)((next != NULL ? next : end) - data);

      if (!add_psk_line (settings,
                         data,
                         len > 0 && data[len - 1] == '\r' ? len - 1 : len,
                         error))
        {
          g_prefix_error (error, "%s:%u: ", path, number);
          return FALSE;
        }
      data += len + 1;
    }
  return TRUE;
}

static void
key_log_cb (const char *line, gpointer user_data)
{
  g_autofree char *text = g_strconcat (line, "\n", NULL);
  gssize           n;

  /* One write, so that lines of several threads and programs stay whole. */
  do
    n = write (GPOINTER_TO_INT (user_data), text, strlen (text));
  while (n < 0 && errno == EINTR);
}

static void
close_cb (gpointer user_data)
{
  close (GPOINTER_TO_INT (user_data));
}

gboolean
willow_cli_tls_open_key_log (WillowTlsSettings *settings,
                             const char        *path,
                             GError           **error)
{
  int fd, code;

  if (path == NULL)
    return TRUE;
  fd = g_open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      code = errno;
      g_set_error (error,
                   G_FILE_ERROR,
                   (int)g_file_error_from_errno (code),
                   "%s: %s",
                   path,
                   g_strerror (code));
      return FALSE;
    }
  g_printerr (_ ("Warning: whoever reads %s can decrypt this connection, "
                 "passwords included.\n"),
              path);
  willow_tls_settings_set_key_log (
      settings, key_log_cb, GINT_TO_POINTER (fd), close_cb);
  return TRUE;
}

static void
save_sessions_cb (WillowTlsResumption *resumption, gpointer user_data)
{
  const char *path = user_data;
  g_autoptr (GBytes) text = willow_tls_resumption_save (resumption);
  g_autoptr (GError) error = NULL;
  gsize       len;
  const char *data = g_bytes_get_data (text, &len);

  if (!g_file_set_contents_full (path,
                                 data,
                                 (gssize)len,
                                 G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600,
                                 &error))
    g_printerr ("%s\n", error->message);
}

gboolean
willow_cli_tls_set_resumption (WillowTlsSettings *settings,
                               const char        *path,
                               GError           **error)
{
  g_autoptr (WillowTlsResumption) resumption = NULL;
  g_autoptr (GBytes) text = NULL;

  if (path == NULL)
    return TRUE;
  resumption = willow_tls_resumption_new ();
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      text = willow_cli_tls_read_file (path, error);
      if (text == NULL)
        return FALSE;
      if (g_bytes_get_size (text) > 0 &&
          !willow_tls_resumption_load (resumption, text))
        {
          g_set_error (error,
                       G_IO_ERROR,
                       G_IO_ERROR_INVALID_ARGUMENT,
                       _ ("%s: there is no TLS session in it; it stays as it "
                          "is."),
                       path);
          return FALSE;
        }
    }
  willow_tls_resumption_set_func (
      resumption, save_sessions_cb, g_strdup (path), g_free);
  willow_tls_settings_set_resumption (settings, resumption);
  return TRUE;
}
