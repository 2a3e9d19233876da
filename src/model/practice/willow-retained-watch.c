/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/practice/willow-retained-watch.h"

#include "broker/glass/willow-broker-acts.h"
#include "model/practice/willow-broker-text.h"
#include "model/practice/willow-cell-row.h"
#include "model/traffic/willow-payload.h"

#include <glib/gi18n-lib.h>

#define PREVIEW_CHARS 200
#define LOOK_EVERY_US G_USEC_PER_SEC
/* A look may take this part of the time. */
#define SHARE 20

struct _WillowRetainedWatch
{
  GObject parent_instance;

  WillowPracticeBroker *broker;
  GListStore           *rows;
  char                 *filter;
  char                 *problem; /* (nullable) */
  guint                 n_matched;
  gint64                asked_us;
  gint64                next_us; /* the next look, not before */
  gboolean              active;
  gboolean              pending;
  gboolean              again; /* the filter is another now */
};

G_DEFINE_FINAL_TYPE (WillowRetainedWatch, willow_retained_watch, G_TYPE_OBJECT)

enum
{
  PROP_FILTER = 1,
  PROP_N_MATCHED,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static WillowCellRow *
new_row (MqttMessage *message, gint64 now_us)
{
  MqttSlice        topic = mqtt_message_get_topic (message);
  MqttSlice        payload = mqtt_message_get_payload (message);
  gint64           expiry_us = mqtt_message_get_expiry_us (message);
  g_autofree char *key = g_strndup ((const char *)topic.data, topic.len);
  char           **cells = g_new0 (char *, 6);

  cells[0] = willow_broker_text_visible (topic.data, topic.len);
  cells[1] = willow_broker_text_size (payload.len);
  cells[2] = g_strdup_printf ("%d", mqtt_message_get_qos (message));
  cells[3] = expiry_us == MQTT_MESSAGE_NEVER_EXPIRES
                 ? g_strdup (_ ("Never"))
                 : willow_broker_text_duration (MAX (expiry_us - now_us, 0));
  cells[4] = willow_payload_preview (payload.data, payload.len, PREVIEW_CHARS);
  return willow_cell_row_new (
      key, cells, mqtt_message_get_payload_bytes (message));
}

static void
take_view (WillowRetainedWatch *self, WillowBrokerRetainedView *view)
{
  g_autoptr (GPtrArray) wanted =
      g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; view != NULL && i < view->messages->len; i++)
    g_ptr_array_add (wanted,
                     new_row (view->messages->pdata[i], view->taken_us));
  willow_cell_rows_update (self->rows, wanted);
  if (self->n_matched == (view != NULL ? view->n_matched : 0))
    return;
  self->n_matched = view != NULL ? view->n_matched : 0;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_MATCHED]);
}

static void
set_problem (WillowRetainedWatch *self, const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

static void
viewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowRetainedWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowBrokerRetainedView) view =
      willow_broker_view_retained_finish (
          WILLOW_BROKER (source), result, &error);
  gint64 now_us = g_get_monotonic_time ();

  self->pending = FALSE;
  self->next_us =
      now_us + MAX (LOOK_EVERY_US, (now_us - self->asked_us) * SHARE);
  if (self->again)
    {
      willow_retained_watch_look (self);
      return;
    }
  set_problem (self,
               g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT)
                   ? error->message
                   : NULL);
  take_view (self, view);
}

void
willow_retained_watch_look (WillowRetainedWatch *self)
{
  if (!self->active || !willow_practice_broker_get_running (self->broker))
    return;
  self->again = self->pending;
  if (self->pending)
    return;
  self->pending = TRUE;
  self->asked_us = g_get_monotonic_time ();
  willow_broker_view_retained_async (
      willow_practice_broker_get_broker (self->broker),
      self->filter,
      WILLOW_RETAINED_WATCH_MAX,
      viewed_cb,
      g_object_ref (self));
}

static void
refreshed_cb (WillowRetainedWatch *self)
{
  if (!willow_practice_broker_get_running (self->broker))
    take_view (self, NULL);
  else if (g_get_monotonic_time () >= self->next_us && !self->pending)
    willow_retained_watch_look (self);
}

static void
willow_retained_watch_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  WillowRetainedWatch *self = WILLOW_RETAINED_WATCH (object);

  if (id == PROP_FILTER)
    g_value_set_string (value, self->filter);
  else if (id == PROP_N_MATCHED)
    g_value_set_uint (value, self->n_matched);
  else
    g_value_set_string (value, self->problem);
}

static void
willow_retained_watch_set_property (GObject      *object,
                                    guint         id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  willow_retained_watch_set_filter (WILLOW_RETAINED_WATCH (object),
                                    g_value_get_string (value));
}

static void
willow_retained_watch_dispose (GObject *object)
{
  WillowRetainedWatch *self = WILLOW_RETAINED_WATCH (object);

  g_clear_object (&self->broker);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->filter, g_free);
  g_clear_pointer (&self->problem, g_free);
  G_OBJECT_CLASS (willow_retained_watch_parent_class)->dispose (object);
}

static void
willow_retained_watch_class_init (WillowRetainedWatchClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = willow_retained_watch_get_property;
  object_class->set_property = willow_retained_watch_set_property;
  object_class->dispose = willow_retained_watch_dispose;
  props[PROP_FILTER] = g_param_spec_string (
      "filter",
      NULL,
      NULL,
      "#",
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_N_MATCHED] =
      g_param_spec_uint ("n-matched", NULL, NULL, 0, G_MAXUINT, 0, readable);
  props[PROP_PROBLEM] =
      g_param_spec_string ("problem", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_retained_watch_init (WillowRetainedWatch *self)
{
  self->rows = g_list_store_new (WILLOW_TYPE_CELL_ROW);
  self->filter = g_strdup ("#");
}

WillowRetainedWatch *
willow_retained_watch_new (WillowPracticeBroker *broker)
{
  WillowRetainedWatch *self = g_object_new (WILLOW_TYPE_RETAINED_WATCH, NULL);

  self->broker = g_object_ref (broker);
  g_signal_connect_object (
      broker, "refreshed", G_CALLBACK (refreshed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
willow_retained_watch_set_filter (WillowRetainedWatch *self, const char *filter)
{
  if (g_str_equal (self->filter, filter))
    return;
  g_free (self->filter);
  self->filter = g_strdup (filter);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILTER]);
  willow_retained_watch_look (self);
}

const char *
willow_retained_watch_get_filter (WillowRetainedWatch *self)
{
  return self->filter;
}

void
willow_retained_watch_set_active (WillowRetainedWatch *self, gboolean active)
{
  self->active = active;
  willow_retained_watch_look (self);
}

guint
willow_retained_watch_get_n_matched (WillowRetainedWatch *self)
{
  return self->n_matched;
}

const char *
willow_retained_watch_get_problem (WillowRetainedWatch *self)
{
  return self->problem;
}

GListModel *
willow_retained_watch_get_rows (WillowRetainedWatch *self)
{
  return G_LIST_MODEL (self->rows);
}
