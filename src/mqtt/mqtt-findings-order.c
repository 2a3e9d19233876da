/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-findings-private.h"

/* What may come now, by packet type alone. */

/* Before CONNACK a Client may go on, but not always. */
static MqttFlowRule
judge_before_connack (const MqttFindings *findings, MqttPacketType type)
{
  if (findings->is_connack_seen || type == MQTT_PACKET_DISCONNECT)
    return MQTT_N_FLOW_RULES;
  if (findings->version == MQTT_VERSION_3_1)
    return MQTT_FLOW_CLIENT_BEFORE_CONNACK;
  if (findings->authentication_method != NULL && type != MQTT_PACKET_AUTH)
    return MQTT_FLOW_AUTH_BEFORE_CONNACK; /* [MQTT-3.1.2-30] */
  return MQTT_N_FLOW_RULES;
}

static gboolean
check_client_order (MqttFindings *findings, MqttPacketType type)
{
  MqttFlowRule rule;
  guint64      related_serial = findings->connect_serial;

  if (findings->is_connect_seen)
    rule = type == MQTT_PACKET_CONNECT /* [MQTT-3.1.0-2] */
               ? MQTT_FLOW_CONNECT_ONCE
               : judge_before_connack (findings, type);
  else
    {
      if (type == MQTT_PACKET_CONNECT)
        return TRUE;
      rule = MQTT_FLOW_CONNECT_FIRST; /* [MQTT-3.1.0-1] */
      related_serial = MQTT_FINDING_NO_SERIAL;
      findings->is_ignored = TRUE;
    }
  if (rule == MQTT_N_FLOW_RULES)
    return TRUE;
  mqtt_findings_add (findings, rule, MQTT_ROLE_CLIENT, NULL, related_serial);
  return rule != MQTT_FLOW_CONNECT_FIRST && rule != MQTT_FLOW_CONNECT_ONCE;
}

static gboolean
check_server_order (MqttFindings *findings, MqttPacketType type)
{
  MqttFlowRule rule = MQTT_N_FLOW_RULES;
  guint64      related_serial = findings->connack_serial;

  if (!findings->is_connect_seen)
    {
      rule = MQTT_FLOW_NOTHING_BEFORE_CONNECT;
      related_serial = MQTT_FINDING_NO_SERIAL;
      findings->is_ignored = TRUE;
    }
  else if (!findings->is_connack_seen)
    {
      if (type == MQTT_PACKET_CONNACK ||
          (type == MQTT_PACKET_AUTH && findings->version == MQTT_VERSION_5_0))
        return TRUE;
      rule = MQTT_FLOW_CONNACK_FIRST; /* [MQTT-3.2.0-1] [MQTT-3.14.0-1] */
      related_serial = findings->connect_serial;
    }
  else if (findings->is_refused)
    rule = MQTT_FLOW_AFTER_REFUSAL; /* [MQTT-3.2.2-7] */
  else if (type == MQTT_PACKET_CONNACK)
    rule = MQTT_FLOW_CONNACK_ONCE; /* [MQTT-3.2.0-2] */
  if (rule == MQTT_N_FLOW_RULES)
    return TRUE;
  mqtt_findings_add (findings, rule, MQTT_ROLE_SERVER, NULL, related_serial);
  return rule == MQTT_FLOW_CONNACK_FIRST;
}

gboolean
mqtt_findings_check_order (MqttFindings *findings, MqttPacketType type)
{
  const MqttFlow *flow = &findings->flows[findings->sender];

  if (flow->is_gone) /* [MQTT-3.14.4-1], 3.1.1: [MQTT-3.14.4-2] */
    {
      mqtt_findings_add (findings,
                         MQTT_FLOW_AFTER_DISCONNECT,
                         findings->sender,
                         NULL,
                         flow->disconnect_serial);
      return FALSE;
    }
  return findings->sender == MQTT_ROLE_CLIENT
             ? check_client_order (findings, type)
             : check_server_order (findings, type);
}
