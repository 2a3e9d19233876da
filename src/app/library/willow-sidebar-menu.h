/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/* The menu of a profile, as it can be now, on the button of its row. */
void willow_sidebar_menu_set_up (GtkMenuButton   *button,
                                 WillowWorkspace *workspace,
                                 WillowProfile   *profile);

/* The same of a group. */
void willow_sidebar_menu_set_up_group (GtkMenuButton      *button,
                                       WillowProfileStore *store,
                                       const char         *group);

G_END_DECLS
