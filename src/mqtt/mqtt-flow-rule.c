/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-flow-rule-table.h"

#include <glib/gi18n.h>

/* clang-format off */
static const MqttFlowRow rows[MQTT_FLOW_FIRST_OBSERVED] = {
  [MQTT_FLOW_CONNECT_FIRST] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.1" },
    { "MQTT-3.1.0-1", "3.1" }, { "MQTT-3.1.0-1", "3.1" },
    N_ ("The first packet from the Client must be CONNECT.") },
  [MQTT_FLOW_CONNECT_ONCE] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.1" },
    { "MQTT-3.1.0-2", "3.1" }, { "MQTT-3.1.0-2", "3.1" },
    N_ ("CONNECT may be sent only once on a Network Connection.") },
  [MQTT_FLOW_CONNACK_FIRST] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.2" },
    { "MQTT-3.2.0-1", "3.2" }, { "MQTT-3.2.0-1", "3.2" },
    N_ ("The first packet from the Server must be CONNACK.") },
  [MQTT_FLOW_CONNACK_ONCE] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.2" },
    { "", "3.2" }, { "MQTT-3.2.0-2", "3.2" },
    N_ ("CONNACK may be sent only once on a Network Connection.") },
  [MQTT_FLOW_NOTHING_BEFORE_CONNECT] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.2" },
    { "", "3.2" }, { "", "3.2" },
    N_ ("The Server sent something before it was sent a CONNECT.") },
  [MQTT_FLOW_WRONG_DIRECTION] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "2.1" },
    { "", "2.2.1" }, { "", "2.1.2" },
    N_ ("This packet is not for this direction.") },
  [MQTT_FLOW_SESSION_PRESENT] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.2" },
    { "MQTT-3.2.2-1", "3.2.2.2" }, { "MQTT-3.2.2-4", "3.2.2.1.1" },
    N_ ("The Server says that it kept a Session, but a new one was asked for.") },
  [MQTT_FLOW_BEFORE_CONNACK_TOO_MUCH] = {
    MQTT_REASON_QUOTA_EXCEEDED, { "", "3.1" },
    { "", "3.1.4" }, { "", "3.1.4" },
    N_ ("The Client sent too much before it had its CONNACK.") },
  [MQTT_FLOW_AUTH_BEFORE_CONNACK] = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "MQTT-3.1.2-30", "3.1.2.11.9" },
    N_ ("With an Authentication Method in CONNECT only AUTH and DISCONNECT may be "
    "sent before CONNACK.") },
  [MQTT_FLOW_AUTH_WITHOUT_METHOD] = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "MQTT-4.12.0-7", "4.12" },
    N_ ("There is no Authentication Method in CONNECT, so there is no AUTH.") },
  [MQTT_FLOW_AUTH_OTHER_METHOD] = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "MQTT-4.12.0-5", "4.12" },
    N_ ("The Authentication Method is not the one of the CONNECT.") },
  [MQTT_FLOW_AUTH_CODE] = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "MQTT-3.15.2-1", "3.15.2.1" },
    N_ ("This Reason Code of AUTH does not belong here.") },
  [MQTT_FLOW_SESSION_EXPIRY] = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "", "3.14.2.2.2" },
    N_ ("The Session Expiry Interval was 0 in CONNECT and cannot be set in "
    "DISCONNECT.") },
  [MQTT_FLOW_PROBLEM_INFORMATION] = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "MQTT-3.1.2-29", "3.1.2.11.7" },
    N_ ("The Client asked for no Reason String and no User Property here.") },
  [MQTT_FLOW_ACK_OF_OTHER_QOS] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "4.1" },
    { "MQTT-3.3.4-1", "3.3.4" }, { "MQTT-3.3.4-1", "3.3.4" },
    N_ ("PUBACK answers QoS 1 and PUBREC answers QoS 2, not the other way round.") },
  [MQTT_FLOW_PUBCOMP_BEFORE_PUBREL] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "4.1" },
    { "MQTT-4.3.3-2", "4.3.3" }, { "MQTT-4.3.3-11", "4.3.3" },
    N_ ("PUBCOMP answers PUBREL, and none was sent.") },
  [MQTT_FLOW_PACKET_ID_IN_USE] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "2.4" },
    { "MQTT-2.3.1-2", "2.3.1" }, { "MQTT-2.2.1-3", "2.2.1" },
    N_ ("The Packet Identifier is in use for a message of another QoS.") },
  [MQTT_FLOW_RECEIVE_MAXIMUM] = {
    MQTT_REASON_RECEIVE_MAXIMUM_EXCEEDED, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "MQTT-3.3.4-7", "3.3.4" },
    N_ ("More messages are unacknowledged than the Receive Maximum allows.") },
  [MQTT_FLOW_ALIAS_TOO_LARGE] = {
    MQTT_REASON_TOPIC_ALIAS_INVALID, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "MQTT-3.3.2-9", "3.3.2.3.4" },
    N_ ("The Topic Alias is above the Topic Alias Maximum.") },
  [MQTT_FLOW_ALIAS_UNKNOWN] = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "", "3.3.2.3.4" },
    N_ ("The Topic Alias has not been given a Topic Name.") },
  [MQTT_FLOW_MAXIMUM_QOS] = {
    MQTT_REASON_QOS_NOT_SUPPORTED, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "MQTT-3.2.2-11", "3.2.2.3.4" },
    N_ ("The QoS is above the Maximum QoS of the Server.") },
  [MQTT_FLOW_RETAIN_AVAILABLE] = {
    MQTT_REASON_RETAIN_NOT_SUPPORTED, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "MQTT-3.2.2-14", "3.2.2.3.5" },
    N_ ("The Server said that it keeps no retained messages.") },
  [MQTT_FLOW_WILDCARD_AVAILABLE] = {
    MQTT_REASON_WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "", "3.2.2.3.11" },
    N_ ("The Server said that it takes no wildcards.") },
  [MQTT_FLOW_SHARED_AVAILABLE] = {
    MQTT_REASON_SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "", "3.2.2.3.13" },
    N_ ("The Server said that it has no Shared Subscriptions.") },
  [MQTT_FLOW_SUBSCRIPTION_IDENTIFIER_AVAILABLE] = {
    MQTT_REASON_SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    { "", "3.2.2.3.12" },
    N_ ("The Server said that it takes no Subscription Identifiers.") },
  [MQTT_FLOW_ANSWER_OF_OTHER_TYPE] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.9" },
    { "MQTT-2.3.1-7", "2.3.1" }, { "MQTT-2.2.1-6", "2.2.1" },
    N_ ("SUBACK answers SUBSCRIBE and UNSUBACK answers UNSUBSCRIBE.") },
  [MQTT_FLOW_SUBACK_CODES] = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.9" },
    { "MQTT-3.8.4-5", "3.8.4" }, { "MQTT-3.8.4-6", "3.8.4" },
    N_ ("There must be one code for each Topic Filter.") },
  [MQTT_FLOW_ANSWERS_UNREAD] = {
    MQTT_REASON_QUOTA_EXCEEDED, { "", "3.14" },
    { "", "4.8" }, { "", "4.13" },
    N_ ("The peer sends and sends, and does not read the answers.") },
};
/* clang-format on */

/* Where the specification numbers the two directions apart. */
static const char *
id_from_server (MqttFlowRule rule, MqttVersion version, const char *id)
{
  gboolean is_id_rule =
      rule == MQTT_FLOW_PACKET_ID_IN_USE || rule == MQTT_FLOW_PACKET_ID_REUSED;

  if (is_id_rule && version == MQTT_VERSION_3_1_1)
    return "MQTT-2.3.1-4";
  if (version != MQTT_VERSION_5_0)
    return id;
  if (is_id_rule)
    return "MQTT-2.2.1-4";
  if (rule == MQTT_FLOW_AUTH_WITHOUT_METHOD)
    return "MQTT-4.12.0-6";
  if (rule == MQTT_FLOW_RECEIVE_MAXIMUM)
    return "MQTT-3.3.4-9";
  if (rule == MQTT_FLOW_ALIAS_TOO_LARGE)
    return "MQTT-3.3.2-11";
  return id;
}

static const MqttFlowRow *
find_row (MqttFlowRule rule)
{
  if (rule < MQTT_FLOW_FIRST_OBSERVED)
    return &rows[rule];
  return &mqtt_observed_rows[rule - MQTT_FLOW_FIRST_OBSERVED];
}

MqttViolation
mqtt_flow_rule_get_violation (MqttFlowRule rule,
                              MqttVersion  version,
                              MqttRole     sender)
{
  const MqttFlowRow   *row = find_row (rule);
  const MqttFlowPlace *place = &row->v5_0;
  MqttViolation        violation = { .reason = row->reason, .text = row->text };

  if (version == MQTT_VERSION_3_1)
    place = &row->v3_1;
  else if (version == MQTT_VERSION_3_1_1)
    place = &row->v3_1_1;
  violation.section = place->section;
  violation.id = place->id;
  if (sender == MQTT_ROLE_SERVER)
    violation.id = id_from_server (rule, version, place->id);
  return violation;
}

MqttSeverity
mqtt_flow_rule_get_severity (MqttFlowRule rule)
{
  return find_row (rule)->severity;
}
