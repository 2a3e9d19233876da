/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WILLOW_WEBSOCKET_ERROR (willow_websocket_error_quark ())
GQuark willow_websocket_error_quark (void);

/* The message of each is a translated sentence. */
typedef enum
{
  /* of the upgrade, at the client */
  WILLOW_WEBSOCKET_ERROR_STATUS,      /* HTTP, and it refuses */
  WILLOW_WEBSOCKET_ERROR_REDIRECT,    /* … and names another place */
  WILLOW_WEBSOCKET_ERROR_NO_UPGRADE,  /* HTTP 200: a page, no WebSocket */
  WILLOW_WEBSOCKET_ERROR_ACCEPT,      /* 101 for somebody else's request */
  WILLOW_WEBSOCKET_ERROR_SUBPROTOCOL, /* 101 with none, or with another */
  WILLOW_WEBSOCKET_ERROR_EXTENSION,   /* 101 with what was not offered */
  WILLOW_WEBSOCKET_ERROR_INCOMPLETE,  /* closed within the answer */
  WILLOW_WEBSOCKET_ERROR_NO_ANSWER,   /* closed without any */
  WILLOW_WEBSOCKET_ERROR_SILENT,      /* not in time */
  WILLOW_WEBSOCKET_ERROR_TOO_LONG,    /* a head without end */
  WILLOW_WEBSOCKET_ERROR_NO_HTTP,     /* something else answers */
  WILLOW_WEBSOCKET_ERROR_MQTT,        /* … plain MQTT */
  WILLOW_WEBSOCKET_ERROR_TLS,         /* … TLS */
  /* of an open WebSocket */
  WILLOW_WEBSOCKET_ERROR_CLOSED, /* the peer, with a code that is no success */
  WILLOW_WEBSOCKET_ERROR_TRUNCATED, /* without a Close frame */
  WILLOW_WEBSOCKET_ERROR_PROTOCOL,  /* the peer broke a rule */
} WillowWebsocketError;

/* Returns: (transfer full): how the peer closed, in words; @reason: (nullable)
 */
char *willow_websocket_close_describe (guint code, const char *reason);

G_END_DECLS
