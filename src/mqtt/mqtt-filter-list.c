/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-filter-list.h"

#include "mqtt/mqtt-encode.h"
#include "mqtt/mqtt-packet.h"
#include "mqtt/mqtt-reader.h"

/**
 * mqtt_filter_iter_init:
 * @packet: a SUBSCRIBE or UNSUBSCRIBE
 */
void
mqtt_filter_iter_init (MqttFilterIter *iter, const MqttPacket *packet)
{
  iter->filters = packet->subscribe.filters;
  iter->position = 0;
  iter->version = packet->version;
  iter->type = packet->type;
}

/**
 * mqtt_filter_iter_next:
 * @subscription: (out): its filter is a view; the options are those of the
 *   packet, or zero in UNSUBSCRIBE and where 3.x has none
 *
 * Returns: %FALSE at the end, and at the first malformed entry
 */
gboolean
mqtt_filter_iter_next (MqttFilterIter *iter, MqttSubscription *subscription)
{
  MqttReader reader = mqtt_reader_init (iter->filters);
  guint8     options = 0;

  reader.position = iter->position;
  *subscription = (MqttSubscription){ 0 };
  if (mqtt_reader_remaining (&reader) == 0 ||
      !mqtt_reader_binary (&reader, &subscription->filter) ||
      (iter->type == MQTT_PACKET_SUBSCRIBE &&
       !mqtt_reader_u8 (&reader, &options)))
    {
      iter->position = iter->filters.len;
      return FALSE;
    }
  iter->position = reader.position;
  subscription->qos = options & MQTT_OPTION_QOS_MASK;
  if (iter->version != MQTT_VERSION_5_0)
    return TRUE;
  subscription->no_local = (options & MQTT_OPTION_NO_LOCAL) != 0;
  subscription->retain_as_published =
      (options & MQTT_OPTION_RETAIN_AS_PUBLISHED) != 0;
  subscription->retain_handling =
      (options >> MQTT_OPTION_RETAIN_HANDLING_SHIFT) & 3u;
  return TRUE;
}

/**
 * mqtt_filters_append_filter:
 *
 * One entry of an UNSUBSCRIBE payload, literal.
 *
 * Returns: %FALSE if @filter is longer than a string can be
 */
gboolean
mqtt_filters_append_filter (GByteArray *filters, MqttSlice filter)
{
  return mqtt_encode_binary (filters, filter);
}

/**
 * mqtt_filters_append_subscription:
 * @version: 3.x has the QoS only
 *
 * One entry of a SUBSCRIBE payload, literal.
 *
 * Returns: %FALSE if the filter is longer than a string can be
 */
gboolean
mqtt_filters_append_subscription (GByteArray             *filters,
                                  MqttVersion             version,
                                  const MqttSubscription *subscription)
{
  guint options = (guint)subscription->qos & MQTT_OPTION_QOS_MASK;

  if (version == MQTT_VERSION_5_0)
    {
      if (subscription->no_local)
        options |= MQTT_OPTION_NO_LOCAL;
      if (subscription->retain_as_published)
        options |= MQTT_OPTION_RETAIN_AS_PUBLISHED;
      options |= ((guint)subscription->retain_handling & 3u)
                 << MQTT_OPTION_RETAIN_HANDLING_SHIFT;
    }
  if (!mqtt_encode_binary (filters, subscription->filter))
    return FALSE;
  mqtt_encode_u8 (filters, (guint8)options);
  return TRUE;
}
