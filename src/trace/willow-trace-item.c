/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-trace-item.h"

struct _WillowTraceItem
{
  GObject parent_instance;

  WillowTraceView view; /* data: that of bytes */
  GBytes         *bytes;
  GHashTable     *cache; /* (nullable): forgets us when we go */
};

G_DEFINE_FINAL_TYPE (WillowTraceItem, willow_trace_item, G_TYPE_OBJECT)

static void
willow_trace_item_dispose (GObject *object)
{
  WillowTraceItem *self = WILLOW_TRACE_ITEM (object);

  if (self->cache != NULL)
    g_hash_table_remove (self->cache, &self->view.serial);
  g_clear_pointer (&self->cache, g_hash_table_unref);
  G_OBJECT_CLASS (willow_trace_item_parent_class)->dispose (object);
}

static void
willow_trace_item_finalize (GObject *object)
{
  WillowTraceItem *self = WILLOW_TRACE_ITEM (object);

  g_bytes_unref (self->bytes);
  G_OBJECT_CLASS (willow_trace_item_parent_class)->finalize (object);
}

static void
willow_trace_item_class_init (WillowTraceItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = willow_trace_item_dispose;
  object_class->finalize = willow_trace_item_finalize;
}

static void
willow_trace_item_init (WillowTraceItem *self)
{
}

GHashTable *
willow_trace_item_cache_new (void)
{
  return g_hash_table_new (g_int64_hash, g_int64_equal);
}

WillowTraceItem *
willow_trace_item_get_cached (GHashTable       *cache,
                              WillowTraceStore *store,
                              guint64           serial)
{
  WillowTraceItem *self = g_hash_table_lookup (cache, &serial);
  WillowTraceView  view;

  if (self != NULL)
    return g_object_ref (self);
  if (!willow_trace_store_get (store, serial, &view))
    return NULL;
  self = g_object_new (WILLOW_TYPE_TRACE_ITEM, NULL);
  self->view = view;
  self->bytes = willow_trace_store_dup_bytes (store, serial);
  self->view.data = mqtt_slice_from_bytes (self->bytes);
  self->cache = g_hash_table_ref (cache);
  g_hash_table_insert (cache, &self->view.serial, self);
  return self;
}

void
willow_trace_item_get_view (WillowTraceItem *self, WillowTraceView *view)
{
  *view = self->view;
}

guint64
willow_trace_item_get_serial (WillowTraceItem *self)
{
  return self->view.serial;
}

GBytes *
willow_trace_item_get_bytes (WillowTraceItem *self)
{
  return self->bytes;
}
