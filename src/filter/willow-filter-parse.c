/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "filter/willow-filter-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Parentheses and "not" in each other: recursion is bounded by it. */
#define MAX_DEPTH 100u
#define MAX_LENGTH_BYTES 65536u

typedef struct
{
  const char       *at;
  WillowFilterToken token; /* the next one */
  guint             depth;
  GError          **error;
} Parser;

static const struct
{
  const char       *name;
  WillowFilterField field;
} fields[] = {
  { "topic", WILLOW_FIELD_TOPIC },   { "payload", WILLOW_FIELD_PAYLOAD },
  { "type", WILLOW_FIELD_TYPE },     { "direction", WILLOW_FIELD_DIRECTION },
  { "qos", WILLOW_FIELD_QOS },       { "retained", WILLOW_FIELD_RETAINED },
  { "dup", WILLOW_FIELD_DUP },       { "size", WILLOW_FIELD_SIZE },
  { "length", WILLOW_FIELD_LENGTH }, { "id", WILLOW_FIELD_ID },
  { "code", WILLOW_FIELD_CODE },     { "connection", WILLOW_FIELD_CONNECTION },
  { "time", WILLOW_FIELD_TIME },
};

static WillowFilterNode *parse_or (Parser *parser);

gboolean
willow_filter_find_field (const char *name, WillowFilterField *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_ascii_strcasecmp (fields[i].name, name) == 0)
      {
        *field = fields[i].field;
        return TRUE;
      }
  return FALSE;
}

void
willow_filter_node_free (WillowFilterNode *node)
{
  if (node == NULL)
    return;
  willow_filter_node_free (node->left);
  willow_filter_node_free (node->right);
  g_clear_pointer (&node->bytes, g_bytes_unref);
  g_clear_pointer (&node->regex, g_regex_unref);
  g_clear_object (&node->path);
  g_free (node);
}

static gpointer
fail (Parser *parser, WillowFilterError code, const char *sentence)
{
  parser->at = parser->token.start;
  g_set_error_literal (parser->error, WILLOW_FILTER_ERROR, (int)code, sentence);
  return NULL;
}

static gboolean
advance (Parser *parser, gboolean is_value)
{
  return willow_filter_scan (
      &parser->at, is_value, &parser->token, parser->error);
}

static WillowFilterNode *
node_new (WillowFilterNodeKind kind,
          WillowFilterNode    *left,
          WillowFilterNode    *right)
{
  WillowFilterNode *node = g_new0 (WillowFilterNode, 1);

  node->kind = kind;
  node->left = left;
  node->right = right;
  return node;
}

/* The value, which is the current token, and the token after it. */
static gboolean
take_value (Parser *parser, WillowFilterNode *node)
{
  if (parser->token.kind != WILLOW_TOKEN_WORD &&
      parser->token.kind != WILLOW_TOKEN_QUOTED &&
      parser->token.kind != WILLOW_TOKEN_REGEX)
    {
      fail (parser, WILLOW_FILTER_ERROR_SYNTAX, _ ("A value is missing here."));
      return FALSE;
    }
  if (!willow_filter_take_value (node, &parser->token, parser->error))
    {
      parser->at = parser->token.start;
      return FALSE;
    }
  return advance (parser, FALSE);
}

static gboolean
needs_value (WillowFilterField field)
{
  return field != WILLOW_FIELD_JSON && field != WILLOW_FIELD_RETAINED &&
         field != WILLOW_FIELD_DUP;
}

/* Behind the name of a field. */
static gboolean
parse_comparison (Parser *parser, WillowFilterNode *node)
{
  if (!advance (parser, FALSE))
    return FALSE;
  if (parser->token.kind != WILLOW_TOKEN_COMPARE)
    {
      if (!needs_value (node->field))
        return TRUE;
      fail (parser,
            WILLOW_FILTER_ERROR_SYNTAX,
            _ ("A comparison is missing here: =, !=, <, <=, >, >=, : "
               "(contains) or ~ (regular expression)."));
      return FALSE;
    }
  node->compare = parser->token.compare;
  return advance (parser, TRUE) && take_value (parser, node);
}

static gboolean
take_path (Parser *parser, WillowFilterNode *node)
{
  if (willow_filter_take_path (node, parser->token.text, parser->error))
    return TRUE;
  parser->at = parser->token.start;
  return FALSE;
}

/* A word which is no text to look for: a field, or a path into JSON. */
static gboolean
is_field (Parser *parser, WillowFilterField *field)
{
  if (parser->token.kind != WILLOW_TOKEN_WORD)
    return FALSE;
  if (g_str_has_prefix (parser->token.text, "$.") ||
      g_str_has_prefix (parser->token.text, "$["))
    {
      *field = WILLOW_FIELD_JSON;
      return TRUE;
    }
  return willow_filter_find_field (parser->token.text, field);
}

/* "colour = red": a word with a comparison behind it that is no field. */
static gboolean
is_unknown_field (Parser *parser)
{
  const char *p = parser->at;

  while (*p == ' ')
    p++;
  return parser->token.kind == WILLOW_TOKEN_WORD &&
         (*p == '=' || *p == '<' || *p == '>' || *p == '~' || *p == ':' ||
          (*p == '!' && p[1] == '='));
}

static WillowFilterNode *
parse_test (Parser *parser)
{
  g_autoptr (WillowFilterNode) node = node_new (WILLOW_NODE_TEST, NULL, NULL);

  if (is_field (parser, &node->field))
    {
      if (node->field == WILLOW_FIELD_JSON && !take_path (parser, node))
        return NULL;
      return parse_comparison (parser, node) ? g_steal_pointer (&node) : NULL;
    }
  if (is_unknown_field (parser))
    return fail (parser,
                 WILLOW_FILTER_ERROR_FIELD,
                 _ ("There is no such field. A text with = < > ~ : in it is "
                    "written in quotes."));
  node->compare = parser->token.kind == WILLOW_TOKEN_REGEX
                      ? WILLOW_COMPARE_REGEX
                      : WILLOW_COMPARE_CONTAINS;
  return take_value (parser, node) ? g_steal_pointer (&node) : NULL;
}

static WillowFilterNode *
parse_group (Parser *parser)
{
  g_autoptr (WillowFilterNode) node = NULL;

  if (!advance (parser, FALSE))
    return NULL;
  node = parse_or (parser);
  if (node == NULL)
    return NULL;
  if (parser->token.kind != WILLOW_TOKEN_CLOSE)
    return fail (
        parser, WILLOW_FILTER_ERROR_SYNTAX, _ ("A ) is missing here."));
  return advance (parser, FALSE) ? g_steal_pointer (&node) : NULL;
}

static WillowFilterNode *
parse_not (Parser *parser)
{
  WillowFilterNode *node = NULL;

  if (++parser->depth > MAX_DEPTH)
    return fail (
        parser, WILLOW_FILTER_ERROR_TOO_LONG, _ ("Nested too deeply."));
  if (parser->token.kind == WILLOW_TOKEN_NOT)
    {
      if (advance (parser, FALSE))
        node = parse_not (parser);
      if (node != NULL)
        node = node_new (WILLOW_NODE_NOT, node, NULL);
    }
  else if (parser->token.kind == WILLOW_TOKEN_OPEN)
    node = parse_group (parser);
  else if (parser->token.kind == WILLOW_TOKEN_WORD ||
           parser->token.kind == WILLOW_TOKEN_QUOTED ||
           parser->token.kind == WILLOW_TOKEN_REGEX)
    node = parse_test (parser);
  else
    fail (parser,
          WILLOW_FILTER_ERROR_SYNTAX,
          _ ("A field or a text is missing here."));
  parser->depth--;
  return node;
}

/* Two that stand beside each other both have to hold. */
static gboolean
goes_on (const Parser *parser)
{
  return parser->token.kind != WILLOW_TOKEN_END &&
         parser->token.kind != WILLOW_TOKEN_OR &&
         parser->token.kind != WILLOW_TOKEN_CLOSE;
}

static WillowFilterNode *
parse_and (Parser *parser)
{
  g_autoptr (WillowFilterNode) node = parse_not (parser);

  while (node != NULL && goes_on (parser))
    {
      WillowFilterNode *right;

      if (parser->token.kind == WILLOW_TOKEN_AND && !advance (parser, FALSE))
        return NULL;
      right = parse_not (parser);
      if (right == NULL)
        return NULL;
      node = node_new (WILLOW_NODE_AND, g_steal_pointer (&node), right);
    }
  return g_steal_pointer (&node);
}

static WillowFilterNode *
parse_or (Parser *parser)
{
  g_autoptr (WillowFilterNode) node = parse_and (parser);

  while (node != NULL && parser->token.kind == WILLOW_TOKEN_OR)
    {
      WillowFilterNode *right = NULL;

      if (advance (parser, FALSE))
        right = parse_and (parser);
      if (right == NULL)
        return NULL;
      node = node_new (WILLOW_NODE_OR, g_steal_pointer (&node), right);
    }
  return g_steal_pointer (&node);
}

WillowFilterNode *
willow_filter_parse_nodes (const char *text, const char **at, GError **error)
{
  Parser parser = { .at = text, .error = error };
  g_autoptr (WillowFilterNode) node = NULL;

  if (strlen (text) > MAX_LENGTH_BYTES)
    {
      parser.token.start = text;
      fail (&parser, WILLOW_FILTER_ERROR_TOO_LONG, _ ("This is too long."));
    }
  else if (advance (&parser, FALSE))
    node = parse_or (&parser);
  if (node != NULL && parser.token.kind != WILLOW_TOKEN_END)
    {
      fail (
          &parser, WILLOW_FILTER_ERROR_SYNTAX, _ ("There is no ( for this )."));
      g_clear_pointer (&node, willow_filter_node_free);
    }
  *at = parser.at;
  willow_filter_token_clear (&parser.token);
  return g_steal_pointer (&node);
}
