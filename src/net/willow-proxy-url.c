/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-connector-settings.h"

#include "net/willow-endpoint.h"

#include <glib/gi18n.h>
#include <string.h>

#define SOCKS_PORT 1080 /* as IANA assigned it; HTTP proxies have none */

static gboolean
find_kind (const char *url, WillowProxyKind *kind)
{
  static const struct
  {
    const char     *prefix;
    WillowProxyKind kind;
  } kinds[] = {
    { "http://", WILLOW_PROXY_HTTP },
    { "socks5://", WILLOW_PROXY_SOCKS5 },
    { "socks5h://", WILLOW_PROXY_SOCKS5 }, /* of curl: names go to the proxy */
    { "socks://", WILLOW_PROXY_SOCKS5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strncasecmp (url, kinds[i].prefix, strlen (kinds[i].prefix)) ==
        0)
      {
        *kind = kinds[i].kind;
        return TRUE;
      }
  return FALSE;
}

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (
      error, WILLOW_ENDPOINT_ERROR, WILLOW_ENDPOINT_ERROR_INVALID, sentence);
  return FALSE;
}

/* The rest is as in the URL of a broker. (transfer full) (nullable) */
static WillowEndpoint *
parse_rest (const char *url, GError **error)
{
  g_autofree char *as_broker =
      g_strconcat ("mqtt://", strstr (url, "://") + 3, NULL);

  return willow_endpoint_parse (as_broker, error);
}

static gboolean
has_port (const char *url)
{
  const char *host = strstr (url, "://") + 3;
  const char *at = strrchr (host, '@');
  const char *bracket;

  host = at != NULL ? at + 1 : host;
  bracket = strchr (host, ']');
  return strchr (bracket != NULL ? bracket : host, ':') != NULL;
}

gboolean
willow_connector_settings_set_proxy_url (WillowConnectorSettings *settings,
                                         const char              *url,
                                         GBytes                  *password,
                                         GError                 **error)
{
  g_autoptr (WillowEndpoint) endpoint = NULL;
  g_autoptr (GBytes) own = NULL;
  WillowProxyKind kind;

  if (!find_kind (url, &kind))
    return fail (error,
                 _ ("The proxy is written as http://HOST:PORT or "
                    "socks5://HOST:PORT"));
  endpoint = parse_rest (url, error);
  if (endpoint == NULL)
    return FALSE;
  if (!has_port (url) && kind == WILLOW_PROXY_HTTP)
    return fail (error,
                 _ ("HTTP proxies have no port of their own: add it, as in "
                    "http://HOST:3128"));
  if (password == NULL && endpoint->password != NULL)
    own = g_bytes_new (endpoint->password, strlen (endpoint->password));
  willow_connector_settings_set_proxy (settings,
                                       kind,
                                       endpoint->host,
                                       has_port (url) ? endpoint->port
                                                      : SOCKS_PORT,
                                       endpoint->user_name,
                                       password != NULL ? password : own);
  return TRUE;
}
