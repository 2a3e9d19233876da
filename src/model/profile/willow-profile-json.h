/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* Inside src/model: one profile in the file (docs/profiles.md). */

/* (transfer full) (nullable): %NULL with a translated @error where a member is
 * not what it must be. @object is kept: members that this version does not know
 * are written back. */
WillowProfile *willow_profile_from_json (JsonObject *object, GError **error);

/* (transfer full) */
JsonNode *willow_profile_to_json (WillowProfile *self);

G_END_DECLS
