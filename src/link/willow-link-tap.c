/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "link/willow-link-tap.h"

#define CONNECT_FIRST_BYTE 0x10
#define DISCONNECT_FIRST_BYTE 0xe0

/* Where CONNECT has the length of its Protocol Name: behind the first byte and
 * a Remaining Length of one to four bytes (5.0 section 3.1.2). */
static MqttVersion
read_connect_version (MqttSlice frame)
{
  gsize at = 1;

  while (at < frame.len && at < 5 && (frame.data[at] & 0x80) != 0)
    at++;
  at++;
  if (at + 2 > frame.len)
    return MQTT_VERSION_UNKNOWN;
  at += 2 + (gsize)(frame.data[at] << 8 | frame.data[at + 1]);
  if (at >= frame.len)
    return MQTT_VERSION_UNKNOWN;
  switch (frame.data[at] & 0x7f)
    {
    case MQTT_VERSION_3_1:
    case MQTT_VERSION_3_1_1:
    case MQTT_VERSION_5_0:
      return frame.data[at] & 0x7f;
    default:
      return MQTT_VERSION_UNKNOWN;
    }
}

static void
record (WillowLinkRecorder *recorder,
        WillowRecordKind    kind,
        WillowDirection     direction,
        gint64              now_us,
        MqttSlice           data)
{
  recorder->has_room =
      willow_trace_queue_push (recorder->queue,
                               willow_record_new (kind,
                                                  direction,
                                                  recorder->version,
                                                  recorder->connection,
                                                  now_us,
                                                  data));
}

static void
record_packet (WillowLinkTap      *tap,
               WillowLinkRecorder *recorder,
               MqttSlice           frame,
               gint64              now_us)
{
  if (recorder->version == MQTT_VERSION_UNKNOWN &&
      frame.data[0] == CONNECT_FIRST_BYTE)
    recorder->version = read_connect_version (frame);
  if (recorder->queue != NULL)
    record (recorder, WILLOW_RECORD_PACKET, tap->direction, now_us, frame);
}

static void
keep_last (WillowLinkTap *tap, MqttSlice frame, gint64 now_us)
{
  tap->last = (WillowLinkPacket){
    .first_byte = frame.data[0],
    .n_bytes = frame.len,
    .time_us = now_us,
  };
  if (frame.data[0] == DISCONNECT_FIRST_BYTE && frame.len > 2)
    tap->last.code = frame.data[2];
}

void
willow_link_tap_init (WillowLinkTap *tap, WillowDirection direction)
{
  mqtt_framer_init (&tap->framer, 0);
  tap->direction = direction;
  tap->is_broken = FALSE;
  tap->is_watched = FALSE;
  tap->last = (WillowLinkPacket){ 0 };
}

static void
record_rest (WillowLinkTap *tap, WillowLinkRecorder *recorder, gint64 now_us)
{
  MqttSlice rest = mqtt_framer_get_rest (&tap->framer);

  if (rest.len > 0)
    record (recorder, WILLOW_RECORD_FRAGMENT, tap->direction, now_us, rest);
}

void
willow_link_tap_clear (WillowLinkTap      *tap,
                       WillowLinkRecorder *recorder,
                       gint64              now_us)
{
  if (recorder != NULL && recorder->queue != NULL)
    record_rest (tap, recorder, now_us);
  mqtt_framer_clear (&tap->framer);
}

void
willow_link_tap_feed (WillowLinkTap      *tap,
                      WillowLinkRecorder *recorder,
                      const guint8       *data,
                      gsize               len,
                      gint64              now_us)
{
  MqttFramerResult result;
  MqttSlice        frame;
  MqttViolation    violation;

  if ((recorder->queue == NULL && !tap->is_watched) || len == 0)
    return;
  if (tap->is_broken)
    {
      if (recorder->queue != NULL)
        record (recorder,
                WILLOW_RECORD_FRAGMENT,
                tap->direction,
                now_us,
                (MqttSlice){ data, len });
      return;
    }
  mqtt_framer_feed (&tap->framer, data, len);
  while ((result = mqtt_framer_next (&tap->framer, &frame, &violation)) ==
         MQTT_FRAMER_PACKET)
    {
      record_packet (tap, recorder, frame, now_us);
      keep_last (tap, frame, now_us);
    }
  if (result != MQTT_FRAMER_ERROR)
    return;
  tap->is_broken = TRUE;
  if (recorder->queue != NULL)
    record_rest (tap, recorder, now_us);
  mqtt_framer_clear (&tap->framer);
}

void
willow_link_recorder_take_note (WillowLinkRecorder *recorder,
                                WillowDirection     direction,
                                gint64              now_us,
                                char               *text)
{
  if (recorder->queue != NULL)
    record (recorder,
            WILLOW_RECORD_NOTE,
            direction,
            now_us,
            mqtt_slice_from_string (text));
  g_free (text);
}
