/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-route.h"

#include "base/willow-secret-bytes.h"
#include "cli/willow-cli-options.h"

#include <glib/gi18n.h>
#include <string.h>

#define PASSWORD_MAX_BYTES 4096
#define PASSWORD_VARIABLE "WILLOW_PROXY_PASSWORD"

void
willow_cli_route_clear (WillowCliRoute *route)
{
  g_free (route->proxy);
  g_free (route->proxy_password_file);
  g_free (route->socket_path);
}

GOptionGroup *
willow_cli_route_get_group (WillowCliRoute *r)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "proxy", 0, 0, G_OPTION_ARG_STRING, &r->proxy,
      N_ ("Through this proxy: http://USER@HOST:PORT or socks5://USER@HOST:PORT; it looks the server's name up"), N_ ("URL") },
    { "proxy-password-file", 0, 0, G_OPTION_ARG_FILENAME, &r->proxy_password_file,
      N_ ("The first line of this file is the password for the proxy (else: the variable WILLOW_PROXY_PASSWORD)"), N_ ("FILE") },
    { "unix", 0, 0, G_OPTION_ARG_FILENAME, &r->socket_path,
      N_ ("Connect to this Unix socket in place of a host; as the URL mqtt+unix://PATH"), N_ ("PATH") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  GOptionGroup *group = g_option_group_new ("route",
                                            _ ("Options of the way there:"),
                                            _ ("Show options of the way there"),
                                            NULL,
                                            NULL);

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_group_add_entries (group, entries);
  return group;
}

WillowEndpoint *
willow_cli_route_build_endpoint (const WillowCliRoute *route)
{
  g_autofree char *path = g_canonicalize_filename (route->socket_path, NULL);

  return willow_endpoint_new_unix (path);
}

/* The first line. (transfer full) (nullable) */
static GBytes *
read_password (const char *path, GError **error)
{
  g_autoptr (GBytes) content =
      willow_cli_read_file (path, PASSWORD_MAX_BYTES, error);
  const char *text;
  gsize       len, n = 0;

  if (content == NULL)
    return NULL;
  text = g_bytes_get_data (content, &len);
  while (n < len && text[n] != '\n' && text[n] != '\r')
    n++;
  return willow_secret_bytes_new (text, n);
}

/* (transfer full) (nullable): none is no error */
static GBytes *
find_password (const WillowCliRoute *route, GError **error)
{
  const char *variable = g_getenv (PASSWORD_VARIABLE);

  if (route->proxy_password_file != NULL)
    return read_password (route->proxy_password_file, error);
  return variable != NULL
             ? willow_secret_bytes_new (variable, strlen (variable))
             : NULL;
}

gboolean
willow_cli_route_set_proxy (const WillowCliRoute    *route,
                            WillowConnectorSettings *settings,
                            GError                 **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) password = NULL;

  if (route->proxy == NULL)
    {
      if (route->proxy_password_file == NULL)
        return TRUE;
      g_set_error_literal (
          error,
          G_IO_ERROR,
          G_IO_ERROR_INVALID_ARGUMENT,
          _ ("--proxy-password-file makes no sense without --proxy."));
      return FALSE;
    }
  password = find_password (route, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return willow_connector_settings_set_proxy_url (
      settings, route->proxy, password, error);
}
