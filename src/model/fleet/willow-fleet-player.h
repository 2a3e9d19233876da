/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/willow-io-thread.h"
#include "model/fleet/willow-fleet.h"
#include "net/willow-endpoint.h"

G_BEGIN_DECLS

/**
 * WillowFleetPlayer:
 *
 * Connects each device of a fleet as a client of its own (with a will) to a
 * broker and publishes in real time. For the demo, in the window and in the
 * terminal.
 */
#define WILLOW_TYPE_FLEET_PLAYER (willow_fleet_player_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFleetPlayer, willow_fleet_player, WILLOW, FLEET_PLAYER, GObject)

/* @fleet: (transfer full). @speed: 1 is real time */
WillowFleetPlayer *willow_fleet_player_new (WillowFleet          *fleet,
                                            WillowIoThread       *io_thread,
                                            const WillowEndpoint *endpoint,
                                            double                speed);
void               willow_fleet_player_start (WillowFleetPlayer *self);
void               willow_fleet_player_stop (WillowFleetPlayer *self);
guint64 willow_fleet_player_get_n_published (WillowFleetPlayer *self);

G_END_DECLS
