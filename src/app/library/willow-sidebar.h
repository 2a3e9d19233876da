/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/**
 * WillowSidebar:
 *
 * The practice broker and the connections, in their groups. What is typed while
 * the list has the focus is looked for.
 *
 * Signals: "broker-selected"; "profile-selected" (WillowProfile);
 * "profile-activated" (WillowProfile): Enter or double click.
 */
#define WILLOW_TYPE_SIDEBAR (willow_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (WillowSidebar, willow_sidebar, WILLOW, SIDEBAR, AdwBin)

/* @settings: (nullable): where it is kept which groups are collapsed */
void willow_sidebar_set_workspace (WillowSidebar   *self,
                                   WillowWorkspace *workspace,
                                   GSettings       *settings);

/* Marks without emitting. */
void willow_sidebar_mark_broker (WillowSidebar *self);
/* @profile: (nullable): NULL marks nothing. Another one than before is brought
 * into sight. */
void willow_sidebar_mark_profile (WillowSidebar *self, WillowProfile *profile);

/* The keyboard goes to its row, if it has one now. */
void willow_sidebar_focus_profile (WillowSidebar *self, WillowProfile *profile);
void willow_sidebar_focus_group (WillowSidebar *self, const char *group);
void willow_sidebar_search (WillowSidebar *self);

G_END_DECLS
