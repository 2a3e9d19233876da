/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* One User Property of a list. */
#define WILLOW_TYPE_PAIR_ROW (willow_pair_row_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowPairRow, willow_pair_row, WILLOW, PAIR_ROW, AdwPreferencesRow)

/* @list: GListStore of WillowProfileUserProperty, which has @pair */
GtkWidget *willow_pair_row_new (GListModel                *list,
                                WillowProfileUserProperty *pair);

G_END_DECLS
