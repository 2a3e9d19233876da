/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace/willow-trace-list.h"

G_BEGIN_DECLS

/**
 * WillowTraceRow:
 * @is_packet: whether it is a whole Control Packet
 * @has_bytes: of the wire: neither a note nor a step of coming up
 * @is_failed: a step of coming up that failed
 * @type: (nullable): name of the packet type or the step; %NULL for a note
 * @summary: one line, without the type; text of a note
 * @topic: (nullable): of a PUBLISH, one line
 * @preview: (nullable): of its payload, one line
 * @violation: (nullable): static English sentence: what is wrong with it
 * @packet_id: 0 where it has none
 * @payload: of a PUBLISH; in the bytes of the item
 *
 * What the columns say about one record, decoded once for as long as the row
 * is visible.
 */
typedef struct
{
  WillowTraceView view;
  gboolean        is_packet;
  gboolean        is_publish;
  gboolean        has_bytes;
  gboolean        is_failed;
  const char     *type;
  char           *summary;
  char           *topic;
  char           *preview;
  const char     *violation;
  guint16         packet_id;
  MqttQos         qos;
  gboolean        retain;
  gboolean        dup;
  MqttSlice       payload;
} WillowTraceRow;

/* (transfer none): lives as long as @item */
const WillowTraceRow *willow_trace_row_get (WillowTraceItem *item);

/* (transfer full): local time with milliseconds */
char *willow_trace_row_format_time (gint64 wall_us);
/* "Sent", "Received" or "Note" in the language of the user */
const char *willow_trace_row_get_direction_name (const WillowTraceRow *row);
/* The same for a narrow column: "Out", "In" or nothing. */
const char *willow_trace_row_get_direction_word (const WillowTraceRow *row);
const char *willow_trace_row_get_direction_icon (const WillowTraceRow *row);

/* (transfer full) (nullable): the whole topic of a PUBLISH, made valid */
char *willow_trace_row_dup_topic (WillowTraceItem *item);

G_END_DECLS
