/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-listener.h"

#include "broker/willow-broker-faults.h"
#include "broker/willow-broker-server.h"
#include "broker/glass/willow-broker-status-page.h"
#include "broker/glass/willow-broker-story.h"
#include "fault/willow-fault-door.h"
#include "net/willow-tls-transport.h"
#include "net/willow-websocket-acceptor.h"

#include <glib/gi18n.h>

/* Sockets above the limit of connections: enough of them to say why not, in
 * CONNACK. Those beyond are closed without a word. */
#define SPARE_SOCKETS 64

/* A Unix socket is for who runs the broker. */
#define SOCKET_MODE 0600
/* Connections without a WebSocket yet, as many as may come back at once. */
#define MAX_UPGRADES 4096

/* Beside the largest packet a message may hold others. */
#define MORE_BYTES (1024u * 1024u)

struct _WillowBrokerListener
{
  WillowBrokerServer               *server;     /* (borrowed) */
  const WillowBrokerListenerConfig *config;     /* (borrowed) */
  WillowTlsContext                 *tls;        /* (nullable) */
  WillowListener                   *socket;     /* (nullable): closed */
  WillowWebsocketAcceptor          *websockets; /* (nullable): of ws and wss */
  WillowFaultDoor                   door;
  guint16                           port;
  guint                             n_connections;
};

static gboolean
has_room (const WillowBrokerListener *listener)
{
  guint own = listener->config->max_connections;
  guint all = listener->server->config.max_connections;
  guint n_pending =
      listener->websockets != NULL
          ? willow_websocket_acceptor_get_n_pending (listener->websockets)
          : 0;

  return (own == 0 || listener->n_connections + n_pending < own) &&
         listener->server->connections.length + n_pending <
             all + SPARE_SOCKETS &&
         listener->server->n_over_rate < SPARE_SOCKETS;
}

/* @note: (out) (nullable): a fault has fired */
static WillowTransport *
open_tls (WillowBrokerListener *listener,
          WillowTransport      *transport,
          char                **note)
{
  WillowBrokerServer *server = listener->server;

  if (server->config.faults != NULL)
    return willow_fault_door_open_tls (&listener->door,
                                       server->reactor,
                                       server->config.faults,
                                       transport,
                                       listener->tls,
                                       note);
  return willow_transport_new_tls (
      server->reactor, transport, listener->tls, NULL, NULL, NULL);
}

static void
begin_connection (WillowBrokerListener *listener,
                  WillowTransport      *transport,
                  const char           *note)
{
  WillowBrokerConnection *connection =
      willow_broker_connection_new (listener->server, listener, transport);

  if (note != NULL)
    willow_broker_server_tell_fault (listener->server,
                                     transport,
                                     willow_link_get_number (connection->link),
                                     note);
}

/* A TLS handshake goes on under the link: the time for CONNECT holds for it,
 * too. */
static void
accept_cb (WillowTransport *transport, gpointer user_data)
{
  WillowBrokerListener *listener = user_data;
  g_autofree char      *note = NULL;

  if (!has_room (listener))
    {
      willow_transport_free (transport);
      return;
    }
  if (listener->tls != NULL)
    transport = open_tls (listener, transport, &note);
  if (listener->websockets == NULL)
    {
      begin_connection (listener, transport, note);
      return;
    }
  if (note != NULL)
    willow_broker_server_tell_fault (listener->server, transport, 0, note);
  willow_websocket_acceptor_take (listener->websockets, transport);
}

static void
opened_cb (WillowTransport              *websocket,
           const WillowWebsocketUpgrade *upgrade,
           gpointer                      user_data)
{
  WillowBrokerListener   *listener = user_data;
  WillowBrokerConnection *connection =
      willow_broker_connection_new (listener->server, listener, websocket);

  willow_broker_story_upgrade (connection, upgrade);
  if (upgrade->note != NULL)
    willow_broker_server_tell_fault (listener->server,
                                     websocket,
                                     willow_link_get_number (connection->link),
                                     upgrade->note);
}

static gboolean
twist_cb (WillowWebsocketTwist *twist, gpointer user_data)
{
  WillowFaultList *list =
      ((WillowBrokerListener *)user_data)->server->config.faults;

  return list != NULL && willow_fault_door_twist (list, twist);
}

static GSocketAddress *
ref_address (GSocketAddress *address)
{
  return address != NULL ? g_object_ref (address) : NULL;
}

/* Of a connection that never had a number, for there was no MQTT on it. */
static void
refused_cb (const WillowWebsocketUpgrade *upgrade, gpointer user_data)
{
  WillowBrokerListener *listener = user_data;
  WillowBrokerLog      *log = listener->server->config.log;
  WillowBrokerLogEntry *entry;
  guint32               number;

  /* The page is no refusal. */
  if (upgrade->sentence == NULL && upgrade->note == NULL)
    return;
  number = willow_broker_story_refuse (listener->server->config.trace, upgrade);
  if (upgrade->note != NULL)
    willow_broker_server_tell_fault (
        listener->server, upgrade->transport, number, upgrade->note);
  if (upgrade->sentence == NULL || log == NULL)
    return;
  entry = willow_broker_log_entry_new (WILLOW_BROKER_LOG_REFUSED);
  entry->client =
      ref_address (willow_transport_get_remote_address (upgrade->transport));
  entry->server =
      ref_address (willow_transport_get_local_address (upgrade->transport));
  entry->listener =
      willow_broker_listener_config_dup_url (listener->config, listener->port);
  entry->reason = -1;
  entry->text = g_strdup_printf (_ ("No WebSocket: %s"), upgrade->sentence);
  willow_broker_log_push (log, entry);
}

static GBytes *
dup_page_cb (gpointer user_data)
{
  WillowBrokerListener *listener = user_data;

  return willow_broker_status_page_new (listener->server, listener->config);
}

static void
start_websockets (WillowBrokerListener *listener)
{
  /* [MQTT-6.0.0-4]; 3.1 has a name of its own. */
  static const char *const subprotocols[] = { "mqtt", "mqttv3.1", NULL };
  static const WillowWebsocketAcceptorFuncs funcs = { opened_cb,
                                                      refused_cb,
                                                      twist_cb };
  const WillowBrokerListenerConfig         *config = listener->config;
  const WillowBrokerConfig                 *limits = &listener->server->config;
  const WillowWebsocketSite                 site = {
                    .path = config->path,
                    .subprotocols = subprotocols,
                    .origins = (const char *const *)config->origins,
                    .dup_page = dup_page_cb,
                    .user_data = listener,
  };

  if (config->scheme == WILLOW_SCHEME_WS || config->scheme == WILLOW_SCHEME_WSS)
    listener->websockets = willow_websocket_acceptor_new (
        listener->server->reactor,
        &site,
        MAX_UPGRADES,
        limits->connect_timeout_ms,
        (guint64)limits->maximum_packet_size + MORE_BYTES,
        &funcs,
        listener);
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
  start_websockets (listener);
  if (!start_tls (listener, error) || !start_listening (listener, error))
    g_clear_pointer (&listener, willow_broker_listener_free);
  return listener;
}

void
willow_broker_listener_free (WillowBrokerListener *listener)
{
  willow_broker_listener_close (listener);
  g_clear_pointer (&listener->tls, willow_tls_context_unref);
  willow_fault_door_clear (&listener->door);
  g_free (listener);
}

void
willow_broker_listener_close (WillowBrokerListener *listener)
{
  g_clear_pointer (&listener->socket, willow_listener_free);
  g_clear_pointer (&listener->websockets, willow_websocket_acceptor_free);
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

guint
willow_broker_listener_get_n_connections (WillowBrokerListener *listener)
{
  return listener->n_connections;
}
