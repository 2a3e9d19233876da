/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client-options.h"

G_BEGIN_DECLS

/**
 * WillowCliRoute:
 *
 * The options of pub and sub about the way to the broker: a proxy, a Unix
 * socket.
 */
typedef struct
{
  char *proxy;
  char *proxy_password_file;
  char *socket_path;
} WillowCliRoute;

void willow_cli_route_clear (WillowCliRoute *route);
/* Borrows @route. (transfer full) */
GOptionGroup *willow_cli_route_get_group (WillowCliRoute *route);

/* (transfer full): of --unix, which was given */
WillowEndpoint *willow_cli_route_build_endpoint (const WillowCliRoute *route);
/* The proxy into @settings, with its password from the file, or from the
 * environment. */
gboolean willow_cli_route_set_proxy (const WillowCliRoute    *route,
                                     WillowConnectorSettings *settings,
                                     GError                 **error);

G_END_DECLS
