/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/library/willow-secret-keeper.h"

G_BEGIN_DECLS

/* Names that are sent and checked, versions, ciphers, ALPN. */
#define WILLOW_TYPE_TLS_DETAILS_ROW (willow_tls_details_row_get_type ())
G_DECLARE_FINAL_TYPE (WillowTlsDetailsRow,
                      willow_tls_details_row,
                      WILLOW,
                      TLS_DETAILS_ROW,
                      AdwExpanderRow)

/* @profile: (nullable) */
void willow_tls_details_row_set_profile (WillowTlsDetailsRow *self,
                                         WillowProfile       *profile);

G_END_DECLS
