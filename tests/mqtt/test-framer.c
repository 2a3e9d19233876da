/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream of packets comes out as it went in, however it is cut. */
#include "lib/packet-builder.h"
#include "mqtt/mqtt-framer.h"

#include <string.h>

#define N_PACKETS 8

/* Small ones, one with a two-byte and one with a three-byte length. */
static GByteArray *
make_stream (guint ends[N_PACKETS])
{
  GByteArray        *stream = g_byte_array_new ();
  g_autofree guint8 *payload = g_malloc (20000);

  for (guint i = 0; i < 20000; i++)
    payload[i] = (guint8)(i * 7);
  for (guint i = 0; i < N_PACKETS; i++)
    {
      gsize sizes[] = { 0, 1, 100, 124, 125, 300, 20000, 5 };

      if (i == 1)
        pb_empty (stream, 0xc0);
      else
        pb_publish (stream, 4, 0, FALSE, 0, "a", payload, sizes[i]);
      ends[i] = stream->len;
    }
  return stream;
}

/* Takes what is complete; returns how many packets. */
static guint
drain (MqttFramer       *framer,
       const GByteArray *stream,
       const guint      *ends,
       guint             n_seen)
{
  MqttSlice     frame;
  MqttViolation violation;
  guint         n = n_seen;

  while (mqtt_framer_next (framer, &frame, &violation) == MQTT_FRAMER_PACKET)
    {
      guint start = n == 0 ? 0 : ends[n - 1];

      g_assert_cmpuint (n, <, N_PACKETS);
      g_assert_cmpmem (
          frame.data, frame.len, stream->data + start, ends[n] - start);
      n++;
    }
  return n;
}

/* Each chunk lives only as long as the framer may look at it. */
static guint
feed_chunk (MqttFramer       *framer,
            const GByteArray *stream,
            const guint      *ends,
            guint             at,
            guint             len,
            guint             n_seen)
{
  g_autofree guint8 *chunk = g_malloc (len);

  memcpy (chunk, stream->data + at, len);
  mqtt_framer_feed (framer, chunk, len);
  return drain (framer, stream, ends, n_seen);
}

static void
test_chunks (void)
{
  static const guint sizes[] = {
    1, 2, 3, 5, 7, 11, 127, 128, 129, 1000, 65536
  };
  guint ends[N_PACKETS];
  g_autoptr (GByteArray) stream = make_stream (ends);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      MqttFramer framer;
      guint      n = 0;

      mqtt_framer_init (&framer, 0);
      for (guint at = 0; at < stream->len; at += sizes[i])
        n = feed_chunk (
            &framer, stream, ends, at, MIN (sizes[i], stream->len - at), n);
      g_assert_cmpuint (n, ==, N_PACKETS);
      g_assert_cmpuint (mqtt_framer_get_rest (&framer).len, ==, 0);
      mqtt_framer_clear (&framer);
    }
}

static void
test_random_chunks (void)
{
  guint ends[N_PACKETS];
  g_autoptr (GByteArray) stream = make_stream (ends);
  g_autoptr (GRand) random = g_rand_new_with_seed (20111);

  for (guint round = 0; round < 200; round++)
    {
      MqttFramer framer;
      guint      n = 0, at = 0;

      mqtt_framer_init (&framer, 0);
      while (at < stream->len)
        {
          guint most = round % 2 ? 3000 : 40;
          guint len = (guint)g_rand_int_range (random, 1, (gint)most);

          len = MIN (len, stream->len - at);
          n = feed_chunk (&framer, stream, ends, at, len, n);
          at += len;
        }
      g_assert_cmpuint (n, ==, N_PACKETS);
      mqtt_framer_clear (&framer);
    }
}

/* Several feeds before anybody looks. */
static void
test_undrained (void)
{
  guint ends[N_PACKETS];
  g_autoptr (GByteArray) stream = make_stream (ends);
  MqttFramer    framer;
  MqttSlice     frame;
  MqttViolation violation;
  guint         n;

  mqtt_framer_init (&framer, 0);
  for (guint at = 0; at < stream->len; at += 50)
    {
      mqtt_framer_feed (&framer, stream->data + at, MIN (50, stream->len - at));
    }
  n = drain (&framer, stream, ends, 0);
  g_assert_cmpuint (n, ==, N_PACKETS);

  /* in the middle of a batch */
  mqtt_framer_feed (&framer, stream->data, ends[2]);
  g_assert_cmpint (
      mqtt_framer_next (&framer, &frame, &violation), ==, MQTT_FRAMER_PACKET);
  mqtt_framer_feed (&framer, stream->data + ends[2], ends[3] - ends[2]);
  g_assert_cmpuint (drain (&framer, stream, ends, 1), ==, 4);
  mqtt_framer_feed (&framer, NULL, 0);
  g_assert_cmpint (mqtt_framer_next (&framer, &frame, &violation),
                   ==,
                   MQTT_FRAMER_NEED_MORE);
  mqtt_framer_clear (&framer);
}

static void
test_no_copy (void)
{
  guint ends[N_PACKETS];
  g_autoptr (GByteArray) stream = make_stream (ends);
  MqttFramer    framer;
  MqttSlice     frame;
  MqttViolation violation;

  mqtt_framer_init (&framer, 0);
  mqtt_framer_feed (&framer, stream->data, stream->len);
  for (guint i = 0; i < N_PACKETS; i++)
    {
      g_assert_cmpint (mqtt_framer_next (&framer, &frame, &violation),
                       ==,
                       MQTT_FRAMER_PACKET);
      g_assert_true (frame.data == stream->data + (i ? ends[i - 1] : 0));
    }
  mqtt_framer_clear (&framer);
}

static void
assert_error (const char    *hex,
              gsize          maximum,
              MqttReasonCode reason,
              gsize          offset)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  /* at once and byte by byte */
  for (guint step = 1; step <= bytes->len; step += bytes->len - 1)
    {
      MqttFramer       framer;
      MqttSlice        frame;
      MqttViolation    violation = { 0 };
      MqttFramerResult result = MQTT_FRAMER_NEED_MORE;

      mqtt_framer_init (&framer, maximum);
      for (guint at = 0; at < bytes->len; at += step)
        {
          mqtt_framer_feed (
              &framer, bytes->data + at, MIN (step, bytes->len - at));
          result = mqtt_framer_next (&framer, &frame, &violation);
        }
      g_assert_cmpint (result, ==, MQTT_FRAMER_ERROR);
      g_assert_cmpint (violation.reason, ==, reason);
      g_assert_cmpuint (violation.offset, ==, offset);
      g_assert_cmpstr (violation.text, !=, NULL);
      /* it stays so, and shows what came */
      g_assert_cmpint (mqtt_framer_next (&framer, &frame, &violation),
                       ==,
                       MQTT_FRAMER_ERROR);
      g_assert_cmpmem (mqtt_framer_get_rest (&framer).data,
                       mqtt_framer_get_rest (&framer).len,
                       bytes->data,
                       bytes->len);
      mqtt_framer_clear (&framer);
    }
}

static void
test_errors (void)
{
  assert_error ("30 80 80 80 80 01", 0, MQTT_REASON_MALFORMED_PACKET, 4);
  assert_error ("30 ff ff ff ff", 0, MQTT_REASON_MALFORMED_PACKET, 4);
  /* [MQTT-3.2.2-15] [MQTT-3.1.2-24]: known from the length alone */
  assert_error ("30 0b", 12, MQTT_REASON_PACKET_TOO_LARGE, 1);
  assert_error ("30 ff ff ff 7f", 1000, MQTT_REASON_PACKET_TOO_LARGE, 1);
  assert_error ("30 0b 'abc'", 12, MQTT_REASON_PACKET_TOO_LARGE, 1);
}

static void
test_limits (void)
{
  g_autoptr (GByteArray) bytes = pb_hex ("30 0a '0123456789'");
  MqttFramer    framer;
  MqttSlice     frame;
  MqttViolation violation;

  mqtt_framer_init (&framer, 12);
  mqtt_framer_feed (&framer, bytes->data, bytes->len);
  g_assert_cmpint (
      mqtt_framer_next (&framer, &frame, &violation), ==, MQTT_FRAMER_PACKET);
  mqtt_framer_set_maximum_packet_size (&framer, 11);
  mqtt_framer_feed (&framer, bytes->data, bytes->len);
  g_assert_cmpint (
      mqtt_framer_next (&framer, &frame, &violation), ==, MQTT_FRAMER_ERROR);
  mqtt_framer_clear (&framer);
  /* the largest packet there is: not refused */
  mqtt_framer_set_maximum_packet_size (&framer, 0);
  mqtt_framer_feed (&framer, (const guint8 *)"\x30\xff\xff\xff\x7f", 5);
  g_assert_cmpint (mqtt_framer_next (&framer, &frame, &violation),
                   ==,
                   MQTT_FRAMER_NEED_MORE);
  g_assert_cmpuint (mqtt_framer_get_rest (&framer).len, ==, 5);
  mqtt_framer_clear (&framer);
}

static void
test_rest (void)
{
  MqttFramer    framer;
  MqttSlice     frame;
  MqttViolation violation;

  mqtt_framer_init (&framer, 0);
  g_assert_cmpuint (mqtt_framer_get_rest (&framer).len, ==, 0);
  mqtt_framer_feed (&framer,
                    (const guint8 *)"\xc0\x00\x30\x05"
                                    "abc",
                    7);
  g_assert_cmpint (
      mqtt_framer_next (&framer, &frame, &violation), ==, MQTT_FRAMER_PACKET);
  g_assert_cmpint (mqtt_framer_next (&framer, &frame, &violation),
                   ==,
                   MQTT_FRAMER_NEED_MORE);
  frame = mqtt_framer_get_rest (&framer);
  g_assert_cmpmem (frame.data,
                   frame.len,
                   "\x30\x05"
                   "abc",
                   5);
  mqtt_framer_clear (&framer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/framer/chunks", test_chunks);
  g_test_add_func ("/mqtt/framer/random-chunks", test_random_chunks);
  g_test_add_func ("/mqtt/framer/undrained", test_undrained);
  g_test_add_func ("/mqtt/framer/no-copy", test_no_copy);
  g_test_add_func ("/mqtt/framer/errors", test_errors);
  g_test_add_func ("/mqtt/framer/limits", test_limits);
  g_test_add_func ("/mqtt/framer/rest", test_rest);
  return g_test_run ();
}
