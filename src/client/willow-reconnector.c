/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-reconnector.h"

#include "mqtt/mqtt-reason-code.h"

struct _WillowReconnector
{
  WillowClient          *client; /* not owned */
  WillowReconnectorFuncs funcs;
  gpointer               user_data;

  WillowReconnectPolicy *policy;
  WillowTakeoverWatch   *watch;
  WillowClientOptions   *options;  /* (nullable) */
  char                  *identity; /* (nullable): whose endings are watched */
  GSource               *due;      /* (nullable) */
};

WillowReconnector *
willow_reconnector_new (WillowClient                 *client,
                        const WillowReconnectorFuncs *funcs,
                        gpointer                      user_data)
{
  WillowReconnector *self = g_new0 (WillowReconnector, 1);

  self->client = client;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->policy = willow_reconnect_policy_new (NULL, NULL);
  self->watch = willow_takeover_watch_new ();
  return self;
}

static void
forget_due (WillowReconnector *self)
{
  if (self->due != NULL)
    g_source_destroy (self->due);
  g_clear_pointer (&self->due, g_source_unref);
}

void
willow_reconnector_free (WillowReconnector *self)
{
  forget_due (self);
  willow_reconnect_policy_free (self->policy);
  willow_takeover_watch_free (self->watch);
  g_clear_pointer (&self->options, willow_client_options_unref);
  g_free (self->identity);
  g_free (self);
}

/* Another server or another Client Identifier is another story. */
static void
set_identity (WillowReconnector *self, const WillowClientOptions *options)
{
  g_autofree char *url =
      willow_endpoint_to_string (willow_client_options_get_endpoint (options));
  g_autofree char *id = NULL;
  g_autofree char *identity = NULL;
  MqttConnect      connect;

  willow_client_options_get_connect (options, &connect);
  id = mqtt_slice_dup_string (connect.client_id);
  identity = g_strconcat (url, " ", id, NULL);
  if (g_strcmp0 (identity, self->identity) != 0)
    willow_takeover_watch_reset (self->watch);
  g_free (self->identity);
  self->identity = g_steal_pointer (&identity);
}

void
willow_reconnector_begin (WillowReconnector             *self,
                          const WillowReconnectSettings *settings,
                          WillowClientOptions           *options)
{
  forget_due (self);
  willow_client_options_ref (options);
  g_clear_pointer (&self->options, willow_client_options_unref);
  self->options = options;
  set_identity (self, options);
  willow_reconnect_policy_begin (self->policy, settings);
}

static gboolean
due_cb (gpointer user_data)
{
  WillowReconnector *self = user_data;

  g_clear_pointer (&self->due, g_source_unref);
  willow_reconnect_policy_attempt (self->policy);
  self->funcs.attempt (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
wait_until_due (WillowReconnector *self)
{
  gint64 rest_us = willow_reconnector_get_rest_us (self);

  forget_due (self);
  self->due =
      g_timeout_source_new ((guint)((rest_us + G_TIME_SPAN_MILLISECOND - 1) /
                                    G_TIME_SPAN_MILLISECOND));
  g_source_set_static_name (self->due, "[willow] connect again");
  g_source_set_callback (self->due, due_cb, self, NULL);
  g_source_attach (self->due, g_main_context_get_thread_default ());
}

static gboolean
is_silent_close (const WillowEndingRecord *record)
{
  return record->was_connected && !record->was_silent &&
         (record->manner == WILLOW_ENDED_FIN ||
          record->manner == WILLOW_ENDED_RST ||
          record->manner == WILLOW_ENDED_TRUNCATED ||
          record->manner == WILLOW_ENDED_WEBSOCKET_CLOSE);
}

static gboolean
is_told (WillowReconnector *self, const WillowEndingRecord *record)
{
  if (record->manner == WILLOW_ENDED_DISCONNECT &&
      record->code == MQTT_REASON_SESSION_TAKEN_OVER)
    return TRUE;
  return is_silent_close (record) && self->funcs.is_taken_over != NULL &&
         self->funcs.is_taken_over (record, self->user_data);
}

static WillowTakeover
watch_takeover (WillowReconnector *self, const WillowEndingRecord *record)
{
  WillowTakeoverSample sample = { 0 };

  if (record != NULL)
    {
      sample.is_told = is_told (self, record);
      sample.is_silent_close = is_silent_close (record);
      sample.connected_us = record->ended_us - record->lasted_us;
      sample.ended_us = record->ended_us;
      sample.last_sent_us = record->ended_us - record->last_sent.before_end_us;
      sample.last_received_us =
          record->ended_us - record->last_received.before_end_us;
      sample.answer_us = record->answer_us;
    }
  return willow_takeover_watch_add (self->watch, &sample);
}

static WillowOutcomeKind
kind_of_ending (const WillowEnding *ending)
{
  if (ending == NULL)
    return WILLOW_OUTCOME_BROKEN;
  if (ending->kind == WILLOW_ENDING_DISCONNECT)
    return WILLOW_OUTCOME_DISMISSED;
  return willow_reconnect_is_lasting_error (ending->error)
             ? WILLOW_OUTCOME_UNFIT
             : WILLOW_OUTCOME_BROKEN;
}

/* Whoever went silent left, too: it only took longer. */
static gboolean
has_left (WillowReconnector *self, const WillowEndingRecord *record)
{
  return willow_client_get_state (self->client) == WILLOW_CLIENT_DISCONNECTED ||
         (record != NULL && record->was_silent);
}

static void
hear_end (WillowReconnector *self)
{
  const WillowEnding       *ending = willow_client_get_ending (self->client);
  const WillowEndingRecord *record =
      willow_client_get_ending_record (self->client);
  WillowOutcome outcome = { .kind = WILLOW_OUTCOME_LEFT,
                            .version =
                                willow_client_get_version (self->client) };

  if (has_left (self, record))
    willow_takeover_watch_reset (self->watch);
  else
    {
      outcome.is_taken_over =
          watch_takeover (self, record) != WILLOW_TAKEOVER_NONE;
      outcome.kind =
          willow_client_get_state (self->client) == WILLOW_CLIENT_REFUSED
              ? WILLOW_OUTCOME_REFUSED
              : kind_of_ending (ending);
      outcome.code = ending != NULL ? ending->code : 0;
      if (record != NULL && record->was_connected)
        outcome.lasted_us = record->lasted_us;
    }
  if (willow_reconnect_policy_ended (
          self->policy, &outcome, g_get_monotonic_time ()) ==
      WILLOW_RECONNECT_WAITING)
    wait_until_due (self);
}

WillowReconnectState
willow_reconnector_hear (WillowReconnector *self)
{
  switch (willow_client_get_state (self->client))
    {
    case WILLOW_CLIENT_DISCONNECTED:
    case WILLOW_CLIENT_REFUSED:
    case WILLOW_CLIENT_FAILED:
    case WILLOW_CLIENT_LOST:
      hear_end (self);
      break;
    case WILLOW_CLIENT_CONNECTING:
    case WILLOW_CLIENT_CONNECTED:
    default:
      break;
    }
  return willow_reconnect_policy_get_state (self->policy);
}

void
willow_reconnector_stop (WillowReconnector *self)
{
  forget_due (self);
  willow_reconnect_policy_stop (self->policy);
}

void
willow_reconnector_try_now (WillowReconnector *self)
{
  if (willow_reconnect_policy_get_state (self->policy) !=
      WILLOW_RECONNECT_WAITING)
    return;
  forget_due (self);
  willow_reconnect_policy_attempt (self->policy);
  self->funcs.attempt (self->user_data);
}

WillowReconnectState
willow_reconnector_get_state (WillowReconnector *self)
{
  return willow_reconnect_policy_get_state (self->policy);
}

gint64
willow_reconnector_get_rest_us (WillowReconnector *self)
{
  return MAX (0,
              willow_reconnect_policy_get_due_us (self->policy) -
                  g_get_monotonic_time ());
}

guint
willow_reconnector_get_attempt (WillowReconnector *self)
{
  return willow_reconnect_policy_get_attempt (self->policy);
}

const WillowTakeoverWatch *
willow_reconnector_get_takeover (WillowReconnector *self)
{
  return self->watch;
}

WillowClientOptions *
willow_reconnector_get_options (WillowReconnector *self)
{
  return self->options;
}
