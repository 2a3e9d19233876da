/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* The properties of the will (MQTT 5.0), but for its User Properties: a row
 * that unfolds. */
#define WILLOW_TYPE_WILL_PROPERTIES (willow_will_properties_get_type ())
G_DECLARE_FINAL_TYPE (WillowWillProperties,
                      willow_will_properties,
                      WILLOW,
                      WILL_PROPERTIES,
                      AdwExpanderRow)

/* @profile: (nullable) */
void willow_will_properties_set_profile (WillowWillProperties *self,
                                         WillowProfile        *profile);

G_END_DECLS
