/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-filter-overlap.h"

#include <string.h>

/* What stands for a level that both leave open. */
#define ANY_LEVEL "x"

/* Without "$share/NAME/". */
static const char *
get_inner (const char *filter)
{
  MqttSlice inner;

  return mqtt_topic_filter_split_shared (
             mqtt_slice_from_string (filter), NULL, &inner)
             ? (const char *)inner.data
             : filter;
}

/* The level that is both @a and @b, or NULL. (transfer none) */
static const char *
join_level (const char *a, const char *b)
{
  if (g_str_equal (a, "+"))
    return g_str_equal (b, "+") ? ANY_LEVEL : b;
  if (g_str_equal (b, "+") || g_str_equal (a, b))
    return a;
  return NULL;
}

/* One that goes on where the other one says "#": its own levels, wildcards
 * filled in. "a/#" is for "a" too. */
static void
append_rest (GString *topic, char **levels, gboolean is_first)
{
  for (guint i = 0; levels[i] != NULL && !g_str_equal (levels[i], "#"); i++)
    {
      if (!is_first || i > 0)
        g_string_append_c (topic, '/');
      g_string_append (topic,
                       g_str_equal (levels[i], "+") ? ANY_LEVEL : levels[i]);
    }
}

static gboolean
is_open_end (char **levels)
{
  return levels[0] != NULL && g_str_equal (levels[0], "#");
}

/* Walks both from their beginnings as long as both have named levels. */
static gboolean
join (GString *topic, char **a, char **b)
{
  guint i = 0;

  for (; a[i] != NULL && b[i] != NULL; i++)
    {
      const char *level;

      if (is_open_end (a + i) || is_open_end (b + i))
        break;
      level = join_level (a[i], b[i]);
      if (level == NULL)
        return FALSE;
      if (i > 0)
        g_string_append_c (topic, '/');
      g_string_append (topic, level);
    }
  if (is_open_end (a + i))
    append_rest (topic, b + i, i == 0);
  else if (is_open_end (b + i))
    append_rest (topic, a + i, i == 0);
  else
    return a[i] == NULL && b[i] == NULL;
  return TRUE;
}

static gboolean
matches (const char *filter, const char *topic)
{
  return mqtt_topic_filter_matches (mqtt_slice_from_string (filter),
                                    mqtt_slice_from_string (topic));
}

/* What is found is asked of the matcher itself: it knows of "$". */
char *
willow_filter_dup_common_topic (const char *a, const char *b)
{
  g_auto (GStrv) levels_a = g_strsplit (get_inner (a), "/", -1);
  g_auto (GStrv) levels_b = g_strsplit (get_inner (b), "/", -1);
  g_autoptr (GString) topic = g_string_new (NULL);

  if (!join (topic, levels_a, levels_b))
    return NULL;
  /* "#" and "#"; "#" and "/#", whose first level is empty */
  if (topic->len == 0)
    g_string_append (topic,
                     levels_a[0][0] != '\0' && levels_b[0][0] != '\0'
                         ? ANY_LEVEL
                         : "/" ANY_LEVEL);
  return matches (a, topic->str) && matches (b, topic->str)
             ? g_strdup (topic->str)
             : NULL;
}
