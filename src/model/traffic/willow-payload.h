/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  WILLOW_PAYLOAD_TEXT,
  WILLOW_PAYLOAD_JSON,
  WILLOW_PAYLOAD_HEX,
} WillowPayloadFormat;

/* JSON if it parses as an object or array, text if it is UTF-8 without control
 * characters, hex otherwise. */
WillowPayloadFormat willow_payload_guess (GBytes *payload);

/**
 * willow_payload_format:
 * @max_bytes: of the payload to show; 0 for all
 * @truncated: (out) (optional): whether something was left out (the caller says
 * so)
 *
 * Text: invalid UTF-8 and control characters are made visible; JSON: pretty,
 * key order and number spelling kept; hex: offset, 16 bytes, ASCII per line.
 * Returns: (transfer full): valid UTF-8; NULL with @error if it is not of that
 * format
 */
char *willow_payload_format (GBytes             *payload,
                             WillowPayloadFormat format,
                             gsize               max_bytes,
                             gboolean           *truncated,
                             GError            **error);

/* One line for lists: at most @max_chars, escaped, "…" where cut. (transfer
 * full) */
char *willow_payload_preview (const guint8 *data, gsize len, guint max_chars);

G_END_DECLS
