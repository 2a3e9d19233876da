/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-doctor-watch.h"

#include "doctor/willow-doctor-attempt-private.h"

/* A connection that was there for longer came up well: how it ended is another
 * story. */
#define SOON_US (5 * G_USEC_PER_SEC)

struct _WillowDoctorWatch
{
  WillowClient         *client;
  gulong                handler;
  WillowDoctorAttempt  *attempt; /* (nullable): none yet */
  WillowDoctorWatchFunc func;
  gpointer              user_data;
};

static void
phase_cb (const WillowPhase *phase, gpointer user_data)
{
  WillowDoctorWatch *self = user_data;

  if (self->attempt != NULL)
    willow_doctor_attempt_add_phase (self->attempt, phase);
}

static void
begin (WillowDoctorWatch *self)
{
  g_clear_pointer (&self->attempt, willow_doctor_attempt_free);
  self->attempt =
      willow_doctor_attempt_new (willow_client_get_options (self->client));
}

static gboolean
ended_late (WillowDoctorWatch *self, WillowClientState state)
{
  return state == WILLOW_CLIENT_LOST && self->attempt->connack_us != 0 &&
         g_get_monotonic_time () - self->attempt->connack_us > SOON_US;
}

static void
state_cb (WillowDoctorWatch *self)
{
  WillowClientState state = willow_client_get_state (self->client);
  g_autoptr (WillowDiagnosis) diagnosis = NULL;

  if (state == WILLOW_CLIENT_CONNECTING)
    {
      begin (self);
      return;
    }
  if (self->attempt == NULL || ended_late (self, state))
    return;
  willow_doctor_attempt_hear (self->attempt, self->client);
  /* To leave on purpose is no news. */
  if (state == WILLOW_CLIENT_DISCONNECTED)
    return;
  diagnosis = willow_doctor_judge (self->attempt);
  self->func (diagnosis, self->user_data);
}

WillowDoctorWatch *
willow_doctor_watch_new (WillowClient         *client,
                         WillowDoctorWatchFunc func,
                         gpointer              user_data)
{
  WillowDoctorWatch *self = g_new0 (WillowDoctorWatch, 1);

  self->client = g_object_ref (client);
  self->func = func;
  self->user_data = user_data;
  self->handler = g_signal_connect_swapped (
      client, "state-changed", G_CALLBACK (state_cb), self);
  willow_client_set_phase_func (client, phase_cb, self);
  return self;
}

void
willow_doctor_watch_free (WillowDoctorWatch *watch)
{
  g_signal_handler_disconnect (watch->client, watch->handler);
  willow_client_set_phase_func (watch->client, NULL, NULL);
  g_clear_pointer (&watch->attempt, willow_doctor_attempt_free);
  g_object_unref (watch->client);
  g_free (watch);
}
