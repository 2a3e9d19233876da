/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-rule.h"
#include "mqtt/mqtt-topic.h"

G_BEGIN_DECLS

/* The rules of topics for one version, inside the protocol core. Offsets of
 * violations count from the start of the string. */

/* Well-formed UTF-8 without U+0000; 3.1 asks for neither. */
gboolean mqtt_string_check (MqttSlice      text,
                            MqttVersion    version,
                            MqttViolation *violation);

/* @wildcard: the rule that a wildcard breaks there
 * @empty: the rule that an empty name breaks there */
gboolean mqtt_topic_name_check (MqttSlice      topic,
                                MqttVersion    version,
                                MqttRule       wildcard,
                                MqttRule       empty,
                                MqttViolation *violation);

gboolean mqtt_topic_filter_check (MqttSlice      filter,
                                  MqttVersion    version,
                                  MqttViolation *violation);

G_END_DECLS
