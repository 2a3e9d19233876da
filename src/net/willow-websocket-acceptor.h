/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-transport.h"
#include "net/willow-websocket-twist.h"

G_BEGIN_DECLS

/**
 * WillowWebsocketUpgrade:
 * @transport: the peer's; only to look at
 * @status: of the answer; 0: none was given
 * @request: (nullable): its head as far as it came, credentials masked
 * @answer: (nullable): the head of the answer
 * @sentence: (nullable): why there is no WebSocket; %NULL also for the page
 * @accepted_us: monotonic: when the connection was taken
 * @opened_us: when its bytes could flow: behind TLS, if there is any; 0: never
 * @note: (nullable): of the twist, if there was one
 *
 * What became of a connection, for log and trace.
 */
typedef struct
{
  WillowTransport *transport;
  guint            status;
  GBytes          *request;
  GBytes          *answer;
  const char      *sentence;
  gint64           accepted_us;
  gint64           opened_us;
  const char      *note;
} WillowWebsocketUpgrade;

/**
 * WillowWebsocketAcceptorFuncs:
 * @opened: (nullable): gets a WebSocket over what was taken (transfer full)
 * @refused: (nullable): there will be none
 * @twist: (nullable): whether a request that is right is answered wrongly, and
 *   how: fills in what is all 0
 */
typedef struct
{
  void (*opened) (WillowTransport              *websocket,
                  const WillowWebsocketUpgrade *upgrade,
                  gpointer                      user_data);
  void (*refused) (const WillowWebsocketUpgrade *upgrade, gpointer user_data);
  gboolean (*twist) (WillowWebsocketTwist *twist, gpointer user_data);
} WillowWebsocketAcceptorFuncs;

/**
 * WillowWebsocketAcceptor:
 *
 * The HTTP side of a listener for WebSockets: takes connections, reads the
 * request, answers it. A head has a size and a time, connections without a
 * WebSocket yet a number.
 */
typedef struct _WillowWebsocketAcceptor WillowWebsocketAcceptor;

/* @site: copied; its strings outlive the acceptor. @timeout_ms: for the
 * request, and again for the answer to go out. @max_message_bytes: as
 * WillowWebsocketOptions. (transfer full) */
WillowWebsocketAcceptor *
willow_websocket_acceptor_new (WillowReactor             *reactor,
                               const WillowWebsocketSite *site,
                               guint                      max_pending,
                               guint                      timeout_ms,
                               guint64                    max_message_bytes,
                               const WillowWebsocketAcceptorFuncs *funcs,
                               gpointer                            user_data);
/* Closes what has no WebSocket yet; may be called from its functions. */
void willow_websocket_acceptor_free (WillowWebsocketAcceptor *acceptor);

/* @transport: (transfer full) */
void willow_websocket_acceptor_take (WillowWebsocketAcceptor *acceptor,
                                     WillowTransport         *transport);
guint
willow_websocket_acceptor_get_n_pending (WillowWebsocketAcceptor *acceptor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowWebsocketAcceptor,
                               willow_websocket_acceptor_free)

G_END_DECLS
