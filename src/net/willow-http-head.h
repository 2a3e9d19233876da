/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WillowHttpLine:
 * @start: where it begins in the head
 * @len: with its line end
 * @text_len: without it
 * @name_len: of a header, up to the colon; 0: it has none
 * @value: where its value begins, behind the blanks; @start + @text_len: empty
 * @value_len: without the blanks at the end
 *
 * One line of the head of an HTTP message and where its parts are. A library
 * gives names and values, but not the bytes that they came from.
 */
typedef struct
{
  gsize start;
  gsize len;
  gsize text_len;
  gsize name_len;
  gsize value;
  gsize value_len;
} WillowHttpLine;

/**
 * willow_http_head_next:
 * @line: zeroed before the first call
 *
 * Walks the lines, the request or status line first. Line ends are CR LF, or LF
 * (RFC 9112 section 2.2); what has none is a line too.
 *
 * Returns: %FALSE behind the last one
 */
gboolean
willow_http_head_next (const char *head, gsize len, WillowHttpLine *line);

/* Of the first status line. 0: it is none (HTTP/1.x and three digits) */
guint willow_http_head_get_status (const char *head, gsize len);

/* (transfer full) (nullable): all values of a header, joined by ", "; what is
 * no UTF-8 is replaced */
char *
willow_http_head_dup_value (const char *head, gsize len, const char *name);

/* Whether the value of such a header is nobody's business. */
gboolean willow_http_is_secret (const char *name, gsize name_len);

/* The same head with "*" for each byte of what is secret: Authorization,
 * cookies, tokens. The scheme ("Basic") stays. (transfer full) */
GBytes *willow_http_head_mask (GBytes *head);

G_END_DECLS
