/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/practice/willow-cell-row.h"

G_BEGIN_DECLS

/* @title: not translated yet. @chars: that it wants. @stretches: takes the room
 * that is left. @is_number: to the right, figures of one width */
typedef struct
{
  const char *title;
  guint       chars;
  gboolean    stretches;
  gboolean    is_number;
} WillowCellColumn;

/**
 * WillowCellTable:
 *
 * A list of WillowCellRow as a table that is never wider than its place. A
 * sentence stands where there are none.
 *
 * Signals: "selection-changed", "row-activated" (WillowCellRow).
 */
#define WILLOW_TYPE_CELL_TABLE (willow_cell_table_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowCellTable, willow_cell_table, WILLOW, CELL_TABLE, AdwBin)

GtkWidget *willow_cell_table_new (void);

/* @columns: as long as the program. Once */
void willow_cell_table_set_columns (WillowCellTable        *self,
                                    const WillowCellColumn *columns,
                                    guint                   n_columns);
/* Both translated: what it is, for those who hear it; what to do where it is
 * empty */
void willow_cell_table_set_texts (WillowCellTable *self,
                                  const char      *label,
                                  const char      *empty);
void willow_cell_table_hide_titles (WillowCellTable *self);
/* @rows: (nullable): of WillowCellRow */
void willow_cell_table_set_rows (WillowCellTable *self, GListModel *rows);
/* (transfer none) (nullable) */
WillowCellRow *willow_cell_table_get_selected (WillowCellTable *self);
/* The newest row is at the end, and stays in sight unless one has scrolled up.
 */
void willow_cell_table_follow_tail (WillowCellTable *self);

/* A cell of a table: one line of text. */
GtkWidget *willow_cell_table_new_cell (guint chars, gboolean is_number);

G_END_DECLS
