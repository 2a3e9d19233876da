/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/bridge/willow-broker-bridge-config.h"
#include "broker/route/willow-broker-session.h"
#include "broker/glass/willow-broker-snapshot.h"

G_BEGIN_DECLS

/**
 * WillowBrokerBridge:
 *
 * Shares topics with another broker. To this one it is a Session like those of
 * Clients (subscriptions, queue, store); its Network Connection is one that we
 * make, as the Client of the other broker. On the broker's thread only.
 */

/* @config: referenced. Begins to connect from the loop. */
WillowBrokerBridge *willow_broker_bridge_new (WillowBrokerServer       *server,
                                              WillowBrokerBridgeConfig *config);
/* After the connections of the server; its Session stays. */
void willow_broker_bridge_free (WillowBrokerBridge *bridge);
/* No new connection any more; the one that is there is the server's to end. */
void willow_broker_bridge_stop (WillowBrokerBridge *bridge);

/* Of the router: @message, published here, goes to the other broker, now or
 * later. */
void willow_broker_bridge_deliver (WillowBrokerBridge *bridge,
                                   MqttMessage        *message,
                                   MqttDelivery       *delivery,
                                   gint64              now_us);

/* (transfer full) */
WillowBrokerBridgeView *
willow_broker_bridge_view_take (const WillowBrokerBridge *bridge);

/* Where it goes; (transfer full) */
char        *willow_broker_bridge_dup_url (const WillowBrokerBridge *bridge);
WillowScheme willow_broker_bridge_get_scheme (const WillowBrokerBridge *bridge);

G_END_DECLS
