/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/willow-workspace.h"

G_BEGIN_DECLS

/* A profile in the sidebar: name, address, state of its connection, a menu. */
#define WILLOW_TYPE_SIDEBAR_ROW (willow_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowSidebarRow, willow_sidebar_row, WILLOW, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget     *willow_sidebar_row_new (WillowWorkspace *workspace,
                                       WillowProfile   *profile);
WillowProfile *willow_sidebar_row_get_profile (WillowSidebarRow *self);

G_END_DECLS
