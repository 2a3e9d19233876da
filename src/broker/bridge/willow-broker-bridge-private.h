/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/bridge/willow-broker-bridge.h"
#include "broker/willow-broker-server.h"

G_BEGIN_DECLS

/* Shared by willow-broker-bridge*.c only. */
struct _WillowBrokerBridge
{
  WillowBrokerServer       *server; /* NULL once freed */
  WillowBrokerBridgeConfig *config;
  WillowBrokerSession      *session; /* (borrowed): of the server's table */

  GCancellable           *connector;  /* (nullable): while it works */
  WillowBrokerConnection *connection; /* (borrowed) (nullable) */
  guint32                 number;     /* of the Network Connection */
  WillowBrokerTimer       timer;      /* to the next attempt */
  guint                   n_failures; /* in a row */
  char                   *problem; /* (nullable): why there is no connection */
  gboolean                is_stopping;
  gboolean                is_private_refused;
  gboolean is_subscribed; /* in the Session that the other broker has */

  GHashTable *from_remote; /* topics whose retained message came from there */

  guint64 n_received;
  guint64 n_sent; /* or waiting */
  guint64 n_dropped;
  guint64 n_dropped_told;
};

/* The transport is up: MQTT begins. @transport: (transfer full) */
void willow_broker_bridge_start_link (WillowBrokerBridge *bridge,
                                      WillowTransport    *transport);
/* There is no connection, or no longer one; the next attempt follows.
 * @problem: (transfer full) */
void willow_broker_bridge_fail (WillowBrokerBridge *bridge, char *problem);
/* CONNACK said yes. */
void willow_broker_bridge_greet (WillowBrokerBridge *bridge,
                                 gboolean            session_present);
/* A PUBLISH of the other broker. */
void willow_broker_bridge_receive (WillowBrokerBridge *bridge,
                                   const MqttEvent    *event);
/* What is retained here and shared with it. */
void willow_broker_bridge_send_retained (WillowBrokerBridge *bridge);
/* $SYS/broker/connection/NAME/state */
char *willow_broker_bridge_dup_state_topic (const WillowBrokerBridge *bridge);
void  willow_broker_bridge_publish_state (WillowBrokerBridge *bridge,
                                          gboolean            connected);
void  willow_broker_bridge_say (WillowBrokerBridge  *bridge,
                                WillowBrokerLogEvent event,
                                const char          *text);

G_END_DECLS
