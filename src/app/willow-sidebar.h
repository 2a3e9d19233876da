/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/willow-workspace.h"

G_BEGIN_DECLS

/**
 * WillowSidebar:
 *
 * The practice broker and the connections.
 *
 * Signals: "broker-selected"; "profile-selected" (WillowProfile);
 * "profile-activated" (WillowProfile): Enter or double click.
 */
#define WILLOW_TYPE_SIDEBAR (willow_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (WillowSidebar, willow_sidebar, WILLOW, SIDEBAR, AdwBin)

void willow_sidebar_set_workspace (WillowSidebar   *self,
                                   WillowWorkspace *workspace);

/* Marks without emitting. */
void willow_sidebar_mark_broker (WillowSidebar *self);
/* @profile: (nullable): NULL marks nothing */
void willow_sidebar_mark_profile (WillowSidebar *self, WillowProfile *profile);

G_END_DECLS
