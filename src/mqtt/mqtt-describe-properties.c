/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"

/* Characters of each half of a User Property in the line that sums it up. */
#define PAIR_CHARS 120u

static void
set_number (MqttWalk *walk, const MqttPropertyField *field, guint32 number)
{
  switch (field->shown_as)
    {
    case MQTT_VALUE_EXPIRY:
      if (number == G_MAXUINT32)
        {
          mqtt_walk_set_value (walk, "%u = never expires", number);
          mqtt_walk_set_words (walk, N_ ("never expires"));
          return;
        }
      mqtt_walk_set_value (walk, "%u s", number);
      return;
    case MQTT_VALUE_SECONDS:
      mqtt_walk_set_value (walk, "%u s", number);
      return;
    case MQTT_VALUE_BYTES:
      mqtt_walk_count_bytes (walk, number);
      return;
    case MQTT_VALUE_QOS:
      mqtt_walk_set_value (walk, "QoS %u", number);
      return;
    case MQTT_VALUE_WORDS:
      if (number < G_N_ELEMENTS (field->words))
        mqtt_walk_say (walk, field->words[number]);
      return;
    case MQTT_VALUE_NUMBER:
    case MQTT_VALUE_SECRET:
    default:
      return;
    }
}

static void
walk_pair (MqttWalk *walk)
{
  g_autoptr (GString) text = NULL;
  MqttSlice name;
  MqttSlice value;

  if (!mqtt_walk_length_and_value (walk,
                                   &mqtt_field_pair_name_length,
                                   &mqtt_field_pair_name,
                                   MQTT_TEXT,
                                   &name) ||
      !mqtt_walk_length_and_value (walk,
                                   &mqtt_field_pair_value_length,
                                   &mqtt_field_pair_value,
                                   MQTT_TEXT,
                                   &value))
    return;
  text = g_string_new (NULL);
  mqtt_text_append_quoted (text, name, PAIR_CHARS);
  g_string_append (text, " = ");
  mqtt_text_append_quoted (text, value, PAIR_CHARS);
  mqtt_walk_set_parent_value (walk, "%s", text->str);
}

static void
walk_text (MqttWalk *walk, const MqttFieldInfo *info, MqttContent content)
{
  gboolean  is_data = content == MQTT_DATA || content == MQTT_SECRET_DATA;
  MqttSlice value;

  mqtt_walk_length_and_value (walk,
                              is_data ? &mqtt_field_data_length
                                      : &mqtt_field_text_length,
                              info,
                              content,
                              &value);
  if (mqtt_slice_is_present (value))
    mqtt_walk_copy_to_parent (walk);
}

static gboolean
read_number (MqttWalk            *walk,
             const MqttFieldInfo *info,
             MqttPropertyType     type,
             guint32             *number)
{
  guint16 two_bytes;
  guint8  byte;

  if (type == MQTT_PROPERTY_TYPE_FOUR_BYTE_INTEGER)
    return mqtt_walk_four_bytes (walk, info, number);
  if (type == MQTT_PROPERTY_TYPE_VARIABLE_BYTE_INTEGER)
    return mqtt_walk_variable (walk, info, number);
  if (type == MQTT_PROPERTY_TYPE_BYTE)
    {
      if (!mqtt_walk_byte (walk, info, &byte))
        return FALSE;
      *number = byte;
      return TRUE;
    }
  if (!mqtt_walk_two_bytes (walk, info, &two_bytes))
    return FALSE;
  *number = two_bytes;
  return TRUE;
}

static void
walk_value (MqttWalk                *walk,
            const MqttPropertyInfo  *property,
            const MqttPropertyField *field,
            const MqttFieldInfo     *info)
{
  guint32 number;

  switch (property->type)
    {
    case MQTT_PROPERTY_TYPE_UTF8_STRING_PAIR:
      walk_pair (walk);
      return;
    case MQTT_PROPERTY_TYPE_UTF8_STRING:
      walk_text (walk, info, MQTT_TEXT);
      return;
    case MQTT_PROPERTY_TYPE_BINARY_DATA:
      walk_text (walk,
                 info,
                 field->shown_as == MQTT_VALUE_SECRET ? MQTT_SECRET_DATA
                                                      : MQTT_DATA);
      return;
    case MQTT_PROPERTY_TYPE_BYTE:
    case MQTT_PROPERTY_TYPE_TWO_BYTE_INTEGER:
    case MQTT_PROPERTY_TYPE_FOUR_BYTE_INTEGER:
    case MQTT_PROPERTY_TYPE_VARIABLE_BYTE_INTEGER:
    default:
      if (!read_number (walk, info, property->type, &number))
        return;
      set_number (walk, field, number);
      mqtt_walk_copy_to_parent (walk);
    }
}

static void
fill_info (MqttFieldInfo *info, const char *name, const char *section)
{
  for (guint i = 0; i < MQTT_N_DIALECTS; i++)
    {
      info->names[i] = name;
      info->sections[i] = section;
    }
}

/* Where the length of a value is not told, what follows cannot be either. */
static void
walk_unknown_property (MqttWalk *walk)
{
  guint32 id;

  if (mqtt_walk_variable (walk, &mqtt_field_property_id, &id))
    {
      mqtt_walk_set_value (walk, "0x%02x = not defined", id);
      mqtt_walk_set_words (walk, N_ ("not defined"));
    }
  mqtt_walk_stop (walk);
}

static void
walk_property (MqttWalk *walk, guint place)
{
  const MqttPropertyInfo  *property = NULL;
  const MqttPropertyField *field = NULL;
  const char              *section;
  MqttFieldInfo            info;
  MqttFieldInfo            value_info;
  guint32                  id;

  if (mqtt_walk_peek_variable (walk, &id) > 0)
    property = mqtt_property_get_info (id);
  if (property)
    field = mqtt_property_field_find (property->id);
  if (!field)
    {
      walk_unknown_property (walk);
      return;
    }
  section = field->sections[place] ? field->sections[place] : property->section;
  fill_info (&info, property->name, section);
  fill_info (&value_info, N_ ("Value"), section);
  info.meaning = value_info.meaning = field->meaning;

  mqtt_walk_open (walk, &info);
  if (mqtt_walk_variable (walk, &mqtt_field_property_id, &id))
    {
      mqtt_walk_set_value (walk, "0x%02x = %s", id, property->name);
      mqtt_walk_set_words (walk, property->name);
      walk_value (walk, property, field, &value_info);
    }
  mqtt_walk_close (walk);
}

void
mqtt_walk_properties (MqttWalk *walk, guint place)
{
  gsize   outer_limit = walk->limit;
  guint32 len;

  if (walk->stopped)
    return;
  mqtt_walk_open (walk, &mqtt_properties_fields[place]);
  if (!mqtt_walk_variable (walk, &mqtt_property_length_fields[place], &len))
    return;
  mqtt_walk_count_bytes (walk, len);
  if (len > outer_limit - walk->position)
    {
      mqtt_walk_stop (walk);
      return;
    }
  walk->limit = walk->position + len;
  while (mqtt_walk_has_more (walk))
    walk_property (walk, place);
  walk->limit = outer_limit;
  mqtt_walk_close (walk);
}
