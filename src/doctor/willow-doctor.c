/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-doctor.h"

#include "client/willow-client.h"
#include "doctor/willow-doctor-plan.h"

#define STAY_MS 250u
#define PROBE_TIMEOUT_MS 2000u
/* Where the options know no end. */
#define CONNECT_TIMEOUT_MS 30000u

typedef struct
{
  WillowIoThread      *io_thread;
  WillowClientOptions *options;
  WillowDoctorFlags    flags;
  GBytes              *filters; /* (nullable) */
  char               **filter_names;
  guint                stay_ms;
  guint                probe_timeout_ms;

  WillowClient        *client;
  gulong               handler;
  WillowDoctorAttempt *attempt;
  GPtrArray           *tries; /* (nullable) */
  GSource             *timer; /* (nullable): until it is left */
  gboolean             is_leaving;
} Run;

static void
run_free (gpointer data)
{
  Run *self = data;

  g_assert (self->timer == NULL);
  g_clear_signal_handler (&self->handler, self->client);
  willow_client_set_phase_func (self->client, NULL, NULL);
  g_clear_object (&self->client);
  willow_doctor_attempt_free (self->attempt);
  g_clear_pointer (&self->tries, g_ptr_array_unref);
  g_clear_pointer (&self->filters, g_bytes_unref);
  g_strfreev (self->filter_names);
  willow_client_options_unref (self->options);
  willow_io_thread_unref (self->io_thread);
  g_free (self);
}

/* The task ends here; it holds the run. */
static void
conclude (GTask *task)
{
  Run *self = g_task_get_task_data (task);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (
        task,
        willow_doctor_judge_with (self->attempt, self->tries),
        (GDestroyNotify)willow_diagnosis_unref);
  g_object_unref (task);
}

static void
followed_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  willow_doctor_follow_up_finish (result, NULL);
  conclude (user_data);
}

/* The first connection is over. */
static void
look_further (GTask *task)
{
  Run *self = g_task_get_task_data (task);
  g_autoptr (WillowDiagnosis) diagnosis = willow_doctor_judge (self->attempt);

  if ((self->flags & WILLOW_DOCTOR_NO_PROBES) != 0 ||
      willow_diagnosis_is_healthy (diagnosis) ||
      g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      conclude (task);
      return;
    }
  self->tries =
      willow_doctor_plan (self->attempt,
                          diagnosis,
                          (self->flags & WILLOW_DOCTOR_TRY_VERSIONS) != 0);
  willow_doctor_follow_up_async (self->io_thread,
                                 self->tries,
                                 self->options,
                                 self->probe_timeout_ms,
                                 g_task_get_cancellable (task),
                                 followed_up_cb,
                                 task);
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  willow_client_disconnect_finish (WILLOW_CLIENT (source), result, NULL);
  look_further (user_data);
}

static void
stop_timer (Run *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
leave (GTask *task)
{
  Run *self = g_task_get_task_data (task);

  stop_timer (self);
  self->is_leaving = TRUE;
  if (willow_client_get_state (self->client) == WILLOW_CLIENT_CONNECTED)
    willow_doctor_attempt_hear_stay (self->attempt);
  willow_client_disconnect_async (
      self->client, WILLOW_DISCONNECT_CLEAN, left_cb, task);
}

static gboolean
time_over_cb (gpointer user_data)
{
  leave (user_data);
  return G_SOURCE_REMOVE;
}

/* Leaves when the time is over, or when there is nothing left to leave. */
static void
leave_after (GTask *task, guint milliseconds)
{
  Run *self = g_task_get_task_data (task);

  if (willow_client_get_state (self->client) != WILLOW_CLIENT_CONNECTED)
    {
      leave (task);
      return;
    }
  stop_timer (self);
  self->timer = g_timeout_source_new (milliseconds);
  g_source_set_callback (self->timer, time_over_cb, task, NULL);
  g_source_attach (self->timer, g_task_get_context (task));
}

static void
subscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *self = g_task_get_task_data (task);
  g_autoptr (GBytes) codes =
      willow_client_subscribe_finish (WILLOW_CLIENT (source), result, NULL);

  if (self->is_leaving)
    return;
  if (codes != NULL)
    willow_doctor_attempt_hear_suback (
        self->attempt, (const char *const *)self->filter_names, codes);
  leave_after (task, self->stay_ms);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *self = g_task_get_task_data (user_data);
  g_autoptr (GError) error = NULL;

  if (!willow_client_connect_finish (self->client, result, &error))
    {
      willow_doctor_attempt_hear (self->attempt, self->client);
      willow_doctor_attempt_hear_error (self->attempt, error);
      look_further (user_data);
    }
  else if (self->filters == NULL)
    leave_after (user_data, self->stay_ms);
  else
    {
      leave_after (user_data, self->probe_timeout_ms);
      willow_client_subscribe_async (
          self->client, self->filters, subscribed_cb, g_object_ref (user_data));
    }
}

static void
state_cb (GTask *task)
{
  Run *self = g_task_get_task_data (task);

  willow_doctor_attempt_hear (self->attempt, self->client);
  /* It did not stay: no need to wait on. */
  if (self->timer != NULL &&
      willow_client_get_state (self->client) != WILLOW_CLIENT_CONNECTED)
    leave (task);
}

static void
phase_cb (const WillowPhase *phase, gpointer user_data)
{
  willow_doctor_attempt_add_phase (user_data, phase);
}

static Run *
run_new (WillowIoThread            *io_thread,
         WillowClientOptions       *options,
         const WillowDoctorRequest *request)
{
  Run  *self = g_new0 (Run, 1);
  guint timeout_ms = willow_client_options_get_connect_timeout_ms (options);
  g_autofree char *client_id = NULL;

  self->io_thread = willow_io_thread_ref (io_thread);
  self->flags = request->flags;
  self->filters =
      request->filters != NULL ? g_bytes_ref (request->filters) : NULL;
  self->filter_names = g_strdupv ((char **)request->filter_names);
  self->stay_ms = request->stay_ms > 0 ? request->stay_ms : STAY_MS;
  self->probe_timeout_ms = request->probe_timeout_ms > 0
                               ? request->probe_timeout_ms
                               : PROBE_TIMEOUT_MS;
  if ((self->flags & WILLOW_DOCTOR_OTHER_CLIENT_ID) != 0)
    client_id = willow_doctor_make_client_id ();
  if (client_id == NULL && timeout_ms > 0)
    self->options = willow_client_options_ref (options);
  else
    self->options = willow_doctor_change_options (
        options,
        willow_client_options_get_version (options),
        client_id,
        timeout_ms > 0 ? timeout_ms : CONNECT_TIMEOUT_MS);
  self->attempt = willow_doctor_attempt_new (self->options);
  willow_doctor_attempt_expect (self->attempt, self->filters != NULL, TRUE);
  return self;
}

void
willow_doctor_run_async (WillowIoThread            *io_thread,
                         WillowClientOptions       *options,
                         const WillowDoctorRequest *request,
                         GCancellable              *cancellable,
                         GAsyncReadyCallback        callback,
                         gpointer                   user_data)
{
  static const WillowDoctorRequest nothing_special = { .flags = 0 };
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Run   *self = run_new (
      io_thread, options, request != NULL ? request : &nothing_special);

  g_task_set_source_tag (task, willow_doctor_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, run_free);
  self->client = willow_client_new (io_thread);
  willow_client_set_keep_messages (self->client, TRUE);
  if (request != NULL)
    willow_client_set_trace (self->client, request->trace);
  willow_client_set_phase_func (self->client, phase_cb, self->attempt);
  self->handler = g_signal_connect_swapped (
      self->client, "state-changed", G_CALLBACK (state_cb), task);
  willow_client_connect_async (
      self->client, self->options, cancellable, connected_cb, task);
}

WillowDiagnosis *
willow_doctor_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
