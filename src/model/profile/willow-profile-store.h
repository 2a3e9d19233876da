/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

#define WILLOW_TYPE_PROFILE_STORE (willow_profile_store_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowProfileStore, willow_profile_store, WILLOW, PROFILE_STORE, GObject)

/**
 * WillowProfileStore:
 *
 * GListModel of WillowProfile, kept in a JSON file (atomic writes, a short
 * while after the last change, and on flush). A file that cannot be understood
 * is kept aside under another name and said through "problem" (string,
 * (nullable), notify); profiles in it that can be understood are loaded.
 * Unknown keys survive a save.
 */
WillowProfileStore *willow_profile_store_new (GFile *file);
/* In the user's config folder: willow/profiles.json. */
WillowProfileStore *willow_profile_store_new_default (void);
/* Reads the file; a missing one is an empty list. */
void     willow_profile_store_load (WillowProfileStore *self);
gboolean willow_profile_store_flush (WillowProfileStore *self, GError **error);
void     willow_profile_store_add (WillowProfileStore *self,
                                   WillowProfile      *profile);
void     willow_profile_store_remove (WillowProfileStore *self,
                                      WillowProfile      *profile);
/* The order of the list is the order of the file. @position: of @profile
 * afterwards; beyond the end is the end */
void           willow_profile_store_move (WillowProfileStore *self,
                                          WillowProfile      *profile,
                                          guint               position);
WillowProfile *willow_profile_store_lookup (WillowProfileStore *self,
                                            const char         *id);
/* By name, for command lines. (transfer none) (nullable) */
WillowProfile *willow_profile_store_find_name (WillowProfileStore *self,
                                               const char         *name);
/* How many have that name. */
guint willow_profile_store_count_name (WillowProfileStore *self,
                                       const char         *name);

/* In the list and never in the file, until it is kept. */
void     willow_profile_store_add_temporary (WillowProfileStore *self,
                                             WillowProfile      *profile);
gboolean willow_profile_store_is_temporary (WillowProfileStore *self,
                                            WillowProfile      *profile);
void     willow_profile_store_keep (WillowProfileStore *self,
                                    WillowProfile      *profile);

/* Those that were used, the last one first, at most @n_max.
 * (transfer container) (element-type WillowProfile) */
GPtrArray *willow_profile_store_list_recent (WillowProfileStore *self,
                                             guint               n_max);
/* (nullable): translated sentence about the file, stays until dismissed */
const char *willow_profile_store_get_problem (WillowProfileStore *self);
void        willow_profile_store_dismiss_problem (WillowProfileStore *self);

G_END_DECLS
