/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-scram.h"

G_BEGIN_DECLS

/**
 * WillowScramUsers:
 *
 * Who may come in, with what a Server keeps of their passwords. Filled by the
 * one who made it, then shared and immutable; atomically reference counted.
 */
typedef struct _WillowScramUsers WillowScramUsers;

WillowScramUsers *willow_scram_users_new (void);
WillowScramUsers *willow_scram_users_ref (WillowScramUsers *self);
void              willow_scram_users_unref (WillowScramUsers *self);

/* The last one of a name counts. Returns %FALSE where SASLprep cannot take the
 * name. */
gboolean willow_scram_users_add (WillowScramUsers             *self,
                                 const char                   *name,
                                 const WillowScramCredentials *credentials,
                                 GError                      **error);

/**
 * willow_scram_users_find:
 * @name: prepared
 * @imitation: (out caller-allocates): filled for somebody unknown with what
 *   looks like credentials, the same each time, so that asking does not tell
 *   who exists
 *
 * Returns: (transfer none): never %NULL; @imitation for somebody unknown
 */
const WillowScramCredentials *
willow_scram_users_find (WillowScramUsers       *self,
                         const char             *name,
                         WillowScramCredentials *imitation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowScramUsers, willow_scram_users_unref)

G_END_DECLS
