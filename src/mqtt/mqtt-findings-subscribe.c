/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-findings-private.h"

#include "mqtt/mqtt-topic.h"

#include <string.h>

/* SUBSCRIBE, UNSUBSCRIBE and their answers. */

static void
request_free (gpointer data)
{
  MqttFindingsRequest *request = data;

  g_free ((guint8 *)request->filters.data);
  g_free (request);
}

/* The filter that topics are matched with; absent if nobody but its broker
 * knows what it means: $queue/…, $exclusive/… and their like. */
static MqttSlice
inner_filter (MqttSlice filter)
{
  static const char system[] = "$SYS/";
  MqttSlice         inner;

  if (mqtt_topic_filter_split_shared (filter, NULL, &inner))
    return inner;
  if (filter.len == 0 || filter.data[0] != '$')
    return filter;
  if (filter.len >= sizeof system - 1 &&
      memcmp (filter.data, system, sizeof system - 1) == 0)
    return filter;
  return MQTT_SLICE_NONE;
}

static void
remember_filter (MqttFindings *findings, const MqttSubscription *subscription)
{
  MqttSlice           inner = inner_filter (subscription->filter);
  MqttFindingsFilter *filter;

  if (!mqtt_slice_is_present (inner) ||
      !mqtt_topic_filter_is_valid (inner, NULL) ||
      mqtt_topic_count_levels (inner) > MQTT_TOPIC_MAX_LEVELS)
    {
      mqtt_findings_forget_filters (findings);
      return;
    }
  filter = mqtt_findings_get_filter (findings, inner);
  if (filter == NULL)
    return;
  filter->asked = MAX (filter->asked, (guint8)subscription->qos);
  filter->n_asked++;
}

static void
remember_identifier (MqttFindings *findings, guint32 identifier)
{
  if (identifier == 0)
    return;
  if (findings->identifiers == NULL)
    findings->identifiers = g_hash_table_new (NULL, NULL);
  if (g_hash_table_size (findings->identifiers) >=
      MQTT_FINDINGS_MAX_SUBSCRIPTION_IDENTIFIERS)
    mqtt_findings_forget_filters (findings);
  else
    g_hash_table_add (findings->identifiers, GUINT_TO_POINTER (identifier));
}

static void
remember_subscription (MqttFindings *findings)
{
  MqttFilterIter   iter;
  MqttSubscription subscription;

  mqtt_filter_iter_init (&iter, &findings->packet);
  while (findings->knows_filters &&
         mqtt_filter_iter_next (&iter, &subscription))
    remember_filter (findings, &subscription);
  if (findings->knows_filters)
    remember_identifier (
        findings,
        mqtt_properties_get_number (findings->packet.subscribe.properties,
                                    MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER,
                                    0));
}

static void
add_request (MqttFindings *findings, guint n_filters)
{
  const MqttSubscribe *subscribe = &findings->packet.subscribe;
  MqttFindingsRequest *request = g_new0 (MqttFindingsRequest, 1);

  request->type = findings->packet.type;
  request->n_filters = n_filters;
  request->time_us = findings->time_us;
  request->serial = findings->serial;
  if (request->type == MQTT_PACKET_SUBSCRIBE)
    {
      if (mqtt_findings_remember (findings, subscribe->filters.len))
        request->filters = (MqttSlice){
          g_memdup2 (subscribe->filters.data, subscribe->filters.len),
          subscribe->filters.len,
        };
      else
        mqtt_findings_forget_filters (findings);
    }
  if (findings->requests == NULL)
    findings->requests = g_hash_table_new_full (NULL, NULL, NULL, request_free);
  g_hash_table_insert (
      findings->requests, GUINT_TO_POINTER (subscribe->packet_id), request);
}

/* [MQTT-2.2.1-3]. 3.1 has retries of these too, which are answered twice. */
static gboolean
check_identifier (MqttFindings *findings, MqttExchange *exchange)
{
  gboolean is_retry = findings->version == MQTT_VERSION_3_1 &&
                      (findings->packet.fixed_flags & 0x08) != 0;

  if (mqtt_exchange_is_idle (exchange))
    return TRUE;
  if (!is_retry && mqtt_findings_is_legible (findings))
    mqtt_findings_add (findings,
                       MQTT_FLOW_PACKET_ID_REUSED,
                       MQTT_ROLE_CLIENT,
                       mqtt_findings_body (findings),
                       exchange->serial);
  /* Which answer is for which cannot be told. */
  findings->flows[MQTT_ROLE_CLIENT].is_broken = TRUE;
  return FALSE;
}

void
mqtt_findings_subscribe (MqttFindings *findings)
{
  const MqttPacket *packet = &findings->packet;
  MqttExchange     *exchange = mqtt_findings_get_exchange (
      findings, MQTT_ROLE_CLIENT, packet->subscribe.packet_id);
  const guint8 *where = NULL;
  guint         n_filters;
  MqttFlowRule  rule = mqtt_limits_check_filters (
      &findings->flows[MQTT_ROLE_SERVER].limits, packet, &n_filters, &where);

  if (rule != MQTT_N_FLOW_RULES)
    mqtt_findings_add_told (findings, rule, where);
  if (packet->type == MQTT_PACKET_SUBSCRIBE && findings->knows_filters)
    remember_subscription (findings);
  if (!check_identifier (findings, exchange))
    return;
  *exchange = (MqttExchange){ .serial = findings->serial,
                              .state = MQTT_EXCHANGE_REQUEST };
  add_request (findings, n_filters);
}

/* One code of SUBACK. */
static void
grant (MqttFindings           *findings,
       const MqttSubscription *subscription,
       const guint8           *code,
       guint64                 request_serial)
{
  MqttFindingsFilter *filter;

  /* [MQTT-3.8.4-7] */
  if (*code <= MQTT_QOS_2 && *code > (guint)subscription->qos)
    mqtt_findings_add (findings,
                       MQTT_FLOW_GRANTED_ABOVE_REQUEST,
                       MQTT_ROLE_SERVER,
                       code,
                       request_serial);
  if (!findings->knows_filters)
    return;
  filter =
      mqtt_findings_get_filter (findings, inner_filter (subscription->filter));
  if (filter == NULL)
    return;
  if (filter->n_asked > 0 && --filter->n_asked == 0)
    filter->asked = 0;
  if (*code <= MQTT_QOS_2 &&
      (filter->granted == MQTT_QOS_NEVER || *code > filter->granted))
    filter->granted = *code;
}

static void
grant_all (MqttFindings *findings, const MqttFindingsRequest *request)
{
  MqttSlice        codes = findings->packet.suback.codes;
  MqttPacket       packet = { .version = findings->version,
                              .type = MQTT_PACKET_SUBSCRIBE };
  MqttFilterIter   iter;
  MqttSubscription subscription;

  if (!mqtt_slice_is_present (request->filters))
    return;
  packet.subscribe.filters = request->filters;
  mqtt_filter_iter_init (&iter, &packet);
  for (gsize i = 0;
       i < codes.len && mqtt_filter_iter_next (&iter, &subscription);
       i++)
    grant (findings, &subscription, codes.data + i, request->serial);
}

static void
answer (MqttFindings *findings, const MqttFindingsRequest *request)
{
  const MqttPacket *packet = &findings->packet;
  gboolean          is_suback = packet->type == MQTT_PACKET_SUBACK;

  if ((request->type == MQTT_PACKET_SUBSCRIBE) != is_suback)
    {
      mqtt_findings_add (findings, /* [MQTT-2.2.1-6] */
                         MQTT_FLOW_ANSWER_OF_OTHER_TYPE,
                         MQTT_ROLE_SERVER,
                         NULL,
                         request->serial);
      mqtt_findings_forget_filters (findings);
    }
  else if ((is_suback || packet->version == MQTT_VERSION_5_0) &&
           packet->suback.codes.len != request->n_filters)
    {
      mqtt_findings_add (findings, /* [MQTT-3.8.4-6] */
                         MQTT_FLOW_SUBACK_CODES,
                         MQTT_ROLE_SERVER,
                         packet->suback.codes.data,
                         request->serial);
      mqtt_findings_forget_filters (findings);
    }
  else if (is_suback)
    grant_all (findings, request);
}

void
mqtt_findings_suback (MqttFindings *findings)
{
  guint16              packet_id = findings->packet.suback.packet_id;
  gpointer             id = GUINT_TO_POINTER (packet_id);
  MqttFindingsRequest *request = NULL;

  if (findings->requests != NULL)
    request = g_hash_table_lookup (findings->requests, id);
  if (request == NULL)
    {
      if (!findings->flows[MQTT_ROLE_CLIENT].is_broken)
        mqtt_findings_add (findings, /* [MQTT-2.2.1-6] */
                           MQTT_FLOW_ANSWER_WITHOUT_REQUEST,
                           MQTT_ROLE_SERVER,
                           mqtt_findings_body (findings),
                           MQTT_FINDING_NO_SERIAL);
      return;
    }
  answer (findings, request);
  findings->remembered_bytes -= request->filters.len;
  g_hash_table_remove (findings->requests, id);
  *mqtt_findings_get_exchange (findings, MQTT_ROLE_CLIENT, packet_id) =
      (MqttExchange){ .state = MQTT_EXCHANGE_NONE };
}
