/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/scripted-peer.h"
#include "lib/test-loop.h"

#include "net/willow-connector.h"
#include "net/willow-proxy-dialogue.h"

#include <string.h>

#define REQUEST                                                                \
  "CONNECT no-such-host.invalid:1883 HTTP/1.1\r\n"                             \
  "Host: no-such-host.invalid:1883\r\n\r\n"

/* What the proxy does, on a thread of its own. */
typedef struct
{
  ScriptedPeer *peer;
  const char   *request;
  const char   *answer; /* (nullable): closes without one */
  gboolean      resets;
  gboolean      stays;
} Proxy;

typedef struct
{
  TestLoop                 loop;
  Proxy                    proxy;
  GThread                 *thread; /* (nullable) */
  WillowConnectorSettings *settings;
  GString                 *phases;
  GString                 *sent;
  GString                 *received;
  WillowTransport         *transport;
  GError                  *error;
  gboolean                 is_done;
} Fixture;

static void
send_text (ScriptedPeer *peer, const char *text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_append (
      g_byte_array_new (), (const guint8 *)text, (guint)strlen (text));

  scripted_peer_send (peer, bytes);
}

static gpointer
serve (gpointer data)
{
  Proxy *proxy = data;
  g_autoptr (GByteArray) request = NULL;

  scripted_peer_accept (proxy->peer);
  request = scripted_peer_read (proxy->peer, strlen (proxy->request));
  g_assert_cmpmem (
      request->data, request->len, proxy->request, strlen (proxy->request));
  if (proxy->answer != NULL)
    send_text (proxy->peer, proxy->answer);
  if (proxy->resets)
    scripted_peer_reset (proxy->peer);
  else if (!proxy->stays)
    scripted_peer_close (proxy->peer);
  else
    scripted_peer_expect_end (proxy->peer);
  return NULL;
}

static void
keep (GString *to, GBytes *bytes)
{
  if (bytes != NULL)
    g_string_append_len (
        to, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
}

static void
phase_cb (const WillowPhase *phase, gpointer user_data)
{
  static const char *const kinds[] = { "resolve", "tcp", "proxy", "tls", "up" };
  static const char *const outcomes[] = { "…", "+", "-" };
  Fixture                 *fixture = user_data;

  g_string_append_printf (
      fixture->phases, "%s%s ", kinds[phase->kind], outcomes[phase->outcome]);
  keep (fixture->sent, phase->sent);
  keep (fixture->received, phase->received);
  if (phase->kind == WILLOW_PHASE_PROXY && fixture->thread != NULL)
    g_assert_cmpstr (phase->subject, ==, "no-such-host.invalid:1883");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  test_loop_set_up (&fixture->loop);
  fixture->proxy.peer = scripted_peer_new ();
  fixture->settings = willow_connector_settings_new ();
  fixture->phases = g_string_new (NULL);
  fixture->sent = g_string_new (NULL);
  fixture->received = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->transport, willow_transport_free);
  if (fixture->thread != NULL)
    g_thread_join (fixture->thread);
  scripted_peer_free (fixture->proxy.peer);
  willow_connector_settings_unref (fixture->settings);
  g_string_free (fixture->phases, TRUE);
  g_string_free (fixture->sent, TRUE);
  g_string_free (fixture->received, TRUE);
  g_clear_error (&fixture->error);
  test_loop_tear_down (&fixture->loop);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->transport =
      willow_connector_connect_finish (result, &fixture->error);
  fixture->is_done = TRUE;
}

/* Returns: (transfer full) (nullable): what is said about the error */
static char *
dial (Fixture *fixture, const char *host, guint16 proxy_port, gint64 timeout_us)
{
  g_autoptr (WillowEndpoint) endpoint =
      willow_endpoint_new (WILLOW_SCHEME_MQTT, host, 1883, NULL);

  willow_connector_settings_set_proxy (fixture->settings,
                                       WILLOW_PROXY_HTTP,
                                       "127.0.0.1",
                                       proxy_port,
                                       NULL,
                                       NULL);
  willow_connector_connect_async (fixture->loop.reactor,
                                  endpoint,
                                  fixture->settings,
                                  timeout_us,
                                  phase_cb,
                                  fixture,
                                  NULL,
                                  connected_cb,
                                  fixture);
  test_loop_until (&fixture->loop, fixture->is_done);
  if (fixture->error == NULL)
    return NULL;
  g_test_message ("%s", fixture->error->message);
  return willow_connector_explain (endpoint, fixture->error);
}

static char *
dial_through (Fixture *fixture, gint64 timeout_us)
{
  fixture->proxy.request = REQUEST;
  fixture->thread = g_thread_new ("proxy", serve, &fixture->proxy);
  return dial (fixture,
               "no-such-host.invalid",
               scripted_peer_get_port (fixture->proxy.peer),
               timeout_us);
}

static void
readable_cb (WillowTransport *transport,
             GIOCondition     condition,
             gpointer         user_data)
{
  *(gboolean *)user_data = TRUE;
}

/* The name is nobody's business but the proxy's, and what comes behind the
 * answer is left to whoever goes on. */
static void
test_open (Fixture *fixture, gconstpointer data)
{
  char     behind[8];
  gboolean is_readable = FALSE;

  fixture->proxy.answer = "HTTP/1.1 200 OK\r\n\r\nhello";
  fixture->proxy.stays = TRUE;
  g_assert_null (dial_through (fixture, 0));
  g_assert_cmpstr (fixture->phases->str, ==, "tcp… tcp+ proxy… proxy+ ");
  g_assert_cmpstr (fixture->sent->str, ==, REQUEST);
  g_assert_cmpstr (fixture->received->str, ==, "HTTP/1.1 200 OK\r\n\r\n");
  willow_transport_set_func (fixture->transport, readable_cb, &is_readable);
  willow_transport_set_condition (fixture->transport, G_IO_IN);
  test_loop_until (&fixture->loop, is_readable);
  g_assert_cmpint (
      willow_transport_read (fixture->transport, behind, sizeof behind, NULL),
      ==,
      5);
  g_assert_cmpmem (behind, 5, "hello", 5);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;

  fixture->proxy.answer =
      "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\n\r\nlog in!";
  said = dial_through (fixture, 0);
  g_assert_error (
      fixture->error, WILLOW_PROXY_ERROR, WILLOW_PROXY_ERROR_NEEDS_LOGIN);
  g_assert_cmpstr (fixture->phases->str, ==, "tcp… tcp+ proxy… proxy- ");
  g_assert_nonnull (strstr (said, "no-such-host.invalid:1883"));
  g_assert_nonnull (strstr (fixture->received->str, "Proxy-Authenticate"));
}

static void
test_hung_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;

  fixture->proxy.resets = GPOINTER_TO_INT (data) == 1;
  fixture->proxy.answer = fixture->proxy.resets ? NULL : "HTTP/1.1 20";
  said = dial_through (fixture, 0);
  g_assert_error (
      fixture->error, WILLOW_PROXY_ERROR, WILLOW_PROXY_ERROR_CLOSED);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;

  fixture->proxy.answer = data;
  fixture->proxy.stays = TRUE;
  said = dial_through (fixture, 100 * 1000);
  g_assert_error (
      fixture->error, WILLOW_PROXY_ERROR, WILLOW_PROXY_ERROR_SILENT);
  g_assert_cmpstr (fixture->phases->str, ==, "tcp… tcp+ proxy… proxy- ");
}

/* It is said that it was the proxy which refused, and not the broker. */
static void
test_no_proxy (Fixture *fixture, gconstpointer data)
{
  guint16          port = test_loop_find_closed_port ();
  g_autofree char *place = g_strdup_printf ("127.0.0.1:%u refused", port);
  g_autofree char *said = dial (fixture, "broker.example", port, 0);

  g_assert_error (
      fixture->error, WILLOW_PROXY_ERROR, WILLOW_PROXY_ERROR_NOT_REACHED);
  g_assert_nonnull (strstr (said, "broker.example:1883"));
  g_assert_nonnull (strstr (said, "proxy"));
  g_assert_nonnull (strstr (said, place));
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = dial (
      fixture, "fe80::1%lo", scripted_peer_get_port (fixture->proxy.peer), 0);
  g_assert_error (
      fixture->error, WILLOW_PROXY_ERROR, WILLOW_PROXY_ERROR_SETTINGS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func, data)                                                  \
  g_test_add ("/net/proxy-stage/" name, Fixture, data, set_up, func, tear_down)
  ADD ("open", test_open, NULL);
  ADD ("refused", test_refused, NULL);
  ADD ("closed", test_hung_up, GINT_TO_POINTER (0));
  ADD ("reset", test_hung_up, GINT_TO_POINTER (1));
  ADD ("silent", test_silent, NULL);
  ADD ("silent-in-the-middle", test_silent, "HTTP/1.1 200");
  ADD ("no-proxy", test_no_proxy, NULL);
  ADD ("settings", test_settings, NULL);
#undef ADD
  return g_test_run ();
}
