/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/* What is about the profile and not sent: group, colour, notes, and whether it
 * connects when the program starts. */
#define WILLOW_TYPE_DETAILS_GROUP (willow_details_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowDetailsGroup,
                      willow_details_group,
                      WILLOW,
                      DETAILS_GROUP,
                      AdwPreferencesGroup)

void willow_details_group_set_store (WillowDetailsGroup *self,
                                     WillowProfileStore *store);
/* @profile: (nullable) */
void willow_details_group_set_profile (WillowDetailsGroup *self,
                                       WillowProfile      *profile);
void willow_details_group_edit (WillowDetailsGroup *self);

G_END_DECLS
