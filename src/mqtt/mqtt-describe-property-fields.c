/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"

/* Texts and sections of the properties of 5.0. Types, places and names are
 * in the table behind mqtt_property_get_info(). */

enum
{
  WILL = 0,
  CONNECT,
  CONNACK,
  PUBLISH,
  PUBACK,
  PUBREC,
  PUBREL,
  PUBCOMP,
  SUBSCRIBE,
  SUBACK,
  UNSUBSCRIBE,
  UNSUBACK,
  DISCONNECT = 14,
  AUTH,
};

#define NO_WORDS                                                               \
  {                                                                            \
    NULL, NULL                                                                 \
  }
#define AVAILABLE                                                              \
  {                                                                            \
    N_ ("0 = not available"), N_ ("1 = available")                             \
  }

static const MqttPropertyField property_fields[] = {
  { MQTT_PROPERTY_PAYLOAD_FORMAT_INDICATOR,
    MQTT_VALUE_WORDS,
    { N_ ("0 = unspecified bytes"), N_ ("1 = UTF-8 text") },
    { [WILL] = "3.1.3.2.3", [PUBLISH] = "3.3.2.3.2" },
    N_ ("Whether the payload is text or just bytes.") },
  { MQTT_PROPERTY_MESSAGE_EXPIRY_INTERVAL,
    MQTT_VALUE_SECONDS,
    NO_WORDS,
    { [WILL] = "3.1.3.2.4", [PUBLISH] = "3.3.2.3.3" },
    N_ ("After this time the Server no longer delivers the message.") },
  { MQTT_PROPERTY_CONTENT_TYPE,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [WILL] = "3.1.3.2.5", [PUBLISH] = "3.3.2.3.9" },
    N_ ("What kind of content the payload has, for the receiving program.") },
  { MQTT_PROPERTY_RESPONSE_TOPIC,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [WILL] = "3.1.3.2.6", [PUBLISH] = "3.3.2.3.5" },
    N_ ("The message is a request: answer to this topic.") },
  { MQTT_PROPERTY_CORRELATION_DATA,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [WILL] = "3.1.3.2.7", [PUBLISH] = "3.3.2.3.6" },
    N_ ("Goes back with the answer, so that the requester can pair them.") },
  { MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [PUBLISH] = "3.3.2.3.8", [SUBSCRIBE] = "3.8.2.1.2" },
    N_ ("A number for a subscription; comes back with each of its messages.") },
  { MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL,
    MQTT_VALUE_EXPIRY,
    NO_WORDS,
    { [CONNECT] = "3.1.2.11.2",
      [CONNACK] = "3.2.2.3.2",
      [DISCONNECT] = "3.14.2.2.2" },
    N_ ("How long the Server keeps the session after the connection ended.") },
  { MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [CONNACK] = "3.2.2.3.7" },
    N_ ("The Client came without Client Identifier: the Server gave this "
        "one.") },
  { MQTT_PROPERTY_SERVER_KEEP_ALIVE,
    MQTT_VALUE_SECONDS,
    NO_WORDS,
    { [CONNACK] = "3.2.2.3.14" },
    N_ ("The Client must use this Keep Alive instead of its own.") },
  { MQTT_PROPERTY_AUTHENTICATION_METHOD,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [CONNECT] = "3.1.2.11.9",
      [CONNACK] = "3.2.2.3.17",
      [AUTH] = "3.15.2.2.2" },
    N_ ("Names the enhanced authentication, such as SCRAM-SHA-256.") },
  { MQTT_PROPERTY_AUTHENTICATION_DATA,
    MQTT_VALUE_SECRET,
    NO_WORDS,
    { [CONNECT] = "3.1.2.11.10",
      [CONNACK] = "3.2.2.3.18",
      [AUTH] = "3.15.2.2.3" },
    N_ ("One step of the enhanced authentication; the method tells what is "
        "in it.") },
  { MQTT_PROPERTY_REQUEST_PROBLEM_INFORMATION,
    MQTT_VALUE_WORDS,
    { N_ ("0 = without explanations"), N_ ("1 = with explanations") },
    { [CONNECT] = "3.1.2.11.7" },
    N_ ("0 keeps Reason Strings and User Properties out of everything but "
        "PUBLISH, CONNACK and DISCONNECT.") },
  { MQTT_PROPERTY_WILL_DELAY_INTERVAL,
    MQTT_VALUE_SECONDS,
    NO_WORDS,
    { [WILL] = "3.1.3.2.2" },
    N_ ("How long the Server waits with the will, in case the Client comes "
        "back.") },
  { MQTT_PROPERTY_REQUEST_RESPONSE_INFORMATION,
    MQTT_VALUE_WORDS,
    { N_ ("0 = not wanted"), N_ ("1 = wanted") },
    { [CONNECT] = "3.1.2.11.6" },
    N_ ("Asks the Server where this Client may receive responses.") },
  { MQTT_PROPERTY_RESPONSE_INFORMATION,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [CONNACK] = "3.2.2.3.15" },
    N_ ("From it the Client makes the topics on which it gets responses.") },
  { MQTT_PROPERTY_SERVER_REFERENCE,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [CONNACK] = "3.2.2.3.16", [DISCONNECT] = "3.14.2.2.5" },
    N_ ("Another Server that the Client is to use.") },
  { MQTT_PROPERTY_REASON_STRING,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [CONNACK] = "3.2.2.3.9",
      [PUBACK] = "3.4.2.2.2",
      [PUBREC] = "3.5.2.2.2",
      [PUBREL] = "3.6.2.2.2",
      [PUBCOMP] = "3.7.2.2.2",
      [SUBACK] = "3.9.2.1.2",
      [UNSUBACK] = "3.11.2.1.2",
      [DISCONNECT] = "3.14.2.2.3",
      [AUTH] = "3.15.2.2.4" },
    N_ ("The sender's explanation, for people and not for programs.") },
  { MQTT_PROPERTY_RECEIVE_MAXIMUM,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [CONNECT] = "3.1.2.11.3", [CONNACK] = "3.2.2.3.3" },
    N_ ("How many messages of QoS 1 and 2 the sender of this takes before it "
        "has acknowledged them.") },
  { MQTT_PROPERTY_TOPIC_ALIAS_MAXIMUM,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [CONNECT] = "3.1.2.11.5", [CONNACK] = "3.2.2.3.8" },
    N_ ("The highest Topic Alias that the sender of this accepts; 0: none.") },
  { MQTT_PROPERTY_TOPIC_ALIAS,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [PUBLISH] = "3.3.2.3.4" },
    N_ ("A number that stands for the Topic Name in later packets.") },
  { MQTT_PROPERTY_MAXIMUM_QOS,
    MQTT_VALUE_QOS,
    NO_WORDS,
    { [CONNACK] = "3.2.2.3.4" },
    N_ ("The Server takes no messages of a higher QoS.") },
  { MQTT_PROPERTY_RETAIN_AVAILABLE,
    MQTT_VALUE_WORDS,
    AVAILABLE,
    { [CONNACK] = "3.2.2.3.5" },
    N_ ("Whether the Server keeps retained messages.") },
  { MQTT_PROPERTY_USER_PROPERTY,
    MQTT_VALUE_NUMBER,
    NO_WORDS,
    { [WILL] = "3.1.3.2.8",
      [CONNECT] = "3.1.2.11.8",
      [CONNACK] = "3.2.2.3.10",
      [PUBLISH] = "3.3.2.3.7",
      [PUBACK] = "3.4.2.2.3",
      [PUBREC] = "3.5.2.2.3",
      [PUBREL] = "3.6.2.2.3",
      [PUBCOMP] = "3.7.2.2.3",
      [SUBSCRIBE] = "3.8.2.1.3",
      [SUBACK] = "3.9.2.1.3",
      [UNSUBSCRIBE] = "3.10.2.1.2",
      [UNSUBACK] = "3.11.2.1.3",
      [DISCONNECT] = "3.14.2.2.4",
      [AUTH] = "3.15.2.2.5" },
    N_ ("A name and a value that the programs have agreed on.") },
  { MQTT_PROPERTY_MAXIMUM_PACKET_SIZE,
    MQTT_VALUE_BYTES,
    NO_WORDS,
    { [CONNECT] = "3.1.2.11.4", [CONNACK] = "3.2.2.3.6" },
    N_ ("The sender of this takes no larger packet.") },
  { MQTT_PROPERTY_WILDCARD_SUBSCRIPTION_AVAILABLE,
    MQTT_VALUE_WORDS,
    AVAILABLE,
    { [CONNACK] = "3.2.2.3.11" },
    N_ ("Whether the Server takes Topic Filters with + and #.") },
  { MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER_AVAILABLE,
    MQTT_VALUE_WORDS,
    AVAILABLE,
    { [CONNACK] = "3.2.2.3.12" },
    N_ ("Whether the Server takes Subscription Identifiers.") },
  { MQTT_PROPERTY_SHARED_SUBSCRIPTION_AVAILABLE,
    MQTT_VALUE_WORDS,
    AVAILABLE,
    { [CONNACK] = "3.2.2.3.13" },
    N_ ("Whether several Clients can share a subscription.") },
};

const MqttPropertyField *
mqtt_property_field_find (MqttPropertyId id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (property_fields); i++)
    if (property_fields[i].id == id)
      return &property_fields[i];
  return NULL;
}

#define GROUP(place, name, section)                                            \
  [place] = { MQTT_SAME (name),                                                \
              MQTT_SAME (section),                                             \
              N_ ("Optional settings; each has a number and a value.") }

const MqttFieldInfo mqtt_properties_fields[16] = {
  GROUP (WILL, N_ ("Will Properties"), "3.1.3.2"),
  GROUP (CONNECT, N_ ("CONNECT Properties"), "3.1.2.11"),
  GROUP (CONNACK, N_ ("CONNACK Properties"), "3.2.2.3"),
  GROUP (PUBLISH, N_ ("PUBLISH Properties"), "3.3.2.3"),
  GROUP (PUBACK, N_ ("PUBACK Properties"), "3.4.2.2"),
  GROUP (PUBREC, N_ ("PUBREC Properties"), "3.5.2.2"),
  GROUP (PUBREL, N_ ("PUBREL Properties"), "3.6.2.2"),
  GROUP (PUBCOMP, N_ ("PUBCOMP Properties"), "3.7.2.2"),
  GROUP (SUBSCRIBE, N_ ("SUBSCRIBE Properties"), "3.8.2.1"),
  GROUP (SUBACK, N_ ("SUBACK Properties"), "3.9.2.1"),
  GROUP (UNSUBSCRIBE, N_ ("UNSUBSCRIBE Properties"), "3.10.2.1"),
  GROUP (UNSUBACK, N_ ("UNSUBACK Properties"), "3.11.2.1"),
  GROUP (DISCONNECT, N_ ("DISCONNECT Properties"), "3.14.2.2"),
  GROUP (AUTH, N_ ("AUTH Properties"), "3.15.2.2"),
};

#define LENGTH(place, section)                                                 \
  [place] = { MQTT_SAME (N_ ("Property Length")),                              \
              MQTT_SAME (section),                                             \
              N_ ("How many bytes of properties follow; 0 if there are "       \
                  "none.") }

const MqttFieldInfo mqtt_property_length_fields[16] = {
  LENGTH (WILL, "3.1.3.2.1"),         LENGTH (CONNECT, "3.1.2.11.1"),
  LENGTH (CONNACK, "3.2.2.3.1"),      LENGTH (PUBLISH, "3.3.2.3.1"),
  LENGTH (PUBACK, "3.4.2.2.1"),       LENGTH (PUBREC, "3.5.2.2.1"),
  LENGTH (PUBREL, "3.6.2.2.1"),       LENGTH (PUBCOMP, "3.7.2.2.1"),
  LENGTH (SUBSCRIBE, "3.8.2.1.1"),    LENGTH (SUBACK, "3.9.2.1.1"),
  LENGTH (UNSUBSCRIBE, "3.10.2.1.1"), LENGTH (UNSUBACK, "3.11.2.1.1"),
  LENGTH (DISCONNECT, "3.14.2.2.1"),  LENGTH (AUTH, "3.15.2.2.1"),
};

const MqttFieldInfo mqtt_field_property_id = {
  MQTT_SAME (N_ ("Identifier")),
  MQTT_SAME ("2.2.2.2"),
  N_ ("Tells which property this is, and so how its value is written."),
};

const MqttFieldInfo mqtt_field_pair_name_length = {
  MQTT_SAME (N_ ("Name Length")),
  MQTT_SAME ("1.5.7"),
  N_ ("How many bytes the name has that follows."),
};

const MqttFieldInfo mqtt_field_pair_name = {
  MQTT_SAME (N_ ("Name")),
  MQTT_SAME ("1.5.7"),
  N_ ("The first text of the pair; a name may come more than once."),
};

const MqttFieldInfo mqtt_field_pair_value_length = {
  MQTT_SAME (N_ ("Value Length")),
  MQTT_SAME ("1.5.7"),
  N_ ("How many bytes the value has that follows."),
};

const MqttFieldInfo mqtt_field_pair_value = {
  MQTT_SAME (N_ ("Value")),
  MQTT_SAME ("1.5.7"),
  N_ ("The second text of the pair."),
};
