/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net/willow-tls-settings.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_PROXY_NONE,
  WILLOW_PROXY_HTTP,   /* CONNECT, RFC 9110 section 9.3.6 */
  WILLOW_PROXY_SOCKS5, /* RFC 1928, RFC 1929 */
} WillowProxyKind;

/**
 * WillowProxy:
 * @host: name or address, IPv6 without brackets
 * @user_name: (nullable): with it the proxy is offered Basic, or RFC 1929
 * @password: (nullable)
 */
typedef struct
{
  WillowProxyKind kind;
  char           *host;
  guint16         port;
  char           *user_name;
  GBytes         *password;
} WillowProxy;

/**
 * WillowConnectorSettings:
 *
 * How to get to an endpoint: TLS, a proxy, what the HTTP upgrade of a WebSocket
 * says. Set once and then immutable; atomically reference counted. The setters
 * are for the one who builds it, before it is shared. Passwords are overwritten
 * with the last reference.
 */
typedef struct _WillowConnectorSettings WillowConnectorSettings;

/* No proxy, the defaults of WillowTlsSettings, subprotocol "mqtt", no
 * compression. (transfer full) */
WillowConnectorSettings *willow_connector_settings_new (void);
/* (transfer full): one that may be changed. @settings: (nullable) */
WillowConnectorSettings *
willow_connector_settings_copy (const WillowConnectorSettings *settings);
WillowConnectorSettings      *
willow_connector_settings_ref (WillowConnectorSettings *settings);
void willow_connector_settings_unref (WillowConnectorSettings *settings);

/* (nullable): NULL: the defaults */
void willow_connector_settings_set_tls (WillowConnectorSettings *settings,
                                        WillowTlsSettings       *tls);
/* (transfer none) (nullable) */
WillowTlsSettings *
willow_connector_settings_get_tls (const WillowConnectorSettings *settings);

/* @password: (nullable) */
void willow_connector_settings_set_proxy (WillowConnectorSettings *settings,
                                          WillowProxyKind          kind,
                                          const char              *host,
                                          guint16                  port,
                                          const char              *user_name,
                                          GBytes                  *password);
/**
 * willow_connector_settings_set_proxy_url:
 * @url: http://USER@HOST:PORT or socks5://USER@HOST:PORT, as everywhere
 *   percent-encoded; SOCKS has the port 1080 if there is none
 * @password: (nullable): %NULL: that of the URL
 * @error: WILLOW_ENDPOINT_ERROR, a sentence
 */
gboolean
willow_connector_settings_set_proxy_url (WillowConnectorSettings *settings,
                                         const char              *url,
                                         GBytes                  *password,
                                         GError                 **error);
/* (transfer none): kind NONE without one */
const WillowProxy *
willow_connector_settings_get_proxy (const WillowConnectorSettings *settings);

/* WebSocket subprotocol to ask for */
void
willow_connector_settings_set_subprotocol (WillowConnectorSettings *settings,
                                           const char *subprotocol);
const char *willow_connector_settings_get_subprotocol (
    const WillowConnectorSettings *settings);

/**
 * willow_connector_settings_add_header:
 *
 * One more header of the upgrade request, in this order: Cookie, Authorization
 * …
 *
 * Returns: %FALSE, and nothing is added, if @name is no token or @value would
 *   end the line (RFC 9110 section 5)
 */
gboolean willow_connector_settings_add_header (
    WillowConnectorSettings *settings, const char *name, const char *value);
guint willow_connector_settings_get_n_headers (
    const WillowConnectorSettings *settings);
const char *willow_connector_settings_get_header (
    const WillowConnectorSettings *settings, guint i, const char **value);

/* permessage-deflate (RFC 7692) is offered; off by default */
void
willow_connector_settings_set_compression (WillowConnectorSettings *settings,
                                           gboolean compression);
gboolean willow_connector_settings_get_compression (
    const WillowConnectorSettings *settings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowConnectorSettings,
                               willow_connector_settings_unref)

G_END_DECLS
