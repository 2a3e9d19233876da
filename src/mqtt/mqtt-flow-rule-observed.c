/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-flow-rule-table.h"

#include <glib/gi18n.h>

/* What only an observer judges, and what is worth a word without being wrong.
 * A reason stands where the specification forbids it. */

#define ROW(rule) [rule - MQTT_FLOW_FIRST_OBSERVED]

/* clang-format off */
const MqttFlowRow mqtt_observed_rows[MQTT_N_OBSERVED_RULES] = {
  ROW (MQTT_FLOW_CLIENT_BEFORE_CONNACK) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.1" },
    MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    N_ ("In MQTT 3.1 the Client waits for CONNACK before it sends "
    "anything else."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_AFTER_DISCONNECT) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.14" },
    { "MQTT-3.14.4-2", "3.14.4" }, { "MQTT-3.14.4-1", "3.14.4" },
    N_ ("Nothing may be sent after DISCONNECT."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_AFTER_REFUSAL) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.2" },
    { "MQTT-3.2.2-5", "3.2.2.3" }, { "MQTT-3.2.2-7", "3.2.2.2" },
    N_ ("After a CONNACK that refuses, the Server closes and sends "
    "nothing more."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_BROKEN_CONNECT_ACCEPTED) = {
    MQTT_REASON_SUCCESS, { "", "3.1" },
    { "MQTT-3.1.4-1", "3.1.4" }, { "MQTT-3.1.4-1", "3.1.4" },
    N_ ("The Server accepted a CONNECT that it should have refused."),
    MQTT_SEVERITY_QUESTIONABLE },
  ROW (MQTT_FLOW_CLIENT_ID_3_1_LENGTH) = {
    MQTT_REASON_CLIENT_IDENTIFIER_NOT_VALID, { "", "3.1" },
    MQTT_FLOW_PLACE_NONE, MQTT_FLOW_PLACE_NONE,
    N_ ("In MQTT 3.1 the Client Identifier has at most 23 characters."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_CLIENT_ID_LENGTH) = {
    MQTT_REASON_SUCCESS, MQTT_FLOW_PLACE_NONE,
    { "MQTT-3.1.3-5", "3.1.3.1" }, { "MQTT-3.1.3-5", "3.1.3.1" },
    N_ ("A Server need not accept a Client Identifier of more than 23 "
    "bytes."),
    MQTT_SEVERITY_HINT },
  ROW (MQTT_FLOW_RESPONSE_INFORMATION) = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE,
    MQTT_FLOW_PLACE_NONE, { "MQTT-3.1.2-28", "3.1.2.11.6" },
    N_ ("The Server sent Response Information that the Client had not "
    "asked for."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_ASSIGNED_ID_MISSING) = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE,
    MQTT_FLOW_PLACE_NONE, { "MQTT-3.2.2-16", "3.2.2.3.7" },
    N_ ("The Client Identifier was empty, and CONNACK does not tell "
    "the assigned one."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_ASSIGNED_ID_UNASKED) = {
    MQTT_REASON_SUCCESS, MQTT_FLOW_PLACE_NONE,
    MQTT_FLOW_PLACE_NONE, { "", "3.2.2.3.7" },
    N_ ("The Server assigned a Client Identifier although the Client "
    "had sent one."),
    MQTT_SEVERITY_QUESTIONABLE },
  ROW (MQTT_FLOW_WILL_QOS_ACCEPTED) = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE,
    MQTT_FLOW_PLACE_NONE, { "MQTT-3.2.2-12", "3.2.2.3.4" },
    N_ ("The Server accepted a Will QoS that is above its Maximum "
    "QoS."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_WILL_RETAIN_ACCEPTED) = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE,
    MQTT_FLOW_PLACE_NONE, { "MQTT-3.2.2-13", "3.2.2.3.5" },
    N_ ("The Server accepted Will Retain 1 and keeps no retained "
    "messages."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_PACKET_ID_REUSED) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "2.4" },
    { "MQTT-2.3.1-2", "2.3.1" }, { "MQTT-2.2.1-3", "2.2.1" },
    N_ ("The Packet Identifier is still in use for an earlier packet."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_FIRST_WITH_DUP_QOS_1) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "2.1" },
    { "MQTT-4.3.2-1", "4.3.2" }, { "MQTT-4.3.2-2", "4.3.2" },
    N_ ("DUP is 1 although this message of QoS 1 is sent for the "
    "first time."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_FIRST_WITH_DUP_QOS_2) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "2.1" },
    { "MQTT-4.3.3-1", "4.3.3" }, { "MQTT-4.3.3-2", "4.3.3" },
    N_ ("DUP is 1 although this message of QoS 2 is sent for the "
    "first time."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_RESENT_WITHOUT_DUP) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "2.1" },
    { "MQTT-3.3.1-1", "3.3.1.1" }, { "MQTT-3.3.1-1", "3.3.1.1" },
    N_ ("The message is sent again, but DUP is 0."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_RESENT_WITHOUT_RECONNECT) = {
    MQTT_REASON_PROTOCOL_ERROR, MQTT_FLOW_PLACE_NONE,
    MQTT_FLOW_PLACE_NONE, { "MQTT-4.4.0-1", "4.4" },
    N_ ("A message is sent again only on a new Network Connection."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_PUBLISH_AFTER_PUBREL) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "4.1" },
    { "MQTT-4.3.3-1", "4.3.3" }, { "MQTT-4.3.3-6", "4.3.3" },
    N_ ("PUBLISH is sent again after its PUBREL."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_PUBREL_WITHOUT_PUBREC) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "4.1" },
    { "MQTT-4.3.3-1", "4.3.3" }, { "MQTT-4.3.3-4", "4.3.3" },
    N_ ("PUBREL answers PUBREC, and none had come."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_ACK_WITHOUT_PUBLISH) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "2.4" },
    { "MQTT-2.3.1-6", "2.3.1" }, { "MQTT-2.2.1-5", "2.2.1" },
    N_ ("No message with this Packet Identifier waits for this "
    "acknowledgement."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_ANSWER_WITHOUT_REQUEST) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "2.4" },
    { "MQTT-2.3.1-7", "2.3.1" }, { "MQTT-2.2.1-6", "2.2.1" },
    N_ ("No SUBSCRIBE or UNSUBSCRIBE with this Packet Identifier "
    "waits for an answer."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_GRANTED_ABOVE_REQUEST) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.9" },
    { "MQTT-3.8.4-6", "3.8.4" }, { "MQTT-3.8.4-7", "3.8.4" },
    N_ ("The Server granted a QoS above the one that was requested."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_SUBSCRIBE_UNANSWERED) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.8" },
    { "MQTT-3.8.4-1", "3.8.4" }, { "MQTT-3.8.4-1", "3.8.4" },
    N_ ("SUBSCRIBE was not answered with SUBACK."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_UNSUBSCRIBE_UNANSWERED) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.10" },
    { "MQTT-3.10.4-4", "3.10.4" }, { "MQTT-3.10.4-4", "3.10.4" },
    N_ ("UNSUBSCRIBE was not answered with UNSUBACK."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_TOPIC_UNSUBSCRIBED) = {
    MQTT_REASON_SUCCESS, { "", "3.3" },
    { "", "3.3.5" }, { "", "3.3.4" },
    N_ ("The Client got a message whose topic it has not subscribed "
    "to."),
    MQTT_SEVERITY_QUESTIONABLE },
  ROW (MQTT_FLOW_QOS_ABOVE_GRANTED) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.9" },
    { "MQTT-3.8.4-6", "3.8.4" }, { "MQTT-3.8.4-8", "3.8.4" },
    N_ ("The message came with a QoS above the granted one."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_SUBSCRIPTION_ID_UNKNOWN) = {
    MQTT_REASON_SUCCESS, MQTT_FLOW_PLACE_NONE,
    MQTT_FLOW_PLACE_NONE, { "", "3.3.4" },
    N_ ("The message has a Subscription Identifier that the Client "
    "has not given."),
    MQTT_SEVERITY_QUESTIONABLE },
  ROW (MQTT_FLOW_KEEP_ALIVE_EXCEEDED) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.1" },
    { "MQTT-3.1.2-23", "3.1.2.10" }, { "MQTT-3.1.2-20", "3.1.2.10" },
    N_ ("The Client was silent for more than one and a half times the "
    "Keep Alive."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_KEEP_ALIVE_NOT_ENFORCED) = {
    MQTT_REASON_SUCCESS, { "", "3.1" },
    { "MQTT-3.1.2-24", "3.1.2.10" }, { "MQTT-3.1.2-22", "3.1.2.10" },
    N_ ("The Server did not close the connection of a Client that was "
    "silent too long."),
    MQTT_SEVERITY_QUESTIONABLE },
  ROW (MQTT_FLOW_KEEP_ALIVE_CUT_EARLY) = {
    MQTT_REASON_SUCCESS, MQTT_FLOW_PLACE_NONE,
    MQTT_FLOW_PLACE_NONE, { "MQTT-3.1.2-22", "3.1.2.10" },
    N_ ("The Server gave up before one and a half times the Keep "
    "Alive were over."),
    MQTT_SEVERITY_QUESTIONABLE },
  ROW (MQTT_FLOW_PINGREQ_UNANSWERED) = {
    MQTT_REASON_PROTOCOL_ERROR, { "", "3.12" },
    { "MQTT-3.12.4-1", "3.12.4" }, { "MQTT-3.12.4-1", "3.12.4" },
    N_ ("PINGREQ was not answered with PINGRESP."),
    MQTT_SEVERITY_VIOLATION },
  ROW (MQTT_FLOW_PINGRESP_UNASKED) = {
    MQTT_REASON_SUCCESS, { "", "3.13" },
    { "", "3.13" }, { "", "3.13" },
    N_ ("PINGRESP came without a PINGREQ."),
    MQTT_SEVERITY_QUESTIONABLE },
  ROW (MQTT_FLOW_KEEP_ALIVE_ZERO) = {
    MQTT_REASON_SUCCESS, { "", "3.1" },
    { "", "3.1.2.10" }, { "", "3.1.2.10" },
    N_ ("Keep Alive is 0: a dead connection may go unnoticed forever."),
    MQTT_SEVERITY_HINT },
  ROW (MQTT_FLOW_CLEAN_START_WITH_EXPIRY) = {
    MQTT_REASON_SUCCESS, MQTT_FLOW_PLACE_NONE,
    MQTT_FLOW_PLACE_NONE, { "", "3.1.2.11.2" },
    N_ ("The Session is kept after the end, but each Clean Start "
    "throws it away."),
    MQTT_SEVERITY_HINT },
  ROW (MQTT_FLOW_WILL_QOS_0) = {
    MQTT_REASON_SUCCESS, { "", "3.1" },
    { "", "3.1.2.6" }, { "", "3.1.2.6" },
    N_ ("The Will Message has QoS 0: subscribers that are away do not "
    "get it."),
    MQTT_SEVERITY_HINT },
  ROW (MQTT_FLOW_ENDED_WITHOUT_DISCONNECT) = {
    MQTT_REASON_SUCCESS, { "", "3.14" },
    { "", "3.14" }, { "", "3.14" },
    N_ ("The Client closed the connection without DISCONNECT, as if "
    "it had failed."),
    MQTT_SEVERITY_HINT },
};
/* clang-format on */
