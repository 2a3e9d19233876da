/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-server.h"

G_BEGIN_DECLS

/* HTML without anything from elsewhere, for the root of a WebSocket listener:
 * what this is, since when, how many are connected, how a page connects. No
 * Client Identifiers, no secrets: whoever reaches the port may read it.
 * (transfer full) */
GBytes *
willow_broker_status_page_new (WillowBrokerServer               *server,
                               const WillowBrokerListenerConfig *config);

G_END_DECLS
