/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include "mqtt/mqtt-topic.h"

#include <string.h>

static gboolean
levels_match (char **filter, char **topic)
{
  for (; *filter != NULL; filter++, topic++)
    {
      if (g_str_equal (*filter, "#"))
        return TRUE;
      if (*topic == NULL ||
          !(g_str_equal (*filter, "+") || g_str_equal (*filter, *topic)))
        return FALSE;
    }
  return *topic == NULL;
}

/* [MQTT-4.7.2-1] and 4.7.1 on lists of levels. */
static gboolean
expected_match (MqttSlice filter, MqttSlice topic)
{
  g_autofree char *filter_text = mqtt_slice_dup_string (filter);
  g_autofree char *topic_text = mqtt_slice_dup_string (topic);
  g_auto (GStrv) filter_levels = g_strsplit (filter_text, "/", -1);
  g_auto (GStrv) topic_levels = g_strsplit (topic_text, "/", -1);

  if (topic.data[0] == '$' && (filter.data[0] == '+' || filter.data[0] == '#'))
    return FALSE;
  return levels_match (filter_levels, topic_levels);
}

static void
check_violation (gboolean valid, const MqttViolation *violation, gsize len)
{
  if (valid)
    return;
  g_assert_cmpuint (violation->offset, <=, len);
  g_assert_cmpstr (violation->id, !=, "");
}

/* A filter, a line feed, a topic. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *feed = size > 0 ? memchr (data, '\n', size) : NULL;
  MqttSlice     filter, topic, share_name, inner;
  MqttViolation violation = { 0 };
  gboolean      filter_valid, topic_valid;

  if (feed == NULL)
    return 0;
  filter = (MqttSlice){ data, (gsize)(feed - data) };
  topic = (MqttSlice){ feed + 1, size - filter.len - 1 };
  filter_valid = mqtt_topic_filter_is_valid (filter, &violation);
  check_violation (filter_valid, &violation, filter.len);
  topic_valid = mqtt_topic_name_is_valid (topic, &violation);
  check_violation (topic_valid, &violation, topic.len);
  /* must live with what is not valid too */
  mqtt_topic_filter_matches (filter, topic);
  if (!filter_valid || !topic_valid)
    return 0;
  g_assert_true (mqtt_topic_filter_matches (topic, topic) ||
                 g_str_has_prefix ((const char *)topic.data, "$share/"));
  inner = filter;
  if (mqtt_topic_filter_split_shared (filter, &share_name, &inner))
    g_assert_cmpuint (share_name.len, >, 0);
  g_assert_cmpint (mqtt_topic_filter_matches (filter, topic),
                   ==,
                   expected_match (inner, topic));
  return 0;
}
