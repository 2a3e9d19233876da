/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-scram.h"

G_BEGIN_DECLS

/**
 * WillowScramClient:
 *
 * The Client's end of one exchange: start(), answer(), verify(), in this order.
 * Only verify() says that the Server is the right one.
 */
typedef struct _WillowScramClient WillowScramClient;

/**
 * willow_scram_client_new:
 * @password: not NUL-terminated; a prepared copy is kept and wiped
 * @nonce: fresh, as of willow_scram_new_nonce()
 *
 * Returns: (transfer full) (nullable): %NULL where SASLprep cannot take user
 *   name or password
 */
WillowScramClient *willow_scram_client_new (const char *user_name,
                                            const char *password,
                                            gsize       password_len,
                                            const char *nonce,
                                            GError    **error);
void               willow_scram_client_free (WillowScramClient *self);

/* (transfer full): client-first-message */
char *willow_scram_client_start (WillowScramClient *self);

/* (transfer full) (nullable): client-final-message for a server-first-message
 */
char *willow_scram_client_answer (WillowScramClient *self,
                                  const guint8      *data,
                                  gsize              len,
                                  GError           **error);

/* Whether the server-final-message proves that the Server knows the password.
 */
gboolean willow_scram_client_verify (WillowScramClient *self,
                                     const guint8      *data,
                                     gsize              len,
                                     GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowScramClient, willow_scram_client_free)

G_END_DECLS
