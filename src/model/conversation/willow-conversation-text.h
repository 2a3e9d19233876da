/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client.h"

G_BEGIN_DECLS

/* Inside src/model: what a conversation says, translated. */

/* @host: that the client connects to. (transfer full) */
char *willow_conversation_tell_status (WillowClient *client,
                                       const char   *host,
                                       gboolean      is_silent);

/* (transfer full): about the acknowledgement of a PUBLISH */
char *willow_conversation_tell_ack (MqttVersion version,
                                    MqttQos     qos,
                                    guint8      reason,
                                    gint64      elapsed_us);

/**
 * willow_conversation_tell_refused:
 * @filters: (element-type utf8): that were asked for
 * @codes: of SUBACK
 *
 * Returns: (transfer full) (nullable): which the server refused; %NULL if none
 */
char *willow_conversation_tell_refused (MqttVersion version,
                                        GPtrArray  *filters,
                                        GBytes     *codes);

G_END_DECLS
