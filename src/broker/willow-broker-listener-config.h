/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-endpoint.h"
#include "net/willow-tls-settings.h"

G_BEGIN_DECLS

/* Where the User Name of a Client that shows a certificate comes from. */
typedef enum
{
  WILLOW_IDENTITY_NONE, /* from CONNECT */
  WILLOW_IDENTITY_CN,   /* Common Name of the subject */
  WILLOW_IDENTITY_SAN,  /* first Subject Alternative Name */
} WillowIdentity;

/**
 * WillowBrokerListenerConfig:
 * @address: numeric: "127.0.0.1", "::1", "0.0.0.0" …
 * @port: 0: the system chooses
 * @path: (nullable): of ws and wss: "/mqtt"
 * @socket_path: (nullable): a Unix socket instead of address and port
 * @tls: (nullable): of mqtts and wss; with authorities clients are asked for
 *   certificates
 * @origins: (nullable): of ws and wss: pages that may connect; %NULL: all
 * @max_connections: 0: only the broker's own limit
 *
 * One place where a broker accepts connections. Owns what it holds.
 */
typedef struct
{
  WillowScheme       scheme;
  char              *address;
  guint16            port;
  char              *path;
  char              *socket_path;
  WillowTlsSettings *tls;
  char             **origins;
  WillowIdentity     identity;
  guint              max_connections;
} WillowBrokerListenerConfig;

/* With the path "/mqtt" where there is one. (transfer full) */
WillowBrokerListenerConfig *willow_broker_listener_config_new (
    WillowScheme scheme, const char *address, guint16 port);
WillowBrokerListenerConfig *
willow_broker_listener_config_copy (const WillowBrokerListenerConfig *listener);
void willow_broker_listener_config_free (WillowBrokerListenerConfig *listener);

/* @tls: (nullable): a reference is taken */
void
willow_broker_listener_config_set_tls (WillowBrokerListenerConfig *listener,
                                       WillowTlsSettings          *tls);

/* (transfer full): URL, without credentials; @port: as bound */
char *willow_broker_listener_config_dup_url (
    const WillowBrokerListenerConfig *listener, guint16 port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowBrokerListenerConfig,
                               willow_broker_listener_config_free)

G_END_DECLS
