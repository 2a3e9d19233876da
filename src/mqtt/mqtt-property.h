/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-property-table.h"
#include "mqtt/mqtt-types.h"
#include "mqtt/mqtt-violation.h"

G_BEGIN_DECLS

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
