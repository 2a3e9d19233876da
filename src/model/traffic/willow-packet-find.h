/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace/willow-trace-store.h"

G_BEGIN_DECLS

/**
 * willow_packet_find_last:
 * @serial: (out): set where there is one
 *
 * The newest record of that packet. Looks at every record from the end on:
 * for a click, not for each frame.
 */
gboolean willow_packet_find_last (WillowTraceStore *store,
                                  MqttPacketType    type,
                                  guint64          *serial);

G_END_DECLS
