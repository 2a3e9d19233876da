/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-websocket-watch.h"

#include <glib/gi18n.h>

#define FIN 0x80
#define RESERVED 0x70
#define RESERVED_1 0x40 /* compressed: RFC 7692 section 6 */
#define CONTROL 0x08
#define MASKED 0x80

enum
{
  OPCODE_CONTINUATION = 0,
  OPCODE_TEXT = 1,
  OPCODE_BINARY = 2,
  OPCODE_CLOSE = 8,
  OPCODE_PONG = 10,
};

void
willow_websocket_watch_init (WillowWebsocketWatch *watch,
                             gboolean              is_server,
                             gboolean              has_compression,
                             guint64               max_message_bytes)
{
  *watch = (WillowWebsocketWatch){
    .is_server = is_server,
    .has_compression = has_compression,
    .max_message_bytes = max_message_bytes,
  };
}

/* What the first two bytes say. */
static WillowFrameFault
check_start (const WillowWebsocketWatch *watch)
{
  guint    opcode = watch->header[0] & 0x0f;
  guint    reserved = watch->header[0] & RESERVED;
  gboolean is_first = opcode == OPCODE_TEXT || opcode == OPCODE_BINARY;
  gboolean is_masked = (watch->header[1] & MASKED) != 0;

  if (watch->has_compression && is_first)
    reserved &= ~(guint)RESERVED_1;
  if (watch->is_server && !is_masked)
    return WILLOW_FRAME_UNMASKED;
  if (!watch->is_server && is_masked)
    return WILLOW_FRAME_MASKED;
  if (reserved != 0)
    return WILLOW_FRAME_RESERVED_BITS;
  if (opcode > OPCODE_PONG || (opcode > OPCODE_BINARY && opcode < OPCODE_CLOSE))
    return WILLOW_FRAME_UNKNOWN_OPCODE;
  if ((opcode & CONTROL) != 0 && (watch->header[1] & 0x7f) > 125)
    return WILLOW_FRAME_LARGE_CONTROL;
  if ((opcode & CONTROL) != 0 && (watch->header[0] & FIN) == 0)
    return WILLOW_FRAME_FRAGMENTED_CONTROL;
  if (opcode == OPCODE_CONTINUATION && !watch->in_message)
    return WILLOW_FRAME_STRAY_CONTINUATION;
  if (is_first && watch->in_message)
    return WILLOW_FRAME_INTERRUPTED;
  /* [MQTT-6.0.0-1] is why nobody here has a use for it. */
  if (opcode == OPCODE_TEXT)
    return WILLOW_FRAME_TEXT;
  return WILLOW_FRAME_FINE;
}

static guint
get_n_length_bytes (const WillowWebsocketWatch *watch)
{
  guint length = watch->header[1] & 0x7f;

  if (length == 126)
    return 2;
  return length == 127 ? 8 : 0;
}

static guint
get_header_len (const WillowWebsocketWatch *watch)
{
  if (watch->header_len < 2)
    return 2;
  return 2 + get_n_length_bytes (watch) +
         ((watch->header[1] & MASKED) != 0 ? 4 : 0);
}

static WillowFrameFault
check_length (WillowWebsocketWatch *watch)
{
  guint   n = get_n_length_bytes (watch);
  guint64 length = watch->header[1] & 0x7f;

  if (n > 0)
    length = 0;
  for (guint i = 0; i < n; i++)
    length = length << 8 | watch->header[2 + i];
  if ((n == 2 && length < 126) || (n == 8 && length <= G_MAXUINT16) ||
      length > G_MAXINT64)
    return WILLOW_FRAME_LONG_LENGTH;
  watch->payload_left = length;
  if ((watch->header[0] & CONTROL) != 0)
    return WILLOW_FRAME_FINE;
  if (length > watch->max_message_bytes - watch->message_bytes)
    return WILLOW_FRAME_TOO_BIG;
  watch->in_message = (watch->header[0] & FIN) == 0;
  watch->message_bytes = watch->in_message ? watch->message_bytes + length : 0;
  return WILLOW_FRAME_FINE;
}

/* One more byte of a header. Returns: whether it is fine */
static gboolean
take_header_byte (WillowWebsocketWatch *watch, guint8 byte)
{
  watch->header[watch->header_len++] = byte;
  if (watch->header_len == 2)
    watch->fault = check_start (watch);
  if (watch->fault == WILLOW_FRAME_FINE && watch->header_len >= 2 &&
      watch->header_len == get_header_len (watch))
    {
      watch->fault = check_length (watch);
      watch->header_len = 0;
    }
  return watch->fault == WILLOW_FRAME_FINE;
}

gsize
willow_websocket_watch_feed (WillowWebsocketWatch *watch,
                             const guint8         *data,
                             gsize                 len)
{
  gsize at = 0, fine = 0;

  while (at < len && watch->fault == WILLOW_FRAME_FINE)
    {
      if (watch->payload_left > 0)
        {
          gsize n = (gsize)MIN (watch->payload_left, len - at);

          watch->payload_left -= n;
          at += n;
        }
      else if (!take_header_byte (watch, data[at++]))
        break;
      if (watch->header_len == 0)
        fine = at;
    }
  return watch->fault == WILLOW_FRAME_FINE ? len : fine;
}

WillowFrameFault
willow_websocket_watch_get_fault (const WillowWebsocketWatch *watch)
{
  return watch->fault;
}

const char *
willow_frame_fault_get_sentence (WillowFrameFault fault)
{
  switch (fault)
    {
    case WILLOW_FRAME_UNMASKED:
      return _ ("The client sent a WebSocket frame that is not masked; a "
                "client must mask each of them");
    case WILLOW_FRAME_MASKED:
      return _ (
          "The server sent a masked WebSocket frame; only a client masks");
    case WILLOW_FRAME_RESERVED_BITS:
      return _ (
          "The peer sent a WebSocket frame with reserved bits set, for an "
          "extension that was not agreed on");
    case WILLOW_FRAME_UNKNOWN_OPCODE:
      return _ ("The peer sent a WebSocket frame with an opcode that does not "
                "exist");
    case WILLOW_FRAME_LARGE_CONTROL:
      return _ (
          "The peer sent an oversized WebSocket control frame: Close, Ping "
          "and Pong hold up to 125 bytes");
    case WILLOW_FRAME_FRAGMENTED_CONTROL:
      return _ (
          "The peer sent a fragmented WebSocket control frame: Close, Ping "
          "and Pong come in one piece");
    case WILLOW_FRAME_STRAY_CONTINUATION:
      return _ ("The peer continued a WebSocket message that it had not begun");
    case WILLOW_FRAME_INTERRUPTED:
      return _ ("The peer began a WebSocket message within another one that it "
                "had not finished");
    case WILLOW_FRAME_LONG_LENGTH:
      return _ ("The peer wrote the length of a WebSocket frame in a form that "
                "is not allowed");
    case WILLOW_FRAME_TEXT:
      return _ (
          "The peer sent a WebSocket text frame, where only binary frames "
          "are allowed");
    case WILLOW_FRAME_TOO_BIG:
      return _ (
          "The peer sent a WebSocket message that is larger than the limit "
          "here");
    case WILLOW_FRAME_FINE:
    default:
      return "";
    }
}

guint16
willow_frame_fault_get_close_code (WillowFrameFault fault)
{
  if (fault == WILLOW_FRAME_TEXT)
    return 1003;
  return fault == WILLOW_FRAME_TOO_BIG ? 1009 : 1002;
}
