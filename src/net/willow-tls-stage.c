/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-stage.h"

#include "net/willow-tls-transport.h"

#include <glib/gi18n.h>

/* The TLS handshake of a client. */
typedef struct
{
  WillowStage      base;
  WillowTransport *transport; /* (nullable): handed on */
} TlsStage;

static void
report (TlsStage *self, WillowPhaseOutcome outcome, const char *evidence)
{
  WillowPhase phase = {
    .kind = WILLOW_PHASE_TLS,
    .outcome = outcome,
    .subject = self->base.context.endpoint->host,
    .evidence = evidence,
  };

  if (outcome != WILLOW_PHASE_RUNNING)
    phase.tls = willow_transport_get_tls_facts (self->transport);
  willow_stage_report (&self->base, &phase);
}

static void
tls_stage_free (WillowStage *stage, const char *reason)
{
  TlsStage *self = (TlsStage *)stage;

  if (self->transport != NULL)
    {
      report (self, WILLOW_PHASE_FAILED, reason);
      willow_transport_free (self->transport);
    }
  g_free (self);
}

static GError *
tls_stage_explain_silence (WillowStage *stage)
{
  return g_error_new_literal (
      WILLOW_TLS_ERROR,
      WILLOW_TLS_ERROR_SILENT,
      _ ("The server took the connection, but did not finish the TLS "
         "handshake in time"));
}

static void
opened_cb (WillowTransport *transport, const GError *error, gpointer user_data)
{
  TlsStage                 *self = user_data;
  const WillowStageContext *context = &self->base.context;
  g_autofree char          *evidence = NULL;

  if (error != NULL)
    {
      context->func (&self->base, NULL, error, context->user_data);
      return;
    }
  evidence =
      willow_tls_facts_describe (willow_transport_get_tls_facts (transport));
  report (self, WILLOW_PHASE_DONE, evidence);
  context->func (&self->base,
                 g_steal_pointer (&self->transport),
                 NULL,
                 context->user_data);
}

static const WillowStageClass tls_stage_class = {
  .free = tls_stage_free,
  .explain_silence = tls_stage_explain_silence,
};

WillowStage *
willow_tls_stage_new (const WillowStageContext *context,
                      WillowTransport          *transport)
{
  TlsStage *self = g_new0 (TlsStage, 1);

  self->base.klass = &tls_stage_class;
  self->base.context = *context;
  report (self, WILLOW_PHASE_RUNNING, NULL);
  self->transport = willow_transport_new_tls (context->reactor,
                                              transport,
                                              context->tls,
                                              context->endpoint->host,
                                              opened_cb,
                                              self);
  return &self->base;
}
