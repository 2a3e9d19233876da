/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/willow-profile.h"

G_BEGIN_DECLS

/* What is subscribed to once connected. */
#define WILLOW_TYPE_SUBSCRIPTIONS_GROUP (willow_subscriptions_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowSubscriptionsGroup,
                      willow_subscriptions_group,
                      WILLOW,
                      SUBSCRIPTIONS_GROUP,
                      AdwPreferencesGroup)

/* @profile: (nullable) */
void willow_subscriptions_group_set_profile (WillowSubscriptionsGroup *self,
                                             WillowProfile            *profile);

G_END_DECLS
