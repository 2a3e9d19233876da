/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/profile/willow-profile-library.h"

G_BEGIN_DECLS

/* Both ask for a name; nothing happens without one. */

/* For a new group, with @profile in it. */
void willow_group_dialog_present_new (GtkWindow          *parent,
                                      WillowProfileStore *store,
                                      WillowProfile      *profile);
void willow_group_dialog_present_rename (GtkWindow          *parent,
                                         WillowProfileStore *store,
                                         const char         *group);

G_END_DECLS
