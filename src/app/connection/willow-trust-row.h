/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* Whom TLS believes: this computer's authorities, the profile's own, both, or
 * one certificate. */
#define WILLOW_TYPE_TRUST_ROW (willow_trust_row_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowTrustRow, willow_trust_row, WILLOW, TRUST_ROW, AdwExpanderRow)

/* @profile: (nullable) */
void willow_trust_row_set_profile (WillowTrustRow *self,
                                   WillowProfile  *profile);

G_END_DECLS
