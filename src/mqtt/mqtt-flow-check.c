/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-flow-check.h"

#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-packet.h"
#include "mqtt/mqtt-topic.h"

void
mqtt_limits_init (MqttLimits *limits)
{
  *limits = (MqttLimits){
    .maximum_packet_size =
        MQTT_VARIABLE_BYTE_INTEGER_MAX + MQTT_FIXED_HEADER_MAX_BYTES,
    .receive_maximum = MQTT_DEFAULT_RECEIVE_MAXIMUM,
    .topic_alias_maximum = 0,
    .maximum_qos = 2,
    .retain_available = TRUE,
    .wildcard_available = TRUE,
    .shared_available = TRUE,
    .subscription_identifiers_available = TRUE,
  };
}

/* Values of 0 were refused by decoding; of our own making they mean nothing. */
static void
read_limit (MqttLimits *limits, const MqttProperty *property)
{
  if (property->id == MQTT_PROPERTY_MAXIMUM_PACKET_SIZE && property->number > 0)
    limits->maximum_packet_size =
        MIN (property->number, limits->maximum_packet_size);
  else if (property->id == MQTT_PROPERTY_RECEIVE_MAXIMUM &&
           property->number > 0)
    limits->receive_maximum = (guint16)property->number;
  else if (property->id == MQTT_PROPERTY_TOPIC_ALIAS_MAXIMUM)
    limits->topic_alias_maximum = (guint16)property->number;
  else if (property->id == MQTT_PROPERTY_MAXIMUM_QOS)
    limits->maximum_qos = (guint8)property->number;
  else if (property->id == MQTT_PROPERTY_RETAIN_AVAILABLE)
    limits->retain_available = property->number != 0;
  else if (property->id == MQTT_PROPERTY_WILDCARD_SUBSCRIPTION_AVAILABLE)
    limits->wildcard_available = property->number != 0;
  else if (property->id == MQTT_PROPERTY_SHARED_SUBSCRIPTION_AVAILABLE)
    limits->shared_available = property->number != 0;
  else if (property->id == MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER_AVAILABLE)
    limits->subscription_identifiers_available = property->number != 0;
}

void
mqtt_limits_read (MqttLimits *limits, MqttProperties properties)
{
  MqttPropertyIter iter;
  MqttProperty     property;

  mqtt_property_iter_init (&iter, properties);
  while (mqtt_property_iter_next (&iter, &property))
    read_limit (limits, &property);
}

/* The first of the filters that @limits do not allow. */
static MqttFlowRule
find_unavailable_filter (const MqttLimits *limits,
                         const MqttPacket *packet,
                         guint            *n_filters,
                         const guint8    **where)
{
  MqttFilterIter   iter;
  MqttSubscription subscription;
  MqttFlowRule     found = MQTT_N_FLOW_RULES;

  *n_filters = 0;
  mqtt_filter_iter_init (&iter, packet);
  while (mqtt_filter_iter_next (&iter, &subscription))
    {
      (*n_filters)++;
      if (found != MQTT_N_FLOW_RULES)
        continue;
      if (!limits->wildcard_available &&
          mqtt_topic_filter_has_wildcard (subscription.filter))
        found = MQTT_FLOW_WILDCARD_AVAILABLE;
      else if (!limits->shared_available &&
               mqtt_topic_filter_split_shared (subscription.filter, NULL, NULL))
        found = MQTT_FLOW_SHARED_AVAILABLE;
      if (found != MQTT_N_FLOW_RULES && where != NULL)
        *where = subscription.filter.data;
    }
  return found;
}

MqttFlowRule
mqtt_limits_check_filters (const MqttLimits *limits,
                           const MqttPacket *packet,
                           guint            *n_filters,
                           const guint8    **where)
{
  MqttFlowRule found =
      find_unavailable_filter (limits, packet, n_filters, where);
  MqttProperty property;

  if (packet->type != MQTT_PACKET_SUBSCRIBE ||
      packet->version != MQTT_VERSION_5_0)
    return MQTT_N_FLOW_RULES;
  if (limits->subscription_identifiers_available ||
      !mqtt_properties_find (packet->subscribe.properties,
                             MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER,
                             &property))
    return found;
  if (where != NULL)
    *where = packet->subscribe.properties.data + property.offset;
  return MQTT_FLOW_SUBSCRIPTION_IDENTIFIER_AVAILABLE;
}

gboolean
mqtt_auth_code_is_in_place (MqttAuthTurn turn,
                            MqttRole     sender,
                            gboolean     is_connected,
                            guint8       reason)
{
  gboolean is_client = sender == MQTT_ROLE_CLIENT;

  if (reason == MQTT_REASON_CONTINUE_AUTHENTICATION)
    return turn == (is_client ? MQTT_AUTH_TURN_CLIENT : MQTT_AUTH_TURN_SERVER);
  if (reason == MQTT_REASON_RE_AUTHENTICATE)
    return is_client && is_connected && turn == MQTT_AUTH_TURN_NOBODY;
  return reason == MQTT_REASON_SUCCESS && !is_client && is_connected &&
         turn == MQTT_AUTH_TURN_SERVER;
}

MqttAuthTurn
mqtt_auth_take_turn (MqttRole sender, guint8 reason)
{
  if (reason == MQTT_REASON_SUCCESS)
    return MQTT_AUTH_TURN_NOBODY;
  return sender == MQTT_ROLE_CLIENT ? MQTT_AUTH_TURN_SERVER
                                    : MQTT_AUTH_TURN_CLIENT;
}

MqttProperties
mqtt_packet_find_problem_information (const MqttPacket *packet,
                                      MqttProperty     *property)
{
  MqttProperties properties = MQTT_SLICE_NONE;

  if (packet->type == MQTT_PACKET_AUTH)
    properties = packet->reason.properties;
  else if (packet->type >= MQTT_PACKET_PUBACK &&
           packet->type <= MQTT_PACKET_PUBCOMP)
    properties = packet->ack.properties;
  else if (packet->type == MQTT_PACKET_SUBACK ||
           packet->type == MQTT_PACKET_UNSUBACK)
    properties = packet->suback.properties;
  if (mqtt_properties_find (
          properties, MQTT_PROPERTY_REASON_STRING, property) ||
      mqtt_properties_find (properties, MQTT_PROPERTY_USER_PROPERTY, property))
    return properties;
  return MQTT_SLICE_NONE;
}
