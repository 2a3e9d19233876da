/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-websocket.h"

#include "cli/willow-cli-options.h"

#include <glib/gi18n.h>
#include <string.h>

/* As much as a server takes of a head. */
#define FILE_MAX_BYTES (16u * 1024u)

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
      N_ ("One more header of the HTTP request, such as “Cookie: …”; or @ and a file with one in each line, for what nobody is to see; may be repeated"), N_ ("NAME:VALUE") },
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

static gboolean
add_file (WillowConnectorSettings *settings, const char *path, GError **error)
{
  g_autoptr (GBytes) content =
      willow_cli_read_file (path, FILE_MAX_BYTES, error);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (content == NULL)
    return FALSE;
  text =
      g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (*g_strstrip (*line) != '\0' && !add_header (settings, *line, error))
      return FALSE;
  return TRUE;
}

gboolean
willow_cli_websocket_apply (const WillowCliWebsocket *websocket,
                            WillowConnectorSettings  *settings,
                            GError                  **error)
{
  for (char **header = websocket->headers; header != NULL && *header != NULL;
       header++)
    if (**header == '@' ? !add_file (settings, *header + 1, error)
                        : !add_header (settings, *header, error))
      return FALSE;
  willow_connector_settings_set_compression (settings, websocket->compression);
  return TRUE;
}
