/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-findings-private.h"

/* PUBLISH and its acknowledgements: per direction and Packet Identifier.
 *
 * A cause is always recorded before its effect, whichever end the record is
 * made at; what crosses on its way may be in either order. So an answer to
 * nothing is wrong for sure, and a message that is repeated just when its
 * acknowledgement came is not. */

/* Enough of a payload to tell one message from the next. */
#define DIGEST_BYTES 64u

MqttExchange *
mqtt_findings_get_exchange (MqttFindings *findings, MqttRole sender, guint16 id)
{
  MqttExchange **page = &findings->flows[sender].pages[id / MQTT_EXCHANGE_PAGE];

  if (*page == NULL)
    *page = g_new0 (MqttExchange, MQTT_EXCHANGE_PAGE);
  return &(*page)[id % MQTT_EXCHANGE_PAGE];
}

gboolean
mqtt_exchange_is_idle (const MqttExchange *exchange)
{
  return exchange->state == MQTT_EXCHANGE_NONE ||
         exchange->state == MQTT_EXCHANGE_DONE ||
         exchange->state == MQTT_EXCHANGE_REFUSED;
}

gboolean
mqtt_findings_is_known (const MqttFindings *findings, MqttRole sender)
{
  return !findings->flows[sender].may_resume &&
         mqtt_findings_is_legible (findings);
}

static guint32
digest_bytes (guint32 digest, const guint8 *data, gsize len)
{
  for (gsize i = 0; i < len; i++)
    digest = (digest ^ data[i]) * 16777619u;
  return digest;
}

/* The topic as it was resolved: an alias may replace it the second time. */
static guint32
digest_message (MqttSlice topic, MqttSlice payload)
{
  guint32 digest = 2166136261u ^ (guint32)payload.len;
  gsize   part = MIN (payload.len, DIGEST_BYTES / 2);

  digest = digest_bytes (digest, topic.data, MIN (topic.len, DIGEST_BYTES));
  digest = digest_bytes (digest, payload.data, part);
  return digest_bytes (digest, payload.data + (payload.len - part), part);
}

/* [MQTT-3.3.4-7] [MQTT-3.3.4-9] */
static void
count (MqttFindings *findings, const guint8 *where)
{
  MqttFlow         *flow = &findings->flows[findings->sender];
  const MqttLimits *limits =
      &findings->flows[mqtt_findings_other (findings->sender)].limits;

  flow->n_unacknowledged++;
  if (flow->n_unacknowledged <= limits->receive_maximum ||
      !mqtt_findings_is_legible (findings))
    return;
  if (findings->sender == MQTT_ROLE_CLIENT)
    mqtt_findings_add_told (findings, MQTT_FLOW_RECEIVE_MAXIMUM, where);
  else
    mqtt_findings_add (findings,
                       MQTT_FLOW_RECEIVE_MAXIMUM,
                       MQTT_ROLE_SERVER,
                       where,
                       findings->connect_serial);
}

/* The identifier is in use: by the same message, or by another. */
static MqttFlowRule
judge_repetition (const MqttFindings *findings,
                  const MqttExchange *exchange,
                  guint32             digest)
{
  const MqttPublish *publish = &findings->packet.publish;

  if (exchange->state == MQTT_EXCHANGE_REQUEST)
    return MQTT_FLOW_PACKET_ID_REUSED;
  if (exchange->qos != publish->qos)
    return MQTT_FLOW_PACKET_ID_IN_USE;
  if (exchange->digest != digest)
    return MQTT_FLOW_PACKET_ID_REUSED; /* [MQTT-2.2.1-3] [MQTT-2.2.1-4] */
  if (exchange->state == MQTT_EXCHANGE_RELEASED)
    return MQTT_FLOW_PUBLISH_AFTER_PUBREL; /* [MQTT-4.3.3-6] */
  if (!publish->dup)
    return MQTT_FLOW_RESENT_WITHOUT_DUP; /* [MQTT-3.3.1-1] */
  if (findings->version == MQTT_VERSION_5_0)
    return MQTT_FLOW_RESENT_WITHOUT_RECONNECT; /* [MQTT-4.4.0-1] */
  return MQTT_N_FLOW_RULES; /* before 5.0 there may be a retry */
}

static void
repeat (MqttFindings *findings,
        MqttExchange *exchange,
        guint32       digest,
        const guint8 *where)
{
  MqttFlowRule rule = judge_repetition (findings, exchange, digest);

  if (rule != MQTT_N_FLOW_RULES &&
      mqtt_findings_is_known (findings, findings->sender))
    mqtt_findings_add (
        findings, rule, findings->sender, where, exchange->serial);
  if (exchange->state == MQTT_EXCHANGE_REQUEST)
    { /* which answer is for which cannot be told */
      findings->flows[MQTT_ROLE_CLIENT].is_broken = TRUE;
      return;
    }
  exchange->is_loose = TRUE;
  if (rule == MQTT_FLOW_PACKET_ID_IN_USE || rule == MQTT_FLOW_PACKET_ID_REUSED)
    {
      exchange->state = MQTT_EXCHANGE_PUBLISHED;
      exchange->digest = digest;
      exchange->qos = (guint8)findings->packet.publish.qos;
      exchange->serial = findings->serial;
    }
}

/* [MQTT-4.3.2-2] [MQTT-4.3.3-2], 3.1.1: [MQTT-4.3.2-1] [MQTT-4.3.3-1]. Before
 * 5.0 a retry may have crossed the acknowledgement. */
static void
check_first_dup (MqttFindings       *findings,
                 const MqttExchange *exchange,
                 guint32             digest)
{
  const MqttPublish *publish = &findings->packet.publish;

  if (!publish->dup || !mqtt_findings_is_known (findings, findings->sender))
    return;
  if (exchange->state == MQTT_EXCHANGE_DONE && exchange->digest == digest &&
      findings->version != MQTT_VERSION_5_0)
    return;
  mqtt_findings_add (findings,
                     publish->qos == MQTT_QOS_1
                         ? MQTT_FLOW_FIRST_WITH_DUP_QOS_1
                         : MQTT_FLOW_FIRST_WITH_DUP_QOS_2,
                     findings->sender,
                     NULL,
                     MQTT_FINDING_NO_SERIAL);
}

static void
begin (MqttFindings *findings, MqttSlice topic)
{
  const MqttPublish *publish = &findings->packet.publish;
  const guint8      *where = publish->topic.data + publish->topic.len;
  guint32            digest = digest_message (topic, publish->payload);
  MqttExchange      *exchange = mqtt_findings_get_exchange (
      findings, findings->sender, publish->packet_id);

  if (!mqtt_exchange_is_idle (exchange))
    {
      repeat (findings, exchange, digest, where);
      return;
    }
  check_first_dup (findings, exchange, digest);
  *exchange = (MqttExchange){
    .serial = findings->serial,
    .digest = digest,
    .state = MQTT_EXCHANGE_PUBLISHED,
    .qos = (guint8)publish->qos,
    .is_loose = exchange->is_loose,
  };
  count (findings, where);
}

/* What the Server's CONNACK said that it does not do. */
static void
check_capabilities (MqttFindings *findings)
{
  const MqttPublish *publish = &findings->packet.publish;
  const MqttLimits  *limits = &findings->flows[MQTT_ROLE_SERVER].limits;

  if (publish->qos > limits->maximum_qos) /* [MQTT-3.2.2-11] */
    mqtt_findings_add_told (findings, MQTT_FLOW_MAXIMUM_QOS, NULL);
  if (publish->retain && !limits->retain_available) /* [MQTT-3.2.2-14] */
    mqtt_findings_add_told (findings, MQTT_FLOW_RETAIN_AVAILABLE, NULL);
}

void
mqtt_findings_publish (MqttFindings *findings)
{
  const MqttPublish *publish = &findings->packet.publish;
  MqttSlice          topic;

  if (!mqtt_findings_resolve (findings, &topic))
    topic = MQTT_SLICE_NONE;
  if (findings->sender == MQTT_ROLE_CLIENT)
    check_capabilities (findings);
  else if (mqtt_slice_is_present (topic))
    mqtt_findings_deliver (findings, topic);
  if (publish->qos != MQTT_QOS_0)
    begin (findings, topic);
}
