/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Inside src/model: JSON as text, before and beside json-glib's parser. */

/* json-glib 1.6 parses by recursion without a limit: a payload or a file of
 * brackets would overflow the stack. No document of a person or a device comes
 * near this. */
#define WILLOW_JSON_MAX_DEPTH 256u

/* Whether arrays and objects in @text nest no deeper than json-glib can take.
 */
gboolean willow_json_text_is_shallow (const char *text, gsize len);

/* Takes an error of json-glib's parser apart: its text without the place in
 * front. @line: (out): from 1; 0 where it is not known */
const char *willow_json_text_split_error (const GError *error, guint *line);

/* Appends @text with line breaks and indentation of its own and everything
 * else as it was spelled: order and duplicates of keys, numbers, escapes.
 * @text may be cut off anywhere; what is not JSON is passed through visibly.
 */
void willow_json_text_indent (const char *text, gsize len, GString *out);

G_END_DECLS
