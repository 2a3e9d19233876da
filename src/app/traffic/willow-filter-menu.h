/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Filters to choose from: examples of what can be written, and those that the
 * person keeps. Signal "chosen" (string). */
#define WILLOW_TYPE_FILTER_MENU (willow_filter_menu_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFilterMenu, willow_filter_menu, WILLOW, FILTER_MENU, GtkPopover)

/* The one that holds now, which can be kept. */
void willow_filter_menu_set_filter (WillowFilterMenu *self, const char *filter);

G_END_DECLS
