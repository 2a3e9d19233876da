/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

/* 5.0 section 2.2.2.2, table 2-4. */
typedef enum
{
  MQTT_PROPERTY_PAYLOAD_FORMAT_INDICATOR = 0x01,
  MQTT_PROPERTY_MESSAGE_EXPIRY_INTERVAL = 0x02,
  MQTT_PROPERTY_CONTENT_TYPE = 0x03,
  MQTT_PROPERTY_RESPONSE_TOPIC = 0x08,
  MQTT_PROPERTY_CORRELATION_DATA = 0x09,
  MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER = 0x0b,
  MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL = 0x11,
  MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER = 0x12,
  MQTT_PROPERTY_SERVER_KEEP_ALIVE = 0x13,
  MQTT_PROPERTY_AUTHENTICATION_METHOD = 0x15,
  MQTT_PROPERTY_AUTHENTICATION_DATA = 0x16,
  MQTT_PROPERTY_REQUEST_PROBLEM_INFORMATION = 0x17,
  MQTT_PROPERTY_WILL_DELAY_INTERVAL = 0x18,
  MQTT_PROPERTY_REQUEST_RESPONSE_INFORMATION = 0x19,
  MQTT_PROPERTY_RESPONSE_INFORMATION = 0x1a,
  MQTT_PROPERTY_SERVER_REFERENCE = 0x1c,
  MQTT_PROPERTY_REASON_STRING = 0x1f,
  MQTT_PROPERTY_RECEIVE_MAXIMUM = 0x21,
  MQTT_PROPERTY_TOPIC_ALIAS_MAXIMUM = 0x22,
  MQTT_PROPERTY_TOPIC_ALIAS = 0x23,
  MQTT_PROPERTY_MAXIMUM_QOS = 0x24,
  MQTT_PROPERTY_RETAIN_AVAILABLE = 0x25,
  MQTT_PROPERTY_USER_PROPERTY = 0x26,
  MQTT_PROPERTY_MAXIMUM_PACKET_SIZE = 0x27,
  MQTT_PROPERTY_WILDCARD_SUBSCRIPTION_AVAILABLE = 0x28,
  MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER_AVAILABLE = 0x29,
  MQTT_PROPERTY_SHARED_SUBSCRIPTION_AVAILABLE = 0x2a,
} MqttPropertyId;

typedef enum
{
  MQTT_PROPERTY_TYPE_BYTE,
  MQTT_PROPERTY_TYPE_TWO_BYTE_INTEGER,
  MQTT_PROPERTY_TYPE_FOUR_BYTE_INTEGER,
  MQTT_PROPERTY_TYPE_VARIABLE_BYTE_INTEGER,
  MQTT_PROPERTY_TYPE_BINARY_DATA,
  MQTT_PROPERTY_TYPE_UTF8_STRING,
  MQTT_PROPERTY_TYPE_UTF8_STRING_PAIR,
} MqttPropertyType;

/* Where properties stand: a packet type, or the Will Properties of CONNECT. */
typedef enum
{
  MQTT_PROPERTY_PLACE_WILL = 0, /* the others are MqttPacketType values */
} MqttPropertyPlace;

typedef struct
{
  MqttPropertyId   id;
  const char      *name;
  MqttPropertyType type;
  guint32          places; /* bit n: MqttPacketType n; bit 0: Will Properties */
  guint32          repeatable_places; /* where it may stand more than once */
  const char      *section;           /* of 5.0, where it is first described */
} MqttPropertyInfo;

/**
 * mqtt_property_get_info:
 *
 * Returns: (transfer none) (nullable): row of the table, %NULL if undefined
 */
const MqttPropertyInfo *mqtt_property_get_info (guint32 id);

/**
 * mqtt_property_get_infos:
 * @n_infos: (out):
 *
 * Returns: (transfer none) (array length=n_infos): the whole table, by id
 */
const MqttPropertyInfo *mqtt_property_get_infos (gsize *n_infos);

/**
 * mqtt_property_get_section:
 * @place: bit number as in #MqttPropertyInfo.places
 *
 * Returns: (nullable): section of 5.0 about property @id at @place, %NULL if it
 *   may not stand there
 */
const char *mqtt_property_get_section (MqttPropertyId id, guint place);

G_END_DECLS
