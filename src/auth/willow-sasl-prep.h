/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * willow_sasl_prep:
 * @text: not NUL-terminated
 *
 * SASLprep (RFC 4013): two ways to type the same user name or password give the
 * same bytes.
 *
 * Returns: (transfer full) (nullable): %NULL where @text cannot be prepared: no
 *   UTF-8, forbidden characters, directions mixed, or nothing left
 */
char *willow_sasl_prep (const char *text, gsize len);

G_END_DECLS
