/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-conversation.h"

#include "model/conversation/willow-subscription-match.h"
#include "mqtt/mqtt-packet.h"

GPtrArray *
willow_conversation_find_subscriptions (WillowConversation *self,
                                        WillowTraceItem    *item)
{
  WillowTraceView view;
  MqttPacket      packet = { 0 };
  const char     *aliased;

  willow_trace_item_get_view (item, &view);
  if (view.kind != WILLOW_RECORD_PACKET ||
      view.direction != WILLOW_DIRECTION_TO_CLIENT ||
      !mqtt_packet_decode (&packet,
                           (MqttVersion)view.version,
                           MQTT_ROLE_SERVER,
                           view.data,
                           NULL) ||
      packet.type != MQTT_PACKET_PUBLISH)
    return g_ptr_array_new_with_free_func (g_object_unref);
  aliased = willow_conversation_get_aliased_topic (self, view.serial);
  return willow_profile_find_subscriptions (
      willow_conversation_get_profile (self),
      aliased != NULL ? mqtt_slice_from_string (aliased) : packet.publish.topic,
      packet.publish.properties);
}
