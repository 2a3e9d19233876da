/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/window/willow-workspace.h"
#include "model/profile/willow-library-row.h"

G_BEGIN_DECLS

/**
 * WillowSidebarRow:
 *
 * A profile in the sidebar: mark, name, address, state of its connection, a
 * menu. Its actions ("row.…") are also keys: F2, Alt+Up, Alt+Down,
 * Shift+Enter; the Menu key and Shift+F10 open the menu.
 */
#define WILLOW_TYPE_SIDEBAR_ROW (willow_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowSidebarRow, willow_sidebar_row, WILLOW, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget     *willow_sidebar_row_new (WillowWorkspace  *workspace,
                                       WillowLibraryRow *item);
WillowProfile *willow_sidebar_row_get_profile (WillowSidebarRow *self);

G_END_DECLS
