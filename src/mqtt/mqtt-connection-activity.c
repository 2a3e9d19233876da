/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-connection-activity.h"

#include "mqtt/mqtt-connection-private.h"

void
mqtt_connection_get_activity (const MqttConnection *connection,
                              MqttActivity         *activity)
{
  *activity = (MqttActivity){
    .first_byte = connection->last_first_byte,
    .n_bytes = connection->last_n_bytes,
    .last_received_us = connection->last_received_us,
    .last_sent_us = connection->last_sent_us,
    .last_ping_us = connection->last_ping_us,
    .n_pings = connection->n_pings,
  };
}

void
mqtt_connection_foreach_request (const MqttConnection *connection,
                                 MqttRequestFunc       func,
                                 gpointer              user_data)
{
  GHashTableIter iter;
  gpointer       id, request;

  if (connection->requests == NULL)
    return;
  g_hash_table_iter_init (&iter, connection->requests);
  while (g_hash_table_iter_next (&iter, &id, &request))
    func (((const MqttRequest *)request)->type,
          (guint16)GPOINTER_TO_UINT (id),
          user_data);
}
