/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem() */
#include "filter/willow-filter-private.h"

#include <string.h>

static const void *
find_folded (const guint8 *text, gsize len, const guint8 *wanted, gsize n)
{
  guint8 first[2] = { wanted[0], (guint8)g_ascii_toupper ((char)wanted[0]) };

  for (gsize i = 0; i + n <= len; i++)
    {
      if (text[i] != first[0] && text[i] != first[1])
        continue;
      if (g_ascii_strncasecmp (
              (const char *)text + i, (const char *)wanted, n) == 0)
        return text + i;
    }
  return NULL;
}

/* g_ascii_strncasecmp() stops at a zero byte, and so may be told only of texts
 * without one. */
static gboolean
has_zero (const guint8 *text, gsize len)
{
  return memchr (text, 0, len) != NULL;
}

gboolean
willow_filter_text_contains (const WillowFilterNode *node, MqttSlice text)
{
  gsize         n;
  const guint8 *wanted = g_bytes_get_data (node->bytes, &n);

  if (n == 0)
    return TRUE;
  if (text.data == NULL || text.len < n)
    return FALSE;
  if (node->fold_case && !has_zero (wanted, n))
    return find_folded (text.data, text.len, wanted, n) != NULL;
  return memmem (text.data, text.len, wanted, n) != NULL;
}

gboolean
willow_filter_text_matches (const WillowFilterNode *node, MqttSlice text)
{
  gsize         n = 0;
  const guint8 *wanted = NULL;
  gboolean      same;

  if (node->compare == WILLOW_COMPARE_REGEX)
    return g_regex_match_full (node->regex,
                               text.len > 0 ? (const char *)text.data : "",
                               (gssize)text.len,
                               0,
                               0,
                               NULL,
                               NULL);
  if (node->compare == WILLOW_COMPARE_CONTAINS)
    return willow_filter_text_contains (node, text);
  wanted = g_bytes_get_data (node->bytes, &n);
  same = n == text.len && (n == 0 || memcmp (wanted, text.data, n) == 0);
  return same == (node->compare == WILLOW_COMPARE_EQUAL);
}

gboolean
willow_filter_number_matches (const WillowFilterNode *node, double number)
{
  switch (node->compare)
    {
    case WILLOW_COMPARE_EQUAL:
      return number == node->number;
    case WILLOW_COMPARE_UNEQUAL:
      return number != node->number;
    case WILLOW_COMPARE_LESS:
      return number < node->number;
    case WILLOW_COMPARE_AT_MOST:
      return number <= node->number;
    case WILLOW_COMPARE_MORE:
      return number > node->number;
    case WILLOW_COMPARE_AT_LEAST:
      return number >= node->number;
    case WILLOW_COMPARE_IS_THERE:
      return number != 0;
    case WILLOW_COMPARE_CONTAINS:
    case WILLOW_COMPARE_REGEX:
    default:
      return FALSE;
    }
}
