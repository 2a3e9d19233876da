/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/profile/willow-profile-library.h"

G_BEGIN_DECLS

/* @row of a list shows @item, which can be dragged from it. */
void willow_sidebar_drag_add_source (GtkWidget *row, WillowLibraryRow *item);

/* Profiles and groups can be dropped on @list, which shows @library. */
void willow_sidebar_drag_add_target (GtkListBox           *list,
                                     WillowProfileLibrary *library);

G_END_DECLS
