/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions and orders from the owner's thread while the broker runs: each goes
 * over to the broker's thread, is answered there and comes back. */
#include "broker/glass/willow-broker-acts.h"

#include "broker/willow-broker-private.h"
#include "broker/glass/willow-broker-view-private.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n.h>
#include <string.h>

#define SYS_PREFIX "$SYS"

typedef struct _Act Act;

struct _Act
{
  GTask        *task;
  WillowBroker *broker; /* (borrowed): the task keeps it */
  /* On the broker's thread. */
  void (*run) (Act *act, WillowBrokerServer *server);

  /* what is asked for */
  char        *text; /* client identifier or filter */
  MqttMessage *message;
  guint        number;

  /* the answer */
  gpointer       result;
  GDestroyNotify free_result;
  gssize         count;
};

static void
act_free (gpointer data)
{
  Act *act = data;

  g_object_unref (act->task);
  g_free (act->text);
  g_clear_pointer (&act->message, mqtt_message_unref);
  if (act->result != NULL)
    act->free_result (act->result);
  g_free (act);
}

static gboolean
answered_cb (gpointer user_data)
{
  Act *act = user_data;

  if (act->free_result != NULL)
    g_task_return_pointer (
        act->task, g_steal_pointer (&act->result), act->free_result);
  else
    g_task_return_int (act->task, act->count);
  return G_SOURCE_REMOVE;
}

static gboolean
run_cb (gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  willow_broker_server_catch_up (act->broker->server);
  act->run (act, act->broker->server);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answered_cb, act, act_free);
  g_source_attach (source, g_task_get_context (act->task));
  return G_SOURCE_REMOVE;
}

static Act *
act_new (WillowBroker       *self,
         gpointer            source_tag,
         const char         *text,
         GAsyncReadyCallback callback,
         gpointer            user_data)
{
  Act *act = g_new0 (Act, 1);

  act->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (act->task, source_tag);
  act->broker = self;
  act->text = g_strdup (text);
  return act;
}

/* Takes @act. In order: it is through before a later stop begins. */
static void
act_start (Act *act, void (*run) (Act *, WillowBrokerServer *))
{
  WillowBroker *self = act->broker;

  act->run = run;
  if (self->is_running && !self->is_busy)
    {
      willow_io_thread_invoke (self->thread, run_cb, act, NULL);
      return;
    }
  g_task_return_new_error (act->task,
                           G_IO_ERROR,
                           G_IO_ERROR_CLOSED,
                           "%s",
                           _ ("The broker is not running"));
  act_free (act);
}

static void
act_refuse (Act *act, const char *why)
{
  g_task_return_new_error (
      act->task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s", why);
  act_free (act);
}

static void
view_session (Act *act, WillowBrokerServer *server)
{
  WillowBrokerSession *session = willow_broker_session_find (server, act->text);

  if (session != NULL)
    act->result = willow_broker_session_view_take (server, session);
}

void
willow_broker_view_session_async (WillowBroker       *self,
                                  const char         *client_id,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  Act *act = act_new (
      self, willow_broker_view_session_async, client_id, callback, user_data);

  act->free_result = (GDestroyNotify)willow_broker_session_view_unref;
  act_start (act, view_session);
}

WillowBrokerSessionView *
willow_broker_view_session_finish (WillowBroker *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
view_retained (Act *act, WillowBrokerServer *server)
{
  act->result = willow_broker_retained_view_take (
      server, mqtt_slice_from_string (act->text), act->number);
}

void
willow_broker_view_retained_async (WillowBroker       *self,
                                   const char         *filter,
                                   guint               max_messages,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  Act *act = act_new (
      self, willow_broker_view_retained_async, filter, callback, user_data);

  act->free_result = (GDestroyNotify)willow_broker_retained_view_unref;
  act->number = max_messages;
  if (!mqtt_topic_filter_is_valid (mqtt_slice_from_string (filter), NULL))
    act_refuse (act, _ ("This is not a valid Topic Filter"));
  else
    act_start (act, view_retained);
}

WillowBrokerRetainedView *
willow_broker_view_retained_finish (WillowBroker *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
disconnect_client (Act *act, WillowBrokerServer *server)
{
  WillowBrokerSession *session = willow_broker_session_find (server, act->text);

  if (session == NULL)
    return;
  if (session->connection != NULL)
    {
      act->count = 1;
      willow_broker_connection_disconnect (session->connection,
                                           MQTT_REASON_ADMINISTRATIVE_ACTION,
                                           "Disconnected by hand");
    }
  /* That of a bridge ends with the configuration. */
  if (act->number == 0 || session->bridge != NULL)
    return;
  session = willow_broker_session_find (server, act->text);
  act->count = 1;
  if (session != NULL)
    willow_broker_session_end (server, session);
}

void
willow_broker_disconnect_client_async (WillowBroker       *self,
                                       const char         *client_id,
                                       gboolean            ends_session,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  Act *act = act_new (self,
                      willow_broker_disconnect_client_async,
                      client_id,
                      callback,
                      user_data);

  act->number = ends_session;
  act_start (act, disconnect_client);
}

gboolean
willow_broker_disconnect_client_finish (WillowBroker *self,
                                        GAsyncResult *result,
                                        GError      **error)
{
  return g_task_propagate_int (G_TASK (result), error) > 0;
}

static void
publish_message (Act *act, WillowBrokerServer *server)
{
  act->count =
      willow_broker_router_publish (server->router,
                                    NULL,
                                    act->message,
                                    willow_broker_server_get_now_us (server));
}

static gboolean
is_sys (MqttSlice topic)
{
  return topic.len >= strlen (SYS_PREFIX) &&
         memcmp (topic.data, SYS_PREFIX, strlen (SYS_PREFIX)) == 0;
}

void
willow_broker_publish_async (WillowBroker       *self,
                             MqttMessage        *message,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  Act *act =
      act_new (self, willow_broker_publish_async, NULL, callback, user_data);
  MqttSlice topic = mqtt_message_get_topic (message);

  act->message = mqtt_message_ref (message);
  if (!mqtt_topic_name_is_valid (topic, NULL))
    act_refuse (act, _ ("This is not a valid Topic Name"));
  else if (is_sys (topic))
    act_refuse (act,
                _ ("Topics that begin with $SYS are kept up by the broker "
                   "itself"));
  else
    act_start (act, publish_message);
}

gboolean
willow_broker_publish_finish (WillowBroker *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return g_task_propagate_int (G_TASK (result), error) >= 0;
}

/* As a Client does it: by an empty retained message [MQTT-3.3.1-6], which those
 * who are subscribed see. */
static void
clear_retained (Act *act, WillowBrokerServer *server)
{
  g_autoptr (WillowBrokerRetainedView) view = willow_broker_retained_view_take (
      server, mqtt_slice_from_string (act->text), G_MAXINT);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  for (guint i = 0; i < view->messages->len; i++)
    {
      g_autoptr (MqttMessage) empty = mqtt_message_new (
          mqtt_message_get_topic (g_ptr_array_index (view->messages, i)),
          nothing,
          MQTT_QOS_0,
          TRUE,
          MQTT_SLICE_NONE,
          view->taken_us);

      willow_broker_router_publish (
          server->router, NULL, empty, view->taken_us);
    }
  act->count = view->messages->len;
}

void
willow_broker_clear_retained_async (WillowBroker       *self,
                                    const char         *filter,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  Act *act = act_new (
      self, willow_broker_clear_retained_async, filter, callback, user_data);

  if (!mqtt_topic_filter_is_valid (mqtt_slice_from_string (filter), NULL))
    act_refuse (act, _ ("This is not a valid Topic Filter"));
  else
    act_start (act, clear_retained);
}

gssize
willow_broker_clear_retained_finish (WillowBroker *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
