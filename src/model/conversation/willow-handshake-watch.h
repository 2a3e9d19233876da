/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-facts.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

/* Inside src/model: picks from a broker's records what its side saw of TLS
 * handshakes, and lets all others go. Belongs to the thread that made it. */
typedef struct _WillowHandshakeWatch WillowHandshakeWatch;

typedef void (*WillowHandshakeFunc) (WillowTlsFacts *facts, gpointer user_data);

WillowHandshakeWatch *willow_handshake_watch_new (WillowHandshakeFunc func,
                                                  gpointer user_data);
void                  willow_handshake_watch_free (WillowHandshakeWatch *watch);
/* (transfer none): for the broker's configuration */
WillowTraceQueue *
willow_handshake_watch_get_queue (WillowHandshakeWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowHandshakeWatch,
                               willow_handshake_watch_free)

G_END_DECLS
