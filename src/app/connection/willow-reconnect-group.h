/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* What happens after CONNACK, and when the connection is lost. */
#define WILLOW_TYPE_RECONNECT_GROUP (willow_reconnect_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowReconnectGroup,
                      willow_reconnect_group,
                      WILLOW,
                      RECONNECT_GROUP,
                      AdwPreferencesGroup)

/* @profile: (nullable) */
void willow_reconnect_group_set_profile (WillowReconnectGroup *self,
                                         WillowProfile        *profile);

G_END_DECLS
