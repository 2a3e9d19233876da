/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The most that one segment carries, so that its length fits into an IP packet
 * of either version. */
#define WILLOW_TCP_SEGMENT_MAX_BYTES 65000u

enum
{
  WILLOW_TCP_FIN = 0x01,
  WILLOW_TCP_SYN = 0x02,
  WILLOW_TCP_RST = 0x04,
  WILLOW_TCP_PSH = 0x08,
  WILLOW_TCP_ACK = 0x10,
};

/* One end of a made-up TCP connection. */
typedef struct
{
  guint8  address[16]; /* the first 4 of it for IPv4 */
  guint16 port;
  guint32 next_sequence;
} WillowTcpEnd;

/**
 * WillowTcpFrame:
 *
 * One IP packet with one TCP segment in it, of which the payload is not here.
 */
typedef struct
{
  const WillowTcpEnd *from;
  const WillowTcpEnd *to;
  gboolean            is_ipv6;
  guint8              flags;
  guint16             window;
  const guint8       *payload;
  guint16             payload_len;
} WillowTcpFrame;

/* Headers with right lengths and checksums (RFC 791, 8200, 9293), to which the
 * payload is appended. */
void  willow_tcp_frame_append (const WillowTcpFrame *frame, GByteArray *out);
gsize willow_tcp_frame_get_length (const WillowTcpFrame *frame);

G_END_DECLS
