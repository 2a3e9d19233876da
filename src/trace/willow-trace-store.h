/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "trace/willow-record.h"

G_BEGIN_DECLS

#define WILLOW_TYPE_TRACE_STORE (willow_trace_store_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowTraceStore, willow_trace_store, WILLOW, TRACE_STORE, GObject)

/**
 * WillowTraceStore:
 *
 * All records of one conversation, in order, in chunks of bytes with a compact
 * index; a byte budget throws the oldest chunks out. A record is addressed by
 * its serial: 0, 1, 2 … for ever; serials below get_first_serial() were thrown
 * out. Main thread only.
 *
 * Signals: "appended" (guint64 first_serial, guint64 n) once per batch;
 * "evicted" (guint64 new_first_serial), before it where one batch causes both:
 * of a batch larger than the budget the beginning is gone by then.
 */
typedef struct
{
  guint64          serial;
  gint64           time_us;
  gint64           wall_us;
  guint32          connection;
  WillowRecordKind kind;
  WillowDirection  direction;
  MqttVersion      version;
  MqttSlice        data; /* valid until the next append or clear */
} WillowTraceView;

WillowTraceStore *willow_trace_store_new (gsize budget_bytes);
void     willow_trace_store_append (WillowTraceStore *self, GPtrArray *records);
void     willow_trace_store_clear (WillowTraceStore *self);
gboolean willow_trace_store_get (WillowTraceStore *self,
                                 guint64           serial,
                                 WillowTraceView  *view);
GBytes  *willow_trace_store_dup_bytes (WillowTraceStore *self, guint64 serial);
guint64  willow_trace_store_get_first_serial (WillowTraceStore *self);
guint64  willow_trace_store_get_end_serial (WillowTraceStore *self);
gsize    willow_trace_store_get_size_bytes (WillowTraceStore *self);
gsize    willow_trace_store_get_budget_bytes (WillowTraceStore *self);
void     willow_trace_store_set_budget_bytes (WillowTraceStore *self,
                                              gsize             budget_bytes);

G_END_DECLS
