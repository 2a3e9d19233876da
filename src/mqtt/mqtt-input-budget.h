/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

/**
 * MqttInputBudget:
 * @used_bytes: kept by the connections
 *
 * What came for all connections that share it and is no whole packet yet. When
 * it takes more than the limit, the connection that made it so says
 * MQTT_EVENT_INPUT_OVER_BUDGET.
 */
typedef struct
{
  gsize used_bytes;
  gsize limit_bytes;
} MqttInputBudget;

typedef struct _MqttConnection MqttConnection;

/* The beginning of a packet that has not come whole yet, for one who wants to
 * know where in the stream the packets begin. (transfer none) */
MqttSlice
mqtt_connection_get_unfinished_input (const MqttConnection *connection);
/* Frees the unfinished input of one that is given up. */
void mqtt_connection_drop_input (MqttConnection *connection);

G_END_DECLS
