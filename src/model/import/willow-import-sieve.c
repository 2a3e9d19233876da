/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-text.h"

#include "model/import/willow-import.h"
#include "model/traffic/willow-json-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The list that is passed over, in a connection: in an object within at most
 * one list. */
#define MESSAGES "messages"
#define CONNECTION_MAX_DEPTH 2u

/* Lines of the file that are not in the text, from this line of it on. */
typedef struct
{
  guint line;
  guint n_lines;
} Jump;

struct _WillowImportSieve
{
  GString *text;
  GArray  *jumps;

  guint line;      /* in the file, from 1 */
  guint text_line; /* in the text */
  guint depth;
  guint n_values;

  char     last_string[16]; /* as far as it is needed to know "messages" */
  gsize    last_len;
  gboolean after_colon;
  gboolean in_string;
  gboolean escaped;
  gboolean ended;       /* the root is complete */
  guint    digits_left; /* of \uXXXX */
  guint    unit;        /* what they say so far, UTF-16 */
  gboolean half;        /* the first half of a pair has gone by */

  guint   skip_depth; /* of the list that is passed over; 0: none */
  guint   skip_line;  /* where it began */
  guint64 n_skipped;
};

WillowImportSieve *
willow_import_sieve_new (void)
{
  WillowImportSieve *self = g_new0 (WillowImportSieve, 1);

  self->text = g_string_new (NULL);
  self->jumps = g_array_new (FALSE, FALSE, sizeof (Jump));
  self->line = 1;
  self->text_line = 1;
  return self;
}

void
willow_import_sieve_free (WillowImportSieve *self)
{
  /* There may be passwords in it. */
  explicit_bzero (self->text->str, self->text->allocated_len);
  g_string_free (self->text, TRUE);
  g_array_unref (self->jumps);
  g_free (self);
}

static gboolean
fail (WillowImportSieve *self, GError **error, const char *reason)
{
  g_set_error (error,
               WILLOW_IMPORT_ERROR,
               WILLOW_IMPORT_ERROR_DAMAGED,
               _ ("line %u: %s"),
               self->line,
               reason);
  return FALSE;
}

static gboolean
fail_large (GError **error)
{
  g_set_error_literal (error,
                       WILLOW_IMPORT_ERROR,
                       WILLOW_IMPORT_ERROR_TOO_LARGE,
                       _ ("There is far more in it than connections"));
  return FALSE;
}

static gboolean
is_skipping (WillowImportSieve *self)
{
  return self->skip_depth != 0;
}

static gboolean
emit (WillowImportSieve *self, char c, GError **error)
{
  if (is_skipping (self))
    return TRUE;
  if (self->text->len >= WILLOW_IMPORT_MAX_BYTES)
    return fail_large (error);
  if (c == '\n')
    self->text_line++;
  g_string_append_c (self->text, c);
  return TRUE;
}

static gboolean
is_messages (WillowImportSieve *self)
{
  return self->after_colon && self->depth <= CONNECTION_MAX_DEPTH &&
         self->last_len == strlen (MESSAGES) &&
         memcmp (self->last_string, MESSAGES, self->last_len) == 0;
}

static gboolean
open_container (WillowImportSieve *self, char c, GError **error)
{
  gboolean skip = c == '[' && !is_skipping (self) && is_messages (self);

  if (self->depth >= WILLOW_JSON_MAX_DEPTH)
    return fail (self, error, _ ("it is nested too deeply"));
  if (!emit (self, c, error))
    return FALSE;
  if (self->depth == self->skip_depth && c == '{')
    self->n_skipped++;
  self->depth++;
  self->after_colon = FALSE;
  if (skip)
    {
      self->skip_depth = self->depth;
      self->skip_line = self->line;
      self->n_skipped = 0;
    }
  return TRUE;
}

static void
stop_skipping (WillowImportSieve *self)
{
  Jump jump = { self->text_line, self->line - self->skip_line };

  self->skip_depth = 0;
  g_string_append_printf (self->text, "%" G_GUINT64_FORMAT, self->n_skipped);
  if (jump.n_lines > 0)
    g_array_append_val (self->jumps, jump);
}

static gboolean
close_container (WillowImportSieve *self, char c, GError **error)
{
  if (is_skipping (self) && self->depth == self->skip_depth)
    stop_skipping (self);
  if (self->depth > 0)
    self->depth--;
  self->ended = self->depth == 0;
  self->after_colon = FALSE;
  return emit (self, c, error);
}

/* json-glib's texts end at the first NUL, and it makes of half a pair what is
 * no UTF-8: the file that it were stored in could not be read any more. */
static gboolean
take_unit (WillowImportSieve *self, GError **error)
{
  gboolean first = self->unit >= 0xd800 && self->unit < 0xdc00;
  gboolean second = self->unit >= 0xdc00 && self->unit < 0xe000;

  if (self->unit == 0)
    return fail (self, error, _ ("a text with a NUL character"));
  if (second != self->half)
    return fail (self, error, _ ("half of a character in a text"));
  self->half = first;
  return TRUE;
}

/* One of the digits of \uXXXX. */
static gboolean
take_digit (WillowImportSieve *self, char c, GError **error)
{
  int digit = g_ascii_xdigit_value (c);

  if (digit < 0)
    return fail (self, error, _ ("this is not JSON"));
  self->unit = self->unit << 4 | (guint)digit;
  return --self->digits_left > 0 || take_unit (self, error);
}

static gboolean
take_escaped (WillowImportSieve *self, char c, GError **error)
{
  self->escaped = FALSE;
  if (is_skipping (self))
    return TRUE;
  self->digits_left = c == 'u' ? 4 : 0;
  self->unit = 0;
  if (self->half && c != 'u')
    return fail (self, error, _ ("half of a character in a text"));
  return emit (self, c, error);
}

static gboolean
take_in_string (WillowImportSieve *self, char c, GError **error)
{
  if (self->escaped)
    return take_escaped (self, c, error);
  if (self->digits_left > 0)
    return take_digit (self, c, error) && emit (self, c, error);
  if (c == '\\')
    self->escaped = TRUE;
  else if (self->half)
    return fail (self, error, _ ("half of a character in a text"));
  else if (c == '"')
    self->in_string = FALSE;
  else if (self->last_len < sizeof (self->last_string))
    self->last_string[self->last_len++] = c;
  return emit (self, c, error);
}

static gboolean
take (WillowImportSieve *self, char c, GError **error)
{
  if (self->in_string)
    return take_in_string (self, c, error);
  /* json-glib does not look at it. */
  if (self->ended && !g_ascii_isspace (c))
    return fail (self, error, _ ("there is something behind the end"));
  switch (c)
    {
    case '"':
      self->in_string = TRUE;
      self->last_len = 0;
      return emit (self, c, error);
    case '{':
    case '[':
      return open_container (self, c, error);
    case '}':
    case ']':
      return close_container (self, c, error);
    case ':':
      self->after_colon = TRUE;
      return emit (self, c, error);
    case ',':
      self->after_colon = FALSE;
      if (!is_skipping (self) && ++self->n_values > WILLOW_IMPORT_MAX_VALUES)
        return fail_large (error);
      return emit (self, c, error);
    case '\'':
    case '/':
    case '\0':
      /* json-glib takes '…' and comments: brackets in them are not counted. */
      return fail (self, error, _ ("this is not JSON"));
    default:
      return emit (self, c, error);
    }
}

gboolean
willow_import_sieve_feed (WillowImportSieve *self,
                          const char        *data,
                          gsize              len,
                          GError           **error)
{
  for (gsize i = 0; i < len; i++)
    {
      if (!take (self, data[i], error))
        return FALSE;
      if (data[i] == '\n')
        self->line++;
    }
  return TRUE;
}

/* From a line of the text to one of the file. */
static guint
find_line (WillowImportSieve *self, guint text_line)
{
  guint line = text_line;

  for (guint i = 0; i < self->jumps->len; i++)
    {
      const Jump *jump = &g_array_index (self->jumps, Jump, i);

      if (jump->line <= text_line)
        line += jump->n_lines;
    }
  return line;
}

static JsonNode *
fail_parser (WillowImportSieve *self, const GError *cause, GError **error)
{
  guint       line;
  const char *reason = willow_json_text_split_error (cause, &line);

  g_set_error (error,
               WILLOW_IMPORT_ERROR,
               WILLOW_IMPORT_ERROR_DAMAGED,
               _ ("line %u: %s"),
               find_line (self, MAX (line, 1)),
               reason);
  return NULL;
}

JsonNode *
willow_import_sieve_parse (WillowImportSieve *self, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) cause = NULL;

  if (self->depth > 0 || self->in_string)
    {
      fail (self, error, _ ("the file ends in the middle: it was cut off"));
      return NULL;
    }
  if (!g_utf8_validate (self->text->str, (gssize)self->text->len, NULL))
    {
      g_set_error_literal (error,
                           WILLOW_IMPORT_ERROR,
                           WILLOW_IMPORT_ERROR_DAMAGED,
                           _ ("It is neither UTF-8 nor UTF-16"));
      return NULL;
    }
  if (!json_parser_load_from_data (
          parser, self->text->str, (gssize)self->text->len, &cause))
    return fail_parser (self, cause, error);
  return json_parser_steal_root (parser);
}
