/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/glass/willow-broker-view.h"
#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/**
 * WillowSessionWatch:
 *
 * One Session of the practice broker in full, as often as that is refreshed and
 * as long as somebody looks.
 *
 * Signal "changed": after each look, and when it is gone.
 */
#define WILLOW_TYPE_SESSION_WATCH (willow_session_watch_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowSessionWatch, willow_session_watch, WILLOW, SESSION_WATCH, GObject)

WillowSessionWatch *willow_session_watch_new (WillowPracticeBroker *broker);

/* @row: (nullable): of which Client */
void willow_session_watch_set_row (WillowSessionWatch    *self,
                                   WillowBrokerClientRow *row);
/* (transfer none) (nullable) */
WillowBrokerClientRow *willow_session_watch_get_row (WillowSessionWatch *self);
/* Somebody looks: at first nobody. */
void willow_session_watch_set_active (WillowSessionWatch *self,
                                      gboolean            active);

/* (transfer none) (nullable): the latest, until the next "changed" */
WillowBrokerSessionView *
willow_session_watch_get_view (WillowSessionWatch *self);
/* (transfer none): of WillowCellRow, as willow_session_facts_… say */
GListModel *willow_session_watch_get_facts (WillowSessionWatch *self);
GListModel *willow_session_watch_get_subscriptions (WillowSessionWatch *self);
GListModel *willow_session_watch_get_messages (WillowSessionWatch *self);

G_END_DECLS
