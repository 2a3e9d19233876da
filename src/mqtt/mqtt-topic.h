/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"
#include "mqtt/mqtt-violation.h"

G_BEGIN_DECLS

/* 5.0 section 4.7. */

/* UTF-8 as 1.5.4 wants it: well-formed, no surrogates, no U+0000.
 * @error_offset: (out) (optional): first offending byte */
gboolean mqtt_utf8_is_valid (MqttSlice text, gsize *error_offset);

/* By the rules of 5.0. @violation: (out) (optional): offset counts from the
 * start of the text */
gboolean mqtt_topic_name_is_valid (MqttSlice topic, MqttViolation *violation);
gboolean mqtt_topic_filter_is_valid (MqttSlice      filter,
                                     MqttViolation *violation);
gboolean mqtt_topic_filter_has_wildcard (MqttSlice filter);

/* Levels of a Topic Name or Topic Filter: slashes and one more. For
 * MQTT_TOPIC_MAX_LEVELS, which is a limit of ours and no rule of MQTT. */
guint mqtt_topic_count_levels (MqttSlice topic);

/**
 * mqtt_topic_filter_split_shared:
 * @share_name: (out) (optional): of "$share/NAME/FILTER"
 * @inner: (out) (optional): FILTER
 *
 * Returns: whether @filter is that of a Shared Subscription (5.0
 * section 4.8.2); validity is for mqtt_topic_filter_is_valid()
 */
gboolean mqtt_topic_filter_split_shared (MqttSlice  filter,
                                         MqttSlice *share_name,
                                         MqttSlice *inner);

/**
 * mqtt_topic_filter_matches:
 *
 * Both valid. Wildcards at the start do not match Topic Names that begin with $
 * [MQTT-4.7.2-1]. A shared filter is matched by its inner filter.
 */
gboolean mqtt_topic_filter_matches (MqttSlice filter, MqttSlice topic);

G_END_DECLS
