/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the practice broker listens: how, at which ports, and for whom. */
#include "config.h"

#include "model/practice/willow-busy-port.h"
#include "model/practice/willow-local-addresses.h"
#include "model/practice/willow-practice-broker-private.h"

#include <glib/gi18n-lib.h>

/* With IPv4, too, where the system has both. */
#define EVERYWHERE "::"
#define EVERYWHERE_IPV4 "0.0.0.0"

/* As they are listed. */
static const WillowScheme order[WILLOW_PRACTICE_N_SCHEMES] = {
  WILLOW_SCHEME_MQTT, WILLOW_SCHEME_WS, WILLOW_SCHEME_MQTTS, WILLOW_SCHEME_WSS
};

static gboolean
needs_tls (WillowScheme scheme)
{
  return scheme == WILLOW_SCHEME_MQTTS || scheme == WILLOW_SCHEME_WSS;
}

/* Whether it will listen so at its next start. */
static gboolean
is_planned (WillowPracticeBroker *self, WillowScheme scheme)
{
  return willow_practice_broker_get_listens (self, scheme) &&
         (self->tls != NULL || !needs_tls (scheme));
}

void
willow_practice_broker_init_listeners (WillowPracticeBroker *self)
{
  for (guint i = 0; i < WILLOW_PRACTICE_N_SCHEMES; i++)
    self->listeners[i].wanted = TRUE;
}

gboolean
willow_practice_broker_get_listens (WillowPracticeBroker *self,
                                    WillowScheme          scheme)
{
  return self->listeners[scheme].wanted;
}

void
willow_practice_broker_set_listens (WillowPracticeBroker *self,
                                    WillowScheme          scheme,
                                    gboolean              listens)
{
  g_return_if_fail (scheme != WILLOW_SCHEME_MQTT || listens);

  self->listeners[scheme].wanted = listens != FALSE;
}

gboolean
willow_practice_broker_has_tls (WillowPracticeBroker *self)
{
  return self->tls != NULL;
}

guint16
willow_practice_broker_get_port_of (WillowPracticeBroker *self,
                                    WillowScheme          scheme)
{
  return scheme == WILLOW_SCHEME_MQTT ? (guint16)self->port
                                      : self->listeners[scheme].port;
}

void
willow_practice_broker_set_port_of (WillowPracticeBroker *self,
                                    WillowScheme          scheme,
                                    guint16               port)
{
  if (scheme == WILLOW_SCHEME_MQTT)
    willow_practice_broker_set_port (self, port);
  else
    self->listeners[scheme].port = port;
}

void
willow_practice_broker_take_suggested_port (WillowPracticeBroker *self)
{
  willow_practice_broker_set_port_of (
      self, self->suggested_scheme, (guint16)self->suggested_port);
}

const char *
willow_practice_broker_get_address (WillowPracticeBroker *self)
{
  if (!self->want_open)
    return WILLOW_PRACTICE_ADDRESS;
  return willow_practice_broker_is_port_free (EVERYWHERE, 0) ? EVERYWHERE
                                                             : EVERYWHERE_IPV4;
}

/* Who wants 1883 has no wish of his own: the usual one of the scheme where it
 * is free, else any. */
static guint16
choose_port (WillowPracticeBroker *self, WillowScheme scheme)
{
  guint16 usual = willow_scheme_get_default_port (scheme);
  guint16 wanted = willow_practice_broker_get_port_of (self, scheme);

  if (self->listeners[scheme].kept != 0)
    return self->listeners[scheme].kept;
  if (wanted != 0 || scheme == WILLOW_SCHEME_MQTT)
    return wanted;
  return self->port == WILLOW_PRACTICE_PORT &&
                 willow_practice_broker_is_port_free (
                     willow_practice_broker_get_address (self), usual)
             ? usual
             : 0;
}

void
willow_practice_broker_add_listeners (WillowPracticeBroker *self,
                                      WillowBrokerConfig   *config)
{
  const char *address = willow_practice_broker_get_address (self);

  config->allow_open_lan = self->want_open;
  g_ptr_array_set_size (config->listeners, 0);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      WillowScheme                scheme = order[i];
      WillowBrokerListenerConfig *listener;

      if (!is_planned (self, scheme))
        continue;
      listener = willow_broker_config_add_listener (
          config, scheme, address, choose_port (self, scheme));
      if (needs_tls (scheme))
        willow_broker_listener_config_set_tls (listener, self->tls);
    }
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    self->listeners[i].kept = 0;
}

gboolean
willow_practice_broker_check_listeners (WillowPracticeBroker *self,
                                        GError              **error)
{
  for (guint i = 1; i < G_N_ELEMENTS (order); i++)
    for (guint j = 0; j < i; j++)
      {
        guint16 port = willow_practice_broker_get_port_of (self, order[i]);

        if (port == 0 || !is_planned (self, order[i]) ||
            !is_planned (self, order[j]) ||
            port != willow_practice_broker_get_port_of (self, order[j]))
          continue;
        g_set_error (error,
                     G_IO_ERROR,
                     G_IO_ERROR_INVALID_ARGUMENT,
                     _ ("Two listeners cannot share port %u: %s and %s."),
                     port,
                     willow_scheme_get_name (order[j]),
                     willow_scheme_get_name (order[i]));
        return FALSE;
      }
  return TRUE;
}

WillowScheme
willow_practice_broker_find_busy (WillowPracticeBroker *self)
{
  const char *address = willow_practice_broker_get_address (self);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      guint16 port = willow_practice_broker_get_port_of (self, order[i]);

      if (port != 0 && is_planned (self, order[i]) &&
          !willow_practice_broker_is_port_free (address, port))
        return order[i];
    }
  return WILLOW_SCHEME_MQTT;
}

guint
willow_practice_broker_get_n_connections (WillowPracticeBroker *self,
                                          WillowScheme          scheme)
{
  GPtrArray *listeners = willow_broker_get_listeners (self->broker);
  guint      n = 0;

  if (self->snapshot == NULL || listeners == NULL)
    return 0;
  for (guint i = 0;
       i < MIN (listeners->len, self->snapshot->n_connections->len);
       i++)
    if (((WillowBrokerListenerConfig *)listeners->pdata[i])->scheme == scheme)
      n += g_array_index (self->snapshot->n_connections, guint, i);
  return n;
}

static char *
dup_url_at (const char *address, WillowScheme scheme, guint16 port)
{
  g_autoptr (WillowBrokerListenerConfig) listener =
      willow_broker_listener_config_new (scheme, address, port);

  return willow_broker_listener_config_dup_url (listener, port);
}

/* @list: %NULL-terminated by who made it */
static void
add_urls_at (WillowPracticeBroker *self, GPtrArray *list, const char *address)
{
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      guint16 port =
          self->running
              ? willow_practice_broker_get_bound_port_of (self, order[i])
          : is_planned (self, order[i])
              ? willow_practice_broker_get_port_of (self, order[i])
              : 0;

      if (port != 0)
        g_ptr_array_add (list, dup_url_at (address, order[i], port));
    }
}

char *
willow_practice_broker_dup_own_url (WillowPracticeBroker *self,
                                    WillowScheme          scheme)
{
  guint16 port = willow_practice_broker_get_bound_port_of (self, scheme);

  return port != 0 ? dup_url_at (WILLOW_PRACTICE_ADDRESS, scheme, port) : NULL;
}

char **
willow_practice_broker_dup_own_urls (WillowPracticeBroker *self)
{
  GPtrArray *list = g_ptr_array_new ();

  add_urls_at (self, list, WILLOW_PRACTICE_ADDRESS);
  g_ptr_array_add (list, NULL);
  return (char **)g_ptr_array_free (list, FALSE);
}

char **
willow_practice_broker_dup_network_urls (WillowPracticeBroker *self)
{
  g_auto (GStrv) addresses = willow_local_addresses_dup ();
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; addresses[i] != NULL; i++)
    add_urls_at (self, list, addresses[i]);
  g_ptr_array_add (list, NULL);
  return (char **)g_ptr_array_free (list, FALSE);
}

void
willow_practice_broker_start_anew (WillowPracticeBroker *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    self->listeners[order[i]].kept =
        willow_practice_broker_get_bound_port_of (self, order[i]);
  self->start_again = TRUE;
  willow_practice_broker_stop (self);
}

gboolean
willow_practice_broker_open (WillowPracticeBroker *self, gboolean acknowledged)
{
  if (!acknowledged || self->busy)
    return FALSE;
  if (self->is_open)
    return TRUE;
  self->want_open = TRUE;
  if (self->running)
    willow_practice_broker_start_anew (self);
  else
    willow_practice_broker_start (self);
  return TRUE;
}

void
willow_practice_broker_close (WillowPracticeBroker *self)
{
  if (self->busy || !self->is_open)
    return;
  self->want_open = FALSE;
  willow_practice_broker_start_anew (self);
}

gboolean
willow_practice_broker_get_open (WillowPracticeBroker *self)
{
  return self->is_open;
}
