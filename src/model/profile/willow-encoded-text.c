/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-encoded-text.h"

#include "base/willow-secret-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BASE64_GROUP 4u
#define BASE64_PADDING_MAX 2u

/* @place: room for half of @len. How many bytes there are, or -1. */
static gssize
decode_hex (const char *text, gsize len, guint8 *place)
{
  gsize n_digits = 0;

  for (gsize i = 0; i < len; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        {
          /* Between bytes, not within one. */
          if (!g_ascii_isspace (text[i]) || n_digits % 2 != 0)
            return -1;
          continue;
        }
      if (n_digits % 2 == 0)
        place[n_digits / 2] = (guint8)(digit << 4);
      else
        place[n_digits / 2] |= (guint8)digit;
      n_digits++;
    }
  return n_digits % 2 == 0 ? (gssize)(n_digits / 2) : -1;
}

static gboolean
is_base64 (char c)
{
  return g_ascii_isalnum (c) || c == '+' || c == '/';
}

/* GLib skips whatever does not belong into Base64: look before. @place: room
 * for @len, gets the text without white space. */
static gssize
strip_base64 (const char *text, gsize len, char *place)
{
  gsize n = 0;
  guint n_padding = 0;

  for (gsize i = 0; i < len; i++)
    {
      if (g_ascii_isspace (text[i]))
        continue;
      if (text[i] == '=')
        n_padding++;
      else if (!is_base64 (text[i]) || n_padding > 0)
        return -1;
      place[n++] = text[i];
    }
  if (n % BASE64_GROUP != 0 || n_padding > BASE64_PADDING_MAX)
    return -1;
  return (gssize)n;
}

static gssize
decode_base64 (const char *text, gsize len, guint8 *place)
{
  gssize n = strip_base64 (text, len, (char *)place);
  gint   state = 0;
  guint  save = 0;

  if (n <= 0)
    return n;
  /* In place: there are never more bytes than characters read. */
  return (gssize)g_base64_decode_step (
      (const char *)place, (gsize)n, place, &state, &save);
}

GBytes *
willow_encoded_text_decode (const char        *text,
                            gsize              len,
                            WillowTextEncoding encoding)
{
  g_autofree guint8 *place = NULL;
  gssize             n;
  GBytes            *bytes = NULL;

  if (encoding == WILLOW_TEXT_PLAIN)
    return willow_secret_bytes_new (text, len);
  place = g_malloc (len + 1);
  n = encoding == WILLOW_TEXT_HEX ? decode_hex (text, len, place)
                                  : decode_base64 (text, len, place);
  if (n >= 0)
    bytes = willow_secret_bytes_new (place, (gsize)n);
  explicit_bzero (place, len + 1);
  return bytes;
}

/* Two digits a byte with a space between bytes: hundreds of them are to be
 * read. */
static char *
encode_hex (const guint8 *data, gsize len)
{
  GString *hex = g_string_sized_new (len * 3);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (hex, "%s%02x", i > 0 ? " " : "", data[i]);
  return g_string_free (hex, FALSE);
}

char *
willow_encoded_text_encode (GBytes *bytes, WillowTextEncoding encoding)
{
  gsize         len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  if (len == 0)
    return g_strdup ("");
  switch (encoding)
    {
    case WILLOW_TEXT_HEX:
      return encode_hex (data, len);
    case WILLOW_TEXT_BASE64:
      return g_base64_encode (data, len);
    case WILLOW_TEXT_PLAIN:
    default:
      if (!g_utf8_validate_len ((const char *)data, len, NULL))
        return NULL;
      return g_strndup ((const char *)data, len);
    }
}

const char *
willow_encoded_text_get_rule (WillowTextEncoding encoding)
{
  switch (encoding)
    {
    case WILLOW_TEXT_HEX:
      return _ ("Hexadecimal has two digits from 0 to f for each byte, with "
                "spaces between bytes at most.");
    case WILLOW_TEXT_BASE64:
      return _ ("Base64 has letters, digits, + and / in groups of four, filled "
                "up with = at the end.");
    case WILLOW_TEXT_PLAIN:
    default:
      return "";
    }
}
