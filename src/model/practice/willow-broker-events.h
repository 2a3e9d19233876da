/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/glass/willow-broker-log.h"

G_BEGIN_DECLS

/**
 * WillowBrokerEvents:
 *
 * What the broker has told of who comes and goes, oldest first: a list model of
 * WillowCellRow. Bounded: the oldest go in chunks. Columns: time, what, client,
 * address, reason.
 */
#define WILLOW_TYPE_BROKER_EVENTS (willow_broker_events_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowBrokerEvents, willow_broker_events, WILLOW, BROKER_EVENTS, GObject)

#define WILLOW_BROKER_EVENTS_MAX 5000u

WillowBrokerEvents *willow_broker_events_new (void);

/* (transfer none): what the broker writes to */
WillowBrokerLog *willow_broker_events_get_log (WillowBrokerEvents *self);
/* Takes over what has been told since. */
void willow_broker_events_take (WillowBrokerEvents *self);
void willow_broker_events_clear (WillowBrokerEvents *self);
/* Told, but no longer or never in the list */
guint64 willow_broker_events_get_n_lost (WillowBrokerEvents *self);
/* By whom the connection from @address was thrown out that used the same Client
 * Identifier. @address: as g_socket_connectable_to_string() has it. (transfer
 * none) (nullable) */
const char *willow_broker_events_find_takeover (WillowBrokerEvents *self,
                                                const char         *address);
/* (transfer none) */
GListModel *willow_broker_events_get_rows (WillowBrokerEvents *self);
/* One line each, with tabs between the columns. (transfer full) */
char *willow_broker_events_dup_text (WillowBrokerEvents *self);

G_END_DECLS
