/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-websocket-transport.h"

#include "base/willow-byte-queue.h"
#include "net/willow-transport-class.h"
#include "net/willow-transport-stream.h"
#include "net/willow-websocket-error.h"
#include "net/willow-websocket-watch.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

/* Of one binary message: large enough that its header is nothing, small enough
 * for a peer that takes what libsoup takes by default (128 KiB). */
#define MESSAGE_BYTES (64u * 1024u)

/* Taken by one writev() before others get their turn. */
#define WRITE_MAX_BYTES (1024u * 1024u)

/* Read and not asked for yet, above which the peer has to wait. */
#define READ_AHEAD_BYTES (256u * 1024u)

/* Two of the largest packets there are. */
#define DEFAULT_MAX_MESSAGE_BYTES (512u * 1024u * 1024u)

typedef struct
{
  WillowTransport          parent;
  WillowTransport         *inner;
  WillowTransportStream   *stream;
  SoupWebsocketConnection *soup;
  WillowWebsocketWatch     watch;

  WillowTask      turn; /* the reader is to be told */
  WillowByteQueue input;
  GIOCondition    wanted;
  gsize           n_framed; /* bytes that were, and have not all gone out */
  gboolean        at_end;
  gboolean        is_stopped; /* before a frame that breaks a rule */
  guint           close_code; /* the peer's */
  GError         *error;      /* how it ended, if that was not well */
  gboolean        is_closed;
  guint           busy; /* callbacks on the stack that still use it */
  gboolean        is_freed;
} WebsocketTransport;

static gboolean
has_input (WebsocketTransport *self)
{
  return self->at_end || willow_byte_queue_get_length (&self->input) > 0;
}

static void
update (WebsocketTransport *self)
{
  if (self->is_closed)
    return;
  willow_transport_stream_set_reading (
      self->stream,
      (self->wanted & G_IO_IN) != 0 && !self->at_end &&
          willow_byte_queue_get_length (&self->input) < READ_AHEAD_BYTES);
  willow_transport_stream_set_condition (self->stream, self->wanted);
  if ((self->wanted & G_IO_IN) != 0 && has_input (self))
    willow_task_queue (&self->turn);
}

static void
really_free (WebsocketTransport *self)
{
  willow_transport_stream_detach (self->stream);
  g_signal_handlers_disconnect_by_data (self->soup, self);
  g_object_unref (self->soup);
  g_object_unref (self->stream);
  willow_transport_free (self->inner);
  willow_byte_queue_clear (&self->input);
  g_clear_error (&self->error);
  g_free (self);
}

/* After everything that may call out. Whoever did may have freed it. */
static void
tell (WebsocketTransport *self, GIOCondition condition)
{
  self->busy++;
  if (self->parent.func != NULL && !self->is_closed && condition != 0)
    self->parent.func (&self->parent, condition, self->parent.user_data);
  if (--self->busy > 0)
    return;
  if (self->is_freed)
    really_free (self);
  else
    update (self);
}

/* The first end is the true one. @error: (transfer full) (nullable) */
static void
end (WebsocketTransport *self, GError *error)
{
  if (self->at_end || self->is_closed)
    g_clear_error (&error);
  else
    {
      self->at_end = TRUE;
      self->error = error;
      update (self);
    }
}

static void
end_by_fault (WebsocketTransport *self)
{
  WillowFrameFault fault = willow_websocket_watch_get_fault (&self->watch);

  end (self,
       g_error_new_literal (WILLOW_WEBSOCKET_ERROR,
                            WILLOW_WEBSOCKET_ERROR_PROTOCOL,
                            willow_frame_fault_get_sentence (fault)));
  soup_websocket_connection_close (
      self->soup, willow_frame_fault_get_close_code (fault), NULL);
}

/* What is good before the fault goes its way; the rest is never seen. */
static gsize
filter (const guint8 *data, gsize len, gpointer user_data)
{
  return willow_websocket_watch_feed (
      &((WebsocketTransport *)user_data)->watch, data, len);
}

static void
stopped_cb (gpointer user_data)
{
  WebsocketTransport *self = user_data;

  self->is_stopped = TRUE;
  willow_task_queue (&self->turn);
}

static void
turn_cb (gpointer data, gpointer user_data)
{
  WebsocketTransport *self = data;

  if (self->is_stopped && !self->at_end)
    end_by_fault (self);
  if (has_input (self))
    tell (self, G_IO_IN & self->wanted);
}

static void
ready_cb (GIOCondition condition, gpointer user_data)
{
  WebsocketTransport *self = user_data;

  tell (self, condition & self->wanted);
}

static void
message_cb (SoupWebsocketConnection *soup,
            SoupWebsocketDataType    type,
            GBytes                  *message,
            gpointer                 user_data)
{
  WebsocketTransport *self = user_data;
  gsize               len;
  const guint8       *data = g_bytes_get_data (message, &len);

  willow_byte_queue_append (&self->input, data, len);
  update (self);
}

/* libsoup has found what the watch has no eye for: a Close frame that breaks
 * rules, compressed data that is none; or the transport below has failed. */
static void
error_cb (SoupWebsocketConnection *soup, GError *error, gpointer user_data)
{
  WebsocketTransport *self = user_data;

  if (error->domain == SOUP_WEBSOCKET_ERROR)
    end (self,
         g_error_new (WILLOW_WEBSOCKET_ERROR,
                      WILLOW_WEBSOCKET_ERROR_PROTOCOL,
                      _ ("The peer broke a rule of WebSocket: %s"),
                      error->message));
  else
    end (self, g_error_copy (error));
}

static void
closing_cb (SoupWebsocketConnection *soup, gpointer user_data)
{
  WebsocketTransport *self = user_data;
  guint               code = soup_websocket_connection_get_close_code (soup);
  g_autofree char    *sentence = NULL;

  if (self->is_closed || code == 0)
    return;
  self->close_code = code;
  if (code == SOUP_WEBSOCKET_CLOSE_NORMAL ||
      code == SOUP_WEBSOCKET_CLOSE_NO_STATUS)
    {
      end (self, NULL);
      return;
    }
  sentence = willow_websocket_close_describe (
      code, soup_websocket_connection_get_close_data (soup));
  end (self,
       g_error_new_literal (
           WILLOW_WEBSOCKET_ERROR, WILLOW_WEBSOCKET_ERROR_CLOSED, sentence));
}

static void
closed_cb (SoupWebsocketConnection *soup, gpointer user_data)
{
  end (user_data,
       g_error_new_literal (
           WILLOW_WEBSOCKET_ERROR,
           WILLOW_WEBSOCKET_ERROR_TRUNCATED,
           _ ("The peer closed the connection without a WebSocket Close "
              "frame")));
}

static void
websocket_set_condition (WillowTransport *transport, GIOCondition condition)
{
  WebsocketTransport *self = (WebsocketTransport *)transport;

  self->wanted = condition;
  update (self);
}

static gssize
fail (GError **error, GIOErrorEnum code, const char *text)
{
  g_set_error_literal (error, G_IO_ERROR, (int)code, text);
  return -1;
}

static gssize
fail_with (GError **error, const GError *reason)
{
  if (error != NULL)
    *error = g_error_copy (reason);
  return -1;
}

static gssize
websocket_read (WillowTransport *transport,
                void            *buffer,
                gsize            len,
                GError         **error)
{
  WebsocketTransport *self = (WebsocketTransport *)transport;
  gsize               available;
  const guint8       *data = willow_byte_queue_peek (&self->input, &available);

  if (self->is_closed)
    return fail (error, G_IO_ERROR_CLOSED, "Closed");
  if (available == 0 && self->error != NULL)
    return fail_with (error, self->error);
  if (available == 0 && self->at_end)
    return 0;
  if (available == 0)
    return fail (error, G_IO_ERROR_WOULD_BLOCK, "Would block");
  len = MIN (len, available);
  memcpy (buffer, data, len);
  willow_byte_queue_skip (&self->input, len);
  update (self);
  return (gssize)len;
}

/* The bytes of @vectors from @offset on, as many as fit in one message. */
static GBytes *
gather (const GOutputVector *vectors, guint n_vectors, gsize offset)
{
  guint8 *data = g_malloc (MESSAGE_BYTES);
  gsize   len = 0;

  for (guint i = 0; i < n_vectors && len < MESSAGE_BYTES; i++)
    {
      gsize n;

      if (offset >= vectors[i].size)
        {
          offset -= vectors[i].size;
          continue;
        }
      n = MIN (vectors[i].size - offset, MESSAGE_BYTES - len);
      memcpy (data + len, (const guint8 *)vectors[i].buffer + offset, n);
      len += n;
      offset = 0;
    }
  return g_bytes_new_take (data, len);
}

/* Returns: bytes that all went out */
static gsize
write_messages (WebsocketTransport  *self,
                const GOutputVector *vectors,
                guint                n_vectors)
{
  gsize sum = 0, total = 0;

  for (guint i = 0; i < n_vectors; i++)
    total += vectors[i].size;
  /* What was framed the last time is the beginning of this. */
  while (willow_transport_stream_flush (self->stream))
    {
      g_autoptr (GBytes) message = NULL;

      sum += self->n_framed;
      self->n_framed = 0;
      if (sum >= total || sum >= WRITE_MAX_BYTES)
        break;
      message = gather (vectors, n_vectors, sum);
      self->n_framed = g_bytes_get_size (message);
      soup_websocket_connection_send_message (
          self->soup, SOUP_WEBSOCKET_DATA_BINARY, message);
    }
  return sum;
}

static gssize
websocket_writev (WillowTransport     *transport,
                  const GOutputVector *vectors,
                  guint                n_vectors,
                  GError             **error)
{
  WebsocketTransport *self = (WebsocketTransport *)transport;
  const GError       *write_error;
  gsize               sum;

  if (self->error != NULL && !self->is_closed)
    return fail_with (error, self->error);
  if (self->is_closed || self->at_end)
    return fail (error, G_IO_ERROR_CLOSED, "Closed");
  sum = write_messages (self, vectors, n_vectors);
  update (self);
  if (sum > 0)
    return (gssize)sum;
  write_error = willow_transport_stream_get_write_error (self->stream);
  if (write_error != NULL)
    return fail_with (error, write_error);
  return fail (error, G_IO_ERROR_WOULD_BLOCK, "Would block");
}

static void
websocket_close (WillowTransport *transport, WillowCloseMode mode)
{
  WebsocketTransport *self = (WebsocketTransport *)transport;

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  willow_task_clear (&self->turn);
  if (mode == WILLOW_CLOSE_GRACEFUL &&
      soup_websocket_connection_get_state (self->soup) ==
          SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (
        self->soup, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  willow_transport_close (self->inner, mode);
}

static void
websocket_free (WillowTransport *transport)
{
  WebsocketTransport *self = (WebsocketTransport *)transport;

  websocket_close (transport, WILLOW_CLOSE_GRACEFUL);
  self->parent.func = NULL;
  self->is_freed = TRUE;
  if (self->busy == 0)
    really_free (self);
}

static GSocketAddress *
websocket_dup_address (WillowTransport *transport, gboolean is_remote)
{
  WillowTransport *inner = ((WebsocketTransport *)transport)->inner;
  GSocketAddress  *address = is_remote
                                 ? willow_transport_get_remote_address (inner)
                                 : willow_transport_get_local_address (inner);

  return address != NULL ? g_object_ref (address) : NULL;
}

static const WillowTransportClass websocket_class = {
  .free = websocket_free,
  .set_condition = websocket_set_condition,
  .read = websocket_read,
  .writev = websocket_writev,
  .close = websocket_close,
  .dup_address = websocket_dup_address,
};

static GList *
make_extensions (const WillowWebsocketOptions *options)
{
  SoupWebsocketExtension *deflate;

  if (!options->has_compression)
    return NULL;
  deflate = g_object_new (SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE, NULL);
  soup_websocket_extension_configure (deflate,
                                      options->is_server
                                          ? SOUP_WEBSOCKET_CONNECTION_SERVER
                                          : SOUP_WEBSOCKET_CONNECTION_CLIENT,
                                      options->compression_params,
                                      NULL);
  return g_list_prepend (NULL, deflate);
}

static void
limit (SoupWebsocketConnection *soup, guint64 max_bytes)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (soup);

  soup_websocket_connection_set_max_incoming_payload_size (soup, max_bytes);
  /* From libsoup 3.8 on; its default is 128 KiB. */
  if (g_object_class_find_property (klass, "max-total-message-size") != NULL)
    g_object_set (soup, "max-total-message-size", max_bytes, NULL);
}

static SoupWebsocketConnection *
make_connection (WebsocketTransport           *self,
                 const WillowWebsocketOptions *options)
{
  /* Only kept by libsoup for whoever asks. */
  g_autoptr (GUri) uri =
      g_uri_parse ("ws://localhost/", G_URI_FLAGS_NONE, NULL);
  SoupWebsocketConnection *soup = soup_websocket_connection_new (
      G_IO_STREAM (self->stream),
      uri,
      options->is_server ? SOUP_WEBSOCKET_CONNECTION_SERVER
                         : SOUP_WEBSOCKET_CONNECTION_CLIENT,
      NULL,
      options->protocol,
      make_extensions (options));

  g_signal_connect (soup, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (soup, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (soup, "closing", G_CALLBACK (closing_cb), self);
  g_signal_connect (soup, "closed", G_CALLBACK (closed_cb), self);
  return soup;
}

WillowTransport *
willow_transport_new_websocket (WillowReactor                *reactor,
                                WillowTransport              *inner,
                                const WillowWebsocketOptions *options)
{
  static const WillowTransportStreamFuncs funcs = { filter,
                                                    stopped_cb,
                                                    ready_cb };
  GMainContext                           *side;
  WebsocketTransport                     *self = g_new0 (WebsocketTransport, 1);
  guint64 max_bytes = options->max_message_bytes != 0
                          ? options->max_message_bytes
                          : DEFAULT_MAX_MESSAGE_BYTES;

  self->parent.klass = &websocket_class;
  self->inner = inner;
  willow_task_init (&self->turn, reactor, turn_cb, self);
  willow_websocket_watch_init (
      &self->watch, options->is_server, options->has_compression, max_bytes);
  self->stream = willow_transport_stream_new (reactor, inner, &funcs, self);
  /* Its source for input, one per connection, must not be in the way of
   * everybody else's turns. */
  side = willow_reactor_get_side_context (reactor);
  g_main_context_push_thread_default (side);
  self->soup = make_connection (self, options);
  g_main_context_pop_thread_default (side);
  limit (self->soup, max_bytes);
  if (options->n_early > 0)
    willow_transport_stream_add_input (
        self->stream, options->early, options->n_early);
  update (self);
  return &self->parent;
}

guint
willow_transport_get_websocket_close_code (WillowTransport *transport)
{
  if (transport->klass != &websocket_class)
    return 0;
  return ((WebsocketTransport *)transport)->close_code;
}

const char *
willow_transport_get_websocket_protocol (WillowTransport *transport)
{
  if (transport->klass != &websocket_class)
    return NULL;
  return soup_websocket_connection_get_protocol (
      ((WebsocketTransport *)transport)->soup);
}

WillowTransport *
willow_transport_get_websocket_inner (WillowTransport *transport)
{
  if (transport->klass != &websocket_class)
    return transport;
  return ((WebsocketTransport *)transport)->inner;
}
