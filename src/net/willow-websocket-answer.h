/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WillowWebsocketSite:
 * @path: where the WebSocket is: "/mqtt"
 * @subprotocols: (array zero-terminated=1): those that are served, the
 *   preferred one first
 * @origins: (nullable) (array zero-terminated=1): pages that may connect, as
 *   "https://example.org:8443"; %NULL: all. Who is no page sends none and is
 * not asked
 * @page: (nullable): HTML to show at "/"; %NULL: there is none
 *
 * What a server offers over HTTP on the port of its WebSocket.
 */
typedef struct
{
  const char        *path;
  const char *const *subprotocols;
  const char *const *origins;
  GBytes *(*dup_page) (gpointer user_data);
  gpointer user_data;
} WillowWebsocketSite;

/**
 * WillowWebsocketAnswer:
 * @status: 101: the WebSocket is open
 * @protocol: (nullable): chosen, with 101
 * @sentence: (nullable): what was wrong with the request
 * @bytes: what to send
 */
typedef struct
{
  guint       status;
  const char *protocol;
  char       *sentence;
  GBytes     *bytes;
} WillowWebsocketAnswer;

/**
 * willow_websocket_answer_new:
 * @head: a request up to the empty line and with it
 *
 * What a server says to a request: the upgrade (RFC 6455 section 4.2), the
 * page, or a refusal with a sentence. No I/O.
 *
 * Returns: (transfer full):
 */
WillowWebsocketAnswer *willow_websocket_answer_new (
    const WillowWebsocketSite *site, const guint8 *head, gsize len);
/* A refusal before the request is there: 408, 431, 503. (transfer full) */
WillowWebsocketAnswer      *
willow_websocket_answer_new_refusal (guint status, const char *sentence);
void willow_websocket_answer_free (WillowWebsocketAnswer *answer);

/* What it is that @data begins, where that is no HTTP: a translated sentence.
 * (transfer none) (nullable): %NULL: it may be HTTP */
const char *willow_websocket_recognise_stranger (const guint8 *data, gsize len);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowWebsocketAnswer,
                               willow_websocket_answer_free)

G_END_DECLS
