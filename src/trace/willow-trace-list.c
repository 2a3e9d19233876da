/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-trace-list.h"

#include "trace/willow-trace-item.h"

/* Room that has become free in front of the index is given back when it is at
 * least this many entries and half of it. */
#define INDEX_COMPACT_MIN 4096u

/* What asking a function about records may take at once: less than a frame. */
#define SLICE_US 6000
#define RECORDS_PER_LOOK_AT_THE_CLOCK 256u

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

  /* MESSAGES, or with a function: low halves of the serials. The high half
   * follows from the window, which is always shorter than 2^32. */
  GArray *index;
  guint   index_start;

  WillowTraceListFunc func; /* (nullable) */
  gpointer            func_data;
  GDestroyNotify      func_destroy; /* (nullable) */
  GSource            *scan;         /* (nullable): while end_serial lags */
};

static void list_model_iface_init (GListModelInterface *iface);

enum
{
  PROP_SCANNING = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE_WITH_CODE (WillowTraceList,
                               willow_trace_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      list_model_iface_init))

/* Else all of the window is in the list. */
static gboolean
has_index (WillowTraceList *self)
{
  return self->kind != WILLOW_TRACE_LIST_PACKETS || self->func != NULL;
}

static guint
get_n_items (WillowTraceList *self)
{
  if (!has_index (self))
    return (guint)(self->end_serial - self->first_serial);
  return self->index->len - self->index_start;
}

static guint64
get_serial_at (WillowTraceList *self, guint position)
{
  guint32 low;

  if (!has_index (self))
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

  if (!has_index (self))
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

static gboolean
is_shown (WillowTraceList *self, const WillowTraceView *view)
{
  if (self->kind == WILLOW_TRACE_LIST_MESSAGES && !is_publish (view))
    return FALSE;
  return self->func == NULL || self->func (view, self->func_data);
}

static void
index_records (WillowTraceList *self, guint64 from, guint64 to)
{
  WillowTraceView view;

  if (!has_index (self))
    return;
  for (guint64 serial = from; serial < to; serial++)
    if (willow_trace_store_get (self->store, serial, &view) &&
        is_shown (self, &view))
      {
        guint32 low = (guint32)serial;

        g_array_append_val (self->index, low);
      }
}

static void
drop_from_index (WillowTraceList *self, guint n)
{
  if (!has_index (self))
    return;
  self->index_start += n;
  if (self->index_start < INDEX_COMPACT_MIN ||
      self->index_start < self->index->len / 2)
    return;
  g_array_remove_range (self->index, 0, self->index_start);
  self->index_start = 0;
}

static void
show_until (WillowTraceList *self, guint64 end_serial)
{
  guint n_before = get_n_items (self);
  guint n_after;

  index_records (self, MAX (self->end_serial, self->first_serial), end_serial);
  self->end_serial = end_serial;
  n_after = get_n_items (self);
  if (n_after > n_before)
    g_list_model_items_changed (
        G_LIST_MODEL (self), n_before, 0, n_after - n_before);
}

static void
appended_cb (WillowTraceStore *store,
             guint64           first_serial,
             guint64           n,
             WillowTraceList  *self)
{
  /* A scan gets there by itself. */
  if (self->scan == NULL)
    show_until (self, first_serial + n);
}

static void
stop_scan (WillowTraceList *self)
{
  if (self->scan == NULL)
    return;
  g_source_destroy (self->scan);
  g_clear_pointer (&self->scan, g_source_unref);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SCANNING]);
}

/* One slice: the list is told about once. */
static gboolean
scan_cb (gpointer user_data)
{
  WillowTraceList *self = user_data;
  gint64           until_us = g_get_monotonic_time () + SLICE_US;
  guint64          end = willow_trace_store_get_end_serial (self->store);
  guint64          to = MAX (self->end_serial, self->first_serial);
  guint            n_before = get_n_items (self);
  guint            n_after;

  while (to < end && g_get_monotonic_time () < until_us)
    {
      guint64 from = to;

      to = MIN (end, from + RECORDS_PER_LOOK_AT_THE_CLOCK);
      index_records (self, from, to);
    }
  self->end_serial = to;
  n_after = get_n_items (self);
  if (n_after > n_before)
    g_list_model_items_changed (
        G_LIST_MODEL (self), n_before, 0, n_after - n_before);
  if (to < end)
    return G_SOURCE_CONTINUE;
  stop_scan (self);
  return G_SOURCE_REMOVE;
}

static void
start_scan (WillowTraceList *self)
{
  if (self->scan != NULL)
    return;
  self->scan = g_idle_source_new ();
  g_source_set_static_name (self->scan, "trace list");
  g_source_set_callback (self->scan, scan_cb, self, NULL);
  g_source_attach (self->scan, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SCANNING]);
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

  if (self->scan != NULL)
    g_source_destroy (self->scan);
  g_clear_pointer (&self->scan, g_source_unref);
  if (self->func_destroy != NULL)
    self->func_destroy (self->func_data);
  g_object_unref (self->store);
  g_hash_table_unref (self->cache);
  g_array_unref (self->index);
  G_OBJECT_CLASS (willow_trace_list_parent_class)->finalize (object);
}

static void
willow_trace_list_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  if (id == PROP_SCANNING)
    g_value_set_boolean (
        value, willow_trace_list_get_scanning (WILLOW_TRACE_LIST (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_trace_list_class_init (WillowTraceListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = willow_trace_list_finalize;
  object_class->get_property = willow_trace_list_get_property;
  props[PROP_SCANNING] = g_param_spec_boolean (
      "scanning", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
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
  self->end_serial = self->first_serial;
  show_until (self, willow_trace_store_get_end_serial (store));
  g_signal_connect_object (
      store, "appended", G_CALLBACK (appended_cb), self, 0);
  g_signal_connect_object (store, "evicted", G_CALLBACK (evicted_cb), self, 0);
  return self;
}

static void
empty (WillowTraceList *self)
{
  guint n = get_n_items (self);

  self->end_serial = self->first_serial;
  g_array_set_size (self->index, 0);
  self->index_start = 0;
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

void
willow_trace_list_set_func (WillowTraceList    *self,
                            WillowTraceListFunc func,
                            gpointer            user_data,
                            GDestroyNotify      destroy)
{
  GDestroyNotify old_destroy = self->func_destroy;
  gpointer       old_data = self->func_data;

  g_return_if_fail (WILLOW_IS_TRACE_LIST (self));

  empty (self);
  self->func = func;
  self->func_data = user_data;
  self->func_destroy = destroy;
  if (old_destroy != NULL)
    old_destroy (old_data);
  if (func != NULL)
    start_scan (self);
  else
    {
      stop_scan (self);
      show_until (self, willow_trace_store_get_end_serial (self->store));
    }
}

gboolean
willow_trace_list_get_scanning (WillowTraceList *self)
{
  return self->scan != NULL;
}

guint
willow_trace_list_find (WillowTraceList *self, guint64 serial)
{
  return lower_bound (self, serial);
}
