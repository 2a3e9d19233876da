/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "filter/willow-filter-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* JsonPath trusts what it compiles: an open bracket makes json-glib 1.6 ask for
 * memory of a negative size. So what it gets is looked at first. */

#define MAX_DIGITS 9u /* of an index: it is a gint64 there */
#define MAX_STEPS 64u

static const char *
skip_digits (const char *p)
{
  const char *start = p;

  while (g_ascii_isdigit (*p))
    p++;
  return p - start <= (gssize)MAX_DIGITS ? p : start;
}

/* "1", "1,2", "1:3" or "1:9:2", in brackets. (nullable): what is behind them */
static const char *
skip_indices (const char *p)
{
  char  separator = '\0';
  guint n = 1;

  for (;; n++)
    {
      const char *end = skip_digits (p);

      if (end == p)
        return NULL;
      p = end;
      if (*p == ']')
        return p + 1;
      if (*p != ',' && *p != ':')
        return NULL;
      if ((separator != '\0' && *p != separator) || (*p == ':' && n == 3))
        return NULL;
      separator = *p++;
    }
}

/* (nullable) */
static const char *
skip_brackets (const char *p)
{
  const char *end;

  if (g_str_has_prefix (p, "*]"))
    return p + 2;
  if (*p != '\'')
    return skip_indices (p);
  end = strchr (p + 1, '\'');
  return end != NULL && end > p + 1 && end[1] == ']' ? end + 2 : NULL;
}

/* (nullable) */
static const char *
skip_member (const char *p)
{
  gsize len;

  if (*p == '.')
    p++;
  if (*p == '*')
    return p + 1;
  len = strcspn (p, ".[]*' ");
  return len > 0 ? p + len : NULL;
}

static gboolean
is_path (const char *text)
{
  const char *p = text + 1; /* behind the $ */

  for (guint n = 0; p != NULL && *p != '\0'; n++)
    {
      if (n == MAX_STEPS || (*p != '.' && *p != '['))
        return FALSE;
      p = *p == '.' ? skip_member (p + 1) : skip_brackets (p + 1);
    }
  return p != NULL;
}

gboolean
willow_filter_take_path (WillowFilterNode *node,
                         const char       *text,
                         GError          **error)
{
  node->path = json_path_new ();
  if (is_path (text) && json_path_compile (node->path, text, NULL))
    return TRUE;
  return willow_filter_fail (
      error,
      WILLOW_FILTER_ERROR_SYNTAX,
      _ ("“%s” is not a JSON path such as $.name, $.list[0] or $..name."),
      text);
}
