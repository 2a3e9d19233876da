/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a bridge shares, and under which names. */
#include "broker/bridge/willow-broker-bridge-config.h"

#include "mqtt/mqtt-topic.h"

#include <glib/gi18n.h>
#include <stdarg.h>
#include <string.h>

#define MAX_WORDS 5

static gboolean G_GNUC_PRINTF (2, 3)
    fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (
        G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, arguments);
  va_end (arguments);
  return FALSE;
}

char *
willow_bridge_topic_dup_local (const WillowBridgeTopic *topic)
{
  return g_strconcat (topic->local_prefix, topic->pattern, NULL);
}

char *
willow_bridge_topic_dup_remote (const WillowBridgeTopic *topic)
{
  return g_strconcat (topic->remote_prefix, topic->pattern, NULL);
}

static gboolean
check_topic (const WillowBridgeTopic *topic, GError **error)
{
  const char *prefixes[] = { topic->local_prefix, topic->remote_prefix };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_autofree char *filter = g_strconcat (prefixes[i], topic->pattern, NULL);

      if (strpbrk (prefixes[i], "#+") != NULL)
        return fail (error, _ ("The prefix “%s” has a wildcard."), prefixes[i]);
      if (!mqtt_topic_filter_is_valid (mqtt_slice_from_string (filter), NULL) ||
          mqtt_topic_filter_split_shared (
              mqtt_slice_from_string (filter), NULL, NULL))
        return fail (error, _ ("“%s” is not a valid Topic Filter."), filter);
    }
  return TRUE;
}

gboolean
willow_broker_bridge_config_add_topic (WillowBrokerBridgeConfig *config,
                                       const WillowBridgeTopic  *topic,
                                       GError                  **error)
{
  WillowBridgeTopic *copy;

  if (!check_topic (topic, error))
    return FALSE;
  copy = g_new0 (WillowBridgeTopic, 1);
  *copy = *topic;
  copy->pattern = g_strdup (topic->pattern);
  copy->local_prefix = g_strdup (topic->local_prefix);
  copy->remote_prefix = g_strdup (topic->remote_prefix);
  g_ptr_array_add (config->topics, copy);
  return TRUE;
}

static gboolean
parse_direction (const char            *word,
                 WillowBridgeDirection *direction,
                 GError               **error)
{
  if (g_str_equal (word, "out"))
    *direction = WILLOW_BRIDGE_OUT;
  else if (g_str_equal (word, "in"))
    *direction = WILLOW_BRIDGE_IN;
  else if (g_str_equal (word, "both"))
    *direction = WILLOW_BRIDGE_BOTH;
  else
    return fail (
        error, _ ("A direction is out, in or both, and not “%s”."), word);
  return TRUE;
}

static gboolean
parse_qos (const char *word, MqttQos *qos, GError **error)
{
  if (word[0] < '0' || word[0] > '2' || word[1] != '\0')
    return fail (error, _ ("QoS is 0, 1 or 2, and not “%s”."), word);
  *qos = (MqttQos)(word[0] - '0');
  return TRUE;
}

static char *
get_prefix (char *word)
{
  return g_str_equal (word, "\"\"") ? (char *)"" : word;
}

gboolean
willow_broker_bridge_config_add_line (WillowBrokerBridgeConfig *config,
                                      const char               *line,
                                      GError                  **error)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t", -1);
  char             *word[MAX_WORDS];
  guint             n = 0;
  WillowBridgeTopic topic = { .direction = WILLOW_BRIDGE_OUT,
                              .local_prefix = (char *)"",
                              .remote_prefix = (char *)"" };

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (words[i][0] == '\0')
        continue;
      if (n == MAX_WORDS)
        return fail (error, _ ("“%s” has too many words."), line);
      word[n++] = words[i];
    }
  if (n == 0)
    return fail (error, _ ("“%s” has no topic."), line);
  topic.pattern = get_prefix (word[0]);
  if ((n > 1 && !parse_direction (word[1], &topic.direction, error)) ||
      (n > 2 && !parse_qos (word[2], &topic.qos, error)))
    return FALSE;
  if (n > 3)
    topic.local_prefix = get_prefix (word[3]);
  if (n > 4)
    topic.remote_prefix = get_prefix (word[4]);
  return willow_broker_bridge_config_add_topic (config, &topic, error);
}

/* "a/#" matches "a" too, which does not begin with the prefix "a/". */
static gboolean
matches (const WillowBridgeTopic *topic, const char *prefix, MqttSlice name)
{
  g_autofree char *filter = g_strconcat (prefix, topic->pattern, NULL);
  gsize            len = strlen (prefix);

  return mqtt_topic_filter_matches (mqtt_slice_from_string (filter), name) &&
         name.len >= len && memcmp (name.data, prefix, len) == 0;
}

char *
willow_broker_bridge_config_map (const WillowBrokerBridgeConfig *config,
                                 WillowBridgeDirection           direction,
                                 MqttSlice                       name,
                                 const WillowBridgeTopic       **found)
{
  for (guint i = 0; i < config->topics->len; i++)
    {
      const WillowBridgeTopic *topic = g_ptr_array_index (config->topics, i);
      gboolean                 is_out = direction == WILLOW_BRIDGE_OUT;
      const char *from = is_out ? topic->local_prefix : topic->remote_prefix;
      const char *to = is_out ? topic->remote_prefix : topic->local_prefix;
      gsize       len = strlen (from);
      g_autofree char *rest = NULL;

      if ((topic->direction & direction) == 0 || !matches (topic, from, name))
        continue;
      if (found != NULL)
        *found = topic;
      rest = g_strndup ((const char *)name.data + len, name.len - len);
      return rest[0] != '\0' || to[0] != '\0' ? g_strconcat (to, rest, NULL)
                                              : NULL;
    }
  return NULL;
}
