/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-transport.h"

G_BEGIN_DECLS

/**
 * WillowWebsocketOptions:
 * @is_server: which end this is
 * @protocol: (nullable): the subprotocol agreed on
 * @early: (nullable): what came behind the head of the upgrade
 * @max_message_bytes: of one message that comes in; 0: 512 MiB
 * @has_compression: permessage-deflate was agreed on
 * @compression_params: (nullable): of the server's answer, as
 *   soup_header_parse_semi_param_list() gives them
 */
typedef struct
{
  gboolean      is_server;
  const char   *protocol;
  const guint8 *early;
  gsize         n_early;
  guint64       max_message_bytes;
  gboolean      has_compression;
  GHashTable   *compression_params;
} WillowWebsocketOptions;

/**
 * willow_transport_new_websocket:
 * @inner: (transfer full): behind the HTTP upgrade
 *
 * A byte stream in the binary messages of a WebSocket; libsoup frames them. The
 * bytes of one gathered write go into one message as far as its size is
 * sensible; how the peer's messages cut its bytes has no meaning. Pings are
 * answered.
 *
 * As with TLS, bytes count as written when their frames have left, and what was
 * not taken must be offered again, unchanged and first.
 *
 * At the end of the stream: a Close frame with code 1000 or without a code
 * reads as 0; any other, none at all, and a rule that the peer broke, as an
 * error of WILLOW_WEBSOCKET_ERROR with a sentence. Closing gracefully sends a
 * Close frame and does not wait for the answer.
 *
 * Returns: (transfer full):
 */
WillowTransport *
willow_transport_new_websocket (WillowReactor                *reactor,
                                WillowTransport              *inner,
                                const WillowWebsocketOptions *options);

/* (transfer none) (nullable): %NULL if it is no WebSocket, or has none */
const char *
willow_transport_get_websocket_protocol (WillowTransport *transport);

/* Code of the Close frame that the peer sent (RFC 6455 section 7.4); 1005: it
 * had none; 0: there was no such frame, or it is no WebSocket */
guint willow_transport_get_websocket_close_code (WillowTransport *transport);

/* (transfer none): what carries it; @transport itself where nothing does.
 * For the facts of TLS below a WebSocket. */
WillowTransport *
willow_transport_get_websocket_inner (WillowTransport *transport);

G_END_DECLS
