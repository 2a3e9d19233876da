/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-websocket-acceptor.h"

#include "net/willow-http-head.h"
#include "net/willow-tls-transport.h"
#include "net/willow-websocket-request.h"
#include "net/willow-websocket-transport.h"

#include <glib/gi18n.h>

struct _WillowWebsocketAcceptor
{
  WillowReactor               *reactor;
  WillowWebsocketSite          site;
  WillowWebsocketAcceptorFuncs funcs;
  gpointer                     user_data;
  guint                        max_pending;
  gint64                       timeout_us;
  guint64                      max_message_bytes;
  GQueue                       visitors;
};

/* A connection without a WebSocket yet. */
typedef struct
{
  WillowWebsocketAcceptor *acceptor;
  GList                    node;
  WillowTransport         *transport;
  WillowTimer              timeout;
  GByteArray              *request;
  gsize                    head_len; /* 0: not there yet */
  WillowWebsocketAnswer   *answer;   /* (nullable): not yet */
  gsize                    sent;
  gint64                   accepted_us;
  gint64                   opened_us; /* 0: TLS is not through */
  WillowWebsocketTwist     twist;
} Visitor;

/* Also from within a callback of its transport. */
static void
visitor_free (Visitor *visitor)
{
  g_queue_unlink (&visitor->acceptor->visitors, &visitor->node);
  willow_timer_clear (&visitor->timeout);
  g_clear_pointer (&visitor->transport, willow_transport_free);
  g_byte_array_unref (visitor->request);
  g_clear_pointer (&visitor->answer, willow_websocket_answer_free);
  willow_websocket_twist_clear (&visitor->twist);
  g_free (visitor);
}

/* (transfer full) (nullable) */
static GBytes *
dup_request (Visitor *visitor)
{
  g_autoptr (GBytes) head = NULL;
  gsize len = visitor->head_len > 0 ? visitor->head_len : visitor->request->len;

  if (len == 0)
    return NULL;
  head = g_bytes_new (visitor->request->data, len);
  return willow_http_head_mask (head);
}

/* (transfer full) (nullable): without the page */
static GBytes *
dup_answer_head (Visitor *visitor)
{
  gsize         len;
  const guint8 *data;

  if (visitor->answer == NULL)
    return NULL;
  data = g_bytes_get_data (visitor->answer->bytes, &len);
  return g_bytes_new_from_bytes (
      visitor->answer->bytes, 0, willow_websocket_find_head_end (data, len));
}

static void
tell_refused (Visitor *visitor, const char *sentence)
{
  WillowWebsocketAcceptor *acceptor = visitor->acceptor;
  g_autoptr (GBytes) request = dup_request (visitor);
  g_autoptr (GBytes) answer = dup_answer_head (visitor);
  const WillowWebsocketUpgrade upgrade = {
    .transport = visitor->transport,
    .status = visitor->answer != NULL ? visitor->answer->status : 0,
    .request = request,
    .answer = answer,
    .sentence = sentence,
    .accepted_us = visitor->accepted_us,
    .opened_us = visitor->opened_us,
    .note = visitor->twist.note,
  };

  if (acceptor->funcs.refused != NULL)
    acceptor->funcs.refused (&upgrade, acceptor->user_data);
}

static void
open_websocket (Visitor *visitor)
{
  WillowWebsocketAcceptor *acceptor = visitor->acceptor;
  g_autoptr (GBytes) request = dup_request (visitor);
  g_autoptr (GBytes) answer = dup_answer_head (visitor);
  g_autofree char             *note = g_strdup (visitor->twist.note);
  const WillowWebsocketOptions options = {
    .is_server = TRUE,
    .protocol = visitor->answer->protocol,
    .early = visitor->request->data + visitor->head_len,
    .n_early = visitor->request->len - visitor->head_len,
    .max_message_bytes = acceptor->max_message_bytes,
  };
  WillowWebsocketUpgrade upgrade = {
    .status = visitor->answer->status,
    .request = request,
    .answer = answer,
    .accepted_us = visitor->accepted_us,
    .opened_us = visitor->opened_us,
    .note = note,
  };

  upgrade.transport = willow_transport_new_websocket (
      acceptor->reactor, g_steal_pointer (&visitor->transport), &options);
  visitor_free (visitor);
  acceptor->funcs.opened (upgrade.transport, &upgrade, acceptor->user_data);
}

/* Returns: whether @visitor is still there */
static gboolean
write_answer (Visitor *visitor)
{
  gsize         len;
  const guint8 *data = g_bytes_get_data (visitor->answer->bytes, &len);
  g_autoptr (GError) error = NULL;
  GOutputVector vector = { data + visitor->sent, len - visitor->sent };
  gssize n = willow_transport_writev (visitor->transport, &vector, 1, &error);

  if (n > 0)
    visitor->sent += (gsize)n;
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      visitor_free (visitor);
      return FALSE;
    }
  if (visitor->sent < len)
    {
      willow_transport_set_condition (visitor->transport, G_IO_OUT);
      return TRUE;
    }
  if (visitor->answer->status == 101 && !visitor->twist.is_cut)
    open_websocket (visitor);
  else
    visitor_free (visitor);
  return FALSE;
}

/* @answer: (transfer full). Returns: as write_answer() */
static gboolean
answer_with (Visitor *visitor, WillowWebsocketAnswer *answer)
{
  WillowWebsocketAcceptor *acceptor = visitor->acceptor;

  if (answer->status == 101 && acceptor->funcs.twist != NULL &&
      acceptor->funcs.twist (&visitor->twist, acceptor->user_data))
    answer = willow_websocket_twist_answer (answer, &visitor->twist);
  visitor->answer = answer;
  willow_timer_set (&visitor->timeout,
                    g_get_monotonic_time () + acceptor->timeout_us);
  if (answer->status != 101 || visitor->twist.is_cut)
    tell_refused (visitor, answer->sentence);
  return write_answer (visitor);
}

static void
leave_silently (Visitor *visitor, const char *sentence)
{
  tell_refused (visitor, sentence);
  visitor_free (visitor);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Visitor *visitor = user_data;

  if (visitor->answer != NULL)
    visitor_free (visitor);
  else if (visitor->request->len == 0)
    leave_silently (visitor, _ ("nothing came in time"));
  else
    answer_with (visitor,
                 willow_websocket_answer_new_refusal (
                     408, _ ("The request did not come in time.")));
  return G_SOURCE_REMOVE;
}

/* Returns: whether more is waited for; else @visitor is gone or gets its answer
 */
static gboolean
look_at_request (Visitor *visitor)
{
  const guint8 *data = visitor->request->data;
  gsize         len = visitor->request->len;
  const char   *stranger = willow_websocket_recognise_stranger (data, len);

  /* HTTP, too, is something that the stranger may recognise and tell. */
  if (stranger != NULL)
    {
      answer_with (visitor,
                   willow_websocket_answer_new_refusal (400, stranger));
      return FALSE;
    }
  visitor->head_len = willow_websocket_find_head_end (data, len);
  if (visitor->head_len > WILLOW_WEBSOCKET_HEAD_MAX_BYTES ||
      (visitor->head_len == 0 && len > WILLOW_WEBSOCKET_HEAD_MAX_BYTES))
    {
      answer_with (
          visitor,
          willow_websocket_answer_new_refusal (
              431, _ ("The head of a request has 16 KiB at most here.")));
      return FALSE;
    }
  if (visitor->head_len == 0)
    return TRUE;
  answer_with (visitor,
               willow_websocket_answer_new (
                   &visitor->acceptor->site, data, visitor->head_len));
  return FALSE;
}

static void
read_request (Visitor *visitor)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      guint8 buffer[4096];
      gssize n = willow_transport_read (
          visitor->transport, buffer, sizeof buffer, &error);

      if (n > 0)
        {
          g_byte_array_append (visitor->request, buffer, (guint)n);
          if (!look_at_request (visitor))
            return;
          continue;
        }
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return;
      leave_silently (visitor,
                      error != NULL ? error->message
                      : visitor->request->len > 0
                          ? _ ("it left in the middle of its request")
                          : _ ("it left without a word"));
      return;
    }
}

static void
ready_cb (WillowTransport *transport,
          GIOCondition     condition,
          gpointer         user_data)
{
  Visitor *visitor = user_data;

  if (visitor->answer == NULL)
    read_request (visitor);
  else
    write_answer (visitor);
}

static void
tls_opened_cb (WillowTransport *transport,
               const GError    *error,
               gpointer         user_data)
{
  if (error == NULL)
    ((Visitor *)user_data)->opened_us = g_get_monotonic_time ();
}

WillowWebsocketAcceptor *
willow_websocket_acceptor_new (WillowReactor             *reactor,
                               const WillowWebsocketSite *site,
                               guint                      max_pending,
                               guint                      timeout_ms,
                               guint64                    max_message_bytes,
                               const WillowWebsocketAcceptorFuncs *funcs,
                               gpointer                            user_data)
{
  WillowWebsocketAcceptor *acceptor = g_new0 (WillowWebsocketAcceptor, 1);

  acceptor->reactor = reactor;
  acceptor->site = *site;
  acceptor->max_pending = max_pending;
  acceptor->timeout_us = timeout_ms * (gint64)1000;
  acceptor->max_message_bytes = max_message_bytes;
  acceptor->funcs = *funcs;
  acceptor->user_data = user_data;
  g_queue_init (&acceptor->visitors);
  return acceptor;
}

void
willow_websocket_acceptor_free (WillowWebsocketAcceptor *acceptor)
{
  while (acceptor->visitors.head != NULL)
    visitor_free (acceptor->visitors.head->data);
  g_free (acceptor);
}

void
willow_websocket_acceptor_take (WillowWebsocketAcceptor *acceptor,
                                WillowTransport         *transport)
{
  Visitor *visitor;

  if (acceptor->visitors.length >= acceptor->max_pending)
    {
      willow_transport_free (transport);
      return;
    }
  visitor = g_new0 (Visitor, 1);
  visitor->acceptor = acceptor;
  visitor->transport = transport;
  visitor->accepted_us = g_get_monotonic_time ();
  if (willow_transport_get_tls_facts (transport) == NULL)
    visitor->opened_us = visitor->accepted_us;
  willow_transport_set_tls_opened (transport, tls_opened_cb, visitor);
  visitor->request = g_byte_array_new ();
  visitor->node.data = visitor;
  g_queue_push_tail_link (&acceptor->visitors, &visitor->node);
  willow_timer_init (&visitor->timeout, acceptor->reactor, timeout_cb, visitor);
  willow_timer_set (&visitor->timeout,
                    g_get_monotonic_time () + acceptor->timeout_us);
  willow_transport_set_func (transport, ready_cb, visitor);
  willow_transport_set_condition (transport, G_IO_IN);
}

guint
willow_websocket_acceptor_get_n_pending (WillowWebsocketAcceptor *acceptor)
{
  return acceptor->visitors.length;
}
