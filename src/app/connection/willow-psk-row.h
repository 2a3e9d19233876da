/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/library/willow-secret-keeper.h"

G_BEGIN_DECLS

/* A key that both sides know, in place of certificates. */
#define WILLOW_TYPE_PSK_ROW (willow_psk_row_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowPskRow, willow_psk_row, WILLOW, PSK_ROW, AdwExpanderRow)

/* @profile: (nullable) */
void willow_psk_row_set_profile (WillowPskRow *self, WillowProfile *profile);

G_END_DECLS
