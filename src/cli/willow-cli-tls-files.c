/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-tls.h"

#include "base/willow-secret-bytes.h"
#include "cli/willow-cli-options.h"
#include "net/willow-certificate.h"

#include <glib/gi18n.h>
#include <string.h>

/* One byte more than the sentence about size needs to be said. */
#define FILE_MAX_BYTES (WILLOW_CERTIFICATE_MAX_BYTES + 1)

GBytes *
willow_cli_tls_read_file (const char *path, GError **error)
{
  GBytes *content;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_IS_DIRECTORY,
                   _ ("%s is a folder; a file with a certificate or a key is "
                      "needed."),
                   path);
      return NULL;
    }
  content = willow_cli_read_file (path, FILE_MAX_BYTES, error);
  if (content != NULL)
    return content;
  if (error != NULL &&
      g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
    {
      g_clear_error (error);
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_MESSAGE_TOO_LARGE,
                   _ ("%s is far too large for a certificate or a key."),
                   path);
    }
  else
    g_prefix_error (error, "%s: ", path);
  return NULL;
}

GBytes *
willow_cli_tls_read_secret (const char *path, GError **error)
{
  g_autoptr (GBytes) file = willow_cli_tls_read_file (path, error);
  const char *text;
  gsize       len, end = 0;

  if (file == NULL)
    return NULL;
  text = g_bytes_get_data (file, &len);
  while (end < len && text[end] != '\n' && text[end] != '\r')
    end++;
  return willow_secret_bytes_new (text, end);
}

GBytes *
willow_cli_tls_get_secret (const char *path,
                           const char *variable,
                           GError    **error)
{
  const char *text;

  if (path != NULL)
    return willow_cli_tls_read_secret (path, error);
  text = g_getenv (variable);
  if (text != NULL)
    return willow_secret_bytes_new (text, strlen (text));
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_ARGUMENT,
               _ ("There is no environment variable %s."),
               variable);
  return NULL;
}
