/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace/willow-trace-store.h"

G_BEGIN_DECLS

/**
 * WillowTraceItem:
 *
 * One row: made when a view asks for it, gone when the view lets go. Holds its
 * own copy of the record, so that it can be shown after eviction.
 */
#define WILLOW_TYPE_TRACE_ITEM (willow_trace_item_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowTraceItem, willow_trace_item, WILLOW, TRACE_ITEM, GObject)

/* @view: data is that of the item, valid as long as it lives */
void willow_trace_item_get_view (WillowTraceItem *self, WillowTraceView *view);
guint64 willow_trace_item_get_serial (WillowTraceItem *self);
/* Bytes, without copying. (transfer none) */
GBytes *willow_trace_item_get_bytes (WillowTraceItem *self);

typedef enum
{
  WILLOW_TRACE_LIST_PACKETS,  /* packets, fragments and notes */
  WILLOW_TRACE_LIST_MESSAGES, /* PUBLISH only, both directions */
} WillowTraceListKind;

/**
 * WillowTraceList:
 *
 * A lazy GListModel of WillowTraceItem over a store: an index of serials that
 * is kept up incrementally, one items-changed pair per batch.
 */
#define WILLOW_TYPE_TRACE_LIST (willow_trace_list_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowTraceList, willow_trace_list, WILLOW, TRACE_LIST, GObject)

WillowTraceList *willow_trace_list_new (WillowTraceStore   *store,
                                        WillowTraceListKind kind);

/* Whether a record is shown. @view is valid during the call only. */
typedef gboolean (*WillowTraceListFunc) (const WillowTraceView *view,
                                         gpointer               user_data);

/**
 * willow_trace_list_set_func:
 * @func: (nullable): %NULL shows all again
 *
 * Of the records of its kind, from now on only those for which @func holds are
 * in the list. What is in the store already is asked for in slices of a few
 * milliseconds from the main loop: "scanning" (boolean, notify) is true
 * meanwhile. Empties the list first.
 */
void     willow_trace_list_set_func (WillowTraceList    *self,
                                     WillowTraceListFunc func,
                                     gpointer            user_data,
                                     GDestroyNotify      destroy);
gboolean willow_trace_list_get_scanning (WillowTraceList *self);

/* Position of @serial, or of the next one in the list; n_items if there is
 * none. */
guint willow_trace_list_find (WillowTraceList *self, guint64 serial);

G_END_DECLS
