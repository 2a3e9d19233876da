/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-proxy-dialogue.h"
#include "net/willow-stage.h"

/* Goes through a proxy: drives the dialogue over a transport, and hands that
 * on, with nothing taken of what comes from the target. */
typedef struct
{
  WillowStage          base;
  WillowTransport     *transport; /* (nullable): handed on */
  WillowProxyDialogue *dialogue;  /* (nullable): settings make none */
  GError              *error;     /* (nullable): of the settings */
  char                *target;
  WillowTimer          failing; /* tells @error from the loop */
} ProxyStage;

static void
report (ProxyStage *self, WillowPhaseOutcome outcome, const char *evidence)
{
  g_autoptr (GBytes) sent = NULL;
  g_autoptr (GBytes) received = NULL;
  WillowPhase phase = {
    .kind = WILLOW_PHASE_PROXY,
    .outcome = outcome,
    .subject = self->target,
    .evidence = evidence,
  };

  if (outcome != WILLOW_PHASE_RUNNING && self->dialogue != NULL)
    {
      phase.sent = sent = willow_proxy_dialogue_dup_sent (self->dialogue);
      phase.received = received =
          willow_proxy_dialogue_dup_received (self->dialogue);
    }
  willow_stage_report (&self->base, &phase);
}

static void
proxy_stage_free (WillowStage *stage, const char *reason)
{
  ProxyStage *self = (ProxyStage *)stage;

  willow_timer_clear (&self->failing);
  if (self->transport != NULL)
    {
      report (self, WILLOW_PHASE_FAILED, reason);
      willow_transport_free (self->transport);
    }
  g_clear_pointer (&self->dialogue, willow_proxy_dialogue_free);
  g_clear_error (&self->error);
  g_free (self->target);
  g_free (self);
}

static GError *
proxy_stage_explain_silence (WillowStage *stage)
{
  ProxyStage *self = (ProxyStage *)stage;

  if (self->dialogue == NULL)
    return g_error_copy (self->error);
  return willow_proxy_dialogue_explain_silence (self->dialogue);
}

static const WillowStageClass proxy_stage_class = {
  .free = proxy_stage_free,
  .explain_silence = proxy_stage_explain_silence,
};

/* The last thing that is done with @self. */
static void
fail (ProxyStage *self, const GError *error)
{
  self->base.context.func (
      &self->base, NULL, error, self->base.context.user_data);
}

static void
succeed (ProxyStage *self)
{
  g_autofree char *evidence = willow_proxy_dialogue_describe (self->dialogue);

  report (self, WILLOW_PHASE_DONE, evidence);
  willow_transport_set_condition (self->transport, 0);
  willow_transport_set_func (self->transport, NULL, NULL);
  self->base.context.func (&self->base,
                           g_steal_pointer (&self->transport),
                           NULL,
                           self->base.context.user_data);
}

/* Returns: %FALSE with @error, of which G_IO_ERROR_WOULD_BLOCK is ordinary */
static gboolean
write_some (ProxyStage *self, const guint8 *data, gsize len, GError **error)
{
  GOutputVector vector = { data, len };
  gssize n = willow_transport_writev (self->transport, &vector, 1, error);

  if (n < 0)
    return FALSE;
  willow_proxy_dialogue_skip_output (self->dialogue, (gsize)n);
  return TRUE;
}

static gboolean
read_some (ProxyStage *self, gsize wanted, GError **error)
{
  guint8   buffer[512];
  gssize   n;
  gboolean ok;

  n = willow_transport_read (
      self->transport, buffer, MIN (wanted, sizeof buffer), error);
  if (n < 0)
    return FALSE;
  if (n > 0)
    ok = willow_proxy_dialogue_feed (self->dialogue, buffer, (gsize)n, error);
  else
    {
      g_propagate_error (error,
                         willow_proxy_dialogue_explain_end (self->dialogue));
      ok = FALSE;
    }
  return ok;
}

/* A reset means the same to whoever asks why: the proxy hung up. */
static void
explain_break (ProxyStage *self, GError **error)
{
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) &&
      !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return;
  g_clear_error (error);
  *error = willow_proxy_dialogue_explain_end (self->dialogue);
}

/* Returns: %FALSE with @error; WOULD_BLOCK is waited for */
static gboolean
advance (ProxyStage *self, GError **error)
{
  while (!willow_proxy_dialogue_is_open (self->dialogue))
    {
      gsize         len;
      const guint8 *output =
          willow_proxy_dialogue_peek_output (self->dialogue, &len);
      gboolean ok =
          len > 0
              ? write_some (self, output, len, error)
              : read_some (self,
                           willow_proxy_dialogue_get_wanted (self->dialogue),
                           error);

      if (!ok)
        return FALSE;
    }
  return TRUE;
}

static void
go_on (ProxyStage *self)
{
  g_autoptr (GError) error = NULL;
  gsize n_output;

  if (advance (self, &error))
    {
      succeed (self);
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      explain_break (self, &error);
      fail (self, error);
      return;
    }
  willow_proxy_dialogue_peek_output (self->dialogue, &n_output);
  willow_transport_set_condition (self->transport,
                                  n_output > 0 ? G_IO_OUT : G_IO_IN);
}

static void
ready_cb (WillowTransport *transport,
          GIOCondition     condition,
          gpointer         user_data)
{
  go_on (user_data);
}

static gboolean
failing_cb (gpointer user_data)
{
  ProxyStage *self = user_data;

  fail (self, self->error);
  return G_SOURCE_REMOVE;
}

static WillowProxyDialogue *
start_dialogue (const WillowStageContext *context, GError **error)
{
  const WillowProxy *proxy =
      willow_connector_settings_get_proxy (context->settings);

  return (proxy->kind == WILLOW_PROXY_HTTP
              ? willow_http_proxy_new
              : willow_socks5_new) (context->endpoint->host,
                                    context->endpoint->port,
                                    proxy->user_name,
                                    proxy->password,
                                    error);
}

WillowStage *
willow_proxy_stage_new (const WillowStageContext *context,
                        WillowTransport          *transport)
{
  ProxyStage *self = g_new0 (ProxyStage, 1);

  self->base.klass = &proxy_stage_class;
  self->base.context = *context;
  self->transport = transport;
  self->target = willow_endpoint_dup_place (context->endpoint);
  willow_timer_init (&self->failing, context->reactor, failing_cb, self);
  report (self, WILLOW_PHASE_RUNNING, NULL);
  self->dialogue = start_dialogue (context, &self->error);
  if (self->dialogue == NULL)
    {
      willow_timer_set (&self->failing, 0);
      return &self->base;
    }
  willow_transport_set_func (transport, ready_cb, self);
  willow_transport_set_condition (transport, G_IO_OUT);
  return &self->base;
}
