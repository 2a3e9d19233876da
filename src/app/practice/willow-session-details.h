/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/**
 * WillowSessionDetails:
 *
 * What the practice broker knows of one client and its Session: how it stands,
 * the CONNECT as it came beside its bytes, subscriptions, messages on their
 * way. It can be disconnected, and its Session ended.
 */
#define WILLOW_TYPE_SESSION_DETAILS (willow_session_details_get_type ())
G_DECLARE_FINAL_TYPE (WillowSessionDetails,
                      willow_session_details,
                      WILLOW,
                      SESSION_DETAILS,
                      AdwBin)

/* Once */
void willow_session_details_set_broker (WillowSessionDetails *self,
                                        WillowPracticeBroker *broker);
/* @row: (nullable): of which client */
void willow_session_details_set_row (WillowSessionDetails  *self,
                                     WillowBrokerClientRow *row);

/* willow-session-orders.c: asks first where something is lost.
 * @ends_session: forgets the Session, too */
void willow_session_orders_disconnect (GtkWidget             *widget,
                                       WillowPracticeBroker  *broker,
                                       WillowBrokerClientRow *row,
                                       gboolean               ends_session);

G_END_DECLS
