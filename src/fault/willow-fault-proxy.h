/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault/willow-fault.h"
#include "net/willow-connector-settings.h"
#include "net/willow-endpoint.h"
#include "net/willow-tls-settings.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

/**
 * WillowFaultProxy:
 *
 * Stands in front of any broker and applies faults to what goes through, in
 * both directions. Bytes that are no MQTT are passed on untouched. Has a thread
 * of its own; its functions belong to the thread that made it.
 */
typedef struct _WillowFaultProxy WillowFaultProxy;

/**
 * WillowFaultProxyConfig:
 * @address: numeric, to listen on
 * @port: 0: the system chooses
 * @path: (nullable): of a WebSocket; %NULL: MQTT without HTTP
 * @tls: (nullable): of the side that Clients see; %NULL: plain
 * @to: the broker
 * @settings: (nullable): how to get there
 * @faults: (nullable)
 * @trace: (nullable): both legs: the connection of the Client, with the
 *   firings, and that to the broker, which has the next number
 *
 * All is copied, or referenced.
 */
typedef struct
{
  const char              *address;
  guint16                  port;
  const char              *path;
  WillowTlsSettings       *tls;
  const WillowEndpoint    *to;
  WillowConnectorSettings *settings;
  WillowFaultList         *faults;
  WillowTraceQueue        *trace;
} WillowFaultProxyConfig;

/* Listens when it returns. Errors as those of willow_listener_new() and
 * willow_tls_context_new(). (transfer full) (nullable) */
WillowFaultProxy *willow_fault_proxy_new (const WillowFaultProxyConfig *config,
                                          GError                      **error);
/* Ends all connections. */
void willow_fault_proxy_free (WillowFaultProxy *proxy);

guint16 willow_fault_proxy_get_port (WillowFaultProxy *proxy);
/* Where Clients connect to; (transfer full) */
char *willow_fault_proxy_dup_url (WillowFaultProxy *proxy);
/* From now on these, also on connections that are there. @list: (nullable) */
void willow_fault_proxy_set_faults (WillowFaultProxy *proxy,
                                    WillowFaultList  *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowFaultProxy, willow_fault_proxy_free)

G_END_DECLS
