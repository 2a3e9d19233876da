/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* Who we are, and what the server keeps of us. */
#define WILLOW_TYPE_SESSION_GROUP (willow_session_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowSessionGroup,
                      willow_session_group,
                      WILLOW,
                      SESSION_GROUP,
                      AdwPreferencesGroup)

/* @profile: (nullable) */
void willow_session_group_set_profile (WillowSessionGroup *self,
                                       WillowProfile      *profile);

G_END_DECLS
