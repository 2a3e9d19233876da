/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"
#include "lib/test-loop.h"

#include "net/willow-websocket-answer.h"
#include "net/willow-websocket-error.h"
#include "net/willow-websocket-request.h"
#include "net/willow-websocket-transport.h"

#include <libsoup/soup.h>

/* A letter, then what comes from outside: A an answer to an upgrade, R a
 * request for one, S frames that a client sends to a server, anything else
 * frames that a server sends. */

#define MAX_MESSAGE_BYTES 4096u

static TestLoop loop;

static void
check_sentence (const char *sentence)
{
  g_assert_true (g_utf8_validate (sentence, -1, NULL));
  g_assert_true (*sentence != '\0');
}

static void
check_answer (const guint8 *data, gsize size)
{
  g_autoptr (WillowEndpoint) endpoint =
      willow_endpoint_new (WILLOW_SCHEME_WS, "localhost", 8083, "/mqtt");
  g_autoptr (WillowConnectorSettings) settings =
      willow_connector_settings_new ();
  g_autoptr (WillowWebsocketRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  gsize       len = willow_websocket_find_head_end (data, size);
  gboolean    has_compression;
  GHashTable *params = NULL;

  willow_connector_settings_set_compression (settings, TRUE);
  request = willow_websocket_request_new (
      endpoint, settings, "dGhlIHNhbXBsZSBub25jZQ==");
  if (size > 0 && !willow_websocket_request_check_start (data, size, &error))
    check_sentence (error->message);
  g_clear_error (&error);
  if (len == 0)
    return;
  g_assert_cmpuint (len, <=, size);
  if (!willow_websocket_request_check (request,
                                       data,
                                       len,
                                       data + len,
                                       size - len,
                                       &has_compression,
                                       &params,
                                       &error))
    check_sentence (error->message);
  g_clear_pointer (&params, soup_header_free_param_list);
}

static GBytes *
dup_page (gpointer user_data)
{
  return g_bytes_new_static ("page", 4);
}

static void
check_request (const guint8 *data, gsize size)
{
  static const char *const  subprotocols[] = { "mqtt", NULL };
  static const char *const  origins[] = { "https://trees.example", NULL };
  const WillowWebsocketSite site = {
    .path = "/mqtt",
    .subprotocols = subprotocols,
    .origins = origins,
    .dup_page = dup_page,
  };
  gsize len = willow_websocket_find_head_end (data, size);
  g_autoptr (WillowWebsocketAnswer) answer = NULL;
  const char *text;

  if (len == 0)
    return;
  answer = willow_websocket_answer_new (&site, data, len);
  text = g_bytes_get_data (answer->bytes, NULL);
  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 "));
  g_assert_cmpuint (g_ascii_strtoull (text + 9, NULL, 10), ==, answer->status);
  if (answer->status == 101)
    g_assert_cmpstr (answer->protocol, ==, "mqtt");
  if (answer->sentence != NULL)
    check_sentence (answer->sentence);
}

typedef struct
{
  gsize    received;
  gboolean is_over;
} Reader;

static void
read_cb (WillowTransport *transport, GIOCondition condition, gpointer user_data)
{
  Reader *reader = user_data;
  guint8  buffer[512];
  g_autoptr (GError) error = NULL;
  gssize n = willow_transport_read (transport, buffer, sizeof buffer, &error);

  if (n > 0)
    reader->received += (gsize)n;
  if (n > 0 || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return;
  if (error != NULL)
    check_sentence (error->message);
  reader->is_over = TRUE;
  willow_transport_set_condition (transport, 0);
}

/* Whatever comes: what is read was sent, and the end is told. */
static void
check_frames (gboolean is_server, const guint8 *data, gsize size)
{
  const WillowWebsocketOptions options = { .is_server = is_server,
                                           .max_message_bytes =
                                               MAX_MESSAGE_BYTES };
  const GOutputVector          vector = { data, size };
  Reader                       reader = { 0 };
  WillowTransport             *raw, *inner, *websocket;

  if (size == 0)
    return;
  test_loop_connect (&loop, TEST_STREAM_MEMORY, &raw, &inner);
  websocket = willow_transport_new_websocket (loop.reactor, inner, &options);
  willow_transport_set_func (websocket, read_cb, &reader);
  willow_transport_set_condition (websocket, G_IO_IN);
  willow_transport_writev (raw, &vector, 1, NULL);
  willow_transport_close (raw, WILLOW_CLOSE_GRACEFUL);
  test_loop_until (&loop, reader.is_over);
  g_assert_cmpuint (reader.received, <=, size);
  willow_transport_free (websocket);
  willow_transport_free (raw);
  test_loop_settle (&loop);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (loop.reactor == NULL)
    test_loop_set_up (&loop);
  if (size == 0)
    return 0;
  if (data[0] == 'A')
    check_answer (data + 1, size - 1);
  else if (data[0] == 'R')
    check_request (data + 1, size - 1);
  else
    check_frames (data[0] == 'S', data + 1, size - 1);
  return 0;
}
