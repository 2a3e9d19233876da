/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-doctor-plan.h"

/* All tries of a task. */
typedef struct
{
  GPtrArray *clients; /* WillowClient */
  GPtrArray *tries;
  guint      n_running;
} FollowUp;

static void
follow_up_free (gpointer data)
{
  FollowUp *self = data;

  g_ptr_array_unref (self->clients);
  g_ptr_array_unref (self->tries);
  g_free (self);
}

/* One of them, and the task that it keeps. */
typedef struct
{
  GTask           *task;
  WillowDoctorTry *try;
} Running;

static void
finish (Running *running)
{
  FollowUp *self = g_task_get_task_data (running->task);

  if (--self->n_running == 0)
    g_task_return_boolean (running->task, TRUE);
  g_object_unref (running->task);
  g_free (running);
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  willow_client_disconnect_finish (WILLOW_CLIENT (source), result, NULL);
  finish (user_data);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Running      *running = user_data;
  WillowClient *client = WILLOW_CLIENT (source);
  g_autoptr (GError) error = NULL;

  if (willow_client_connect_finish (client, result, &error))
    {
      willow_doctor_attempt_hear (running->try->attempt, client);
      willow_client_disconnect_async (
          client, WILLOW_DISCONNECT_CLEAN, left_cb, running);
      return;
    }
  willow_doctor_attempt_hear (running->try->attempt, client);
  willow_doctor_attempt_hear_error (running->try->attempt, error);
  finish (running);
}

static void
phase_cb (const WillowPhase *phase, gpointer user_data)
{
  willow_doctor_attempt_add_phase (user_data, phase);
}

static void
start (GTask                     *task,
       WillowIoThread            *io_thread,
       WillowDoctorTry           *try,
       const WillowClientOptions *own,
       guint                      timeout_ms)
{
  FollowUp     *self = g_task_get_task_data (task);
  WillowClient *client = willow_client_new (io_thread);
  Running      *running = g_new0 (Running, 1);
  g_autoptr (WillowClientOptions) options =
      willow_doctor_build_try (try, own, timeout_ms);

  running->task = g_object_ref (task);
  running->try = try;
  try->attempt = willow_doctor_attempt_new (options);
  willow_client_set_phase_func (client, phase_cb, try->attempt);
  willow_client_set_keep_messages (client, TRUE);
  g_ptr_array_add (self->clients, client);
  willow_client_connect_async (
      client, options, g_task_get_cancellable (task), connected_cb, running);
}

void
willow_doctor_follow_up_async (WillowIoThread            *io_thread,
                               GPtrArray                 *tries,
                               const WillowClientOptions *own,
                               guint                      timeout_ms,
                               GCancellable              *cancellable,
                               GAsyncReadyCallback        callback,
                               gpointer                   user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  FollowUp *self = g_new0 (FollowUp, 1);

  g_task_set_source_tag (task, willow_doctor_follow_up_async);
  g_task_set_check_cancellable (task, FALSE);
  self->clients = g_ptr_array_new_with_free_func (g_object_unref);
  self->tries = g_ptr_array_ref (tries);
  self->n_running = tries->len;
  g_task_set_task_data (task, self, follow_up_free);
  if (tries->len == 0)
    g_task_return_boolean (task, TRUE);
  for (guint i = 0; i < tries->len; i++)
    start (task, io_thread, tries->pdata[i], own, timeout_ms);
}

gboolean
willow_doctor_follow_up_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
