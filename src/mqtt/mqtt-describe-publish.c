/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"

#define QOS_MASK 0x06
#define QOS_SHIFT 1

void
mqtt_walk_publish (MqttWalk *walk)
{
  guint     qos = (guint)(walk->frame.data[0] & QOS_MASK) >> QOS_SHIFT;
  MqttSlice topic;

  mqtt_walk_open (walk, &mqtt_variable_header_fields[walk->type]);
  mqtt_walk_string (walk, &mqtt_field_topic_name, MQTT_TEXT, &topic);
  /* QoS 3 does not tell whether a Packet Identifier follows */
  if (qos > MQTT_QOS_2)
    mqtt_walk_stop (walk);
  if (qos > MQTT_QOS_0)
    mqtt_walk_packet_id (walk);
  if (walk->version == MQTT_VERSION_5_0)
    mqtt_walk_properties (walk, MQTT_PACKET_PUBLISH);
  mqtt_walk_close (walk);
  mqtt_walk_rest (walk, &mqtt_field_publish_payload, MQTT_DATA);
}

/* 5.0 leaves out what would be Success without properties. */
static void
walk_optional_reason (MqttWalk *walk)
{
  if (walk->version != MQTT_VERSION_5_0 || !mqtt_walk_has_more (walk))
    return;
  mqtt_walk_reason_code (walk, &mqtt_reason_code_fields[walk->type]);
  if (mqtt_walk_has_more (walk))
    mqtt_walk_properties (walk, walk->type);
}

/* PUBACK, PUBREC, PUBREL and PUBCOMP */
void
mqtt_walk_ack (MqttWalk *walk)
{
  mqtt_walk_open (walk, &mqtt_variable_header_fields[walk->type]);
  mqtt_walk_packet_id (walk);
  walk_optional_reason (walk);
  mqtt_walk_close (walk);
}

/* DISCONNECT and AUTH */
void
mqtt_walk_reason (MqttWalk *walk)
{
  if (walk->version != MQTT_VERSION_5_0 || !mqtt_walk_has_more (walk))
    return;
  mqtt_walk_open (walk, &mqtt_variable_header_fields[walk->type]);
  walk_optional_reason (walk);
  mqtt_walk_close (walk);
}
