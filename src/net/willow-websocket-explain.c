/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-websocket-explain.h"

#include "net/willow-websocket-request.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of what the server wrote, in a sentence. */
#define QUOTE_MAX_BYTES 200

static gboolean
fail (GError **error, WillowWebsocketError code, const char *sentence)
{
  g_set_error_literal (error, WILLOW_WEBSOCKET_ERROR, (int)code, sentence);
  return FALSE;
}

/* (transfer full): UTF-8 on one line */
static char *
quote (const char *text)
{
  g_autofree char *valid =
      g_utf8_make_valid (text, (gssize)strnlen (text, QUOTE_MAX_BYTES));

  return g_strdelimit (g_strescape (valid, valid), "\r\n\t", ' ');
}

/* Of nginx, Apache and Go, which tell a plain request on a port of TLS. */
static gboolean
asks_for_tls (const guint8 *body, gsize len)
{
  static const char *const words[] = {
    "sent to HTTPS port",
    "to an HTTPS server",
    "speaking plain HTTP to an SSL-enabled server port",
  };

  for (guint i = 0; body != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_strstr_len ((const char *)body, (gssize)len, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
fail_redirect (GError **error, guint status, const char *location)
{
  g_autofree char *place = quote (location);

  g_set_error (
      error,
      WILLOW_WEBSOCKET_ERROR,
      WILLOW_WEBSOCKET_ERROR_REDIRECT,
      _ ("the server says to go to “%s” instead (HTTP %u); this is not "
         "followed by itself"),
      place,
      status);
  return FALSE;
}

static gboolean
fail_login (GError **error, SoupMessageHeaders *headers)
{
  const char *challenge =
      soup_message_headers_get_one (headers, "WWW-Authenticate");
  g_autofree char *quoted = quote (challenge != NULL ? challenge : "");

  if (*quoted == '\0')
    return fail (
        error,
        WILLOW_WEBSOCKET_ERROR_STATUS,
        _ ("the web server wants a login of its own before the upgrade "
           "(HTTP 401): an Authorization header"));
  g_set_error (error,
               WILLOW_WEBSOCKET_ERROR,
               WILLOW_WEBSOCKET_ERROR_STATUS,
               _ ("the web server wants a login of its own before the upgrade "
                  "(HTTP 401): an Authorization header for “%s”"),
               quoted);
  return FALSE;
}

static const char *
get_status_sentence (guint status)
{
  switch (status)
    {
    case 400:
      return _ ("the server does not understand the upgrade (HTTP 400): path, "
                "subprotocol and headers are the usual reasons");
    case 403:
      return _ ("the server forbids the upgrade (HTTP 403): by origin, address "
                "or login");
    case 404:
      return _ (
          "there is no WebSocket at this path (HTTP 404); usual paths are "
          "/mqtt, /ws and /");
    case 405:
      return _ (
          "the server does not take GET at this path (HTTP 405), so there "
          "is no WebSocket");
    case 407:
      return _ ("a proxy on the way wants a login (HTTP 407)");
    case 426:
      return _ ("the server wants another protocol, or another version of "
                "WebSocket (HTTP 426)");
    case 429:
      return _ ("the server wants fewer attempts (HTTP 429): try again later");
    case 431:
      return _ ("the headers of the request are too large for the server (HTTP "
                "431)");
    case 502:
    case 504:
      return _ ("a gateway is there, but gets no good answer from the broker "
                "behind it (HTTP 502 or 504)");
    case 503:
      return _ ("the server is overloaded or switched off for now (HTTP 503)");
    default:
      return NULL;
    }
}

gboolean
willow_websocket_fail_status (GError            **error,
                              guint               status,
                              const char         *reason,
                              SoupMessageHeaders *headers,
                              const guint8       *body,
                              gsize               body_len)
{
  const char *location = soup_message_headers_get_one (headers, "Location");
  const char *sentence = get_status_sentence (status);
  g_autofree char *quoted = quote (reason != NULL ? reason : "");

  if (asks_for_tls (body, body_len))
    return fail (error,
                 WILLOW_WEBSOCKET_ERROR_TLS,
                 _ ("this port speaks TLS: use wss in place of ws"));
  if (status >= 300 && status < 400 && location != NULL)
    return fail_redirect (error, status, location);
  if (status >= 200 && status < 300)
    {
      g_set_error (
          error,
          WILLOW_WEBSOCKET_ERROR,
          WILLOW_WEBSOCKET_ERROR_NO_UPGRADE,
          _ ("there is a web server, but no WebSocket at this path: it "
             "answers with a page (HTTP %u)"),
          status);
      return FALSE;
    }
  if (status == 401)
    return fail_login (error, headers);
  if (sentence != NULL)
    return fail (error, WILLOW_WEBSOCKET_ERROR_STATUS, sentence);
  g_set_error (error,
               WILLOW_WEBSOCKET_ERROR,
               WILLOW_WEBSOCKET_ERROR_STATUS,
               _ ("the server refuses the upgrade: HTTP %u %s"),
               status,
               quoted);
  return FALSE;
}

gboolean
willow_websocket_fail_foreign (GError **error, const guint8 *data, gsize len)
{
  g_autofree char *text = NULL;

  /* An alert or a handshake record of TLS or SSL 3. */
  if (len >= 2 && (data[0] == 0x15 || data[0] == 0x16) && data[1] == 3)
    return fail (error,
                 WILLOW_WEBSOCKET_ERROR_TLS,
                 _ ("this port speaks TLS: use wss in place of ws"));
  /* CONNACK, or DISCONNECT, of up to 127 bytes. */
  if (len >= 2 && (data[0] == 0x20 || data[0] == 0xe0) && data[1] < 0x80)
    return fail (error,
                 WILLOW_WEBSOCKET_ERROR_MQTT,
                 _ ("this port speaks plain MQTT: use mqtt in place of ws"));
  text = g_strndup ((const char *)data, MIN (len, 60));
  if (*text != '\0' && g_str_is_ascii (text) && g_ascii_isprint (*text))
    {
      g_autofree char *quoted = quote (text);

      g_set_error (error,
                   WILLOW_WEBSOCKET_ERROR,
                   WILLOW_WEBSOCKET_ERROR_NO_HTTP,
                   _ ("what answers is no web server: it says “%s”"),
                   g_strchomp (quoted));
      return FALSE;
    }
  return fail (error,
               WILLOW_WEBSOCKET_ERROR_NO_HTTP,
               _ ("what answers is no web server: its bytes are no HTTP"));
}

gboolean
willow_websocket_request_check_start (const guint8 *data,
                                      gsize         len,
                                      GError      **error)
{
  if (len == 0 || memcmp (data, "HTTP/", MIN (len, 5)) == 0)
    return TRUE;
  return willow_websocket_fail_foreign (error, data, len);
}

gboolean
willow_websocket_fail_upgrade (GError **error)
{
  return fail (error,
               WILLOW_WEBSOCKET_ERROR_ACCEPT,
               _ ("the server switches protocols, but its answer does not name "
                  "WebSocket (Upgrade and Connection)"));
}

gboolean
willow_websocket_fail_accept (GError **error, gboolean is_there)
{
  return fail (error,
               WILLOW_WEBSOCKET_ERROR_ACCEPT,
               is_there
                   ? _ ("the server's Sec-WebSocket-Accept does not belong "
                        "to our key: a cache or a broken server answers")
                   : _ ("the server's answer has no Sec-WebSocket-Accept, "
                        "so it is no WebSocket server"));
}

gboolean
willow_websocket_fail_protocol (GError    **error,
                                const char *wanted,
                                const char *chosen)
{
  g_autofree char *quoted = quote (chosen != NULL ? chosen : "");

  if (chosen == NULL)
    g_set_error (
        error,
        WILLOW_WEBSOCKET_ERROR,
        WILLOW_WEBSOCKET_ERROR_SUBPROTOCOL,
        _ ("the WebSocket server did not agree to the subprotocol “%s” "
           "and chose none: it serves something else"),
        wanted);
  else
    g_set_error (error,
                 WILLOW_WEBSOCKET_ERROR,
                 WILLOW_WEBSOCKET_ERROR_SUBPROTOCOL,
                 _ ("the WebSocket server chose the subprotocol “%s”, and was "
                    "asked for “%s”"),
                 quoted,
                 wanted);
  return FALSE;
}

gboolean
willow_websocket_fail_extension (GError **error, const char *chosen)
{
  g_autofree char *quoted = quote (chosen);

  g_set_error (
      error,
      WILLOW_WEBSOCKET_ERROR,
      WILLOW_WEBSOCKET_ERROR_EXTENSION,
      _ ("the server switched on what it was not offered, or in a form "
         "that is unknown: “%s”"),
      quoted);
  return FALSE;
}
