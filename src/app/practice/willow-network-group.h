/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/* Opens the practice broker to other devices, on purpose, and says where they
 * find it. */
#define WILLOW_TYPE_NETWORK_GROUP (willow_network_group_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowNetworkGroup, willow_network_group, WILLOW, NETWORK_GROUP, AdwBin)

void willow_network_group_set_broker (WillowNetworkGroup   *self,
                                      WillowPracticeBroker *broker);

G_END_DECLS
