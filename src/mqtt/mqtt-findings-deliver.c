/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-findings-private.h"

#include "mqtt/mqtt-topic.h"

/* Whose message goes where: Topic Aliases, and messages against what was
 * subscribed to. */

/* The name of an alias, or nothing where it is too much to remember. */
static void
set_alias (MqttFindings *findings, guint32 alias, MqttSlice topic)
{
  MqttFlow *flow = &findings->flows[findings->sender];
  gpointer  key = GUINT_TO_POINTER (alias);
  GBytes   *old;

  if (flow->aliases == NULL)
    flow->aliases =
        g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_bytes_unref);
  old = g_hash_table_lookup (flow->aliases, key);
  if (old != NULL)
    {
      if (mqtt_slice_equal (mqtt_slice_from_bytes (old), topic))
        return;
      findings->remembered_bytes -= g_bytes_get_size (old);
    }
  if (!mqtt_findings_remember (findings, topic.len))
    topic.len = 0;
  g_hash_table_insert (flow->aliases, key, g_bytes_new (topic.data, topic.len));
}

static void
add_alias_too_large (MqttFindings *findings, const guint8 *where)
{
  if (findings->sender == MQTT_ROLE_CLIENT)
    mqtt_findings_add_told (findings, MQTT_FLOW_ALIAS_TOO_LARGE, where);
  else
    mqtt_findings_add (findings,
                       MQTT_FLOW_ALIAS_TOO_LARGE,
                       MQTT_ROLE_SERVER,
                       where,
                       findings->connect_serial);
}

/* Returns FALSE if the alias stands for nothing. */
static gboolean
look_up (MqttFindings *findings,
         guint32       alias,
         const guint8 *where,
         MqttSlice    *topic)
{
  MqttFlow *flow = &findings->flows[findings->sender];
  GBytes   *name = NULL;

  if (flow->aliases != NULL)
    name = g_hash_table_lookup (flow->aliases, GUINT_TO_POINTER (alias));
  if (name != NULL)
    {
      *topic = mqtt_slice_from_bytes (name);
      return topic->len > 0;
    }
  if (!flow->is_broken) /* a packet that set it may have been lost on us */
    mqtt_findings_add (findings,
                       MQTT_FLOW_ALIAS_UNKNOWN,
                       findings->sender,
                       where,
                       MQTT_FINDING_NO_SERIAL);
  return FALSE;
}

gboolean
mqtt_findings_resolve (MqttFindings *findings, MqttSlice *topic)
{
  const MqttPublish *publish = &findings->packet.publish;
  MqttRole           receiver = mqtt_findings_other (findings->sender);
  MqttProperty       property;

  *topic = publish->topic;
  if (findings->version != MQTT_VERSION_5_0 ||
      !mqtt_properties_find (
          publish->properties, MQTT_PROPERTY_TOPIC_ALIAS, &property))
    return TRUE;
  /* [MQTT-3.3.2-9] [MQTT-3.3.2-11]; a Client that does not wait for CONNACK
   * hopes, and is judged by what comes after it. */
  if (property.number > findings->flows[receiver].limits.topic_alias_maximum &&
      (findings->is_connack_seen || receiver == MQTT_ROLE_CLIENT))
    add_alias_too_large (findings, publish->properties.data + property.offset);
  if (topic->len > 0)
    {
      set_alias (findings, property.number, *topic);
      return TRUE;
    }
  return look_up (findings,
                  property.number,
                  publish->properties.data + property.offset,
                  topic);
}

/* For good: what was forgotten cannot be told from what never was. */
void
mqtt_findings_forget_filters (MqttFindings *findings)
{
  findings->knows_filters = FALSE;
  g_clear_pointer (&findings->filters, mqtt_filter_tree_free);
  g_clear_pointer (&findings->identifiers, g_hash_table_unref);
}

MqttFindingsFilter *
mqtt_findings_get_filter (MqttFindings *findings, MqttSlice filter)
{
  MqttFindingsFilter *value;

  if (findings->filters == NULL)
    findings->filters = mqtt_filter_tree_new (g_free);
  value = mqtt_filter_tree_lookup (findings->filters, filter, findings);
  if (value != NULL)
    return value;
  findings->remembered_levels += mqtt_topic_count_levels (filter);
  if (findings->remembered_levels > MQTT_FINDINGS_MAX_LEVELS ||
      !mqtt_findings_remember (findings, filter.len))
    {
      mqtt_findings_forget_filters (findings);
      return NULL;
    }
  value = g_new0 (MqttFindingsFilter, 1);
  value->granted = MQTT_QOS_NEVER;
  mqtt_filter_tree_insert (findings->filters, filter, findings, value);
  return value;
}

typedef struct
{
  gboolean is_subscribed;
  guint8   maximum_qos;
} Match;

static void
match_cb (gconstpointer key, gpointer value, gpointer user_data)
{
  const MqttFindingsFilter *filter = value;
  Match                    *match = user_data;

  if (filter->granted != MQTT_QOS_NEVER)
    {
      match->is_subscribed = TRUE;
      match->maximum_qos = MAX (match->maximum_qos, filter->granted);
    }
  /* Messages may come before SUBACK (3.8.4). */
  if (filter->n_asked > 0)
    {
      match->is_subscribed = TRUE;
      match->maximum_qos = MAX (match->maximum_qos, filter->asked);
    }
}

/* What the Client has unsubscribed from may still come (3.10.4), so a filter
 * counts for ever. */
static void
check_filters (MqttFindings *findings, MqttSlice topic)
{
  const MqttPublish *publish = &findings->packet.publish;
  Match              match = { FALSE, 0 };

  if (findings->filters != NULL)
    mqtt_filter_tree_match (findings->filters, topic, match_cb, &match);
  if (!match.is_subscribed)
    mqtt_findings_add (findings,
                       MQTT_FLOW_TOPIC_UNSUBSCRIBED,
                       MQTT_ROLE_SERVER,
                       publish->topic.data - 2,
                       MQTT_FINDING_NO_SERIAL);
  else if (publish->qos > match.maximum_qos) /* [MQTT-3.8.4-8] */
    mqtt_findings_add (findings,
                       MQTT_FLOW_QOS_ABOVE_GRANTED,
                       MQTT_ROLE_SERVER,
                       NULL,
                       MQTT_FINDING_NO_SERIAL);
}

static void
check_identifiers (MqttFindings *findings)
{
  MqttProperties   properties = findings->packet.publish.properties;
  MqttPropertyIter iter;
  MqttProperty     property;

  mqtt_property_iter_init (&iter, properties);
  while (mqtt_property_iter_next (&iter, &property))
    {
      if (property.id != MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER)
        continue;
      if (findings->identifiers != NULL &&
          g_hash_table_contains (findings->identifiers,
                                 GUINT_TO_POINTER (property.number)))
        continue;
      mqtt_findings_add (findings,
                         MQTT_FLOW_SUBSCRIPTION_ID_UNKNOWN,
                         MQTT_ROLE_SERVER,
                         properties.data + property.offset,
                         MQTT_FINDING_NO_SERIAL);
    }
}

void
mqtt_findings_deliver (MqttFindings *findings, MqttSlice topic)
{
  if (!findings->knows_filters)
    return;
  check_filters (findings, topic);
  if (findings->packet.publish.properties.len > 0)
    check_identifiers (findings);
}
