/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A property of whatever the group's source is, and one of a widget: each
 * follows the other. */
void willow_form_bind (GBindingGroup *bindings,
                       const char    *property,
                       gpointer       widget,
                       const char    *of_widget);

/* What one hears of a widget that shows no words itself. */
void willow_form_name (gpointer widget, const char *name);

G_END_DECLS
