/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-endpoint.h"

#include <glib/gi18n.h>
#include <string.h>

GQuark
willow_endpoint_error_quark (void)
{
  return g_quark_from_static_string ("willow-endpoint-error-quark");
}

static const struct
{
  const char *name;
  guint16     default_port;
} schemes[] = {
  [WILLOW_SCHEME_MQTT] = { "mqtt", 1883 },
  [WILLOW_SCHEME_MQTTS] = { "mqtts", 8883 },
  [WILLOW_SCHEME_WS] = { "ws", 8083 },
  [WILLOW_SCHEME_WSS] = { "wss", 8084 },
};

static gboolean
is_web_socket (WillowScheme scheme)
{
  return scheme == WILLOW_SCHEME_WS || scheme == WILLOW_SCHEME_WSS;
}

static gboolean
find_scheme (const char *name, WillowScheme *scheme, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strcasecmp (schemes[i].name, name) == 0)
      {
        *scheme = i;
        return TRUE;
      }
  g_set_error (error,
               WILLOW_ENDPOINT_ERROR,
               WILLOW_ENDPOINT_ERROR_SCHEME,
               _ ("“%s” is not a known kind of address: use mqtt, mqtts, ws or "
                  "wss"),
               name);
  return FALSE;
}

static gboolean
set_invalid (GError **error, const char *text)
{
  g_set_error (
      error, WILLOW_ENDPOINT_ERROR, WILLOW_ENDPOINT_ERROR_INVALID, "%s", text);
  return FALSE;
}

static gboolean
set_bad_port (GError **error)
{
  g_set_error_literal (error,
                       WILLOW_ENDPOINT_ERROR,
                       WILLOW_ENDPOINT_ERROR_PORT,
                       _ ("The port must be a number from 1 to 65535"));
  return FALSE;
}

/* "::1" without brackets, which no URL has, but people do. */
static gboolean
is_bare_ipv6 (const char *text)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (strchr (text, ':') == NULL || text[0] == '[')
    return FALSE;
  address = g_inet_socket_address_new_from_string (text, 1);
  return address != NULL;
}

/* "host:" and "host:abc" too say that something is wrong with the port. */
static gboolean
check_port_text (const char *text, GError **error)
{
  const char *start = strstr (text, "://") + 3;
  const char *end = start + strcspn (start, "/?#");
  const char *colon = NULL;

  for (const char *p = start; p < end; p++)
    if (*p == '@' || *p == ']')
      colon = NULL;
    else if (*p == ':')
      colon = p;
  if (colon == NULL)
    return TRUE;
  if (colon + 1 == end)
    return set_bad_port (error);
  for (const char *p = colon + 1; p < end; p++)
    if (!g_ascii_isdigit (*p))
      return set_bad_port (error);
  return TRUE;
}

static GUri *
parse_uri (const char *text, GError **error)
{
  g_autoptr (GError) local = NULL;
  GUri *uri;

  if (!check_port_text (text, error))
    return NULL;
  /* The path goes into a request line as it is. */
  uri = g_uri_parse (text,
                     G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_PATH |
                         G_URI_FLAGS_ENCODED_QUERY,
                     &local);
  if (uri != NULL)
    return uri;
  if (g_error_matches (local, G_URI_ERROR, G_URI_ERROR_BAD_PORT))
    set_bad_port (error);
  else
    set_invalid (error, local->message);
  return NULL;
}

/* Where most brokers listen, if the address does not say. */
#define DEFAULT_PATH "/mqtt"

static char *
dup_path (GUri *uri)
{
  const char *query = g_uri_get_query (uri);
  const char *path = g_uri_get_path (uri);

  if (*path == '\0')
    path = query == NULL ? DEFAULT_PATH : "/";
  return query == NULL ? g_strdup (path) : g_strconcat (path, "?", query, NULL);
}

static gboolean
check_uri (GUri *uri, WillowScheme scheme, GError **error)
{
  const char *host = g_uri_get_host (uri);
  const char *path = g_uri_get_path (uri);

  if (host == NULL || *host == '\0')
    return set_invalid (error, _ ("The address has no host name"));
  if (strpbrk (host, " \t\r\n") != NULL)
    return set_invalid (error, _ ("A host name has no spaces in it"));
  if (g_uri_get_port (uri) == 0 || g_uri_get_port (uri) > G_MAXUINT16)
    return set_bad_port (error);
  if (is_web_socket (scheme))
    return TRUE;
  if ((*path != '\0' && strcmp (path, "/") != 0) ||
      g_uri_get_query (uri) != NULL)
    return set_invalid (error,
                        _ ("Only ws and wss addresses have a path: end it "
                           "after the host and port"));
  return TRUE;
}

static WillowEndpoint *
endpoint_from_uri (GUri *uri, GError **error)
{
  WillowEndpoint *endpoint;
  WillowScheme    scheme;
  int             port = g_uri_get_port (uri);

  if (!find_scheme (g_uri_get_scheme (uri), &scheme, error) ||
      !check_uri (uri, scheme, error))
    return NULL;
  endpoint = g_new0 (WillowEndpoint, 1);
  endpoint->scheme = scheme;
  endpoint->host = g_strdup (g_uri_get_host (uri));
  endpoint->port = port < 0 ? schemes[scheme].default_port : (guint16)port;
  endpoint->path = is_web_socket (scheme) ? dup_path (uri) : NULL;
  endpoint->user_name = g_strdup (g_uri_get_user (uri));
  endpoint->password = g_strdup (g_uri_get_password (uri));
  return endpoint;
}

WillowEndpoint *
willow_endpoint_parse (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *url = NULL;
  g_autoptr (GUri) uri = NULL;

  if (*stripped == '\0')
    {
      set_invalid (error, _ ("The address is empty"));
      return NULL;
    }
  if (is_bare_ipv6 (stripped))
    return willow_endpoint_new (WILLOW_SCHEME_MQTT,
                                stripped,
                                schemes[WILLOW_SCHEME_MQTT].default_port,
                                NULL);
  if (strstr (stripped, "://") == NULL)
    url = g_strconcat ("mqtt://", stripped, NULL);
  else
    url = g_steal_pointer (&stripped);
  uri = parse_uri (url, error);
  return uri != NULL ? endpoint_from_uri (uri, error) : NULL;
}

WillowEndpoint *
willow_endpoint_new (WillowScheme scheme,
                     const char  *host,
                     guint16      port,
                     const char  *path)
{
  WillowEndpoint *endpoint = g_new0 (WillowEndpoint, 1);

  endpoint->scheme = scheme;
  endpoint->host = g_strdup (host);
  endpoint->port = port;
  endpoint->path = g_strdup (path);
  return endpoint;
}

WillowEndpoint *
willow_endpoint_copy (const WillowEndpoint *endpoint)
{
  WillowEndpoint *copy = willow_endpoint_new (
      endpoint->scheme, endpoint->host, endpoint->port, endpoint->path);

  copy->user_name = g_strdup (endpoint->user_name);
  copy->password = g_strdup (endpoint->password);
  return copy;
}

void
willow_endpoint_free (WillowEndpoint *endpoint)
{
  if (endpoint->password != NULL)
    explicit_bzero (endpoint->password, strlen (endpoint->password));
  g_free (endpoint->host);
  g_free (endpoint->path);
  g_free (endpoint->user_name);
  g_free (endpoint->password);
  g_free (endpoint);
}

char *
willow_endpoint_to_string (const WillowEndpoint *endpoint)
{
  const char *path = endpoint->path != NULL ? endpoint->path : "";
  gboolean    is_ipv6 = strchr (endpoint->host, ':') != NULL;

  return g_strdup_printf ("%s://%s%s%s:%u%s",
                          willow_scheme_get_name (endpoint->scheme),
                          is_ipv6 ? "[" : "",
                          endpoint->host,
                          is_ipv6 ? "]" : "",
                          endpoint->port,
                          path);
}

const char *
willow_scheme_get_name (WillowScheme scheme)
{
  return schemes[scheme].name;
}

guint16
willow_scheme_get_default_port (WillowScheme scheme)
{
  return schemes[scheme].default_port;
}
