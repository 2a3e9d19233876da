/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can change while the broker runs, and costs nobody the connection. */
#include "broker/willow-broker-private.h"

typedef struct
{
  WillowBroker     *broker;
  guint             i;
  WillowTlsContext *context;
} NewTls;

static gboolean
set_tls_cb (gpointer user_data)
{
  NewTls *call = user_data;

  /* Gone if a stop has been quicker. */
  if (call->broker->server != NULL)
    willow_broker_listener_set_tls (
        g_ptr_array_index (call->broker->server->listeners, call->i),
        call->context);
  return G_SOURCE_REMOVE;
}

static void
new_tls_free (gpointer data)
{
  NewTls *call = data;

  willow_tls_context_unref (call->context);
  g_free (call);
}

gboolean
willow_broker_set_tls (WillowBroker      *self,
                       guint              listener,
                       WillowTlsSettings *tls,
                       GError           **error)
{
  WillowTlsContext *context;
  NewTls           *call;

  g_return_val_if_fail (
      self->listeners == NULL || listener < self->listeners->len, FALSE);
  if (!self->is_running || self->is_busy)
    return TRUE;
  context = willow_tls_context_new (WILLOW_TLS_SERVER, tls, error);
  if (context == NULL)
    return FALSE;
  call = g_new0 (NewTls, 1);
  call->broker = self;
  call->i = listener;
  call->context = context;
  willow_io_thread_invoke (self->thread, set_tls_cb, call, new_tls_free);
  return TRUE;
}

typedef struct
{
  WillowBroker       *broker; /* (borrowed): not gone before its thread */
  WillowBrokerAccess *access; /* (nullable) */
} AccessCall;

static gboolean
set_access_cb (gpointer user_data)
{
  AccessCall *call = user_data;

  if (call->broker->server != NULL)
    willow_broker_guard_set_access (call->broker->server, call->access);
  return G_SOURCE_REMOVE;
}

static void
access_call_free (gpointer data)
{
  AccessCall *call = data;

  g_clear_pointer (&call->access, willow_broker_access_unref);
  g_free (call);
}

void
willow_broker_set_access (WillowBroker *self, WillowBrokerAccess *access)
{
  AccessCall *call;

  if (!self->is_running || self->thread == NULL)
    return;
  call = g_new0 (AccessCall, 1);
  call->broker = self;
  call->access = access != NULL ? willow_broker_access_ref (access) : NULL;
  willow_io_thread_invoke (self->thread, set_access_cb, call, access_call_free);
}
