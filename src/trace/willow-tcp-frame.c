/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-tcp-frame.h"

#define IPV4_HEADER_BYTES 20u
#define IPV6_HEADER_BYTES 40u
#define TCP_HEADER_BYTES 20u
#define TCP_PROTOCOL 6
#define HOP_LIMIT 64

static void
append_16 (GByteArray *out, guint16 value)
{
  const guint8 bytes[] = { (guint8)(value >> 8), (guint8)value };

  g_byte_array_append (out, bytes, sizeof bytes);
}

static void
append_32 (GByteArray *out, guint32 value)
{
  append_16 (out, (guint16)(value >> 16));
  append_16 (out, (guint16)value);
}

/* The sum of RFC 1071, not folded; @len may be odd in the last piece only. */
static guint64
add_words (guint64 sum, const guint8 *data, gsize len)
{
  for (; len > 1; data += 2, len -= 2)
    sum += (guint64)(data[0] << 8 | data[1]);
  return len == 1 ? sum + (guint64)(data[0] << 8) : sum;
}

static guint16
fold (guint64 sum)
{
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return (guint16)~sum;
}

static void
patch_16 (GByteArray *out, guint at, guint16 value)
{
  out->data[at] = (guint8)(value >> 8);
  out->data[at + 1] = (guint8)value;
}

static gsize
get_segment_length (const WillowTcpFrame *frame)
{
  return TCP_HEADER_BYTES + frame->payload_len;
}

static void
append_ipv4 (const WillowTcpFrame *frame, GByteArray *out)
{
  guint start = out->len;

  append_16 (out, 0x4500);
  append_16 (out, (guint16)(IPV4_HEADER_BYTES + get_segment_length (frame)));
  append_16 (out, 0);      /* identification */
  append_16 (out, 0x4000); /* do not fragment */
  append_16 (out, HOP_LIMIT << 8 | TCP_PROTOCOL);
  append_16 (out, 0);
  g_byte_array_append (out, frame->from->address, 4);
  g_byte_array_append (out, frame->to->address, 4);
  patch_16 (out,
            start + 10,
            fold (add_words (0, out->data + start, IPV4_HEADER_BYTES)));
}

static void
append_ipv6 (const WillowTcpFrame *frame, GByteArray *out)
{
  append_32 (out, 0x60000000);
  append_16 (out, (guint16)get_segment_length (frame));
  append_16 (out, TCP_PROTOCOL << 8 | HOP_LIMIT);
  g_byte_array_append (out, frame->from->address, 16);
  g_byte_array_append (out, frame->to->address, 16);
}

void
willow_tcp_frame_append (const WillowTcpFrame *frame, GByteArray *out)
{
  gsize   address_len = frame->is_ipv6 ? 16 : 4;
  guint   start;
  guint64 sum = TCP_PROTOCOL + get_segment_length (frame);

  if (frame->is_ipv6)
    append_ipv6 (frame, out);
  else
    append_ipv4 (frame, out);
  start = out->len;
  append_16 (out, frame->from->port);
  append_16 (out, frame->to->port);
  append_32 (out, frame->from->next_sequence);
  append_32 (
      out, (frame->flags & WILLOW_TCP_ACK) != 0 ? frame->to->next_sequence : 0);
  append_16 (out, (guint16)((TCP_HEADER_BYTES / 4) << 12 | frame->flags));
  append_16 (out, frame->window);
  append_32 (out, 0); /* checksum, urgent pointer */
  if (frame->payload_len > 0)
    g_byte_array_append (out, frame->payload, frame->payload_len);
  sum = add_words (sum, frame->from->address, address_len);
  sum = add_words (sum, frame->to->address, address_len);
  patch_16 (
      out,
      start + 16,
      fold (add_words (sum, out->data + start, get_segment_length (frame))));
}

gsize
willow_tcp_frame_get_length (const WillowTcpFrame *frame)
{
  return get_segment_length (frame) +
         (frame->is_ipv6 ? IPV6_HEADER_BYTES : IPV4_HEADER_BYTES);
}
