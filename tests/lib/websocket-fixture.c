/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/websocket-fixture.h"

#include <string.h>

#define MAX_BYTES 100000u

static void
read_raw_cb (WillowTransport *transport,
             GIOCondition     condition,
             gpointer         user_data)
{
  WebsocketFixture *fixture = user_data;
  guint8            buffer[4096];
  gssize n = willow_transport_read (transport, buffer, sizeof buffer, NULL);

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
  WebsocketFixture *fixture = user_data;
  guint8            buffer[5000];
  gssize            n =
      willow_transport_read (transport, buffer, sizeof buffer, &fixture->error);

  if (n > 0)
    g_byte_array_append (fixture->received, buffer, (guint)n);
  else if (g_error_matches (fixture->error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    g_clear_error (&fixture->error);
  else
    willow_transport_set_condition (transport, 0);
  fixture->at_end = n == 0;
}

void
websocket_fixture_set_up (WebsocketFixture *fixture, gconstpointer data)
{
  const WebsocketKind         *kind = data;
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

void
websocket_fixture_tear_down (WebsocketFixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->raw, willow_transport_free);
  g_clear_pointer (&fixture->websocket, willow_transport_free);
  g_byte_array_unref (fixture->heard);
  g_byte_array_unref (fixture->received);
  g_clear_error (&fixture->error);
  test_loop_tear_down (&fixture->loop);
}

void
websocket_append_frame (GByteArray          *bytes,
                        const WebsocketKind *kind,
                        guint8               first,
                        const void          *payload,
                        gsize                len)
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

void
websocket_fixture_send_raw (WebsocketFixture *fixture,
                            const void       *data,
                            gsize             len)
{
  const GOutputVector vector = { data, len };

  g_assert_cmpint (
      willow_transport_writev (fixture->raw, &vector, 1, NULL), ==, len);
}

void
websocket_fixture_send_frame (WebsocketFixture    *fixture,
                              const WebsocketKind *kind,
                              guint8               first,
                              const void          *payload,
                              gsize                len)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  websocket_append_frame (bytes, kind, first, payload, len);
  websocket_fixture_send_raw (fixture, bytes->data, bytes->len);
}

gsize
websocket_assert_frame (const guint8        *data,
                        gsize                len,
                        const WebsocketKind *kind,
                        guint8               first,
                        const void          *payload,
                        gsize                payload_len)
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

void
websocket_fixture_until_end (WebsocketFixture *fixture)
{
  test_loop_until (&fixture->loop, fixture->at_end || fixture->error != NULL);
}

void
websocket_fixture_assert_received (WebsocketFixture *fixture, const char *text)
{
  g_assert_cmpmem (
      fixture->received->data, fixture->received->len, text, strlen (text));
}
