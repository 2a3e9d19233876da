/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes from the owner's thread to the broker's and comes back. */
#include "broker/willow-broker-faults.h"
#include "broker/willow-broker-private.h"

/* How long goodbyes may take before sockets are closed without. */
#define STOP_TIMEOUT_MS 1000

/* One call that goes over to the broker's thread and comes back. */
typedef struct
{
  GTask                *task;
  WillowBroker         *broker;    /* (borrowed): the task keeps it */
  WillowReactor        *reactor;   /* (borrowed) */
  WillowBrokerConfig    config;    /* start: a copy */
  GPtrArray            *listeners; /* start: the answer */
  GError               *error;
  WillowBrokerSnapshot *snapshot;
} Call;

static Call *
call_new (WillowBroker       *self,
          gpointer            source_tag,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  Call *call = g_new0 (Call, 1);

  call->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (call->task, source_tag);
  call->broker = self;
  return call;
}

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->task);
  willow_broker_config_clear (&call->config);
  g_clear_pointer (&call->listeners, g_ptr_array_unref);
  g_clear_error (&call->error);
  g_clear_pointer (&call->snapshot, willow_broker_snapshot_unref);
  g_free (call);
}

/* Back to the owner's thread; @func owns @call. */
static void
call_return (Call *call, GSourceFunc func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, call, call_free);
  g_source_attach (source, g_task_get_context (call->task));
}

static gboolean
started_cb (gpointer user_data)
{
  Call         *call = user_data;
  WillowBroker *self = call->broker;

  if (call->error != NULL)
    {
      willow_broker_drop_thread (self);
      self->is_busy = FALSE;
      g_task_return_error (call->task, g_steal_pointer (&call->error));
      return G_SOURCE_REMOVE;
    }
  self->listeners = g_steal_pointer (&call->listeners);
  willow_broker_set_running (self, TRUE);
  g_task_return_boolean (call->task, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
start_cb (gpointer user_data)
{
  Call *call = user_data;

  call->broker->server =
      willow_broker_server_new (&call->config, call->reactor, &call->error);
  if (call->broker->server != NULL)
    call->listeners = willow_broker_server_dup_listeners (call->broker->server);
  call_return (call, started_cb);
  return G_SOURCE_REMOVE;
}

static gboolean
check_idle (WillowBroker *self, Call *call, gboolean wants_running)
{
  if (self->is_busy)
    g_task_return_new_error (call->task,
                             G_IO_ERROR,
                             G_IO_ERROR_PENDING,
                             "The broker is starting or stopping");
  else if (self->is_running && !wants_running)
    g_task_return_new_error (call->task,
                             G_IO_ERROR,
                             G_IO_ERROR_BUSY,
                             "The broker is running already");
  else
    return TRUE;
  return FALSE;
}

/**
 * willow_broker_start_async:
 * @config: copied
 *
 * Starts the broker's thread and listens there.
 */
void
willow_broker_start_async (WillowBroker             *self,
                           const WillowBrokerConfig *config,
                           GAsyncReadyCallback       callback,
                           gpointer                  user_data)
{
  Call *call = call_new (self, willow_broker_start_async, callback, user_data);
  GError *error = NULL;

  if (check_idle (self, call, FALSE))
    self->thread = willow_io_thread_new ("willow-broker", &error);
  if (error != NULL)
    g_task_return_error (call->task, error);
  if (self->thread == NULL || self->is_busy || self->is_running)
    {
      call_free (call);
      return;
    }
  self->is_busy = TRUE;
  call->reactor = willow_io_thread_get_reactor (self->thread);
  willow_broker_config_copy (&call->config, config);
  willow_io_thread_invoke (self->thread, start_cb, call, NULL);
}

gboolean
willow_broker_start_finish (WillowBroker *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
stopped_cb (gpointer user_data)
{
  Call         *call = user_data;
  WillowBroker *self = call->broker;

  willow_broker_drop_thread (self);
  willow_broker_set_running (self, FALSE);
  g_task_return_boolean (call->task, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
all_gone_cb (gpointer user_data)
{
  Call *call = user_data;

  g_clear_pointer (&call->broker->server, willow_broker_server_free);
  call_return (call, stopped_cb);
  return G_SOURCE_REMOVE;
}

static gboolean
stop_cb (gpointer user_data)
{
  Call *call = user_data;

  willow_broker_server_stop (
      call->broker->server, STOP_TIMEOUT_MS, all_gone_cb, call);
  return G_SOURCE_REMOVE;
}

/**
 * willow_broker_stop_async:
 *
 * A broker that does not run is stopped already.
 */
void
willow_broker_stop_async (WillowBroker       *self,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  Call *call = call_new (self, willow_broker_stop_async, callback, user_data);

  if (!check_idle (self, call, TRUE))
    {
      call_free (call);
      return;
    }
  if (!self->is_running)
    {
      g_task_return_boolean (call->task, TRUE);
      call_free (call);
      return;
    }
  self->is_busy = TRUE;
  willow_io_thread_invoke (self->thread, stop_cb, call, NULL);
}

gboolean
willow_broker_stop_finish (WillowBroker *self,
                           GAsyncResult *result,
                           GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
snapshot_taken_cb (gpointer user_data)
{
  Call *call = user_data;

  g_task_return_pointer (call->task,
                         g_steal_pointer (&call->snapshot),
                         (GDestroyNotify)willow_broker_snapshot_unref);
  return G_SOURCE_REMOVE;
}

static gboolean
snapshot_cb (gpointer user_data)
{
  Call               *call = user_data;
  WillowBrokerServer *server = call->broker->server;

  willow_broker_server_catch_up (server);
  call->snapshot = willow_broker_server_take_snapshot (server);
  call_return (call, snapshot_taken_cb);
  return G_SOURCE_REMOVE;
}

/**
 * willow_broker_snapshot_async:
 *
 * Fails with G_IO_ERROR_CLOSED while the broker does not run. Makes the broker
 * look at its clock, too, which matters with a manual one.
 */
void
willow_broker_snapshot_async (WillowBroker       *self,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  Call *call =
      call_new (self, willow_broker_snapshot_async, callback, user_data);

  /* In order: this one is through before a later stop begins. */
  if (self->is_running && !self->is_busy)
    {
      willow_io_thread_invoke (self->thread, snapshot_cb, call, NULL);
      return;
    }
  g_task_return_new_error (
      call->task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The broker is not running");
  call_free (call);
}

WillowBrokerSnapshot *
willow_broker_snapshot_finish (WillowBroker *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  WillowBroker    *broker; /* (borrowed): it is not gone before its thread */
  WillowFaultList *list;   /* (nullable) */
} FaultCall;

static gboolean
set_faults_cb (gpointer user_data)
{
  FaultCall *call = user_data;

  if (call->broker->server != NULL)
    willow_broker_server_set_faults (call->broker->server, call->list);
  return G_SOURCE_REMOVE;
}

static void
fault_call_free (gpointer data)
{
  FaultCall *call = data;

  g_clear_pointer (&call->list, willow_fault_list_unref);
  g_free (call);
}

void
willow_broker_set_faults (WillowBroker *self, WillowFaultList *list)
{
  FaultCall *call;

  if (!self->is_running || self->thread == NULL)
    return;
  call = g_new0 (FaultCall, 1);
  call->broker = self;
  call->list = list != NULL ? willow_fault_list_ref (list) : NULL;
  willow_io_thread_invoke (self->thread, set_faults_cb, call, fault_call_free);
}
