/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-loop.h"
#include "lib/test-pki.h"

#include "net/willow-tls-transport.h"
#include "net/willow-websocket-transport.h"

#include <string.h>

#define MANY_BYTES (10 * 1024 * 1024)

/* Beside a TestStreamKind: TLS over it, WebSocket over that. */
#define WITH_TLS 0x100
#define WITH_WEBSOCKET 0x200
#define WITH_COMPRESSION 0x400 /* of the WebSocket */
#define LAYERS (WITH_TLS | WITH_WEBSOCKET | WITH_COMPRESSION)

typedef struct
{
  TestLoop         loop;
  guint            n_open;
  WillowTransport *a;
  WillowTransport *b;
  /* What was heard at b, and what a still has to write */
  GByteArray *received;
  GError     *error;
  gboolean    at_end;
  GBytes     *to_send;
  gsize       sent;
} Fixture;

static void
read_cb (WillowTransport *transport, GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;
  guint8   buffer[5000];
  gssize   n =
      willow_transport_read (transport, buffer, sizeof buffer, &fixture->error);

  if (n > 0)
    g_byte_array_append (fixture->received, buffer, (guint)n);
  /* A part of a TLS record is input, and nothing that can be read. */
  else if (g_error_matches (fixture->error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    g_clear_error (&fixture->error);
  else
    willow_transport_set_condition (transport, 0);
  fixture->at_end = n == 0;
}

static void
write_cb (WillowTransport *transport,
          GIOCondition     condition,
          gpointer         user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  gsize         len;
  const guint8 *data = g_bytes_get_data (fixture->to_send, &len);
  GOutputVector vectors[2];
  gsize         rest = len - fixture->sent;
  gssize        n;

  vectors[0] = (GOutputVector){ data + fixture->sent, rest / 2 };
  vectors[1] =
      (GOutputVector){ data + fixture->sent + rest / 2, rest - rest / 2 };
  n = willow_transport_writev (transport, vectors, 2, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return;
  g_assert_no_error (error);
  fixture->sent += (gsize)n;
  if (fixture->sent == len)
    willow_transport_set_condition (transport, 0);
}

static void
opened_cb (WillowTransport *transport, const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_no_error (error);
  fixture->n_open++;
}

static WillowTransport *
wrap (Fixture *fixture, WillowTransport *inner, WillowTlsContext *context)
{
  return willow_transport_new_tls (
      fixture->loop.reactor, inner, context, "localhost", opened_cb, fixture);
}

static void
add_tls (Fixture *fixture)
{
  const TestCertificate spec = { .name = "localhost",
                                 .alternatives = "DNS:localhost" };
  g_autoptr (TestIdentity) identity = test_pki_issue (NULL, &spec);
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (identity);
  g_autoptr (GBytes) key = test_pki_dup_key (identity, NULL);
  g_autoptr (WillowTlsSettings) server = willow_tls_settings_new ();
  g_autoptr (WillowTlsSettings) client = willow_tls_settings_new ();
  g_autoptr (WillowTlsContext) ours = NULL;
  g_autoptr (WillowTlsContext) theirs = NULL;
  g_autoptr (GError) error = NULL;

  willow_tls_settings_set_certificate (server, certificate, key, NULL);
  willow_tls_settings_add_authorities (client, certificate);
  ours = willow_tls_context_new (WILLOW_TLS_CLIENT, client, &error);
  g_assert_no_error (error);
  theirs = willow_tls_context_new (WILLOW_TLS_SERVER, server, &error);
  g_assert_no_error (error);
  fixture->a = wrap (fixture, fixture->a, ours);
  fixture->b = wrap (fixture, fixture->b, theirs);
  test_loop_until (&fixture->loop, fixture->n_open == 2);
}

static void
add_websocket (Fixture *fixture, gboolean has_compression)
{
  const WillowWebsocketOptions ours = {
    .is_server = FALSE,
    .has_compression = has_compression,
  };
  const WillowWebsocketOptions theirs = {
    .is_server = TRUE,
    .has_compression = has_compression,
  };

  fixture->a =
      willow_transport_new_websocket (fixture->loop.reactor, fixture->a, &ours);
  fixture->b = willow_transport_new_websocket (
      fixture->loop.reactor, fixture->b, &theirs);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  guint kind = GPOINTER_TO_UINT (data);

  test_loop_set_up (&fixture->loop);
  test_loop_connect (&fixture->loop, kind & ~LAYERS, &fixture->a, &fixture->b);
  if ((kind & WITH_TLS) != 0)
    add_tls (fixture);
  if ((kind & WITH_WEBSOCKET) != 0)
    add_websocket (fixture, (kind & WITH_COMPRESSION) != 0);
  fixture->received = g_byte_array_new ();
  willow_transport_set_func (fixture->a, write_cb, fixture);
  willow_transport_set_func (fixture->b, read_cb, fixture);
  willow_transport_set_condition (fixture->b, G_IO_IN);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->a, willow_transport_free);
  g_clear_pointer (&fixture->b, willow_transport_free);
  g_clear_error (&fixture->error);
  g_clear_pointer (&fixture->to_send, g_bytes_unref);
  g_byte_array_unref (fixture->received);
  test_loop_tear_down (&fixture->loop);
}

static void
test_bytes (Fixture *fixture, gconstpointer data)
{
  const GOutputVector vectors[] = { { "ab", 2 }, { "", 0 }, { "cde", 3 } };

  g_assert_cmpint (
      willow_transport_writev (fixture->a, vectors, 3, NULL), ==, 5);
  test_loop_until (&fixture->loop, fixture->received->len == 5);
  g_assert_cmpmem (fixture->received->data, 5, "abcde", 5);
}

/* More than fits anywhere: partial writes, and readiness for the rest. */
static void
test_many_bytes (Fixture *fixture, gconstpointer data)
{
  guint8 *bytes = g_malloc (MANY_BYTES);

  for (gsize i = 0; i < MANY_BYTES; i++)
    bytes[i] = (guint8)(i * 7 + i / 251);
  fixture->to_send = g_bytes_new_take (bytes, MANY_BYTES);
  willow_transport_set_condition (fixture->a, G_IO_OUT);
  test_loop_until (&fixture->loop, fixture->received->len == MANY_BYTES);
  g_assert_cmpint (
      memcmp (fixture->received->data, bytes, fixture->received->len), ==, 0);
}

static void
test_would_block (Fixture *fixture, gconstpointer data)
{
  guint8 byte;

  g_assert_cmpint (
      willow_transport_read (fixture->b, &byte, 1, &fixture->error), ==, -1);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

/* What was written before FIN is read before the end. */
static void
test_graceful_close (Fixture *fixture, gconstpointer data)
{
  const GOutputVector vector = { "last words", 10 };

  willow_transport_writev (fixture->a, &vector, 1, NULL);
  willow_transport_close (fixture->a, WILLOW_CLOSE_GRACEFUL);
  test_loop_until (&fixture->loop, fixture->at_end || fixture->error != NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpmem (
      fixture->received->data, fixture->received->len, "last words", 10);
}

/* Also when the one who closes has not read everything: Linux would send RST
 * then, and that takes what was sent before with it. */
static void
test_graceful_close_with_unread_input (Fixture *fixture, gconstpointer data)
{
  const GOutputVector vector = { "last words", 10 };

  willow_transport_writev (fixture->b, &vector, 1, NULL);
  test_loop_settle (&fixture->loop);
  test_graceful_close (fixture, data);
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  willow_transport_close (fixture->a, WILLOW_CLOSE_RESET);
  test_loop_until (&fixture->loop, fixture->at_end || fixture->error != NULL);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

static void
test_write_to_reset (Fixture *fixture, gconstpointer data)
{
  const GOutputVector vector = { "x", 1 };

  willow_transport_close (fixture->b, WILLOW_CLOSE_RESET);
  while (willow_transport_writev (fixture->a, &vector, 1, &fixture->error) > 0)
    test_loop_settle (&fixture->loop);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

static void
free_cb (WillowTransport *transport, GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (transport == fixture->b);
  g_clear_pointer (&fixture->b, willow_transport_free);
}

static void
test_free_in_callback (Fixture *fixture, gconstpointer data)
{
  const GOutputVector vector = { "x", 1 };

  willow_transport_set_func (fixture->b, free_cb, fixture);
  willow_transport_writev (fixture->a, &vector, 1, NULL);
  test_loop_until (&fixture->loop, fixture->b == NULL);
}

static void
test_nothing_wanted_nothing_heard (Fixture *fixture, gconstpointer data)
{
  const GOutputVector vector = { "x", 1 };

  willow_transport_set_condition (fixture->b, 0);
  willow_transport_writev (fixture->a, &vector, 1, NULL);
  willow_transport_close (fixture->a, WILLOW_CLOSE_GRACEFUL);
  test_loop_settle (&fixture->loop);
  g_assert_cmpuint (fixture->received->len, ==, 0);
  willow_transport_set_condition (fixture->b, G_IO_IN);
  test_loop_until (&fixture->loop, fixture->at_end);
  g_assert_cmpuint (fixture->received->len, ==, 1);
}

static void
end_cb (WillowTransport *transport, GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true ((condition & G_IO_HUP) != 0);
  g_assert_true ((condition & G_IO_IN) == 0);
  fixture->at_end = TRUE;
  willow_transport_set_condition (transport, 0);
}

/* The end is told without reading what lies before it, and only then. */
static void
test_end_behind_input (Fixture *fixture, gconstpointer data)
{
  const GOutputVector vector = { "x", 1 };

  willow_transport_set_func (fixture->b, end_cb, fixture);
  willow_transport_set_condition (fixture->b, G_IO_HUP);
  willow_transport_writev (fixture->a, &vector, 1, NULL);
  test_loop_settle (&fixture->loop);
  g_assert_false (fixture->at_end);
  willow_transport_close (fixture->a, WILLOW_CLOSE_GRACEFUL);
  test_loop_until (&fixture->loop, fixture->at_end);
}

static void
test_addresses (Fixture *fixture, gconstpointer data)
{
  GSocketAddress *local = willow_transport_get_local_address (fixture->a);
  GSocketAddress *remote = willow_transport_get_remote_address (fixture->b);

  if ((GPOINTER_TO_UINT (data) & ~LAYERS) == TEST_STREAM_MEMORY)
    {
      g_assert_null (local);
      g_assert_null (remote);
      return;
    }
  g_assert_cmpuint (
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)),
      ==,
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (remote)));
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  static const struct
  {
    const char *name;
    guint       kind;
  } kinds[] = {
    { "memory", TEST_STREAM_MEMORY },
    { "loopback", TEST_STREAM_LOOPBACK },
    { "tls-memory", TEST_STREAM_MEMORY | WITH_TLS },
    { "tls-loopback", TEST_STREAM_LOOPBACK | WITH_TLS },
    { "ws-memory", TEST_STREAM_MEMORY | WITH_WEBSOCKET },
    { "ws-loopback", TEST_STREAM_LOOPBACK | WITH_WEBSOCKET },
    { "wss-memory", TEST_STREAM_MEMORY | WITH_TLS | WITH_WEBSOCKET },
    { "wss-loopback", TEST_STREAM_LOOPBACK | WITH_TLS | WITH_WEBSOCKET },
    { "wss-compressed", TEST_STREAM_LOOPBACK | LAYERS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/net/transport/%s/%s", kinds[i].name, name);

      g_test_add (path,
                  Fixture,
                  GUINT_TO_POINTER (kinds[i].kind),
                  set_up,
                  func,
                  tear_down);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("bytes", test_bytes);
  add ("many-bytes", test_many_bytes);
  add ("would-block", test_would_block);
  add ("graceful-close", test_graceful_close);
  add ("graceful-close-with-unread-input",
       test_graceful_close_with_unread_input);
  add ("reset", test_reset);
  add ("write-to-reset", test_write_to_reset);
  add ("free-in-callback", test_free_in_callback);
  add ("nothing-wanted-nothing-heard", test_nothing_wanted_nothing_heard);
  add ("end-behind-input", test_end_behind_input);
  add ("addresses", test_addresses);
  return g_test_run ();
}
