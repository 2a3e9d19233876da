/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "filter/willow-filter-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct
{
  const char         *text;
  WillowFilterCompare compare;
} comparisons[] = {
  /* the longer before the shorter */
  { "==", WILLOW_COMPARE_EQUAL },   { "!=", WILLOW_COMPARE_UNEQUAL },
  { "<=", WILLOW_COMPARE_AT_MOST }, { ">=", WILLOW_COMPARE_AT_LEAST },
  { "=", WILLOW_COMPARE_EQUAL },    { "<", WILLOW_COMPARE_LESS },
  { ">", WILLOW_COMPARE_MORE },     { ":", WILLOW_COMPARE_CONTAINS },
  { "~", WILLOW_COMPARE_REGEX },
};

void
willow_filter_token_clear (WillowFilterToken *token)
{
  g_clear_pointer (&token->text, g_free);
  token->kind = WILLOW_TOKEN_END;
}

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* What ends a word. A value may have comparisons in it: "topic = a:b". */
static gboolean
ends_word (char c, gboolean is_value)
{
  if (c == '\0' || is_space (c) || c == '(' || c == ')')
    return TRUE;
  return !is_value && strchr ("=!<>~:\"", c) != NULL;
}

/* @close: the character that ends it; what a backslash hides stays hidden in an
 * expression, and is taken as it is in a quote. */
static gboolean
scan_enclosed (const char       **at,
               char               close,
               WillowFilterToken *token,
               GError           **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *start = *at;
  const char *p = start + 1;

  for (; *p != close; p++)
    {
      if (*p == '\0')
        return willow_filter_fail (
            error,
            WILLOW_FILTER_ERROR_SYNTAX,
            close == '/' ? _ ("This regular expression has no closing /.")
                         : _ ("This quote has no end."));
      if (*p == '\\' && p[1] != '\0')
        {
          if (close == '/' && p[1] != '/')
            g_string_append_c (text, *p);
          p++;
        }
      g_string_append_c (text, *p);
    }
  *at = p + 1;
  token->kind = close == '/' ? WILLOW_TOKEN_REGEX : WILLOW_TOKEN_QUOTED;
  token->text = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}

static gboolean
scan_comparison (const char **at, WillowFilterToken *token)
{
  for (guint i = 0; i < G_N_ELEMENTS (comparisons); i++)
    if (g_str_has_prefix (*at, comparisons[i].text))
      {
        token->kind = WILLOW_TOKEN_COMPARE;
        token->compare = comparisons[i].compare;
        *at += strlen (comparisons[i].text);
        return TRUE;
      }
  return FALSE;
}

static void
scan_word (const char **at, gboolean is_value, WillowFilterToken *token)
{
  const char *start = *at;
  /* The bytes of "hex:0A0B" are a text of their own. */
  gboolean whole = is_value || g_ascii_strncasecmp (start, "hex:", 4) == 0;
  gboolean in_brackets = FALSE; /* of a path, with all that is in them */

  for (; **at != '\0' && (in_brackets || !ends_word (**at, whole)); (*at)++)
    if (*start == '$')
      in_brackets = **at != ']' && (in_brackets || **at == '[');
  token->kind = WILLOW_TOKEN_WORD;
  token->text = g_strndup (start, (gsize)(*at - start));
  if (is_value)
    return;
  if (g_ascii_strcasecmp (token->text, "and") == 0)
    token->kind = WILLOW_TOKEN_AND;
  else if (g_ascii_strcasecmp (token->text, "or") == 0)
    token->kind = WILLOW_TOKEN_OR;
  else if (g_ascii_strcasecmp (token->text, "not") == 0)
    token->kind = WILLOW_TOKEN_NOT;
}

static WillowFilterTokenKind
kind_of_sign (char c)
{
  switch (c)
    {
    case '(':
      return WILLOW_TOKEN_OPEN;
    case ')':
      return WILLOW_TOKEN_CLOSE;
    case '!':
      return WILLOW_TOKEN_NOT;
    default:
      return WILLOW_TOKEN_END;
    }
}

gboolean
willow_filter_scan (const char       **at,
                    gboolean           is_value,
                    WillowFilterToken *token,
                    GError           **error)
{
  willow_filter_token_clear (token);
  while (is_space (**at))
    (*at)++;
  token->start = *at;
  if (**at == '\0')
    return TRUE;
  if (**at == '"')
    return scan_enclosed (at, '"', token, error);
  if (**at == '/')
    return scan_enclosed (at, '/', token, error);
  if (scan_comparison (at, token))
    return TRUE;
  token->kind = kind_of_sign (**at);
  if (token->kind == WILLOW_TOKEN_END)
    scan_word (at, is_value, token);
  else
    (*at)++;
  return TRUE;
}
