/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* To send what breaks a rule, on purpose. */
#define WILLOW_TYPE_PRACTICE_GROUP (willow_practice_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowPracticeGroup,
                      willow_practice_group,
                      WILLOW,
                      PRACTICE_GROUP,
                      AdwPreferencesGroup)

/* @profile: (nullable) */
void willow_practice_group_set_profile (WillowPracticeGroup *self,
                                        WillowProfile       *profile);

G_END_DECLS
