/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-connector-settings.h"
#include "net/willow-endpoint.h"
#include "net/willow-tls-facts.h"
#include "net/willow-transport.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_PHASE_RESOLVE,
  WILLOW_PHASE_TCP,
  WILLOW_PHASE_PROXY,
  WILLOW_PHASE_TLS,
  WILLOW_PHASE_UPGRADE,
} WillowPhaseKind;

typedef enum
{
  WILLOW_PHASE_RUNNING,
  WILLOW_PHASE_DONE,
  WILLOW_PHASE_FAILED,
} WillowPhaseOutcome;

/**
 * WillowPhase:
 * @start_us: monotonic
 * @duration_us: 0 while running
 * @subject: what it was about: the name, the address tried
 * @evidence: (nullable): what came out: the addresses found, the error
 * @tls: (nullable): of a TLS phase that has ended, well or not
 * @sent: (nullable): of a proxy or upgrade phase that has ended: the head of
 *   the request, credentials masked with asterisks of their length
 * @received: (nullable): the head of the answer, and the first bytes behind it
 *   where it refuses
 *
 * One step of coming up, as data, reported when it starts and when it ends.
 */
typedef struct
{
  WillowPhaseKind    kind;
  WillowPhaseOutcome outcome;
  gint64             start_us;
  gint64             duration_us;
  const char        *subject;
  const char        *evidence;
  WillowTlsFacts    *tls;
  GBytes            *sent;
  GBytes            *received;
} WillowPhase;

typedef void (*WillowPhaseFunc) (const WillowPhase *phase, gpointer user_data);

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
