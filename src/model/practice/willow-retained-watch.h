/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/**
 * WillowRetainedWatch:
 *
 * The retained messages of the practice broker that match a Topic Filter, at
 * most WILLOW_RETAINED_WATCH_MAX of them, looked at once a second and as long
 * as somebody looks; less often where there are very many.
 *
 * Properties (notify): "filter" (string, read-write; "#" at first), "n-matched"
 * (uint: all, also those that are not listed), "problem" (string, nullable: why
 * the filter is none).
 */
#define WILLOW_TYPE_RETAINED_WATCH (willow_retained_watch_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowRetainedWatch, willow_retained_watch, WILLOW, RETAINED_WATCH, GObject)

#define WILLOW_RETAINED_WATCH_MAX 1000u

WillowRetainedWatch *willow_retained_watch_new (WillowPracticeBroker *broker);

void        willow_retained_watch_set_filter (WillowRetainedWatch *self,
                                              const char          *filter);
const char *willow_retained_watch_get_filter (WillowRetainedWatch *self);
/* Somebody looks: at first nobody. */
void willow_retained_watch_set_active (WillowRetainedWatch *self,
                                       gboolean             active);
/* Looks now. */
void        willow_retained_watch_look (WillowRetainedWatch *self);
guint       willow_retained_watch_get_n_matched (WillowRetainedWatch *self);
const char *willow_retained_watch_get_problem (WillowRetainedWatch *self);
/* (transfer none): of WillowCellRow by topic, which is the key. Columns: topic,
 * size, QoS, expiry, payload; the payload is the data. */
GListModel *willow_retained_watch_get_rows (WillowRetainedWatch *self);

G_END_DECLS
