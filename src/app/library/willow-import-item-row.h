/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/import/willow-import-item.h"

G_BEGIN_DECLS

/**
 * WillowImportItemRow:
 *
 * One connection of a file that is imported: whether it is wanted, and, folded
 * out, what was understood, what is missing and what will be different.
 */
#define WILLOW_TYPE_IMPORT_ITEM_ROW (willow_import_item_row_get_type ())
G_DECLARE_FINAL_TYPE (WillowImportItemRow,
                      willow_import_item_row,
                      WILLOW,
                      IMPORT_ITEM_ROW,
                      AdwExpanderRow)

GtkWidget *willow_import_item_row_new (WillowImportItem *item);

G_END_DECLS
