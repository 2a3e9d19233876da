/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-connector.h"
#include "net/willow-tls-context.h"

G_BEGIN_DECLS

/**
 * WillowStage:
 *
 * One step of coming up after TCP: it takes a transport over, does its part on
 * it (a proxy's handshake, TLS, the HTTP upgrade), reports its phase, and hands
 * on the transport that the next step goes on with. Only for src/net.
 */
typedef struct _WillowStage WillowStage;

/* Once, never from within the constructor. The callee frees @stage, at once.
 * @transport: (transfer full) (nullable): %NULL with @error */
typedef void (*WillowStageFunc) (WillowStage     *stage,
                                 WillowTransport *transport,
                                 const GError    *error,
                                 gpointer         user_data);

/* What every stage is made with; all of it outlives the stage. */
typedef struct
{
  WillowReactor           *reactor;
  const WillowEndpoint    *endpoint; /* the broker, also behind a proxy */
  WillowConnectorSettings *settings;
  WillowTlsContext        *tls;        /* (nullable): with mqtts and wss */
  WillowPhaseFunc          phase_func; /* (nullable) */
  gpointer                 phase_data;
  WillowStageFunc          func;
  gpointer                 user_data;
} WillowStageContext;

typedef struct
{
  /* Reports the phase as failed for @reason if it runs still. */
  void (*free) (WillowStage *stage, const char *reason);
  /* (transfer full): what it means that there was not enough time */
  GError *(*explain_silence) (WillowStage *stage);
} WillowStageClass;

/* First member of each kind. */
struct _WillowStage
{
  const WillowStageClass *klass;
  WillowStageContext      context;
  gint64                  start_us;
};

/* @transport: (transfer full) */
typedef WillowStage *(*WillowStageNewFunc) (const WillowStageContext *context,
                                            WillowTransport *transport);

WillowStage *willow_proxy_stage_new (const WillowStageContext *context,
                                     WillowTransport          *transport);
WillowStage *willow_tls_stage_new (const WillowStageContext *context,
                                   WillowTransport          *transport);
/* The HTTP upgrade to a WebSocket. */
WillowStage *willow_upgrade_stage_new (const WillowStageContext *context,
                                       WillowTransport          *transport);

/* @reason: (nullable): why it is cancelled, if it runs */
void    willow_stage_free (WillowStage *stage, const char *reason);
GError *willow_stage_explain_silence (WillowStage *stage);

/* Reports the phase of @stage; @phase needs kind, outcome and what came out:
 * times are filled in. */
void willow_stage_report (WillowStage *stage, WillowPhase *phase);

G_END_DECLS
