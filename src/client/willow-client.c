/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-private.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WillowClient, willow_client, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  N_PROPS,
};

enum
{
  SIGNAL_STATE_CHANGED,
  N_SIGNALS,
};

static GParamSpec *object_properties[N_PROPS];
static guint       signals[N_SIGNALS];

GQuark
willow_client_error_quark (void)
{
  return g_quark_from_static_string ("willow-client-error-quark");
}

void
willow_client_set_state (WillowClient *self, WillowClientState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), object_properties[PROP_STATE]);
  g_signal_emit (self, signals[SIGNAL_STATE_CHANGED], 0);
}

static void
willow_client_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  WillowClient *self = WILLOW_CLIENT (object);

  if (id == PROP_STATE)
    g_value_set_uint (value, self->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* Drops the connection; whoever waits for an answer gets an error. */
static void
willow_client_dispose (GObject *object)
{
  WillowClient *self = WILLOW_CLIENT (object);

  if (self->mailbox != NULL)
    {
      willow_client_call_free (self);
      willow_mailbox_close (self->mailbox);
      g_clear_pointer (&self->mailbox, willow_mailbox_unref);
      self->state = WILLOW_CLIENT_DISCONNECTED;
      willow_client_finish_connect (self,
                                    g_error_new_literal (G_IO_ERROR,
                                                         G_IO_ERROR_CANCELLED,
                                                         _ ("Cancelled")));
      willow_client_fail_tasks (self);
      willow_client_finish_disconnects (self);
    }
  self->phase_func = NULL;
  G_OBJECT_CLASS (willow_client_parent_class)->dispose (object);
}

static void
willow_client_finalize (GObject *object)
{
  WillowClient *self = WILLOW_CLIENT (object);

  willow_client_forget_last (self);
  g_clear_pointer (&self->options, willow_client_options_unref);
  g_hash_table_unref (self->tasks);
  g_ptr_array_unref (self->disconnect_tasks);
  g_clear_pointer (&self->io_thread, willow_io_thread_unref);
  G_OBJECT_CLASS (willow_client_parent_class)->finalize (object);
}

static void
willow_client_class_init (WillowClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = willow_client_get_property;
  object_class->dispose = willow_client_dispose;
  object_class->finalize = willow_client_finalize;

  object_properties[PROP_STATE] = g_param_spec_uint (
      "state",
      NULL,
      NULL,
      WILLOW_CLIENT_DISCONNECTED,
      WILLOW_CLIENT_LOST,
      WILLOW_CLIENT_DISCONNECTED,
      G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, object_properties);
  signals[SIGNAL_STATE_CHANGED] = g_signal_new ("state-changed",
                                                WILLOW_TYPE_CLIENT,
                                                G_SIGNAL_RUN_LAST,
                                                0,
                                                NULL,
                                                NULL,
                                                NULL,
                                                G_TYPE_NONE,
                                                0);
}

static void
willow_client_init (WillowClient *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->mailbox = willow_mailbox_new (context);
  self->tasks = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->disconnect_tasks = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * willow_client_new:
 * @io_thread: kept for as long as the client lives
 *
 * Returns: (transfer full):
 */
WillowClient *
willow_client_new (WillowIoThread *io_thread)
{
  WillowClient *self = g_object_new (WILLOW_TYPE_CLIENT, NULL);

  self->io_thread = willow_io_thread_ref (io_thread);
  self->io = willow_client_io_new (willow_io_thread_get_reactor (io_thread),
                                   self->mailbox,
                                   willow_client_hear,
                                   self);
  return self;
}

void
willow_client_set_trace (WillowClient *self, WillowTraceQueue *trace)
{
  willow_client_call_trace (self, trace);
}

void
willow_client_set_phase_func (WillowClient   *self,
                              WillowPhaseFunc func,
                              gpointer        user_data)
{
  self->phase_func = func;
  self->phase_data = user_data;
}

void
willow_client_set_message_func (WillowClient           *self,
                                WillowClientMessageFunc func,
                                gpointer                user_data,
                                GDestroyNotify          destroy)
{
  willow_client_call_message_func (self, func, user_data, destroy);
}

void
willow_client_set_keep_messages (WillowClient *self, gboolean keep)
{
  willow_client_call_keep_messages (self, keep);
}

/* What a "cancelled" handler needs; it may run on any thread. */
typedef struct
{
  WillowIoThread *io_thread;
  WillowClientIo *io;
  guint           attempt;
} Abort;

static void
abort_free (gpointer data)
{
  g_free (data);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  const Abort *target = user_data;

  willow_client_call_abort (target->io_thread, target->io, target->attempt);
}

static void
watch_cancellable (WillowClient *self, GCancellable *cancellable)
{
  Abort *target;

  if (cancellable == NULL)
    return;
  target = g_new0 (Abort, 1);
  target->io_thread = self->io_thread;
  target->io = self->io;
  target->attempt = self->attempt;
  self->cancelled_id = g_cancellable_connect (
      cancellable, G_CALLBACK (cancelled_cb), target, abort_free);
}

void
willow_client_connect_async (WillowClient        *self,
                             WillowClientOptions *options,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, willow_client_connect_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->state == WILLOW_CLIENT_CONNECTING ||
      self->state == WILLOW_CLIENT_CONNECTED)
    {
      g_task_return_new_error (task,
                               G_IO_ERROR,
                               G_IO_ERROR_PENDING,
                               "%s",
                               _ ("There is a connection already"));
      return;
    }
  if (willow_client_options_get_refusal (options) != NULL)
    {
      g_task_return_new_error (task,
                               WILLOW_CLIENT_ERROR,
                               WILLOW_CLIENT_ERROR_INVALID,
                               "%s",
                               willow_client_options_get_refusal (options));
      return;
    }
  willow_client_forget_last (self);
  willow_client_options_ref (options);
  g_clear_pointer (&self->options, willow_client_options_unref);
  self->options = options;
  self->attempt++;
  self->connect_task = g_steal_pointer (&task);
  willow_client_call_connect (self);
  watch_cancellable (self, cancellable);
  willow_client_set_state (self, WILLOW_CLIENT_CONNECTING);
}

gboolean
willow_client_connect_finish (WillowClient *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
willow_client_disconnect_async (WillowClient        *self,
                                WillowDisconnectMode mode,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  willow_client_disconnect_with_properties_async (
      self, mode, NULL, callback, user_data);
}

void
willow_client_disconnect_with_properties_async (WillowClient        *self,
                                                WillowDisconnectMode mode,
                                                GBytes              *properties,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, willow_client_disconnect_async);
  if (self->state != WILLOW_CLIENT_CONNECTING &&
      self->state != WILLOW_CLIENT_CONNECTED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->is_leaving = TRUE;
  self->is_silent = mode == WILLOW_DISCONNECT_SILENT &&
                    self->state == WILLOW_CLIENT_CONNECTED;
  if (self->is_silent)
    {
      willow_client_fail_tasks (self);
      willow_client_call_disconnect (
          self,
          mode,
          properties,
          willow_client_keep_task (self, g_steal_pointer (&task)));
      return;
    }
  g_ptr_array_add (self->disconnect_tasks, g_steal_pointer (&task));
  willow_client_call_disconnect (self, mode, properties, 0);
}

gboolean
willow_client_disconnect_finish (WillowClient *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

WillowClientOptions *
willow_client_get_options (WillowClient *self)
{
  return self->options;
}

WillowClientState
willow_client_get_state (WillowClient *self)
{
  return self->state;
}

gboolean
willow_client_get_session_present (WillowClient *self)
{
  return self->session_present;
}

guint8
willow_client_get_connack_code (WillowClient *self)
{
  return self->connack_code;
}

/* Of the last options; 5.0 before there were any. */
MqttVersion
willow_client_get_version (WillowClient *self)
{
  return self->options != NULL
             ? willow_client_options_get_version (self->options)
             : MQTT_VERSION_5_0;
}

gint64
willow_client_get_connected_since_us (WillowClient *self)
{
  return self->connected_since_us;
}

GBytes *
willow_client_get_connect (WillowClient *self)
{
  return self->connect;
}

GBytes *
willow_client_get_connack (WillowClient *self)
{
  return self->connack;
}

GBytes *
willow_client_get_disconnect (WillowClient *self)
{
  return self->disconnect;
}

WillowTlsFacts *
willow_client_get_tls_facts (WillowClient *self)
{
  return self->tls_facts;
}

const WillowEnding *
willow_client_get_ending (WillowClient *self)
{
  return self->has_ending ? &self->ending : NULL;
}
