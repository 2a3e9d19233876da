/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-listener.h"

#include "broker/willow-broker-server.h"
#include "net/willow-tls-transport.h"

#include <glib/gi18n.h>

/* Sockets above the limit of connections: enough of them to say why not, in
 * CONNACK. Those beyond are closed without a word. */
#define SPARE_SOCKETS 64

/* A Unix socket is for who runs the broker. */
#define SOCKET_MODE 0600

struct _WillowBrokerListener
{
  WillowBrokerServer               *server; /* (borrowed) */
  const WillowBrokerListenerConfig *config; /* (borrowed) */
  WillowTlsContext                 *tls;    /* (nullable) */
  WillowListener                   *socket; /* (nullable): closed */
  guint16                           port;
  guint                             n_connections;
};

static gboolean
has_room (const WillowBrokerListener *listener)
{
  guint own = listener->config->max_connections;
  guint all = listener->server->config.max_connections;

  return (own == 0 || listener->n_connections < own) &&
         listener->server->connections.length < all + SPARE_SOCKETS;
}

/* A TLS handshake goes on under the link: the time for CONNECT holds for it,
 * too. */
static void
accept_cb (WillowTransport *transport, gpointer user_data)
{
  WillowBrokerListener *listener = user_data;

  if (!has_room (listener))
    {
      willow_transport_free (transport);
      return;
    }
  if (listener->tls != NULL)
    transport = willow_transport_new_tls (
        listener->server->reactor, transport, listener->tls, NULL, NULL, NULL);
  willow_broker_connection_new (listener->server, listener, transport);
}

static gboolean
start_tls (WillowBrokerListener *listener, GError **error)
{
  if (listener->config->scheme != WILLOW_SCHEME_MQTTS &&
      listener->config->scheme != WILLOW_SCHEME_WSS)
    return TRUE;
  if (listener->config->tls == NULL)
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("To listen by TLS the broker needs a "
                              "certificate and its key"));
      return FALSE;
    }
  listener->tls =
      willow_tls_context_new (WILLOW_TLS_SERVER, listener->config->tls, error);
  return listener->tls != NULL;
}

static gboolean
start_listening (WillowBrokerListener *listener, GError **error)
{
  const WillowBrokerListenerConfig *config = listener->config;

  if (config->socket_path != NULL)
    listener->socket = willow_listener_new_unix (listener->server->reactor,
                                                 config->socket_path,
                                                 SOCKET_MODE,
                                                 accept_cb,
                                                 listener,
                                                 error);
  else
    listener->socket = willow_listener_new (listener->server->reactor,
                                            config->address,
                                            config->port,
                                            accept_cb,
                                            listener,
                                            error);
  if (listener->socket == NULL)
    return FALSE;
  listener->port = willow_listener_get_port (listener->socket);
  return TRUE;
}

WillowBrokerListener *
willow_broker_listener_new (WillowBrokerServer               *server,
                            const WillowBrokerListenerConfig *config,
                            GError                          **error)
{
  WillowBrokerListener *listener = g_new0 (WillowBrokerListener, 1);

  listener->server = server;
  listener->config = config;
  if (!start_tls (listener, error) || !start_listening (listener, error))
    g_clear_pointer (&listener, willow_broker_listener_free);
  return listener;
}

void
willow_broker_listener_free (WillowBrokerListener *listener)
{
  willow_broker_listener_close (listener);
  g_clear_pointer (&listener->tls, willow_tls_context_unref);
  g_free (listener);
}

void
willow_broker_listener_close (WillowBrokerListener *listener)
{
  g_clear_pointer (&listener->socket, willow_listener_free);
}

void
willow_broker_listener_set_tls (WillowBrokerListener *listener,
                                WillowTlsContext     *tls)
{
  if (listener->tls == NULL)
    return;
  willow_tls_context_unref (listener->tls);
  listener->tls = willow_tls_context_ref (tls);
}

guint16
willow_broker_listener_get_port (WillowBrokerListener *listener)
{
  return listener->port;
}

const WillowBrokerListenerConfig *
willow_broker_listener_get_config (WillowBrokerListener *listener)
{
  return listener->config;
}

void
willow_broker_listener_count (WillowBrokerListener *listener, int change)
{
  listener->n_connections += (guint)change;
}
