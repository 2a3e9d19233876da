/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/library/willow-secret-keeper.h"

G_BEGIN_DECLS

/* Our own certificate and its key, for servers with mutual TLS: taken in as
 * content and looked at before anybody connects. */
#define WILLOW_TYPE_IDENTITY_ROW (willow_identity_row_get_type ())
G_DECLARE_FINAL_TYPE (WillowIdentityRow,
                      willow_identity_row,
                      WILLOW,
                      IDENTITY_ROW,
                      AdwExpanderRow)

/* @profile: (nullable) */
void willow_identity_row_set_profile (WillowIdentityRow *self,
                                      WillowProfile     *profile);
void willow_identity_row_set_keeper (WillowIdentityRow  *self,
                                     WillowSecretKeeper *keeper);
/* What was chosen: says what it is, asks for a passphrase where one is needed.
 */
void willow_identity_row_take (WillowIdentityRow *self, GBytes *content);

G_END_DECLS
