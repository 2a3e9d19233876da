/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-encode.h"
#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-property.h"

/* Room for a property whose value takes @len bytes. Returns where that goes. */
static guint8 *
append_id (GByteArray *properties, MqttPropertyId id, gsize len)
{
  guint8 *at = mqtt_encode_extend (properties, mqtt_vbi_size (id) + len);

  return mqtt_put_vbi (at, id);
}

/**
 * mqtt_properties_append_number:
 * @id: a property of one of the integer types
 * @number: cut to the width of the type
 */
void
mqtt_properties_append_number (GByteArray    *properties,
                               MqttPropertyId id,
                               guint32        number)
{
  const MqttPropertyInfo *info = mqtt_property_get_info (id);

  g_return_if_fail (info != NULL);
  mqtt_encode_vbi (properties, id);
  switch (info->type)
    {
    case MQTT_PROPERTY_TYPE_BYTE:
      mqtt_encode_u8 (properties, (guint8)number);
      return;
    case MQTT_PROPERTY_TYPE_TWO_BYTE_INTEGER:
      mqtt_encode_u16 (properties, (guint16)number);
      return;
    case MQTT_PROPERTY_TYPE_FOUR_BYTE_INTEGER:
      mqtt_encode_u32 (properties, number);
      return;
    case MQTT_PROPERTY_TYPE_VARIABLE_BYTE_INTEGER:
      mqtt_encode_vbi (properties, number & MQTT_VARIABLE_BYTE_INTEGER_MAX);
      return;
    case MQTT_PROPERTY_TYPE_BINARY_DATA:
    case MQTT_PROPERTY_TYPE_UTF8_STRING:
    case MQTT_PROPERTY_TYPE_UTF8_STRING_PAIR:
    default:
      g_return_if_reached ();
    }
}

/**
 * mqtt_properties_append_value:
 * @id: a property that is a string or binary data
 * @value: at most 65,535 bytes; a longer one is a mistake of the caller and
 *   leaves @properties as they are
 */
void
mqtt_properties_append_value (GByteArray    *properties,
                              MqttPropertyId id,
                              MqttSlice      value)
{
  g_return_if_fail (value.len <= MQTT_STRING_MAX_BYTES);
  mqtt_put_binary (append_id (properties, id, 2 + value.len), value);
}

/**
 * mqtt_properties_append_pair:
 *
 * Appends a User Property; both at most 65,535 bytes.
 */
void
mqtt_properties_append_pair (GByteArray *properties,
                             MqttSlice   name,
                             MqttSlice   value)
{
  guint8 *at;

  g_return_if_fail (name.len <= MQTT_STRING_MAX_BYTES &&
                    value.len <= MQTT_STRING_MAX_BYTES);
  at = append_id (
      properties, MQTT_PROPERTY_USER_PROPERTY, 2 + name.len + 2 + value.len);
  mqtt_put_binary (mqtt_put_binary (at, name), value);
}

MqttProperties
mqtt_properties_from_array (const GByteArray *properties)
{
  return (MqttProperties){ properties->data, properties->len };
}
