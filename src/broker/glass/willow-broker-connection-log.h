/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-connection.h"

G_BEGIN_DECLS

/* What a connection tells the log of the broker; nothing where there is none.
 */

void willow_broker_connection_log_opened (WillowBrokerConnection *connection);
/* Who is named from now on. */
void willow_broker_connection_log_connect (WillowBrokerConnection *connection,
                                           const MqttConnect      *connect);
void
willow_broker_connection_log_connected (WillowBrokerConnection *connection);
void willow_broker_connection_log_refused (WillowBrokerConnection *connection,
                                           MqttReasonCode          reason,
                                           const char             *why);
/* The broker is going to end it. */
void willow_broker_connection_log_leave (WillowBrokerConnection *connection,
                                         MqttReasonCode          reason,
                                         const char             *why);
/* @by has come with the same Client Identifier. */
void
willow_broker_connection_log_taken_over (WillowBrokerConnection *connection,
                                         WillowBrokerConnection *by);
/* @ending: (nullable): cut off by the broker */
void willow_broker_connection_log_ended (WillowBrokerConnection *connection,
                                         const WillowEnding     *ending);
void willow_broker_connection_log_clear (WillowBrokerConnection *connection);

G_END_DECLS
