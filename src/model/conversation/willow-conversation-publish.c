/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-conversation.h"

#include "model/conversation/willow-conversation-text.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MqttQos qos;
  gint64  start_us;
} PublishCall;

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PublishCall *call = g_task_get_task_data (task);
  GError      *error = NULL;
  guint8       reason = 0;

  if (!willow_client_publish_finish (
          WILLOW_CLIENT (source), result, &reason, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (
        task,
        willow_conversation_tell_ack (
            willow_client_get_version (WILLOW_CLIENT (source)),
            call->qos,
            reason,
            g_get_monotonic_time () - call->start_us),
        g_free);
}

/**
 * willow_conversation_publish_async:
 * @payload: (nullable): %NULL for an empty one
 *
 * Errors: %G_IO_ERROR_INVALID_ARGUMENT where @topic is no Topic Name, and those
 * of willow_client_publish_async().
 */
void
willow_conversation_publish_async (WillowConversation *self,
                                   const char         *topic,
                                   GBytes             *payload,
                                   MqttQos             qos,
                                   gboolean            retain,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  GTask       *task = g_task_new (self, NULL, callback, user_data);
  PublishCall *call;
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (MqttMessage) message = NULL;
  MqttViolation violation;

  /* The server would have to close the connection for it. */
  if (!mqtt_topic_name_is_valid (mqtt_slice_from_string (topic), &violation))
    {
      g_task_return_new_error (task,
                               G_IO_ERROR,
                               G_IO_ERROR_INVALID_ARGUMENT,
                               "%s",
                               _ (violation.text));
      g_object_unref (task);
      return;
    }
  call = g_new0 (PublishCall, 1);
  call->qos = qos;
  call->start_us = g_get_monotonic_time ();
  g_task_set_task_data (task, call, g_free);
  message = mqtt_message_new (mqtt_slice_from_string (topic),
                              payload != NULL ? payload : nothing,
                              qos,
                              retain,
                              MQTT_SLICE_NONE,
                              call->start_us);
  willow_client_publish_async (
      willow_conversation_get_client (self), message, published_cb, task);
}

char *
willow_conversation_publish_finish (WillowConversation *self,
                                    GAsyncResult       *result,
                                    GError            **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
