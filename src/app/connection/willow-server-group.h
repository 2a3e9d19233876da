/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/library/willow-password-vault.h"
#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* Where to connect to, and in which version of the protocol. */
#define WILLOW_TYPE_SERVER_GROUP (willow_server_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowServerGroup,
                      willow_server_group,
                      WILLOW,
                      SERVER_GROUP,
                      AdwPreferencesGroup)

/* @profile: (nullable) */
void willow_server_group_set_profile (WillowServerGroup *self,
                                      WillowProfile     *profile);
/* Where the password goes that a pasted URL may carry. */
void willow_server_group_set_vault (WillowServerGroup   *self,
                                    WillowPasswordVault *vault);
void willow_server_group_edit_name (WillowServerGroup *self);

G_END_DECLS
