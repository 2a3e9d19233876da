/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-private.h"

#include <string.h>

/* Bytes of a payload that a value shows as text, and as numbers. */
#define PREVIEW_TEXT_BYTES 64u
#define PREVIEW_HEX_BYTES 16u

#define ELLIPSIS "\xe2\x80\xa6"

/* Line separators are printable to GLib, but would break a one-line list. */
static gboolean
is_shown_as_is (gunichar c)
{
  return g_unichar_isprint (c) && c != 0x2028 && c != 0x2029;
}

static void
append_control (GString *out, gunichar c)
{
  if (c == '\n')
    g_string_append (out, "\\n");
  else if (c == '\t')
    g_string_append (out, "\\t");
  else if (c == '\r')
    g_string_append (out, "\\r");
  else if (c < 0x80)
    g_string_append_printf (out, "\\x%02x", (guint)c);
  else
    g_string_append_printf (out, "\\u{%04x}", (guint)c);
}

/* One character, or one byte where there is none. Returns bytes read. */
static gsize
append_one (GString *out, const guint8 *data, gsize len, gboolean quoted)
{
  const char *text = (const char *)data;
  gunichar    c = 0;

  if (data[0] != 0)
    c = g_utf8_get_char_validated (text, (gssize)MIN (len, 6));
  if (c == (gunichar)-1 || c == (gunichar)-2)
    {
      g_string_append_printf (out, "\\x%02x", data[0]);
      return 1;
    }
  if (c == '\\' || (quoted && c == '"'))
    g_string_append_c (out, '\\');
  if (is_shown_as_is (c))
    g_string_append_unichar (out, c);
  else
    append_control (out, c);
  return c == 0 ? 1 : (gsize)(g_utf8_next_char (text) - text);
}

static void
append_escaped (GString *out, MqttSlice text, guint max_chars, gboolean quoted)
{
  gsize position = 0;

  for (guint n = 0; position < text.len; n++)
    {
      if (n == max_chars)
        {
          g_string_append (out, ELLIPSIS);
          return;
        }
      position +=
          append_one (out, text.data + position, text.len - position, quoted);
    }
}

void
mqtt_text_append (GString *out, MqttSlice text, guint max_chars)
{
  append_escaped (out, text, max_chars, FALSE);
}

void
mqtt_text_append_quoted (GString *out, MqttSlice text, guint max_chars)
{
  g_string_append_c (out, '"');
  append_escaped (out, text, max_chars, TRUE);
  g_string_append_c (out, '"');
}

void
mqtt_text_append_bytes (GString *out, gsize n_bytes)
{
  if (n_bytes == 1)
    g_string_append (out, "1 byte");
  else
    g_string_append_printf (out, "%" G_GSIZE_FORMAT " bytes", n_bytes);
}

/* Length of the start of @data that is text to read; 0 if it is not text. */
static gsize
get_text_length (MqttSlice data)
{
  gsize       len = MIN (data.len, PREVIEW_TEXT_BYTES);
  const char *start = (const char *)data.data;
  const char *end = NULL;

  if (!g_utf8_validate_len (start, len, &end))
    {
      gsize left = len - (gsize)(end - start);

      /* a character that the cut went through */
      if (len == data.len || left > 3 ||
          g_utf8_get_char_validated (end, (gssize)left) != (gunichar)-2)
        return 0;
    }
  for (const char *p = start; p < end; p = g_utf8_next_char (p))
    if (!is_shown_as_is (g_utf8_get_char (p)) && !strchr ("\t\n\r", *p))
      return 0;
  return (gsize)(end - start);
}

char *
mqtt_text_preview (MqttSlice data)
{
  GString *out = g_string_new (NULL);
  gsize    text_len = data.len > 0 ? get_text_length (data) : 0;

  mqtt_text_append_bytes (out, data.len);
  if (data.len > 0)
    g_string_append (out, ": ");
  if (text_len > 0)
    {
      MqttSlice text = { data.data, text_len };

      append_escaped (out, text, PREVIEW_TEXT_BYTES, FALSE);
      if (text_len < data.len)
        g_string_append (out, ELLIPSIS);
      return g_string_free (out, FALSE);
    }
  for (gsize i = 0; i < MIN (data.len, PREVIEW_HEX_BYTES); i++)
    g_string_append_printf (out, i > 0 ? " %02x" : "%02x", data.data[i]);
  if (data.len > PREVIEW_HEX_BYTES)
    g_string_append (out, " " ELLIPSIS);
  return g_string_free (out, FALSE);
}
