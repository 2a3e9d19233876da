/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/willow-busy-port.h"
#include "model/willow-practice-broker-private.h"

/* The usual one of the scheme where it is free, else any. */
static guint16
choose_port (WillowPracticeBroker *self, WillowScheme scheme)
{
  guint16 usual = willow_scheme_get_default_port (scheme);

  return self->port == WILLOW_PRACTICE_PORT &&
                 willow_practice_broker_is_port_free (WILLOW_PRACTICE_ADDRESS,
                                                      usual)
             ? usual
             : 0;
}

static void
add_listener (WillowPracticeBroker *self,
              WillowBrokerConfig   *config,
              WillowScheme          scheme,
              WillowTlsSettings    *tls)
{
  WillowBrokerListenerConfig *listener = willow_broker_config_add_listener (
      config, scheme, WILLOW_PRACTICE_ADDRESS, choose_port (self, scheme));

  if (tls != NULL)
    willow_broker_listener_config_set_tls (listener, tls);
}

void
willow_practice_broker_fill_config (WillowPracticeBroker *self,
                                    WillowBrokerConfig   *config)
{
  willow_broker_config_init (config);
  willow_broker_config_get_listener (config, 0)->port = (guint16)self->port;
  config->fault_notes = willow_trace_queue_ref (self->fault_notes);
  config->log =
      willow_broker_log_ref (willow_broker_events_get_log (self->events));
  add_listener (self, config, WILLOW_SCHEME_WS, NULL);
  willow_practice_broker_fill_store (self, config);
  if (self->tls == NULL)
    return;
  add_listener (self, config, WILLOW_SCHEME_MQTTS, self->tls);
  add_listener (self, config, WILLOW_SCHEME_WSS, self->tls);
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
  gboolean had_tls = self->tls != NULL;

  g_clear_pointer (&self->tls, willow_tls_settings_unref);
  self->tls = willow_tls_settings_ref (tls);
  if (self->watch == NULL)
    self->watch = willow_handshake_watch_new (handshake_cb, self);
  if (self->running && had_tls)
    return exchange_tls (self, error);
  if (self->running && !self->busy)
    {
      self->start_again = TRUE;
      willow_practice_broker_stop (self);
    }
  else
    willow_practice_broker_start (self);
  return TRUE;
}
