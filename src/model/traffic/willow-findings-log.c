/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/traffic/willow-findings-log.h"

#include <glib/gi18n.h>

/* A quarter of a frame at 60 Hz. */
#define SLICE_US (4 * G_TIME_SPAN_MILLISECOND)
/* Looks at the clock once for so many: about 20 µs. */
#define RECORDS_PER_LOOK 64u
/* Records with findings. Above it, nothing new is noted until some of them are
 * evicted: nobody reads more. */
#define MAX_RECORDS 10000u

struct _WillowFindingsLog
{
  GObject parent_instance;

  WillowTraceStore *store;
  MqttRole          observed_at;
  guint             idle_id;
  gboolean          is_started;
  guint64           next_serial;

  MqttFindings *findings; /* (nullable): of @connection, if it is judged */
  guint32       connection;
  gboolean      has_connection;
  gint64        last_us;
  guint         n_taken; /* of @findings */

  GHashTable *by_serial; /* guint64 -> GArray of MqttFinding */
  gboolean    has_news;
};

G_DEFINE_FINAL_TYPE (WillowFindingsLog, willow_findings_log, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
note (WillowFindingsLog *self, const MqttFinding *finding)
{
  GArray *array = g_hash_table_lookup (self->by_serial, &finding->serial);

  if (array == NULL)
    {
      if (g_hash_table_size (self->by_serial) >= MAX_RECORDS)
        return;
      array = g_array_new (FALSE, FALSE, sizeof (MqttFinding));
      g_hash_table_insert (self->by_serial,
                           g_memdup2 (&finding->serial, sizeof (guint64)),
                           array);
    }
  g_array_append_val (array, *finding);
  self->has_news = TRUE;
}

static void
take_findings (WillowFindingsLog *self)
{
  guint              n_findings;
  const MqttFinding *findings = mqtt_findings_get (self->findings, &n_findings);

  for (; self->n_taken < n_findings; self->n_taken++)
    note (self, &findings[self->n_taken]);
}

/* @is_complete: no record of it was evicted before it was judged */
static void
end_connection (WillowFindingsLog *self, gboolean is_complete)
{
  if (self->findings != NULL && is_complete)
    {
      mqtt_findings_end (self->findings, MQTT_FINDINGS_END_LOST, self->last_us);
      take_findings (self);
    }
  g_clear_pointer (&self->findings, mqtt_findings_free);
}

/* Of a connection that began before the store does, only what follows a CONNECT
 * can be judged, and that is nothing. */
static void
begin_connection (WillowFindingsLog *self, const WillowTraceView *view)
{
  gboolean is_connect = view->direction == WILLOW_DIRECTION_TO_SERVER &&
                        view->data.len > 0 &&
                        view->data.data[0] >> 4 == MQTT_PACKET_CONNECT;

  end_connection (self, TRUE);
  self->has_connection = TRUE;
  self->connection = view->connection;
  self->n_taken = 0;
  if (is_connect || willow_trace_store_get_first_serial (self->store) == 0)
    self->findings = mqtt_findings_new (self->observed_at);
}

static void
judge (WillowFindingsLog *self, const WillowTraceView *view)
{
  if (view->kind != WILLOW_RECORD_PACKET &&
      view->kind != WILLOW_RECORD_FRAGMENT)
    return;
  if (!self->has_connection || self->connection != view->connection)
    begin_connection (self, view);
  if (self->findings == NULL)
    return;
  mqtt_findings_feed (self->findings,
                      willow_direction_get_sender (view->direction),
                      view->data,
                      view->time_us,
                      view->serial);
  self->last_us = view->time_us;
  take_findings (self);
}

/* Returns FALSE when there is nothing left to judge. */
static gboolean
judge_some (WillowFindingsLog *self)
{
  guint64         end = willow_trace_store_get_end_serial (self->store);
  WillowTraceView view;

  for (guint i = 0; i < RECORDS_PER_LOOK && self->next_serial < end; i++)
    if (willow_trace_store_get (self->store, self->next_serial++, &view))
      judge (self, &view);
  return self->next_serial < end;
}

static gboolean
idle_cb (gpointer user_data)
{
  WillowFindingsLog *self = user_data;
  gint64             end_us = g_get_monotonic_time () + SLICE_US;
  gboolean           has_more;

  do
    has_more = judge_some (self);
  while (has_more && g_get_monotonic_time () < end_us);
  if (!has_more)
    self->idle_id = 0;
  if (self->has_news)
    {
      self->has_news = FALSE;
      g_signal_emit (self, signals[CHANGED], 0);
    }
  return has_more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
appended_cb (WillowFindingsLog *self)
{
  if (self->is_started && self->idle_id == 0)
    self->idle_id = g_idle_add_full (G_PRIORITY_LOW, idle_cb, self, NULL);
}

static gboolean
is_evicted_cb (gpointer key, gpointer value, gpointer user_data)
{
  return *(const guint64 *)key < *(const guint64 *)user_data;
}

static void
evicted_cb (WillowFindingsLog *self, guint64 first_serial)
{
  g_hash_table_foreach_remove (self->by_serial, is_evicted_cb, &first_serial);
  if (first_serial <= self->next_serial)
    return;
  self->next_serial = first_serial;
  end_connection (self, FALSE);
}

static void
willow_findings_log_dispose (GObject *object)
{
  WillowFindingsLog *self = WILLOW_FINDINGS_LOG (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_pointer (&self->findings, mqtt_findings_free);
  g_clear_pointer (&self->by_serial, g_hash_table_unref);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (willow_findings_log_parent_class)->dispose (object);
}

static void
willow_findings_log_class_init (WillowFindingsLogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_findings_log_dispose;
  signals[CHANGED] = g_signal_new ("changed",
                                   WILLOW_TYPE_FINDINGS_LOG,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
willow_findings_log_init (WillowFindingsLog *self)
{
  self->by_serial = g_hash_table_new_full (
      g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
}

WillowFindingsLog *
willow_findings_log_new (WillowTraceStore *store, MqttRole observed_at)
{
  WillowFindingsLog *self = g_object_new (WILLOW_TYPE_FINDINGS_LOG, NULL);

  self->store = g_object_ref (store);
  self->observed_at = observed_at;
  g_signal_connect_object (
      store, "appended", G_CALLBACK (appended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      store, "evicted", G_CALLBACK (evicted_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
willow_findings_log_start (WillowFindingsLog *self)
{
  g_return_if_fail (WILLOW_IS_FINDINGS_LOG (self));

  if (self->is_started)
    return;
  self->is_started = TRUE;
  self->next_serial = willow_trace_store_get_first_serial (self->store);
  appended_cb (self);
}

const MqttFinding *
willow_findings_log_lookup (WillowFindingsLog *self,
                            guint64            serial,
                            guint             *n_findings)
{
  GArray *array = g_hash_table_lookup (self->by_serial, &serial);

  *n_findings = array != NULL ? array->len : 0;
  return array != NULL ? (const MqttFinding *)(const void *)array->data : NULL;
}

guint64
willow_findings_log_get_next_serial (WillowFindingsLog *self)
{
  return self->next_serial;
}

char *
willow_finding_to_string (const MqttFinding *finding)
{
  const char          *what = _ ("Hint");
  const MqttViolation *violation = &finding->violation;

  if (finding->severity == MQTT_SEVERITY_VIOLATION)
    what = finding->role == MQTT_ROLE_CLIENT ? _ ("Violation by the Client")
                                             : _ ("Violation by the Server");
  else if (finding->severity == MQTT_SEVERITY_QUESTIONABLE)
    what = finding->role == MQTT_ROLE_CLIENT
               ? _ ("Questionable, by the Client")
               : _ ("Questionable, by the Server");
  if (violation->id[0] != '\0')
    return g_strdup_printf (
        "%s: %s [%s]", what, _ (violation->text), violation->id);
  return g_strdup_printf ("%s: %s", what, _ (violation->text));
}
