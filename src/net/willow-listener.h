/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-transport.h"

G_BEGIN_DECLS

typedef struct _WillowListener WillowListener;

/* @transport: (transfer full) */
typedef void (*WillowAcceptFunc) (WillowTransport *transport,
                                  gpointer         user_data);

/**
 * willow_listener_new:
 * @address: numeric address to bind, "127.0.0.1", "::1", "0.0.0.0" …
 * @port: 0 lets the system choose
 * @error: (out): G_IO_ERROR_ADDRESS_IN_USE for a busy port, and the message
 * names it
 *
 * Accepts at once, on the reactor's thread.
 */
WillowListener *willow_listener_new (WillowReactor   *reactor,
                                     const char      *address,
                                     guint16          port,
                                     WillowAcceptFunc func,
                                     gpointer         user_data,
                                     GError         **error);

/**
 * willow_listener_new_unix:
 * @path: absolute, 107 bytes at most
 * @mode: permissions of the socket: who may write may connect
 * @error: (out): G_IO_ERROR_ADDRESS_IN_USE if somebody listens there,
 *   G_IO_ERROR_EXISTS if another kind of file is there
 *
 * A socket file whose listener is gone is replaced; any other file stays. The
 * file is removed with the listener if it is still its own.
 */
WillowListener *willow_listener_new_unix (WillowReactor   *reactor,
                                          const char      *path,
                                          guint            mode,
                                          WillowAcceptFunc func,
                                          gpointer         user_data,
                                          GError         **error);
void            willow_listener_free (WillowListener *listener);
/* 0: of a Unix socket */
guint16 willow_listener_get_port (WillowListener *listener);
/* (transfer none) (nullable): of a Unix socket */
const char *willow_listener_get_path (WillowListener *listener);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowListener, willow_listener_free)

G_END_DECLS
