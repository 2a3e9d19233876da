/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-http-head.h"

#include <string.h>

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static void
find_value (const char *head, WillowHttpLine *line)
{
  gsize       end = line->start + line->text_len;
  const char *colon = memchr (head + line->start, ':', line->text_len);

  line->name_len = 0;
  line->value = end;
  if (colon != NULL && !is_blank (head[line->start]))
    {
      line->name_len = (gsize)(colon - head) - line->start;
      line->value = (gsize)(colon - head) + 1;
    }
  else if (line->text_len > 0 && is_blank (head[line->start]))
    line->value = line->start;
  while (line->value < end && is_blank (head[line->value]))
    line->value++;
  while (end > line->value && is_blank (head[end - 1]))
    end--;
  line->value_len = end - line->value;
}

gboolean
willow_http_head_next (const char *head, gsize len, WillowHttpLine *line)
{
  const char *newline;
  gsize       start = line->start + line->len;

  if (start >= len)
    return FALSE;
  line->start = start;
  newline = memchr (head + start, '\n', len - start);
  if (newline == NULL)
    line->len = line->text_len = len - start;
  else
    {
      line->len = (gsize)(newline - head) - start + 1;
      line->text_len = line->len - 1;
      if (line->text_len > 0 && newline[-1] == '\r')
        line->text_len--;
    }
  find_value (head, line);
  return TRUE;
}

/* HTTP-version SP status-code, RFC 9112 section 4. */
guint
willow_http_head_get_status (const char *head, gsize len)
{
  const char *code = head + 9;

  if (len < 12 || memcmp (head, "HTTP/1.", 7) != 0 ||
      !g_ascii_isdigit (head[7]) || head[8] != ' ')
    return 0;
  for (guint i = 0; i < 3; i++)
    if (!g_ascii_isdigit (code[i]))
      return 0;
  if (len > 12 && strchr (" \r\n", head[12]) == NULL)
    return 0;
  return (guint)((code[0] - '0') * 100 + (code[1] - '0') * 10 + code[2] - '0');
}

static gboolean
has_name (const char *head, const WillowHttpLine *line, const char *name)
{
  return line->name_len == strlen (name) &&
         g_ascii_strncasecmp (head + line->start, name, line->name_len) == 0;
}

char *
willow_http_head_dup_value (const char *head, gsize len, const char *name)
{
  WillowHttpLine line = { 0 };
  g_autoptr (GString) value = g_string_new (NULL);
  gboolean found = FALSE;

  while (willow_http_head_next (head, len, &line))
    {
      if (!has_name (head, &line, name))
        continue;
      if (found)
        g_string_append (value, ", ");
      g_string_append_len (value, head + line.value, (gssize)line.value_len);
      found = TRUE;
    }
  return found ? g_utf8_make_valid (value->str, (gssize)value->len) : NULL;
}

gboolean
willow_http_is_secret (const char *name, gsize name_len)
{
  static const char *const parts[] = { "authorization", "cookie",  "token",
                                       "secret",        "api-key", "apikey",
                                       "password",      "x-auth" };
  g_autofree char         *lower = g_ascii_strdown (name, (gssize)name_len);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (lower, parts[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* "Basic dXNlcjpwYXNz": one word, one blank, and the rest. */
static gsize
get_scheme_len (const char *value, gsize len)
{
  gsize n = 0;

  while (n < len && (g_ascii_isalnum (value[n]) || value[n] == '-'))
    n++;
  return n > 0 && n <= 16 && n + 1 < len && value[n] == ' ' ? n + 1 : 0;
}

static void
mask_line (char *head, const WillowHttpLine *line)
{
  static const char suffix[] = "authorization";
  gsize             n = strlen (suffix);
  gsize             keep = 0;

  if (line->name_len >= n &&
      g_ascii_strncasecmp (
          head + line->start + line->name_len - n, suffix, n) == 0)
    keep = get_scheme_len (head + line->value, line->value_len);
  memset (head + line->value + keep, '*', line->value_len - keep);
}

GBytes *
willow_http_head_mask (GBytes *head)
{
  gsize          len = g_bytes_get_size (head);
  char          *copy = g_malloc (MAX (len, 1));
  WillowHttpLine line = { 0 };
  gboolean       is_first = TRUE;
  gboolean       is_secret = FALSE;

  if (len > 0)
    memcpy (copy, g_bytes_get_data (head, NULL), len);
  while (willow_http_head_next (copy, len, &line))
    {
      /* A line that begins with a blank goes on with the value before. */
      if (is_first || line.text_len == 0 || !is_blank (copy[line.start]))
        is_secret = !is_first && line.name_len > 0 &&
                    willow_http_is_secret (copy + line.start, line.name_len);
      if (is_secret)
        mask_line (copy, &line);
      is_first = FALSE;
    }
  return g_bytes_new_take (copy, len);
}
