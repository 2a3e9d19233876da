/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/traffic/willow-record-describe.h"

#include "model/traffic/willow-payload.h"
#include "net/willow-http-head.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of a head from anywhere; what is behind is one field. */
#define LINES_MAX 500
#define PREVIEW_MAX_CHARS 2000

static const struct
{
  const char *name;
  const char *meaning;
} headers[] = {
  { "host", N_ ("For which host and port the request is meant. RFC 9110") },
  { "upgrade", N_ ("The protocol to go on with on this connection. RFC 9110") },
  { "connection",
    N_ ("“Upgrade” says that the header of that name is meant for the next "
        "server on the way. RFC 9110") },
  { "sec-websocket-key",
    N_ ("16 random bytes. The server must answer with what it computes of "
        "them: "
        "so it shows that it knows WebSocket. RFC 6455") },
  { "sec-websocket-accept",
    N_ ("SHA-1 of the key and a fixed text: the server understood the request. "
        "RFC 6455") },
  { "sec-websocket-protocol",
    N_ ("What is spoken over the WebSocket: mqtt, or mqttv3.1. The server "
        "chooses one of those that were offered. [MQTT-6.0.0-3]") },
  { "sec-websocket-version", N_ ("Always 13. RFC 6455") },
  { "sec-websocket-extensions",
    N_ ("Compression and the like, as offered or accepted. RFC 6455") },
  { "origin", N_ ("The web page that connects; browsers send it. RFC 6454") },
  { "authorization", N_ ("Proves who is asking. Masked here. RFC 9110") },
  { "proxy-authorization",
    N_ ("User name and password for the proxy. Masked here. RFC 9110") },
  { "proxy-authenticate",
    N_ ("The ways of logging in that the proxy takes. RFC 9110") },
  { "www-authenticate",
    N_ ("The ways of logging in that the server takes. RFC 9110") },
  { "cookie", N_ ("What the server gave before. Masked here. RFC 6265") },
  { "set-cookie",
    N_ ("To be sent along the next time. Masked here. RFC 6265") },
  { "server", N_ ("The program that answers, in its own words. RFC 9110") },
  { "user-agent", N_ ("The program that asks, in its own words. RFC 9110") },
  { "location", N_ ("Where to ask instead. RFC 9110") },
};

/* By its hundreds. */
static const char *const status_meanings[] = {
  NULL,
  N_ ("101: both go on with the other protocol on this connection"),
  N_ ("Success: from here on a proxy passes all bytes on"),
  N_ ("It is somewhere else: no WebSocket here"),
  N_ ("Refused: something is wrong with the request"),
  N_ ("The server, or the proxy, could not do it"),
};

static const char *
find_meaning (const char *head, const WillowHttpLine *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    if (strlen (headers[i].name) == line->name_len &&
        g_ascii_strncasecmp (
            headers[i].name, head + line->start, line->name_len) == 0)
      return headers[i].meaning;
  return NULL;
}

typedef struct
{
  MqttDescription *description;
  const char      *head;
  gsize            len;
} Walk;

/* @text_len: how many of the bytes are its value */
static void
add (Walk       *walk,
     int         parent,
     const char *name,
     gsize       offset,
     gsize       len,
     gsize       text_len,
     const char *meaning)
{
  MqttField field = {
    .parent = parent,
    .depth = parent < 0    ? 0
             : parent == 0 ? 1
                           : 2,
    .name = name,
    .offset = offset,
    .len = len,
    .meaning = meaning,
  };

  if (text_len > 0)
    field.value = willow_payload_preview (
        (const guint8 *)walk->head + offset, text_len, PREVIEW_MAX_CHARS);
  mqtt_description_append (walk->description, &field);
}

/* Where the first blank from @from on is, or the end of the text. */
static gsize
find_blank (Walk *walk, const WillowHttpLine *line, gsize from)
{
  gsize end = line->start + line->text_len;

  while (from < end && walk->head[from] != ' ')
    from++;
  return from;
}

/* The three parts of a first line; a blank belongs to the part before it. */
static void
add_first_line (Walk *walk, const WillowHttpLine *line)
{
  static const char *const request[] = { N_ ("Method"),
                                         N_ ("Request target"),
                                         N_ ("HTTP version") };
  static const char *const status[] = { N_ ("HTTP version"),
                                        N_ ("Status code"),
                                        N_ ("Reason phrase") };
  guint              code = willow_http_head_get_status (walk->head, walk->len);
  const char *const *names = code != 0 ? status : request;
  gsize              at = line->start;
  int parent = (int)mqtt_description_get_n_fields (walk->description);

  add (walk,
       0,
       code != 0 ? N_ ("Status line") : N_ ("Request line"),
       line->start,
       line->len,
       line->text_len,
       NULL);
  for (guint i = 0; i < 3 && at < line->start + line->len; i++)
    {
      gsize end =
          i < 2 ? find_blank (walk, line, at) : line->start + line->text_len;
      gsize next = i < 2 ? end + 1 : line->start + line->len;

      if (end >= line->start + line->text_len)
        next = line->start + line->len;
      add (walk,
           parent,
           names[i],
           at,
           next - at,
           end - at,
           code / 100 < G_N_ELEMENTS (status_meanings) && code != 0 && i == 1
               ? status_meanings[code / 100]
               : NULL);
      at = next;
    }
}

static void
add_lines (Walk *walk)
{
  WillowHttpLine line = { 0 };
  guint          n_lines = 0;
  gsize          end = 0;

  while (n_lines < LINES_MAX &&
         willow_http_head_next (walk->head, walk->len, &line))
    {
      end = line.start + line.len;
      if (n_lines++ == 0)
        add_first_line (walk, &line);
      else if (line.text_len == 0)
        {
          add (walk, 0, N_ ("End of the head"), line.start, line.len, 0, NULL);
          break;
        }
      else
        add (walk,
             0,
             N_ ("Header field"),
             line.start,
             line.len,
             line.text_len,
             find_meaning (walk->head, &line));
    }
  if (end < walk->len)
    add (walk,
         0,
         N_ ("Body"),
         end,
         walk->len - end,
         walk->len - end,
         N_ ("What the server says to people about it, or its beginning"));
}

MqttDescription *
willow_http_describe (MqttSlice head)
{
  Walk walk = { mqtt_description_new (), (const char *)head.data, head.len };

  add (&walk, -1, N_ ("Head of an HTTP message"), 0, head.len, 0, NULL);
  add_lines (&walk);
  return walk.description;
}

char *
willow_http_dup_first_line (MqttSlice head)
{
  WillowHttpLine line = { 0 };

  if (!willow_http_head_next ((const char *)head.data, head.len, &line))
    return g_strdup ("");
  return willow_payload_preview (head.data, line.text_len, PREVIEW_MAX_CHARS);
}
