/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"

#define QOS_MASK 0x03

/* Characters of a Topic Filter in the line that sums a subscription up. */
#define FILTER_CHARS 120u

static void
walk_subscription (MqttWalk *walk)
{
  g_autoptr (GString) text = NULL;
  MqttSlice filter;
  guint8    options = 0;
  gboolean  read;

  mqtt_walk_open (walk, &mqtt_field_subscription);
  mqtt_walk_string (walk, &mqtt_field_subscribe_filter, MQTT_TEXT, &filter);
  if (walk->version == MQTT_VERSION_5_0)
    read = mqtt_walk_flags (walk,
                            &mqtt_field_subscription_options,
                            mqtt_bits_subscription_options,
                            MQTT_N_SUBSCRIPTION_OPTION_BITS,
                            &options);
  else
    read = mqtt_walk_flags (walk,
                            &mqtt_field_requested_qos,
                            mqtt_bits_requested_qos,
                            MQTT_N_REQUESTED_QOS_BITS,
                            &options);
  if (!read)
    return;
  text = g_string_new (NULL);
  mqtt_text_append_quoted (text, filter, FILTER_CHARS);
  g_string_append_printf (text, " QoS %u", (guint)(options & QOS_MASK));
  mqtt_walk_set_parent_value (walk, "%s", text->str);
  mqtt_walk_close (walk);
}

static void
walk_unsubscription (MqttWalk *walk)
{
  MqttSlice filter;

  mqtt_walk_string (walk, &mqtt_field_unsubscribe_filter, MQTT_TEXT, &filter);
}

/* SUBSCRIBE and UNSUBSCRIBE */
void
mqtt_walk_subscribe (MqttWalk *walk)
{
  mqtt_walk_open (walk, &mqtt_variable_header_fields[walk->type]);
  mqtt_walk_packet_id (walk);
  if (walk->version == MQTT_VERSION_5_0)
    mqtt_walk_properties (walk, walk->type);
  mqtt_walk_close (walk);

  mqtt_walk_open (walk, &mqtt_payload_fields[walk->type]);
  while (mqtt_walk_has_more (walk))
    {
      if (walk->type == MQTT_PACKET_SUBSCRIBE)
        walk_subscription (walk);
      else
        walk_unsubscription (walk);
    }
  mqtt_walk_close (walk);
}

static void
walk_granted (MqttWalk *walk)
{
  static const char *const granted[] = { N_ ("granted QoS 0"),
                                         N_ ("granted QoS 1"),
                                         N_ ("granted QoS 2") };
  const char              *words = N_ ("not defined");
  guint8                   code;

  if (!mqtt_walk_byte (walk, &mqtt_field_suback_code, &code))
    return;
  if (code < G_N_ELEMENTS (granted))
    words = granted[code];
  else if (code == MQTT_SUBACK_3_FAILURE && walk->version != MQTT_VERSION_3_1)
    words = N_ ("failure");
  mqtt_walk_set_value (walk, "0x%02x = %s", code, words);
  mqtt_walk_set_words (walk, words);
}

static void
walk_codes (MqttWalk *walk)
{
  const MqttFieldInfo *info = walk->type == MQTT_PACKET_SUBACK
                                  ? &mqtt_field_suback_code
                                  : &mqtt_field_unsuback_code;

  mqtt_walk_open (walk, &mqtt_payload_fields[walk->type]);
  while (mqtt_walk_has_more (walk))
    {
      if (walk->version == MQTT_VERSION_5_0)
        mqtt_walk_reason_code (walk, info);
      else
        walk_granted (walk);
    }
  mqtt_walk_close (walk);
}

/* SUBACK and UNSUBACK; that of 3.x has no payload */
void
mqtt_walk_suback (MqttWalk *walk)
{
  mqtt_walk_open (walk, &mqtt_variable_header_fields[walk->type]);
  mqtt_walk_packet_id (walk);
  if (walk->version == MQTT_VERSION_5_0)
    mqtt_walk_properties (walk, walk->type);
  mqtt_walk_close (walk);
  if (walk->type == MQTT_PACKET_SUBACK || walk->version == MQTT_VERSION_5_0)
    walk_codes (walk);
}
