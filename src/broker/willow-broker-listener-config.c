/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-listener-config.h"

#define DEFAULT_PATH "/mqtt"

static gboolean
is_websocket (WillowScheme scheme)
{
  return scheme == WILLOW_SCHEME_WS || scheme == WILLOW_SCHEME_WSS;
}

WillowBrokerListenerConfig *
willow_broker_listener_config_new (WillowScheme scheme,
                                   const char  *address,
                                   guint16      port)
{
  WillowBrokerListenerConfig *listener = g_new0 (WillowBrokerListenerConfig, 1);

  listener->scheme = scheme;
  listener->address = g_strdup (address);
  listener->port = port;
  listener->path = is_websocket (scheme) ? g_strdup (DEFAULT_PATH) : NULL;
  return listener;
}

WillowBrokerListenerConfig *
willow_broker_listener_config_copy (const WillowBrokerListenerConfig *listener)
{
  WillowBrokerListenerConfig *copy =
      g_memdup2 (listener, sizeof (WillowBrokerListenerConfig));

  copy->address = g_strdup (listener->address);
  copy->path = g_strdup (listener->path);
  copy->socket_path = g_strdup (listener->socket_path);
  copy->origins = g_strdupv (listener->origins);
  if (copy->tls != NULL)
    willow_tls_settings_ref (copy->tls);
  return copy;
}

void
willow_broker_listener_config_free (WillowBrokerListenerConfig *listener)
{
  g_free (listener->address);
  g_free (listener->path);
  g_free (listener->socket_path);
  g_strfreev (listener->origins);
  g_clear_pointer (&listener->tls, willow_tls_settings_unref);
  g_free (listener);
}

void
willow_broker_listener_config_set_tls (WillowBrokerListenerConfig *listener,
                                       WillowTlsSettings          *tls)
{
  if (tls != NULL)
    willow_tls_settings_ref (tls);
  g_clear_pointer (&listener->tls, willow_tls_settings_unref);
  listener->tls = tls;
}

char *
willow_broker_listener_config_dup_url (
    const WillowBrokerListenerConfig *listener, guint16 port)
{
  g_autoptr (WillowEndpoint) endpoint = NULL;

  endpoint =
      listener->socket_path != NULL
          ? willow_endpoint_new_unix (listener->socket_path)
          : willow_endpoint_new (
                listener->scheme, listener->address, port, listener->path);
  return willow_endpoint_to_string (endpoint);
}
