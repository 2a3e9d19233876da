/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-connection.h"
#include "mqtt/mqtt-session-private.h"

G_BEGIN_DECLS

/* Of mqtt-connection*.c only: instead of sending PUBREL or PUBCOMP, leaves it
 * to the owner. Both return %TRUE: @event is one.
 * @due: Reason Code of the answer where nobody knows better */
gboolean mqtt_connection_ask_for_pubrel (MqttConnection     *connection,
                                         const MqttOutgoing *outgoing,
                                         guint8              due,
                                         MqttEvent          *event);
gboolean mqtt_connection_ask_for_pubcomp (MqttConnection *connection,
                                          MqttEvent      *event);

G_END_DECLS
