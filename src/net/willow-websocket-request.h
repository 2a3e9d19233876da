/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-connector-settings.h"
#include "net/willow-endpoint.h"
#include "net/willow-websocket-error.h"

G_BEGIN_DECLS

/* Of the head of an answer, or of a request, as nginx has it; enough for any
 * cookies that are sent on purpose. */
#define WILLOW_WEBSOCKET_HEAD_MAX_BYTES (16u * 1024u)

/**
 * WillowWebsocketRequest:
 *
 * The HTTP upgrade of a client (RFC 6455 section 4.1): what it says, and
 * whether the answer is the right one. No I/O.
 */
typedef struct _WillowWebsocketRequest WillowWebsocketRequest;

/* @key: (nullable): 16 bytes in base64; %NULL: random. (transfer full) */
WillowWebsocketRequest      *
willow_websocket_request_new (const WillowEndpoint          *endpoint,
                                   const WillowConnectorSettings *settings,
                                   const char                    *key);
void willow_websocket_request_free (WillowWebsocketRequest *request);

/* (transfer none): the bytes to send */
GBytes *willow_websocket_request_get_head (WillowWebsocketRequest *request);

/**
 * willow_websocket_request_check_start:
 * @data: what has come so far, one byte at least
 *
 * Returns: %FALSE with @error where it is no beginning of an HTTP answer: MQTT,
 *   TLS, anything else
 */
gboolean willow_websocket_request_check_start (const guint8 *data,
                                               gsize         len,
                                               GError      **error);

/**
 * willow_websocket_request_check:
 * @head: an answer up to the empty line and with it
 * @body: (nullable): what came behind it
 * @has_compression: (out): permessage-deflate was agreed on
 * @compression_params: (out) (nullable): free with
 * soup_header_free_param_list()
 *
 * Returns: whether the WebSocket is open; else @error, with a sentence for each
 *   way of going wrong
 */
gboolean willow_websocket_request_check (WillowWebsocketRequest *request,
                                         const guint8           *head,
                                         gsize                   head_len,
                                         const guint8           *body,
                                         gsize                   body_len,
                                         gboolean    *has_compression,
                                         GHashTable **compression_params,
                                         GError     **error);

/* Returns: bytes up to the empty line of a head and with it, 0 if it is not
 * there yet */
gsize willow_websocket_find_head_end (const guint8 *data, gsize len);

/* The answer to a key (RFC 6455 section 4.2.2). (transfer full) */
char *willow_websocket_dup_accept (const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowWebsocketRequest,
                               willow_websocket_request_free)

G_END_DECLS
