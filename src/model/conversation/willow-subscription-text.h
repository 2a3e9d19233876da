/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/conversation/willow-live-subscription-private.h"

G_BEGIN_DECLS

/* What is said about answers to subscriptions, in window and terminal alike.
 * All: (transfer full), translated. */

/* "“a/#”: granted QoS 1, asked for 2", "“a/#”: refused, 0x87 Not authorized" */
char *willow_subscription_tell_answer (MqttVersion version,
                                       const char *filter,
                                       MqttQos     asked,
                                       guint8      code);
/* "0x87 Not authorized" */
char *willow_subscription_tell_code (MqttVersion    version,
                                     MqttPacketType answer,
                                     guint8         code);

char *willow_subscription_tell_word (const WillowLiveFacts *facts);
char *willow_subscription_tell_state (const WillowLiveFacts *facts);

G_END_DECLS
