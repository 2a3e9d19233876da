/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault/willow-fault-proxy.h"

#include "fault/willow-fault-door.h"
#include "fault/willow-fault-pair.h"
#include "link/willow-io-thread.h"
#include "link/willow-link.h"
#include "net/willow-listener.h"
#include "net/willow-tls-transport.h"
#include "net/willow-websocket-acceptor.h"
#include "net/willow-websocket-transport.h"

/* Connections without a WebSocket yet, and the time that one gets. */
#define MAX_UPGRADES 1024
#define UPGRADE_TIMEOUT_MS 30000

struct _WillowFaultProxy
{
  WillowIoThread *thread;
  char           *address;
  guint16         port; /* as bound */

  /* For the start: guarded by lock */
  GMutex   lock;
  GCond    cond;
  gboolean is_up;
  GError  *error;

  /* Of its thread */
  WillowFaultPairContext   context;
  WillowTlsContext        *tls;        /* (nullable) */
  char                    *path;       /* (nullable) */
  WillowWebsocketAcceptor *websockets; /* (nullable): with @path */
  WillowFaultDoor          door;
  WillowListener          *listener;
  WillowFaultList         *list; /* (nullable) */
  GList                   *pairs;
};

static void
ended_cb (WillowFaultPair *pair, gpointer user_data)
{
  WillowFaultProxy *proxy = user_data;

  proxy->pairs = g_list_remove (proxy->pairs, pair);
  willow_fault_pair_free (pair);
}

/* @note: (nullable): a fault has fired */
static void
add_pair (WillowFaultProxy *proxy, WillowTransport *transport, const char *note)
{
  WillowFaultPair *pair =
      willow_fault_pair_new (&proxy->context, transport, proxy->list);

  proxy->pairs = g_list_prepend (proxy->pairs, pair);
  if (note != NULL)
    willow_fault_pair_note (pair, note);
}

/* A fault has fired where there will be no pair, or is none yet. */
static void
tell (WillowFaultProxy *proxy, const char *note)
{
  if (proxy->context.trace != NULL)
    willow_trace_queue_push (proxy->context.trace,
                             willow_record_new (WILLOW_RECORD_NOTE,
                                                WILLOW_DIRECTION_TO_CLIENT,
                                                MQTT_VERSION_UNKNOWN,
                                                willow_link_next_number (),
                                                g_get_monotonic_time (),
                                                mqtt_slice_from_string (note)));
}

static WillowTransport *
open_tls (WillowFaultProxy *proxy, WillowTransport *transport, char **note)
{
  if (proxy->list != NULL)
    return willow_fault_door_open_tls (&proxy->door,
                                       proxy->context.reactor,
                                       proxy->list,
                                       transport,
                                       proxy->tls,
                                       note);
  return willow_transport_new_tls (
      proxy->context.reactor, transport, proxy->tls, NULL, NULL, NULL);
}

static void
accept_cb (WillowTransport *transport, gpointer user_data)
{
  WillowFaultProxy *proxy = user_data;
  g_autofree char  *note = NULL;

  if (proxy->tls != NULL)
    transport = open_tls (proxy, transport, &note);
  if (proxy->websockets == NULL)
    {
      add_pair (proxy, transport, note);
      return;
    }
  if (note != NULL)
    tell (proxy, note);
  willow_websocket_acceptor_take (proxy->websockets, transport);
}

static void
opened_cb (WillowTransport              *websocket,
           const WillowWebsocketUpgrade *upgrade,
           gpointer                      user_data)
{
  add_pair (user_data, websocket, upgrade->note);
}

static void
refused_cb (const WillowWebsocketUpgrade *upgrade, gpointer user_data)
{
  if (upgrade->note != NULL)
    tell (user_data, upgrade->note);
}

static gboolean
twist_cb (WillowWebsocketTwist *twist, gpointer user_data)
{
  WillowFaultProxy *proxy = user_data;

  return proxy->list != NULL && willow_fault_door_twist (proxy->list, twist);
}

static void
start_websockets (WillowFaultProxy *proxy)
{
  /* [MQTT-6.0.0-4]; 3.1 has a name of its own. */
  static const char *const subprotocols[] = { "mqtt", "mqttv3.1", NULL };
  static const WillowWebsocketAcceptorFuncs funcs = { opened_cb,
                                                      refused_cb,
                                                      twist_cb };
  const WillowWebsocketSite                 site = { .path = proxy->path,
                                                     .subprotocols = subprotocols };

  if (proxy->path != NULL)
    proxy->websockets = willow_websocket_acceptor_new (proxy->context.reactor,
                                                       &site,
                                                       MAX_UPGRADES,
                                                       UPGRADE_TIMEOUT_MS,
                                                       0,
                                                       &funcs,
                                                       proxy);
}

static gboolean
listen_cb (gpointer user_data)
{
  WillowFaultProxy *proxy = user_data;

  proxy->context.reactor = willow_io_thread_get_reactor (proxy->thread);
  start_websockets (proxy);
  g_mutex_lock (&proxy->lock);
  proxy->listener = willow_listener_new (proxy->context.reactor,
                                         proxy->address,
                                         proxy->port,
                                         accept_cb,
                                         proxy,
                                         &proxy->error);
  if (proxy->listener != NULL)
    proxy->port = willow_listener_get_port (proxy->listener);
  proxy->is_up = TRUE;
  g_cond_signal (&proxy->cond);
  g_mutex_unlock (&proxy->lock);
  return G_SOURCE_REMOVE;
}

static gboolean
shut_cb (gpointer user_data)
{
  WillowFaultProxy *proxy = user_data;

  g_clear_pointer (&proxy->listener, willow_listener_free);
  g_clear_pointer (&proxy->websockets, willow_websocket_acceptor_free);
  g_list_free_full (g_steal_pointer (&proxy->pairs),
                    (GDestroyNotify)willow_fault_pair_free);
  return G_SOURCE_REMOVE;
}

/* The thread is there, or there is an error. */
static void
start (WillowFaultProxy *proxy, GError **error)
{
  proxy->thread = willow_io_thread_new ("willow-proxy", error);
  if (proxy->thread == NULL)
    return;
  willow_io_thread_invoke (proxy->thread, listen_cb, proxy, NULL);
  g_mutex_lock (&proxy->lock);
  while (!proxy->is_up)
    g_cond_wait (&proxy->cond, &proxy->lock);
  g_mutex_unlock (&proxy->lock);
  if (proxy->error != NULL)
    g_propagate_error (error, g_steal_pointer (&proxy->error));
}

WillowFaultProxy *
willow_fault_proxy_new (const WillowFaultProxyConfig *config, GError **error)
{
  g_autoptr (WillowFaultProxy) proxy = g_new0 (WillowFaultProxy, 1);

  g_mutex_init (&proxy->lock);
  g_cond_init (&proxy->cond);
  proxy->address = g_strdup (config->address);
  proxy->port = config->port;
  proxy->path = g_strdup (config->path);
  proxy->context.to = willow_endpoint_copy (config->to);
  if (config->settings != NULL)
    proxy->context.settings = willow_connector_settings_ref (config->settings);
  if (config->trace != NULL)
    proxy->context.trace = willow_trace_queue_ref (config->trace);
  proxy->context.ended = ended_cb;
  proxy->context.user_data = proxy;
  if (config->faults != NULL)
    proxy->list = willow_fault_list_ref (config->faults);
  if (config->tls != NULL)
    {
      proxy->tls =
          willow_tls_context_new (WILLOW_TLS_SERVER, config->tls, error);
      if (proxy->tls == NULL)
        return NULL;
    }
  start (proxy, error);
  return proxy->listener != NULL ? g_steal_pointer (&proxy) : NULL;
}

void
willow_fault_proxy_free (WillowFaultProxy *proxy)
{
  if (proxy->thread != NULL)
    willow_io_thread_invoke (proxy->thread, shut_cb, proxy, NULL);
  g_clear_pointer (&proxy->thread, willow_io_thread_unref);
  g_clear_pointer (&proxy->tls, willow_tls_context_unref);
  willow_fault_door_clear (&proxy->door);
  g_free (proxy->path);
  g_clear_pointer (&proxy->list, willow_fault_list_unref);
  willow_endpoint_free (proxy->context.to);
  g_clear_pointer (&proxy->context.settings, willow_connector_settings_unref);
  g_clear_pointer (&proxy->context.trace, willow_trace_queue_unref);
  g_clear_error (&proxy->error);
  g_mutex_clear (&proxy->lock);
  g_cond_clear (&proxy->cond);
  g_free (proxy->address);
  g_free (proxy);
}

guint16
willow_fault_proxy_get_port (WillowFaultProxy *proxy)
{
  return proxy->port;
}

char *
willow_fault_proxy_dup_url (WillowFaultProxy *proxy)
{
  gboolean     is_websocket = proxy->path != NULL;
  WillowScheme scheme =
      proxy->tls != NULL
          ? (is_websocket ? WILLOW_SCHEME_WSS : WILLOW_SCHEME_MQTTS)
          : (is_websocket ? WILLOW_SCHEME_WS : WILLOW_SCHEME_MQTT);
  g_autoptr (WillowEndpoint) endpoint =
      willow_endpoint_new (scheme, proxy->address, proxy->port, proxy->path);

  return willow_endpoint_to_string (endpoint);
}

typedef struct
{
  WillowFaultProxy *proxy;
  WillowFaultList  *list; /* (nullable) */
} Change;

static gboolean
change_cb (gpointer user_data)
{
  Change           *change = user_data;
  WillowFaultProxy *proxy = change->proxy;

  g_clear_pointer (&proxy->list, willow_fault_list_unref);
  proxy->list = g_steal_pointer (&change->list);
  for (GList *l = proxy->pairs; l != NULL; l = l->next)
    willow_fault_pair_set_list (l->data, proxy->list);
  return G_SOURCE_REMOVE;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_pointer (&change->list, willow_fault_list_unref);
  g_free (change);
}

void
willow_fault_proxy_set_faults (WillowFaultProxy *proxy, WillowFaultList *list)
{
  Change *change = g_new0 (Change, 1);

  change->proxy = proxy;
  change->list = list != NULL ? willow_fault_list_ref (list) : NULL;
  willow_io_thread_invoke (proxy->thread, change_cb, change, change_free);
}
