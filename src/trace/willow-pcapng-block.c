/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-pcapng-block.h"

#include <string.h>

/* An option has 16 bits for its length. */
#define COMMENT_MAX_BYTES 65000u

void
willow_pcapng_append_16 (GByteArray *out, guint16 value)
{
  g_byte_array_append (out, (const guint8 *)&value, sizeof value);
}

void
willow_pcapng_append_32 (GByteArray *out, guint32 value)
{
  g_byte_array_append (out, (const guint8 *)&value, sizeof value);
}

void
willow_pcapng_pad (GByteArray *out)
{
  static const guint8 zeros[3] = { 0 };

  g_byte_array_append (out, zeros, (4 - out->len % 4) % 4);
}

guint
willow_pcapng_begin_block (GByteArray *out, guint32 type)
{
  guint start = out->len;

  willow_pcapng_append_32 (out, type);
  willow_pcapng_append_32 (out, 0);
  return start;
}

void
willow_pcapng_end_block (GByteArray *out, guint start)
{
  guint32 len = out->len - start + 4;

  willow_pcapng_append_32 (out, len);
  memcpy (out->data + start + 4, &len, sizeof len);
}

void
willow_pcapng_append_option (GByteArray *out,
                             guint16     code,
                             const char *text,
                             gsize       len)
{
  willow_pcapng_append_16 (out, code);
  willow_pcapng_append_16 (out, (guint16)len);
  g_byte_array_append (out, (const guint8 *)text, (guint)len);
  willow_pcapng_pad (out);
}

void
willow_pcapng_append_comment (GByteArray *out, const char *text, gsize len)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize)len);
  gsize            cut = strlen (valid);

  if (cut > COMMENT_MAX_BYTES)
    cut = (gsize)(g_utf8_find_prev_char (valid, valid + COMMENT_MAX_BYTES) -
                  valid);
  willow_pcapng_append_option (out, WILLOW_PCAPNG_OPTION_COMMENT, valid, cut);
}
