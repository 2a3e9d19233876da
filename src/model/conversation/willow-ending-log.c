/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-ending-log.h"

#include "model/profile/willow-profile-fields.h"

#include <glib/gi18n-lib.h>

/* The countdown is in whole seconds. */
#define TICK_MS 250u

struct _WillowEndingLog
{
  GObject parent_instance;

  WillowClient       *client; /* not owned */
  WillowTraceQueue   *trace;
  WillowReconnector  *reconnector;
  GListStore         *items;
  WillowBrokerEvents *events; /* (nullable) */

  char   *rival;    /* (nullable): of the last ending */
  char   *takeover; /* (nullable): the same */
  guint64 tick;     /* seconds that were told */
  guint   tick_id;
};

G_DEFINE_FINAL_TYPE (WillowEndingLog, willow_ending_log, G_TYPE_OBJECT)

enum
{
  ATTEMPT,
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
willow_ending_log_dispose (GObject *object)
{
  WillowEndingLog *self = WILLOW_ENDING_LOG (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_pointer (&self->reconnector, willow_reconnector_free);
  g_clear_object (&self->events);
  G_OBJECT_CLASS (willow_ending_log_parent_class)->dispose (object);
}

static void
willow_ending_log_finalize (GObject *object)
{
  WillowEndingLog *self = WILLOW_ENDING_LOG (object);

  g_object_unref (self->items);
  g_clear_pointer (&self->trace, willow_trace_queue_unref);
  g_free (self->rival);
  g_free (self->takeover);
  G_OBJECT_CLASS (willow_ending_log_parent_class)->finalize (object);
}

static guint
add_signal (WillowEndingLogClass *klass, const char *name)
{
  return g_signal_new (name,
                       G_TYPE_FROM_CLASS (klass),
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       0);
}

static void
willow_ending_log_class_init (WillowEndingLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = willow_ending_log_dispose;
  object_class->finalize = willow_ending_log_finalize;
  signals[ATTEMPT] = add_signal (klass, "attempt");
  signals[CHANGED] = add_signal (klass, "changed");
}

static void
willow_ending_log_init (WillowEndingLog *self)
{
  self->items = g_list_store_new (WILLOW_TYPE_ENDING_ITEM);
}

static gboolean
tick_cb (gpointer user_data)
{
  WillowEndingLog *self = user_data;
  guint64 tick = (guint64)willow_reconnector_get_rest_us (self->reconnector) /
                 G_TIME_SPAN_SECOND;

  if (tick != self->tick)
    g_signal_emit (self, signals[CHANGED], 0);
  self->tick = tick;
  return G_SOURCE_CONTINUE;
}

static void
update_tick (WillowEndingLog *self)
{
  if (!willow_ending_log_is_waiting (self))
    g_clear_handle_id (&self->tick_id, g_source_remove);
  else if (self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
}

static void
attempt_cb (gpointer user_data)
{
  WillowEndingLog *self = user_data;
  g_autoptr (WillowEndingLog) kept = g_object_ref (self);

  update_tick (self);
  g_signal_emit (self, signals[ATTEMPT], 0);
}

static gboolean
is_taken_over_cb (const WillowEndingRecord *record, gpointer user_data)
{
  WillowEndingLog *self = user_data;

  if (self->events != NULL && record->local != NULL)
    self->rival = g_strdup (
        willow_broker_events_find_takeover (self->events, record->local));
  return self->rival != NULL;
}

WillowEndingLog *
willow_ending_log_new (WillowClient *client, WillowTraceQueue *trace)
{
  static const WillowReconnectorFuncs funcs = { attempt_cb, is_taken_over_cb };
  WillowEndingLog *self = g_object_new (WILLOW_TYPE_ENDING_LOG, NULL);

  self->client = client;
  self->trace = willow_trace_queue_ref (trace);
  self->reconnector = willow_reconnector_new (client, &funcs, self);
  return self;
}

void
willow_ending_log_set_events (WillowEndingLog *self, WillowBrokerEvents *events)
{
  g_set_object (&self->events, events);
}

void
willow_ending_log_begin (WillowEndingLog     *self,
                         WillowProfile       *profile,
                         WillowClientOptions *options)
{
  const WillowProfileValues    *values = willow_profile_get_values (profile);
  const WillowReconnectSettings settings = {
    .enabled = values->reconnect,
    .delay_ms = values->reconnect_delay_ms,
    .maximum_ms = values->reconnect_maximum_ms,
    .jitter_percent = values->reconnect_jitter_percent,
    .stop_on_refusal = values->reconnect_stop_on_refusal,
  };

  willow_reconnector_begin (self->reconnector, &settings, options);
  update_tick (self);
}

static void
tell_takeover (WillowEndingLog *self, const WillowEndingRecord *record)
{
  const WillowTakeoverWatch *watch =
      willow_reconnector_get_takeover (self->reconnector);
  WillowTakeover verdict = willow_takeover_watch_get_verdict (watch);
  const gint64  *intervals_us;
  guint          n;

  g_clear_pointer (&self->takeover, g_free);
  if (verdict == WILLOW_TAKEOVER_NONE || record == NULL)
    return;
  intervals_us = willow_takeover_watch_get_intervals_us (watch, &n);
  self->takeover = willow_ending_text_dup_takeover (
      record, verdict, self->rival, intervals_us, n);
}

static char *
dup_note (WillowEndingLog          *self,
          const WillowEndingRecord *record,
          const char               *sentence)
{
  GString         *note = g_string_new (sentence);
  g_autofree char *will = NULL;

  if (self->takeover != NULL)
    g_string_append_printf (note, " · %s", self->takeover);
  if (record->will.fate != WILLOW_WILL_FATE_NONE)
    {
      will = willow_ending_text_dup_will (record);
      g_string_append_printf (note, " · %s", will);
    }
  return g_string_free (note, FALSE);
}

/* The packets of the connection are in the queue by now. */
static void
push_note (WillowEndingLog          *self,
           const WillowEndingRecord *record,
           const char               *sentence)
{
  g_autofree char *note = dup_note (self, record, sentence);

  willow_trace_queue_push (
      self->trace,
      willow_record_new (WILLOW_RECORD_NOTE,
                         willow_ending_record_is_lost (record)
                             ? WILLOW_DIRECTION_TO_CLIENT
                             : WILLOW_DIRECTION_TO_SERVER,
                         record->version,
                         record->number,
                         record->ended_us,
                         mqtt_slice_from_string (note)));
}

static void
add_item (WillowEndingLog *self, WillowEndingRecord *record)
{
  char *sentence = willow_ending_text_dup_own (record);
  g_autoptr (WillowEndingItem) item = NULL;
  guint n;

  if (sentence == NULL)
    sentence = willow_client_explain_state (self->client);
  push_note (self, record, sentence);
  item = willow_ending_item_new (record, sentence, g_strdup (self->takeover));
  g_list_store_insert (self->items, 0, item);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  if (n > WILLOW_ENDING_LOG_MAX)
    g_list_store_remove (self->items, n - 1);
}

static gboolean
is_over (WillowEndingLog *self)
{
  WillowClientState state = willow_client_get_state (self->client);

  return state != WILLOW_CLIENT_CONNECTING && state != WILLOW_CLIENT_CONNECTED;
}

void
willow_ending_log_hear (WillowEndingLog *self)
{
  WillowEndingRecord *record = willow_client_get_ending_record (self->client);

  g_clear_pointer (&self->rival, g_free);
  willow_reconnector_hear (self->reconnector);
  tell_takeover (self, record);
  if (is_over (self) && record != NULL)
    add_item (self, record);
  update_tick (self);
}

void
willow_ending_log_stop (WillowEndingLog *self)
{
  willow_reconnector_stop (self->reconnector);
  update_tick (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
willow_ending_log_try_now (WillowEndingLog *self)
{
  willow_reconnector_try_now (self->reconnector);
}

void
willow_ending_log_clear (WillowEndingLog *self)
{
  g_list_store_remove_all (self->items);
}

gboolean
willow_ending_log_is_waiting (WillowEndingLog *self)
{
  return willow_reconnector_get_state (self->reconnector) ==
         WILLOW_RECONNECT_WAITING;
}

guint
willow_ending_log_get_attempt (WillowEndingLog *self)
{
  return willow_reconnector_get_attempt (self->reconnector);
}

char *
willow_ending_log_dup_status (WillowEndingLog *self)
{
  if (!willow_ending_log_is_waiting (self))
    return NULL;
  return willow_ending_text_dup_waiting (
      willow_reconnector_get_rest_us (self->reconnector),
      willow_reconnector_get_attempt (self->reconnector));
}

char *
willow_ending_log_dup_advice (WillowEndingLog *self)
{
  const char *stop = willow_ending_text_get_stop (
      willow_reconnector_get_state (self->reconnector));

  if (self->takeover == NULL)
    return g_strdup (stop);
  if (stop == NULL)
    return g_strdup (self->takeover);
  /* TRANSLATORS: two sentences */
  return g_strdup_printf (_ ("%s %s"), self->takeover, stop);
}

WillowClientOptions *
willow_ending_log_get_options (WillowEndingLog *self)
{
  return willow_reconnector_get_options (self->reconnector);
}

GListModel *
willow_ending_log_get_items (WillowEndingLog *self)
{
  return G_LIST_MODEL (self->items);
}
