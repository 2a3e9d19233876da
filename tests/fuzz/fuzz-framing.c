/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include "mqtt/mqtt-framer.h"

#include <string.h>

#define MAXIMUM_PACKET_SIZE 4096u

/* The frames of @data, one after the other, and what is left; cut into chunks
 * of @step bytes that are gone after each turn. */
static void
frame_all (const guint8 *data, gsize size, gsize step, GByteArray *out)
{
  MqttFramer       framer;
  MqttSlice        frame, rest;
  MqttViolation    violation = { 0 };
  MqttFramerResult result = MQTT_FRAMER_NEED_MORE;

  mqtt_framer_init (&framer, MAXIMUM_PACKET_SIZE);
  for (gsize at = 0; at < size && result != MQTT_FRAMER_ERROR; at += step)
    {
      gsize              len = MIN (step, size - at);
      g_autofree guint8 *chunk = g_memdup2 (data + at, len);

      mqtt_framer_feed (&framer, chunk, len);
      while ((result = mqtt_framer_next (&framer, &frame, &violation)) ==
             MQTT_FRAMER_PACKET)
        {
          g_assert_cmpuint (frame.len, >=, 2);
          g_assert_cmpuint (frame.len, <=, MAXIMUM_PACKET_SIZE);
          g_byte_array_append (out, frame.data, (guint)frame.len);
        }
      if (result == MQTT_FRAMER_ERROR)
        g_assert_nonnull (violation.text);
    }
  /* Nothing is lost: what came out and what waits is what went in. */
  rest = mqtt_framer_get_rest (&framer);
  g_assert_cmpuint (out->len + rest.len, <=, size);
  if (result != MQTT_FRAMER_ERROR)
    g_assert_cmpuint (out->len + rest.len, ==, size);
  g_assert_true (out->len == 0 || memcmp (out->data, data, out->len) == 0);
  g_assert_true (rest.len == 0 ||
                 memcmp (rest.data, data + out->len, rest.len) == 0);
  mqtt_framer_clear (&framer);
}

/* The first byte chooses the size of the chunks, the rest is the stream: it
 * gives the same packets in one piece and in chunks. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  g_autoptr (GByteArray) cut = g_byte_array_new ();

  if (size < 2)
    return 0;
  frame_all (data + 1, size - 1, size - 1, whole);
  frame_all (data + 1, size - 1, 1 + data[0] % 32, cut);
  g_assert_cmpmem (whole->data, whole->len, cut->data, cut->len);
  return 0;
}
