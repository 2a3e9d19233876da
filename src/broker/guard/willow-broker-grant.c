/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/guard/willow-broker-grant.h"

#include "mqtt/mqtt-filter-tree.h"
#include "mqtt/mqtt-topic.h"

#include <string.h>

/* What a rule says, and what the rules that match a topic say together: those
 * of the user in the low bits, patterns above. */
#define PATTERN_SHIFT 4
#define ALL_BITS 0xffu

struct _WillowBrokerGrant
{
  MqttFilterTree *rules;       /* key: access bits */
  GPtrArray      *may;         /* filters of "subscribe" */
  GPtrArray      *may_not;     /* and of "deny", in case there is such a rule */
  GString        *last_topic;  /* what was asked last … */
  guint           last_access; /* … and the answer */
};

static gboolean
is_dangerous (const char *name)
{
  return name != NULL && strpbrk (name, "+#") != NULL;
}

/* %u and %c, as whole levels or as parts of them. (nullable): %NULL where there
 * is no user name to fill in. */
static char *
fill_in (const char *filter, const char *user_name, const char *client_id)
{
  g_autoptr (GString) filled = g_string_new (NULL);

  for (const char *p = filter; *p != '\0'; p++)
    {
      if (p[0] == '%' && p[1] == 'c')
        g_string_append (filled, client_id);
      else if (p[0] == '%' && p[1] == 'u' && user_name == NULL)
        return NULL;
      else if (p[0] == '%' && p[1] == 'u')
        g_string_append (filled, user_name);
      else
        {
          g_string_append_c (filled, *p);
          continue;
        }
      p++;
    }
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static void
take_filter (WillowBrokerGrant *grant, char *filter, guint bits)
{
  MqttSlice slice = mqtt_slice_from_string (filter);

  /* Names can make it too long or too deep: then it matches nothing. */
  if (!mqtt_topic_filter_is_valid (slice, NULL))
    {
      g_free (filter);
      return;
    }
  mqtt_filter_tree_insert (
      grant->rules, slice, GUINT_TO_POINTER (bits), GUINT_TO_POINTER (bits));
  if (((bits | bits >> PATTERN_SHIFT) & WILLOW_ACCESS_SUBSCRIBE) != 0)
    g_ptr_array_add (grant->may, filter);
  else if (((bits | bits >> PATTERN_SHIFT) & WILLOW_ACCESS_DENY) != 0)
    g_ptr_array_add (grant->may_not, filter);
  else
    g_free (filter);
}

WillowBrokerGrant *
willow_broker_grant_new (const WillowBrokerAccess *access,
                         const char               *user_name,
                         const char               *client_id)
{
  WillowBrokerGrant *grant;
  GPtrArray         *rules;
  /* A name with wildcards in it must not widen a pattern. */
  gboolean no_patterns = is_dangerous (user_name) || is_dangerous (client_id);

  if (access == NULL || !willow_broker_access_has_rules (access))
    return NULL;
  grant = g_new0 (WillowBrokerGrant, 1);
  grant->rules = mqtt_filter_tree_new (NULL);
  grant->may = g_ptr_array_new_with_free_func (g_free);
  grant->may_not = g_ptr_array_new_with_free_func (g_free);
  grant->last_topic = g_string_new (NULL);
  rules = willow_broker_access_get_rules (access);
  for (guint i = 0; i < rules->len; i++)
    {
      const WillowAccessRule *rule = g_ptr_array_index (rules, i);
      char                   *filter = NULL;

      if (rule->is_pattern && !no_patterns)
        filter = fill_in (rule->filter, user_name, client_id);
      else if (!rule->is_pattern && g_strcmp0 (rule->user_name, user_name) == 0)
        filter = g_strdup (rule->filter);
      if (filter != NULL)
        take_filter (grant,
                     filter,
                     (guint)rule->access
                         << (rule->is_pattern ? PATTERN_SHIFT : 0));
    }
  return grant;
}

void
willow_broker_grant_free (WillowBrokerGrant *grant)
{
  mqtt_filter_tree_free (grant->rules);
  g_ptr_array_unref (grant->may);
  g_ptr_array_unref (grant->may_not);
  g_string_free (grant->last_topic, TRUE);
  g_free (grant);
}

static void
collect_cb (gconstpointer key, gpointer value, gpointer user_data)
{
  *(guint *)user_data |= GPOINTER_TO_UINT (value);
}

/* Deny first, then the user's own rules before the patterns. */
static guint
decide (guint bits)
{
  guint own = bits & (ALL_BITS >> PATTERN_SHIFT);
  guint patterns = bits >> PATTERN_SHIFT;

  if ((own & WILLOW_ACCESS_DENY) != 0)
    return 0;
  return (patterns & WILLOW_ACCESS_DENY) != 0 ? own : own | patterns;
}

gboolean
willow_broker_grant_allows (WillowBrokerGrant *grant,
                            MqttSlice          topic,
                            WillowAccess       wanted)
{
  guint bits = 0;

  if (grant == NULL)
    return TRUE;
  if (topic.len != grant->last_topic->len ||
      memcmp (topic.data, grant->last_topic->str, topic.len) != 0)
    {
      mqtt_filter_tree_match (grant->rules, topic, collect_cb, &bits);
      grant->last_access = decide (bits);
      g_string_truncate (grant->last_topic, 0);
      g_string_append_len (
          grant->last_topic, (const char *)topic.data, (gssize)topic.len);
    }
  return (grant->last_access & (guint)wanted) != 0;
}

/* Whether @rule matches all that @filter matches. */
static gboolean
covers (const char *rule, MqttSlice filter)
{
  g_autofree char *text = mqtt_slice_dup_string (filter);
  g_auto (GStrv) levels = g_strsplit (text, "/", -1);
  g_auto (GStrv) wanted = g_strsplit (rule, "/", -1);

  /* A wildcard at the start does not reach $ topics [MQTT-4.7.2-1]. */
  if (*text == '$' && *rule != '$')
    return FALSE;
  for (guint i = 0;; i++)
    {
      if (wanted[i] != NULL && g_str_equal (wanted[i], "#"))
        return TRUE;
      if (wanted[i] == NULL || levels[i] == NULL)
        return wanted[i] == levels[i];
      if (g_str_equal (levels[i], "#") || (!g_str_equal (wanted[i], "+") &&
                                           !g_str_equal (wanted[i], levels[i])))
        return FALSE;
    }
}

static gboolean
any_covers (GPtrArray *rules, MqttSlice filter)
{
  for (guint i = 0; i < rules->len; i++)
    if (covers (g_ptr_array_index (rules, i), filter))
      return TRUE;
  return FALSE;
}

gboolean
willow_broker_grant_allows_filter (WillowBrokerGrant *grant, MqttSlice filter)
{
  if (grant == NULL || grant->may->len == 0)
    return TRUE;
  return !any_covers (grant->may_not, filter) &&
         any_covers (grant->may, filter);
}
