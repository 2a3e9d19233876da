/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/willow-cli.h"
#include "model/profile/willow-profile-store.h"

G_BEGIN_DECLS

/* What the subcommands of `willow-cli profiles` share; each is a file. */
typedef struct
{
  gboolean json;
  gboolean dry_run;
  gboolean all;
  gboolean encrypt;
  char    *output;
  char    *passphrase_file;
  char    *passphrase_variable; /* of the environment */
} WillowProfilesOptions;

int willow_profiles_import (const WillowProfilesOptions *options,
                            WillowProfileStore          *store,
                            const char                  *path);
/* @names: (array zero-terminated=1): none: all of them */
int willow_profiles_export (const WillowProfilesOptions *options,
                            WillowProfileStore          *store,
                            char                       **names);

/* (transfer full) (nullable): %NULL with a sentence on standard error where one
 * was given and cannot be read; @given: (out): whether one was */
GBytes *willow_profiles_get_passphrase (const WillowProfilesOptions *options,
                                        gboolean                    *given);

G_END_DECLS
