/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/willow-window.h"

G_BEGIN_DECLS

/**
 * WillowDemo:
 *
 * Simulated devices on the practice broker, on a port that the system chooses,
 * and a connection that sees all of it. Keeps its profiles in a folder that is
 * gone afterwards.
 */
#define WILLOW_TYPE_DEMO (willow_demo_get_type ())
G_DECLARE_FINAL_TYPE (WillowDemo, willow_demo, WILLOW, DEMO, GObject)

WillowDemo *willow_demo_new (GError **error);
/* (transfer full) */
GFile *willow_demo_dup_profiles_file (WillowDemo *self);
void   willow_demo_start (WillowDemo      *self,
                          WillowWorkspace *workspace,
                          WillowWindow    *window);
void   willow_demo_stop (WillowDemo *self);

G_END_DECLS
