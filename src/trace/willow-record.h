/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_RECORD_PACKET,   /* one whole Control Packet, right or wrong */
  WILLOW_RECORD_FRAGMENT, /* bytes that never became a packet: cut off, or a bad
                             length */
  WILLOW_RECORD_NOTE,     /* text: what happened around the packets */
  WILLOW_RECORD_PHASE,    /* a step of coming up, willow_phase_to_text() */
  WILLOW_RECORD_HTTP,     /* head of a request or response, secrets masked */
} WillowRecordKind;

typedef enum
{
  WILLOW_DIRECTION_TO_SERVER,
  WILLOW_DIRECTION_TO_CLIENT,
} WillowDirection;

/**
 * WillowRecord:
 * @time_us: monotonic, taken when the bytes were read or written
 * @wall_us: the same moment in real time since 1970, UTC
 * @connection: number of the Network Connection, unique in the process
 * @version: MqttVersion known at that moment, or 0
 * @data: bytes as they were on the wire; UTF-8 for a note and a phase
 *
 * What crossed the wire, undecoded. Immutable; atomically reference counted.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  gint64  time_us;
  gint64  wall_us;
  guint32 connection;
  guint32 len;
  guint8  kind;
  guint8  direction;
  guint8  version;
  guint8  data[];
} WillowRecord;

WillowRecord *willow_record_new (WillowRecordKind kind,
                                 WillowDirection  direction,
                                 MqttVersion      version,
                                 guint32          connection,
                                 gint64           time_us,
                                 MqttSlice        data);
WillowRecord *willow_record_ref (WillowRecord *record);
void          willow_record_unref (WillowRecord *record);

/* The sender's role, for decoding. */
MqttRole willow_direction_get_sender (WillowDirection direction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowRecord, willow_record_unref)

G_END_DECLS
