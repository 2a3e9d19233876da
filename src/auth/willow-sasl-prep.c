/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-sasl-prep.h"

/* RFC 3454, table B.1: commonly mapped to nothing. */
static gboolean
is_nothing (gunichar c)
{
  return c == 0x00ad || c == 0x034f || c == 0x1806 ||
         (c >= 0x180b && c <= 0x180d) || (c >= 0x200b && c <= 0x200d) ||
         c == 0x2060 || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff;
}

/* Tables C.2.1, C.2.2, C.3 to C.9, and what Unicode has not assigned. */
static gboolean
is_forbidden (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
         type == G_UNICODE_UNASSIGNED || type == G_UNICODE_PRIVATE_USE ||
         type == G_UNICODE_SURROGATE || type == G_UNICODE_LINE_SEPARATOR ||
         type == G_UNICODE_PARAGRAPH_SEPARATOR || c == 0x0340 || c == 0x0341 ||
         (c >= 0x2ff0 && c <= 0x2ffb) || (c >= 0xfff9 && c <= 0xfffd);
}

/* Table D.1 by script, which is what GLib knows. */
static gboolean
is_right_to_left (gunichar c)
{
  switch ((gint)g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_ARABIC:
    case G_UNICODE_SCRIPT_HEBREW:
    case G_UNICODE_SCRIPT_NKO:
    case G_UNICODE_SCRIPT_SYRIAC:
    case G_UNICODE_SCRIPT_THAANA:
      return g_unichar_isalpha (c);
    default:
      return FALSE;
    }
}

static char *
map (const char *text, gsize len)
{
  GString *mapped = g_string_sized_new (len);

  for (const char *p = text; p < text + len; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR) /* C.1.2 */
        g_string_append_c (mapped, ' ');
      else if (!is_nothing (c))
        g_string_append_unichar (mapped, c);
    }
  return g_string_free (mapped, FALSE);
}

/* RFC 3454, section 6: letters of one direction, and those of the right to left
 * at both ends. */
static gboolean
check_characters (const char *text)
{
  gboolean has_left = FALSE;
  gboolean has_right = FALSE;
  gunichar last = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      last = g_utf8_get_char (p);
      if (is_forbidden (last))
        return FALSE;
      if (is_right_to_left (last))
        has_right = TRUE;
      else if (g_unichar_isalpha (last))
        has_left = TRUE;
    }
  if (!has_right)
    return TRUE;
  return !has_left && is_right_to_left (g_utf8_get_char (text)) &&
         is_right_to_left (last);
}

char *
willow_sasl_prep (const char *text, gsize len)
{
  g_autofree char *mapped = NULL;
  g_autofree char *normal = NULL;

  if (!g_utf8_validate_len (text, len, NULL))
    return NULL;
  mapped = map (text, len);
  normal = g_utf8_normalize (mapped, -1, G_NORMALIZE_NFKC);
  if (normal == NULL || normal[0] == '\0' || !check_characters (normal))
    return NULL;
  return g_steal_pointer (&normal);
}
