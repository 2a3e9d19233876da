/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/**
 * willow_profile_export_async:
 * @profiles: (element-type WillowProfile): in this order
 * @passwords: (nullable) (element-type WillowProfile GBytes): those of MQTT,
 *   which are no part of profiles; only for an encrypted file
 * @passphrase: (nullable): %NULL leaves every secret out; otherwise all of it,
 *   with the secrets, is encrypted with this
 *
 * Writes a file that willow_import_read() reads (docs/profiles.md), as a whole
 * or not at all, readable by its owner alone. What is there is replaced. The
 * secrets of the way to the broker are those that the profiles have at this
 * moment.
 */
void     willow_profile_export_async (GFile              *file,
                                      GPtrArray          *profiles,
                                      GHashTable         *passwords,
                                      GBytes             *passphrase,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean willow_profile_export_finish (GAsyncResult *result, GError **error);

/* The content of such a file. Blocks, with @passphrase for a third of a second.
 * (transfer full) (nullable) */
GBytes *willow_profile_export_build (GPtrArray  *profiles,
                                     GHashTable *passwords,
                                     GBytes     *passphrase,
                                     GError    **error);

/* How many secrets there are of @profile that an export without a passphrase
 * leaves out. @has_password: whether there is one of MQTT */
guint willow_profile_export_count_secrets (WillowProfile *profile,
                                           gboolean       has_password);

G_END_DECLS
