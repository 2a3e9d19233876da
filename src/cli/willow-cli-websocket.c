/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-websocket.h"

#include <glib/gi18n.h>
#include <string.h>

void
willow_cli_websocket_clear (WillowCliWebsocket *websocket)
{
  g_strfreev (websocket->headers);
}

GOptionGroup *
willow_cli_websocket_get_group (WillowCliWebsocket *websocket)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &websocket->headers,
      N_ ("One more header of the HTTP request, such as “Authorization: Bearer …” or “Cookie: …”; may be repeated"), N_ ("NAME:VALUE") },
    { "compression", 0, 0, G_OPTION_ARG_NONE, &websocket->compression,
      N_ ("Offer to compress messages (permessage-deflate)"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  GOptionGroup *group = g_option_group_new ("websocket",
                                            _ ("WebSocket options:"),
                                            _ ("Show WebSocket options"),
                                            NULL,
                                            NULL);

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_group_add_entries (group, entries);
  return group;
}

gboolean
willow_cli_websocket_is_set (const WillowCliWebsocket *websocket)
{
  return websocket->headers != NULL || websocket->compression;
}

static gboolean
add_header (WillowConnectorSettings *settings, const char *text, GError **error)
{
  const char      *colon = strchr (text, ':');
  g_autofree char *name =
      g_strndup (text, colon != NULL ? (gsize)(colon - text) : 0);
  g_autofree char *value = g_strdup (colon != NULL ? colon + 1 : "");

  if (willow_connector_settings_add_header (settings, name, g_strstrip (value)))
    return TRUE;
  g_set_error (
      error,
      G_IO_ERROR,
      G_IO_ERROR_INVALID_ARGUMENT,
      _ ("A header is written “Name: value”, on one line; this is none: "
         "%s"),
      name);
  return FALSE;
}

gboolean
willow_cli_websocket_apply (const WillowCliWebsocket *websocket,
                            WillowConnectorSettings  *settings,
                            GError                  **error)
{
  for (char **header = websocket->headers; header != NULL && *header != NULL;
       header++)
    if (!add_header (settings, *header, error))
      return FALSE;
  willow_connector_settings_set_compression (settings, websocket->compression);
  return TRUE;
}
