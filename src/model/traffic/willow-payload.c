/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/traffic/willow-payload.h"

#include "model/traffic/willow-json-text.h"
#include "model/traffic/willow-visible-text.h"
#include "mqtt/mqtt-types.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* A guess is made while a person moves through a list. */
#define GUESS_MAX_BYTES (64u * 1024u)

/* json-glib builds a tree of objects, 70 ms for a megabyte: a larger payload is
 * not parsed but only seen to begin and end like JSON. */
#define PARSE_MAX_BYTES (256u * 1024u)

#define HEX_BYTES_PER_LINE 16u
#define HEX_LINE_CHARS 79u

/* Inside a JSON payload: without the white space around it. */
static MqttSlice
strip (const guint8 *data, gsize len)
{
  while (len > 0 && g_ascii_isspace ((char)data[0]))
    data++, len--;
  while (len > 0 && g_ascii_isspace ((char)data[len - 1]))
    len--;
  return (MqttSlice){ data, len };
}

/* In brackets from the first byte to the last. A device's number or word alone
 * is JSON as well, but nothing is gained by calling it so. */
static gboolean
looks_like_json (const guint8 *data, gsize len)
{
  MqttSlice inner = strip (data, len);
  guint8    first, last;

  if (inner.len < 2)
    return FALSE;
  first = inner.data[0];
  last = inner.data[inner.len - 1];
  return (first == '{' && last == '}') || (first == '[' && last == ']');
}

static gboolean
check_json (const guint8 *data, gsize len, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *text = (const char *)data;
  const char *reason;
  guint       line;

  if (!looks_like_json (data, len))
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_INVALID_DATA,
                           _ ("it is no object or array"));
      return FALSE;
    }
  if (len > PARSE_MAX_BYTES)
    return TRUE;
  if (!willow_json_text_is_shallow (text, len))
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_INVALID_DATA,
                           _ ("it is nested too deeply to be read"));
      return FALSE;
    }
  parser = json_parser_new_immutable ();
  if (json_parser_load_from_data (parser, text, (gssize)len, &local_error))
    return TRUE;
  reason = willow_json_text_split_error (local_error, &line);
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               _ ("This is not JSON, line %u: %s"),
               line,
               reason);
  return FALSE;
}

WillowPayloadFormat
willow_payload_guess (GBytes *payload)
{
  gsize         len;
  const guint8 *data = g_bytes_get_data (payload, &len);
  gsize         seen = MIN (len, GUESS_MAX_BYTES);

  if (!willow_visible_text_is_plain (data, seen, seen < len))
    return WILLOW_PAYLOAD_HEX;
  if (!looks_like_json (data, len))
    return WILLOW_PAYLOAD_TEXT;
  return seen < len || check_json (data, len, NULL) ? WILLOW_PAYLOAD_JSON
                                                    : WILLOW_PAYLOAD_TEXT;
}

static void
append_hex_line (GString *out, const guint8 *data, gsize offset, gsize len)
{
  g_string_append_printf (out, "%08" G_GSIZE_MODIFIER "x ", offset);
  for (gsize i = 0; i < HEX_BYTES_PER_LINE; i++)
    {
      if (i % 8 == 0)
        g_string_append_c (out, ' ');
      if (i < len)
        g_string_append_printf (out, "%02x ", data[offset + i]);
      else
        g_string_append (out, "   ");
    }
  g_string_append (out, " |");
  for (gsize i = 0; i < len; i++)
    {
      char c = (char)data[offset + i];

      g_string_append_c (out, g_ascii_isprint (c) ? c : '.');
    }
  g_string_append_c (out, '|');
}

static char *
format_hex (const guint8 *data, gsize len)
{
  gsize    n_lines = len / HEX_BYTES_PER_LINE + 1;
  GString *out = g_string_sized_new (n_lines * HEX_LINE_CHARS);

  for (gsize at = 0; at < len; at += HEX_BYTES_PER_LINE)
    {
      if (at > 0)
        g_string_append_c (out, '\n');
      append_hex_line (out, data, at, MIN (len - at, HEX_BYTES_PER_LINE));
    }
  return g_string_free (out, FALSE);
}

char *
willow_payload_format (GBytes             *payload,
                       WillowPayloadFormat format,
                       gsize               max_bytes,
                       gboolean           *truncated,
                       GError            **error)
{
  gsize         len;
  const guint8 *data = g_bytes_get_data (payload, &len);
  gsize         shown = max_bytes == 0 ? len : MIN (len, max_bytes);
  GString      *out;

  if (format == WILLOW_PAYLOAD_JSON && !check_json (data, len, error))
    return NULL;
  if (format != WILLOW_PAYLOAD_HEX)
    shown = willow_visible_text_get_cut (data, len, shown);
  if (truncated != NULL)
    *truncated = shown < len;
  if (format == WILLOW_PAYLOAD_HEX)
    return format_hex (data, shown);
  out = g_string_sized_new (shown + 1);
  if (format == WILLOW_PAYLOAD_JSON)
    willow_json_text_indent ((const char *)data, shown, out);
  else
    willow_visible_text_append (out, data, shown, WILLOW_VISIBLE_LINES);
  return g_string_free (out, FALSE);
}

char *
willow_payload_preview (const guint8 *data, gsize len, guint max_chars)
{
  /* No character of the preview comes from more than four bytes. */
  gsize    seen = MIN (len, ((gsize)max_chars + 1) * 4);
  GString *out = g_string_new (NULL);

  if (max_chars == 0)
    return g_string_free (out, FALSE);
  seen = willow_visible_text_get_cut (data, len, seen);
  willow_visible_text_append (out, data, seen, WILLOW_VISIBLE_ONE_LINE);
  if (g_utf8_strlen (out->str, (gssize)out->len) > max_chars)
    {
      char *end = g_utf8_offset_to_pointer (out->str, (glong)max_chars - 1);

      g_string_truncate (out, (gsize)(end - out->str));
      g_string_append (out, "…");
    }
  return g_string_free (out, FALSE);
}
