/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-framer.h"

#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-reader.h"
#include "mqtt/mqtt-rule.h"

#include <string.h>

#define PROTOCOL_LIMIT                                                         \
  ((gsize)MQTT_VARIABLE_BYTE_INTEGER_MAX + MQTT_FIXED_HEADER_MAX_BYTES)

void
mqtt_framer_init (MqttFramer *framer, gsize maximum_packet_size)
{
  *framer = (MqttFramer){ 0 };
  mqtt_framer_set_maximum_packet_size (framer, maximum_packet_size);
}

/**
 * mqtt_framer_clear:
 *
 * Drops what it holds; the limit stays.
 */
void
mqtt_framer_clear (MqttFramer *framer)
{
  willow_byte_queue_clear (&framer->pending);
  framer->input = MQTT_SLICE_NONE;
  framer->taken = 0;
}

void
mqtt_framer_set_maximum_packet_size (MqttFramer *framer,
                                     gsize       maximum_packet_size)
{
  framer->maximum_packet_size =
      (guint32)(maximum_packet_size > 0
                    ? MIN (maximum_packet_size, PROTOCOL_LIMIT)
                    : PROTOCOL_LIMIT);
}

static void
keep_input (MqttFramer *framer, gsize len)
{
  willow_byte_queue_append (&framer->pending, framer->input.data, len);
  framer->input.data += len;
  framer->input.len -= len;
  if (framer->input.len == 0)
    framer->input = MQTT_SLICE_NONE;
}

static void
drop_taken (MqttFramer *framer)
{
  willow_byte_queue_skip (&framer->pending, framer->taken);
  framer->taken = 0;
}

void
mqtt_framer_feed (MqttFramer *framer, const guint8 *data, gsize len)
{
  if (len == 0)
    return;
  drop_taken (framer);
  if (framer->input.len > 0)
    keep_input (framer, framer->input.len);
  framer->input = (MqttSlice){ data, len };
}

/* @size: (out): of the whole packet that begins at @start */
static MqttFramerResult
measure (const MqttFramer *framer,
         MqttSlice         start,
         gsize            *size,
         MqttViolation    *violation)
{
  MqttReader reader = mqtt_reader_init (start);
  guint8     first;
  guint32    remaining_length;
  gboolean   minimal;

  if (!mqtt_reader_u8 (&reader, &first))
    return MQTT_FRAMER_NEED_MORE;
  switch (mqtt_reader_vbi (&reader, &remaining_length, &minimal))
    {
    case MQTT_VBI_INCOMPLETE:
      return MQTT_FRAMER_NEED_MORE;
    case MQTT_VBI_TOO_LONG:
      mqtt_rule_break (MQTT_RULE_LENGTH_TOO_LONG,
                       MQTT_VERSION_UNKNOWN,
                       MQTT_FIXED_HEADER_MAX_BYTES - 1,
                       violation);
      return MQTT_FRAMER_ERROR;
    case MQTT_VBI_OK:
    default:
      break;
    }
  *size = reader.position + remaining_length;
  if (*size <= framer->maximum_packet_size)
    return MQTT_FRAMER_PACKET;
  mqtt_rule_break (
      MQTT_RULE_PACKET_TOO_LARGE, MQTT_VERSION_UNKNOWN, 1, violation);
  return MQTT_FRAMER_ERROR;
}

/* The usual case: nothing is pending, packets lie whole in the input. */
static MqttFramerResult
next_from_input (MqttFramer *framer, MqttSlice *frame, MqttViolation *violation)
{
  gsize            size = 0;
  MqttFramerResult result = measure (framer, framer->input, &size, violation);

  if (result == MQTT_FRAMER_PACKET && size <= framer->input.len)
    {
      *frame = (MqttSlice){ framer->input.data, size };
      framer->input.data += size;
      framer->input.len -= size;
      return MQTT_FRAMER_PACKET;
    }
  keep_input (framer, framer->input.len);
  return result == MQTT_FRAMER_ERROR ? MQTT_FRAMER_ERROR
                                     : MQTT_FRAMER_NEED_MORE;
}

/* Fills the unfinished packet up, with not a byte more than it has. */
static MqttFramerResult
next_from_pending (MqttFramer    *framer,
                   MqttSlice     *frame,
                   MqttViolation *violation)
{
  MqttSlice        start;
  gsize            size = 0;
  MqttFramerResult result;

  start.data = willow_byte_queue_peek (&framer->pending, &start.len);
  result = measure (framer, start, &size, violation);
  while (result == MQTT_FRAMER_NEED_MORE && framer->input.len > 0)
    {
      keep_input (framer, 1);
      start.data = willow_byte_queue_peek (&framer->pending, &start.len);
      result = measure (framer, start, &size, violation);
    }
  if (result != MQTT_FRAMER_PACKET)
    {
      if (framer->input.len > 0)
        keep_input (framer, framer->input.len);
      return result;
    }
  if (start.len < size)
    {
      if (framer->input.len > 0)
        keep_input (framer, MIN (size - start.len, framer->input.len));
      start.data = willow_byte_queue_peek (&framer->pending, &start.len);
    }
  if (start.len < size)
    return MQTT_FRAMER_NEED_MORE;
  *frame = (MqttSlice){ start.data, size };
  framer->taken = (guint32)size;
  return MQTT_FRAMER_PACKET;
}

MqttFramerResult
mqtt_framer_next (MqttFramer    *framer,
                  MqttSlice     *frame,
                  MqttViolation *violation)
{
  drop_taken (framer);
  if (willow_byte_queue_get_length (&framer->pending) > 0)
    return next_from_pending (framer, frame, violation);
  if (framer->input.len > 0)
    return next_from_input (framer, frame, violation);
  framer->input = MQTT_SLICE_NONE;
  return MQTT_FRAMER_NEED_MORE;
}

MqttSlice
mqtt_framer_get_rest (const MqttFramer *framer)
{
  MqttSlice rest;

  rest.data = willow_byte_queue_peek (&framer->pending, &rest.len);
  if (rest.len > framer->taken)
    return (MqttSlice){ rest.data + framer->taken, rest.len - framer->taken };
  return framer->input;
}
