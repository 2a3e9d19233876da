/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* User Properties, in their order: unfolds to a row for each, and one to add
 * another. */
#define WILLOW_TYPE_PAIRS_ROW (willow_pairs_row_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowPairsRow, willow_pairs_row, WILLOW, PAIRS_ROW, AdwExpanderRow)

GtkWidget *willow_pairs_row_new (void);
/* @list: (nullable): GListStore of WillowProfileUserProperty */
void willow_pairs_row_set_list (WillowPairsRow *self, GListModel *list);

G_END_DECLS
