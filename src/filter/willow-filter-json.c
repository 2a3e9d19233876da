/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "filter/willow-filter-private.h"

#include <string.h>

/* The parser recurses: what is nested deeper is not looked into. */
#define MAX_DEPTH 200u

/* Cheap, and true of everything that is JSON: whether it can be worth reading.
 */
static gboolean
may_be_json (MqttSlice payload)
{
  guint depth = 0;
  guint deepest = 0;
  gsize first = 0;

  while (first < payload.len && g_ascii_isspace ((char)payload.data[first]))
    first++;
  if (first == payload.len ||
      (payload.data[first] != '{' && payload.data[first] != '['))
    return FALSE;
  for (gsize i = first; i < payload.len; i++)
    if (payload.data[i] == '{' || payload.data[i] == '[')
      deepest = MAX (deepest, ++depth);
    else if ((payload.data[i] == '}' || payload.data[i] == ']') && depth > 0)
      depth--;
  return deepest <= MAX_DEPTH;
}

static gboolean
value_matches (const WillowFilterNode *node, JsonNode *value)
{
  GType       type = json_node_get_value_type (value);
  const char *text = NULL;

  if (type == G_TYPE_STRING)
    text = json_node_get_string (value);
  else if (type == G_TYPE_BOOLEAN)
    text = json_node_get_boolean (value) ? "true" : "false";
  else if (node->has_number)
    return willow_filter_number_matches (node, json_node_get_double (value));
  if (text == NULL) /* a number against a text */
    return node->compare == WILLOW_COMPARE_UNEQUAL;
  if (node->compare != WILLOW_COMPARE_EQUAL &&
      node->compare != WILLOW_COMPARE_UNEQUAL &&
      node->compare != WILLOW_COMPARE_CONTAINS &&
      node->compare != WILLOW_COMPARE_REGEX)
    return FALSE; /* a text has no order */
  return willow_filter_text_matches (node, mqtt_slice_from_string (text));
}

static gboolean
member_matches (const WillowFilterNode *node, JsonNode *found)
{
  if (node->compare == WILLOW_COMPARE_IS_THERE)
    return TRUE;
  if (JSON_NODE_HOLDS_NULL (found))
    return willow_filter_text_matches (node, mqtt_slice_from_string ("null"));
  if (!JSON_NODE_HOLDS_VALUE (found))
    return node->compare == WILLOW_COMPARE_UNEQUAL;
  return value_matches (node, found);
}

gboolean
willow_filter_json_matches (const WillowFilterNode *node, MqttSlice payload)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (JsonNode) found = NULL;
  JsonArray *all;

  if (!may_be_json (payload) ||
      !g_utf8_validate_len ((const char *)payload.data, payload.len, NULL))
    return FALSE;
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (
          parser, (const char *)payload.data, (gssize)payload.len, NULL))
    return FALSE;
  found = json_path_match (node->path, json_parser_get_root (parser));
  all = json_node_get_array (found);
  for (guint i = 0; i < json_array_get_length (all); i++)
    if (member_matches (node, json_array_get_element (all, i)))
      return TRUE;
  return FALSE;
}
