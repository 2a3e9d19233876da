/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* Inside src/model: the form of an exported file, for both ways. */
#define WILLOW_EXPORT_FORMAT "willow-profiles"
#define WILLOW_EXPORT_VERSION 1

/* willow-profile-seal.c */
/* (transfer full): the member "sealed"; %NULL: there are no random numbers */
JsonObject *willow_profile_seal (GBytes *text, GBytes *passphrase);
/* @object: such a member. @error: (out): WILLOW_IMPORT_ERROR. (transfer full)
 * (nullable) */
GBytes *
willow_profile_unseal (JsonObject *object, GBytes *passphrase, GError **error);

/* What willow_profile_dup_secrets() gives, as an object of texts; %NULL: there
 * are none. (transfer full) (nullable) */
JsonObject *willow_profile_secrets_to_json (WillowProfile *profile);
void        willow_profile_secrets_from_json (WillowProfile *profile,
                                              JsonObject    *object);

G_END_DECLS
