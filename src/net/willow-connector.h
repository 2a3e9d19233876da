/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-endpoint.h"
#include "net/willow-tls-facts.h"
#include "net/willow-tls-settings.h"
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
} WillowPhase;

typedef void (*WillowPhaseFunc) (const WillowPhase *phase, gpointer user_data);

/**
 * willow_connector_connect_async:
 * @reactor: of the calling thread's thread-default context
 * @tls: (nullable): for mqtts; %NULL: the defaults
 * @timeout_us: for all phases together; 0 for none
 * @phase_func: (nullable): called on the same thread
 *
 * Resolves the name, tries its addresses (IPv6 and IPv4, happy eyeballs) and
 * gives a connected transport; with mqtts one whose handshake is over and whose
 * verdicts let it pass. Errors are those of GResolver, GIO, WILLOW_TLS_ERROR
 * and WILLOW_CERTIFICATE_ERROR; see willow_connector_explain() for a sentence.
 */
void             willow_connector_connect_async (WillowReactor        *reactor,
                                                 const WillowEndpoint *endpoint,
                                                 WillowTlsSettings    *tls,
                                                 gint64                timeout_us,
                                                 WillowPhaseFunc       phase_func,
                                                 gpointer              phase_data,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
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
