/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WILLOW_FRAME_FINE,
  WILLOW_FRAME_UNMASKED,      /* by a client */
  WILLOW_FRAME_MASKED,        /* by a server */
  WILLOW_FRAME_RESERVED_BITS, /* of no extension agreed on */
  WILLOW_FRAME_UNKNOWN_OPCODE,
  WILLOW_FRAME_LARGE_CONTROL,      /* more than 125 bytes */
  WILLOW_FRAME_FRAGMENTED_CONTROL, /* Close, Ping or Pong without FIN */
  WILLOW_FRAME_STRAY_CONTINUATION, /* of nothing */
  WILLOW_FRAME_INTERRUPTED,        /* a new message within an unfinished one */
  WILLOW_FRAME_LONG_LENGTH,        /* not the shortest form, or over 2^63 */
  WILLOW_FRAME_TEXT,
  WILLOW_FRAME_TOO_BIG,
} WillowFrameFault;

/**
 * WillowWebsocketWatch:
 *
 * Looks at the headers of the frames that come in (RFC 6455 section 5), before
 * a library gets them that would not say what is wrong with them, and that
 * bounds a frame but not a message of many. What crosses is binary. Embedded by
 * value; no I/O.
 */
typedef struct
{
  /*< private >*/
  gboolean         is_server;
  gboolean         has_compression;
  guint64          max_message_bytes;
  guint8           header[14];
  guint            header_len;
  guint64          payload_left;
  guint64          message_bytes; /* so far */
  gboolean         in_message;    /* behind a frame without FIN */
  WillowFrameFault fault;
} WillowWebsocketWatch;

/* @is_server: of the one who watches. @max_message_bytes: of all frames of one
 * message together, as they come */
void willow_websocket_watch_init (WillowWebsocketWatch *watch,
                                  gboolean              is_server,
                                  gboolean              has_compression,
                                  guint64               max_message_bytes);

/* Returns: how many bytes, up to the end of the last good header or payload,
 * are fine; fewer than @len once there is a fault */
gsize willow_websocket_watch_feed (WillowWebsocketWatch *watch,
                                   const guint8         *data,
                                   gsize                 len);
WillowFrameFault
willow_websocket_watch_get_fault (const WillowWebsocketWatch *watch);

/* (transfer none): a translated sentence */
const char *willow_frame_fault_get_sentence (WillowFrameFault fault);
/* The code to close with. */
guint16 willow_frame_fault_get_close_code (WillowFrameFault fault);

G_END_DECLS
