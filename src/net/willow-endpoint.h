/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  WILLOW_SCHEME_MQTT,
  WILLOW_SCHEME_MQTTS,
  WILLOW_SCHEME_WS,
  WILLOW_SCHEME_WSS,
} WillowScheme;

/**
 * WillowEndpoint:
 * @host: name or address, IPv6 without brackets
 * @path: (nullable): of WebSocket URLs; /mqtt where the URL has none
 * @user_name: (nullable): percent-decoded, where the URL carried credentials
 * @password: (nullable): the same; never printed by willow_endpoint_to_string()
 * @socket_path: (nullable): a Unix socket instead of host and port, which are
 * "" and 0 then; the scheme is mqtt
 *
 * Where to connect to, taken apart from a URL such as mqtt://host:1883 or
 * mqtt+unix:///run/broker.sock.
 */
typedef struct
{
  WillowScheme scheme;
  char        *host;
  guint16      port;
  char        *path;
  char        *user_name;
  char        *password;
  char        *socket_path;
} WillowEndpoint;

#define WILLOW_ENDPOINT_ERROR (willow_endpoint_error_quark ())
GQuark willow_endpoint_error_quark (void);
typedef enum
{
  WILLOW_ENDPOINT_ERROR_INVALID, /* not a URL, or no host */
  WILLOW_ENDPOINT_ERROR_SCHEME,  /* none of the four */
  WILLOW_ENDPOINT_ERROR_PORT,    /* not 1 to 65535 */
} WillowEndpointError;

/**
 * willow_endpoint_parse:
 * @text: a URL, or HOST or HOST:PORT, which are taken as mqtt
 *
 * Returns: (transfer full) (nullable):
 */
WillowEndpoint *willow_endpoint_parse (const char *text, GError **error);
WillowEndpoint *willow_endpoint_new (WillowScheme scheme,
                                     const char  *host,
                                     guint16      port,
                                     const char  *path);
/* @path: of a Unix socket, absolute */
WillowEndpoint *willow_endpoint_new_unix (const char *path);
WillowEndpoint *willow_endpoint_copy (const WillowEndpoint *endpoint);
void            willow_endpoint_free (WillowEndpoint *endpoint);

/* URL without credentials. */
char *willow_endpoint_to_string (const WillowEndpoint *endpoint);
/* (transfer full): for sentences: HOST:PORT, or the path of a Unix socket */
char       *willow_endpoint_dup_place (const WillowEndpoint *endpoint);
const char *willow_scheme_get_name (WillowScheme scheme);
/* 1883, 8883, 8083, 8084 */
guint16 willow_scheme_get_default_port (WillowScheme scheme);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowEndpoint, willow_endpoint_free)

G_END_DECLS
