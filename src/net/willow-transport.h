/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-reactor.h"

G_BEGIN_DECLS

/**
 * WillowTransport:
 *
 * A non-blocking byte stream: a TCP socket, TLS or WebSocket over another, or
 * one end of a pair in memory. Belongs to one thread. A plain vtable and no
 * GObject, because the broker's hot path goes through here.
 */
typedef struct _WillowTransport WillowTransport;

typedef void (*WillowTransportFunc) (WillowTransport *transport,
                                     GIOCondition     condition,
                                     gpointer         user_data);

typedef enum
{
  WILLOW_CLOSE_GRACEFUL, /* FIN */
  WILLOW_CLOSE_RESET,    /* RST (linger 0) */
} WillowCloseMode;

/* @socket: connected; taken over, made non-blocking, TCP_NODELAY set */
WillowTransport *willow_transport_new_socket (WillowReactor *reactor,
                                              GSocket       *socket);
/* @fd: (transfer full): of a connected, non-blocking socket, without the 700
 * bytes that a GSocket would cost. */
WillowTransport *willow_transport_new_fd (WillowReactor *reactor, int fd);

/* Two connected ends in memory, for tests and in-process use. Readiness is told
 * through idle dispatches of @context. @capacity_bytes: per direction. */
void willow_transport_new_pair (GMainContext     *context,
                                gsize             capacity_bytes,
                                WillowTransport **a,
                                WillowTransport **b);
void willow_transport_free (WillowTransport *transport);

void willow_transport_set_func (WillowTransport    *transport,
                                WillowTransportFunc func,
                                gpointer            user_data);

/* Which readiness is wanted: of G_IO_IN, G_IO_OUT, G_IO_HUP (the peer's end,
 * also behind unread input), or none. */
void willow_transport_set_condition (WillowTransport *transport,
                                     GIOCondition     condition);

/* Returns: bytes; 0 at the end of the stream (FIN); -1 with @error, of which
 *   G_IO_ERROR_WOULD_BLOCK is ordinary, G_IO_ERROR_CONNECTION_CLOSED is RST,
 * and G_IO_ERROR_CLOSED, from a write, says that the peer had closed before.
 * After both there may still be input to read. */
gssize willow_transport_read (WillowTransport *transport,
                              void            *buffer,
                              gsize            len,
                              GError         **error);
gssize willow_transport_writev (WillowTransport     *transport,
                                const GOutputVector *vectors,
                                guint                n_vectors,
                                GError             **error);
void willow_transport_close (WillowTransport *transport, WillowCloseMode mode);

/* (transfer none) (nullable): NULL for a pair, and the local one once it is
 * closed, if nobody had asked before */
GSocketAddress *willow_transport_get_local_address (WillowTransport *transport);
GSocketAddress *
willow_transport_get_remote_address (WillowTransport *transport);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowTransport, willow_transport_free)

G_END_DECLS
