/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With whom, and about what: the scope of a fault. */
#include "fault/willow-fault-engine-private.h"

#include "mqtt/mqtt-control-packet.h"
#include "mqtt/mqtt-topic.h"

/* What identifies an exchange of packets that are acknowledged: who began it,
 * of what kind, with which Packet Identifier. */
typedef enum
{
  EXCHANGE_PUBLISH,
  EXCHANGE_SUBSCRIBE,
  EXCHANGE_UNSUBSCRIBE,
} Exchange;

static gpointer
make_key (WillowDirection by, Exchange exchange, guint16 packet_id)
{
  return GUINT_TO_POINTER (((guint)by << 18 | (guint)exchange << 16) +
                           packet_id + 1u);
}

static WillowDirection
turn_round (WillowDirection direction)
{
  return direction == WILLOW_DIRECTION_TO_CLIENT ? WILLOW_DIRECTION_TO_SERVER
                                                 : WILLOW_DIRECTION_TO_CLIENT;
}

static void
take_string (char **place, MqttSlice value)
{
  g_free (*place);
  *place = mqtt_slice_dup_string (value);
}

static void
learn_connect (WillowFaultEngine *engine, const MqttPacket *packet)
{
  engine->version = packet->version;
  take_string (&engine->client_id, packet->connect.client_id);
  if (mqtt_slice_is_present (packet->connect.user_name))
    take_string (&engine->user_name, packet->connect.user_name);
  else
    g_clear_pointer (&engine->user_name, g_free);
}

static void
learn_connack (WillowFaultEngine *engine, const MqttPacket *packet)
{
  MqttSlice assigned = mqtt_properties_get_value (
      packet->connack.properties, MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER);

  if (mqtt_slice_is_present (assigned))
    take_string (&engine->client_id, assigned);
}

/* Also where only an alias is said. */
static char *
dup_topic (WillowFaultEngine *engine, const WillowFaultPacket *packet)
{
  const MqttPublish *publish = &packet->packet.publish;
  guint32            alias = mqtt_properties_get_number (
      publish->properties, MQTT_PROPERTY_TOPIC_ALIAS, 0);
  gpointer key = GUINT_TO_POINTER ((guint)packet->direction << 16 | alias);

  if (alias != 0 && publish->topic.len == 0)
    return g_strdup (g_hash_table_lookup (engine->aliases, key));
  if (alias != 0)
    g_hash_table_replace (
        engine->aliases, key, mqtt_slice_dup_string (publish->topic));
  return mqtt_slice_dup_string (publish->topic);
}

static GStrv
dup_filters (const MqttPacket *packet)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  MqttFilterIter   iter;
  MqttSubscription subscription;

  mqtt_filter_iter_init (&iter, packet);
  while (mqtt_filter_iter_next (&iter, &subscription))
    {
      g_autofree char *filter = mqtt_slice_dup_string (subscription.filter);

      g_strv_builder_add (builder, filter);
    }
  return g_strv_builder_end (builder);
}

static void
remember (WillowFaultEngine *engine, gpointer key, GStrv topics)
{
  g_hash_table_replace (engine->topics, key, g_strdupv (topics));
}

static void
look_up (WillowFaultEngine *engine,
         WillowFaultPacket *packet,
         gpointer           key,
         gboolean           is_last)
{
  GStrv topics = g_hash_table_lookup (engine->topics, key);

  packet->topics = g_strdupv (topics);
  if (is_last)
    g_hash_table_remove (engine->topics, key);
}

static void
learn_publish (WillowFaultEngine *engine, WillowFaultPacket *packet)
{
  const MqttPublish *publish = &packet->packet.publish;

  packet->topics = g_new0 (char *, 2);
  packet->topics[0] = dup_topic (engine, packet);
  if (publish->qos != MQTT_QOS_0)
    remember (
        engine,
        make_key (packet->direction, EXCHANGE_PUBLISH, publish->packet_id),
        packet->topics);
}

static void
learn_exchange (WillowFaultEngine *engine, WillowFaultPacket *packet)
{
  WillowDirection by = packet->direction, other = turn_round (by);
  guint16         id = packet->packet.ack.packet_id;

  switch ((int)packet->type)
    {
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBCOMP:
      look_up (engine, packet, make_key (other, EXCHANGE_PUBLISH, id), TRUE);
      break;
    case MQTT_PACKET_PUBREC:
      look_up (engine, packet, make_key (other, EXCHANGE_PUBLISH, id), FALSE);
      break;
    case MQTT_PACKET_PUBREL:
      look_up (engine, packet, make_key (by, EXCHANGE_PUBLISH, id), FALSE);
      break;
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
      packet->topics = dup_filters (&packet->packet);
      remember (engine,
                make_key (by,
                          packet->type == MQTT_PACKET_SUBSCRIBE
                              ? EXCHANGE_SUBSCRIBE
                              : EXCHANGE_UNSUBSCRIBE,
                          packet->packet.subscribe.packet_id),
                packet->topics);
      break;
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
      look_up (engine,
               packet,
               make_key (other,
                         packet->type == MQTT_PACKET_SUBACK
                             ? EXCHANGE_SUBSCRIBE
                             : EXCHANGE_UNSUBSCRIBE,
                         packet->packet.suback.packet_id),
               TRUE);
      break;
    default:
      break;
    }
}

void
willow_fault_scope_learn (WillowFaultEngine *engine, WillowFaultPacket *packet)
{
  if (!packet->is_decoded)
    return;
  if (packet->type == MQTT_PACKET_CONNECT)
    learn_connect (engine, &packet->packet);
  else if (packet->type == MQTT_PACKET_CONNACK)
    learn_connack (engine, &packet->packet);
  else if (packet->type == MQTT_PACKET_PUBLISH)
    learn_publish (engine, packet);
  else
    learn_exchange (engine, packet);
}

static gboolean
matches_topic (const WillowFaultPacket *packet, const char *filter)
{
  for (guint i = 0; packet->topics != NULL && packet->topics[i] != NULL; i++)
    if (g_str_equal (packet->topics[i], filter) ||
        mqtt_topic_filter_matches (mqtt_slice_from_string (filter),
                                   mqtt_slice_from_string (packet->topics[i])))
      return TRUE;
  return FALSE;
}

gboolean
willow_fault_scope_matches (WillowFaultEngine       *engine,
                            const WillowFaultPacket *packet,
                            const WillowFault       *fault)
{
  if (fault->client_id != NULL &&
      g_strcmp0 (fault->client_id, engine->client_id) != 0)
    return FALSE;
  if (fault->user_name != NULL &&
      g_strcmp0 (fault->user_name, engine->user_name) != 0)
    return FALSE;
  return fault->topic == NULL || matches_topic (packet, fault->topic);
}
