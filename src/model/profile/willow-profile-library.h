/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-library-row.h"
#include "model/profile/willow-profile-store.h"

G_BEGIN_DECLS

/**
 * WillowProfileLibrary:
 *
 * The profiles of a store as a person looks at them: GListModel of
 * #WillowLibraryRow. First those in no group, then the groups in the order in
 * which they first occur in the store, each above its profiles. A group is a
 * text of its profiles and nothing else: it is there while one has it.
 *
 * Properties (read-write, notify): "search" (string; empty: all): its words
 * must all occur in name, host, group, notes or Client Identifier, in any
 * case; while it is there no group is collapsed. "collapsed-groups" (GStrv).
 */
#define WILLOW_TYPE_PROFILE_LIBRARY (willow_profile_library_get_type ())
G_DECLARE_FINAL_TYPE (WillowProfileLibrary,
                      willow_profile_library,
                      WILLOW,
                      PROFILE_LIBRARY,
                      GObject)

WillowProfileLibrary *willow_profile_library_new (WillowProfileStore *store);

WillowProfileStore             *
willow_profile_library_get_store (WillowProfileLibrary *self);
const char *willow_profile_library_get_search (WillowProfileLibrary *self);
void        willow_profile_library_set_search (WillowProfileLibrary *self,
                                               const char           *search);
gboolean    willow_profile_library_is_collapsed (WillowProfileLibrary *self,
                                                 const char           *group);
void        willow_profile_library_set_collapsed (WillowProfileLibrary *self,
                                                  const char           *group,
                                                  gboolean              collapsed);

/* What follows is about the whole store, whatever is searched for. */

/* In their order, without that of those in none. (transfer full) */
char **willow_profile_store_dup_groups (WillowProfileStore *store);

/* @before: (nullable): one of @group; NULL: at the end of it. @group: empty:
 * in none */
void willow_profile_store_move_into (WillowProfileStore *store,
                                     WillowProfile      *profile,
                                     const char         *group,
                                     WillowProfile      *before);
/* One step up (-1) or down (1): past its neighbour or, at the edge of a group,
 * into the next one. %FALSE: there is nowhere to go; nothing is done then, nor
 * where @dry. */
gboolean willow_profile_store_step (WillowProfileStore *store,
                                    WillowProfile      *profile,
                                    int                 step,
                                    gboolean            dry);
/* The same of a whole group, past the next one. */
gboolean willow_profile_store_step_group (WillowProfileStore *store,
                                          const char         *group,
                                          int                 step,
                                          gboolean            dry);
/* @before: (nullable): another group; NULL: behind all others */
void willow_profile_store_move_group (WillowProfileStore *store,
                                      const char         *group,
                                      const char         *before);
/* @name: empty: its profiles are in no group then; that of another one: they
 * are one group then */
void willow_profile_store_rename_group (WillowProfileStore *store,
                                        const char         *group,
                                        const char         *name);

G_END_DECLS
