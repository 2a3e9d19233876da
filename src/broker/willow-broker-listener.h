/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-listener-config.h"
#include "broker/route/willow-broker-will.h"
#include "net/willow-tls-context.h"

G_BEGIN_DECLS

/**
 * WillowBrokerListener:
 *
 * One place where the broker accepts: what comes in there gets its TLS and
 * becomes a WillowBrokerConnection. Lives as long as the server; only its
 * socket is closed before. Broker's thread only.
 */
typedef struct _WillowBrokerListener WillowBrokerListener;

/* @config: (transfer none): as long as the server. Errors as those of
 * willow_listener_new() and willow_tls_context_new(). */
WillowBrokerListener      *
willow_broker_listener_new (WillowBrokerServer               *server,
                                 const WillowBrokerListenerConfig *config,
                                 GError                          **error);
void willow_broker_listener_free (WillowBrokerListener *listener);
/* Accepts nothing any more. */
void willow_broker_listener_close (WillowBrokerListener *listener);

/* For those who come from now on. */
void willow_broker_listener_set_tls (WillowBrokerListener *listener,
                                     WillowTlsContext     *tls);

/* As bound; 0 for a Unix socket */
guint16 willow_broker_listener_get_port (WillowBrokerListener *listener);
const WillowBrokerListenerConfig *
willow_broker_listener_get_config (WillowBrokerListener *listener);
/* Connections are counted in and out here. */
void  willow_broker_listener_count (WillowBrokerListener *listener, int change);
guint willow_broker_listener_get_n_connections (WillowBrokerListener *listener);

G_END_DECLS
