/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-framer.h"
#include "trace/willow-trace-queue.h"

G_BEGIN_DECLS

/* The last whole packet that went by. n_bytes 0: none did */
typedef struct
{
  guint8 first_byte;
  guint8 code; /* of DISCONNECT, 0 where it has none */
  gsize  n_bytes;
  gint64 time_us;
} WillowLinkPacket;

/**
 * WillowLinkTap:
 *
 * Records one direction of a Network Connection, packet by packet, from the
 * bytes as they were read or written: what the connection makes of them has no
 * influence. Embedded by value; for
 * src/link and for the fault proxy, which pumps bytes without a link.
 */
typedef struct
{
  MqttFramer       framer;
  WillowDirection  direction;
  gboolean         is_broken;  /* the bytes are no packets any more */
  gboolean         is_watched; /* also where nothing is recorded */
  WillowLinkPacket last;
} WillowLinkTap;

/* Where both taps of a Network Connection record. */
typedef struct
{
  WillowTraceQueue *queue; /* (nullable): then nothing is recorded */
  guint32           connection;
  MqttVersion       version;  /* of the CONNECT that went by */
  gboolean          has_room; /* what the last push told */
} WillowLinkRecorder;

void willow_link_tap_init (WillowLinkTap *tap, WillowDirection direction);
/* With @recorder: records the rest first. */
void willow_link_tap_clear (WillowLinkTap      *tap,
                            WillowLinkRecorder *recorder,
                            gint64              now_us);
void willow_link_tap_feed (WillowLinkTap      *tap,
                           WillowLinkRecorder *recorder,
                           const guint8       *data,
                           gsize               len,
                           gint64              now_us);

/* @text: (transfer full) */
void willow_link_recorder_take_note (WillowLinkRecorder *recorder,
                                     WillowDirection     direction,
                                     gint64              now_us,
                                     char               *text);

G_END_DECLS
