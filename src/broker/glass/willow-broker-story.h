/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-connection.h"
#include "net/willow-websocket-acceptor.h"

G_BEGIN_DECLS

/* How a Network Connection came up, into the trace, before its first packet:
 * who connected, and what came of TLS. @transport: of the link of @connection,
 * which is made and not started yet. */
void willow_broker_story_begin (WillowBrokerConnection *connection,
                                WillowTransport        *transport);

/* What the upgrade to a WebSocket said, and TLS under it, which is over then.
 */
void willow_broker_story_upgrade (WillowBrokerConnection       *connection,
                                  const WillowWebsocketUpgrade *upgrade);

/* The whole story of one that never became a Network Connection of MQTT.
 * @trace: (nullable). Returns: the number that it has there */
guint32 willow_broker_story_refuse (WillowTraceQueue             *trace,
                                    const WillowWebsocketUpgrade *upgrade);

G_END_DECLS
