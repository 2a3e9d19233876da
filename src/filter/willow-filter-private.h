/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "filter/willow-filter.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Inside src/filter: an expression as a tree. */

typedef enum
{
  WILLOW_FIELD_ANYWHERE, /* a bare text: Topic Name, payload or all bytes */
  WILLOW_FIELD_TOPIC,
  WILLOW_FIELD_PAYLOAD,
  WILLOW_FIELD_JSON,
  WILLOW_FIELD_TYPE,
  WILLOW_FIELD_DIRECTION,
  WILLOW_FIELD_QOS,
  WILLOW_FIELD_RETAINED,
  WILLOW_FIELD_DUP,
  WILLOW_FIELD_SIZE,
  WILLOW_FIELD_LENGTH,
  WILLOW_FIELD_ID,
  WILLOW_FIELD_CODE,
  WILLOW_FIELD_CONNECTION,
  WILLOW_FIELD_TIME,
} WillowFilterField;

typedef enum
{
  WILLOW_COMPARE_IS_THERE,
  WILLOW_COMPARE_EQUAL,
  WILLOW_COMPARE_UNEQUAL,
  WILLOW_COMPARE_LESS,
  WILLOW_COMPARE_AT_MOST,
  WILLOW_COMPARE_MORE,
  WILLOW_COMPARE_AT_LEAST,
  WILLOW_COMPARE_CONTAINS,
  WILLOW_COMPARE_REGEX,
} WillowFilterCompare;

typedef enum
{
  WILLOW_NODE_TEST,
  WILLOW_NODE_NOT,
  WILLOW_NODE_AND,
  WILLOW_NODE_OR,
} WillowFilterNodeKind;

typedef struct _WillowFilterNode WillowFilterNode;
struct _WillowFilterNode
{
  WillowFilterNodeKind kind;
  WillowFilterNode    *left;
  WillowFilterNode    *right;

  /* of a test */
  WillowFilterField   field;
  WillowFilterCompare compare;
  GBytes             *bytes;     /* (nullable): text, or what hex: said */
  gboolean            fold_case; /* ASCII letters of either case */
  gboolean            has_number;
  double              number;
  gint64              time_us;     /* of TIME */
  gboolean            time_of_day; /* time_us counts from local midnight */
  gint64              zone_us;     /* what is added to UTC for local time */
  GRegex             *regex;       /* (nullable) */
  JsonPath           *path;        /* (nullable) */
};

/* (nullable) */
void willow_filter_node_free (WillowFilterNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowFilterNode, willow_filter_node_free)

/* One word of an expression. */
typedef enum
{
  WILLOW_TOKEN_END,
  WILLOW_TOKEN_OPEN,
  WILLOW_TOKEN_CLOSE,
  WILLOW_TOKEN_COMPARE,
  WILLOW_TOKEN_AND,
  WILLOW_TOKEN_OR,
  WILLOW_TOKEN_NOT,
  WILLOW_TOKEN_WORD,
  WILLOW_TOKEN_QUOTED,
  WILLOW_TOKEN_REGEX,
} WillowFilterTokenKind;

typedef struct
{
  WillowFilterTokenKind kind;
  WillowFilterCompare   compare;
  char                 *text; /* (nullable): of words, quotes, expressions */
  const char           *start;
} WillowFilterToken;

void willow_filter_token_clear (WillowFilterToken *token);

/* Reads the token at @at, which is moved behind it. @is_value: what follows a
 * comparison: there a word goes on to the next space or parenthesis. On an
 * error @at is where it is. */
gboolean willow_filter_scan (const char       **at,
                             gboolean           is_value,
                             WillowFilterToken *token,
                             GError           **error);

/* The field of that name, or %FALSE. */
gboolean willow_filter_find_field (const char *name, WillowFilterField *field);

/* Takes @text, which begins with a $, as the path of @node. */
gboolean willow_filter_take_path (WillowFilterNode *node,
                                  const char       *text,
                                  GError          **error);

/* Takes the value in @token into @node, which has its field and comparison. */
gboolean willow_filter_take_value (WillowFilterNode        *node,
                                   const WillowFilterToken *token,
                                   GError                 **error);

/* (transfer full) (nullable) */
WillowFilterNode *
willow_filter_parse_nodes (const char *text, const char **at, GError **error);

/* Whether @node, a test of JSON, holds for @payload. */
gboolean willow_filter_json_matches (const WillowFilterNode *node,
                                     MqttSlice               payload);
/* Whether texts are as @node wants them. */
gboolean willow_filter_text_matches (const WillowFilterNode *node,
                                     MqttSlice               text);
gboolean willow_filter_number_matches (const WillowFilterNode *node,
                                       double                  number);
/* Whether @text has the bytes of @node in it. */
gboolean willow_filter_text_contains (const WillowFilterNode *node,
                                      MqttSlice               text);

gboolean willow_filter_node_matches (const WillowFilterNode    *node,
                                     const WillowFilterSubject *subject);

G_GNUC_PRINTF (3, 4)
gboolean willow_filter_fail (GError          **error,
                             WillowFilterError code,
                             const char       *format,
                             ...);

G_END_DECLS
