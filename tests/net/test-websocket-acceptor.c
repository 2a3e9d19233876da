/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's HTTP side, at a client that says literally what the test says.
 */
#include "lib/test-loop.h"

#include "net/willow-websocket-acceptor.h"
#include "net/willow-websocket-transport.h"

#include <string.h>

/* The example of RFC 6455 section 1.3. */
#define HEADERS                                                                \
  "Host: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, "          \
  "Upgrade\r\n"
#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"
#define PROTOCOL "Sec-WebSocket-Protocol: mqtt\r\n"
#define GOOD "GET /mqtt HTTP/1.1\r\n" HEADERS KEY VERSION

typedef struct
{
  const char *request;
  const char *start;    /* of the answer */
  const char *part;     /* of it, too */
  const char *sentence; /* (nullable): part of what is told; %NULL: nothing */
} Case;

typedef struct
{
  TestLoop                 loop;
  WillowWebsocketAcceptor *acceptor;
  WillowTransport         *client;
  GString                 *answer;
  gboolean                 at_end;
  WillowTransport         *websocket;
  guint                    n_refused;
  guint                    status;
  char                    *sentence;
  GBytes                  *request;
} Fixture;

static void
opened_cb (WillowTransport              *websocket,
           const WillowWebsocketUpgrade *upgrade,
           gpointer                      user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (upgrade->transport == websocket);
  g_assert_null (fixture->websocket);
  fixture->websocket = websocket;
  fixture->status = upgrade->status;
  fixture->request = g_bytes_ref (upgrade->request);
}

static void
refused_cb (const WillowWebsocketUpgrade *upgrade, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_refused++;
  fixture->status = upgrade->status;
  fixture->sentence = g_strdup (upgrade->sentence);
}

static GBytes *
dup_page (gpointer user_data)
{
  return g_bytes_new_static ("<p>trees</p>", 12);
}

static void
read_cb (WillowTransport *transport, GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;
  char     buffer[4096];
  gssize   n = willow_transport_read (transport, buffer, sizeof buffer, NULL);

  if (n > 0)
    g_string_append_len (fixture->answer, buffer, n);
  if (n == 0)
    {
      fixture->at_end = TRUE;
      willow_transport_set_condition (transport, 0);
    }
}

static void
start (Fixture *fixture, guint max_pending, guint timeout_ms)
{
  static const char *const subprotocols[] = { "mqtt", "mqttv3.1", NULL };
  static const char *const origins[] = { "https://trees.example",
                                         "http://localhost:8000/",
                                         NULL };
  static const WillowWebsocketAcceptorFuncs funcs = { opened_cb, refused_cb };
  const WillowWebsocketSite                 site = {
                    .path = "/mqtt",
                    .subprotocols = subprotocols,
                    .origins = origins,
                    .dup_page = dup_page,
  };
  WillowTransport *server;

  test_loop_set_up (&fixture->loop);
  test_loop_connect (
      &fixture->loop, TEST_STREAM_LOOPBACK, &fixture->client, &server);
  fixture->acceptor = willow_websocket_acceptor_new (fixture->loop.reactor,
                                                     &site,
                                                     max_pending,
                                                     timeout_ms,
                                                     100000,
                                                     &funcs,
                                                     fixture);
  fixture->answer = g_string_new (NULL);
  willow_transport_set_func (fixture->client, read_cb, fixture);
  willow_transport_set_condition (fixture->client, G_IO_IN);
  willow_websocket_acceptor_take (fixture->acceptor, server);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  start (fixture, 10, 60000);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  willow_websocket_acceptor_free (fixture->acceptor);
  g_clear_pointer (&fixture->websocket, willow_transport_free);
  willow_transport_free (fixture->client);
  g_string_free (fixture->answer, TRUE);
  g_free (fixture->sentence);
  g_clear_pointer (&fixture->request, g_bytes_unref);
  test_loop_tear_down (&fixture->loop);
}

static void
say (Fixture *fixture, const char *text, gsize len)
{
  const GOutputVector vector = { text, len };

  g_assert_cmpint (
      willow_transport_writev (fixture->client, &vector, 1, NULL), ==, len);
}

/* 5.0, 3.1.1: [MQTT-6.0.0-4] The subprotocol is chosen and returned,
 * and Sec-WebSocket-Accept is that of the RFC's example. */
static void
test_upgrade (Fixture *fixture, gconstpointer data)
{
  const char *request = GOOD "Cookie: id=seven\r\n"
                             "Sec-WebSocket-Protocol: chat, mqtt\r\n\r\n";

  for (const char *p = request; *p != '\0'; p++)
    {
      g_assert_null (fixture->websocket);
      say (fixture, p, 1);
      test_loop_settle (&fixture->loop);
    }
  test_loop_until (&fixture->loop, fixture->websocket != NULL);
  test_loop_until (&fixture->loop,
                   strstr (fixture->answer->str, "\r\n\r\n") != NULL);
  g_assert_cmpuint (fixture->status, ==, 101);
  g_assert_true (g_str_has_prefix (fixture->answer->str, "HTTP/1.1 101 "));
  g_assert_nonnull (
      strstr (fixture->answer->str,
              "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  g_assert_nonnull (
      strstr (fixture->answer->str, "\r\nSec-WebSocket-Protocol: mqtt\r\n"));
  g_assert_cmpstr (
      willow_transport_get_websocket_protocol (fixture->websocket), ==, "mqtt");
  g_assert_null (g_strstr_len (g_bytes_get_data (fixture->request, NULL),
                               (gssize)g_bytes_get_size (fixture->request),
                               "seven"));
  g_assert_cmpuint (
      willow_websocket_acceptor_get_n_pending (fixture->acceptor), ==, 0);
}

/* server: [3.1-35] */
static void
test_subprotocol_of_3_1 (Fixture *fixture, gconstpointer data)
{
  const char *request = GOOD "Sec-WebSocket-Protocol: mqttv3.1\r\n\r\n";

  say (fixture, request, strlen (request));
  test_loop_until (&fixture->loop, fixture->answer->len > 0);
  g_assert_nonnull (strstr (fixture->answer->str,
                            "\r\nSec-WebSocket-Protocol: mqttv3.1\r\n"));
}

static void
heard_cb (WillowTransport *transport,
          GIOCondition     condition,
          gpointer         user_data)
{
  GString *heard = user_data;
  char     buffer[64];
  gssize   n = willow_transport_read (transport, buffer, sizeof buffer, NULL);

  if (n > 0)
    g_string_append_len (heard, buffer, n);
}

/* The first frame is in the same segment as the request. */
static void
test_early_frame (Fixture *fixture, gconstpointer data)
{
  const char request[] = GOOD PROTOCOL "\r\n\x82\x82\x01\x02\x03\x04ik";
  g_autoptr (GString) heard = g_string_new (NULL);

  say (fixture, request, sizeof request - 1);
  test_loop_until (&fixture->loop, fixture->websocket != NULL);
  willow_transport_set_func (fixture->websocket, heard_cb, heard);
  willow_transport_set_condition (fixture->websocket, G_IO_IN);
  test_loop_until (&fixture->loop, heard->len == 2);
  g_assert_cmpstr (heard->str, ==, "hi");
}

static const Case cases[] = {
  { "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "HTTP/1.1 200 ",
    "\r\n\r\n<p>trees</p>",
    NULL },
  { "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n",
    "HTTP/1.1 200 ",
    "Content-Length: 12\r\n",
    NULL },
  { "GET /favicon.ico HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 ", "", NULL },
  { "GET /mqtt HTTP/1.1\r\nHost: x\r\n\r\n",
    "HTTP/1.1 426 Upgrade Required\r\n",
    "Upgrade: websocket\r\n",
    NULL },
  { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 405 ",
    "Allow: GET, HEAD\r\n",
    NULL },
  { "GET /other HTTP/1.1\r\n" HEADERS KEY VERSION PROTOCOL "\r\n",
    "HTTP/1.1 404 ",
    "no WebSocket at this path",
    "no WebSocket at this path" },
  { GOOD "\r\n", "HTTP/1.1 400 ", "No WebSocket subprotocol", "was offered" },
  { GOOD "Sec-WebSocket-Protocol: chat\r\n\r\n",
    "HTTP/1.1 400 ",
    "None of the WebSocket subprotocols",
    "None of" },
  { GOOD PROTOCOL "Origin: https://evil.example\r\n\r\n",
    "HTTP/1.1 403 ",
    "origin",
    "origin" },
  { GOOD PROTOCOL "Origin: https://trees.example\r\n\r\n",
    "HTTP/1.1 101 ",
    "mqtt",
    NULL },
  { GOOD PROTOCOL "Origin: http://localhost:8000\r\n\r\n",
    "HTTP/1.1 101 ",
    "mqtt",
    NULL },
  { "GET /mqtt?token=x HTTP/1.1\r\n" HEADERS KEY VERSION PROTOCOL "\r\n",
    "HTTP/1.1 101 ",
    "mqtt",
    NULL },
  { "GET /mqtt HTTP/1.1\r\n" HEADERS KEY "Sec-WebSocket-Version: 8\r\n" PROTOCOL
    "\r\n",
    "HTTP/1.1 426 Upgrade Required\r\n",
    "Sec-WebSocket-Version: 13\r\n",
    "version" },
  { "GET /mqtt HTTP/1.1\r\n" HEADERS VERSION PROTOCOL "\r\n",
    "HTTP/1.1 400 ",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Key" },
  { "GET /mqtt HTTP/1.1\r\n" HEADERS
    "Sec-WebSocket-Key: c2hvcnQ=\r\n" VERSION PROTOCOL "\r\n",
    "HTTP/1.1 400 ",
    "16 bytes",
    "16 bytes" },
  { "GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n" KEY VERSION
        PROTOCOL "\r\n",
    "HTTP/1.1 400 ",
    "Connection: Upgrade",
    "Connection: Upgrade" },
  /* HTTP/1.0 knows no Upgrade (RFC 9110 section 7.8). */
  { "GET /mqtt HTTP/1.0\r\n" HEADERS KEY VERSION PROTOCOL "\r\n",
    "HTTP/1.1 426 Upgrade Required\r\n",
    "no page",
    NULL },
  { "GET\r\n\r\n", "HTTP/1.1 400 ", "understood", "understood" },
  { "\x10\x0c", "HTTP/1.1 400 ", "speaks plain MQTT", "speaks plain MQTT" },
  { "\x16\x03\x01", "HTTP/1.1 400 ", "speaks TLS", "speaks TLS" },
  { "\x01", "HTTP/1.1 400 ", "no HTTP", "no HTTP" },
};

static void
test_answer (Fixture *fixture, gconstpointer data)
{
  const Case *test = data;

  say (fixture, test->request, strlen (test->request));
  test_loop_until (&fixture->loop,
                   fixture->at_end || fixture->websocket != NULL);
  test_loop_until (&fixture->loop, fixture->answer->len > 0);
  g_assert_true (g_str_has_prefix (fixture->answer->str, test->start));
  g_assert_nonnull (strstr (fixture->answer->str, test->part));
  if (test->sentence == NULL)
    g_assert_null (fixture->sentence);
  else
    g_assert_nonnull (strstr (fixture->sentence, test->sentence));
}

static void
test_head_only (Fixture *fixture, gconstpointer data)
{
  test_answer (fixture, &cases[1]);
  g_assert_true (g_str_has_suffix (fixture->answer->str, "\r\n\r\n"));
}

static void
test_large_head (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) request = g_string_new ("GET /mqtt HTTP/1.1\r\n");

  while (request->len <= 16384)
    g_string_append (request, "X-Tree: willow\r\n");
  say (fixture, request->str, request->len);
  test_loop_until (&fixture->loop, fixture->at_end);
  g_assert_true (g_str_has_prefix (fixture->answer->str, "HTTP/1.1 431 "));
}

/* A slow one is told, a silent one is not. */
static void
test_slow (Fixture *fixture, gconstpointer data)
{
  start (fixture, 10, 20);
  say (fixture, "GET /", 5);
  test_loop_until (&fixture->loop, fixture->at_end);
  g_assert_true (g_str_has_prefix (fixture->answer->str, "HTTP/1.1 408 "));
  tear_down (fixture, data);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  start (fixture, 10, 20);
  test_loop_until (&fixture->loop, fixture->at_end);
  g_assert_cmpuint (fixture->answer->len, ==, 0);
  g_assert_cmpuint (fixture->n_refused, ==, 1);
  tear_down (fixture, data);
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  start (fixture, 0, 60000);
  test_loop_until (&fixture->loop, fixture->at_end);
  tear_down (fixture, data);
}

static void
test_free_while_pending (Fixture *fixture, gconstpointer data)
{
  say (fixture, "GET ", 4);
  test_loop_settle (&fixture->loop);
  g_assert_cmpuint (
      willow_websocket_acceptor_get_n_pending (fixture->acceptor), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add (                                                                 \
      "/net/websocket-acceptor/" name, Fixture, NULL, set_up, func, tear_down)
#define ADD_OWN(name, func)                                                    \
  g_test_add ("/net/websocket-acceptor/" name, Fixture, NULL, NULL, func, NULL)
  ADD ("upgrade", test_upgrade);
  ADD ("subprotocol-of-3.1", test_subprotocol_of_3_1);
  ADD ("early-frame", test_early_frame);
  ADD ("head-only", test_head_only);
  ADD ("large-head", test_large_head);
  ADD ("free-while-pending", test_free_while_pending);
  ADD_OWN ("slow", test_slow);
  ADD_OWN ("silent", test_silent);
  ADD_OWN ("full", test_full);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/net/websocket-acceptor/answer/%u", i);

      g_test_add (path, Fixture, &cases[i], set_up, test_answer, tear_down);
    }
  return g_test_run ();
}
