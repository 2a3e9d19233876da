/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/library/willow-password-vault.h"
#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* User name and password. */
#define WILLOW_TYPE_LOGIN_GROUP (willow_login_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowLoginGroup,
                      willow_login_group,
                      WILLOW,
                      LOGIN_GROUP,
                      AdwPreferencesGroup)

/* @profile: (nullable) */
void willow_login_group_set_profile (WillowLoginGroup *self,
                                     WillowProfile    *profile);
void willow_login_group_set_vault (WillowLoginGroup    *self,
                                   WillowPasswordVault *vault);

G_END_DECLS
