/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-trace-queue.h"

typedef struct
{
  WillowTraceRoomFunc func;
  gpointer            user_data;
} RoomWait;

struct _WillowTraceQueue
{
  gatomicrefcount ref_count;
  GMutex          lock;

  /* Guarded by lock */
  GPtrArray *records; /* element-type WillowRecord, oldest first */
  GArray    *waits;   /* RoomWait */
  gsize      size_bytes;
  gsize      max_bytes;

  guint16 own_port;
  guint32 own_connection; /* 0: none yet */

  WillowTraceWakeupFunc wakeup; /* (nullable) */
  gpointer              wakeup_data;
};

static gsize
get_cost_bytes (const WillowRecord *record)
{
  return sizeof (WillowRecord) + record->len;
}

/* An empty queue has room for a record of any size. */
static gboolean
has_room (const WillowTraceQueue *queue)
{
  return queue->records->len == 0 || queue->size_bytes < queue->max_bytes;
}

/* Under the lock, so that nobody is called any more once
 * willow_trace_queue_cancel_wait() has returned. */
static void
call_waits (WillowTraceQueue *queue)
{
  for (guint i = 0; i < queue->waits->len; i++)
    {
      const RoomWait *wait = &g_array_index (queue->waits, RoomWait, i);

      wait->func (wait->user_data);
    }
  g_array_set_size (queue->waits, 0);
}

WillowTraceQueue *
willow_trace_queue_new (gsize max_bytes)
{
  WillowTraceQueue *queue = g_new0 (WillowTraceQueue, 1);

  g_atomic_ref_count_init (&queue->ref_count);
  g_mutex_init (&queue->lock);
  queue->records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_record_unref);
  queue->waits = g_array_new (FALSE, FALSE, sizeof (RoomWait));
  queue->max_bytes = max_bytes;
  return queue;
}

WillowTraceQueue *
willow_trace_queue_ref (WillowTraceQueue *queue)
{
  g_atomic_ref_count_inc (&queue->ref_count);
  return queue;
}

void
willow_trace_queue_unref (WillowTraceQueue *queue)
{
  if (!g_atomic_ref_count_dec (&queue->ref_count))
    return;
  g_ptr_array_unref (queue->records);
  g_array_unref (queue->waits);
  g_mutex_clear (&queue->lock);
  g_free (queue);
}

gboolean
willow_trace_queue_push (WillowTraceQueue *queue, WillowRecord *record)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);

  queue->size_bytes += get_cost_bytes (record);
  g_ptr_array_add (queue->records, record);
  if (queue->records->len == 1 && queue->wakeup != NULL)
    queue->wakeup (queue->wakeup_data);
  return has_room (queue);
}

/**
 * willow_trace_queue_wait_for_room:
 * @func: must not call the queue; it runs under its lock
 */
void
willow_trace_queue_wait_for_room (WillowTraceQueue   *queue,
                                  WillowTraceRoomFunc func,
                                  gpointer            user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);
  RoomWait wait = { func, user_data };

  if (has_room (queue))
    func (user_data);
  else
    g_array_append_val (queue->waits, wait);
}

void
willow_trace_queue_cancel_wait (WillowTraceQueue *queue, gpointer user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);

  for (guint i = queue->waits->len; i > 0; i--)
    if (g_array_index (queue->waits, RoomWait, i - 1).user_data == user_data)
      g_array_remove_index (queue->waits, i - 1);
}

void
willow_trace_queue_set_wakeup (WillowTraceQueue     *queue,
                               WillowTraceWakeupFunc func,
                               gpointer              user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);

  queue->wakeup = func;
  queue->wakeup_data = user_data;
  if (func != NULL && queue->records->len > 0)
    func (user_data);
}

/* Takes the whole array where everything is wanted: the usual case, and the
 * lock is then held for no longer than a swap. */
static GPtrArray *
steal_records (WillowTraceQueue *queue, guint max_records)
{
  GPtrArray *taken =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_record_unref);

  if (max_records == 0 || max_records >= queue->records->len)
    {
      GPtrArray *all = g_steal_pointer (&queue->records);

      queue->records = taken;
      queue->size_bytes = 0;
      return all;
    }
  for (guint i = 0; i < max_records; i++)
    {
      WillowRecord *record = g_ptr_array_index (queue->records, i);

      queue->size_bytes -= get_cost_bytes (record);
      g_ptr_array_add (taken, willow_record_ref (record));
    }
  g_ptr_array_remove_range (queue->records, 0, max_records);
  return taken;
}

GPtrArray *
willow_trace_queue_take (WillowTraceQueue *queue, guint max_records)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);
  GPtrArray *taken = steal_records (queue, max_records);

  if (queue->waits->len > 0 && has_room (queue))
    call_waits (queue);
  return taken;
}

guint
willow_trace_queue_get_length (WillowTraceQueue *queue)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);

  return queue->records->len;
}

void
willow_trace_queue_set_own_port (WillowTraceQueue *queue,
                                 guint16           port,
                                 guint32           connection)
{
  g_mutex_lock (&queue->lock);
  queue->own_port = port;
  queue->own_connection = connection;
  g_mutex_unlock (&queue->lock);
}

guint32
willow_trace_queue_find_own_port (WillowTraceQueue *queue, guint16 port)
{
  guint32 connection;

  g_mutex_lock (&queue->lock);
  connection = queue->own_port == port ? queue->own_connection : 0;
  g_mutex_unlock (&queue->lock);
  return connection;
}
