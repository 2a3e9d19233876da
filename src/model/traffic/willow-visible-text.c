/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-visible-text.h"

#define UTF8_MAX_BYTES 4u

static gboolean
is_printable_ascii (guint8 byte)
{
  return byte >= 0x20 && byte < 0x7f;
}

static gboolean
is_continuation (guint8 byte)
{
  return (byte & 0xc0) == 0x80;
}

/* Embeddings, overrides and isolates: what follows them is shown in an order
 * other than that of the bytes. */
static gboolean
turns_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_line_character (gunichar c)
{
  return c == '\n' || c == '\t';
}

static void
append_escaped (GString *out, gunichar c)
{
  if (c == '\n')
    g_string_append (out, "\\n");
  else if (c == '\t')
    g_string_append (out, "\\t");
  else if (c == '\r')
    g_string_append (out, "\\r");
  else if (c < 0x80)
    g_string_append_printf (out, "\\x%02x", c);
  else
    g_string_append_printf (out, "\\u%04x", c);
}

/* Returns: bytes used */
static gsize
append_character (GString          *out,
                  const guint8     *data,
                  gsize             len,
                  WillowVisibleMode mode)
{
  gunichar c = g_utf8_get_char_validated ((const char *)data, (gssize)len);
  gsize    used;

  if (data[0] == 0) /* which GLib calls the end of the text */
    c = 0;
  if (c == (gunichar)-1 || c == (gunichar)-2)
    {
      g_string_append_printf (out, "\\x%02x", data[0]);
      return 1;
    }
  used = (gsize)g_unichar_to_utf8 (c, NULL);
  if (mode == WILLOW_VISIBLE_LINES && is_line_character (c))
    g_string_append_unichar (out, c);
  else if (g_unichar_iscntrl (c) || turns_direction (c))
    append_escaped (out, c);
  else
    g_string_append_len (out, (const char *)data, (gssize)used);
  return used;
}

void
willow_visible_text_append (GString          *out,
                            const guint8     *data,
                            gsize             len,
                            WillowVisibleMode mode)
{
  gsize at = 0;

  while (at < len)
    {
      gsize start = at;

      while (at < len && is_printable_ascii (data[at]))
        at++;
      g_string_append_len (
          out, (const char *)data + start, (gssize)(at - start));
      if (at < len)
        at += append_character (out, data + at, len - at, mode);
    }
}

static gboolean
has_control_character (const guint8 *data, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if (data[i] == 0x7f || (data[i] < 0x20 && data[i] != '\n' &&
                            data[i] != '\r' && data[i] != '\t'))
      return TRUE;
  return FALSE;
}

gboolean
willow_visible_text_is_plain (const guint8 *data, gsize len, gboolean cut)
{
  const char *end;
  gsize       n_left;

  if (has_control_character (data, len))
    return FALSE;
  if (g_utf8_validate_len ((const char *)data, len, &end))
    return TRUE;
  n_left = len - (gsize)(end - (const char *)data);
  return cut && n_left < UTF8_MAX_BYTES &&
         g_utf8_get_char_validated (end, (gssize)n_left) == (gunichar)-2;
}

gsize
willow_visible_text_get_cut (const guint8 *data, gsize len, gsize max_bytes)
{
  gsize cut = max_bytes;

  if (max_bytes >= len)
    return len;
  while (cut > 0 && max_bytes - cut < UTF8_MAX_BYTES - 1 &&
         is_continuation (data[cut]))
    cut--;
  /* More continuation bytes than a character has: not UTF-8 anyway. */
  return is_continuation (data[cut]) ? max_bytes : cut;
}
