/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/**
 * WillowBrokerClients:
 *
 * The clients of the practice broker as a table that follows them, and the
 * selected one in full.
 *
 * Properties: "sessions" (boolean, construct-only): also those that are away,
 * and what is kept for them, in place of what goes on.
 */
#define WILLOW_TYPE_BROKER_CLIENTS (willow_broker_clients_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowBrokerClients, willow_broker_clients, WILLOW, BROKER_CLIENTS, AdwBin)

/* Once */
void willow_broker_clients_set_broker (WillowBrokerClients  *self,
                                       WillowPracticeBroker *broker);
/* The one with that Client Identifier. Returns: whether it is there */
gboolean willow_broker_clients_select (WillowBrokerClients *self,
                                       const char          *client_id);

G_END_DECLS
