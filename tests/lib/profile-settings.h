/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/**
 * profile_settings_apply:
 * @settings: "name=value|name=value…", by the properties of a profile; choices
 *   by number; "user=name:value" and "will-user=name:value" add a pair. A wrong
 *   one aborts the test.
 */
void profile_settings_apply (WillowProfile *profile, const char *settings);

/* (transfer full): of version 3, 4 or 5 to localhost as "t", and @settings */
WillowProfile *profile_settings_new (guint version, const char *settings);

/* (transfer full): the notes in their order, "E property id|H property …" */
char *profile_settings_dup_notes (WillowProfile *profile, GBytes *password);

G_END_DECLS
