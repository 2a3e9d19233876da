/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-scram-users.h"

G_BEGIN_DECLS

/**
 * WillowScramServer:
 *
 * The Server's end of one exchange: challenge(), then finish().
 */
typedef struct _WillowScramServer WillowScramServer;

/* @nonce: fresh, as of willow_scram_new_nonce() */
WillowScramServer *willow_scram_server_new (WillowScramUsers *users,
                                            const char       *nonce);
void               willow_scram_server_free (WillowScramServer *self);

/* (transfer full) (nullable): server-first-message for a client-first-message
 */
char *willow_scram_server_challenge (WillowScramServer *self,
                                     const guint8      *data,
                                     gsize              len,
                                     GError           **error);

/* (transfer full) (nullable): server-final-message for a client-final-message
 * whose proof is right */
char *willow_scram_server_finish (WillowScramServer *self,
                                  const guint8      *data,
                                  gsize              len,
                                  GError           **error);

/* (nullable): prepared; who it is only after finish() */
const char *willow_scram_server_get_user_name (const WillowScramServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowScramServer, willow_scram_server_free)

G_END_DECLS
