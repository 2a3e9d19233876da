/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/guard/willow-broker-addresses.h"
#include "broker/willow-broker-config.h"
#include "broker/willow-broker-connection.h"
#include "broker/willow-broker-listener.h"
#include "broker/guard/willow-broker-guard.h"
#include "broker/guard/willow-broker-login.h"
#include "broker/route/willow-broker-retained.h"
#include "broker/route/willow-broker-router.h"
#include "broker/store/willow-broker-store.h"
#include "broker/glass/willow-broker-sys.h"
#include "link/willow-io-thread.h"
#include "net/willow-listener.h"

G_BEGIN_DECLS

/* What went over Network Connections; packets are Control Packets of all
 * types. */
typedef struct
{
  guint64 bytes_received;
  guint64 bytes_sent;
  guint64 packets_received;
  guint64 packets_sent;
} WillowBrokerTotals;

void willow_broker_totals_add (WillowBrokerTotals           *totals,
                               const WillowBrokerConnection *connection);

/**
 * WillowBrokerServer:
 *
 * What lives on the broker's thread between start and stop. Everything here is
 * touched from that thread only.
 */
struct _WillowBrokerServer
{
  WillowBrokerConfig config;  /* a copy */
  WillowReactor     *reactor; /* (borrowed): of the thread */

  GPtrArray            *listeners; /* (element-type WillowBrokerListener) */
  WillowBrokerTimers   *timers;
  WillowBrokerRouter   *router;
  WillowBrokerRetained *retained;
  WillowBrokerSys      *sys;
  WillowBrokerStore    *store;    /* (nullable): a durable broker has one */
  GPtrArray            *bridges;  /* (element-type WillowBrokerBridge) */
  GHashTable           *sessions; /* Client Identifier → session (owned) */
  GQueue connections;             /* all sockets, also those without CONNECT */

  WillowBrokerLogins    *logins;
  WillowBrokerAddresses *addresses;
  guint                  access_serial; /* counts changes of config.access */
  guint                  n_over_rate; /* connections that only hear about it */

  MqttConnectionOptions options;            /* of all connections */
  MqttInputBudget       input;              /* the same */
  gsize                 subscription_bytes; /* of all Sessions */
  gsize                 outstanding_bytes;  /* the same */
  guint                 n_connected;        /* with a Session */
  gint64                started_us;
  guint64               n_messages_received;
  guint64               n_messages_sent;
  guint64               n_messages_dropped;
  guint64               n_refused[WILLOW_REFUSED_N];
  WillowBrokerTotals    ended; /* of Network Connections that are gone */

  GSource *stop_source; /* (nullable): while stopping */
};

static inline void
willow_broker_server_count (WillowBrokerServer *server,
                            WillowBrokerRefusal refusal)
{
  server->n_refused[refusal]++;
}

/* A Topic Name or Topic Filter above our limits. Counts it. */
gboolean willow_broker_server_refuses_topic (WillowBrokerServer *server,
                                             MqttSlice           topic);

/* @config: copied. Errors as those of willow_listener_new() and
 * willow_tls_context_new(). */
WillowBrokerServer *willow_broker_server_new (const WillowBrokerConfig *config,
                                              WillowReactor            *reactor,
                                              GError                  **error);

/* Stops listening, says goodbye to all, and calls @func when the last one is
 * gone or @timeout_ms have passed. */
void willow_broker_server_stop (WillowBrokerServer *server,
                                guint               timeout_ms,
                                GSourceFunc         func,
                                gpointer            user_data);
/* At once, without goodbyes where there was no stop. */
void willow_broker_server_free (WillowBrokerServer *server);

/* Does what is due by the clock, after a manual one was moved. */
void willow_broker_server_catch_up (WillowBrokerServer *server);

/* A Network Connection has left the list. */
void willow_broker_server_connection_gone (WillowBrokerServer *server);

gint64 willow_broker_server_get_now_us (WillowBrokerServer *server);
/* (transfer full) (element-type WillowBrokerListenerConfig): as they are bound
 */
GPtrArray *willow_broker_server_dup_listeners (WillowBrokerServer *server);
void       willow_broker_server_get_totals (WillowBrokerServer *server,
                                            WillowBrokerTotals *totals);

/* (transfer full) */
WillowBrokerSnapshot *
willow_broker_server_take_snapshot (WillowBrokerServer *server);

G_END_DECLS
