/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"

/* Texts and sections of SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK. */

const MqttFieldInfo mqtt_field_subscription = {
  MQTT_SAME (N_ ("Subscription")),
  { "3.8", "3.8.3", "3.8.3" },
  N_ ("One Topic Filter and how its messages are to be delivered."),
};

const MqttFieldInfo mqtt_field_subscribe_filter = {
  { N_ ("Topic Name"), N_ ("Topic Filter"), N_ ("Topic Filter") },
  { "3.8", "3.8.3", "3.8.3" },
  N_ ("The topics that are wanted; + stands for one level, # for all that "
      "follow."),
};

const MqttFieldInfo mqtt_field_unsubscribe_filter = {
  { N_ ("Topic Name"), N_ ("Topic Filter"), N_ ("Topic Filter") },
  { "3.10", "3.10.3", "3.10.3" },
  N_ ("The subscription to remove, written exactly as it was subscribed."),
};

const MqttFieldInfo mqtt_field_requested_qos = {
  MQTT_SAME (N_ ("Requested QoS")),
  { "3.8", "3.8.3", "3.8.3" },
  N_ ("The highest QoS at which the Client wants these messages."),
};

const MqttFieldInfo mqtt_field_subscription_options = {
  MQTT_SAME (N_ ("Subscription Options")),
  { "3.8", "3.8.3", "3.8.3.1" },
  N_ ("How the messages of this subscription are to be delivered."),
};

const MqttFieldInfo mqtt_field_suback_code = {
  { N_ ("Granted QoS"), N_ ("Return Code"), N_ ("Reason Code") },
  { "3.9", "3.9.3", "3.9.3" },
  N_ ("The answer to the Topic Filter at the same place in SUBSCRIBE."),
};

const MqttFieldInfo mqtt_field_unsuback_code = {
  MQTT_SAME (N_ ("Reason Code")),
  { "3.11", "3.11", "3.11.3" },
  N_ ("The answer to the Topic Filter at the same place in UNSUBSCRIBE."),
};

const MqttBitInfo mqtt_bits_requested_qos[MQTT_N_REQUESTED_QOS_BITS] = {
  { 0xfc,
    { MQTT_SAME (N_ ("Reserved")),
      { "3.8", "3.8.3", "3.8.3" },
      N_ ("Kept for later use; must be 0 since 3.1.1.") },
    { NULL } },
  { 0x03,
    { MQTT_SAME (N_ ("QoS")),
      { "3.8", "3.8.3", "3.8.3" },
      N_ ("The Server may grant less; a message comes with the lower of this "
          "and the QoS it was published with.") },
    { N_ ("0 = at most once"),
      N_ ("1 = at least once"),
      N_ ("2 = exactly once"),
      N_ ("3 = forbidden") } },
};

const MqttBitInfo
    mqtt_bits_subscription_options[MQTT_N_SUBSCRIPTION_OPTION_BITS] = {
      { 0xc0,
        { MQTT_SAME (N_ ("Reserved")),
          MQTT_SAME ("3.8.3.1"),
          N_ ("Kept for later use; must be 0.") },
        { NULL } },
      { 0x30,
        { MQTT_SAME (N_ ("Retain Handling")),
          MQTT_SAME ("3.8.3.1"),
          N_ ("Whether the retained messages are sent when subscribing.") },
        { N_ ("0 = send retained messages"),
          N_ ("1 = send them if the subscription is new"),
          N_ ("2 = do not send them"),
          N_ ("3 = forbidden") } },
      { 0x08,
        { MQTT_SAME (N_ ("Retain As Published")),
          MQTT_SAME ("3.8.3.1"),
          N_ ("1 leaves the RETAIN flag as the publisher set it.") },
        { N_ ("0 = cleared on forwarding"), N_ ("1 = kept as published") } },
      { 0x04,
        { MQTT_SAME (N_ ("No Local")),
          MQTT_SAME ("3.8.3.1"),
          N_ ("1 keeps the Client from getting back its own messages.") },
        { N_ ("0 = own messages too"), N_ ("1 = no own messages") } },
      { 0x03,
        { MQTT_SAME (N_ ("Maximum QoS")),
          MQTT_SAME ("3.8.3.1"),
          N_ ("The Server may grant less; a message comes with the lower of "
              "this and the QoS it was published with.") },
        { N_ ("0 = at most once"),
          N_ ("1 = at least once"),
          N_ ("2 = exactly once"),
          N_ ("3 = forbidden") } },
    };
