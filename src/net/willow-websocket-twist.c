/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-websocket-twist.h"

#include <libsoup/soup.h>
#include <string.h>

#define ACCEPT "Sec-WebSocket-Accept: "
#define PROTOCOL "Sec-WebSocket-Protocol: "
#define LINE_END "\r\n"
/* RFC 9110 section 11.6.1: goes with 401. */
#define CHALLENGE "WWW-Authenticate: Basic realm=\"Willow\"" LINE_END

void
willow_websocket_twist_clear (WillowWebsocketTwist *twist)
{
  g_clear_pointer (&twist->body, g_free);
  g_clear_pointer (&twist->note, g_free);
}

static GString *
take_text (WillowWebsocketAnswer *answer)
{
  gsize       len;
  const char *data = g_bytes_get_data (answer->bytes, &len);

  return g_string_new_len (data, (gssize)len);
}

static void
put_text (WillowWebsocketAnswer *answer, GString *text)
{
  g_bytes_unref (answer->bytes);
  answer->bytes = g_string_free_to_bytes (text);
}

static WillowWebsocketAnswer *
refuse (const WillowWebsocketTwist *twist)
{
  WillowWebsocketAnswer *answer = willow_websocket_answer_new_refusal (
      twist->status, twist->body != NULL ? twist->body : "");
  GString    *text;
  const char *end;

  if (twist->status != SOUP_STATUS_UNAUTHORIZED)
    return answer;
  text = take_text (answer);
  end = strstr (text->str, LINE_END);
  g_string_insert (
      text, end - text->str + (gssize)strlen (LINE_END), CHALLENGE);
  put_text (answer, text);
  return answer;
}

static void
remove_line (GString *text, const char *header)
{
  const char *at = strstr (text->str, header);
  const char *end = at != NULL ? strstr (at, LINE_END) : NULL;

  if (end != NULL)
    g_string_erase (text, at - text->str, end - at + (gssize)strlen (LINE_END));
}

/* Still 20 bytes in base64, but of nothing. */
static void
spoil_accept (GString *text)
{
  char *at = strstr (text->str, ACCEPT);

  if (at != NULL)
    {
      at += strlen (ACCEPT);
      *at = *at == 'A' ? 'B' : 'A';
    }
}

WillowWebsocketAnswer *
willow_websocket_twist_answer (WillowWebsocketAnswer      *answer,
                               const WillowWebsocketTwist *twist)
{
  GString *text;

  if (twist->status != 0)
    {
      willow_websocket_answer_free (answer);
      return refuse (twist);
    }
  text = take_text (answer);
  if (twist->wrong_accept)
    spoil_accept (text);
  if (twist->without_protocol)
    remove_line (text, PROTOCOL);
  put_text (answer, text);
  return answer;
}
