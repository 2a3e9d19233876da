/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's HTTP upgrade, at a server that answers literally what the test
 * says. */
#include "lib/test-loop.h"

#include "net/willow-connector.h"
#include "net/willow-websocket-error.h"
#include "net/willow-websocket-transport.h"

#include <string.h>

#define OPEN                                                                   \
  "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\n"                 \
  "connection: keep-alive, upgrade\r\n"
#define ACCEPT "Sec-WebSocket-Accept: @\r\n"
#define PROTOCOL "Sec-WebSocket-Protocol: mqtt\r\n"

typedef struct
{
  const char *answer; /* @: the right Sec-WebSocket-Accept */
  gboolean    ends;   /* FIN behind it */
  int         code;
  const char *words; /* of the sentence */
} Case;

typedef struct
{
  TestLoop                 loop;
  WillowListener          *listener;
  WillowTransport         *peer;
  WillowConnectorSettings *settings;
  GString                 *request;
  char                    *answer;
  gboolean                 ends;
  gboolean                 in_bytes; /* one at a time */

  gboolean         is_over;
  WillowTransport *transport;
  GError          *error;
  GBytes          *sent; /* of the phase */
  GBytes          *received;
  char            *evidence;
  guint            n_done;
} Fixture;

/* RFC 6455 section 4.2.2, and not by the code under test. */
static char *
make_accept (const char *request)
{
  const char      *start = strstr (request, "Sec-WebSocket-Key: ");
  g_autofree char *key = NULL;
  guint8           digest[20];
  gsize            len = sizeof digest;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);

  g_assert_nonnull (start);
  key = g_strndup (start + 19, 24);
  g_checksum_update (checksum, (const guchar *)key, 24);
  g_checksum_update (
      checksum, (const guchar *)"258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 36);
  g_checksum_get_digest (checksum, digest, &len);
  return g_base64_encode (digest, len);
}

static void
answer (Fixture *fixture)
{
  g_autofree char *accept = make_accept (fixture->request->str);
  g_auto (GStrv) parts = g_strsplit (fixture->answer, "@", 2);
  g_autofree char *text = g_strjoinv (accept, parts);
  gsize            len = strlen (text);
  gsize            step = fixture->in_bytes ? 1 : len;

  for (gsize i = 0; i < len; i += step)
    {
      const GOutputVector vector = { text + i, step };

      willow_transport_writev (fixture->peer, &vector, 1, NULL);
      if (fixture->in_bytes)
        for (guint n = 0; n < 3; n++)
          g_main_context_iteration (fixture->loop.context, FALSE);
    }
  if (fixture->ends)
    willow_transport_close (fixture->peer, WILLOW_CLOSE_GRACEFUL);
}

static void
read_cb (WillowTransport *transport, GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;
  char     buffer[4096];
  gssize   n = willow_transport_read (transport, buffer, sizeof buffer, NULL);

  if (n > 0)
    g_string_append_len (fixture->request, buffer, n);
  if (n <= 0 || strstr (fixture->request->str, "\r\n\r\n") == NULL)
    return;
  willow_transport_set_condition (transport, 0);
  answer (fixture);
}

static void
accept_cb (WillowTransport *transport, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->peer = transport;
  willow_transport_set_func (transport, read_cb, fixture);
  willow_transport_set_condition (transport, G_IO_IN);
}

static void
phase_cb (const WillowPhase *phase, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (phase->kind != WILLOW_PHASE_UPGRADE ||
      phase->outcome == WILLOW_PHASE_RUNNING)
    return;
  g_assert_cmpstr (phase->subject, ==, "/a%20b?c");
  fixture->n_done++;
  fixture->sent = g_bytes_ref (phase->sent);
  fixture->evidence = g_strdup (phase->evidence);
  if (phase->received != NULL)
    fixture->received = g_bytes_ref (phase->received);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->transport =
      willow_connector_connect_finish (result, &fixture->error);
  fixture->is_over = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  test_loop_set_up (&fixture->loop);
  fixture->listener = willow_listener_new (
      fixture->loop.reactor, "127.0.0.1", 0, accept_cb, fixture, NULL);
  g_assert_nonnull (fixture->listener);
  fixture->request = g_string_new (NULL);
  fixture->settings = willow_connector_settings_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->transport, willow_transport_free);
  g_clear_pointer (&fixture->peer, willow_transport_free);
  willow_listener_free (fixture->listener);
  willow_connector_settings_unref (fixture->settings);
  g_string_free (fixture->request, TRUE);
  g_free (fixture->answer);
  g_free (fixture->evidence);
  g_clear_error (&fixture->error);
  g_clear_pointer (&fixture->sent, g_bytes_unref);
  g_clear_pointer (&fixture->received, g_bytes_unref);
  test_loop_tear_down (&fixture->loop);
}

static WillowEndpoint *
make_endpoint (Fixture *fixture)
{
  return willow_endpoint_new (WILLOW_SCHEME_WS,
                              "127.0.0.1",
                              willow_listener_get_port (fixture->listener),
                              "/a%20b?c");
}

static void
connect_with (Fixture *fixture, guint timeout_ms)
{
  g_autoptr (WillowEndpoint) endpoint = make_endpoint (fixture);

  willow_connector_connect_async (fixture->loop.reactor,
                                  endpoint,
                                  fixture->settings,
                                  timeout_ms * (gint64)1000,
                                  phase_cb,
                                  fixture,
                                  NULL,
                                  connected_cb,
                                  fixture);
  test_loop_until (&fixture->loop, fixture->is_over);
  g_assert_cmpuint (fixture->n_done, ==, 1);
}

static void
assert_has (GBytes *bytes, const char *text)
{
  gsize       len;
  const char *data = g_bytes_get_data (bytes, &len);

  g_assert_nonnull (g_strstr_len (data, (gssize)len, text));
}

static void
assert_open (Fixture *fixture)
{
  g_assert_no_error (fixture->error);
  g_assert_nonnull (fixture->transport);
  g_assert_cmpstr (
      willow_transport_get_websocket_protocol (fixture->transport),
      ==,
      willow_connector_settings_get_subprotocol (fixture->settings));
}

/* 5.0, 3.1.1: [MQTT-6.0.0-3] and the rest of what a request has. */
static void
test_request (Fixture *fixture, gconstpointer data)
{
  g_autofree char *host =
      g_strdup_printf ("\r\nHost: 127.0.0.1:%u\r\n",
                       willow_listener_get_port (fixture->listener));

  fixture->answer = g_strdup (OPEN ACCEPT PROTOCOL "\r\n");
  g_assert_true (willow_connector_settings_add_header (
      fixture->settings, "Authorization", "Bearer seven-trees"));
  g_assert_true (willow_connector_settings_add_header (
      fixture->settings, "Upgrade", "something-else"));
  connect_with (fixture, 0);
  assert_open (fixture);
  g_assert_true (
      g_str_has_prefix (fixture->request->str, "GET /a%20b?c HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (fixture->request->str, host));
  g_assert_nonnull (
      strstr (fixture->request->str, "\r\nUpgrade: websocket\r\n"));
  g_assert_null (strstr (fixture->request->str, "something-else"));
  g_assert_nonnull (
      strstr (fixture->request->str, "\r\nConnection: Upgrade\r\n"));
  g_assert_nonnull (
      strstr (fixture->request->str, "\r\nSec-WebSocket-Version: 13\r\n"));
  g_assert_nonnull (
      strstr (fixture->request->str, "\r\nSec-WebSocket-Protocol: mqtt\r\n"));
  g_assert_null (strstr (fixture->request->str, "Sec-WebSocket-Extensions"));
  g_assert_nonnull (strstr (fixture->request->str,
                            "\r\nAuthorization: Bearer seven-trees\r\n"));
  /* On record without the secret, and of the same length. */
  g_assert_cmpuint (
      g_bytes_get_size (fixture->sent), ==, fixture->request->len);
  assert_has (fixture->sent, "Authorization: Bearer ***********\r\n");
  assert_has (fixture->received, "101 Switching Protocols");
}

/* client: [3.1-35] 3.1 has a name of its own. */
static void
test_subprotocol_of_3_1 (Fixture *fixture, gconstpointer data)
{
  willow_connector_settings_set_subprotocol (fixture->settings, "mqttv3.1");
  fixture->answer =
      g_strdup (OPEN ACCEPT "Sec-WebSocket-Protocol: mqttv3.1\r\n\r\n");
  connect_with (fixture, 0);
  assert_open (fixture);
  g_assert_nonnull (strstr (fixture->request->str,
                            "\r\nSec-WebSocket-Protocol: mqttv3.1\r\n"));
}

/* The first frame comes right behind the head, and one byte at a time. */
static void
test_early_frame (Fixture *fixture, gconstpointer data)
{
  guint8 buffer[8];
  gssize n = -1;

  fixture->in_bytes = TRUE;
  fixture->answer = g_strdup (OPEN ACCEPT PROTOCOL "\r\n\x82\x02hi");
  connect_with (fixture, 0);
  assert_open (fixture);
  willow_transport_set_condition (fixture->transport, G_IO_IN);
  while (n < 0)
    {
      g_main_context_iteration (fixture->loop.context, TRUE);
      n = willow_transport_read (
          fixture->transport, buffer, sizeof buffer, NULL);
    }
  g_assert_cmpmem (buffer, (gsize)n, "hi", 2);
}

static void
test_compression (Fixture *fixture, gconstpointer data)
{
  willow_connector_settings_set_compression (fixture->settings, TRUE);
  fixture->answer = g_strdup (OPEN ACCEPT PROTOCOL
                              "Sec-WebSocket-Extensions: permessage-deflate; "
                              "client_no_context_takeover\r\n\r\n");
  connect_with (fixture, 0);
  assert_open (fixture);
  g_assert_nonnull (strstr (fixture->request->str,
                            "\r\nSec-WebSocket-Extensions: "
                            "permessage-deflate"));
  g_assert_nonnull (strstr (fixture->evidence, "compressed"));
}

static const Case cases[] = {
  { "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"trees\"\r\n"
    "Content-Length: 0\r\n\r\n",
    FALSE,
    WILLOW_WEBSOCKET_ERROR_STATUS,
    "login of its own before the upgrade (HTTP 401): an Authorization header "
    "for “Basic realm=\"trees\"”" },
  { "HTTP/1.1 403 Forbidden\r\n\r\n",
    TRUE,
    WILLOW_WEBSOCKET_ERROR_STATUS,
    "forbids the upgrade (HTTP 403)" },
  { "HTTP/1.1 404 Not Found\r\n\r\nno such page",
    TRUE,
    WILLOW_WEBSOCKET_ERROR_STATUS,
    "no WebSocket at this path (HTTP 404)" },
  { "HTTP/1.1 302 Found\r\nLocation: https://example.org/login\r\n\r\n",
    TRUE,
    WILLOW_WEBSOCKET_ERROR_REDIRECT,
    "go to “https://example.org/login” instead (HTTP 302)" },
  { "HTTP/1.0 200 OK\r\n\r\n<html>Hello",
    TRUE,
    WILLOW_WEBSOCKET_ERROR_NO_UPGRADE,
    "answers with a page (HTTP 200)" },
  { "HTTP/1.1 502 Bad Gateway\r\n\r\n",
    TRUE,
    WILLOW_WEBSOCKET_ERROR_STATUS,
    "gateway" },
  { "HTTP/1.1 418 I'm a teapot\r\n\r\n",
    TRUE,
    WILLOW_WEBSOCKET_ERROR_STATUS,
    "refuses the upgrade: HTTP 418 I'm a teapot" },
  { "HTTP/1.1 400 Bad Request\r\n\r\n"
    "The plain HTTP request was sent to HTTPS port",
    TRUE,
    WILLOW_WEBSOCKET_ERROR_TLS,
    "use wss in place of ws" },
  { OPEN ACCEPT "\r\n",
    FALSE,
    WILLOW_WEBSOCKET_ERROR_SUBPROTOCOL,
    "chose none" },
  { OPEN ACCEPT "Sec-WebSocket-Protocol: chat\r\n\r\n",
    FALSE,
    WILLOW_WEBSOCKET_ERROR_SUBPROTOCOL,
    "chose the subprotocol “chat”" },
  { OPEN PROTOCOL "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
    FALSE,
    WILLOW_WEBSOCKET_ERROR_ACCEPT,
    "does not belong to our key" },
  { OPEN PROTOCOL "\r\n",
    FALSE,
    WILLOW_WEBSOCKET_ERROR_ACCEPT,
    "has no Sec-WebSocket-Accept" },
  { "HTTP/1.1 101 Switching Protocols\r\n" ACCEPT PROTOCOL "\r\n",
    FALSE,
    WILLOW_WEBSOCKET_ERROR_ACCEPT,
    "does not name WebSocket" },
  { OPEN ACCEPT PROTOCOL "Sec-WebSocket-Extensions: x-noise\r\n\r\n",
    FALSE,
    WILLOW_WEBSOCKET_ERROR_EXTENSION,
    "x-noise" },
  { "HTTP/1.1 101 Switch",
    TRUE,
    WILLOW_WEBSOCKET_ERROR_INCOMPLETE,
    "in the middle of its answer" },
  { "", TRUE, WILLOW_WEBSOCKET_ERROR_NO_ANSWER, "without an answer" },
  { "SSH-2.0-OpenSSH_9.2\r\n",
    FALSE,
    WILLOW_WEBSOCKET_ERROR_NO_HTTP,
    "says “SSH-2.0-OpenSSH_9.2”" },
  { "\xff\xfe\xfd", FALSE, WILLOW_WEBSOCKET_ERROR_NO_HTTP, "no HTTP" },
  { "\x20\x02\x01\x05", FALSE, WILLOW_WEBSOCKET_ERROR_MQTT, "plain MQTT" },
  { "\x15\x03\x03\x01\x02\x02\x46", FALSE, WILLOW_WEBSOCKET_ERROR_TLS, "wss" },
  { "HTTP/1.1 OK fine\r\n\r\n", FALSE, WILLOW_WEBSOCKET_ERROR_NO_HTTP, "HTTP" },
};

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const Case *test = data;
  g_autoptr (WillowEndpoint) endpoint = make_endpoint (fixture);
  g_autofree char *sentence = NULL;

  fixture->answer = g_strdup (test->answer);
  fixture->ends = test->ends;
  connect_with (fixture, 0);
  g_assert_error (fixture->error, WILLOW_WEBSOCKET_ERROR, test->code);
  sentence = willow_connector_explain (endpoint, fixture->error);
  g_test_message ("%s", sentence);
  g_assert_nonnull (strstr (sentence, test->words));
  g_assert_cmpstr (fixture->evidence, ==, fixture->error->message);
  if (*test->answer == '\0')
    g_assert_null (fixture->received);
  else if (strchr (test->answer, '@') == NULL)
    assert_has (fixture->received, test->answer);
}

/* Of a refusal the first bytes of the page are evidence, and no more. */
static void
test_long_page (Fixture *fixture, gconstpointer data)
{
  GString *text = g_string_new ("HTTP/1.1 503 Service Unavailable\r\n"
                                "Set-Cookie: id=secret\r\n\r\n");
  gsize    head_len = text->len;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "busy ");
  fixture->answer = g_string_free (text, FALSE);
  connect_with (fixture, 0);
  g_assert_error (
      fixture->error, WILLOW_WEBSOCKET_ERROR, WILLOW_WEBSOCKET_ERROR_STATUS);
  g_assert_cmpuint (g_bytes_get_size (fixture->received), ==, head_len + 512);
  assert_has (fixture->received, "busy busy");
  g_assert_null (g_strstr_len (
      g_bytes_get_data (fixture->received, NULL), (gssize)head_len, "secret"));
}

static void
test_endless_head (Fixture *fixture, gconstpointer data)
{
  GString *text = g_string_new ("HTTP/1.1 101 Switching Protocols\r\n");

  for (guint i = 0; i < 4000; i++)
    g_string_append (text, "X: y\r\n");
  fixture->answer = g_string_free (text, FALSE);
  connect_with (fixture, 0);
  g_assert_error (
      fixture->error, WILLOW_WEBSOCKET_ERROR, WILLOW_WEBSOCKET_ERROR_TOO_LONG);
}

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  fixture->answer = g_strdup ("HTTP/1.1 101");
  connect_with (fixture, 50);
  g_assert_error (
      fixture->error, WILLOW_WEBSOCKET_ERROR, WILLOW_WEBSOCKET_ERROR_SILENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                        \
  g_test_add (                                                                 \
      "/net/websocket-upgrade/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("request", test_request);
  ADD ("subprotocol-of-3.1", test_subprotocol_of_3_1);
  ADD ("early-frame", test_early_frame);
  ADD ("compression", test_compression);
  ADD ("long-page", test_long_page);
  ADD ("endless-head", test_endless_head);
  ADD ("silence", test_silence);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/net/websocket-upgrade/refused/%u", i);

      g_test_add (path, Fixture, &cases[i], set_up, test_refused, tear_down);
    }
  return g_test_run ();
}
