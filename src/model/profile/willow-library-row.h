/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/**
 * WillowLibraryRow:
 *
 * A line of #WillowProfileLibrary: a profile, or a group above its profiles.
 *
 * Properties (notify): "n-profiles" (uint: of a group, as many as are found),
 * "collapsed" (boolean: of a group).
 */
#define WILLOW_TYPE_LIBRARY_ROW (willow_library_row_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowLibraryRow, willow_library_row, WILLOW, LIBRARY_ROW, GObject)

/* @profile: (nullable): NULL makes the line of the group itself */
WillowLibraryRow *willow_library_row_new (WillowProfile *profile,
                                          const char    *group);
/* (transfer none) (nullable): NULL: it is a group */
WillowProfile *willow_library_row_get_profile (WillowLibraryRow *self);
/* Of a group */
const char *willow_library_row_get_group (WillowLibraryRow *self);
guint       willow_library_row_get_n_profiles (WillowLibraryRow *self);
gboolean    willow_library_row_get_collapsed (WillowLibraryRow *self);
void        willow_library_row_set_facts (WillowLibraryRow *self,
                                          guint             n_profiles,
                                          gboolean          collapsed);

G_END_DECLS
