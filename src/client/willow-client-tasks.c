/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-private.h"

#include <glib/gi18n.h>

static void
fail_lost (GTask *task)
{
  g_task_return_new_error (task,
                           WILLOW_CLIENT_ERROR,
                           WILLOW_CLIENT_ERROR_LOST,
                           "%s",
                           _ ("The connection ended before the answer came"));
}

void
willow_client_fail_tasks (WillowClient *self)
{
  g_autoptr (GHashTable) tasks = g_steal_pointer (&self->tasks);
  GHashTableIter iter;
  gpointer       task;

  self->tasks = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  g_hash_table_iter_init (&iter, tasks);
  while (g_hash_table_iter_next (&iter, NULL, &task))
    fail_lost (task);
}

/* The core's errors in the terms of the facade. @error: (transfer full) */
static GError *
translate_error (GError *error)
{
  GQuark  domain = WILLOW_CLIENT_ERROR;
  int     code;
  GError *translated;

  if (error->domain != MQTT_CONNECTION_ERROR)
    return error;
  switch ((MqttConnectionError)error->code)
    {
    case MQTT_CONNECTION_ERROR_STATE:
      code = WILLOW_CLIENT_ERROR_NOT_CONNECTED;
      break;
    case MQTT_CONNECTION_ERROR_NOT_SUPPORTED:
    case MQTT_CONNECTION_ERROR_PACKET_TOO_LARGE:
      code = WILLOW_CLIENT_ERROR_NOT_SUPPORTED;
      break;
    case MQTT_CONNECTION_ERROR_INVALID:
    case MQTT_CONNECTION_ERROR_QUEUE_FULL:
    default:
      domain = error->domain;
      code = error->code;
      break;
    }
  translated = g_error_new_literal (domain, code, _ (error->message));
  g_error_free (error);
  return translated;
}

void
willow_client_answer (WillowClient *self, WillowClientNews *news)
{
  gpointer stolen = NULL;
  g_autoptr (GTask) task = NULL;

  if (!g_hash_table_steal_extended (
          self->tasks, GUINT_TO_POINTER (news->token), NULL, &stolen))
    return;
  task = stolen;
  if (news->error != NULL)
    g_task_return_error (task,
                         translate_error (g_steal_pointer (&news->error)));
  else if (g_task_get_source_tag (task) == willow_client_publish_async)
    g_task_return_int (task, news->code);
  else if (g_task_get_source_tag (task) == willow_client_disconnect_async ||
           g_task_get_source_tag (task) == willow_client_reauthenticate_async)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_pointer (
        task, g_steal_pointer (&news->bytes), (GDestroyNotify)g_bytes_unref);
}

void
willow_client_finish_connect (WillowClient *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->connect_task);

  if (task == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (self->cancelled_id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task),
                              self->cancelled_id);
  self->cancelled_id = 0;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
willow_client_finish_disconnects (WillowClient *self)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->disconnect_tasks);

  self->disconnect_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
}

guint
willow_client_keep_task (WillowClient *self, GTask *task)
{
  do
    self->last_token++;
  while (
      self->last_token == 0 ||
      g_hash_table_contains (self->tasks, GUINT_TO_POINTER (self->last_token)));
  g_hash_table_insert (self->tasks, GUINT_TO_POINTER (self->last_token), task);
  return self->last_token;
}

/* Returns: (transfer full) (nullable): NULL if it has failed already */
static GTask *
new_task (WillowClient       *self,
          GAsyncReadyCallback callback,
          gpointer            user_data,
          gpointer            source_tag)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  if (self->state == WILLOW_CLIENT_CONNECTED && !self->is_silent)
    return g_steal_pointer (&task);
  g_task_return_new_error (task,
                           WILLOW_CLIENT_ERROR,
                           WILLOW_CLIENT_ERROR_NOT_CONNECTED,
                           "%s",
                           _ ("Not connected"));
  return NULL;
}

void
willow_client_publish_async (WillowClient       *self,
                             MqttMessage        *message,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask *task =
      new_task (self, callback, user_data, willow_client_publish_async);

  if (task != NULL)
    willow_client_call_publish (
        self, message, willow_client_keep_task (self, task));
}

gboolean
willow_client_publish_finish (WillowClient *self,
                              GAsyncResult *result,
                              guint8       *reason,
                              GError      **error)
{
  gssize code;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  code = g_task_propagate_int (G_TASK (result), error);
  if (code < 0)
    return FALSE;
  if (reason != NULL)
    *reason = (guint8)code;
  return TRUE;
}

void
willow_client_subscribe_async (WillowClient       *self,
                               GBytes             *filters,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  willow_client_subscribe_with_properties_async (
      self, filters, NULL, callback, user_data);
}

void
willow_client_subscribe_with_properties_async (WillowClient       *self,
                                               GBytes             *filters,
                                               GBytes             *properties,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data)
{
  GTask *task =
      new_task (self, callback, user_data, willow_client_subscribe_async);

  if (task != NULL)
    willow_client_call_subscribe (
        self, filters, properties, TRUE, willow_client_keep_task (self, task));
}

GBytes *
willow_client_subscribe_finish (WillowClient *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
willow_client_unsubscribe_async (WillowClient       *self,
                                 GBytes             *filters,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  willow_client_unsubscribe_with_properties_async (
      self, filters, NULL, callback, user_data);
}

void
willow_client_unsubscribe_with_properties_async (WillowClient       *self,
                                                 GBytes             *filters,
                                                 GBytes             *properties,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data)
{
  GTask *task =
      new_task (self, callback, user_data, willow_client_unsubscribe_async);

  if (task != NULL)
    willow_client_call_subscribe (
        self, filters, properties, FALSE, willow_client_keep_task (self, task));
}

/**
 * willow_client_unsubscribe_finish:
 *
 * Returns: (transfer full) (nullable): one code per filter in 5.0; empty in
 *   3.x, whose UNSUBACK has none
 */
GBytes *
willow_client_unsubscribe_finish (WillowClient *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
willow_client_reauthenticate_async (WillowClient       *self,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  GTask *task =
      new_task (self, callback, user_data, willow_client_reauthenticate_async);

  if (task != NULL)
    willow_client_call_reauthenticate (self,
                                       willow_client_keep_task (self, task));
}

gboolean
willow_client_reauthenticate_finish (WillowClient *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
