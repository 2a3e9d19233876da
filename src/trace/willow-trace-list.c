/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-trace-list.h"

#include "trace/willow-trace-item.h"

/* Room that has become free in front of the index is given back when it is at
 * least this many entries and half of it. */
#define INDEX_COMPACT_MIN 4096u

struct _WillowTraceList
{
  GObject parent_instance;

  WillowTraceStore   *store;
  GHashTable         *cache;
  WillowTraceListKind kind;

  /* The window of the store that has been told to our listeners. It lags behind
   * the store between its two signals. */
  guint64 first_serial;
  guint64 end_serial;

  /* MESSAGES: low halves of the serials. The high half follows from the window,
   * which is always shorter than 2^32. */
  GArray *index;
  guint   index_start;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WillowTraceList,
                               willow_trace_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      list_model_iface_init))

static guint
get_n_items (WillowTraceList *self)
{
  if (self->kind == WILLOW_TRACE_LIST_PACKETS)
    return (guint)(self->end_serial - self->first_serial);
  return self->index->len - self->index_start;
}

static guint64
get_serial_at (WillowTraceList *self, guint position)
{
  guint32 low;

  if (self->kind == WILLOW_TRACE_LIST_PACKETS)
    return self->first_serial + position;
  low = g_array_index (self->index, guint32, self->index_start + position);
  return self->first_serial + (guint32)(low - (guint32)self->first_serial);
}

/* First position with a serial of at least @serial. */
static guint
lower_bound (WillowTraceList *self, guint64 serial)
{
  guint low = 0;
  guint high = get_n_items (self);

  if (self->kind == WILLOW_TRACE_LIST_PACKETS)
    return serial <= self->first_serial
               ? 0
               : (guint)MIN (serial - self->first_serial, high);
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_serial_at (self, middle) < serial)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static GType
willow_trace_list_get_item_type (GListModel *model)
{
  return WILLOW_TYPE_TRACE_ITEM;
}

static guint
willow_trace_list_get_n_items (GListModel *model)
{
  return get_n_items (WILLOW_TRACE_LIST (model));
}

static gpointer
willow_trace_list_get_item (GListModel *model, guint position)
{
  WillowTraceList *self = WILLOW_TRACE_LIST (model);

  if (position >= get_n_items (self))
    return NULL;
  return willow_trace_item_get_cached (
      self->cache, self->store, get_serial_at (self, position));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = willow_trace_list_get_item_type;
  iface->get_n_items = willow_trace_list_get_n_items;
  iface->get_item = willow_trace_list_get_item;
}

static gboolean
is_publish (const WillowTraceView *view)
{
  return view->kind == WILLOW_RECORD_PACKET && view->data.len > 0 &&
         view->data.data[0] >> 4 == MQTT_PACKET_PUBLISH;
}

static void
index_messages (WillowTraceList *self, guint64 from, guint64 to)
{
  WillowTraceView view;

  if (self->kind != WILLOW_TRACE_LIST_MESSAGES)
    return;
  for (guint64 serial = from; serial < to; serial++)
    if (willow_trace_store_get (self->store, serial, &view) &&
        is_publish (&view))
      {
        guint32 low = (guint32)serial;

        g_array_append_val (self->index, low);
      }
}

static void
drop_from_index (WillowTraceList *self, guint n)
{
  if (self->kind != WILLOW_TRACE_LIST_MESSAGES)
    return;
  self->index_start += n;
  if (self->index_start < INDEX_COMPACT_MIN ||
      self->index_start < self->index->len / 2)
    return;
  g_array_remove_range (self->index, 0, self->index_start);
  self->index_start = 0;
}

static void
appended_cb (WillowTraceStore *store,
             guint64           first_serial,
             guint64           n,
             WillowTraceList  *self)
{
  guint n_before = get_n_items (self);
  guint n_after;

  index_messages (
      self, MAX (first_serial, self->first_serial), first_serial + n);
  self->end_serial = first_serial + n;
  n_after = get_n_items (self);
  if (n_after > n_before)
    g_list_model_items_changed (
        G_LIST_MODEL (self), n_before, 0, n_after - n_before);
}

static void
evicted_cb (WillowTraceStore *store,
            guint64           new_first_serial,
            WillowTraceList  *self)
{
  guint n_removed = lower_bound (self, new_first_serial);

  drop_from_index (self, n_removed);
  self->first_serial = new_first_serial;
  self->end_serial = MAX (self->end_serial, new_first_serial);
  if (n_removed > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_removed, 0);
}

static void
willow_trace_list_finalize (GObject *object)
{
  WillowTraceList *self = WILLOW_TRACE_LIST (object);

  g_object_unref (self->store);
  g_hash_table_unref (self->cache);
  g_array_unref (self->index);
  G_OBJECT_CLASS (willow_trace_list_parent_class)->finalize (object);
}

static void
willow_trace_list_class_init (WillowTraceListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = willow_trace_list_finalize;
}

static void
willow_trace_list_init (WillowTraceList *self)
{
  self->cache = willow_trace_item_cache_new ();
  self->index = g_array_new (FALSE, FALSE, sizeof (guint32));
}

/**
 * willow_trace_list_new:
 * @store: (transfer none): referenced
 *
 * Returns: (transfer full): with what is in @store already
 */
WillowTraceList *
willow_trace_list_new (WillowTraceStore *store, WillowTraceListKind kind)
{
  WillowTraceList *self = g_object_new (WILLOW_TYPE_TRACE_LIST, NULL);

  self->store = g_object_ref (store);
  self->kind = kind;
  self->first_serial = willow_trace_store_get_first_serial (store);
  self->end_serial = willow_trace_store_get_end_serial (store);
  index_messages (self, self->first_serial, self->end_serial);
  g_signal_connect_object (
      store, "appended", G_CALLBACK (appended_cb), self, 0);
  g_signal_connect_object (store, "evicted", G_CALLBACK (evicted_cb), self, 0);
  return self;
}

guint
willow_trace_list_find (WillowTraceList *self, guint64 serial)
{
  return lower_bound (self, serial);
}
