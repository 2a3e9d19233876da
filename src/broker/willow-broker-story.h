/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-connection.h"

G_BEGIN_DECLS

/* How a Network Connection came up, into the trace, before its first packet:
 * who connected, and what came of TLS. @transport: of the link of @connection,
 * which is made and not started yet. */
void willow_broker_story_begin (WillowBrokerConnection *connection,
                                WillowTransport        *transport);

/**
 * willow_broker_story_upgrade:
 * @request: (nullable): head of the request, credentials masked
 * @answer: (nullable): head of the answer
 *
 * What the upgrade to a WebSocket said, and TLS under it, which is over then.
 * @inner: (nullable): what the WebSocket is over.
 */
void willow_broker_story_upgrade (WillowBrokerConnection *connection,
                                  WillowTransport        *inner,
                                  GBytes                 *request,
                                  GBytes                 *answer);

G_END_DECLS
