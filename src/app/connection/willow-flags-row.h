/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WillowFlagsRow:
 *
 * The eight bits of the Connect Flags, highest first, each a button.
 *
 * Properties (notify): "value" (uint, read-write): the byte.
 */
#define WILLOW_TYPE_FLAGS_ROW (willow_flags_row_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFlagsRow, willow_flags_row, WILLOW, FLAGS_ROW, AdwActionRow)

GtkWidget *willow_flags_row_new (void);

G_END_DECLS
