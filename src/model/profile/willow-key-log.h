/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"
#include "net/willow-tls-settings.h"

G_BEGIN_DECLS

/* The keys of a profile's TLS connections in a file, in NSS's format, for
 * programs such as Wireshark. On explicit request and until the program ends:
 * it is no setting, and is in no file of profiles. */

/**
 * willow_profile_set_key_log:
 * @path: (nullable): a file, which is added to and only its owner may read;
 *   %NULL: no more
 *
 * Holds for connects from then on. Emits "changed", for the notes.
 *
 * Returns: %FALSE with @error where it cannot be written
 */
gboolean willow_profile_set_key_log (WillowProfile *self,
                                     const char    *path,
                                     GError       **error);
/* (nullable) (transfer none) */
const char *willow_profile_get_key_log (WillowProfile *self);

/* Inside src/model. */
void willow_profile_add_key_log (WillowProfile     *self,
                                 WillowTlsSettings *settings);

G_END_DECLS
