/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "filter/willow-filter-private.h"

#include "mqtt/mqtt-topic.h"

#include <string.h>

#define DAY_US (G_TIME_SPAN_DAY)

/* A Topic Filter with wildcards is matched as a subscription would be. */
static gboolean
topic_matches (const WillowFilterNode *node, MqttSlice topic)
{
  MqttSlice wanted;

  if (node->compare != WILLOW_COMPARE_EQUAL &&
      node->compare != WILLOW_COMPARE_UNEQUAL)
    return willow_filter_text_matches (node, topic);
  wanted = mqtt_slice_from_bytes (node->bytes);
  if (!mqtt_topic_filter_is_valid (wanted, NULL) ||
      !mqtt_topic_filter_has_wildcard (wanted))
    return willow_filter_text_matches (node, topic);
  return mqtt_topic_filter_matches (wanted, topic) ==
         (node->compare == WILLOW_COMPARE_EQUAL);
}

static const MqttPublish *
get_publish (const WillowFilterSubject *subject)
{
  return subject->packet != NULL && subject->packet->type == MQTT_PACKET_PUBLISH
             ? &subject->packet->publish
             : NULL;
}

static int
get_type (const WillowFilterSubject *subject)
{
  if (subject->kind != WILLOW_RECORD_PACKET)
    return -(int)subject->kind;
  return subject->data.len > 0 ? subject->data.data[0] >> 4 : 0;
}

/* A bare word is also the name of a packet, as one types it. */
static gboolean
names_type (const WillowFilterNode *node, const WillowFilterSubject *subject)
{
  int         type = get_type (subject);
  gsize       n;
  const char *wanted = g_bytes_get_data (node->bytes, &n);
  const char *name;

  if (type <= 0 || !node->fold_case)
    return FALSE;
  name = mqtt_packet_type_get_name ((MqttPacketType)type);
  return strlen (name) == n && g_ascii_strncasecmp (name, wanted, n) == 0;
}

static gboolean
anywhere_matches (const WillowFilterNode    *node,
                  const WillowFilterSubject *subject)
{
  const MqttPublish *publish = get_publish (subject);

  if (node->bytes != NULL && names_type (node, subject))
    return TRUE;
  if (publish == NULL)
    return willow_filter_text_matches (node, subject->data);
  return willow_filter_text_matches (node, subject->topic) ||
         willow_filter_text_matches (node, publish->payload);
}

static gboolean
get_id (const WillowFilterSubject *subject, double *id)
{
  const MqttPacket *packet = subject->packet;

  if (packet == NULL)
    return FALSE;
  switch (packet->type)
    {
    case MQTT_PACKET_PUBLISH:
      *id = packet->publish.packet_id;
      return packet->publish.qos != MQTT_QOS_0;
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
      *id = packet->ack.packet_id;
      return TRUE;
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
      *id = packet->subscribe.packet_id;
      return TRUE;
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      *id = packet->suback.packet_id;
      return TRUE;
    case MQTT_PACKET_RESERVED:
    case MQTT_PACKET_CONNECT:
    case MQTT_PACKET_CONNACK:
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
    case MQTT_PACKET_DISCONNECT:
    case MQTT_PACKET_AUTH:
    default:
      return FALSE;
    }
}

/* A SUBACK has one code for each filter: one of them is enough. */
static gboolean
suback_matches (const WillowFilterNode *node, MqttSlice codes)
{
  for (gsize i = 0; i < codes.len; i++)
    if (willow_filter_number_matches (node, codes.data[i]))
      return TRUE;
  return FALSE;
}

static gboolean
code_matches (const WillowFilterNode *node, const MqttPacket *packet)
{
  if (packet == NULL)
    return FALSE;
  switch (packet->type)
    {
    case MQTT_PACKET_CONNACK:
      return willow_filter_number_matches (node, packet->connack.code);
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
      return willow_filter_number_matches (node, packet->ack.reason);
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      return suback_matches (node, packet->suback.codes);
    case MQTT_PACKET_DISCONNECT:
    case MQTT_PACKET_AUTH:
      return willow_filter_number_matches (node, packet->reason.reason);
    case MQTT_PACKET_RESERVED:
    case MQTT_PACKET_CONNECT:
    case MQTT_PACKET_PUBLISH:
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_PINGRESP:
    default:
      return FALSE;
    }
}

static gboolean
time_matches (const WillowFilterNode *node, gint64 wall_us)
{
  gint64 at = wall_us;

  if (node->time_of_day)
    at = (wall_us + node->zone_us) % DAY_US;
  switch (node->compare)
    {
    case WILLOW_COMPARE_LESS:
      return at < node->time_us;
    case WILLOW_COMPARE_AT_MOST:
      return at <= node->time_us;
    case WILLOW_COMPARE_MORE:
      return at > node->time_us;
    case WILLOW_COMPARE_AT_LEAST:
      return at >= node->time_us;
    case WILLOW_COMPARE_UNEQUAL:
      return at != node->time_us;
    case WILLOW_COMPARE_EQUAL:
    case WILLOW_COMPARE_IS_THERE:
    case WILLOW_COMPARE_CONTAINS:
    case WILLOW_COMPARE_REGEX:
    default:
      return at == node->time_us;
    }
}

/* What only a PUBLISH has. */
static gboolean
publish_matches (const WillowFilterNode    *node,
                 const WillowFilterSubject *subject,
                 const MqttPublish         *publish)
{
  switch (node->field)
    {
    case WILLOW_FIELD_TOPIC:
      return topic_matches (node, subject->topic);
    case WILLOW_FIELD_PAYLOAD:
      return willow_filter_text_matches (node, publish->payload);
    case WILLOW_FIELD_JSON:
      return willow_filter_json_matches (node, publish->payload);
    case WILLOW_FIELD_QOS:
      return willow_filter_number_matches (node, publish->qos);
    case WILLOW_FIELD_RETAINED:
      return willow_filter_number_matches (node, publish->retain);
    case WILLOW_FIELD_DUP:
      return willow_filter_number_matches (node, publish->dup);
    case WILLOW_FIELD_LENGTH:
      return willow_filter_number_matches (node, (double)publish->payload.len);
    case WILLOW_FIELD_ANYWHERE:
    case WILLOW_FIELD_TYPE:
    case WILLOW_FIELD_DIRECTION:
    case WILLOW_FIELD_SIZE:
    case WILLOW_FIELD_ID:
    case WILLOW_FIELD_CODE:
    case WILLOW_FIELD_CONNECTION:
    case WILLOW_FIELD_TIME:
    default:
      return FALSE;
    }
}

static gboolean
test_matches (const WillowFilterNode *node, const WillowFilterSubject *subject)
{
  const MqttPublish *publish = get_publish (subject);
  double             id;

  switch (node->field)
    {
    case WILLOW_FIELD_ANYWHERE:
      return anywhere_matches (node, subject);
    case WILLOW_FIELD_TYPE:
      return willow_filter_number_matches (node, get_type (subject));
    case WILLOW_FIELD_DIRECTION:
      return willow_filter_number_matches (node, subject->direction);
    case WILLOW_FIELD_SIZE:
      return willow_filter_number_matches (node, (double)subject->data.len);
    case WILLOW_FIELD_ID:
      return get_id (subject, &id) && willow_filter_number_matches (node, id);
    case WILLOW_FIELD_CODE:
      return code_matches (node, subject->packet);
    case WILLOW_FIELD_CONNECTION:
      return willow_filter_number_matches (node, subject->connection);
    case WILLOW_FIELD_TIME:
      return time_matches (node, subject->wall_us);
    case WILLOW_FIELD_TOPIC:
    case WILLOW_FIELD_PAYLOAD:
    case WILLOW_FIELD_JSON:
    case WILLOW_FIELD_QOS:
    case WILLOW_FIELD_RETAINED:
    case WILLOW_FIELD_DUP:
    case WILLOW_FIELD_LENGTH:
    default:
      return publish != NULL && publish_matches (node, subject, publish);
    }
}

gboolean
willow_filter_node_matches (const WillowFilterNode    *node,
                            const WillowFilterSubject *subject)
{
  switch (node->kind)
    {
    case WILLOW_NODE_NOT:
      return !willow_filter_node_matches (node->left, subject);
    case WILLOW_NODE_AND:
      return willow_filter_node_matches (node->left, subject) &&
             willow_filter_node_matches (node->right, subject);
    case WILLOW_NODE_OR:
      return willow_filter_node_matches (node->left, subject) ||
             willow_filter_node_matches (node->right, subject);
    case WILLOW_NODE_TEST:
    default:
      return test_matches (node, subject);
    }
}
