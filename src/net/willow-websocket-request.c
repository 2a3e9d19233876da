/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-websocket-request.h"

#include "net/willow-websocket-explain.h"

#include <libsoup/soup.h>
#include <string.h>

#define KEY_BYTES 16

/* What a URL keeps as it is; a percent sign, too, for it is escaped already. */
#define PATH_BYTES "%/?:@!$&'()*+,;=[]"

struct _WillowWebsocketRequest
{
  GBytes                 *head;
  char                   *accept;
  char                   *protocol;
  SoupWebsocketExtension *deflate; /* (nullable) */
};

static char *
make_key (void)
{
  guint32 random[KEY_BYTES / sizeof (guint32)];

  for (guint i = 0; i < G_N_ELEMENTS (random); i++)
    random[i] = g_random_int ();
  return g_base64_encode ((const guchar *)random, sizeof random);
}

char *
willow_websocket_dup_accept (const char *key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize  len = sizeof digest;

  g_checksum_update (checksum, (const guchar *)key, -1);
  g_checksum_update (
      checksum, (const guchar *)"258EAFA5-E914-47DA-95CA-C5AB0DC85B11", -1);
  g_checksum_get_digest (checksum, digest, &len);
  return g_base64_encode (digest, len);
}

gsize
willow_websocket_find_head_end (const guint8 *data, gsize len)
{
  static const char ends[][5] = { "\r\n\r\n", "\n\n", "\n\r\n" };
  gsize             first = 0;

  if (len == 0)
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      const char *end = g_strstr_len ((const char *)data, (gssize)len, ends[i]);
      gsize       n;

      if (end == NULL)
        continue;
      n = (gsize)(end - (const char *)data) + strlen (ends[i]);
      if (first == 0 || n < first)
        first = n;
    }
  return first;
}

/* Host: without the port where it is that of the scheme of HTTP, without a
 * zone: fe80::1%eth0 means something on this computer only. */
static void
append_host (GString *head, const WillowEndpoint *endpoint)
{
  gboolean         is_secure = endpoint->scheme == WILLOW_SCHEME_WSS;
  const char      *zone = strchr (endpoint->host, '%');
  g_autofree char *ascii = g_hostname_to_ascii (endpoint->host);

  if (strchr (endpoint->host, ':') != NULL)
    g_string_append_printf (head,
                            "Host: [%.*s]",
                            (int)(zone != NULL ? (gsize)(zone - endpoint->host)
                                               : strlen (endpoint->host)),
                            endpoint->host);
  else
    g_string_append_printf (
        head, "Host: %s", ascii != NULL ? ascii : endpoint->host);
  if (endpoint->port != (is_secure ? 443 : 80))
    g_string_append_printf (head, ":%u", endpoint->port);
  g_string_append (head, "\r\n");
}

/* Ours are in the request once. */
static gboolean
is_ours (const char *name)
{
  static const char *const ours[] = { "Upgrade",
                                      "Connection",
                                      "Sec-WebSocket-Key",
                                      "Content-Length",
                                      "Transfer-Encoding",
                                      "Sec-WebSocket-Version",
                                      "Sec-WebSocket-Protocol",
                                      "Sec-WebSocket-Extensions",
                                      NULL };

  for (guint i = 0; ours[i] != NULL; i++)
    if (g_ascii_strcasecmp (name, ours[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_header (const WillowConnectorSettings *settings, const char *wanted)
{
  const char *value;

  for (guint i = 0; i < willow_connector_settings_get_n_headers (settings); i++)
    if (g_ascii_strcasecmp (
            willow_connector_settings_get_header (settings, i, &value),
            wanted) == 0)
      return TRUE;
  return FALSE;
}

static void
append_extra (GString *head, const WillowConnectorSettings *settings)
{
  for (guint i = 0; i < willow_connector_settings_get_n_headers (settings); i++)
    {
      const char *value;
      const char *name =
          willow_connector_settings_get_header (settings, i, &value);

      if (!is_ours (name))
        g_string_append_printf (head, "%s: %s\r\n", name, value);
    }
}

static void
append_deflate (GString *head, SoupWebsocketExtension *deflate)
{
  g_autofree char *params =
      soup_websocket_extension_get_request_params (deflate);

  g_string_append_printf (head,
                          "Sec-WebSocket-Extensions: permessage-deflate%s\r\n",
                          params != NULL ? params : "");
}

WillowWebsocketRequest *
willow_websocket_request_new (const WillowEndpoint          *endpoint,
                              const WillowConnectorSettings *settings,
                              const char                    *key)
{
  WillowWebsocketRequest *request = g_new0 (WillowWebsocketRequest, 1);
  GString                *head = g_string_new ("GET ");
  g_autofree char        *own_key = key != NULL ? g_strdup (key) : make_key ();
  const char             *path =
      endpoint->path != NULL && *endpoint->path != '\0' ? endpoint->path : "/";

  request->accept = willow_websocket_dup_accept (own_key);
  request->protocol =
      g_strdup (willow_connector_settings_get_subprotocol (settings));
  if (willow_connector_settings_get_compression (settings))
    request->deflate =
        g_object_new (SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE, NULL);
  if (*path != '/')
    g_string_append_c (head, '/');
  g_string_append_uri_escaped (head, path, PATH_BYTES, FALSE);
  g_string_append (head, " HTTP/1.1\r\n");
  if (!has_header (settings, "Host"))
    append_host (head, endpoint);
  /* [MQTT-6.0.0-3] */
  g_string_append_printf (head,
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Key: %s\r\n"
                          "Sec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Protocol: %s\r\n",
                          own_key,
                          request->protocol);
  if (request->deflate != NULL)
    append_deflate (head, request->deflate);
  append_extra (head, settings);
  g_string_append (head, "\r\n");
  request->head = g_string_free_to_bytes (head);
  return request;
}

void
willow_websocket_request_free (WillowWebsocketRequest *request)
{
  g_bytes_unref (request->head);
  g_free (request->accept);
  g_free (request->protocol);
  g_clear_object (&request->deflate);
  g_free (request);
}

GBytes *
willow_websocket_request_get_head (WillowWebsocketRequest *request)
{
  return request->head;
}

static gboolean
check_accept (WillowWebsocketRequest *request,
              SoupMessageHeaders     *headers,
              GError                **error)
{
  const char *accept =
      soup_message_headers_get_one (headers, "Sec-WebSocket-Accept");

  if (!soup_message_headers_header_contains (headers, "Upgrade", "websocket") ||
      !soup_message_headers_header_contains (headers, "Connection", "Upgrade"))
    return willow_websocket_fail_upgrade (error);
  if (g_strcmp0 (accept, request->accept) != 0)
    return willow_websocket_fail_accept (error, accept != NULL);
  return TRUE;
}

static gboolean
check_protocol (WillowWebsocketRequest *request,
                SoupMessageHeaders     *headers,
                GError                **error)
{
  const char *protocol =
      soup_message_headers_get_one (headers, "Sec-WebSocket-Protocol");

  if (g_strcmp0 (protocol, request->protocol) == 0)
    return TRUE;
  return willow_websocket_fail_protocol (error, request->protocol, protocol);
}

/* Nothing, or permessage-deflate where it was offered, once. */
static gboolean
check_extensions (WillowWebsocketRequest *request,
                  SoupMessageHeaders     *headers,
                  gboolean               *has_compression,
                  GHashTable            **params,
                  GError                **error)
{
  const char *text =
      soup_message_headers_get_list (headers, "Sec-WebSocket-Extensions");
  const char *rest;

  *has_compression = FALSE;
  *params = NULL;
  if (text == NULL)
    return TRUE;
  if (request->deflate == NULL ||
      !g_str_has_prefix (text, "permessage-deflate") ||
      strchr (text, ',') != NULL)
    return willow_websocket_fail_extension (error, text);
  rest = text + strlen ("permessage-deflate");
  rest += strspn (rest, " ;");
  if (*rest != '\0')
    *params = soup_header_parse_semi_param_list (rest);
  *has_compression = soup_websocket_extension_configure (
      request->deflate, SOUP_WEBSOCKET_CONNECTION_CLIENT, *params, NULL);
  if (*has_compression)
    return TRUE;
  g_clear_pointer (params, soup_header_free_param_list);
  return willow_websocket_fail_extension (error, text);
}

gboolean
willow_websocket_request_check (WillowWebsocketRequest *request,
                                const guint8           *head,
                                gsize                   head_len,
                                const guint8           *body,
                                gsize                   body_len,
                                gboolean               *has_compression,
                                GHashTable            **compression_params,
                                GError                **error)
{
  g_autoptr (SoupMessageHeaders) headers =
      soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_autofree char *reason = NULL;
  guint            status;

  /* Up to the empty line, and without it. */
  if (!soup_headers_parse_response (
          (const char *)head,
          (int)head_len - 1 - (head_len > 1 && head[head_len - 2] == '\r'),
          headers,
          NULL,
          &status,
          &reason))
    return willow_websocket_fail_foreign (error, head, head_len);
  if (status != SOUP_STATUS_SWITCHING_PROTOCOLS)
    return willow_websocket_fail_status (
        error, status, reason, headers, body, body_len);
  return check_accept (request, headers, error) &&
         check_protocol (request, headers, error) &&
         check_extensions (
             request, headers, has_compression, compression_params, error);
}
