/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-practice-broker-private.h"

/* Response Information of 5.0: this and the Client Identifier. */
#define RESPONSE_PREFIX "response/"

void
willow_practice_broker_fill_config (WillowPracticeBroker *self,
                                    WillowBrokerConfig   *config)
{
  willow_broker_config_init (config);
  willow_practice_broker_add_listeners (self, config);
  config->fault_notes = willow_trace_queue_ref (self->fault_notes);
  config->log =
      willow_broker_log_ref (willow_broker_events_get_log (self->events));
  config->response_prefix = g_strdup (RESPONSE_PREFIX);
  willow_practice_broker_fill_access (self, config);
  willow_practice_broker_fill_store (self, config);
  if (self->tls == NULL)
    return;
  config->trace =
      willow_trace_queue_ref (willow_handshake_watch_get_queue (self->watch));
}

static void
handshake_cb (WillowTlsFacts *facts, gpointer user_data)
{
  g_signal_emit_by_name (user_data, "handshake", facts);
}

/* Who is connected stays; who comes gets the new ones. */
static gboolean
exchange_tls (WillowPracticeBroker *self, GError **error)
{
  GPtrArray *listeners = willow_broker_get_listeners (self->broker);

  for (guint i = 0; i < listeners->len; i++)
    {
      const WillowBrokerListenerConfig *listener = listeners->pdata[i];

      if (listener->tls != NULL &&
          !willow_broker_set_tls (self->broker, i, self->tls, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
willow_practice_broker_set_tls (WillowPracticeBroker *self,
                                WillowTlsSettings    *tls,
                                GError              **error)
{
  gboolean had_tls =
      willow_practice_broker_get_bound_port_of (self, WILLOW_SCHEME_MQTTS) != 0;

  g_clear_pointer (&self->tls, willow_tls_settings_unref);
  self->tls = willow_tls_settings_ref (tls);
  if (self->watch == NULL)
    self->watch = willow_handshake_watch_new (handshake_cb, self);
  /* Who makes certificates wants to see them at work. */
  self->listeners[WILLOW_SCHEME_MQTTS].wanted = TRUE;
  if (self->running && had_tls)
    return exchange_tls (self, error);
  if (self->running && !self->busy)
    willow_practice_broker_start_anew (self);
  else
    willow_practice_broker_start (self);
  return TRUE;
}
