/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"

/* Texts and sections of CONNECT and CONNACK. */

const MqttFieldInfo mqtt_field_protocol_name = {
  MQTT_SAME (N_ ("Protocol Name")),
  { "3.1", "3.1.2.1", "3.1.2.1" },
  N_ ("Names the protocol: MQIsdp in 3.1, MQTT since 3.1.1."),
};

const MqttFieldInfo mqtt_field_protocol_level = {
  { N_ ("Protocol Version"), N_ ("Protocol Level"), N_ ("Protocol Version") },
  { "3.1", "3.1.2.2", "3.1.2.2" },
  N_ ("The version that the Client speaks: 3 is 3.1, 4 is 3.1.1, 5 is 5.0."),
};

const MqttFieldInfo mqtt_field_connect_flags = {
  MQTT_SAME (N_ ("Connect Flags")),
  { "3.1", "3.1.2.3", "3.1.2.3" },
  N_ ("Which fields the payload has, and how the session and the will work."),
};

const MqttFieldInfo mqtt_field_keep_alive = {
  { N_ ("Keep Alive timer"), N_ ("Keep Alive"), N_ ("Keep Alive") },
  { "3.1", "3.1.2.10", "3.1.2.10" },
  N_ ("The Client's longest silence; after one and a half times as long the "
      "Server cuts the connection."),
};

const MqttFieldInfo mqtt_field_client_id = {
  MQTT_SAME (N_ ("Client Identifier")),
  { "3.1", "3.1.3.1", "3.1.3.1" },
  N_ ("Names the Client and its session; no two Clients share one."),
};

const MqttFieldInfo mqtt_field_will_topic = {
  MQTT_SAME (N_ ("Will Topic")),
  { "3.1", "3.1.3.2", "3.1.3.3" },
  N_ ("Where the Server publishes the will."),
};

const MqttFieldInfo mqtt_field_will_message = {
  { N_ ("Will Message"), N_ ("Will Message"), N_ ("Will Payload") },
  { "3.1", "3.1.3.3", "3.1.3.4" },
  N_ ("What the Server publishes if the Client goes without saying goodbye."),
};

const MqttFieldInfo mqtt_field_user_name = {
  MQTT_SAME (N_ ("User Name")),
  { "3.1", "3.1.3.4", "3.1.3.5" },
  N_ ("Who wants to connect; readable on the way unless TLS is used."),
};

const MqttFieldInfo mqtt_field_password = {
  MQTT_SAME (N_ ("Password")),
  { "3.1", "3.1.3.5", "3.1.3.6" },
  N_ ("The secret that proves it; readable on the way unless TLS is used."),
};

const MqttFieldInfo mqtt_field_connack_reserved = {
  { N_ ("Topic Name Compression Response"),
    N_ ("Connect Acknowledge Flags"),
    N_ ("Connect Acknowledge Flags") },
  { "3.2", "3.2.2.1", "3.2.2.1" },
  N_ ("Reserved and not used in 3.1; Session Present came with 3.1.1."),
};

const MqttFieldInfo mqtt_field_connack_flags = {
  MQTT_SAME (N_ ("Connect Acknowledge Flags")),
  { "3.2", "3.2.2.1", "3.2.2.1" },
  N_ ("One flag: whether the Server goes on with a session it had kept."),
};

const MqttFieldInfo mqtt_field_connack_code = {
  { N_ ("Connect Return code"),
    N_ ("Connect Return code"),
    N_ ("Connect Reason Code") },
  { "3.2", "3.2.2.3", "3.2.2.2" },
  N_ ("Accepted, or why not."),
};

#define USER_NAME_FLAG                                                         \
  {                                                                            \
    0x80,                                                                      \
        { MQTT_SAME (N_ ("User Name Flag")),                                   \
          { "3.1", "3.1.2.8", "3.1.2.8" },                                     \
          N_ ("Whether the payload has a User Name.") },                       \
    {                                                                          \
      "0", N_ ("1 = User Name follows")                                        \
    }                                                                          \
  }
#define PASSWORD_FLAG                                                          \
  {                                                                            \
    0x40,                                                                      \
        { MQTT_SAME (N_ ("Password Flag")),                                    \
          { "3.1", "3.1.2.9", "3.1.2.9" },                                     \
          N_ ("Whether the payload has a Password.") },                        \
    {                                                                          \
      "0", N_ ("1 = Password follows")                                         \
    }                                                                          \
  }
#define WILL_RETAIN                                                            \
  {                                                                            \
    0x20,                                                                      \
        { MQTT_SAME (N_ ("Will Retain")),                                      \
          { "3.1", "3.1.2.7", "3.1.2.7" },                                     \
          N_ ("Whether the will is kept for later subscribers.") },            \
    {                                                                          \
      "0", N_ ("1 = retained")                                                 \
    }                                                                          \
  }
#define WILL_QOS                                                               \
  {                                                                            \
    0x18,                                                                      \
        { MQTT_SAME (N_ ("Will QoS")),                                         \
          { "3.1", "3.1.2.6", "3.1.2.6" },                                     \
          N_ ("The QoS with which the will is published.") },                  \
    {                                                                          \
      N_ ("0 = at most once"), N_ ("1 = at least once"),                       \
          N_ ("2 = exactly once"), N_ ("3 = forbidden")                        \
    }                                                                          \
  }
#define WILL_FLAG                                                              \
  {                                                                            \
    0x04,                                                                      \
        { MQTT_SAME (N_ ("Will Flag")),                                        \
          { "3.1", "3.1.2.5", "3.1.2.5" },                                     \
          N_ ("Whether the Client leaves a will with the Server.") },          \
    {                                                                          \
      "0", N_ ("1 = will follows")                                             \
    }                                                                          \
  }
#define RESERVED_FLAG                                                          \
  {                                                                            \
    0x01,                                                                      \
        { MQTT_SAME (N_ ("Reserved")),                                         \
          { "3.1", "3.1.2.3", "3.1.2.3" },                                     \
          N_ ("Kept for later use; must be 0 since 3.1.1.") },                 \
    {                                                                          \
      NULL                                                                     \
    }                                                                          \
  }

const MqttBitInfo mqtt_bits_connect_3[MQTT_N_CONNECT_BITS] = {
  USER_NAME_FLAG,
  PASSWORD_FLAG,
  WILL_RETAIN,
  WILL_QOS,
  WILL_FLAG,
  { 0x02,
    { MQTT_SAME (N_ ("Clean Session")),
      { "3.1", "3.1.2.4", "3.1.2.4" },
      N_ ("0 goes on with the kept session and keeps it afterwards; 1 starts "
          "afresh and keeps nothing.") },
    { N_ ("0 = keep the session"), N_ ("1 = clean session") } },
  RESERVED_FLAG,
};

const MqttBitInfo mqtt_bits_connect_5[MQTT_N_CONNECT_BITS] = {
  USER_NAME_FLAG,
  PASSWORD_FLAG,
  WILL_RETAIN,
  WILL_QOS,
  WILL_FLAG,
  { 0x02,
    { MQTT_SAME (N_ ("Clean Start")),
      { "3.1", "3.1.2.4", "3.1.2.4" },
      N_ ("1 throws a kept session away; how long the new one is kept says "
          "the Session Expiry Interval.") },
    { N_ ("0 = go on with the session"), N_ ("1 = clean start") } },
  RESERVED_FLAG,
};

const MqttBitInfo mqtt_bits_connack[MQTT_N_CONNACK_BITS] = {
  { 0xfe,
    { MQTT_SAME (N_ ("Reserved")),
      { "3.2", "3.2.2.1", "3.2.2.1" },
      N_ ("Kept for later use; must be 0.") },
    { NULL } },
  { 0x01,
    { MQTT_SAME (N_ ("Session Present")),
      { "3.2", "3.2.2.2", "3.2.2.1.1" },
      N_ ("1 if the Server had kept the session of this Client, with or "
          "without messages.") },
    { N_ ("0 = new session"), N_ ("1 = session goes on") } },
};
