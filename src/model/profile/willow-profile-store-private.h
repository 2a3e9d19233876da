/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile-file.h"
#include "model/profile/willow-profile-store.h"

G_BEGIN_DECLS

/* Of the file (docs/profiles.md). */
#define WILLOW_PROFILE_FORMAT_VERSION 1

struct _WillowProfileStore
{
  GObject parent_instance;

  GFile               *file;
  WillowProfileWriter *writer;
  GPtrArray           *profiles;  /* element-type WillowProfile */
  GHashTable          *temporary; /* set of WillowProfile, not owned */
  JsonObject          *root;      /* with the members that we do not know */
  char                *problem;
  guint64              generation; /* rises with each change */
  guint64              saved_generation;
  guint                save_id;
  gboolean             frozen; /* the file must not be overwritten */
};

/* @problem: (transfer full) (nullable) */
void willow_profile_store_take_problem (WillowProfileStore *self,
                                        char               *problem);
void willow_profile_store_schedule_save (WillowProfileStore *self);
/* Tells no listener, saves nothing. */
void willow_profile_store_insert (WillowProfileStore *self,
                                  WillowProfile      *profile);

G_END_DECLS
