/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-settings.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_TLS_CLIENT,
  WILLOW_TLS_SERVER,
} WillowTlsRole;

/**
 * WillowTlsContext:
 *
 * Settings that OpenSSL has taken: certificates are read, ciphers known. Many
 * sessions share one, on any thread. Atomically reference counted.
 */
typedef struct _WillowTlsContext WillowTlsContext;

/**
 * willow_tls_context_new:
 * @error: (out): WILLOW_TLS_ERROR_SETTINGS, or WILLOW_CERTIFICATE_ERROR: a
 *   sentence
 *
 * Returns: (transfer full) (nullable):
 */
WillowTlsContext *willow_tls_context_new (WillowTlsRole      role,
                                          WillowTlsSettings *settings,
                                          GError           **error);
WillowTlsContext *willow_tls_context_ref (WillowTlsContext *context);
void              willow_tls_context_unref (WillowTlsContext *context);
/* (transfer none) */
WillowTlsSettings *willow_tls_context_get_settings (WillowTlsContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowTlsContext, willow_tls_context_unref)

G_END_DECLS
