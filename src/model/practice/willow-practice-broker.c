/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/practice/willow-practice-broker.h"

#include "model/practice/willow-broker-client-row.h"
#include "model/practice/willow-busy-port.h"
#include "model/practice/willow-practice-broker-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (WillowPracticeBroker,
                     willow_practice_broker,
                     G_TYPE_OBJECT)

enum
{
  PROP_RUNNING = 1,
  PROP_BUSY,
  PROP_PORT,
  PROP_URL,
  PROP_URLS,
  PROP_PROBLEM,
  PROP_SUGGESTED_PORT,
  PROP_OPEN,
  PROP_WATCHED,
  PROP_DURABLE,
  PROP_N_CONNECTED,
  PROP_N_SESSIONS,
  PROP_N_SUBSCRIPTIONS,
  PROP_N_RETAINED,
  PROP_N_MESSAGES_RECEIVED,
  PROP_N_MESSAGES_SENT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
notify (WillowPracticeBroker *self, guint id)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

static void
set_busy (WillowPracticeBroker *self, gboolean busy)
{
  if (self->busy == busy)
    return;
  self->busy = busy;
  notify (self, PROP_BUSY);
}

/* @problem: (transfer full) (nullable) */
static void
take_problem (WillowPracticeBroker *self, char *problem, guint suggested_port)
{
  gboolean changed = self->problem != NULL || problem != NULL;

  g_free (self->problem);
  self->problem = problem;
  if (self->suggested_port != suggested_port)
    {
      self->suggested_port = suggested_port;
      notify (self, PROP_SUGGESTED_PORT);
    }
  if (changed)
    notify (self, PROP_PROBLEM);
}

/* @url: (transfer full) (nullable) */
static void
take_url (WillowPracticeBroker *self, char *url)
{
  gboolean changed = g_strcmp0 (self->url, url) != 0;

  g_free (self->url);
  self->url = url;
  if (changed)
    notify (self, PROP_URL);
}

static void
say_not_started (WillowPracticeBroker *self, const GError *error)
{
  WillowScheme busy = willow_practice_broker_find_busy (self);
  guint        free_port = 0;
  char        *problem = willow_practice_broker_tell_not_started (
      willow_practice_broker_get_address (self),
      willow_practice_broker_get_port_of (self, busy),
      error,
      &free_port);

  self->suggested_scheme = busy;
  take_problem (self, problem, free_port);
}

static guint64
get_counter (const WillowBrokerSnapshot *snapshot, guint id)
{
  if (snapshot == NULL)
    return 0;
  switch (id)
    {
    case PROP_N_CONNECTED:
      return snapshot->n_connected;
    case PROP_N_SESSIONS:
      return snapshot->n_sessions;
    case PROP_N_SUBSCRIPTIONS:
      return snapshot->n_subscriptions;
    case PROP_N_RETAINED:
      return snapshot->n_retained;
    case PROP_N_MESSAGES_RECEIVED:
      return snapshot->n_messages_received;
    case PROP_N_MESSAGES_SENT:
      return snapshot->n_messages_sent;
    default:
      g_assert_not_reached ();
    }
}

void
willow_practice_broker_take_snapshot (WillowPracticeBroker *self,
                                      WillowBrokerSnapshot *snapshot)
{
  g_autoptr (WillowBrokerSnapshot) old = self->snapshot;

  self->snapshot = snapshot;
  if (snapshot != NULL)
    willow_broker_client_rows_update (
        self->clients, self->connected, snapshot, g_get_monotonic_time ());
  else
    {
      g_list_store_remove_all (self->clients);
      g_list_store_remove_all (self->connected);
    }
  for (guint id = PROP_N_CONNECTED; id < N_PROPS; id++)
    if (get_counter (old, id) != get_counter (snapshot, id))
      notify (self, id);
  g_signal_emit_by_name (self, "refreshed");
}

static void
running_cb (WillowPracticeBroker *self)
{
  gboolean running = willow_broker_get_running (self->broker);

  if (running == self->running)
    return;
  self->running = running;
  self->is_open = running && self->want_open;
  take_url (self,
            running
                ? willow_practice_broker_dup_own_url (self, WILLOW_SCHEME_MQTT)
                : NULL);
  g_strfreev (self->urls);
  self->urls = running ? willow_practice_broker_dup_own_urls (self) : NULL;
  notify (self, PROP_URLS);
  notify (self, PROP_OPEN);
  if (!running)
    {
      willow_practice_broker_take_snapshot (self, NULL);
      willow_fault_board_all_off (self->fault_board);
    }
  willow_practice_broker_renew_access (self);
  willow_practice_broker_update_watch (self);
  notify (self, PROP_RUNNING);
}

static void
willow_practice_broker_get_property (GObject    *object,
                                     guint       id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  WillowPracticeBroker *self = WILLOW_PRACTICE_BROKER (object);

  switch (id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;
    case PROP_URL:
      g_value_set_string (value, self->url);
      break;
    case PROP_URLS:
      g_value_set_boxed (value, self->urls);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_SUGGESTED_PORT:
      g_value_set_uint (value, self->suggested_port);
      break;
    case PROP_OPEN:
      g_value_set_boolean (value, self->is_open);
      break;
    case PROP_DURABLE:
      g_value_set_boolean (value, self->durable);
      break;
    case PROP_WATCHED:
      g_value_set_boolean (value, self->watched);
      break;
    case PROP_N_MESSAGES_RECEIVED:
    case PROP_N_MESSAGES_SENT:
      g_value_set_uint64 (value, get_counter (self->snapshot, id));
      break;
    default:
      g_value_set_uint (value, (guint)get_counter (self->snapshot, id));
    }
}

static void
willow_practice_broker_set_property (GObject      *object,
                                     guint         id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  WillowPracticeBroker *self = WILLOW_PRACTICE_BROKER (object);

  if (id == PROP_PORT)
    willow_practice_broker_set_port (self, (guint16)g_value_get_uint (value));
  else if (id == PROP_DURABLE)
    willow_practice_broker_set_durable (self, g_value_get_boolean (value));
  else if (id == PROP_WATCHED)
    willow_practice_broker_set_watched (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_practice_broker_dispose (GObject *object)
{
  WillowPracticeBroker *self = WILLOW_PRACTICE_BROKER (object);

  g_clear_handle_id (&self->watch_id, g_source_remove);
  g_clear_handle_id (&self->log_id, g_source_remove);
  g_clear_object (&self->broker);
  willow_practice_broker_clear_faults (self);
  g_clear_pointer (&self->watch, willow_handshake_watch_free);
  g_clear_pointer (&self->tls, willow_tls_settings_unref);
  G_OBJECT_CLASS (willow_practice_broker_parent_class)->dispose (object);
}

static void
willow_practice_broker_finalize (GObject *object)
{
  WillowPracticeBroker *self = WILLOW_PRACTICE_BROKER (object);

  g_object_unref (self->clients);
  g_object_unref (self->connected);
  g_object_unref (self->events);
  g_object_unref (self->access);
  g_clear_pointer (&self->snapshot, willow_broker_snapshot_unref);
  g_free (self->url);
  g_strfreev (self->urls);
  g_free (self->problem);
  g_free (self->store_path);
  G_OBJECT_CLASS (willow_practice_broker_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags both =
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  static const char *counters[] = {
    "n-connected", "n-sessions", "n-subscriptions", "n-retained"
  };

  props[PROP_RUNNING] =
      g_param_spec_boolean ("running", NULL, NULL, FALSE, readable);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, readable);
  props[PROP_PORT] = g_param_spec_uint (
      "port", NULL, NULL, 0, G_MAXUINT16, WILLOW_PRACTICE_PORT, both);
  props[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, readable);
  props[PROP_URLS] =
      g_param_spec_boxed ("urls", NULL, NULL, G_TYPE_STRV, readable);
  props[PROP_PROBLEM] =
      g_param_spec_string ("problem", NULL, NULL, NULL, readable);
  props[PROP_SUGGESTED_PORT] = g_param_spec_uint (
      "suggested-port", NULL, NULL, 0, G_MAXUINT16, 0, readable);
  props[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE, readable);
  props[PROP_DURABLE] =
      g_param_spec_boolean ("durable", NULL, NULL, FALSE, both);
  props[PROP_WATCHED] =
      g_param_spec_boolean ("watched", NULL, NULL, FALSE, both);
  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    props[PROP_N_CONNECTED + i] =
        g_param_spec_uint (counters[i], NULL, NULL, 0, G_MAXUINT, 0, readable);
  props[PROP_N_MESSAGES_RECEIVED] = g_param_spec_uint64 (
      "n-messages-received", NULL, NULL, 0, G_MAXUINT64, 0, readable);
  props[PROP_N_MESSAGES_SENT] = g_param_spec_uint64 (
      "n-messages-sent", NULL, NULL, 0, G_MAXUINT64, 0, readable);
  g_object_class_install_properties (klass, N_PROPS, props);
}

static void
willow_practice_broker_class_init (WillowPracticeBrokerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = willow_practice_broker_get_property;
  object_class->set_property = willow_practice_broker_set_property;
  object_class->dispose = willow_practice_broker_dispose;
  object_class->finalize = willow_practice_broker_finalize;
  install_properties (object_class);
  g_signal_new ("fault-note",
                WILLOW_TYPE_PRACTICE_BROKER,
                G_SIGNAL_RUN_LAST,
                0,
                NULL,
                NULL,
                NULL,
                G_TYPE_NONE,
                1,
                G_TYPE_POINTER);
  g_signal_new ("handshake",
                WILLOW_TYPE_PRACTICE_BROKER,
                G_SIGNAL_RUN_LAST,
                0,
                NULL,
                NULL,
                NULL,
                G_TYPE_NONE,
                1,
                G_TYPE_POINTER);
  g_signal_new ("refreshed",
                WILLOW_TYPE_PRACTICE_BROKER,
                G_SIGNAL_RUN_LAST,
                0,
                NULL,
                NULL,
                NULL,
                G_TYPE_NONE,
                0);
}

static void
willow_practice_broker_init (WillowPracticeBroker *self)
{
  self->port = WILLOW_PRACTICE_PORT;
  self->clients = g_list_store_new (WILLOW_TYPE_BROKER_CLIENT_ROW);
  self->connected = g_list_store_new (WILLOW_TYPE_BROKER_CLIENT_ROW);
  self->events = willow_broker_events_new ();
  self->broker = willow_broker_new ();
  willow_practice_broker_init_faults (self);
  willow_practice_broker_init_access (self);
  willow_practice_broker_init_store (self);
  willow_practice_broker_init_listeners (self);
  g_signal_connect_object (self->broker,
                           "notify::running",
                           G_CALLBACK (running_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

WillowPracticeBroker *
willow_practice_broker_new (void)
{
  return g_object_new (WILLOW_TYPE_PRACTICE_BROKER, NULL);
}

void
willow_practice_broker_start (WillowPracticeBroker *self)
{
  if (!self->busy && !self->running)
    willow_practice_broker_start_async (self, NULL, NULL);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowPracticeBroker) self = user_data;

  willow_broker_stop_finish (WILLOW_BROKER (source), result, NULL);
  running_cb (self);
  set_busy (self, FALSE);
  if (self->start_again)
    {
      self->start_again = FALSE;
      willow_practice_broker_start (self);
    }
  else
    self->want_open = FALSE;
}

void
willow_practice_broker_stop (WillowPracticeBroker *self)
{
  if (self->busy || !self->running)
    return;
  set_busy (self, TRUE);
  willow_broker_stop_async (self->broker, stopped_cb, g_object_ref (self));
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  WillowPracticeBroker *self = g_task_get_source_object (task);
  GError               *error = NULL;

  if (willow_broker_start_finish (WILLOW_BROKER (source), result, &error))
    {
      running_cb (self);
      set_busy (self, FALSE);
      g_task_return_boolean (task, TRUE);
      return;
    }
  say_not_started (self, error);
  self->want_open = FALSE;
  set_busy (self, FALSE);
  g_task_return_error (task, error);
}

void
willow_practice_broker_start_async (WillowPracticeBroker *self,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_auto (WillowBrokerConfig) config = { 0 };
  GError *error = NULL;

  if (self->busy)
    {
      g_task_return_new_error (task,
                               G_IO_ERROR,
                               G_IO_ERROR_PENDING,
                               "%s",
                               _ ("The practice broker is busy."));
      return;
    }
  if (self->running)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  take_problem (self, NULL, 0);
  if (!willow_practice_broker_check_listeners (self, &error))
    {
      take_problem (self, g_strdup (error->message), 0);
      g_task_return_error (task, error);
      return;
    }
  set_busy (self, TRUE);
  willow_practice_broker_fill_config (self, &config);
  willow_broker_start_async (
      self->broker, &config, started_cb, g_steal_pointer (&task));
}

gboolean
willow_practice_broker_start_finish (WillowPracticeBroker *self,
                                     GAsyncResult         *result,
                                     GError              **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
willow_practice_broker_get_running (WillowPracticeBroker *self)
{
  return self->running;
}

gboolean
willow_practice_broker_get_busy (WillowPracticeBroker *self)
{
  return self->busy;
}

guint16
willow_practice_broker_get_port (WillowPracticeBroker *self)
{
  return (guint16)self->port;
}

void
willow_practice_broker_set_port (WillowPracticeBroker *self, guint16 port)
{
  if (self->port == port)
    return;
  self->port = port;
  notify (self, PROP_PORT);
}

guint16
willow_practice_broker_get_bound_port (WillowPracticeBroker *self)
{
  return self->running
             ? willow_broker_get_port (self->broker, WILLOW_SCHEME_MQTT)
             : 0;
}

guint16
willow_practice_broker_get_bound_port_of (WillowPracticeBroker *self,
                                          WillowScheme          scheme)
{
  return self->running ? willow_broker_get_port (self->broker, scheme) : 0;
}

const char *const *
willow_practice_broker_get_urls (WillowPracticeBroker *self)
{
  return (const char *const *)self->urls;
}

const char *
willow_practice_broker_get_url (WillowPracticeBroker *self)
{
  return self->url;
}

const char *
willow_practice_broker_get_problem (WillowPracticeBroker *self)
{
  return self->problem;
}

guint16
willow_practice_broker_get_suggested_port (WillowPracticeBroker *self)
{
  return (guint16)self->suggested_port;
}

void
willow_practice_broker_dismiss_problem (WillowPracticeBroker *self)
{
  take_problem (self, NULL, 0);
}

void
willow_practice_broker_set_watched (WillowPracticeBroker *self,
                                    gboolean              watched)
{
  if (self->watched == (watched != FALSE))
    return;
  self->watched = watched != FALSE;
  willow_practice_broker_update_watch (self);
  notify (self, PROP_WATCHED);
}

GListModel *
willow_practice_broker_get_clients (WillowPracticeBroker *self)
{
  return G_LIST_MODEL (self->clients);
}
