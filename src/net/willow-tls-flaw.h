/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-practice-pki.h"
#include "net/willow-tls-context.h"

G_BEGIN_DECLS

/**
 * willow_tls_context_new_flawed:
 * @settings: of a server that does it right
 * @now_s: seconds since 1970
 * @error: (out): as willow_tls_context_new(), and of the issuer's pair
 *
 * The same server with a certificate made now that has the names of the right
 * one, and @flaw. Its issuer is that of @settings; without one an authority
 * that nobody knows, so that this is wrong with it, too.
 *
 * Returns: (transfer full) (nullable):
 */
WillowTlsContext *willow_tls_context_new_flawed (WillowTlsSettings *settings,
                                                 WillowPracticeFlaw flaw,
                                                 gint64             now_s,
                                                 GError           **error);

/**
 * willow_tls_context_new_demanding:
 *
 * The same server, and nobody without a certificate gets in. Where @settings
 * know no authorities of clients, it is the issuer, or one that nobody knows.
 *
 * Returns: (transfer full) (nullable):
 */
WillowTlsContext *willow_tls_context_new_demanding (WillowTlsSettings *settings,
                                                    gint64             now_s,
                                                    GError           **error);

G_END_DECLS
