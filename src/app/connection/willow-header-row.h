/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* One header of the request for a WebSocket. A value that is a secret is
 * covered. */
#define WILLOW_TYPE_HEADER_ROW (willow_header_row_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowHeaderRow, willow_header_row, WILLOW, HEADER_ROW, AdwPreferencesRow)

GtkWidget *willow_header_row_new (WillowProfile       *profile,
                                  WillowProfileHeader *header);

G_END_DECLS
