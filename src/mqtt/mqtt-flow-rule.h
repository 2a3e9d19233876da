/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"
#include "mqtt/mqtt-violation.h"

G_BEGIN_DECLS

/* Rules that a packet breaks by when it comes, not by what it is: one row each
 * in mqtt-flow-rule.c. What one packet alone can show is found by
 * mqtt_packet_decode(). */
typedef enum
{
  MQTT_FLOW_CONNECT_FIRST,
  MQTT_FLOW_CONNECT_ONCE,
  MQTT_FLOW_CONNACK_FIRST,
  MQTT_FLOW_CONNACK_ONCE,
  MQTT_FLOW_NOTHING_BEFORE_CONNECT,
  MQTT_FLOW_WRONG_DIRECTION,
  MQTT_FLOW_SESSION_PRESENT,
  MQTT_FLOW_BEFORE_CONNACK_TOO_MUCH,
  MQTT_FLOW_AUTH_BEFORE_CONNACK,
  MQTT_FLOW_AUTH_WITHOUT_METHOD,
  MQTT_FLOW_AUTH_OTHER_METHOD,
  MQTT_FLOW_AUTH_CODE,
  MQTT_FLOW_SESSION_EXPIRY,
  MQTT_FLOW_PROBLEM_INFORMATION,
  MQTT_FLOW_ACK_OF_OTHER_QOS,
  MQTT_FLOW_PUBCOMP_BEFORE_PUBREL,
  MQTT_FLOW_PACKET_ID_IN_USE,
  MQTT_FLOW_RECEIVE_MAXIMUM,
  MQTT_FLOW_ALIAS_TOO_LARGE,
  MQTT_FLOW_ALIAS_UNKNOWN,
  MQTT_FLOW_MAXIMUM_QOS,
  MQTT_FLOW_RETAIN_AVAILABLE,
  MQTT_FLOW_WILDCARD_AVAILABLE,
  MQTT_FLOW_SHARED_AVAILABLE,
  MQTT_FLOW_SUBSCRIPTION_IDENTIFIER_AVAILABLE,
  MQTT_FLOW_ANSWER_OF_OTHER_TYPE,
  MQTT_FLOW_SUBACK_CODES,
  MQTT_FLOW_ANSWERS_UNREAD,
  MQTT_N_FLOW_RULES
} MqttFlowRule;

/* The violation of @rule in the terms of @version; offset 0. */
MqttViolation mqtt_flow_rule_get_violation (MqttFlowRule rule,
                                            MqttVersion  version,
                                            MqttRole     sender);

G_END_DECLS
