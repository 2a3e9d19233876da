/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace/willow-trace-list.h"

G_BEGIN_DECLS

/* Inside src/trace: how a list makes its items, so that one record is one
 * object for as long as anybody holds it. */

/* (transfer full): guint64 serial → item, without a reference */
GHashTable *willow_trace_item_cache_new (void);

/* (transfer full) (nullable): %NULL where the store has no such record */
WillowTraceItem *willow_trace_item_get_cached (GHashTable       *cache,
                                               WillowTraceStore *store,
                                               guint64           serial);

G_END_DECLS
