/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WillowCellRow:
 *
 * One line of a table that is only looked at: texts that are ready to be shown.
 * The same object as long as the thing is there that it tells of.
 *
 * Signal "changed": a text of it has.
 */
#define WILLOW_TYPE_CELL_ROW (willow_cell_row_get_type ())
G_DECLARE_FINAL_TYPE (WillowCellRow, willow_cell_row, WILLOW, CELL_ROW, GObject)

/* @key: what tells it from the others. @cells: (transfer full): one text per
 * column. @data: (nullable): bytes that it stands for */
WillowCellRow *
willow_cell_row_new (const char *key, char **cells, GBytes *data);

const char *willow_cell_row_get_key (WillowCellRow *self);
/* Never %NULL: "" where it has none. */
const char *willow_cell_row_get_cell (WillowCellRow *self, guint column);
/* (transfer none) (nullable) */
GBytes *willow_cell_row_get_data (WillowCellRow *self);

/**
 * willow_cell_rows_update:
 * @rows: (element-type WillowCellRow)
 * @wanted: (element-type WillowCellRow): what it shall say, each key once
 *
 * Rows keep their objects by key, and items-changed covers only what lies
 * between the rows at both ends that have stayed.
 */
void willow_cell_rows_update (GListStore *rows, GPtrArray *wanted);

G_END_DECLS
