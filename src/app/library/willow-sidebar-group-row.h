/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/profile/willow-profile-library.h"

G_BEGIN_DECLS

/**
 * WillowSidebarGroupRow:
 *
 * A group above its profiles: a click, Enter, Space, Left and Right fold and
 * unfold it. Its actions ("group.…") are also keys: F2, Alt+Up, Alt+Down; the
 * Menu key and Shift+F10 open its menu.
 */
#define WILLOW_TYPE_SIDEBAR_GROUP_ROW (willow_sidebar_group_row_get_type ())
G_DECLARE_FINAL_TYPE (WillowSidebarGroupRow,
                      willow_sidebar_group_row,
                      WILLOW,
                      SIDEBAR_GROUP_ROW,
                      GtkListBoxRow)

GtkWidget  *willow_sidebar_group_row_new (WillowProfileLibrary *library,
                                          WillowLibraryRow     *item);
const char *willow_sidebar_group_row_get_group (WillowSidebarGroupRow *self);
void        willow_sidebar_group_row_toggle (WillowSidebarGroupRow *self);

G_END_DECLS
