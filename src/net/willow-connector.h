/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-connector-settings.h"
#include "net/willow-endpoint.h"
#include "net/willow-phase.h"
#include "net/willow-transport.h"

G_BEGIN_DECLS

/**
 * willow_connector_connect_async:
 * @reactor: of the calling thread's thread-default context
 * @settings: (nullable): %NULL: the defaults
 * @timeout_us: for all phases together; 0 for none
 * @phase_func: (nullable): called on the same thread
 *
 * Resolves the name, tries its addresses (IPv6 and IPv4, happy eyeballs) and
 * then goes through a proxy, TLS and the HTTP upgrade, as settings and scheme
 * want it, and gives a transport that MQTT can be spoken on: with mqtts one
 * whose handshake is over and whose verdicts let it pass. Errors are those of
 * GResolver, GIO, WILLOW_TLS_ERROR, WILLOW_CERTIFICATE_ERROR and those of the
 * stages; see willow_connector_explain() for a sentence.
 */
void             willow_connector_connect_async (WillowReactor           *reactor,
                                                 const WillowEndpoint    *endpoint,
                                                 WillowConnectorSettings *settings,
                                                 gint64                   timeout_us,
                                                 WillowPhaseFunc          phase_func,
                                                 gpointer                 phase_data,
                                                 GCancellable            *cancellable,
                                                 GAsyncReadyCallback      callback,
                                                 gpointer                 user_data);
WillowTransport *willow_connector_connect_finish (GAsyncResult *result,
                                                  GError      **error);

/**
 * willow_connector_explain:
 *
 * Returns: (transfer full): one translated sentence: host unknown, refused,
 * silent (time-out), unreachable, cancelled … each distinct, with host and port
 */
char *willow_connector_explain (const WillowEndpoint *endpoint,
                                const GError         *error);

G_END_DECLS
