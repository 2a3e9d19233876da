/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"

#define CLEAN 0x02
#define WILL_FLAG 0x04
#define PASSWORD_FLAG 0x40
#define USER_NAME_FLAG 0x80

/* Set by bridges of some brokers beside the version. */
#define BRIDGE_BIT 0x80

static void
walk_protocol_level (MqttWalk *walk)
{
  guint8      level;
  MqttVersion version;

  if (!mqtt_walk_byte (walk, &mqtt_field_protocol_level, &level))
    return;
  version = (MqttVersion)(level & ~BRIDGE_BIT);
  if (version < MQTT_VERSION_3_1 || version > MQTT_VERSION_5_0)
    {
      mqtt_walk_set_value (walk, "%u = unknown", level);
      mqtt_walk_set_words (walk, N_ ("unknown"));
      mqtt_walk_stop (walk);
      return;
    }
  mqtt_walk_set_value (walk,
                       level & BRIDGE_BIT ? "%u = %s, from a bridge"
                                          : "%u = %s",
                       level,
                       mqtt_version_get_name (version));
  if (level & BRIDGE_BIT)
    mqtt_walk_set_words (walk, N_ (", from a bridge"));
}

static void
walk_keep_alive (MqttWalk *walk)
{
  guint16 seconds;

  if (!mqtt_walk_two_bytes (walk, &mqtt_field_keep_alive, &seconds))
    return;
  if (seconds == 0)
    mqtt_walk_say (walk, N_ ("0 = off"));
  else
    mqtt_walk_set_value (walk, "%u s", seconds);
}

static void
walk_will (MqttWalk *walk)
{
  MqttSlice value;

  if (walk->version == MQTT_VERSION_5_0)
    mqtt_walk_properties (walk, MQTT_PROPERTY_PLACE_WILL);
  mqtt_walk_string (walk, &mqtt_field_will_topic, MQTT_TEXT, &value);
  mqtt_walk_string (walk, &mqtt_field_will_message, MQTT_DATA, &value);
}

static void
walk_payload (MqttWalk *walk, guint8 flags)
{
  /* 3.1 section 3.1: the Remaining Length has precedence over these flags */
  gboolean  may_lack = walk->version == MQTT_VERSION_3_1;
  MqttSlice value;

  mqtt_walk_string (walk, &mqtt_field_client_id, MQTT_TEXT, &value);
  if (flags & WILL_FLAG)
    walk_will (walk);
  if (flags & USER_NAME_FLAG && (!may_lack || mqtt_walk_has_more (walk)))
    mqtt_walk_string (walk, &mqtt_field_user_name, MQTT_TEXT, &value);
  if (flags & PASSWORD_FLAG && (!may_lack || mqtt_walk_has_more (walk)))
    mqtt_walk_string (walk, &mqtt_field_password, MQTT_SECRET_TEXT, &value);
}

void
mqtt_walk_connect (MqttWalk *walk)
{
  MqttSlice name;
  guint8    flags = 0;

  mqtt_walk_open (walk, &mqtt_variable_header_fields[walk->type]);
  mqtt_walk_string (walk, &mqtt_field_protocol_name, MQTT_TEXT, &name);
  walk_protocol_level (walk);
  mqtt_walk_flags (walk,
                   &mqtt_field_connect_flags,
                   walk->version == MQTT_VERSION_5_0 ? mqtt_bits_connect_5
                                                     : mqtt_bits_connect_3,
                   MQTT_N_CONNECT_BITS,
                   &flags);
  walk_keep_alive (walk);
  if (walk->version == MQTT_VERSION_5_0)
    mqtt_walk_properties (walk, MQTT_PACKET_CONNECT);
  mqtt_walk_close (walk);

  mqtt_walk_open (walk, &mqtt_payload_fields[walk->type]);
  walk_payload (walk, flags);
  mqtt_walk_close (walk);
}

static void
walk_return_code (MqttWalk *walk)
{
  const char *name;
  const char *meaning;
  guint8      code;

  if (!mqtt_walk_byte (walk, &mqtt_field_connack_code, &code))
    return;
  name = mqtt_return_code_get_name (code);
  meaning = mqtt_return_code_get_meaning (code);
  if (!name)
    name = N_ ("not defined");
  mqtt_walk_set_value (walk, "%u = %s", code, name);
  mqtt_walk_set_words (walk, name);
  if (meaning)
    mqtt_walk_set_meaning (walk, meaning);
}

void
mqtt_walk_connack (MqttWalk *walk)
{
  guint8 flags;

  mqtt_walk_open (walk, &mqtt_variable_header_fields[walk->type]);
  if (walk->version == MQTT_VERSION_3_1)
    mqtt_walk_byte (walk, &mqtt_field_connack_reserved, &flags);
  else
    mqtt_walk_flags (walk,
                     &mqtt_field_connack_flags,
                     mqtt_bits_connack,
                     MQTT_N_CONNACK_BITS,
                     &flags);
  if (walk->version == MQTT_VERSION_5_0)
    {
      mqtt_walk_reason_code (walk, &mqtt_field_connack_code);
      mqtt_walk_properties (walk, MQTT_PACKET_CONNACK);
    }
  else
    walk_return_code (walk);
  mqtt_walk_close (walk);
}
