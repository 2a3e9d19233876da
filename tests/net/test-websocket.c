/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WebSocket frames as literal bytes (RFC 6455 section 5): on one side our
 * transport, on the other nothing but bytes. */
#include "lib/websocket-fixture.h"

#include "net/willow-websocket-error.h"

#include <string.h>

/* 5.0, 3.1.1: both: [MQTT-6.0.0-2] A message in pieces of one
 * byte, each in a frame of its own, with a Ping between; and all of it byte by
 * byte. */
static void
test_split (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind *kind = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  websocket_append_frame (bytes, kind, 0x02, "a", 1);
  websocket_append_frame (bytes, kind, 0x00, "b", 1);
  websocket_append_frame (bytes, kind, 0x89, "?", 1);
  websocket_append_frame (bytes, kind, 0x00, NULL, 0);
  websocket_append_frame (bytes, kind, 0x80, "c", 1);
  websocket_append_frame (bytes, kind, 0x82, "d", 1);
  websocket_append_frame (bytes, kind, 0x82, "e", 1);
  for (guint i = 0; i < bytes->len; i++)
    {
      websocket_fixture_send_raw (fixture, bytes->data + i, 1);
      test_loop_settle (&fixture->loop);
    }
  test_loop_until (&fixture->loop, fixture->received->len == 5);
  websocket_fixture_assert_received (fixture, "abcde");
  test_loop_until (&fixture->loop, fixture->heard->len > 0);
  websocket_assert_frame (
      fixture->heard->data, fixture->heard->len, kind, 0x8a, "?", 1);
}

/* 5.0, 3.1.1: both: [MQTT-6.0.0-2] What was written as several
 * packets comes in one message, and is a stream of bytes all the same. */
static void
test_together (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind *kind = data;
  char                 text[1000];

  for (guint i = 0; i < sizeof text; i++)
    text[i] = (char)('a' + i % 26);
  websocket_fixture_send_frame (fixture, kind, 0x82, text, sizeof text);
  test_loop_until (&fixture->loop, fixture->received->len == sizeof text);
  g_assert_cmpmem (
      fixture->received->data, fixture->received->len, text, sizeof text);
}

/* 5.0, 3.1.1: both: [MQTT-6.0.0-1] One gathered write is one
 * binary frame. */
static void
test_gathered (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind *kind = data;
  const GOutputVector  vectors[] = { { "ab", 2 }, { "", 0 }, { "cde", 3 } };

  g_assert_cmpint (
      willow_transport_writev (fixture->websocket, vectors, 3, NULL), ==, 5);
  test_loop_until (&fixture->loop,
                   fixture->heard->len >= (kind->is_server ? 7 : 11));
  g_assert_cmpuint (
      fixture->heard->len,
      ==,
      websocket_assert_frame (
          fixture->heard->data, fixture->heard->len, kind, 0x82, "abcde", 5));
}

/* What is good before a frame that is not is not lost; the code says what was
 * wrong with the other. */
static void
check_fault (WebsocketFixture    *fixture,
             const WebsocketKind *kind,
             const guint8        *bad,
             gsize                len,
             guint16              code,
             const char          *words)
{
  const guint8 close_payload[] = { (guint8)(code >> 8), (guint8)code };

  websocket_fixture_send_frame (fixture, kind, 0x82, "good", 4);
  websocket_fixture_send_raw (fixture, bad, len);
  websocket_fixture_until_end (fixture);
  g_assert_error (
      fixture->error, WILLOW_WEBSOCKET_ERROR, WILLOW_WEBSOCKET_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (fixture->error->message, words));
  websocket_fixture_assert_received (fixture, "good");
  test_loop_until (&fixture->loop, fixture->heard->len >= 4);
  websocket_assert_frame (fixture->heard->data,
                          fixture->heard->len,
                          kind,
                          0x88,
                          close_payload,
                          sizeof close_payload);
}

static void
check_bad_frame (WebsocketFixture    *fixture,
                 const WebsocketKind *kind,
                 guint8               first,
                 gsize                len,
                 guint16              code,
                 const char          *words)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *payload = g_malloc0 (MAX (1, len));

  websocket_append_frame (bytes, kind, first, payload, len);
  check_fault (fixture, kind, bytes->data, bytes->len, code, words);
}

/* 5.0, 3.1.1: both: [MQTT-6.0.0-1] A text frame ends it. */
static void
test_text (WebsocketFixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0x81, 2, 1003, "text frame");
}

static void
test_mask (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind *kind = data;
  /* A client's without a mask, a server's with one. */
  const guint8 unmasked[] = { 0x82, 0x01, 'x' };
  const guint8 masked[] = { 0x82, 0x81, 0, 0, 0, 0, 'x' };

  if (kind->is_server)
    check_fault (fixture, kind, unmasked, sizeof unmasked, 1002, "not masked");
  else
    check_fault (fixture, kind, masked, sizeof masked, 1002, "masked");
}

static void
test_large_control (WebsocketFixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0x89, 126, 1002, "oversized");
}

static void
test_fragmented_control (WebsocketFixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0x09, 1, 1002, "fragmented");
}

static void
test_opcode (WebsocketFixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0x83, 1, 1002, "opcode");
}

static void
test_reserved_bits (WebsocketFixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0xc2, 1, 1002, "reserved bits");
}

static void
test_stray_continuation (WebsocketFixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0x80, 1, 1002, "not begun");
}

static void
test_interrupted (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind *kind = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  websocket_append_frame (bytes, kind, 0x02, "x", 1);
  websocket_append_frame (bytes, kind, 0x82, "y", 1);
  check_fault (fixture, kind, bytes->data, bytes->len, 1002, "not finished");
}

static void
test_long_length (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind *kind = data;
  const guint8         bad[] = {
            0x82, kind->is_server ? 0xfe : 0x7e, 0, 1, 0, 0, 0, 0
  };

  check_fault (fixture, kind, bad, sizeof bad, 1002, "length");
}

/* In one frame, before its payload comes; and in many. */
static void
test_too_big (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind *kind = data;
  const guint8         bad[] = { 0x82, kind->is_server ? 0xff : 0x7f,
                                 0,    0,
                                 0,    0,
                                 0,    0x01,
                                 0x86, 0xa1,
                                 0,    0,
                                 0,    0 };

  check_fault (fixture, kind, bad, sizeof bad, 1009, "larger than the limit");
}

static void
test_too_many_fragments (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind *kind = data;
  g_autofree guint8   *payload = g_malloc0 (20000);

  websocket_fixture_send_frame (fixture, kind, 0x02, payload, 20000);
  for (guint i = 0; i < 4; i++)
    {
      websocket_fixture_send_frame (fixture, kind, 0x00, payload, 20000);
      test_loop_settle (&fixture->loop);
    }
  g_assert_no_error (fixture->error);
  websocket_fixture_send_frame (fixture, kind, 0x00, payload, 1);
  websocket_fixture_until_end (fixture);
  g_assert_nonnull (strstr (fixture->error->message, "larger than the limit"));
}

/* How the peer closed is told. */
static void
check_close (WebsocketFixture    *fixture,
             const WebsocketKind *kind,
             const char          *payload,
             gsize                len,
             const char          *words)
{
  websocket_fixture_send_frame (fixture, kind, 0x82, "last", 4);
  websocket_fixture_send_frame (fixture, kind, 0x88, payload, len);
  websocket_fixture_until_end (fixture);
  websocket_fixture_assert_received (fixture, "last");
  if (words == NULL)
    {
      g_assert_no_error (fixture->error);
      g_assert_true (fixture->at_end);
      return;
    }
  g_assert_nonnull (fixture->error);
  g_assert_cmpstr (fixture->error->message, !=, "");
  g_assert_nonnull (strstr (fixture->error->message, words));
}

static void
test_close_normal (WebsocketFixture *fixture, gconstpointer data)
{
  check_close (fixture, data, "\x03\xe8 done", 7, NULL);
  /* The answer is a Close frame with the same code. */
  test_loop_until (&fixture->loop, fixture->heard->len >= 4);
  g_assert_cmphex (fixture->heard->data[0], ==, 0x88);
}

static void
test_close_empty (WebsocketFixture *fixture, gconstpointer data)
{
  check_close (fixture, data, NULL, 0, NULL);
}

static void
test_close_reason (WebsocketFixture *fixture, gconstpointer data)
{
  check_close (fixture, data, "\x03\xf0no cats", 9, "1008");
  g_assert_nonnull (strstr (fixture->error->message, "“no cats”"));
  g_assert_error (
      fixture->error, WILLOW_WEBSOCKET_ERROR, WILLOW_WEBSOCKET_ERROR_CLOSED);
}

/* 1005 is never sent (RFC 6455 section 7.4.1). */
static void
test_close_reserved_code (WebsocketFixture *fixture, gconstpointer data)
{
  check_close (fixture, data, "\x03\xed", 2, "rule");
}

static void
test_close_one_byte (WebsocketFixture *fixture, gconstpointer data)
{
  check_close (fixture, data, "\x03", 1, "rule");
}

static void
test_no_close_frame (WebsocketFixture *fixture, gconstpointer data)
{
  websocket_fixture_send_frame (fixture, data, 0x82, "last", 4);
  willow_transport_close (fixture->raw, WILLOW_CLOSE_GRACEFUL);
  websocket_fixture_until_end (fixture);
  websocket_fixture_assert_received (fixture, "last");
  g_assert_error (
      fixture->error, WILLOW_WEBSOCKET_ERROR, WILLOW_WEBSOCKET_ERROR_TRUNCATED);
}

/* Ours: everything, then a Close frame, then the end. */
static void
test_own_close (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind *kind = data;
  const GOutputVector  vector = { "bye", 3 };
  const guint8         code[] = { 0x03, 0xe8 };
  gsize                n;

  g_assert_cmpint (
      willow_transport_writev (fixture->websocket, &vector, 1, NULL), ==, 3);
  willow_transport_close (fixture->websocket, WILLOW_CLOSE_GRACEFUL);
  test_loop_until (&fixture->loop, fixture->raw_ended);
  n = websocket_assert_frame (
      fixture->heard->data, fixture->heard->len, kind, 0x82, "bye", 3);
  websocket_assert_frame (fixture->heard->data + n,
                          fixture->heard->len - n,
                          kind,
                          0x88,
                          code,
                          sizeof code);
}

/* Of a peer that does not read, everything that was not taken is told so. */
static void
test_peer_does_not_read (WebsocketFixture *fixture, gconstpointer data)
{
  g_autofree guint8  *block = g_malloc0 (50000);
  const GOutputVector vector = { block, 50000 };
  g_autoptr (GError) error = NULL;
  gsize taken = 0;

  willow_transport_set_condition (fixture->raw, 0);
  for (guint i = 0; i < 2000 && error == NULL; i++)
    {
      gssize n =
          willow_transport_writev (fixture->websocket, &vector, 1, &error);

      taken += n > 0 ? (gsize)n : 0;
      test_loop_settle (&fixture->loop);
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  /* A block that was framed and not taken comes, too, and nothing beyond. */
  willow_transport_set_condition (fixture->raw, G_IO_IN);
  test_loop_until (&fixture->loop, fixture->heard->len >= taken + 50000);
  test_loop_settle (&fixture->loop);
  g_assert_cmpuint (
      fixture->heard->len, <, taken + 50000 + taken / 1000 + 1000);
}

/* Who is not asked for input reads nothing of what comes: the peer has to wait.
 */
static void
test_reader_does_not_ask (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind *kind = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc0 (50000);
  g_autoptr (GError) error = NULL;
  gsize sent = 0;

  websocket_append_frame (bytes, kind, 0x82, block, 50000);
  willow_transport_set_condition (fixture->websocket, 0);
  while (error == NULL)
    {
      gsize         offset = sent % bytes->len;
      GOutputVector vector = { bytes->data + offset, bytes->len - offset };
      gssize n = willow_transport_writev (fixture->raw, &vector, 1, &error);

      sent += n > 0 ? (gsize)n : 0;
      test_loop_settle (&fixture->loop);
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_cmpuint (fixture->received->len, ==, 0);
  willow_transport_set_condition (fixture->websocket, G_IO_IN);
  test_loop_until (&fixture->loop,
                   fixture->received->len == sent / bytes->len * (gsize)50000);
}

/* Pings without end of a peer that does not read the answers: it has to wait,
 * too, and nothing grows. */
static void
test_ping_flood (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind *kind = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint8 payload[125] = { 0 };
  gsize  sent = 0;

  websocket_append_frame (bytes, kind, 0x89, payload, sizeof payload);
  willow_transport_set_condition (fixture->raw, 0);
  while (error == NULL && sent < 200u * 1000 * 1000)
    {
      gsize         offset = sent % bytes->len;
      GOutputVector vector = { bytes->data + offset, bytes->len - offset };
      gssize n = willow_transport_writev (fixture->raw, &vector, 1, &error);

      sent += n > 0 ? (gsize)n : 0;
      if (sent % 4096 < bytes->len || n <= 0)
        test_loop_settle (&fixture->loop);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

typedef void (*TestFunc) (WebsocketFixture *fixture, gconstpointer data);

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    TestFunc    func;
  } tests[] = {
    { "split", test_split },
    { "together", test_together },
    { "gathered", test_gathered },
    { "text", test_text },
    { "mask", test_mask },
    { "large-control", test_large_control },
    { "fragmented-control", test_fragmented_control },
    { "opcode", test_opcode },
    { "reserved-bits", test_reserved_bits },
    { "stray-continuation", test_stray_continuation },
    { "interrupted", test_interrupted },
    { "long-length", test_long_length },
    { "too-big", test_too_big },
    { "too-many-fragments", test_too_many_fragments },
    { "close-normal", test_close_normal },
    { "close-empty", test_close_empty },
    { "close-reason", test_close_reason },
    { "close-reserved-code", test_close_reserved_code },
    { "close-one-byte", test_close_one_byte },
    { "no-close-frame", test_no_close_frame },
    { "own-close", test_own_close },
    { "peer-does-not-read", test_peer_does_not_read },
    { "reader-does-not-ask", test_reader_does_not_ask },
    { "ping-flood", test_ping_flood },
  };
  static const WebsocketKind kinds[] = {
    { FALSE, TEST_STREAM_MEMORY },
    { TRUE, TEST_STREAM_MEMORY },
    { FALSE, TEST_STREAM_LOOPBACK },
    { TRUE, TEST_STREAM_LOOPBACK },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint j = 0; j < G_N_ELEMENTS (tests); j++)
      {
        g_autofree char *path = g_strdup_printf (
            "/net/websocket/%s/%s/%s",
            kinds[i].is_server ? "server" : "client",
            kinds[i].stream == TEST_STREAM_MEMORY ? "memory" : "loopback",
            tests[j].name);

        g_test_add (path,
                    WebsocketFixture,
                    &kinds[i],
                    websocket_fixture_set_up,
                    tests[j].func,
                    websocket_fixture_tear_down);
      }
  return g_test_run ();
}
