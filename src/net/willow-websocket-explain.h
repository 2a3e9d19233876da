/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-websocket-error.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Why an upgrade went wrong, for willow-websocket-request.c. Each sets @error
 * with a translated sentence and returns %FALSE. What the server wrote may be
 * any bytes. */

gboolean willow_websocket_fail_status (GError            **error,
                                       guint               status,
                                       const char         *reason,
                                       SoupMessageHeaders *headers,
                                       const guint8       *body,
                                       gsize               body_len);
/* Bytes that are no HTTP. */
gboolean
willow_websocket_fail_foreign (GError **error, const guint8 *data, gsize len);
gboolean willow_websocket_fail_upgrade (GError **error);
/* @is_there: it has a Sec-WebSocket-Accept, and that is wrong */
gboolean willow_websocket_fail_accept (GError **error, gboolean is_there);
/* @chosen: (nullable) */
gboolean willow_websocket_fail_protocol (GError    **error,
                                         const char *wanted,
                                         const char *chosen);
gboolean willow_websocket_fail_extension (GError **error, const char *chosen);

G_END_DECLS
