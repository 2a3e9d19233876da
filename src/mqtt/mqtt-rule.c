/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-rule.h"

#include <glib/gi18n.h>

/* Where 5.0 names no Reason Code: what cannot be parsed, or is a topic that is
 * not well-formed (0x8F and 0x90 are for well-formed ones), is a Malformed
 * Packet; what can be parsed but is not allowed is a Protocol Error (1.2).
 * Empty strings: the version does not have the rule, or has it unnumbered. */
typedef struct
{
  MqttReasonCode reason;
  const char    *text;
  const char    *section_3_1; /* 3.1 numbers no statements */
  const char    *id_3_1_1;
  const char    *section_3_1_1;
  const char    *id_5_0;
  const char    *section_5_0;
} Row;

/* clang-format off */
static const Row rows[MQTT_N_RULES] = {
  [MQTT_RULE_FRAME_INCOMPLETE] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The packet ends before its Remaining Length is reached."),
    "2.1", "", "2.2.3", "", "2.1.4" },
  [MQTT_RULE_TRAILING_BYTES] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("Bytes are left over behind the last field of the packet."),
    "2.1", "", "2.2.3", "", "2.1.4" },
  [MQTT_RULE_FIELD_TRUNCATED] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("A field reaches past the end of the packet."),
    "2.1", "", "2.2.3", "", "2.1.4" },
  [MQTT_RULE_LENGTH_TOO_LONG] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The Variable Byte Integer is longer than four bytes."),
    "2.1", "", "2.2.3", "", "1.5.5" },
  [MQTT_RULE_LENGTH_NOT_MINIMAL] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The Variable Byte Integer is not written in its shortest "
       "form."),
    "2.1", "", "2.2.3", "MQTT-1.5.5-1", "1.5.5" },
  [MQTT_RULE_PACKET_TOO_LARGE] =
  { MQTT_REASON_PACKET_TOO_LARGE,
    N_ ("The packet is larger than the Maximum Packet Size of its "
       "receiver."),
    "2.1", "", "2.2.3", "", "3.1.2.11.4" },
  [MQTT_RULE_PACKET_TYPE_RESERVED] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The packet type is reserved."),
    "2.1", "", "2.2.1", "", "2.1.2" },
  [MQTT_RULE_PACKET_DIRECTION] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("This side never sends packets of this type."),
    "2.1", "", "2.2.1", "", "2.1.2" },
  [MQTT_RULE_FIXED_FLAGS] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The flags in the fixed header have a reserved value."),
    "2.1", "MQTT-2.2.2-2", "2.2.2", "MQTT-2.1.3-1", "2.1.3" },
  [MQTT_RULE_PUBREL_FLAGS] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The flags in the fixed header of PUBREL are not 0010."),
    "3.6", "MQTT-3.6.1-1", "3.6.1", "MQTT-3.6.1-1", "3.6.1" },
  [MQTT_RULE_SUBSCRIBE_FLAGS] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The flags in the fixed header of SUBSCRIBE are not 0010."),
    "3.8", "MQTT-3.8.1-1", "3.8.1", "MQTT-3.8.1-1", "3.8.1" },
  [MQTT_RULE_UNSUBSCRIBE_FLAGS] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The flags in the fixed header of UNSUBSCRIBE are not 0010."),
    "3.10", "MQTT-3.10.1-1", "3.10.1", "MQTT-3.10.1-1", "3.10.1" },
  [MQTT_RULE_DISCONNECT_FLAGS] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The flags in the fixed header of DISCONNECT are not 0000."),
    "3.14", "MQTT-3.14.1-1", "3.14.1", "MQTT-3.14.1-1", "3.14.1" },
  [MQTT_RULE_AUTH_FLAGS] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The flags in the fixed header of AUTH are not 0000."),
    "", "", "", "MQTT-3.15.1-1", "3.15.1" },
  [MQTT_RULE_BODY_NOT_EMPTY] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The packet has a Remaining Length other than 0."),
    "2.1", "", "2.2.3", "", "2.1.4" },
  [MQTT_RULE_UTF8_MALFORMED] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The string is not well-formed UTF-8."),
    "2.5", "MQTT-1.5.3-1", "1.5.3", "MQTT-1.5.4-1", "1.5.4" },
  [MQTT_RULE_UTF8_NUL] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The string contains the character U+0000."),
    "2.5", "MQTT-1.5.3-2", "1.5.3", "MQTT-1.5.4-2", "1.5.4" },
  [MQTT_RULE_PACKET_ID_ZERO_CLIENT] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The Packet Identifier is 0."),
    "2.4", "MQTT-2.3.1-1", "2.3.1", "MQTT-2.2.1-3", "2.2.1" },
  [MQTT_RULE_PACKET_ID_ZERO_SERVER] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The Packet Identifier is 0."),
    "2.4", "MQTT-2.3.1-1", "2.3.1", "MQTT-2.2.1-4", "2.2.1" },
  [MQTT_RULE_PACKET_ID_ZERO_ACK] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The Packet Identifier is 0, which no PUBLISH has."),
    "2.4", "MQTT-2.3.1-6", "2.3.1", "MQTT-2.2.1-5", "2.2.1" },
  [MQTT_RULE_PACKET_ID_ZERO_SUBACK] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The Packet Identifier is 0, which no SUBSCRIBE or "
       "UNSUBSCRIBE has."),
    "2.4", "MQTT-2.3.1-7", "2.3.1", "MQTT-2.2.1-6", "2.2.1" },
  [MQTT_RULE_TOPIC_EMPTY] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("A Topic Name or Topic Filter has at least one character."),
    "3.3", "MQTT-4.7.3-1", "4.7.3", "MQTT-4.7.3-1", "4.7.3" },
  [MQTT_RULE_TOPIC_NUL] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("A Topic Name or Topic Filter contains the character "
       "U+0000."),
    "2.5", "MQTT-4.7.3-2", "4.7.3", "MQTT-4.7.3-2", "4.7.3" },
  [MQTT_RULE_TOPIC_TOO_LONG] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("A Topic Name or Topic Filter is longer than 65,535 bytes."),
    "2.5", "MQTT-4.7.3-3", "4.7.3", "MQTT-4.7.3-3", "4.7.3" },
  [MQTT_RULE_TOPIC_3_1_TOO_LONG] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("In MQTT 3.1 a Topic Name has at most 32,767 characters."),
    "3.3", "", "", "", "" },
  [MQTT_RULE_TOPIC_NAME_WILDCARD] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("A Topic Name contains a wildcard character."),
    "A", "MQTT-4.7.1-1", "4.7.1", "MQTT-4.7.0-1", "4.7.1" },
  [MQTT_RULE_FILTER_MULTI_LEVEL] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The wildcard # does not stand alone in the last level of "
       "the Topic Filter."),
    "A", "MQTT-4.7.1-2", "4.7.1.2", "MQTT-4.7.1-1", "4.7.1.2" },
  [MQTT_RULE_FILTER_SINGLE_LEVEL] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The wildcard + does not fill a whole level of the Topic "
       "Filter."),
    "A", "MQTT-4.7.1-3", "4.7.1.3", "MQTT-4.7.1-2", "4.7.1.3" },
  [MQTT_RULE_SHARE_NAME_EMPTY] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The ShareName of the Shared Subscription is empty."),
    "", "", "", "MQTT-4.8.2-1", "4.8.2" },
  [MQTT_RULE_SHARE_NAME_CHARACTERS] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The ShareName of the Shared Subscription contains a "
       "wildcard character."),
    "", "", "", "MQTT-4.8.2-2", "4.8.2" },
  [MQTT_RULE_SHARE_FILTER_MISSING] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("No Topic Filter follows the ShareName of the Shared "
       "Subscription."),
    "", "", "", "MQTT-4.8.2-2", "4.8.2" },
  [MQTT_RULE_CONNECT_PROTOCOL_NAME] =
  { MQTT_REASON_UNSUPPORTED_PROTOCOL_VERSION,
    N_ ("The Protocol Name is not one of MQTT."),
    "3.1", "MQTT-3.1.2-1", "3.1.2.1", "MQTT-3.1.2-1", "3.1.2.1" },
  [MQTT_RULE_CONNECT_PROTOCOL_VERSION] =
  { MQTT_REASON_UNSUPPORTED_PROTOCOL_VERSION,
    N_ ("The Protocol Version is not supported with this Protocol "
       "Name."),
    "3.1", "MQTT-3.1.2-2", "3.1.2.2", "MQTT-3.1.2-2", "3.1.2.2" },
  [MQTT_RULE_CONNECT_RESERVED_FLAG] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The reserved bit of the Connect Flags is 1."),
    "3.1", "MQTT-3.1.2-3", "3.1.2.3", "MQTT-3.1.2-3", "3.1.2.3" },
  [MQTT_RULE_CONNECT_WILL_QOS_3] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The Will QoS is 3."),
    "3.1", "MQTT-3.1.2-14", "3.1.2.6", "MQTT-3.1.2-12", "3.1.2.6" },
  [MQTT_RULE_CONNECT_WILL_QOS_WITHOUT_WILL] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The Will QoS is not 0 although the Will Flag is 0."),
    "3.1", "MQTT-3.1.2-13", "3.1.2.6", "MQTT-3.1.2-11", "3.1.2.6" },
  [MQTT_RULE_CONNECT_WILL_RETAIN_WITHOUT_WILL] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("Will Retain is 1 although the Will Flag is 0."),
    "3.1", "MQTT-3.1.2-15", "3.1.2.7", "MQTT-3.1.2-13", "3.1.2.7" },
  [MQTT_RULE_CONNECT_PASSWORD_WITHOUT_USER_NAME] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The Password Flag is 1 although the User Name Flag is 0."),
    "3.1", "MQTT-3.1.2-22", "3.1.2.9", "", "" },
  [MQTT_RULE_CONNECT_CLIENT_ID_MISSING] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The Client Identifier is missing."),
    "3.1", "MQTT-3.1.3-3", "3.1.3.1", "MQTT-3.1.3-3", "3.1.3.1" },
  [MQTT_RULE_CONNECT_WILL_MISSING] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The Will Flag is 1, but the will is missing or cut off in "
       "the payload."),
    "3.1", "MQTT-3.1.2-9", "3.1.2.5", "MQTT-3.1.2-9", "3.1.2.5" },
  [MQTT_RULE_CONNECT_USER_NAME_MISSING] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The User Name Flag is 1, but the User Name is missing or "
       "cut off."),
    "3.1", "MQTT-3.1.2-19", "3.1.2.8", "MQTT-3.1.2-17", "3.1.2.8" },
  [MQTT_RULE_CONNECT_PASSWORD_MISSING] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The Password Flag is 1, but the Password is missing or cut "
       "off."),
    "3.1", "MQTT-3.1.2-21", "3.1.2.9", "MQTT-3.1.2-19", "3.1.2.9" },
  [MQTT_RULE_CONNECT_TRAILING_BYTES] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The payload of CONNECT goes on behind the fields that its "
       "flags announce."),
    "3.1", "MQTT-3.1.3-1", "3.1.3", "MQTT-3.1.3-1", "3.1.3" },
  [MQTT_RULE_CONNECT_CLIENT_ID_EMPTY] =
  { MQTT_REASON_CLIENT_IDENTIFIER_NOT_VALID,
    N_ ("An empty Client Identifier is allowed only with Clean "
       "Session 1."),
    "3.1", "MQTT-3.1.3-8", "3.1.3.1", "", "" },
  [MQTT_RULE_CONNECT_CLIENT_ID_EMPTY_3_1] =
  { MQTT_REASON_CLIENT_IDENTIFIER_NOT_VALID,
    N_ ("In MQTT 3.1 the Client Identifier has at least one "
       "character."),
    "3.1", "", "", "", "" },
  [MQTT_RULE_CONNECT_AUTHENTICATION_DATA_ALONE] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("Authentication Data without Authentication Method."),
    "", "", "", "", "3.1.2.11.10" },
  [MQTT_RULE_CONNACK_FLAGS] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("Bits 7 to 1 of the Connect Acknowledge Flags are not 0."),
    "3.2", "", "3.2.2.1", "MQTT-3.2.2-1", "3.2.2.1" },
  [MQTT_RULE_CONNACK_SESSION_PRESENT] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("Session Present is 1 in a CONNACK that refuses the "
       "connection."),
    "3.2", "MQTT-3.2.2-4", "3.2.2.2", "MQTT-3.2.2-6", "3.2.2.1.1" },
  [MQTT_RULE_CONNACK_CODE] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("CONNACK has a code that is not defined for it."),
    "3.2", "MQTT-3.2.2-6", "3.2.2.3", "MQTT-3.2.2-8", "3.2.2.2" },
  [MQTT_RULE_PUBLISH_QOS_3] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The QoS is 3."),
    "2.1", "MQTT-3.3.1-4", "3.3.1.2", "MQTT-3.3.1-4", "3.3.1.2" },
  [MQTT_RULE_PUBLISH_DUP_QOS_0] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("DUP is 1 although the QoS is 0."),
    "2.1", "MQTT-3.3.1-2", "3.3.1.1", "MQTT-3.3.1-2", "3.3.1.1" },
  [MQTT_RULE_PUBLISH_TOPIC_WILDCARD] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The Topic Name of PUBLISH contains a wildcard character."),
    "3.3", "MQTT-3.3.2-2", "3.3.2.1", "MQTT-3.3.2-2", "3.3.2.1" },
  [MQTT_RULE_PUBLISH_TOPIC_EMPTY] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The Topic Name is empty and there is no Topic Alias."),
    "3.3", "MQTT-4.7.3-1", "4.7.3", "MQTT-4.7.3-1", "4.7.3" },
  [MQTT_RULE_PUBLISH_TOPIC_ALIAS_ZERO] =
  { MQTT_REASON_TOPIC_ALIAS_INVALID,
    N_ ("The Topic Alias is 0."),
    "", "", "", "MQTT-3.3.2-8", "3.3.2.3.4" },
  [MQTT_RULE_PUBLISH_RESPONSE_TOPIC] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The Response Topic contains a wildcard character."),
    "", "", "", "MQTT-3.3.2-14", "3.3.2.3.5" },
  [MQTT_RULE_PUBLISH_SUBSCRIPTION_ID_FROM_CLIENT] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("A Client never puts a Subscription Identifier into "
       "PUBLISH."),
    "", "", "", "MQTT-3.3.4-6", "3.3.4" },
  [MQTT_RULE_PUBACK_CODE] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("PUBACK has a Reason Code that is not defined for it or for "
       "its sender."),
    "", "", "", "MQTT-3.4.2-1", "3.4.2.1" },
  [MQTT_RULE_PUBREC_CODE] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("PUBREC has a Reason Code that is not defined for it or for "
       "its sender."),
    "", "", "", "MQTT-3.5.2-1", "3.5.2.1" },
  [MQTT_RULE_PUBREL_CODE] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("PUBREL has a Reason Code that is not defined for it or for "
       "its sender."),
    "", "", "", "MQTT-3.6.2-1", "3.6.2.1" },
  [MQTT_RULE_PUBCOMP_CODE] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("PUBCOMP has a Reason Code that is not defined for it or "
       "for its sender."),
    "", "", "", "MQTT-3.7.2-1", "3.7.2.1" },
  [MQTT_RULE_SUBSCRIBE_EMPTY] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("SUBSCRIBE has no Topic Filter."),
    "3.8", "MQTT-3.8.3-3", "3.8.3", "MQTT-3.8.3-2", "3.8.3" },
  [MQTT_RULE_SUBSCRIBE_RESERVED_BITS] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("Reserved bits of the Subscription Options are not 0."),
    "3.8", "MQTT-3.8.3-4", "3.8.3", "MQTT-3.8.3-5", "3.8.3.1" },
  [MQTT_RULE_SUBSCRIBE_QOS_3_3] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The requested QoS is 3."),
    "3.8", "MQTT-3.8.3-4", "3.8.3", "", "3.8.3.1" },
  [MQTT_RULE_SUBSCRIBE_QOS_3] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The Maximum QoS in the Subscription Options is 3."),
    "", "", "", "", "3.8.3.1" },
  [MQTT_RULE_SUBSCRIBE_RETAIN_HANDLING_3] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The Retain Handling in the Subscription Options is 3."),
    "", "", "", "", "3.8.3.1" },
  [MQTT_RULE_SUBSCRIBE_NO_LOCAL_SHARED] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("No Local is 1 on a Shared Subscription."),
    "", "", "", "MQTT-3.8.3-4", "3.8.3.1" },
  [MQTT_RULE_SUBACK_EMPTY] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("SUBACK has no code."),
    "3.9", "MQTT-3.8.4-5", "3.8.4", "MQTT-3.8.4-6", "3.8.4" },
  [MQTT_RULE_SUBACK_CODE] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("SUBACK has a code that is not defined for it."),
    "3.9", "MQTT-3.9.3-2", "3.9.3", "MQTT-3.9.3-2", "3.9.3" },
  [MQTT_RULE_UNSUBSCRIBE_EMPTY] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("UNSUBSCRIBE has no Topic Filter."),
    "3.10", "MQTT-3.10.3-2", "3.10.3", "MQTT-3.10.3-2", "3.10.3" },
  [MQTT_RULE_UNSUBACK_EMPTY] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("UNSUBACK has no Reason Code."),
    "", "", "", "MQTT-3.11.3-1", "3.11.3" },
  [MQTT_RULE_UNSUBACK_CODE] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("UNSUBACK has a Reason Code that is not defined for it."),
    "", "", "", "MQTT-3.11.3-2", "3.11.3" },
  [MQTT_RULE_DISCONNECT_CODE] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("DISCONNECT has a Reason Code that is not defined for it or "
       "for its sender."),
    "", "", "", "MQTT-3.14.2-1", "3.14.2.1" },
  [MQTT_RULE_DISCONNECT_SESSION_EXPIRY_FROM_SERVER] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("A Server never puts a Session Expiry Interval into "
       "DISCONNECT."),
    "", "", "", "MQTT-3.14.2-2", "3.14.2.2.2" },
  [MQTT_RULE_DISCONNECT_SERVER_REFERENCE_FROM_CLIENT] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("A Client never puts a Server Reference into DISCONNECT."),
    "", "", "", "", "3.14.2.2.5" },
  [MQTT_RULE_AUTH_CODE] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("AUTH has a Reason Code that is not defined for it or for "
       "its sender."),
    "", "", "", "MQTT-3.15.2-1", "3.15.2.1" },
  [MQTT_RULE_AUTH_METHOD_MISSING] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("AUTH has no Authentication Method."),
    "", "", "", "", "3.15.2.2.2" },
  [MQTT_RULE_PROPERTY_LENGTH] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The Property Length reaches past the end of the packet."),
    "", "", "", "", "2.2.2.1" },
  [MQTT_RULE_PROPERTY_LENGTH_MISSING] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The Property Length is missing."),
    "", "", "", "MQTT-2.2.2-1", "2.2.2.1" },
  [MQTT_RULE_PROPERTY_UNKNOWN] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The property identifier is not defined."),
    "", "", "", "", "2.2.2.2" },
  [MQTT_RULE_PROPERTY_PLACE] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The property may not stand in this packet."),
    "", "", "", "", "2.2.2.2" },
  [MQTT_RULE_PROPERTY_TRUNCATED] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("The value of the property reaches past the end of the "
       "properties."),
    "", "", "", "", "2.2.2.2" },
  [MQTT_RULE_PROPERTY_REPEATED] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The property stands more than once."),
    "", "", "", "", "2.2.2.2" },
  [MQTT_RULE_PROPERTY_NOT_0_OR_1] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The value of the property is neither 0 nor 1."),
    "", "", "", "", "2.2.2.2" },
  [MQTT_RULE_PROPERTY_ZERO] =
  { MQTT_REASON_PROTOCOL_ERROR,
    N_ ("The value of the property is 0, which is not allowed."),
    "", "", "", "", "2.2.2.2" },
  [MQTT_RULE_PROPERTY_PAIR_UTF8] =
  { MQTT_REASON_MALFORMED_PACKET,
    N_ ("A User Property has a name or value that is not well-formed UTF-8."),
    "", "", "", "MQTT-1.5.7-1", "1.5.7" },
};
/* clang-format on */

gboolean
mqtt_rule_break (MqttRule       rule,
                 MqttVersion    version,
                 gsize          offset,
                 MqttViolation *violation)
{
  const Row *row = &rows[rule];

  if (violation == NULL)
    return FALSE;
  violation->reason = row->reason;
  violation->text = row->text;
  violation->offset = offset;
  switch (version)
    {
    case MQTT_VERSION_3_1:
      violation->id = "";
      violation->section = row->section_3_1;
      break;
    case MQTT_VERSION_3_1_1:
      violation->id = row->id_3_1_1;
      violation->section = row->section_3_1_1;
      break;
    case MQTT_VERSION_5_0:
    case MQTT_VERSION_UNKNOWN:
    default:
      violation->id = row->id_5_0;
      violation->section = row->section_5_0;
      break;
    }
  return FALSE;
}
