/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-json-text.h"

#include <string.h>

#include "model/traffic/willow-visible-text.h"

#define INDENT_SPACES 2u
/* Deeper levels are not indented further: else 64 KiB of brackets and commas
 * would become megabytes of spaces. */
#define INDENT_MAX_LEVELS 40u

typedef struct
{
  const char *at;
  const char *end;
  GString    *out;
  guint       depth;
} Indenter;

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind the closing quote of the string that begins at @at. */
static const char *
skip_string (const char *at, const char *end)
{
  for (at++; at < end; at++)
    if (*at == '\\' && at + 1 < end)
      at++;
    else if (*at == '"')
      return at + 1;
  return end;
}

gboolean
willow_json_text_is_shallow (const char *text, gsize len)
{
  const char *end = text + len;
  guint       depth = 0;

  /* Nearly always: not that many brackets at all. */
  for (const char *at = text; at < end; at++)
    if (*at == '[' || *at == '{')
      depth++;
  if (depth <= WILLOW_JSON_MAX_DEPTH)
    return TRUE;

  depth = 0;
  for (const char *at = text; at < end;)
    {
      if (*at == '"')
        {
          at = skip_string (at, end);
          continue;
        }
      if (*at == '\'' || *at == '/')
        return FALSE; /* json-glib takes '…' and comments, where a double
                         quote would not begin a string; JSON has neither */
      if ((*at == '[' || *at == '{') && ++depth > WILLOW_JSON_MAX_DEPTH)
        return FALSE;
      if ((*at == ']' || *at == '}') && depth > 0)
        depth--;
      at++;
    }
  return TRUE;
}

const char *
willow_json_text_split_error (const GError *error, guint *line)
{
  const char *at = error->message;
  char       *end = NULL;

  *line = 0;
  if (!g_str_has_prefix (at, "<data>:"))
    return at;
  *line = (guint)g_ascii_strtoull (at + strlen ("<data>:"), &end, 10);
  at = strstr (end, ": ");
  return at != NULL ? at + 2 : error->message;
}

static void
break_line (Indenter *self)
{
  guint n = MIN (self->depth, INDENT_MAX_LEVELS) * INDENT_SPACES;

  g_string_append_c (self->out, '\n');
  while (n-- > 0)
    g_string_append_c (self->out, ' ');
}

static void
skip_space (Indenter *self)
{
  while (self->at < self->end && is_space (*self->at))
    self->at++;
}

static void
append_opening (Indenter *self)
{
  char opening = *self->at++;
  char closing = opening == '[' ? ']' : '}';

  g_string_append_c (self->out, opening);
  skip_space (self);
  if (self->at < self->end && *self->at == closing)
    {
      g_string_append_c (self->out, closing);
      self->at++;
      return;
    }
  self->depth++;
  if (self->at < self->end)
    break_line (self);
}

static void
append_closing (Indenter *self)
{
  if (self->depth > 0)
    self->depth--;
  break_line (self);
  g_string_append_c (self->out, *self->at++);
}

/* A string, number, literal, or whatever else stands there. */
static void
append_token (Indenter *self)
{
  const char *start = self->at;

  if (*self->at == '"')
    self->at = skip_string (self->at, self->end);
  else
    while (self->at < self->end && !is_space (*self->at) &&
           strchr ("{}[],:\"", *self->at) == NULL)
      self->at++;
  /* A NUL is found by strchr() and is no separator. */
  if (self->at == start)
    self->at++;
  willow_visible_text_append (self->out,
                              (const guint8 *)start,
                              (gsize)(self->at - start),
                              WILLOW_VISIBLE_ONE_LINE);
}

static void
append_next (Indenter *self)
{
  switch (*self->at)
    {
    case '{':
    case '[':
      append_opening (self);
      break;
    case '}':
    case ']':
      append_closing (self);
      break;
    case ',':
      g_string_append_c (self->out, *self->at++);
      break_line (self);
      break;
    case ':':
      g_string_append (self->out, ": ");
      self->at++;
      break;
    default:
      append_token (self);
    }
}

/* json-glib's own generator would write numbers anew (1.0e2 as 100.0, large
 * ones as others) and keep only the last of several equal keys. What a device
 * really sent is the point here, so that only the space between tokens is
 * changed. */
void
willow_json_text_indent (const char *text, gsize len, GString *out)
{
  Indenter self = { text, text + len, out, 0 };
  gboolean apart = FALSE;

  for (skip_space (&self); self.at < self.end; skip_space (&self))
    {
      /* Several values one behind the other, as in lines of JSON. */
      if (self.depth == 0 && apart)
        break_line (&self);
      append_next (&self);
      apart = self.depth == 0;
    }
}
