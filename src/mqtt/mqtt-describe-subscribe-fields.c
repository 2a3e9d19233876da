/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"

/* Texts and sections of SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK. */

const MqttFieldInfo mqtt_field_subscription = {
  MQTT_SAME ("Subscription"),
  { "3.8", "3.8.3", "3.8.3" },
  N_ ("One Topic Filter and how its messages are to be delivered."),
};

const MqttFieldInfo mqtt_field_subscribe_filter = {
  { "Topic Name", "Topic Filter", "Topic Filter" },
  { "3.8", "3.8.3", "3.8.3" },
  N_ ("The topics that are wanted; + stands for one level, # for all that "
      "follow."),
};

const MqttFieldInfo mqtt_field_unsubscribe_filter = {
  { "Topic Name", "Topic Filter", "Topic Filter" },
  { "3.10", "3.10.3", "3.10.3" },
  N_ ("The subscription to remove, written exactly as it was subscribed."),
};

const MqttFieldInfo mqtt_field_requested_qos = {
  MQTT_SAME ("Requested QoS"),
  { "3.8", "3.8.3", "3.8.3" },
  N_ ("The highest QoS at which the Client wants these messages."),
};

const MqttFieldInfo mqtt_field_subscription_options = {
  MQTT_SAME ("Subscription Options"),
  { "3.8", "3.8.3", "3.8.3.1" },
  N_ ("How the messages of this subscription are to be delivered."),
};

const MqttFieldInfo mqtt_field_suback_code = {
  { "Granted QoS", "Return Code", "Reason Code" },
  { "3.9", "3.9.3", "3.9.3" },
  N_ ("The answer to the Topic Filter at the same place in SUBSCRIBE."),
};

const MqttFieldInfo mqtt_field_unsuback_code = {
  MQTT_SAME ("Reason Code"),
  { "3.11", "3.11", "3.11.3" },
  N_ ("The answer to the Topic Filter at the same place in UNSUBSCRIBE."),
};

const MqttBitInfo mqtt_bits_requested_qos[MQTT_N_REQUESTED_QOS_BITS] = {
  { 0xfc,
    { MQTT_SAME ("Reserved"),
      { "3.8", "3.8.3", "3.8.3" },
      N_ ("Kept for later use; must be 0 since 3.1.1.") },
    { NULL } },
  { 0x03,
    { MQTT_SAME ("QoS"),
      { "3.8", "3.8.3", "3.8.3" },
      N_ ("The Server may grant less; a message comes with the lower of this "
          "and the QoS it was published with.") },
    { "0 = at most once",
      "1 = at least once",
      "2 = exactly once",
      "3 = forbidden" } },
};

const MqttBitInfo
    mqtt_bits_subscription_options[MQTT_N_SUBSCRIPTION_OPTION_BITS] = {
      { 0xc0,
        { MQTT_SAME ("Reserved"),
          MQTT_SAME ("3.8.3.1"),
          N_ ("Kept for later use; must be 0.") },
        { NULL } },
      { 0x30,
        { MQTT_SAME ("Retain Handling"),
          MQTT_SAME ("3.8.3.1"),
          N_ ("Whether the retained messages are sent when subscribing.") },
        { "0 = send retained messages",
          "1 = send them if the subscription is new",
          "2 = do not send them",
          "3 = forbidden" } },
      { 0x08,
        { MQTT_SAME ("Retain As Published"),
          MQTT_SAME ("3.8.3.1"),
          N_ ("1 leaves the RETAIN flag as the publisher set it.") },
        { "0 = cleared on forwarding", "1 = kept as published" } },
      { 0x04,
        { MQTT_SAME ("No Local"),
          MQTT_SAME ("3.8.3.1"),
          N_ ("1 keeps the Client from getting back its own messages.") },
        { "0 = own messages too", "1 = no own messages" } },
      { 0x03,
        { MQTT_SAME ("Maximum QoS"),
          MQTT_SAME ("3.8.3.1"),
          N_ ("The Server may grant less; a message comes with the lower of "
              "this and the QoS it was published with.") },
        { "0 = at most once",
          "1 = at least once",
          "2 = exactly once",
          "3 = forbidden" } },
    };
