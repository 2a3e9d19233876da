/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/* Whether the practice broker keeps its sessions, what is there, and how to
 * get rid of it. */
#define WILLOW_TYPE_STORE_GROUP (willow_store_group_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowStoreGroup, willow_store_group, WILLOW, STORE_GROUP, AdwBin)

void willow_store_group_set_broker (WillowStoreGroup     *self,
                                    WillowPracticeBroker *broker);

G_END_DECLS
