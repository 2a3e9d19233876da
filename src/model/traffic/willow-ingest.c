/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-ingest.h"

/* More often a person sees no difference, and views pay for each batch. */
#define SLOT_US (50 * G_TIME_SPAN_MILLISECOND)

/* Half a frame at 60 Hz, of what grows with the number of records. What does
 * not fit waits in the queue; when that is full, the socket waits. What the
 * views do with a batch costs the same for few and for many: fewer at a time
 * would only slow us down. */
#define WORK_US (8 * G_TIME_SPAN_MILLISECOND)

#define MIN_RECORDS 256u
#define FIRST_RECORDS 2048u
#define MAX_RECORDS 65536u

struct _WillowIngest
{
  WillowTraceQueue *queue;
  WillowTraceStore *store;
  WillowTopicTree  *topics;
  WillowAliasLog   *aliases;
  WillowIngestFunc  func;
  gpointer          user_data;

  GSource *source;
  gint64   next_slot_us;
  guint    max_records; /* that fit into WORK_US, as far as we know */
  guint64  n_packets;
  guint64  n_messages;
  gulong   evicted_id;
};

typedef struct
{
  GSource       source;
  WillowIngest *ingest;
} IngestSource;

static void
ingest_publish (WillowIngest *self, const WillowRecord *record, guint64 serial)
{
  MqttSlice  frame = { record->data, record->len };
  MqttPacket packet;
  MqttSlice  topic;

  if (!mqtt_packet_decode (
          &packet,
          (MqttVersion)record->version,
          willow_direction_get_sender ((WillowDirection)record->direction),
          frame,
          NULL))
    return;
  topic = packet.publish.topic;
  if (record->version == MQTT_VERSION_5_0)
    topic = willow_alias_log_resolve (self->aliases,
                                      record->connection,
                                      (WillowDirection)record->direction,
                                      &packet.publish,
                                      serial);
  if (record->direction == WILLOW_DIRECTION_TO_CLIENT &&
      mqtt_slice_is_present (topic))
    willow_topic_tree_add (self->topics,
                           topic,
                           packet.publish.payload,
                           packet.publish.qos,
                           packet.publish.retain,
                           record->wall_us,
                           serial);
}

static void
ingest_record (WillowIngest *self, const WillowRecord *record, guint64 serial)
{
  if (record->kind != WILLOW_RECORD_PACKET || record->len == 0)
    return;
  self->n_packets++;
  if (record->data[0] >> 4 != MQTT_PACKET_PUBLISH)
    return;
  self->n_messages++;
  ingest_publish (self, record, serial);
}

static void
adapt (WillowIngest *self, guint n_records, gint64 spent_us)
{
  if (spent_us > WORK_US)
    self->max_records = MAX (n_records / 2, MIN_RECORDS);
  else if (n_records == self->max_records && spent_us < WORK_US / 2)
    self->max_records = MIN (self->max_records * 2, MAX_RECORDS);
}

/* The lists are told last: by then the topics of their new rows are known. */
static void
ingest_batch (WillowIngest *self, GPtrArray *records)
{
  guint64 serial = willow_trace_store_get_end_serial (self->store);
  gint64  start_us = g_get_monotonic_time ();

  for (guint i = 0; i < records->len; i++)
    ingest_record (self, g_ptr_array_index (records, i), serial + i);
  adapt (self, records->len, g_get_monotonic_time () - start_us);
  willow_trace_store_append (self->store, records);
  willow_topic_tree_commit (self->topics);
  if (self->func != NULL)
    self->func (self->user_data);
}

static void
finalize (gpointer data)
{
  WillowIngest *self = data;

  g_source_unref (self->source);
  willow_alias_log_free (self->aliases);
  willow_trace_queue_unref (self->queue);
  g_object_unref (self->store);
  g_object_unref (self->topics);
}

static void
run_slot (WillowIngest *self, GSource *source)
{
  gint64 now_us = g_get_monotonic_time ();
  g_autoptr (GPtrArray) records = NULL;

  if (now_us < self->next_slot_us)
    {
      g_source_set_ready_time (source, self->next_slot_us);
      return;
    }
  /* Before the queue is emptied: from then on a push sets it again. */
  g_source_set_ready_time (source, -1);
  records = willow_trace_queue_take (self->queue, self->max_records);
  if (records->len == 0)
    return;
  self->next_slot_us = now_us + SLOT_US;
  if (willow_trace_queue_get_length (self->queue) > 0)
    g_source_set_ready_time (source, self->next_slot_us);
  ingest_batch (self, records);
}

/* Whoever is told of a batch may close us. */
static gboolean
ingest_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  WillowIngest *self = g_rc_box_acquire (((IngestSource *)source)->ingest);

  run_slot (self, source);
  g_rc_box_release_full (self, finalize);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {
  .dispatch = ingest_dispatch,
};

/* On the thread that pushes. */
static void
wakeup_cb (gpointer user_data)
{
  g_source_set_ready_time (user_data, 0);
}

static void
evicted_cb (WillowTraceStore *store, guint64 first_serial, WillowIngest *self)
{
  willow_alias_log_evict (self->aliases, first_serial);
}

WillowIngest *
willow_ingest_new (WillowTraceQueue *queue,
                   WillowTraceStore *store,
                   WillowTopicTree  *topics,
                   WillowIngestFunc  func,
                   gpointer          user_data)
{
  WillowIngest *self = g_rc_box_new0 (WillowIngest);

  self->queue = willow_trace_queue_ref (queue);
  self->store = g_object_ref (store);
  self->topics = g_object_ref (topics);
  self->aliases = willow_alias_log_new ();
  self->func = func;
  self->user_data = user_data;
  self->max_records = FIRST_RECORDS;
  self->evicted_id =
      g_signal_connect (store, "evicted", G_CALLBACK (evicted_cb), self);
  self->source = g_source_new (&source_funcs, sizeof (IngestSource));
  ((IngestSource *)self->source)->ingest = self;
  g_source_set_static_name (self->source, "willow-ingest");
  g_source_attach (self->source, g_main_context_get_thread_default ());
  willow_trace_queue_set_wakeup (queue, wakeup_cb, self->source);
  return self;
}

void
willow_ingest_free (WillowIngest *self)
{
  willow_trace_queue_set_wakeup (self->queue, NULL, NULL);
  g_source_destroy (self->source);
  g_signal_handler_disconnect (self->store, self->evicted_id);
  self->func = NULL;
  g_rc_box_release_full (self, finalize);
}

guint64
willow_ingest_get_n_packets (WillowIngest *self)
{
  return self->n_packets;
}

guint64
willow_ingest_get_n_messages (WillowIngest *self)
{
  return self->n_messages;
}

const char *
willow_ingest_lookup_topic (WillowIngest *self, guint64 serial)
{
  return willow_alias_log_lookup (self->aliases, serial);
}

void
willow_ingest_clear (WillowIngest *self)
{
  self->n_packets = 0;
  self->n_messages = 0;
  willow_trace_store_clear (self->store);
  willow_alias_log_clear (self->aliases);
  willow_topic_tree_clear (self->topics);
  if (self->func != NULL)
    self->func (self->user_data);
}
