/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"
#include "mqtt/mqtt-violation.h"

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
 * MqttProperty:
 * @id: the identifier
 * @number: value of the integer types
 * @value: value of strings and binary data; the value of a pair
 * @name: name of a pair
 * @offset: of the identifier byte, from the start of the properties
 * @len: identifier and value together, bytes
 *
 * One property, as views into the encoded properties.
 */
typedef struct
{
  MqttPropertyId id;
  guint32        number;
  MqttSlice      value;
  MqttSlice      name;
  gsize          offset;
  gsize          len;
} MqttProperty;

/**
 * MqttProperties:
 *
 * Properties stay what they are on the wire: a slice of encoded properties
 * without the leading Property Length. Order and duplicates are thus always
 * kept. An empty slice means none. A slice that came from mqtt_packet_decode()
 * has been validated for its place.
 */
typedef MqttSlice MqttProperties;

typedef struct
{
  /*< private >*/
  MqttProperties properties;
  gsize          position;
} MqttPropertyIter;

void mqtt_property_iter_init (MqttPropertyIter *iter,
                              MqttProperties    properties);

/**
 * mqtt_property_iter_next:
 *
 * Returns: %FALSE at the end, and at the first malformed property
 */
gboolean mqtt_property_iter_next (MqttPropertyIter *iter,
                                  MqttProperty     *property);

/**
 * mqtt_properties_validate:
 * @place: bit number as in #MqttPropertyInfo.places
 * @sender: who sends them
 * @violation: (out): what is wrong; offset counts from the properties' start
 *
 * Types, places, repetition, values and UTF-8 (5.0 section 2.2.2).
 */
gboolean mqtt_properties_validate (MqttProperties properties,
                                   guint          place,
                                   MqttRole       sender,
                                   MqttViolation *violation);

gboolean mqtt_properties_find (MqttProperties properties,
                               MqttPropertyId id,
                               MqttProperty  *property);
/* The number of property @id, or @fallback where it is absent. */
guint32 mqtt_properties_get_number (MqttProperties properties,
                                    MqttPropertyId id,
                                    guint32        fallback);
/* The value of string or binary property @id, or an absent slice. */
MqttSlice mqtt_properties_get_value (MqttProperties properties,
                                     MqttPropertyId id);

/* Builders: append one encoded property. The caller may build what the
 * specification forbids (practice mode); only lengths are checked. */
void mqtt_properties_append_number (GByteArray    *properties,
                                    MqttPropertyId id,
                                    guint32        number);
void mqtt_properties_append_value (GByteArray    *properties,
                                   MqttPropertyId id,
                                   MqttSlice      value);
void mqtt_properties_append_pair (GByteArray *properties,
                                  MqttSlice   name,
                                  MqttSlice   value);

/* View of a builder's content; valid until it changes. */
MqttProperties mqtt_properties_from_array (const GByteArray *properties);

G_END_DECLS
