/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"
#include "mqtt/mqtt-limits.h"

static void
walk_first_byte (MqttWalk *walk)
{
  const MqttBitInfo *bits = mqtt_bits_reserved;
  guint              n_bits = MQTT_N_RESERVED_FLAG_BITS;
  guint8             byte;

  if (walk->type == MQTT_PACKET_PUBLISH || walk->version == MQTT_VERSION_3_1)
    {
      bits =
          walk->type == MQTT_PACKET_PUBLISH ? mqtt_bits_publish : mqtt_bits_3_1;
      n_bits = MQTT_N_PUBLISH_BITS;
    }
  mqtt_walk_flags (walk, &mqtt_field_first_byte, bits, n_bits, &byte);
}

/* The type in words, in the child that holds its bits. */
static void
name_type (MqttWalk *walk, guint first_byte)
{
  MqttField *bits = &g_array_index (walk->fields, MqttField, first_byte + 1);

  g_free (bits->value);
  bits->value = g_strdup_printf (
      "%u = %s", (guint)walk->type, mqtt_packet_type_get_name (walk->type));
}

void
mqtt_walk_fixed_header (MqttWalk *walk)
{
  guint32 remaining;
  guint   first_byte;

  walk->limit = MQTT_FIXED_HEADER_MAX_BYTES;
  mqtt_walk_open (walk, &mqtt_field_fixed_header);
  first_byte = walk->fields->len;
  walk_first_byte (walk);
  if (!walk->stopped)
    name_type (walk, first_byte);
  if (mqtt_walk_variable (walk, &mqtt_field_remaining_length, &remaining))
    {
      walk->packet_end = walk->position + remaining;
      walk->limit = walk->packet_end;
    }
  mqtt_walk_close (walk);
}

gboolean
mqtt_walk_packet_id (MqttWalk *walk)
{
  guint16 packet_id;

  return mqtt_walk_two_bytes (walk, &mqtt_field_packet_id, &packet_id);
}

gboolean
mqtt_walk_reason_code (MqttWalk *walk, const MqttFieldInfo *info)
{
  const char *name;
  const char *meaning;
  guint8      code;

  if (!mqtt_walk_byte (walk, info, &code))
    return FALSE;
  name = mqtt_reason_code_get_name (code, walk->type);
  meaning = mqtt_reason_code_get_meaning (code, walk->type);
  if (!name)
    name = N_ ("not defined");
  mqtt_walk_set_value (walk, "0x%02x = %s", code, name);
  mqtt_walk_set_words (walk, name);
  if (meaning)
    mqtt_walk_set_meaning (walk, meaning);
  return TRUE;
}
