/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-connector-settings.h"

G_BEGIN_DECLS

/* The options of the HTTP upgrade, shared by all that connect. Zero-initialised
 * is none given. */
typedef struct
{
  char   **headers; /* (nullable): "NAME: VALUE" */
  gboolean compression;
} WillowCliWebsocket;

void willow_cli_websocket_clear (WillowCliWebsocket *websocket);
/* (transfer full): borrows @websocket */
GOptionGroup *willow_cli_websocket_get_group (WillowCliWebsocket *websocket);
gboolean      willow_cli_websocket_is_set (const WillowCliWebsocket *websocket);
/* %FALSE with a sentence in @error */
gboolean willow_cli_websocket_apply (const WillowCliWebsocket *websocket,
                                     WillowConnectorSettings  *settings,
                                     GError                  **error);

G_END_DECLS
