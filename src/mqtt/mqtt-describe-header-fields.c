/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"

/* Texts and sections of what all packets have in common. */

#define PACKET(number, name, text)                                             \
  [number] = { MQTT_SAME (name), MQTT_SAME ("3." G_STRINGIFY (number)), text }

const MqttFieldInfo mqtt_packet_fields[16] = {
  [0] = { MQTT_SAME (N_ ("Reserved")),
          { "2.1", "2.2.1", "2.1.2" },
          N_ ("Packet type 0 is forbidden.") },
  PACKET (1, "CONNECT", N_ ("The Client asks the Server for a connection.")),
  PACKET (2, "CONNACK", N_ ("The Server accepts or refuses the connection.")),
  PACKET (3, "PUBLISH", N_ ("Carries one Application Message.")),
  PACKET (4, "PUBACK", N_ ("Acknowledges a message of QoS 1.")),
  PACKET (5, "PUBREC", N_ ("QoS 2, second step: the message was received.")),
  PACKET (6, "PUBREL", N_ ("QoS 2, third step: the message may be released.")),
  PACKET (7, "PUBCOMP", N_ ("QoS 2, last step: the delivery is complete.")),
  PACKET (8, "SUBSCRIBE", N_ ("The Client asks for messages of some topics.")),
  PACKET (9, "SUBACK", N_ ("The Server's answer to each subscription.")),
  PACKET (10, "UNSUBSCRIBE", N_ ("The Client gives up subscriptions.")),
  PACKET (11, "UNSUBACK", N_ ("The Server has removed the subscriptions.")),
  PACKET (12, "PINGREQ", N_ ("The Client shows that it is alive.")),
  PACKET (13, "PINGRESP", N_ ("The Server shows that it is alive.")),
  PACKET (14, "DISCONNECT", N_ ("Ends the connection in an orderly way.")),
  [15] = { MQTT_SAME ("AUTH"),
           { "2.1", "2.2.1", "3.15" },
           N_ ("One step of an enhanced authentication; exists in 5.0 only.") },
};

#define PART(number, name, digit, text)                                        \
  [number] = { MQTT_SAME (name),                                               \
               { "3." G_STRINGIFY (number),                                    \
                 "3." G_STRINGIFY (number) "." digit,                          \
                 "3." G_STRINGIFY (number) "." digit },                        \
               text }
#define ALL_PARTS(name, digit, text)                                           \
  PART (1, name, digit, text), PART (2, name, digit, text),                    \
      PART (3, name, digit, text), PART (4, name, digit, text),                \
      PART (5, name, digit, text), PART (6, name, digit, text),                \
      PART (7, name, digit, text), PART (8, name, digit, text),                \
      PART (9, name, digit, text), PART (10, name, digit, text),               \
      PART (11, name, digit, text), PART (12, name, digit, text),              \
      PART (13, name, digit, text), PART (14, name, digit, text),              \
      PART (15, name, digit, text)

const MqttFieldInfo mqtt_variable_header_fields[16] = { ALL_PARTS (
    N_ ("Variable header"),
    "2",
    N_ ("The fields that this type of packet needs, in a fixed order.")) };
const MqttFieldInfo mqtt_payload_fields[16] = {
  ALL_PARTS (
      N_ ("Payload"), "3", N_ ("The content of the packet, after its headers."))
};

const MqttFieldInfo mqtt_field_no_packet = {
  MQTT_SAME (N_ ("Incomplete packet")),
  { "2", "2.1", "2.1" },
  N_ ("Nothing of the packet has arrived."),
};

const MqttFieldInfo mqtt_field_fixed_header = {
  MQTT_SAME (N_ ("Fixed header")),
  { "2.1", "2.2", "2.1.1" },
  N_ ("Every packet starts with it: what it is, and how long it is."),
};

const MqttFieldInfo mqtt_field_first_byte = {
  { N_ ("Message Type and flags"),
    N_ ("Control Packet type and flags"),
    N_ ("Control Packet type and flags") },
  { "2.1", "2.2", "2.1.1" },
  N_ ("The upper four bits tell the packet type, the lower four are flags."),
};

const MqttFieldInfo mqtt_field_remaining_length = {
  MQTT_SAME (N_ ("Remaining Length")),
  { "2.1", "2.2.3", "2.1.4" },
  N_ ("How many bytes follow in this packet; seven bits per byte, the lowest "
      "first."),
};

const MqttFieldInfo mqtt_field_packet_id = {
  { N_ ("Message ID"), N_ ("Packet Identifier"), N_ ("Packet Identifier") },
  { "2.4", "2.3.1", "2.2.1" },
  N_ ("Ties a packet to its acknowledgement; free again afterwards."),
};

const MqttFieldInfo mqtt_field_undecoded = {
  MQTT_SAME (N_ ("Undecoded bytes")),
  { "2.1", "4.8", "4.13" },
  N_ ("From here on nobody can tell what the bytes mean."),
};

const MqttFieldInfo mqtt_field_further = {
  MQTT_SAME (N_ ("Further bytes")),
  { "2.1", "2.2.3", "2.1.4" },
  N_ ("The packet has more fields than are listed."),
};

const MqttFieldInfo mqtt_field_missing = {
  MQTT_SAME (N_ ("Missing bytes")),
  { "2.1", "2.2.3", "2.1.4" },
  N_ ("The Remaining Length promises them, but they have not arrived."),
};

const MqttFieldInfo mqtt_field_text_length = {
  MQTT_SAME (N_ ("Length")),
  { "2.5", "1.5.3", "1.5.4" },
  N_ ("How many bytes the text has that follows; at most 65,535."),
};

const MqttFieldInfo mqtt_field_data_length = {
  MQTT_SAME (N_ ("Length")),
  { "3.1", "3.1.3.3", "1.5.6" },
  N_ ("How many bytes of data follow; at most 65,535."),
};

#define PACKET_TYPE                                                            \
  {                                                                            \
    0xf0,                                                                      \
        { { N_ ("Message Type"),                                               \
            N_ ("MQTT Control Packet type"),                                   \
            N_ ("MQTT Control Packet type") },                                 \
          { "2.1", "2.2.1", "2.1.2" },                                         \
          N_ ("Which of the packets this is.") },                              \
    {                                                                          \
      NULL                                                                     \
    }                                                                          \
  }

const MqttBitInfo mqtt_bits_publish[MQTT_N_PUBLISH_BITS] = {
  PACKET_TYPE,
  { 0x08,
    { { N_ ("DUP flag"), N_ ("DUP flag"), N_ ("DUP") },
      { "2.1", "3.3.1.1", "3.3.1.1" },
      N_ ("Whether this packet was sent before and got no answer.") },
    { N_ ("0 = first attempt"), N_ ("1 = sent again") } },
  { 0x06,
    { { N_ ("QoS level"), N_ ("QoS level"), N_ ("QoS") },
      { "2.1", "3.3.1.2", "3.3.1.2" },
      N_ ("How sure the delivery is, between these two parties only.") },
    { N_ ("0 = at most once"),
      N_ ("1 = at least once"),
      N_ ("2 = exactly once"),
      N_ ("3 = forbidden") } },
  { 0x01,
    { MQTT_SAME (N_ ("RETAIN")),
      { "2.1", "3.3.1.3", "3.3.1.3" },
      N_ ("Towards the Server: keep this message for later subscribers; from "
          "the Server: it had been kept.") },
    { "0", N_ ("1 = retained") } },
};

/* In 3.1 the flags of all messages have these names, used or not. */
const MqttBitInfo mqtt_bits_3_1[MQTT_N_PUBLISH_BITS] = {
  PACKET_TYPE,
  { 0x08,
    { MQTT_SAME (N_ ("DUP flag")),
      MQTT_SAME ("2.1"),
      N_ ("Set when a PUBREL, SUBSCRIBE or UNSUBSCRIBE is sent again; unused "
          "in the other messages without content.") },
    { NULL } },
  { 0x06,
    { MQTT_SAME (N_ ("QoS level")),
      MQTT_SAME ("2.1"),
      N_ ("1 in PUBREL, SUBSCRIBE and UNSUBSCRIBE, because they are "
          "acknowledged; unused elsewhere.") },
    { NULL } },
  { 0x01,
    { MQTT_SAME (N_ ("RETAIN")),
      MQTT_SAME ("2.1"),
      N_ ("Used in PUBLISH only.") },
    { NULL } },
};

const MqttBitInfo mqtt_bits_reserved[MQTT_N_RESERVED_FLAG_BITS] = {
  PACKET_TYPE,
  { 0x0f,
    { MQTT_SAME (N_ ("Reserved")),
      { "2.1", "2.2.2", "2.1.3" },
      N_ ("Fixed: 2 in PUBREL, SUBSCRIBE and UNSUBSCRIBE, otherwise 0.") },
    { NULL } },
};
