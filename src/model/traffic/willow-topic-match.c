/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/traffic/willow-topic-match.h"

#include <glib/gi18n-lib.h>

static void
level_free (WillowMatchLevel *level)
{
  g_free (level->filter);
  g_free (level->topic);
  g_free (level);
}

static void
add_level (GPtrArray         *levels,
           WillowLevelVerdict verdict,
           const char        *filter,
           const char        *topic)
{
  WillowMatchLevel *level = g_new (WillowMatchLevel, 1);

  *level = (WillowMatchLevel){ verdict, g_strdup (filter), g_strdup (topic) };
  g_ptr_array_add (levels, level);
}

static gboolean
is_good (WillowLevelVerdict verdict)
{
  return verdict == WILLOW_LEVEL_SAME || verdict == WILLOW_LEVEL_ANY ||
         verdict == WILLOW_LEVEL_REST;
}

static WillowLevelVerdict
judge (const char *filter, const char *topic, guint level)
{
  gboolean is_wildcard = g_str_equal (filter, "+") || g_str_equal (filter, "#");

  if (topic == NULL)
    return g_str_equal (filter, "#") ? WILLOW_LEVEL_REST : WILLOW_LEVEL_MISSING;
  if (level == 0 && is_wildcard && topic[0] == '$')
    return WILLOW_LEVEL_DOLLAR;
  if (g_str_equal (filter, "#"))
    return WILLOW_LEVEL_REST;
  if (g_str_equal (filter, "+"))
    return WILLOW_LEVEL_ANY;
  return g_str_equal (filter, topic) ? WILLOW_LEVEL_SAME : WILLOW_LEVEL_DIFFERS;
}

/* The levels that explain what the core has said: it is the one that decides.
 */
static GPtrArray *
compare_levels (const char *filter, const char *topic)
{
  g_auto (GStrv) filters = g_strsplit (filter, "/", -1);
  g_auto (GStrv) topics = g_strsplit (topic, "/", -1);
  guint      n_topics = g_strv_length (topics);
  GPtrArray *levels =
      g_ptr_array_new_with_free_func ((GDestroyNotify)level_free);

  for (guint i = 0; filters[i] != NULL; i++)
    {
      const char        *level = i < n_topics ? topics[i] : NULL;
      WillowLevelVerdict verdict = judge (filters[i], level, i);
      g_autofree char   *rest = NULL;

      if (verdict == WILLOW_LEVEL_REST && level != NULL)
        rest = g_strjoinv ("/", topics + i);
      add_level (levels, verdict, filters[i], rest != NULL ? rest : level);
      if (verdict == WILLOW_LEVEL_REST || !is_good (verdict))
        return levels;
      if (filters[i + 1] == NULL && i + 1 < n_topics)
        add_level (levels, WILLOW_LEVEL_MORE, NULL, topics[i + 1]);
    }
  return levels;
}

gboolean
willow_topic_match_levels_agree (const WillowTopicMatch *match)
{
  const WillowMatchLevel *last;

  if (match->levels->len == 0)
    return !match->matches;
  last = g_ptr_array_index (match->levels, match->levels->len - 1);
  return is_good (last->verdict) == match->matches;
}

/* (transfer full) */
static char *
tell_last (const WillowTopicMatch *match)
{
  guint                   n = match->levels->len;
  const WillowMatchLevel *last = g_ptr_array_index (match->levels, n - 1);

  switch (last->verdict)
    {
    case WILLOW_LEVEL_DIFFERS:
      return g_strdup_printf (_ ("Level %u is “%s”; the filter wants “%s”."),
                              n,
                              last->topic,
                              last->filter);
    case WILLOW_LEVEL_MISSING:
      return g_strdup_printf (
          _ ("The topic ends before level %u; the filter wants “%s” there."),
          n,
          last->filter);
    case WILLOW_LEVEL_MORE:
      return g_strdup_printf (
          _ ("The topic goes on with level %u, “%s”; the filter has ended."),
          n,
          last->topic);
    case WILLOW_LEVEL_DOLLAR:
      return g_strdup_printf (
          _ ("“%s” at the start does not match topics that begin with “$” "
             "[MQTT-4.7.2-1]."),
          last->filter);
    case WILLOW_LEVEL_REST:
      return last->topic == NULL
                 ? g_strdup (_ ("“#” stands for what is below, and for the "
                                "level above it."))
                 : g_strdup_printf (_ ("“#” stands for “%s”."), last->topic);
    case WILLOW_LEVEL_SAME:
    case WILLOW_LEVEL_ANY:
    default:
      return g_strdup (_ ("All levels match."));
    }
}

/* (transfer full) (nullable): what makes it none to be matched at all */
static char *
find_mistake (const char *filter, const char *topic)
{
  MqttSlice     slice = mqtt_slice_from_string (topic);
  MqttViolation violation;

  if (!mqtt_topic_filter_is_valid (mqtt_slice_from_string (filter), &violation))
    return g_strdup_printf (_ ("Not a valid filter: %s"), _ (violation.text));
  if (mqtt_topic_filter_has_wildcard (slice))
    return g_strdup (_ ("Messages are not published to “+” or “#”: this is no "
                        "topic."));
  if (!mqtt_topic_name_is_valid (slice, &violation))
    return g_strdup_printf (_ ("Not a valid topic: %s"), _ (violation.text));
  return NULL;
}

WillowTopicMatch *
willow_topic_match_new (const char *filter, const char *topic)
{
  WillowTopicMatch *match = g_new0 (WillowTopicMatch, 1);
  MqttSlice         slice = mqtt_slice_from_string (filter);
  MqttSlice         inner = slice;

  match->sentence = find_mistake (filter, topic);
  if (match->sentence != NULL)
    {
      match->levels = g_ptr_array_new ();
      return match;
    }
  match->matches =
      mqtt_topic_filter_matches (slice, mqtt_slice_from_string (topic));
  mqtt_topic_filter_split_shared (slice, NULL, &inner);
  match->levels = compare_levels ((const char *)inner.data, topic);
  match->sentence = tell_last (match);
  return match;
}

void
willow_topic_match_free (WillowTopicMatch *match)
{
  g_ptr_array_unref (match->levels);
  g_free (match->sentence);
  g_free (match);
}
