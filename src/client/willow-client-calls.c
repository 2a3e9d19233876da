/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-private.h"

/* One call to the I/O half: what it needs, with references of its own. */
typedef struct
{
  WillowClientIo         *io;
  guint                   number; /* token or attempt */
  WillowDisconnectMode    mode;
  gboolean                subscribe;
  MqttMessage            *message;
  GBytes                 *filters;
  GBytes                 *properties; /* (nullable) */
  WillowClientOptions    *options;
  WillowTraceQueue       *trace;
  WillowClientMessageFunc func;
  gpointer                user_data;
  GDestroyNotify          destroy;
} Call;

static GBytes *
ref_properties (GBytes *properties)
{
  return properties != NULL ? g_bytes_ref (properties) : NULL;
}

static MqttProperties
get_properties (const Call *call)
{
  return call->properties != NULL ? mqtt_slice_from_bytes (call->properties)
                                  : MQTT_SLICE_NONE;
}

static Call *
call_new (WillowClientIo *io)
{
  Call *call = g_new0 (Call, 1);

  call->io = io;
  return call;
}

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_pointer (&call->message, mqtt_message_unref);
  g_clear_pointer (&call->filters, g_bytes_unref);
  g_clear_pointer (&call->properties, g_bytes_unref);
  g_clear_pointer (&call->options, willow_client_options_unref);
  g_clear_pointer (&call->trace, willow_trace_queue_unref);
  g_free (call);
}

static gboolean
trace_cb (gpointer data)
{
  Call *call = data;

  willow_client_io_set_trace (call->io, call->trace);
  return G_SOURCE_REMOVE;
}

static gboolean
keep_messages_cb (gpointer data)
{
  Call *call = data;

  willow_client_io_set_keep_messages (call->io, call->number != 0);
  return G_SOURCE_REMOVE;
}

static gboolean
message_func_cb (gpointer data)
{
  Call *call = data;

  willow_client_io_set_message_func (
      call->io, call->func, call->user_data, call->destroy);
  return G_SOURCE_REMOVE;
}

static gboolean
connect_cb (gpointer data)
{
  Call *call = data;

  willow_client_io_connect (call->io, call->options, call->number);
  return G_SOURCE_REMOVE;
}

static gboolean
abort_cb (gpointer data)
{
  Call *call = data;

  willow_client_io_abort (call->io, call->number);
  return G_SOURCE_REMOVE;
}

static gboolean
disconnect_cb (gpointer data)
{
  Call *call = data;

  willow_client_io_disconnect (
      call->io, call->mode, get_properties (call), call->number);
  return G_SOURCE_REMOVE;
}

static gboolean
publish_cb (gpointer data)
{
  Call *call = data;

  willow_client_io_publish (call->io, call->message, call->number);
  return G_SOURCE_REMOVE;
}

static gboolean
subscribe_cb (gpointer data)
{
  Call *call = data;

  if (call->subscribe)
    willow_client_io_subscribe (
        call->io, call->filters, get_properties (call), call->number);
  else
    willow_client_io_unsubscribe (
        call->io, call->filters, get_properties (call), call->number);
  return G_SOURCE_REMOVE;
}

static gboolean
reauthenticate_cb (gpointer data)
{
  Call *call = data;

  willow_client_io_reauthenticate (call->io, call->number);
  return G_SOURCE_REMOVE;
}

static gboolean
free_cb (gpointer data)
{
  Call *call = data;

  willow_client_io_free (call->io);
  return G_SOURCE_REMOVE;
}

static void
invoke (WillowClient *self, GSourceFunc func, Call *call)
{
  willow_io_thread_invoke (self->io_thread, func, call, call_free);
}

void
willow_client_call_trace (WillowClient *self, WillowTraceQueue *trace)
{
  Call *call = call_new (self->io);

  call->trace = trace != NULL ? willow_trace_queue_ref (trace) : NULL;
  invoke (self, trace_cb, call);
}

void
willow_client_call_keep_messages (WillowClient *self, gboolean keep)
{
  Call *call = call_new (self->io);

  call->number = keep;
  invoke (self, keep_messages_cb, call);
}

void
willow_client_call_message_func (WillowClient           *self,
                                 WillowClientMessageFunc func,
                                 gpointer                user_data,
                                 GDestroyNotify          destroy)
{
  Call *call = call_new (self->io);

  call->func = func;
  call->user_data = user_data;
  call->destroy = destroy;
  invoke (self, message_func_cb, call);
}

void
willow_client_call_connect (WillowClient *self)
{
  Call *call = call_new (self->io);

  call->options = willow_client_options_ref (self->options);
  call->number = self->attempt;
  invoke (self, connect_cb, call);
}

void
willow_client_call_abort (WillowIoThread *io_thread,
                          WillowClientIo *io,
                          guint           attempt)
{
  Call *call = call_new (io);

  call->number = attempt;
  willow_io_thread_invoke (io_thread, abort_cb, call, call_free);
}

void
willow_client_call_disconnect (WillowClient        *self,
                               WillowDisconnectMode mode,
                               GBytes              *properties,
                               guint                token)
{
  Call *call = call_new (self->io);

  call->mode = mode;
  call->properties = ref_properties (properties);
  call->number = token;
  invoke (self, disconnect_cb, call);
}

void
willow_client_call_publish (WillowClient *self,
                            MqttMessage  *message,
                            guint         token)
{
  Call *call = call_new (self->io);

  call->message = mqtt_message_ref (message);
  call->number = token;
  invoke (self, publish_cb, call);
}

void
willow_client_call_subscribe (WillowClient *self,
                              GBytes       *filters,
                              GBytes       *properties,
                              gboolean      subscribe,
                              guint         token)
{
  Call *call = call_new (self->io);

  call->filters = g_bytes_ref (filters);
  call->properties = ref_properties (properties);
  call->subscribe = subscribe;
  call->number = token;
  invoke (self, subscribe_cb, call);
}

void
willow_client_call_reauthenticate (WillowClient *self, guint token)
{
  Call *call = call_new (self->io);

  call->number = token;
  invoke (self, reauthenticate_cb, call);
}

void
willow_client_call_free (WillowClient *self)
{
  invoke (self, free_cb, call_new (self->io));
  self->io = NULL;
}
