/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Blocks and options of draft-ietf-opsawg-pcapng, in the byte order of the
 * machine that writes: the first block tells which. Inside src/trace. */

#define WILLOW_PCAPNG_SECTION_HEADER_BLOCK 0x0a0d0d0au
#define WILLOW_PCAPNG_INTERFACE_BLOCK 1u
#define WILLOW_PCAPNG_ENHANCED_PACKET_BLOCK 6u

#define WILLOW_PCAPNG_OPTION_END 0
#define WILLOW_PCAPNG_OPTION_COMMENT 1
#define WILLOW_PCAPNG_OPTION_INTERFACE_NAME 2
#define WILLOW_PCAPNG_OPTION_USER_APPLICATION 4

void willow_pcapng_append_16 (GByteArray *out, guint16 value);
void willow_pcapng_append_32 (GByteArray *out, guint32 value);
/* To a multiple of four. */
void willow_pcapng_pad (GByteArray *out);

/* Returns: where it begins, for willow_pcapng_end_block() */
guint willow_pcapng_begin_block (GByteArray *out, guint32 type);
void  willow_pcapng_end_block (GByteArray *out, guint start);

/* @len: up to 65,535 */
void willow_pcapng_append_option (GByteArray *out,
                                  guint16     code,
                                  const char *text,
                                  gsize       len);
/* Makes valid UTF-8 of @text, and cuts it where it is too long. */
void
willow_pcapng_append_comment (GByteArray *out, const char *text, gsize len);

G_END_DECLS
