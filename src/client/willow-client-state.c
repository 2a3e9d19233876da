/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-private.h"

#include "client/willow-client-explain.h"

/* What the last connection left behind, before the next attempt. */
void
willow_client_forget_last (WillowClient *self)
{
  self->is_leaving = FALSE;
  self->is_silent = FALSE;
  self->was_cancelled = FALSE;
  self->session_present = FALSE;
  self->connack_code = 0;
  self->connected_since_us = 0;
  g_clear_pointer (&self->connect, g_bytes_unref);
  g_clear_pointer (&self->connack, g_bytes_unref);
  g_clear_pointer (&self->disconnect, g_bytes_unref);
  g_clear_pointer (&self->tls_facts, willow_tls_facts_unref);
  self->has_ending = FALSE;
  g_clear_pointer (&self->record, willow_ending_record_unref);
  g_clear_error (&self->error);
}

static void
keep_ending (WillowClient       *self,
             const WillowEnding *ending,
             const GError       *error)
{
  self->has_ending = TRUE;
  self->ending = *ending;
  g_clear_error (&self->error);
  if (error != NULL)
    self->error = g_error_copy (error);
  self->ending.error = self->error;
}

static void
keep_connect (WillowClient *self, WillowClientNews *news)
{
  g_clear_pointer (&self->connect, g_bytes_unref);
  self->connect = g_steal_pointer (&news->connect);
}

static void
hear_connack (WillowClient *self, WillowClientNews *news)
{
  self->connack_code = news->code;
  self->session_present = news->session_present;
  g_clear_pointer (&self->connack, g_bytes_unref);
  self->connack = g_steal_pointer (&news->bytes);
  keep_connect (self, news);
  if (news->code != 0)
    return; /* the end follows */
  self->connected_since_us = news->wall_us;
  willow_client_set_state (self, WILLOW_CLIENT_CONNECTED);
  willow_client_finish_connect (self, NULL);
}

static void
hear_failed (WillowClient *self, WillowClientNews *news)
{
  const WillowEnding ending = { .kind = WILLOW_ENDING_IO_ERROR };

  self->was_cancelled =
      g_error_matches (news->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  keep_ending (self, &ending, news->error);
  willow_client_set_state (self,
                           self->was_cancelled ? WILLOW_CLIENT_DISCONNECTED
                                               : WILLOW_CLIENT_FAILED);
  willow_client_finish_connect (self, g_steal_pointer (&news->error));
  willow_client_finish_disconnects (self);
}

static WillowClientState
state_of_ending (WillowClient *self)
{
  if (self->ending.kind == WILLOW_ENDING_CLOSED_BY_US)
    return WILLOW_CLIENT_DISCONNECTED;
  if (self->ending.kind == WILLOW_ENDING_REFUSED)
    return WILLOW_CLIENT_REFUSED;
  if (self->state == WILLOW_CLIENT_CONNECTING)
    return self->is_leaving ? WILLOW_CLIENT_DISCONNECTED : WILLOW_CLIENT_FAILED;
  return self->is_leaving && !self->is_silent ? WILLOW_CLIENT_DISCONNECTED
                                              : WILLOW_CLIENT_LOST;
}

/* What became of a connect that got as far as TCP. */
static GError *
error_of_ending (WillowClient *self)
{
  g_autofree char *text = willow_client_explain_state (self);

  if (g_error_matches (
          self->error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_AUTHENTICATION))
    return g_error_copy (self->error);
  if (self->ending.kind == WILLOW_ENDING_CLOSED_BY_US)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, text);
  if (self->ending.kind == WILLOW_ENDING_TIMEOUT)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, text);
  /* With TLS 1.3 "certificate required" comes after the handshake. */
  if (self->ending.kind == WILLOW_ENDING_IO_ERROR &&
      self->ending.error->domain == WILLOW_TLS_ERROR)
    return g_error_new_literal (
        WILLOW_TLS_ERROR, self->ending.error->code, text);
  return g_error_new_literal (WILLOW_CLIENT_ERROR,
                              self->state == WILLOW_CLIENT_REFUSED
                                  ? WILLOW_CLIENT_ERROR_REFUSED
                                  : WILLOW_CLIENT_ERROR_LOST,
                              text);
}

static void
hear_ended (WillowClient *self, WillowClientNews *news)
{
  WillowClientState state;

  keep_ending (self, &news->ending, news->error);
  g_clear_pointer (&self->disconnect, g_bytes_unref);
  self->disconnect = g_steal_pointer (&news->bytes);
  keep_connect (self, news);
  if (self->connack == NULL)
    self->connack = g_steal_pointer (&news->connack);
  g_clear_pointer (&self->record, willow_ending_record_unref);
  self->record = g_steal_pointer (&news->record);
  state = state_of_ending (self);
  self->was_cancelled = self->state == WILLOW_CLIENT_CONNECTING &&
                        state == WILLOW_CLIENT_DISCONNECTED;
  willow_client_set_state (self, state);
  if (self->connect_task != NULL)
    willow_client_finish_connect (self, error_of_ending (self));
  willow_client_fail_tasks (self);
  willow_client_finish_disconnects (self);
}

static void
hear_phase (WillowClient *self, const WillowPhase *phase)
{
  if (phase->tls != NULL)
    {
      g_clear_pointer (&self->tls_facts, willow_tls_facts_unref);
      self->tls_facts = willow_tls_facts_ref (phase->tls);
    }
  if (self->phase_func != NULL)
    self->phase_func (phase, self->phase_data);
}

gboolean
willow_client_hear (gpointer data)
{
  WillowClientNews *news = data;
  g_autoptr (WillowClient) self = g_object_ref (news->client);

  switch (news->kind)
    {
    case WILLOW_CLIENT_NEWS_PHASE:
      hear_phase (self, &news->phase);
      break;
    case WILLOW_CLIENT_NEWS_CONNACK:
      hear_connack (self, news);
      break;
    case WILLOW_CLIENT_NEWS_ANSWER:
      willow_client_answer (self, news);
      break;
    case WILLOW_CLIENT_NEWS_FAILED:
      hear_failed (self, news);
      break;
    case WILLOW_CLIENT_NEWS_ENDED:
      hear_ended (self, news);
      break;
    default:
      g_assert_not_reached ();
    }
  return G_SOURCE_REMOVE;
}

char *
willow_client_explain_state (WillowClient *self)
{
  const WillowClientStory story = {
    .state = self->state,
    .endpoint = self->options != NULL
                    ? willow_client_options_get_endpoint (self->options)
                    : NULL,
    .version = willow_client_get_version (self),
    .was_cancelled = self->was_cancelled,
    .is_silent = self->is_silent,
    .has_websocket_close =
        self->record != NULL && self->record->websocket_code != 0,
    .ending = self->has_ending ? &self->ending : NULL,
    .error = self->state == WILLOW_CLIENT_FAILED ? self->error : NULL,
    .connack = self->connack,
    .disconnect = self->disconnect,
  };

  return willow_client_tell (&story);
}

WillowEndingRecord *
willow_client_get_ending_record (WillowClient *self)
{
  return self->record;
}
