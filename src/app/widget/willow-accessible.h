/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives every widget of @type below @root a name for those who hear the window.
 * For parts of a library's widgets that have none of their own. */
void
willow_accessible_name_parts (GtkWidget *root, GType type, const char *name);

G_END_DECLS
