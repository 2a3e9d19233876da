/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/* Inside src/model: rows as the practice broker makes and updates them. */

/* @client: one of @snapshot, which is referenced */
WillowBrokerClientRow *
willow_broker_client_row_new (WillowBrokerSnapshot     *snapshot,
                              const WillowBrokerClient *client,
                              gint64                    now_us);
/* Notifies what differs. */
void willow_broker_client_row_update (WillowBrokerClientRow    *self,
                                      WillowBrokerSnapshot     *snapshot,
                                      const WillowBrokerClient *client,
                                      gint64                    now_us);

/* Makes @rows (of WillowBrokerClientRow) what @snapshot says, and @connected
 * those of them that are: a client keeps its row, and items-changed covers only
 * what lies between the rows at both ends that have stayed. @now_us: monotonic,
 * for the rates */
void willow_broker_client_rows_update (GListStore           *rows,
                                       GListStore           *connected,
                                       WillowBrokerSnapshot *snapshot,
                                       gint64                now_us);

G_END_DECLS
