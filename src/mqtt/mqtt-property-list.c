/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-property.h"

#include "mqtt/mqtt-reader.h"
#include "mqtt/mqtt-rule.h"
#include "mqtt/mqtt-topic-rules.h"

#define BIT(packet) (1u << MQTT_PACKET_##packet)

typedef struct
{
  MqttRule rule;
  gsize    offset;
} Failure;

static gboolean
fail (Failure *failure, MqttRule rule, gsize offset)
{
  *failure = (Failure){ rule, offset };
  return FALSE;
}

static gboolean
read_vbi (MqttReader *reader, guint32 *number, Failure *failure)
{
  gsize    start = reader->position;
  gboolean minimal = TRUE;

  switch (mqtt_reader_vbi (reader, number, &minimal))
    {
    case MQTT_VBI_INCOMPLETE:
      return fail (failure, MQTT_RULE_PROPERTY_TRUNCATED, start);
    case MQTT_VBI_TOO_LONG:
      return fail (failure, MQTT_RULE_LENGTH_TOO_LONG, start);
    case MQTT_VBI_OK:
    default:
      break;
    }
  /* [MQTT-1.5.5-1] */
  if (!minimal)
    return fail (failure, MQTT_RULE_LENGTH_NOT_MINIMAL, start);
  return TRUE;
}

static gboolean
read_integer (MqttReader *reader, guint bytes, guint32 *number)
{
  guint8  u8 = 0;
  guint16 u16 = 0;

  if (bytes == 4)
    return mqtt_reader_u32 (reader, number);
  if (bytes == 2)
    {
      if (!mqtt_reader_u16 (reader, &u16))
        return FALSE;
      *number = u16;
      return TRUE;
    }
  if (!mqtt_reader_u8 (reader, &u8))
    return FALSE;
  *number = u8;
  return TRUE;
}

static gboolean
read_value (MqttReader             *reader,
            const MqttPropertyInfo *info,
            MqttProperty           *property,
            Failure                *failure)
{
  gsize    start = reader->position;
  gboolean complete = FALSE;

  switch (info->type)
    {
    case MQTT_PROPERTY_TYPE_BYTE:
      complete = read_integer (reader, 1, &property->number);
      break;
    case MQTT_PROPERTY_TYPE_TWO_BYTE_INTEGER:
      complete = read_integer (reader, 2, &property->number);
      break;
    case MQTT_PROPERTY_TYPE_FOUR_BYTE_INTEGER:
      complete = read_integer (reader, 4, &property->number);
      break;
    case MQTT_PROPERTY_TYPE_VARIABLE_BYTE_INTEGER:
      return read_vbi (reader, &property->number, failure);
    case MQTT_PROPERTY_TYPE_BINARY_DATA:
    case MQTT_PROPERTY_TYPE_UTF8_STRING:
      complete = mqtt_reader_binary (reader, &property->value);
      break;
    case MQTT_PROPERTY_TYPE_UTF8_STRING_PAIR:
      complete = mqtt_reader_binary (reader, &property->name) &&
                 mqtt_reader_binary (reader, &property->value);
      break;
    default:
      g_assert_not_reached ();
    }
  if (!complete)
    return fail (failure, MQTT_RULE_PROPERTY_TRUNCATED, start);
  return TRUE;
}

/* Reads the property at the reader's position; syntax only. */
static gboolean
read_property (MqttReader *reader, MqttProperty *property, Failure *failure)
{
  const MqttPropertyInfo *info;
  guint32                 id = 0;

  *property = (MqttProperty){ .offset = reader->position };
  if (!read_vbi (reader, &id, failure))
    return FALSE;
  info = mqtt_property_get_info (id);
  if (info == NULL)
    return fail (failure, MQTT_RULE_PROPERTY_UNKNOWN, property->offset);
  property->id = info->id;
  if (!read_value (reader, info, property, failure))
    return FALSE;
  property->len = reader->position - property->offset;
  return TRUE;
}

void
mqtt_property_iter_init (MqttPropertyIter *iter, MqttProperties properties)
{
  iter->properties = properties;
  iter->position = 0;
}

gboolean
mqtt_property_iter_next (MqttPropertyIter *iter, MqttProperty *property)
{
  MqttReader reader = mqtt_reader_init (iter->properties);
  Failure    failure;

  if (iter->position >= iter->properties.len)
    return FALSE;
  reader.position = iter->position;
  if (!read_property (&reader, property, &failure))
    {
      iter->position = iter->properties.len;
      return FALSE;
    }
  iter->position = reader.position;
  return TRUE;
}

/* First byte of the value: identifiers are one byte long. */
static gsize
value_offset (const MqttProperty *property)
{
  return property->offset + 1;
}

static gboolean
check_number (const MqttProperty *property, Failure *failure)
{
  gsize offset = value_offset (property);

  switch (property->id)
    {
    case MQTT_PROPERTY_PAYLOAD_FORMAT_INDICATOR:
    case MQTT_PROPERTY_REQUEST_PROBLEM_INFORMATION:
    case MQTT_PROPERTY_REQUEST_RESPONSE_INFORMATION:
    case MQTT_PROPERTY_MAXIMUM_QOS:
    case MQTT_PROPERTY_RETAIN_AVAILABLE:
    case MQTT_PROPERTY_WILDCARD_SUBSCRIPTION_AVAILABLE:
    case MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER_AVAILABLE:
    case MQTT_PROPERTY_SHARED_SUBSCRIPTION_AVAILABLE:
      if (property->number > 1)
        return fail (failure, MQTT_RULE_PROPERTY_NOT_0_OR_1, offset);
      return TRUE;
    case MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER:
    case MQTT_PROPERTY_RECEIVE_MAXIMUM:
    case MQTT_PROPERTY_MAXIMUM_PACKET_SIZE:
      if (property->number == 0)
        return fail (failure, MQTT_RULE_PROPERTY_ZERO, offset);
      return TRUE;
    case MQTT_PROPERTY_TOPIC_ALIAS:
      /* [MQTT-3.3.2-8] */
      if (property->number == 0)
        return fail (failure, MQTT_RULE_PUBLISH_TOPIC_ALIAS_ZERO, offset);
      return TRUE;
    case MQTT_PROPERTY_MESSAGE_EXPIRY_INTERVAL:
    case MQTT_PROPERTY_CONTENT_TYPE:
    case MQTT_PROPERTY_RESPONSE_TOPIC:
    case MQTT_PROPERTY_CORRELATION_DATA:
    case MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL:
    case MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER:
    case MQTT_PROPERTY_SERVER_KEEP_ALIVE:
    case MQTT_PROPERTY_AUTHENTICATION_METHOD:
    case MQTT_PROPERTY_AUTHENTICATION_DATA:
    case MQTT_PROPERTY_WILL_DELAY_INTERVAL:
    case MQTT_PROPERTY_RESPONSE_INFORMATION:
    case MQTT_PROPERTY_SERVER_REFERENCE:
    case MQTT_PROPERTY_REASON_STRING:
    case MQTT_PROPERTY_TOPIC_ALIAS_MAXIMUM:
    case MQTT_PROPERTY_USER_PROPERTY:
    default:
      return TRUE;
    }
}

/* What only one side may send. */
static gboolean
check_sender (const MqttProperty *property,
              guint               place,
              MqttRole            sender,
              Failure            *failure)
{
  gboolean client = sender == MQTT_ROLE_CLIENT;

  /* [MQTT-3.3.4-6] */
  if (property->id == MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER && client &&
      place == MQTT_PACKET_PUBLISH)
    return fail (failure,
                 MQTT_RULE_PUBLISH_SUBSCRIPTION_ID_FROM_CLIENT,
                 property->offset);
  if (place != MQTT_PACKET_DISCONNECT)
    return TRUE;
  /* [MQTT-3.14.2-2] */
  if (property->id == MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL && !client)
    return fail (failure,
                 MQTT_RULE_DISCONNECT_SESSION_EXPIRY_FROM_SERVER,
                 property->offset);
  if (property->id == MQTT_PROPERTY_SERVER_REFERENCE && client)
    return fail (failure,
                 MQTT_RULE_DISCONNECT_SERVER_REFERENCE_FROM_CLIENT,
                 property->offset);
  return TRUE;
}

static gboolean
check_string (MqttSlice      text,
              MqttProperties properties,
              gboolean       pair,
              Failure       *failure)
{
  gsize offset = 0;
  gsize start = (gsize)(text.data - properties.data);

  if (mqtt_utf8_is_valid (text, &offset))
    return TRUE;
  /* [MQTT-1.5.4-2] */
  if (text.data[offset] == '\0')
    return fail (failure, MQTT_RULE_UTF8_NUL, start + offset);
  /* [MQTT-1.5.7-1] [MQTT-1.5.4-1] */
  return fail (failure,
               pair ? MQTT_RULE_PROPERTY_PAIR_UTF8 : MQTT_RULE_UTF8_MALFORMED,
               start + offset);
}

static gboolean
check_text (const MqttProperty     *property,
            const MqttPropertyInfo *info,
            MqttProperties          properties,
            Failure                *failure)
{
  MqttViolation violation;

  if (info->type == MQTT_PROPERTY_TYPE_UTF8_STRING_PAIR)
    return check_string (property->name, properties, TRUE, failure) &&
           check_string (property->value, properties, TRUE, failure);
  if (info->type != MQTT_PROPERTY_TYPE_UTF8_STRING)
    return TRUE;
  /* [MQTT-3.3.2-13] [MQTT-3.3.2-19] */
  if (!check_string (property->value, properties, FALSE, failure))
    return FALSE;
  if (property->id != MQTT_PROPERTY_RESPONSE_TOPIC)
    return TRUE;
  if (property->value.len == 0)
    return fail (failure, MQTT_RULE_TOPIC_EMPTY, value_offset (property));
  /* [MQTT-3.3.2-14] */
  if (!mqtt_topic_name_is_valid (property->value, &violation))
    return fail (failure,
                 MQTT_RULE_PUBLISH_RESPONSE_TOPIC,
                 (gsize)(property->value.data - properties.data) +
                     violation.offset);
  return TRUE;
}

static gboolean
check_property (const MqttProperty *property,
                MqttProperties      properties,
                guint               place,
                MqttRole            sender,
                guint64            *seen,
                Failure            *failure)
{
  const MqttPropertyInfo *info = mqtt_property_get_info (property->id);
  guint64                 bit = G_GUINT64_CONSTANT (1) << property->id;

  if (((info->places >> place) & 1u) == 0)
    return fail (failure, MQTT_RULE_PROPERTY_PLACE, property->offset);
  if (!check_sender (property, place, sender, failure))
    return FALSE;
  if ((*seen & bit) != 0 && ((info->repeatable_places >> place) & 1u) == 0)
    return fail (failure, MQTT_RULE_PROPERTY_REPEATED, property->offset);
  *seen |= bit;
  return check_number (property, failure) &&
         check_text (property, info, properties, failure);
}

/* Sentences of the table that hold for each packet have their section in each.
 */
static gboolean
rule_is_told_per_place (MqttRule rule)
{
  return rule == MQTT_RULE_PROPERTY_REPEATED ||
         rule == MQTT_RULE_PROPERTY_NOT_0_OR_1 ||
         rule == MQTT_RULE_PROPERTY_ZERO ||
         rule == MQTT_RULE_PUBLISH_RESPONSE_TOPIC;
}

gboolean
mqtt_properties_validate (MqttProperties properties,
                          guint          place,
                          MqttRole       sender,
                          MqttViolation *violation)
{
  MqttReader   reader = mqtt_reader_init (properties);
  MqttProperty property = { 0 };
  guint64      seen = 0;
  Failure      failure = { 0 };

  while (mqtt_reader_remaining (&reader) > 0)
    {
      if (read_property (&reader, &property, &failure) &&
          check_property (
              &property, properties, place, sender, &seen, &failure))
        continue;
      mqtt_rule_break (
          failure.rule, MQTT_VERSION_5_0, failure.offset, violation);
      if (violation != NULL && rule_is_told_per_place (failure.rule))
        violation->section = mqtt_property_get_section (property.id, place);
      return FALSE;
    }
  return TRUE;
}

gboolean
mqtt_properties_find (MqttProperties properties,
                      MqttPropertyId id,
                      MqttProperty  *property)
{
  MqttPropertyIter iter;

  mqtt_property_iter_init (&iter, properties);
  while (mqtt_property_iter_next (&iter, property))
    {
      if (property->id == id)
        return TRUE;
    }
  return FALSE;
}

guint32
mqtt_properties_get_number (MqttProperties properties,
                            MqttPropertyId id,
                            guint32        fallback)
{
  MqttProperty property;

  return mqtt_properties_find (properties, id, &property) ? property.number
                                                          : fallback;
}

MqttSlice
mqtt_properties_get_value (MqttProperties properties, MqttPropertyId id)
{
  MqttProperty property;

  return mqtt_properties_find (properties, id, &property) ? property.value
                                                          : MQTT_SLICE_NONE;
}
