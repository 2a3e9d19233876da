/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/willow-practice-broker.h"

G_BEGIN_DECLS

/* The clients of the practice broker as a table that follows them. */
#define WILLOW_TYPE_BROKER_CLIENTS (willow_broker_clients_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowBrokerClients, willow_broker_clients, WILLOW, BROKER_CLIENTS, AdwBin)

/* @model: of WillowBrokerClientRow */
void willow_broker_clients_set_model (WillowBrokerClients *self,
                                      GListModel          *model);

G_END_DECLS
