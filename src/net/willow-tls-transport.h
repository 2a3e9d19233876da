/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-context.h"
#include "net/willow-tls-facts.h"
#include "net/willow-transport.h"

G_BEGIN_DECLS

/* Once, when the handshake is over. @error: (nullable): why it failed. May free
 * the transport. */
typedef void (*WillowTlsOpenedFunc) (WillowTransport *transport,
                                     const GError    *error,
                                     gpointer         user_data);

/**
 * willow_transport_new_tls:
 * @inner: (transfer full): what carries the encrypted bytes
 * @host: (nullable): as willow_tls_session_new()
 * @func: (nullable): without it an error of the handshake is that of the first
 *   read
 *
 * TLS over another transport. The handshake begins at once and needs no
 * condition to be set. At the end of the stream: close_notify reads as 0, FIN
 * without it as WILLOW_TLS_ERROR_TRUNCATED.
 *
 * Bytes count as written when what they were encrypted to has gone out, so
 * that a closing transport holds nothing back; what was not taken must be
 * offered again, unchanged and first.
 *
 * Returns: (transfer full):
 */
WillowTransport *willow_transport_new_tls (WillowReactor      *reactor,
                                           WillowTransport    *inner,
                                           WillowTlsContext   *context,
                                           const char         *host,
                                           WillowTlsOpenedFunc func,
                                           gpointer            user_data);

/* Another @func than at the beginning, while the handshake goes on. No effect
 * on what is no TLS, and when it is over. */
void willow_transport_set_tls_opened (WillowTransport    *transport,
                                      WillowTlsOpenedFunc func,
                                      gpointer            user_data);

/* (transfer none) (nullable): %NULL if it is no TLS, nor a WebSocket over it;
 * final after the handshake */
WillowTlsFacts *willow_transport_get_tls_facts (WillowTransport *transport);

/* Number of the last alert that the peer sent, also close_notify (0); -1: none,
 * or no TLS */
int willow_transport_get_tls_alert (WillowTransport *transport);

G_END_DECLS
