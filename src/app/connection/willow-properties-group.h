/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* The properties of CONNECT (MQTT 5.0) that are no matter of session or
 * authentication. */
#define WILLOW_TYPE_PROPERTIES_GROUP (willow_properties_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowPropertiesGroup,
                      willow_properties_group,
                      WILLOW,
                      PROPERTIES_GROUP,
                      AdwPreferencesGroup)

/* @profile: (nullable) */
void willow_properties_group_set_profile (WillowPropertiesGroup *self,
                                          WillowProfile         *profile);

G_END_DECLS
