/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WillowFormSplit:
 *
 * A form and what it leads to: side by side where there is room, otherwise
 * below each other.
 *
 * Properties: "form", "result" (GtkWidget, write-only).
 */
#define WILLOW_TYPE_FORM_SPLIT (willow_form_split_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFormSplit, willow_form_split, WILLOW, FORM_SPLIT, GtkWidget)

G_END_DECLS
