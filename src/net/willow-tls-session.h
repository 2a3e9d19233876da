/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-context.h"
#include "net/willow-tls-facts.h"

G_BEGIN_DECLS

/**
 * WillowTlsSession:
 *
 * One end of a TLS connection without any I/O: encrypted bytes go in and come
 * out by calls, plain ones too. Belongs to one thread. Only for src/net.
 */
typedef struct _WillowTlsSession WillowTlsSession;

typedef enum
{
  WILLOW_TLS_HANDSHAKING,
  WILLOW_TLS_OPEN,
  WILLOW_TLS_BROKEN, /* the error was told */
} WillowTlsState;

/* @host: (nullable): whom the client wants to speak with; a server has none */
WillowTlsSession *willow_tls_session_new (WillowTlsContext *context,
                                          const char       *host);
void              willow_tls_session_free (WillowTlsSession *session);
WillowTlsState    willow_tls_session_get_state (WillowTlsSession *session);
/* (transfer none): final once it is not handshaking any more */
WillowTlsFacts *willow_tls_session_get_facts (WillowTlsSession *session);

/* Number of the last alert of the peer, -1: none */
int willow_tls_session_get_received_alert (WillowTlsSession *session);

/* What the peer sent, and that it sends nothing any more. */
void willow_tls_session_feed (WillowTlsSession *session,
                              const void       *data,
                              gsize             len);
void willow_tls_session_feed_end (WillowTlsSession *session);

/* (transfer none): what is to be sent to the peer, also after an error: an
 * alert */
const guint8 *willow_tls_session_peek_output (WillowTlsSession *session,
                                              gsize            *len);
void willow_tls_session_skip_output (WillowTlsSession *session, gsize len);

/* Goes on with the handshake. Returns: %FALSE if it failed */
gboolean willow_tls_session_handshake (WillowTlsSession *session,
                                       GError          **error);

/* Plain bytes. Returns: as willow_transport_read(): 0 is close_notify;
 * G_IO_ERROR_WOULD_BLOCK: everything that was fed is used up */
gssize willow_tls_session_read (WillowTlsSession *session,
                                void             *buffer,
                                gsize             len,
                                GError          **error);
/* Plain bytes of one record, at most 16 KiB. Only while it is open. Returns:
 * bytes taken, -1 with @error */
gssize willow_tls_session_write (WillowTlsSession *session,
                                 const void       *data,
                                 gsize             len,
                                 GError          **error);
/* Says close_notify, if there is anybody to hear it. */
void willow_tls_session_close (WillowTlsSession *session);

/* (transfer full): the peer reset the connection, or it broke: @error is what
 * the transport below said */
GError *willow_tls_session_explain_break (WillowTlsSession *session,
                                          const GError     *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowTlsSession, willow_tls_session_free)

G_END_DECLS
