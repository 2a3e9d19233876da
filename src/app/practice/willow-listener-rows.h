/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/* How the practice broker can be reached: each transport, whether it is there,
 * at which port, and how many are connected that way. */
#define WILLOW_TYPE_LISTENER_ROWS (willow_listener_rows_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowListenerRows, willow_listener_rows, WILLOW, LISTENER_ROWS, AdwBin)

void willow_listener_rows_set_broker (WillowListenerRows   *self,
                                      WillowPracticeBroker *broker);

G_END_DECLS
