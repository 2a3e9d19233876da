/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How bytes are written in a text of a profile. */
typedef enum
{
  WILLOW_TEXT_PLAIN,  /* the text's own bytes, UTF-8 */
  WILLOW_TEXT_HEX,    /* two digits a byte; white space is no part of it */
  WILLOW_TEXT_BASE64, /* RFC 4648 section 4, padded; white space likewise */
} WillowTextEncoding;

#define WILLOW_TEXT_ENCODING_LAST WILLOW_TEXT_BASE64

/**
 * willow_encoded_text_decode:
 * @text: not NUL-terminated
 *
 * Returns: (transfer full) (nullable): the bytes, overwritten with their last
 *   reference; %NULL if @text is not written in that way
 */
GBytes *willow_encoded_text_decode (const char        *text,
                                    gsize              len,
                                    WillowTextEncoding encoding);

/**
 * willow_encoded_text_encode:
 *
 * Returns: (transfer full) (nullable): @bytes in that notation; %NULL if they
 *   are no text (UTF-8 without U+0000) and %WILLOW_TEXT_PLAIN is wanted
 */
char *willow_encoded_text_encode (GBytes *bytes, WillowTextEncoding encoding);

/* What a text has to look like, as a translated sentence; static. */
const char *willow_encoded_text_get_rule (WillowTextEncoding encoding);

G_END_DECLS
