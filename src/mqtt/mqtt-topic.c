/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-topic.h"

#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-topic-rules.h"

#include <string.h>

static const char share_prefix[] = "$share/";
#define SHARE_PREFIX_BYTES (sizeof share_prefix - 1)

gboolean
mqtt_string_check (MqttSlice      text,
                   MqttVersion    version,
                   MqttViolation *violation)
{
  gsize offset = 0;

  if (version == MQTT_VERSION_3_1 || mqtt_utf8_is_valid (text, &offset))
    return TRUE;
  /* [MQTT-1.5.4-1] [MQTT-1.5.4-2], 3.1.1: [MQTT-1.5.3-1] [MQTT-1.5.3-2] */
  return mqtt_rule_break (text.data[offset] == '\0' ? MQTT_RULE_UTF8_NUL
                                                    : MQTT_RULE_UTF8_MALFORMED,
                          version,
                          offset,
                          violation);
}

/* Characters of a string that may be no UTF-8 at all. */
static gsize
count_characters (MqttSlice text)
{
  gsize n = 0;

  for (gsize i = 0; i < text.len; i++)
    n += (text.data[i] & 0xc0) != 0x80;
  return n;
}

static gboolean
check_length (MqttSlice      text,
              MqttVersion    version,
              MqttRule       empty,
              MqttViolation *violation)
{
  /* [MQTT-4.7.3-1] */
  if (text.len == 0)
    return mqtt_rule_break (empty, version, 0, violation);
  /* [MQTT-4.7.3-3] */
  if (text.len > MQTT_STRING_MAX_BYTES)
    return mqtt_rule_break (MQTT_RULE_TOPIC_TOO_LONG, version, 0, violation);
  return TRUE;
}

gboolean
mqtt_topic_name_check (MqttSlice      topic,
                       MqttVersion    version,
                       MqttRule       wildcard,
                       MqttRule       empty,
                       MqttViolation *violation)
{
  if (!check_length (topic, version, empty, violation) ||
      !mqtt_string_check (topic, version, violation))
    return FALSE;
  for (gsize i = 0; i < topic.len; i++)
    {
      /* [MQTT-4.7.0-1] [MQTT-3.3.2-2], 3.1.1: [MQTT-4.7.1-1] */
      if (topic.data[i] == '+' || topic.data[i] == '#')
        return mqtt_rule_break (wildcard, version, i, violation);
    }
  if (version == MQTT_VERSION_3_1 && topic.len > MQTT_3_1_TOPIC_MAX_CHARS &&
      count_characters (topic) > MQTT_3_1_TOPIC_MAX_CHARS)
    return mqtt_rule_break (MQTT_RULE_TOPIC_3_1_TOO_LONG,
                            version,
                            MQTT_3_1_TOPIC_MAX_CHARS,
                            violation);
  return TRUE;
}

static gboolean
check_wildcards (MqttSlice      filter,
                 MqttVersion    version,
                 gsize          start,
                 MqttViolation *violation)
{
  for (gsize i = start; i < filter.len; i++)
    {
      gboolean starts = i == start || filter.data[i - 1] == '/';
      gboolean last = i + 1 == filter.len;

      /* [MQTT-4.7.1-1], 3.1.1: [MQTT-4.7.1-2] */
      if (filter.data[i] == '#' && !(starts && last))
        return mqtt_rule_break (
            MQTT_RULE_FILTER_MULTI_LEVEL, version, i, violation);
      /* [MQTT-4.7.1-2], 3.1.1: [MQTT-4.7.1-3] */
      if (filter.data[i] == '+' &&
          !(starts && (last || filter.data[i + 1] == '/')))
        return mqtt_rule_break (
            MQTT_RULE_FILTER_SINGLE_LEVEL, version, i, violation);
    }
  return TRUE;
}

static gboolean
has_share_prefix (MqttSlice filter)
{
  return filter.len >= SHARE_PREFIX_BYTES &&
         memcmp (filter.data, share_prefix, SHARE_PREFIX_BYTES) == 0;
}

/* @start: (out): where the Topic Filter behind the ShareName begins */
static gboolean
check_share_name (MqttSlice      filter,
                  MqttVersion    version,
                  gsize         *start,
                  MqttViolation *violation)
{
  gsize at = SHARE_PREFIX_BYTES;

  while (at < filter.len && filter.data[at] != '/')
    {
      /* [MQTT-4.8.2-2] */
      if (filter.data[at] == '+' || filter.data[at] == '#')
        return mqtt_rule_break (
            MQTT_RULE_SHARE_NAME_CHARACTERS, version, at, violation);
      at++;
    }
  /* [MQTT-4.8.2-1] */
  if (at == SHARE_PREFIX_BYTES)
    return mqtt_rule_break (MQTT_RULE_SHARE_NAME_EMPTY, version, at, violation);
  /* [MQTT-4.8.2-2] */
  if (at + 1 >= filter.len)
    return mqtt_rule_break (
        MQTT_RULE_SHARE_FILTER_MISSING, version, at, violation);
  *start = at + 1;
  return TRUE;
}

gboolean
mqtt_topic_filter_check (MqttSlice      filter,
                         MqttVersion    version,
                         MqttViolation *violation)
{
  gsize start = 0;

  if (!check_length (filter, version, MQTT_RULE_TOPIC_EMPTY, violation) ||
      !mqtt_string_check (filter, version, violation))
    return FALSE;
  if (version == MQTT_VERSION_5_0 && has_share_prefix (filter) &&
      !check_share_name (filter, version, &start, violation))
    return FALSE;
  return check_wildcards (filter, version, start, violation);
}

gboolean
mqtt_topic_name_is_valid (MqttSlice topic, MqttViolation *violation)
{
  return mqtt_topic_name_check (topic,
                                MQTT_VERSION_5_0,
                                MQTT_RULE_TOPIC_NAME_WILDCARD,
                                MQTT_RULE_TOPIC_EMPTY,
                                violation);
}

gboolean
mqtt_topic_filter_is_valid (MqttSlice filter, MqttViolation *violation)
{
  return mqtt_topic_filter_check (filter, MQTT_VERSION_5_0, violation);
}

/**
 * mqtt_topic_filter_has_wildcard:
 * @filter: valid
 */
gboolean
mqtt_topic_filter_has_wildcard (MqttSlice filter)
{
  return filter.len > 0 && (memchr (filter.data, '+', filter.len) != NULL ||
                            memchr (filter.data, '#', filter.len) != NULL);
}

gboolean
mqtt_topic_filter_split_shared (MqttSlice  filter,
                                MqttSlice *share_name,
                                MqttSlice *inner)
{
  const guint8 *name, *slash;
  gsize         rest;

  if (!has_share_prefix (filter))
    return FALSE;
  name = filter.data + SHARE_PREFIX_BYTES;
  rest = filter.len - SHARE_PREFIX_BYTES;
  slash = rest > 0 ? memchr (name, '/', rest) : NULL;
  if (slash == NULL)
    return FALSE;
  if (share_name != NULL)
    *share_name = (MqttSlice){ name, (gsize)(slash - name) };
  if (inner != NULL)
    *inner = (MqttSlice){ slash + 1, rest - (gsize)(slash - name) - 1 };
  return TRUE;
}

guint
mqtt_topic_count_levels (MqttSlice topic)
{
  guint levels = 1;

  for (gsize i = 0; i < topic.len; i++)
    levels += topic.data[i] == '/';
  return levels;
}

/* Levels one by one, bytes compared as they are [MQTT-4.7.3-4]. */
static gboolean
levels_match (MqttSlice filter, MqttSlice topic)
{
  gsize f = 0, t = 0;

  for (;;)
    {
      if (f < filter.len && filter.data[f] == '#')
        return TRUE;
      if (f < filter.len && filter.data[f] == '+')
        {
          f++;
          while (t < topic.len && topic.data[t] != '/')
            t++;
        }
      for (; f < filter.len && filter.data[f] != '/'; f++, t++)
        {
          if (t >= topic.len || topic.data[t] != filter.data[f])
            return FALSE;
        }
      if (f == filter.len)
        return t == topic.len;
      /* "sport/#" is for "sport" too (4.7.1.2). */
      if (t == topic.len)
        return filter.len - f == 2 && filter.data[f + 1] == '#';
      if (topic.data[t] != '/')
        return FALSE;
      f++, t++;
    }
}

gboolean
mqtt_topic_filter_matches (MqttSlice filter, MqttSlice topic)
{
  MqttSlice inner;

  if (mqtt_topic_filter_split_shared (filter, NULL, &inner))
    filter = inner;
  if (filter.len == 0 || topic.len == 0)
    return FALSE;
  /* [MQTT-4.7.2-1] */
  if (topic.data[0] == '$' && (filter.data[0] == '+' || filter.data[0] == '#'))
    return FALSE;
  return levels_match (filter, topic);
}
