/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-trace-store.h"

#include <string.h>

/* A chunk is what a budget throws out at once: small against the budget, so
 * that little more than needed goes; large against a record. */
#define CHUNK_MAX_BYTES (1024u * 1024u)
#define CHUNK_MIN_BYTES 4096u
#define CHUNKS_PER_BUDGET 16u

/* A record larger than this share of a chunk gets a chunk of its own, which is
 * the record itself, not a copy. */
#define LARGE_SHARE 4u

#define ENTRIES_PER_BLOCK 4096u
#define CHUNK_NUMBER_BITS 24

/* The index: 32 bytes a record, found by arithmetic from the serial alone. A
 * chunk number is taken modulo 2^24: there are never that many at a time. */
typedef struct
{
  gint64  time_us;
  gint64  wall_us;
  guint32 offset;
  guint32 len;
  guint32 connection;
  guint32 chunk : CHUNK_NUMBER_BITS;
  guint32 kind : 4;
  guint32 direction : 1;
  guint32 version : 3;
} Entry;

G_STATIC_ASSERT (sizeof (Entry) == 32);

typedef struct
{
  guint8       *data;   /* owned, unless it is that of @record */
  WillowRecord *record; /* (nullable): the one large record in here */
  guint32       used;
  guint32       size;
  guint64       end_serial; /* of the record behind its last one */
} Chunk;

struct _WillowTraceStore
{
  GObject parent_instance;

  GPtrArray *chunks; /* element-type Chunk, oldest first */
  GPtrArray *blocks; /* element-type Entry[ENTRIES_PER_BLOCK] */
  guint64    first_chunk;
  guint64    first_block;
  guint64    first_serial;
  guint64    end_serial;
  gsize      size_bytes;
  gsize      budget_bytes;
};

G_DEFINE_FINAL_TYPE (WillowTraceStore, willow_trace_store, G_TYPE_OBJECT)

enum
{
  SIGNAL_APPENDED,
  SIGNAL_EVICTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
chunk_free (gpointer data)
{
  Chunk *chunk = data;

  if (chunk->record != NULL)
    willow_record_unref (chunk->record);
  else
    g_free (chunk->data);
  g_free (chunk);
}

static gsize
get_chunk_size_bytes (WillowTraceStore *self)
{
  return CLAMP (
      self->budget_bytes / CHUNKS_PER_BUDGET, CHUNK_MIN_BYTES, CHUNK_MAX_BYTES);
}

/* The last chunk takes no more: gives back what it did not use. */
static void
close_last_chunk (WillowTraceStore *self)
{
  Chunk *chunk;

  if (self->chunks->len == 0)
    return;
  chunk = g_ptr_array_index (self->chunks, self->chunks->len - 1);
  if (chunk->record != NULL || chunk->used == chunk->size)
    return;
  chunk->data = g_realloc (chunk->data, chunk->used);
  chunk->size = chunk->used;
}

static Chunk *
add_chunk (WillowTraceStore *self)
{
  Chunk *chunk = g_new0 (Chunk, 1);

  close_last_chunk (self);
  g_ptr_array_add (self->chunks, chunk);
  return chunk;
}

static Chunk *
add_large (WillowTraceStore *self, WillowRecord *record)
{
  Chunk *chunk = add_chunk (self);

  chunk->record = willow_record_ref (record);
  chunk->data = record->data;
  chunk->size = chunk->used = record->len;
  return chunk;
}

static Chunk *
get_chunk_with_room (WillowTraceStore *self, guint32 len)
{
  Chunk *chunk = NULL;

  if (self->chunks->len > 0)
    chunk = g_ptr_array_index (self->chunks, self->chunks->len - 1);
  if (chunk == NULL || chunk->record != NULL || chunk->size - chunk->used < len)
    {
      chunk = add_chunk (self);
      chunk->size = (guint32)get_chunk_size_bytes (self);
      chunk->data = g_malloc (chunk->size);
    }
  return chunk;
}

static Entry *
get_entry (WillowTraceStore *self, guint64 serial)
{
  Entry *block = g_ptr_array_index (
      self->blocks, (guint)(serial / ENTRIES_PER_BLOCK - self->first_block));

  return &block[serial % ENTRIES_PER_BLOCK];
}

static Entry *
add_entry (WillowTraceStore *self)
{
  guint64 serial = self->end_serial++;

  if (self->blocks->len == 0)
    self->first_block = serial / ENTRIES_PER_BLOCK;
  if (serial / ENTRIES_PER_BLOCK - self->first_block >= self->blocks->len)
    g_ptr_array_add (self->blocks, g_new (Entry, ENTRIES_PER_BLOCK));
  return get_entry (self, serial);
}

static void
append_record (WillowTraceStore *self, WillowRecord *record)
{
  gboolean large = record->len > get_chunk_size_bytes (self) / LARGE_SHARE;
  Chunk   *chunk = large ? add_large (self, record)
                         : get_chunk_with_room (self, record->len);
  Entry   *entry = add_entry (self);
  guint64  number = self->first_chunk + self->chunks->len - 1;

  entry->time_us = record->time_us;
  entry->wall_us = record->wall_us;
  entry->connection = record->connection;
  entry->len = record->len;
  entry->offset = large ? 0 : chunk->used;
  entry->chunk = (guint32)number & ((1u << CHUNK_NUMBER_BITS) - 1);
  entry->kind = record->kind;
  entry->direction = record->direction;
  entry->version = record->version;
  if (!large && record->len > 0)
    {
      memcpy (chunk->data + chunk->used, record->data, record->len);
      chunk->used += record->len;
    }
  chunk->end_serial = self->end_serial;
  self->size_bytes += sizeof (Entry) + record->len;
}

static void
drop_old_blocks (WillowTraceStore *self)
{
  guint64 n = self->first_serial / ENTRIES_PER_BLOCK - self->first_block;

  n = MIN (n, self->blocks->len);
  if (n == 0)
    return;
  g_ptr_array_remove_range (self->blocks, 0, (guint)n);
  self->first_block += n;
}

static void
drop_oldest_chunk (WillowTraceStore *self)
{
  const Chunk *chunk = g_ptr_array_index (self->chunks, 0);
  guint64      n_records = chunk->end_serial - self->first_serial;

  self->size_bytes -= chunk->used + sizeof (Entry) * (gsize)n_records;
  self->first_serial = chunk->end_serial;
  g_ptr_array_remove_index (self->chunks, 0);
  self->first_chunk++;
  drop_old_blocks (self);
}

/* The newest chunk always stays: what has just come can be looked at. */
static void
keep_to_budget (WillowTraceStore *self)
{
  while (self->size_bytes > self->budget_bytes && self->chunks->len > 1)
    drop_oldest_chunk (self);
}

static void
emit_evicted (WillowTraceStore *self, guint64 old_first_serial)
{
  if (self->first_serial != old_first_serial)
    g_signal_emit (self, signals[SIGNAL_EVICTED], 0, self->first_serial);
}

static void
willow_trace_store_finalize (GObject *object)
{
  WillowTraceStore *self = WILLOW_TRACE_STORE (object);

  g_ptr_array_unref (self->chunks);
  g_ptr_array_unref (self->blocks);
  G_OBJECT_CLASS (willow_trace_store_parent_class)->finalize (object);
}

static void
willow_trace_store_class_init (WillowTraceStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = willow_trace_store_finalize;
  signals[SIGNAL_APPENDED] = g_signal_new ("appended",
                                           WILLOW_TYPE_TRACE_STORE,
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           2,
                                           G_TYPE_UINT64,
                                           G_TYPE_UINT64);
  signals[SIGNAL_EVICTED] = g_signal_new ("evicted",
                                          WILLOW_TYPE_TRACE_STORE,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_UINT64);
}

static void
willow_trace_store_init (WillowTraceStore *self)
{
  self->chunks = g_ptr_array_new_with_free_func (chunk_free);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
}

/**
 * willow_trace_store_new:
 * @budget_bytes: for records and their index; the newest chunk stays whatever
 *   its size
 *
 * Returns: (transfer full):
 */
WillowTraceStore *
willow_trace_store_new (gsize budget_bytes)
{
  WillowTraceStore *self = g_object_new (WILLOW_TYPE_TRACE_STORE, NULL);

  self->budget_bytes = budget_bytes;
  return self;
}

/**
 * willow_trace_store_append:
 * @records: (transfer none) (element-type WillowRecord): oldest first
 *
 * One batch. Large records are kept by reference, others are copied.
 */
void
willow_trace_store_append (WillowTraceStore *self, GPtrArray *records)
{
  guint64 first_serial = self->first_serial;
  guint64 end_serial = self->end_serial;

  if (records->len == 0)
    return;
  for (guint i = 0; i < records->len; i++)
    {
      append_record (self, g_ptr_array_index (records, i));
      keep_to_budget (self);
    }
  emit_evicted (self, first_serial);
  g_signal_emit (self,
                 signals[SIGNAL_APPENDED],
                 0,
                 end_serial,
                 self->end_serial - end_serial);
}

/* Forgets all records; serials go on. */
void
willow_trace_store_clear (WillowTraceStore *self)
{
  guint64 first_serial = self->first_serial;

  while (self->chunks->len > 0)
    drop_oldest_chunk (self);
  emit_evicted (self, first_serial);
}

static const Chunk *
get_chunk_of_entry (WillowTraceStore *self, const Entry *entry)
{
  guint32 index = (entry->chunk - (guint32)self->first_chunk) &
                  ((1u << CHUNK_NUMBER_BITS) - 1);

  return g_ptr_array_index (self->chunks, index);
}

/* Returns: whether there is such a record (any more) */
gboolean
willow_trace_store_get (WillowTraceStore *self,
                        guint64           serial,
                        WillowTraceView  *view)
{
  const Entry *entry;

  if (serial < self->first_serial || serial >= self->end_serial)
    return FALSE;
  entry = get_entry (self, serial);
  view->serial = serial;
  view->time_us = entry->time_us;
  view->wall_us = entry->wall_us;
  view->connection = entry->connection;
  view->kind = (WillowRecordKind)entry->kind;
  view->direction = (WillowDirection)entry->direction;
  view->version = (MqttVersion)entry->version;
  view->data.data = get_chunk_of_entry (self, entry)->data + entry->offset;
  view->data.len = entry->len;
  return TRUE;
}

/**
 * willow_trace_store_dup_bytes:
 *
 * The bytes of one record, for as long as one likes: a large record is shared,
 * a small one copied.
 *
 * Returns: (transfer full) (nullable): %NULL where there is no such record
 */
GBytes *
willow_trace_store_dup_bytes (WillowTraceStore *self, guint64 serial)
{
  WillowTraceView view;
  const Chunk    *chunk;

  if (!willow_trace_store_get (self, serial, &view))
    return NULL;
  chunk = get_chunk_of_entry (self, get_entry (self, serial));
  if (chunk->record == NULL)
    return g_bytes_new (view.data.data, view.data.len);
  return g_bytes_new_with_free_func (view.data.data,
                                     view.data.len,
                                     (GDestroyNotify)willow_record_unref,
                                     willow_record_ref (chunk->record));
}

guint64
willow_trace_store_get_first_serial (WillowTraceStore *self)
{
  return self->first_serial;
}

guint64
willow_trace_store_get_end_serial (WillowTraceStore *self)
{
  return self->end_serial;
}

/* Records and index, without what the allocator adds. */
gsize
willow_trace_store_get_size_bytes (WillowTraceStore *self)
{
  return self->size_bytes;
}

gsize
willow_trace_store_get_budget_bytes (WillowTraceStore *self)
{
  return self->budget_bytes;
}

void
willow_trace_store_set_budget_bytes (WillowTraceStore *self, gsize budget_bytes)
{
  guint64 first_serial = self->first_serial;

  self->budget_bytes = budget_bytes;
  keep_to_budget (self);
  emit_evicted (self, first_serial);
}
