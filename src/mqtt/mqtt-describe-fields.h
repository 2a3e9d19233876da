/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-describe-private.h"

/* mqtt-describe-header-fields.c */
extern const MqttFieldInfo mqtt_packet_fields[16];
extern const MqttFieldInfo mqtt_variable_header_fields[16];
extern const MqttFieldInfo mqtt_payload_fields[16];
extern const MqttFieldInfo mqtt_field_no_packet;
extern const MqttFieldInfo mqtt_field_fixed_header;
extern const MqttFieldInfo mqtt_field_first_byte;
extern const MqttFieldInfo mqtt_field_remaining_length;
extern const MqttFieldInfo mqtt_field_packet_id;
extern const MqttFieldInfo mqtt_field_undecoded;
extern const MqttFieldInfo mqtt_field_further;
extern const MqttFieldInfo mqtt_field_missing;
extern const MqttFieldInfo mqtt_field_text_length;
extern const MqttFieldInfo mqtt_field_data_length;

#define MQTT_N_PUBLISH_BITS 4
#define MQTT_N_RESERVED_FLAG_BITS 2
extern const MqttBitInfo mqtt_bits_publish[MQTT_N_PUBLISH_BITS];
extern const MqttBitInfo mqtt_bits_3_1[MQTT_N_PUBLISH_BITS];
extern const MqttBitInfo mqtt_bits_reserved[MQTT_N_RESERVED_FLAG_BITS];

/* mqtt-describe-connect-fields.c */
extern const MqttFieldInfo mqtt_field_protocol_name;
extern const MqttFieldInfo mqtt_field_protocol_level;
extern const MqttFieldInfo mqtt_field_connect_flags;
extern const MqttFieldInfo mqtt_field_keep_alive;
extern const MqttFieldInfo mqtt_field_client_id;
extern const MqttFieldInfo mqtt_field_will_topic;
extern const MqttFieldInfo mqtt_field_will_message;
extern const MqttFieldInfo mqtt_field_user_name;
extern const MqttFieldInfo mqtt_field_password;
extern const MqttFieldInfo mqtt_field_connack_reserved;
extern const MqttFieldInfo mqtt_field_connack_flags;
extern const MqttFieldInfo mqtt_field_connack_code;

#define MQTT_N_CONNECT_BITS 7
#define MQTT_N_CONNACK_BITS 2
extern const MqttBitInfo mqtt_bits_connect_3[MQTT_N_CONNECT_BITS];
extern const MqttBitInfo mqtt_bits_connect_5[MQTT_N_CONNECT_BITS];
extern const MqttBitInfo mqtt_bits_connack[MQTT_N_CONNACK_BITS];

/* mqtt-describe-publish-fields.c */
extern const MqttFieldInfo mqtt_field_topic_name;
extern const MqttFieldInfo mqtt_field_publish_payload;
/* PUBACK, PUBREC, PUBREL, PUBCOMP by packet type; DISCONNECT and AUTH too */
extern const MqttFieldInfo mqtt_reason_code_fields[16];

/* mqtt-describe-subscribe-fields.c */
extern const MqttFieldInfo mqtt_field_subscription;
extern const MqttFieldInfo mqtt_field_subscribe_filter;
extern const MqttFieldInfo mqtt_field_unsubscribe_filter;
extern const MqttFieldInfo mqtt_field_requested_qos;
extern const MqttFieldInfo mqtt_field_subscription_options;
extern const MqttFieldInfo mqtt_field_suback_code;
extern const MqttFieldInfo mqtt_field_unsuback_code;

#define MQTT_N_REQUESTED_QOS_BITS 2
#define MQTT_N_SUBSCRIPTION_OPTION_BITS 5
extern const MqttBitInfo mqtt_bits_requested_qos[MQTT_N_REQUESTED_QOS_BITS];
extern const MqttBitInfo
    mqtt_bits_subscription_options[MQTT_N_SUBSCRIPTION_OPTION_BITS];

/* mqtt-describe-property-fields.c */
typedef enum
{
  MQTT_VALUE_NUMBER,
  MQTT_VALUE_SECONDS,
  MQTT_VALUE_EXPIRY, /* seconds; all ones: never */
  MQTT_VALUE_BYTES,
  MQTT_VALUE_QOS,
  MQTT_VALUE_WORDS,
  MQTT_VALUE_SECRET,
} MqttPropertyValue;

/* Row of a property; @sections by MqttPropertyPlace. */
typedef struct
{
  MqttPropertyId    id;
  MqttPropertyValue shown_as;
  const char       *words[2];
  const char       *sections[16];
  const char       *meaning;
} MqttPropertyField;

/* Returns: (nullable): row of property @id */
const MqttPropertyField *mqtt_property_field_find (MqttPropertyId id);

/* Properties of a place: the group and its Property Length. */
extern const MqttFieldInfo mqtt_properties_fields[16];
extern const MqttFieldInfo mqtt_property_length_fields[16];
extern const MqttFieldInfo mqtt_field_property_id;
extern const MqttFieldInfo mqtt_field_pair_name_length;
extern const MqttFieldInfo mqtt_field_pair_name;
extern const MqttFieldInfo mqtt_field_pair_value_length;
extern const MqttFieldInfo mqtt_field_pair_value;
