/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/practice/willow-fault-board.h"

G_BEGIN_DECLS

/**
 * WillowFaultRow:
 *
 * One fault of the board: a sentence with a switch and a counter; unfolded, its
 * parameters, how often, and with whom.
 */
#define WILLOW_TYPE_FAULT_ROW (willow_fault_row_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFaultRow, willow_fault_row, WILLOW, FAULT_ROW, AdwExpanderRow)

/* @clients: of WillowBrokerClientRow, to choose from */
GtkWidget *willow_fault_row_new (WillowFaultBoard *board,
                                 WillowFaultKind   kind,
                                 GListModel       *clients);

G_END_DECLS
