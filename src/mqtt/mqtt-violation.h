/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-reason-code.h"

G_BEGIN_DECLS

/**
 * MqttViolation:
 * @reason: the Reason Code that 5.0 gives it (also used inside for 3.x)
 * @id: normative id without brackets, such as "MQTT-3.1.2-3", or "" where the
 *   specification has a rule without number
 * @section: section of the specification version in force, such as "3.1.2.3"
 * @text: one plain English sentence, static, translatable
 * @offset: byte within the packet where it shows
 *
 * A rule that the peer broke. All strings are static.
 */
typedef struct
{
  MqttReasonCode reason;
  const char    *id;
  const char    *section;
  const char    *text;
  gsize          offset;
} MqttViolation;

G_END_DECLS
