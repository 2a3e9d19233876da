/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-connection.h"

G_BEGIN_DECLS

/* What can still be told about a connection when it is over. */

/**
 * MqttActivity:
 * @first_byte: of the last packet that came in whole
 * @n_bytes: of the same; 0: none came
 * @last_received_us: when it came, or the connection began
 * @last_sent_us: the last bytes that were written, or it began
 * @last_ping_us: when the last PINGREQ was queued; meaningful with @n_pings
 * @n_pings: PINGREQs that were not answered
 */
typedef struct
{
  guint8 first_byte;
  gsize  n_bytes;
  gint64 last_received_us;
  gint64 last_sent_us;
  gint64 last_ping_us;
  guint  n_pings;
} MqttActivity;

void mqtt_connection_get_activity (const MqttConnection *connection,
                                   MqttActivity         *activity);

typedef void (*MqttRequestFunc) (MqttPacketType type,
                                 guint16        packet_id,
                                 gpointer       user_data);

/* Client: each SUBSCRIBE and UNSUBSCRIBE that was not answered. */
void mqtt_connection_foreach_request (const MqttConnection *connection,
                                      MqttRequestFunc       func,
                                      gpointer              user_data);

G_END_DECLS
