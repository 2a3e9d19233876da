/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WebSocket frames as literal bytes (RFC 6455 section 5): on one side our
 * transport, on the other nothing but bytes. */
#include "lib/test-loop.h"

#include "net/willow-websocket-error.h"
#include "net/willow-websocket-transport.h"

#include <string.h>

#define MAX_BYTES 100000u

typedef struct
{
  gboolean       is_server; /* what is tested */
  TestStreamKind stream;
} Kind;

typedef struct
{
  TestLoop         loop;
  WillowTransport *raw;
  WillowTransport *websocket;
  GByteArray      *heard; /* at the raw end */
  gboolean         raw_ended;
  GByteArray      *received; /* through the WebSocket */
  GError          *error;
  gboolean         at_end;
} Fixture;

static void
read_raw_cb (WillowTransport *transport,
             GIOCondition     condition,
             gpointer         user_data)
{
  Fixture *fixture = user_data;
  guint8   buffer[4096];
  gssize   n = willow_transport_read (transport, buffer, sizeof buffer, NULL);

  if (n > 0)
    g_byte_array_append (fixture->heard, buffer, (guint)n);
  if (n == 0)
    {
      fixture->raw_ended = TRUE;
      willow_transport_set_condition (transport, 0);
    }
}

static void
read_cb (WillowTransport *transport, GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;
  guint8   buffer[5000];
  gssize   n =
      willow_transport_read (transport, buffer, sizeof buffer, &fixture->error);

  if (n > 0)
    g_byte_array_append (fixture->received, buffer, (guint)n);
  else if (g_error_matches (fixture->error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    g_clear_error (&fixture->error);
  else
    willow_transport_set_condition (transport, 0);
  fixture->at_end = n == 0;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const Kind                  *kind = data;
  const WillowWebsocketOptions options = { .is_server = kind->is_server,
                                           .max_message_bytes = MAX_BYTES };
  WillowTransport             *inner;

  test_loop_set_up (&fixture->loop);
  test_loop_connect (&fixture->loop, kind->stream, &fixture->raw, &inner);
  fixture->websocket =
      willow_transport_new_websocket (fixture->loop.reactor, inner, &options);
  fixture->heard = g_byte_array_new ();
  fixture->received = g_byte_array_new ();
  willow_transport_set_func (fixture->raw, read_raw_cb, fixture);
  willow_transport_set_condition (fixture->raw, G_IO_IN);
  willow_transport_set_func (fixture->websocket, read_cb, fixture);
  willow_transport_set_condition (fixture->websocket, G_IO_IN);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->raw, willow_transport_free);
  g_clear_pointer (&fixture->websocket, willow_transport_free);
  g_byte_array_unref (fixture->heard);
  g_byte_array_unref (fixture->received);
  g_clear_error (&fixture->error);
  test_loop_tear_down (&fixture->loop);
}

/* One frame as the peer of @kind sends it: a client masks, here with 1, 2, 3,
 * 4. @first: FIN, reserved bits and opcode */
static void
append_frame (GByteArray *bytes,
              const Kind *kind,
              guint8      first,
              const void *payload,
              gsize       len)
{
  const guint8 mask[4] = { 1, 2, 3, 4 };
  guint8       masked = kind->is_server ? 0x80 : 0;
  guint8       head[4] = { first, masked };
  guint        start;

  if (len < 126)
    head[1] |= (guint8)len;
  else
    {
      head[1] |= 126;
      head[2] = (guint8)(len >> 8);
      head[3] = (guint8)len;
    }
  g_byte_array_append (bytes, head, len < 126 ? 2 : 4);
  if (masked != 0)
    g_byte_array_append (bytes, mask, 4);
  start = bytes->len;
  if (len > 0)
    g_byte_array_append (bytes, payload, (guint)len);
  for (gsize i = 0; masked != 0 && i < len; i++)
    bytes->data[start + i] ^= mask[i % 4];
}

static void
send_raw (Fixture *fixture, const void *data, gsize len)
{
  const GOutputVector vector = { data, len };

  g_assert_cmpint (
      willow_transport_writev (fixture->raw, &vector, 1, NULL), ==, len);
}

static void
send_frame (Fixture    *fixture,
            const Kind *kind,
            guint8      first,
            const void *payload,
            gsize       len)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  append_frame (bytes, kind, first, payload, len);
  send_raw (fixture, bytes->data, bytes->len);
}

/* What we sent, as a frame of @first with @payload; ours are masked where we
 * are the client. Returns: bytes of it */
static gsize
assert_frame (const guint8 *data,
              gsize         len,
              const Kind   *kind,
              guint8        first,
              const void   *payload,
              gsize         payload_len)
{
  gsize         head = payload_len < 126 ? 2 : 4;
  gsize         mask_len = kind->is_server ? 0 : 4;
  const guint8 *mask = data + head;

  g_assert_cmpuint (len, >=, head + mask_len + payload_len);
  g_assert_cmphex (data[0], ==, first);
  g_assert_cmpuint (data[1] >> 7, ==, kind->is_server ? 0 : 1);
  if (head == 2)
    g_assert_cmpuint (data[1] & 0x7f, ==, payload_len);
  else
    g_assert_cmpuint (data[2] << 8 | data[3], ==, payload_len);
  for (gsize i = 0; i < payload_len; i++)
    g_assert_cmphex (data[head + mask_len + i] ^
                         (mask_len > 0 ? mask[i % 4] : 0),
                     ==,
                     ((const guint8 *)payload)[i]);
  return head + mask_len + payload_len;
}

static void
until_end (Fixture *fixture)
{
  test_loop_until (&fixture->loop, fixture->at_end || fixture->error != NULL);
}

static void
assert_received (Fixture *fixture, const char *text)
{
  g_assert_cmpmem (
      fixture->received->data, fixture->received->len, text, strlen (text));
}

/* 5.0, 3.1.1: both: [MQTT-6.0.0-2] A message in pieces of one
 * byte, each in a frame of its own, with a Ping between; and all of it byte by
 * byte. */
static void
test_split (Fixture *fixture, gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  append_frame (bytes, kind, 0x02, "a", 1);
  append_frame (bytes, kind, 0x00, "b", 1);
  append_frame (bytes, kind, 0x89, "?", 1);
  append_frame (bytes, kind, 0x00, NULL, 0);
  append_frame (bytes, kind, 0x80, "c", 1);
  append_frame (bytes, kind, 0x82, "d", 1);
  append_frame (bytes, kind, 0x82, "e", 1);
  for (guint i = 0; i < bytes->len; i++)
    {
      send_raw (fixture, bytes->data + i, 1);
      test_loop_settle (&fixture->loop);
    }
  test_loop_until (&fixture->loop, fixture->received->len == 5);
  assert_received (fixture, "abcde");
  test_loop_until (&fixture->loop, fixture->heard->len > 0);
  assert_frame (fixture->heard->data, fixture->heard->len, kind, 0x8a, "?", 1);
}

/* 5.0, 3.1.1: both: [MQTT-6.0.0-2] What was written as several
 * packets comes in one message, and is a stream of bytes all the same. */
static void
test_together (Fixture *fixture, gconstpointer data)
{
  const Kind *kind = data;
  char        text[1000];

  for (guint i = 0; i < sizeof text; i++)
    text[i] = (char)('a' + i % 26);
  send_frame (fixture, kind, 0x82, text, sizeof text);
  test_loop_until (&fixture->loop, fixture->received->len == sizeof text);
  g_assert_cmpmem (
      fixture->received->data, fixture->received->len, text, sizeof text);
}

/* 5.0, 3.1.1: both: [MQTT-6.0.0-1] One gathered write is one
 * binary frame. */
static void
test_gathered (Fixture *fixture, gconstpointer data)
{
  const Kind         *kind = data;
  const GOutputVector vectors[] = { { "ab", 2 }, { "", 0 }, { "cde", 3 } };

  g_assert_cmpint (
      willow_transport_writev (fixture->websocket, vectors, 3, NULL), ==, 5);
  test_loop_until (&fixture->loop,
                   fixture->heard->len >= (kind->is_server ? 7 : 11));
  g_assert_cmpuint (
      fixture->heard->len,
      ==,
      assert_frame (
          fixture->heard->data, fixture->heard->len, kind, 0x82, "abcde", 5));
}

/* What is good before a frame that is not is not lost; the code says what was
 * wrong with the other. */
static void
check_fault (Fixture      *fixture,
             const Kind   *kind,
             const guint8 *bad,
             gsize         len,
             guint16       code,
             const char   *words)
{
  const guint8 close_payload[] = { (guint8)(code >> 8), (guint8)code };

  send_frame (fixture, kind, 0x82, "good", 4);
  send_raw (fixture, bad, len);
  until_end (fixture);
  g_assert_error (
      fixture->error, WILLOW_WEBSOCKET_ERROR, WILLOW_WEBSOCKET_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (fixture->error->message, words));
  assert_received (fixture, "good");
  test_loop_until (&fixture->loop, fixture->heard->len >= 4);
  assert_frame (fixture->heard->data,
                fixture->heard->len,
                kind,
                0x88,
                close_payload,
                sizeof close_payload);
}

static void
check_bad_frame (Fixture    *fixture,
                 const Kind *kind,
                 guint8      first,
                 gsize       len,
                 guint16     code,
                 const char *words)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *payload = g_malloc0 (MAX (1, len));

  append_frame (bytes, kind, first, payload, len);
  check_fault (fixture, kind, bytes->data, bytes->len, code, words);
}

/* 5.0, 3.1.1: both: [MQTT-6.0.0-1] A text frame ends it. */
static void
test_text (Fixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0x81, 2, 1003, "text frame");
}

static void
test_mask (Fixture *fixture, gconstpointer data)
{
  const Kind *kind = data;
  /* A client's without a mask, a server's with one. */
  const guint8 unmasked[] = { 0x82, 0x01, 'x' };
  const guint8 masked[] = { 0x82, 0x81, 0, 0, 0, 0, 'x' };

  if (kind->is_server)
    check_fault (fixture, kind, unmasked, sizeof unmasked, 1002, "not masked");
  else
    check_fault (fixture, kind, masked, sizeof masked, 1002, "masked");
}

static void
test_large_control (Fixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0x89, 126, 1002, "oversized");
}

static void
test_fragmented_control (Fixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0x09, 1, 1002, "fragmented");
}

static void
test_opcode (Fixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0x83, 1, 1002, "opcode");
}

static void
test_reserved_bits (Fixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0xc2, 1, 1002, "reserved bits");
}

static void
test_stray_continuation (Fixture *fixture, gconstpointer data)
{
  check_bad_frame (fixture, data, 0x80, 1, 1002, "not begun");
}

static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  append_frame (bytes, kind, 0x02, "x", 1);
  append_frame (bytes, kind, 0x82, "y", 1);
  check_fault (fixture, kind, bytes->data, bytes->len, 1002, "not finished");
}

static void
test_long_length (Fixture *fixture, gconstpointer data)
{
  const Kind  *kind = data;
  const guint8 bad[] = {
    0x82, kind->is_server ? 0xfe : 0x7e, 0, 1, 0, 0, 0, 0
  };

  check_fault (fixture, kind, bad, sizeof bad, 1002, "length");
}

/* In one frame, before its payload comes; and in many. */
static void
test_too_big (Fixture *fixture, gconstpointer data)
{
  const Kind  *kind = data;
  const guint8 bad[] = { 0x82, kind->is_server ? 0xff : 0x7f,
                         0,    0,
                         0,    0,
                         0,    0x01,
                         0x86, 0xa1,
                         0,    0,
                         0,    0 };

  check_fault (fixture, kind, bad, sizeof bad, 1009, "larger than the limit");
}

static void
test_too_many_fragments (Fixture *fixture, gconstpointer data)
{
  const Kind        *kind = data;
  g_autofree guint8 *payload = g_malloc0 (20000);

  send_frame (fixture, kind, 0x02, payload, 20000);
  for (guint i = 0; i < 4; i++)
    {
      send_frame (fixture, kind, 0x00, payload, 20000);
      test_loop_settle (&fixture->loop);
    }
  g_assert_no_error (fixture->error);
  send_frame (fixture, kind, 0x00, payload, 1);
  until_end (fixture);
  g_assert_nonnull (strstr (fixture->error->message, "larger than the limit"));
}

/* How the peer closed is told. */
static void
check_close (Fixture    *fixture,
             const Kind *kind,
             const char *payload,
             gsize       len,
             const char *words)
{
  send_frame (fixture, kind, 0x82, "last", 4);
  send_frame (fixture, kind, 0x88, payload, len);
  until_end (fixture);
  assert_received (fixture, "last");
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
test_close_normal (Fixture *fixture, gconstpointer data)
{
  check_close (fixture, data, "\x03\xe8 done", 7, NULL);
  /* The answer is a Close frame with the same code. */
  test_loop_until (&fixture->loop, fixture->heard->len >= 4);
  g_assert_cmphex (fixture->heard->data[0], ==, 0x88);
}

static void
test_close_empty (Fixture *fixture, gconstpointer data)
{
  check_close (fixture, data, NULL, 0, NULL);
}

static void
test_close_reason (Fixture *fixture, gconstpointer data)
{
  check_close (fixture, data, "\x03\xf0no cats", 9, "1008");
  g_assert_nonnull (strstr (fixture->error->message, "“no cats”"));
  g_assert_error (
      fixture->error, WILLOW_WEBSOCKET_ERROR, WILLOW_WEBSOCKET_ERROR_CLOSED);
}

/* 1005 is never sent (RFC 6455 section 7.4.1). */
static void
test_close_reserved_code (Fixture *fixture, gconstpointer data)
{
  check_close (fixture, data, "\x03\xed", 2, "rule");
}

static void
test_close_one_byte (Fixture *fixture, gconstpointer data)
{
  check_close (fixture, data, "\x03", 1, "rule");
}

static void
test_no_close_frame (Fixture *fixture, gconstpointer data)
{
  send_frame (fixture, data, 0x82, "last", 4);
  willow_transport_close (fixture->raw, WILLOW_CLOSE_GRACEFUL);
  until_end (fixture);
  assert_received (fixture, "last");
  g_assert_error (
      fixture->error, WILLOW_WEBSOCKET_ERROR, WILLOW_WEBSOCKET_ERROR_TRUNCATED);
}

/* Ours: everything, then a Close frame, then the end. */
static void
test_own_close (Fixture *fixture, gconstpointer data)
{
  const Kind         *kind = data;
  const GOutputVector vector = { "bye", 3 };
  const guint8        code[] = { 0x03, 0xe8 };
  gsize               n;

  g_assert_cmpint (
      willow_transport_writev (fixture->websocket, &vector, 1, NULL), ==, 3);
  willow_transport_close (fixture->websocket, WILLOW_CLOSE_GRACEFUL);
  test_loop_until (&fixture->loop, fixture->raw_ended);
  n = assert_frame (
      fixture->heard->data, fixture->heard->len, kind, 0x82, "bye", 3);
  assert_frame (fixture->heard->data + n,
                fixture->heard->len - n,
                kind,
                0x88,
                code,
                sizeof code);
}

/* Of a peer that does not read, everything that was not taken is told so. */
static void
test_peer_does_not_read (Fixture *fixture, gconstpointer data)
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
test_reader_does_not_ask (Fixture *fixture, gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc0 (50000);
  g_autoptr (GError) error = NULL;
  gsize sent = 0;

  append_frame (bytes, kind, 0x82, block, 50000);
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
test_ping_flood (Fixture *fixture, gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint8 payload[125] = { 0 };
  gsize  sent = 0;

  append_frame (bytes, kind, 0x89, payload, sizeof payload);
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

typedef void (*TestFunc) (Fixture *fixture, gconstpointer data);

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
  static const Kind kinds[] = {
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

        g_test_add (path, Fixture, &kinds[i], set_up, tests[j].func, tear_down);
      }
  return g_test_run ();
}
