/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Inside src/model: any bytes as UTF-8 that can be shown without harm. */

typedef enum
{
  WILLOW_VISIBLE_LINES,    /* line feeds and tabs stay what they are */
  WILLOW_VISIBLE_ONE_LINE, /* they become \n and \t */
} WillowVisibleMode;

/* Control characters become \n, \t, \r, \xNN or \uNNNN; so do characters that
 * turn the direction of text around. Bytes that are not UTF-8 become \xNN. */
void willow_visible_text_append (GString          *out,
                                 const guint8     *data,
                                 gsize             len,
                                 WillowVisibleMode mode);

/* Whether @data is UTF-8 without control characters other than line breaks and
 * tabs. @cut: it may end within a character. */
gboolean
willow_visible_text_is_plain (const guint8 *data, gsize len, gboolean cut);

/* At most @max_bytes, and not within a UTF-8 character. */
gsize
willow_visible_text_get_cut (const guint8 *data, gsize len, gsize max_bytes);

G_END_DECLS
