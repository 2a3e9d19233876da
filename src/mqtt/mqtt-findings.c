/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-findings-private.h"

#include "mqtt/mqtt-rule.h"

MqttFindings *
mqtt_findings_new (MqttRole observed_at)
{
  MqttFindings *findings = g_new0 (MqttFindings, 1);

  findings->observed_at = observed_at;
  findings->results = g_array_new (FALSE, FALSE, sizeof (MqttFinding));
  mqtt_limits_init (&findings->flows[MQTT_ROLE_CLIENT].limits);
  mqtt_limits_init (&findings->flows[MQTT_ROLE_SERVER].limits);
  return findings;
}

static void
flow_clear (MqttFlow *flow)
{
  for (guint i = 0; i < G_N_ELEMENTS (flow->pages); i++)
    g_free (flow->pages[i]);
  g_clear_pointer (&flow->aliases, g_hash_table_unref);
}

void
mqtt_findings_free (MqttFindings *findings)
{
  flow_clear (&findings->flows[MQTT_ROLE_CLIENT]);
  flow_clear (&findings->flows[MQTT_ROLE_SERVER]);
  g_clear_pointer (&findings->requests, g_hash_table_unref);
  g_clear_pointer (&findings->identifiers, g_hash_table_unref);
  g_clear_pointer (&findings->filters, mqtt_filter_tree_free);
  g_clear_pointer (&findings->authentication_method, g_bytes_unref);
  g_array_unref (findings->results);
  g_free (findings);
}

const MqttFinding *
mqtt_findings_get (const MqttFindings *findings, guint *n_findings)
{
  *n_findings = findings->results->len;
  return (const MqttFinding *)(const void *)findings->results->data;
}

guint64
mqtt_findings_get_n_left_out (const MqttFindings *findings)
{
  return findings->n_left_out;
}

static void
append (MqttFindings        *findings,
        MqttSeverity         severity,
        MqttRole             role,
        const MqttViolation *violation,
        guint64              related_serial)
{
  MqttFinding finding = {
    severity, role, *violation, findings->serial, related_serial
  };

  if (severity != MQTT_SEVERITY_VIOLATION)
    finding.violation.reason = MQTT_REASON_SUCCESS;
  if (findings->results->len < MQTT_FINDINGS_MAX)
    g_array_append_val (findings->results, finding);
  else
    findings->n_left_out++;
}

void
mqtt_findings_add_severe (MqttFindings *findings,
                          MqttFlowRule  rule,
                          MqttSeverity  severity,
                          MqttRole      role,
                          const guint8 *where,
                          guint64       related_serial)
{
  MqttViolation violation =
      mqtt_flow_rule_get_violation (rule, findings->version, role);

  if (findings->n_by_rule[rule] >= MQTT_FINDINGS_MAX_PER_RULE)
    {
      findings->n_left_out++;
      return;
    }
  findings->n_by_rule[rule]++;
  if (where != NULL)
    violation.offset = (gsize)(where - findings->frame.data);
  append (findings, severity, role, &violation, related_serial);
}

void
mqtt_findings_add (MqttFindings *findings,
                   MqttFlowRule  rule,
                   MqttRole      role,
                   const guint8 *where,
                   guint64       related_serial)
{
  mqtt_findings_add_severe (findings,
                            rule,
                            mqtt_flow_rule_get_severity (rule),
                            role,
                            where,
                            related_serial);
}

void
mqtt_findings_add_told (MqttFindings *findings,
                        MqttFlowRule  rule,
                        const guint8 *where)
{
  mqtt_findings_add_severe (findings,
                            rule,
                            findings->is_client_told
                                ? MQTT_SEVERITY_VIOLATION
                                : MQTT_SEVERITY_QUESTIONABLE,
                            MQTT_ROLE_CLIENT,
                            where,
                            findings->connack_serial);
}

MqttRole
mqtt_findings_other (MqttRole role)
{
  return role == MQTT_ROLE_CLIENT ? MQTT_ROLE_SERVER : MQTT_ROLE_CLIENT;
}

const guint8 *
mqtt_findings_find (MqttProperties properties, MqttPropertyId id)
{
  MqttProperty property;

  if (!mqtt_properties_find (properties, id, &property))
    return NULL;
  return properties.data + property.offset;
}

const guint8 *
mqtt_findings_body (const MqttFindings *findings)
{
  const guint8 *at = findings->frame.data + 1;

  while ((*at & 0x80) != 0)
    at++;
  return at + 1;
}

gboolean
mqtt_findings_is_legible (const MqttFindings *findings)
{
  return !findings->flows[MQTT_ROLE_CLIENT].is_broken &&
         !findings->flows[MQTT_ROLE_SERVER].is_broken;
}

gboolean
mqtt_findings_remember (MqttFindings *findings, gsize n_bytes)
{
  if (n_bytes > MQTT_FINDINGS_MAX_BYTES - findings->remembered_bytes)
    return FALSE;
  findings->remembered_bytes += n_bytes;
  return TRUE;
}

/* A Server of an earlier version may answer in its own: the refusal that both
 * 3.1 and 3.1.1 have for a Protocol Version that they do not know. */
static gboolean
is_refusal_of_version (const MqttFindings *findings)
{
  static const guint8 refusal[] = {
    0x20, 2, 0, MQTT_RETURN_UNACCEPTABLE_PROTOCOL_VERSION
  };

  return findings->sender == MQTT_ROLE_SERVER &&
         findings->version == MQTT_VERSION_5_0 &&
         mqtt_slice_equal (findings->frame,
                           (MqttSlice){ refusal, sizeof refusal });
}

/* A packet that ends in the middle came so from the network rather than from
 * its sender. */
static void
add_refused (MqttFindings *findings, const MqttViolation *violation)
{
  MqttViolation cut = { 0 };

  mqtt_rule_break (MQTT_RULE_FRAME_INCOMPLETE, findings->version, 0, &cut);
  append (findings,
          violation->text == cut.text ? MQTT_SEVERITY_QUESTIONABLE
                                      : MQTT_SEVERITY_VIOLATION,
          findings->sender,
          violation,
          MQTT_FINDING_NO_SERIAL);
}

/* What was in it is not known: what refers to it is not judged. */
static void
handle_broken (MqttFindings *findings, MqttPacketType type)
{
  findings->flows[findings->sender].is_broken = TRUE;
  mqtt_findings_forget_filters (findings);
  if (type == MQTT_PACKET_CONNECT)
    mqtt_findings_broken_connect (findings);
  else if (type == MQTT_PACKET_CONNACK)
    {
      findings->is_connack_seen = TRUE;
      findings->connack_serial = findings->serial;
    }
}

/* [MQTT-3.1.2-24] [MQTT-3.2.2-15] */
static void
check_size (MqttFindings *findings)
{
  MqttRole      receiver = mqtt_findings_other (findings->sender);
  MqttViolation violation = { 0 };

  if (findings->frame.len <=
      findings->flows[receiver].limits.maximum_packet_size)
    return;
  mqtt_rule_break (
      MQTT_RULE_PACKET_TOO_LARGE, findings->version, 0, &violation);
  violation.id =
      receiver == MQTT_ROLE_CLIENT ? "MQTT-3.1.2-24" : "MQTT-3.2.2-15";
  violation.section = receiver == MQTT_ROLE_CLIENT ? "3.1.2.11.4" : "3.2.2.3.6";
  append (findings,
          receiver == MQTT_ROLE_CLIENT || findings->is_client_told
              ? MQTT_SEVERITY_VIOLATION
              : MQTT_SEVERITY_QUESTIONABLE,
          findings->sender,
          &violation,
          receiver == MQTT_ROLE_CLIENT ? findings->connect_serial
                                       : findings->connack_serial);
}

/* [MQTT-3.1.2-29] */
static void
check_problem_information (MqttFindings *findings)
{
  MqttProperty   property;
  MqttProperties properties;

  if (findings->sender != MQTT_ROLE_SERVER ||
      findings->wants_problem_information)
    return;
  properties =
      mqtt_packet_find_problem_information (&findings->packet, &property);
  if (mqtt_slice_is_present (properties))
    mqtt_findings_add (findings,
                       MQTT_FLOW_PROBLEM_INFORMATION,
                       MQTT_ROLE_SERVER,
                       properties.data + property.offset,
                       findings->connect_serial);
}

static void
dispatch (MqttFindings *findings)
{
  static void (*const handlers[16]) (MqttFindings * findings) = {
    [MQTT_PACKET_CONNECT] = mqtt_findings_connect,
    [MQTT_PACKET_CONNACK] = mqtt_findings_connack,
    [MQTT_PACKET_PUBLISH] = mqtt_findings_publish,
    [MQTT_PACKET_PUBACK] = mqtt_findings_ack,
    [MQTT_PACKET_PUBREC] = mqtt_findings_ack,
    [MQTT_PACKET_PUBREL] = mqtt_findings_pubrel,
    [MQTT_PACKET_PUBCOMP] = mqtt_findings_ack,
    [MQTT_PACKET_SUBSCRIBE] = mqtt_findings_subscribe,
    [MQTT_PACKET_SUBACK] = mqtt_findings_suback,
    [MQTT_PACKET_UNSUBSCRIBE] = mqtt_findings_subscribe,
    [MQTT_PACKET_UNSUBACK] = mqtt_findings_suback,
    [MQTT_PACKET_PINGREQ] = mqtt_findings_ping,
    [MQTT_PACKET_PINGRESP] = mqtt_findings_ping,
    [MQTT_PACKET_DISCONNECT] = mqtt_findings_disconnect,
    [MQTT_PACKET_AUTH] = mqtt_findings_auth,
  };

  handlers[findings->packet.type](findings);
}

static void
judge (MqttFindings *findings)
{
  MqttPacketType type = (MqttPacketType)(findings->frame.data[0] >> 4);
  MqttViolation  violation = { 0 };

  if (!mqtt_findings_check_order (findings, type))
    return;
  if (type == MQTT_PACKET_CONNACK && is_refusal_of_version (findings))
    {
      findings->is_ignored = TRUE;
      return;
    }
  if (!mqtt_packet_decode (&findings->packet,
                           findings->version,
                           findings->sender,
                           findings->frame,
                           &violation))
    {
      add_refused (findings, &violation);
      handle_broken (findings, type);
      return;
    }
  if (type != MQTT_PACKET_CONNECT)
    {
      check_size (findings);
      check_problem_information (findings);
    }
  dispatch (findings);
}

void
mqtt_findings_feed (MqttFindings *findings,
                    MqttRole      sender,
                    MqttSlice     frame,
                    gint64        time_us,
                    guint64       serial)
{
  if (frame.len == 0 || findings->is_ignored)
    return;
  findings->frame = frame;
  findings->sender = sender;
  findings->time_us = time_us;
  findings->serial = serial;
  mqtt_findings_count_time (findings);
  judge (findings);
  findings->last_us[sender] = time_us;
  findings->last_serial[sender] = serial;
}
