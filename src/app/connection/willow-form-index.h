/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The groups of a long form by name, above it: which one is in sight, and the
 * way to each of them. */
#define WILLOW_TYPE_FORM_INDEX (willow_form_index_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFormIndex, willow_form_index, WILLOW, FORM_INDEX, AdwBin)

/* The form, before its groups; has a GtkScrolledWindow as its first child, as
 * AdwPreferencesPage has. */
void willow_form_index_set_form (WillowFormIndex *self, GtkWidget *form);
/* A group, in their order. It is named only while it is visible. */
void willow_form_index_add (WillowFormIndex *self,
                            const char      *name,
                            GtkWidget       *group);

G_END_DECLS
