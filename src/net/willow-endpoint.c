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

#define UNIX_PREFIX "mqtt+unix://"

/* What comes behind the prefix is a path, percent-encoded. */
static WillowEndpoint *
parse_unix (const char *text, GError **error)
{
  g_autofree char *path =
      g_uri_unescape_string (text + strlen (UNIX_PREFIX), NULL);

  if (path != NULL && path[0] == '/' && path[1] != '\0')
    return willow_endpoint_new_unix (path);
  set_invalid (error,
               _ ("The address of a Unix socket needs its whole path: "
                  "mqtt+unix:///run/broker.sock"));
  return NULL;
}

/* RFC 6874 wants the "%" before a zone encoded; people write it as it is.
 * (transfer full) */
static char *
encode_zone (const char *url)
{
  const char *open = strchr (url, '[');
  const char *close = open != NULL ? strchr (open, ']') : NULL;
  const char *zone =
      close != NULL ? memchr (open, '%', (gsize)(close - open)) : NULL;

  if (zone == NULL || g_str_has_prefix (zone, "%25"))
    return g_strdup (url);
  return g_strdup_printf ("%.*s%%25%s", (int)(zone - url), url, zone + 1);
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
  g_autofree char *full = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GUri) uri = NULL;

  if (*stripped == '\0')
    {
      set_invalid (error, _ ("The address is empty"));
      return NULL;
    }
  if (g_ascii_strncasecmp (stripped, UNIX_PREFIX, strlen (UNIX_PREFIX)) == 0)
    return parse_unix (stripped, error);
  if (is_bare_ipv6 (stripped))
    return willow_endpoint_new (WILLOW_SCHEME_MQTT,
                                stripped,
                                schemes[WILLOW_SCHEME_MQTT].default_port,
                                NULL);
  if (strstr (stripped, "://") == NULL)
    full = g_strconcat ("mqtt://", stripped, NULL);
  url = encode_zone (full != NULL ? full : stripped);
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
willow_endpoint_new_unix (const char *path)
{
  WillowEndpoint *endpoint =
      willow_endpoint_new (WILLOW_SCHEME_MQTT, "", 0, NULL);

  endpoint->socket_path = g_strdup (path);
  return endpoint;
}

WillowEndpoint *
willow_endpoint_copy (const WillowEndpoint *endpoint)
{
  WillowEndpoint *copy = willow_endpoint_new (
      endpoint->scheme, endpoint->host, endpoint->port, endpoint->path);

  copy->user_name = g_strdup (endpoint->user_name);
  copy->password = g_strdup (endpoint->password);
  copy->socket_path = g_strdup (endpoint->socket_path);
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
  g_free (endpoint->socket_path);
  g_free (endpoint);
}

/* The "%" before the zone of an IPv6 address is encoded in a URL (RFC 6874). */
static char *
dup_url_host (const WillowEndpoint *endpoint)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *host = NULL;

  if (strchr (endpoint->host, ':') == NULL)
    return g_strdup (endpoint->host);
  parts = g_strsplit (endpoint->host, "%", 2);
  host = g_strjoinv ("%25", parts);
  return g_strdup_printf ("[%s]", host);
}

char *
willow_endpoint_to_string (const WillowEndpoint *endpoint)
{
  const char      *path = endpoint->path != NULL ? endpoint->path : "";
  g_autofree char *host = NULL;

  if (endpoint->socket_path != NULL)
    {
      g_autofree char *escaped =
          g_uri_escape_string (endpoint->socket_path, "/", TRUE);

      return g_strconcat (UNIX_PREFIX, escaped, NULL);
    }
  host = dup_url_host (endpoint);
  return g_strdup_printf ("%s://%s:%u%s",
                          willow_scheme_get_name (endpoint->scheme),
                          host,
                          endpoint->port,
                          path);
}

char *
willow_endpoint_dup_place (const WillowEndpoint *endpoint)
{
  if (endpoint->socket_path != NULL)
    return g_strdup (endpoint->socket_path);
  return g_strdup_printf (strchr (endpoint->host, ':') != NULL ? "[%s]:%u"
                                                               : "%s:%u",
                          endpoint->host,
                          endpoint->port);
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
