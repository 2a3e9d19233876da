/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* What the server publishes if we go without a word. */
#define WILLOW_TYPE_WILL_GROUP (willow_will_group_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowWillGroup, willow_will_group, WILLOW, WILL_GROUP, AdwPreferencesGroup)

/* @profile: (nullable) */
void willow_will_group_set_profile (WillowWillGroup *self,
                                    WillowProfile   *profile);

G_END_DECLS
