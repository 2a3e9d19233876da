/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-websocket-answer.h"

#include "net/willow-websocket-request.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#define KEY_BYTES 16

typedef struct
{
  const WillowWebsocketSite *site;
  SoupMessageHeaders        *headers;
  char                      *method;
  char                      *path; /* with the query */
  SoupHTTPVersion            version;
} Request;

static WillowWebsocketAnswer *
new_answer (guint status, const char *sentence, GString *text)
{
  WillowWebsocketAnswer *answer = g_new0 (WillowWebsocketAnswer, 1);

  answer->status = status;
  answer->sentence = g_strdup (sentence);
  answer->bytes = g_string_free_to_bytes (text);
  return answer;
}

/* libsoup 3.2 knows neither of the two: RFC 9110 section 15.5.22, RFC 6585. */
static const char *
get_phrase (guint status)
{
  if (status == 426)
    return "Upgrade Required";
  if (status == 431)
    return "Request Header Fields Too Large";
  return soup_status_get_phrase (status);
}

static GString *
new_head (guint status)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text,
                   "HTTP/1.1 %u %s\r\nServer: Willow\r\n",
                   status,
                   get_phrase (status));
  return text;
}

/* All are the last word on their connection: nothing here is worth another
 * request, and a connection that waits for one is a place taken. */
static void
append_body (GString    *text,
             const char *type,
             const void *body,
             gsize       len,
             gboolean    with_body)
{
  g_string_append_printf (text,
                          "Connection: close\r\n"
                          "Content-Type: %s; charset=utf-8\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "Cache-Control: no-store\r\n"
                          "X-Content-Type-Options: nosniff\r\n"
                          "X-Frame-Options: DENY\r\n"
                          "Referrer-Policy: no-referrer\r\n"
                          "Content-Security-Policy: default-src 'none'; "
                          "style-src 'unsafe-inline'\r\n"
                          "\r\n",
                          type,
                          len);
  if (with_body)
    g_string_append_len (text, body, (gssize)len);
}

static WillowWebsocketAnswer *
refuse (guint status, const char *header, const char *sentence)
{
  GString         *text = new_head (status);
  g_autofree char *body = g_strconcat (sentence, "\n", NULL);

  if (header != NULL)
    g_string_append_printf (text, "%s\r\n", header);
  append_body (text, "text/plain", body, strlen (body), TRUE);
  return new_answer (status, sentence, text);
}

WillowWebsocketAnswer *
willow_websocket_answer_new_refusal (guint status, const char *sentence)
{
  return refuse (status, NULL, sentence);
}

static gboolean
is_path (const Request *request, const char *path)
{
  gsize len = strcspn (request->path, "?#");

  return strlen (path) == len && memcmp (request->path, path, len) == 0;
}

/* An origin has no path, and scheme and host in lower case; who makes a list
 * may write it differently. */
static gboolean
is_origin_allowed (const Request *request)
{
  const char *origin =
      soup_message_headers_get_one (request->headers, "Origin");

  if (request->site->origins == NULL || origin == NULL)
    return TRUE;
  for (guint i = 0; request->site->origins[i] != NULL; i++)
    {
      const char *allowed = request->site->origins[i];
      gsize       len = strlen (allowed);

      len -= len > 0 && allowed[len - 1] == '/';
      if (strlen (origin) == len &&
          g_ascii_strncasecmp (origin, allowed, len) == 0)
        return TRUE;
    }
  return FALSE;
}

/* [MQTT-6.0.0-4] (nullable) */
static const char *
choose_protocol (const Request *request)
{
  const char *offered = soup_message_headers_get_list (
      request->headers, "Sec-WebSocket-Protocol");

  if (offered == NULL)
    return NULL;
  for (guint i = 0; request->site->subprotocols[i] != NULL; i++)
    {
      g_auto (GStrv) names = g_strsplit (offered, ",", -1);

      for (guint j = 0; names[j] != NULL; j++)
        if (strcmp (g_strstrip (names[j]), request->site->subprotocols[i]) == 0)
          return request->site->subprotocols[i];
    }
  return NULL;
}

static gboolean
is_key (const char *key)
{
  g_autofree guchar *bytes = NULL;
  gsize              len = 0;

  if (key == NULL || strlen (key) != 24)
    return FALSE;
  bytes = g_base64_decode (key, &len);
  return len == KEY_BYTES;
}

/* (nullable): %NULL: the request is a good one */
static WillowWebsocketAnswer *
refuse_handshake (const Request *request)
{
  SoupMessageHeaders *headers = request->headers;
  const char         *version =
      soup_message_headers_get_one (headers, "Sec-WebSocket-Version");

  if (strcmp (request->method, "GET") != 0 || request->version < SOUP_HTTP_1_1)
    return refuse (
        400, NULL, _ ("The upgrade to a WebSocket is a GET of HTTP/1.1."));
  if (!soup_message_headers_header_contains (headers, "Connection", "upgrade"))
    return refuse (400,
                   NULL,
                   _ ("The upgrade to a WebSocket needs “Connection: Upgrade”; "
                      "a proxy on the way may have removed it."));
  if (g_strcmp0 (version, "13") != 0)
    return refuse (426,
                   "Upgrade: websocket\r\nSec-WebSocket-Version: 13",
                   _ ("The only version of WebSocket here is 13."));
  if (!is_key (soup_message_headers_get_one (headers, "Sec-WebSocket-Key")))
    return refuse (
        400, NULL, _ ("Sec-WebSocket-Key must be 16 bytes in base64."));
  if (!is_origin_allowed (request))
    return refuse (
        403, NULL, _ ("Pages of this origin may not connect to this broker."));
  return NULL;
}

static WillowWebsocketAnswer *
refuse_protocol (const Request *request)
{
  const char *offered = soup_message_headers_get_list (
      request->headers, "Sec-WebSocket-Protocol");

  if (offered == NULL)
    return refuse (400,
                   NULL,
                   _ ("No WebSocket subprotocol was offered. It is “mqtt” here "
                      "(“mqttv3.1” for MQTT 3.1)."));
  return refuse (
      400,
      NULL,
      _ ("None of the WebSocket subprotocols offered is served. It is "
         "“mqtt” here (“mqttv3.1” for MQTT 3.1)."));
}

static WillowWebsocketAnswer *
upgrade (const Request *request)
{
  WillowWebsocketAnswer *answer = refuse_handshake (request);
  const char            *protocol = choose_protocol (request);
  g_autofree char       *accept = NULL;
  GString               *text;

  if (answer != NULL)
    return answer;
  if (protocol == NULL)
    return refuse_protocol (request);
  accept = willow_websocket_dup_accept (
      soup_message_headers_get_one (request->headers, "Sec-WebSocket-Key"));
  text = new_head (SOUP_STATUS_SWITCHING_PROTOCOLS);
  g_string_append_printf (text,
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n"
                          "Sec-WebSocket-Protocol: %s\r\n\r\n",
                          accept,
                          protocol);
  answer = new_answer (SOUP_STATUS_SWITCHING_PROTOCOLS, NULL, text);
  answer->protocol = protocol;
  return answer;
}

static WillowWebsocketAnswer *
show_page (const Request *request)
{
  GString *text = new_head (SOUP_STATUS_OK);
  g_autoptr (GBytes) page = request->site->dup_page (request->site->user_data);
  gsize       len;
  const void *data = g_bytes_get_data (page, &len);

  append_body (
      text, "text/html", data, len, strcmp (request->method, "HEAD") != 0);
  return new_answer (SOUP_STATUS_OK, NULL, text);
}

/* Nobody wanted a WebSocket, so nothing is wrong with one. */
static WillowWebsocketAnswer *
answer_reader (const Request *request)
{
  WillowWebsocketAnswer *answer;

  if (strcmp (request->method, "GET") != 0 &&
      strcmp (request->method, "HEAD") != 0)
    answer = refuse (
        405, "Allow: GET, HEAD", _ ("This method is not supported here."));
  else if (is_path (request, "/") && request->site->dup_page != NULL)
    answer = show_page (request);
  else if (is_path (request, request->site->path))
    answer = refuse (426,
                     "Upgrade: websocket",
                     _ ("This is a WebSocket for MQTT, and no page."));
  else
    answer = refuse (404, NULL, _ ("There is nothing at this path."));
  g_clear_pointer (&answer->sentence, g_free);
  return answer;
}

static WillowWebsocketAnswer *
answer_request (const Request *request)
{
  if (!soup_message_headers_header_contains (
          request->headers, "Upgrade", "websocket"))
    return answer_reader (request);
  if (is_path (request, request->site->path))
    return upgrade (request);
  return refuse (404, NULL, _ ("There is no WebSocket at this path."));
}

WillowWebsocketAnswer *
willow_websocket_answer_new (const WillowWebsocketSite *site,
                             const guint8              *head,
                             gsize                      len)
{
  g_autoptr (SoupMessageHeaders) headers =
      soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  Request                request = { .site = site, .headers = headers };
  WillowWebsocketAnswer *answer;
  /* Up to the empty line, and without it. */
  gsize n = len - 1 - (len > 1 && head[len - 2] == '\r');

  if (soup_headers_parse_request ((const char *)head,
                                  (int)n,
                                  headers,
                                  &request.method,
                                  &request.path,
                                  &request.version) == SOUP_STATUS_OK)
    answer = answer_request (&request);
  else
    answer = refuse (
        400, NULL, _ ("This is no HTTP request that can be understood."));
  g_free (request.method);
  g_free (request.path);
  return answer;
}

void
willow_websocket_answer_free (WillowWebsocketAnswer *answer)
{
  g_free (answer->sentence);
  g_bytes_unref (answer->bytes);
  g_free (answer);
}

const char *
willow_websocket_recognise_stranger (const guint8 *data, gsize len)
{
  if (len == 0 || (data[0] >= 'A' && data[0] <= 'Z'))
    return NULL;
  if (data[0] == 0x10)
    return _ ("This is the port of a WebSocket, and the client speaks plain "
              "MQTT, which has a port of its own (mqtt in place of ws).");
  if (data[0] == 0x16)
    return _ ("This is the port of a WebSocket without TLS, and the client "
              "speaks TLS (ws in place of wss).");
  return _ ("This is the port of a WebSocket, and what the client says is no "
            "HTTP.");
}
