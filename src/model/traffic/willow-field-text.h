/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-describe.h"

G_BEGIN_DECLS

/**
 * willow_field_text_get_name:
 *
 * Returns: (transfer none): the name of @field in the user's language
 */
const char *willow_field_text_get_name (const MqttField *field);

/**
 * willow_field_text_dup_value:
 *
 * What comes from the packet is as in @field; only our own words about it are
 * in the user's language.
 *
 * Returns: (transfer full): the value of @field, "" if it has none
 */
char *willow_field_text_dup_value (const MqttField *field);

/**
 * willow_field_text_summarize:
 *
 * Appends to @summary what mqtt_summarize() says, in the user's language.
 */
void willow_field_text_summarize (MqttVersion version,
                                  MqttRole    sender,
                                  MqttSlice   frame,
                                  GString    *summary);

G_END_DECLS
