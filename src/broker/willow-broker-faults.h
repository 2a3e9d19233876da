/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-connection.h"
#include "fault/willow-fault.h"

G_BEGIN_DECLS

/* Inside src/broker: faults on the broker's thread. */

/* From now on these and no others, also on the Network Connections that are
 * there. @list: (nullable) */
void willow_broker_server_set_faults (WillowBrokerServer *server,
                                      WillowFaultList    *list);

/* Before its link starts. */
void willow_broker_connection_init_faults (WillowBrokerConnection *connection);
void willow_broker_connection_clear_faults (WillowBrokerConnection *connection);
/* Who it is, when that is known. */
void
willow_broker_connection_identify_faults (WillowBrokerConnection *connection);

/**
 * willow_broker_server_tell_fault:
 * @transport: by which the Client came
 * @number: of the Network Connection in the trace; 0: one that never carried
 *   MQTT
 * @note: that a fault has fired
 */
void willow_broker_server_tell_fault (WillowBrokerServer *server,
                                      WillowTransport    *transport,
                                      guint32             number,
                                      const char         *note);

G_END_DECLS
