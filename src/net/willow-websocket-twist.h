/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-websocket-answer.h"

G_BEGIN_DECLS

/**
 * WillowWebsocketTwist:
 * @status: of HTTP, in place of the upgrade; 0: none
 * @body: (nullable) (owned): what goes with it
 * @without_protocol: the answer has no Sec-WebSocket-Protocol
 * @wrong_accept: its Sec-WebSocket-Accept belongs to another request
 * @is_cut: the connection ends right behind the answer
 * @note: (nullable) (owned): says so, for the records
 *
 * What is wrong, on purpose, with the answer to a request that is right.
 */
typedef struct
{
  guint    status;
  char    *body;
  gboolean without_protocol;
  gboolean wrong_accept;
  gboolean is_cut;
  char    *note;
} WillowWebsocketTwist;

void willow_websocket_twist_clear (WillowWebsocketTwist *twist);

/* @answer: (transfer full): with status 101. (transfer full) */
WillowWebsocketAnswer *
willow_websocket_twist_answer (WillowWebsocketAnswer      *answer,
                               const WillowWebsocketTwist *twist);

G_END_DECLS
