/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-transport-stream.h"

#include "base/willow-byte-queue.h"

#include <string.h>

/* Output that waits, above which nothing more is read: whoever floods us with
 * what must be answered, and does not read the answers, gets no more of them.
 */
#define WAITING_MAX_BYTES (256u * 1024u)

typedef struct
{
  GInputStream           parent;
  WillowTransportStream *owner; /* NULL once it is gone */
} StreamInput;
typedef GInputStreamClass StreamInputClass;

typedef struct
{
  GOutputStream          parent;
  WillowTransportStream *owner;
} StreamOutput;
typedef GOutputStreamClass StreamOutputClass;

struct _WillowTransportStream
{
  GIOStream                  parent;
  WillowReactor             *reactor;
  WillowTransport           *transport; /* NULL once detached */
  WillowTransportStreamFuncs funcs;
  gpointer                   user_data;

  StreamInput    *input;
  GSource        *source; /* (nullable): of whoever waits for input */
  WillowByteQueue received;
  gboolean        is_reading;
  gboolean        is_stopped; /* by the filter */
  gboolean        at_end;
  GError         *read_error;

  StreamOutput   *output;
  WillowByteQueue waiting;
  GIOCondition    wanted;
  GError         *write_error;
};

static void input_pollable_init (GPollableInputStreamInterface *iface);
static void output_pollable_init (GPollableOutputStreamInterface *iface);

static GType stream_input_get_type (void);
static GType stream_output_get_type (void);

G_DEFINE_TYPE_WITH_CODE (StreamInput,
                         stream_input,
                         G_TYPE_INPUT_STREAM,
                         G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                input_pollable_init))
G_DEFINE_TYPE_WITH_CODE (StreamOutput,
                         stream_output,
                         G_TYPE_OUTPUT_STREAM,
                         G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                output_pollable_init))
G_DEFINE_FINAL_TYPE (WillowTransportStream,
                     willow_transport_stream,
                     G_TYPE_IO_STREAM)

static gssize
fail (GError **error, GIOErrorEnum code, const char *text)
{
  g_set_error_literal (error, G_IO_ERROR, (int)code, text);
  return -1;
}

static gboolean
may_hand_on (WillowTransportStream *self)
{
  return self->transport != NULL && self->is_reading &&
         willow_byte_queue_get_length (&self->waiting) < WAITING_MAX_BYTES;
}

static gboolean
has_input (WillowTransportStream *self)
{
  return self->at_end || self->read_error != NULL ||
         willow_byte_queue_get_length (&self->received) > 0;
}

static gboolean
is_waited_for (WillowTransportStream *self)
{
  if (self->source != NULL && g_source_is_destroyed (self->source))
    g_clear_pointer (&self->source, g_source_unref);
  return self->source != NULL;
}

static void
wake (WillowTransportStream *self)
{
  g_source_set_ready_time (self->source, 0);
  willow_reactor_run_side_context (self->reactor);
}

static void
update (WillowTransportStream *self)
{
  GIOCondition condition = self->wanted & G_IO_HUP;

  if (self->transport == NULL)
    return;
  if (may_hand_on (self) && is_waited_for (self))
    {
      if (has_input (self))
        wake (self);
      else if (!self->is_stopped && g_source_get_ready_time (self->source) != 0)
        condition |= G_IO_IN;
    }
  if (self->write_error == NULL &&
      (willow_byte_queue_get_length (&self->waiting) > 0 ||
       (self->wanted & G_IO_OUT) != 0))
    condition |= G_IO_OUT;
  willow_transport_set_condition (self->transport, condition);
}

static void
ready_cb (WillowTransport *transport,
          GIOCondition     condition,
          gpointer         user_data)
{
  WillowTransportStream *self = user_data;
  GIOCondition           ready = condition & G_IO_HUP & self->wanted;

  if ((condition & G_IO_OUT) != 0 && willow_transport_stream_flush (self))
    ready |= G_IO_OUT & self->wanted;
  if (self->write_error != NULL)
    ready |= G_IO_OUT & self->wanted;
  if ((condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0 &&
      may_hand_on (self) && is_waited_for (self))
    wake (self);
  update (self);
  if (ready != 0)
    self->funcs.ready (ready, self->user_data);
}

/* Gets what there is; the end, an error, or nothing are kept or left. */
static void
fill (WillowTransportStream *self)
{
  g_autoptr (GError) error = NULL;
  gsize   size;
  guint8 *buffer = willow_reactor_get_read_buffer (self->reactor, &size);
  gssize  n = willow_transport_read (self->transport, buffer, size, &error);

  if (n > 0)
    willow_transport_stream_add_input (self, buffer, (gsize)n);
  else if (n == 0)
    self->at_end = TRUE;
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    self->read_error = g_steal_pointer (&error);
}

static gssize
read_nonblocking (GPollableInputStream *pollable,
                  void                 *buffer,
                  gsize                 len,
                  GError              **error)
{
  WillowTransportStream *self = ((StreamInput *)pollable)->owner;
  const guint8          *data;
  gsize                  available;

  if (self == NULL || self->transport == NULL)
    return fail (error, G_IO_ERROR_CLOSED, "Closed");
  if (!may_hand_on (self))
    return fail (error, G_IO_ERROR_WOULD_BLOCK, "Would block");
  if (!self->is_stopped && !has_input (self))
    fill (self);
  data = willow_byte_queue_peek (&self->received, &available);
  if (available > 0)
    {
      len = MIN (len, available);
      memcpy (buffer, data, len);
      willow_byte_queue_skip (&self->received, len);
      return (gssize)len;
    }
  if (self->is_stopped)
    self->funcs.stopped (self->user_data);
  if (self->read_error != NULL && error != NULL)
    *error = g_error_copy (self->read_error);
  if (self->read_error != NULL)
    return -1;
  return self->at_end ? 0 : fail (error, G_IO_ERROR_WOULD_BLOCK, "Would block");
}

static gboolean
is_readable (GPollableInputStream *pollable)
{
  WillowTransportStream *self = ((StreamInput *)pollable)->owner;

  return self == NULL || (may_hand_on (self) && has_input (self));
}

/* One reader at a time. */
static GSource *
create_input_source (GPollableInputStream *pollable, GCancellable *cancellable)
{
  WillowTransportStream *self = ((StreamInput *)pollable)->owner;
  GSource               *source = g_pollable_source_new (G_OBJECT (pollable));

  if (self == NULL)
    {
      g_source_set_ready_time (source, 0);
      return source;
    }
  g_clear_pointer (&self->source, g_source_unref);
  self->source = g_source_ref (source);
  update (self);
  return source;
}

/* Returns: bytes taken; less where the rest has to wait, for ever after an
 * error */
static gsize
write_now (WillowTransportStream *self, const void *data, gsize len)
{
  g_autoptr (GError) error = NULL;
  const GOutputVector vector = { data, len };
  gssize              n;

  if (self->write_error != NULL)
    return 0;
  n = willow_transport_writev (self->transport, &vector, 1, &error);
  if (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    self->write_error = g_steal_pointer (&error);
  return n > 0 ? (gsize)n : 0;
}

static gssize
write_nonblocking (GPollableOutputStream *pollable,
                   const void            *data,
                   gsize                  len,
                   GError               **error)
{
  WillowTransportStream *self = ((StreamOutput *)pollable)->owner;
  gsize                  sent = 0;

  if (self == NULL || self->transport == NULL)
    return fail (error, G_IO_ERROR_CLOSED, "Closed");
  if (willow_byte_queue_get_length (&self->waiting) == 0)
    sent = write_now (self, data, len);
  willow_byte_queue_append (
      &self->waiting, (const guint8 *)data + sent, len - sent);
  if (sent < len)
    update (self);
  return (gssize)len;
}

static gboolean
is_writable (GPollableOutputStream *pollable)
{
  return TRUE;
}

static GSource *
create_output_source (GPollableOutputStream *pollable,
                      GCancellable          *cancellable)
{
  GSource *source = g_pollable_source_new (G_OBJECT (pollable));

  g_source_set_ready_time (source, 0);
  return source;
}

static void
input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = is_readable;
  iface->create_source = create_input_source;
  iface->read_nonblocking = read_nonblocking;
}

static void
output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = is_writable;
  iface->create_source = create_output_source;
  iface->write_nonblocking = write_nonblocking;
}

static void
stream_input_class_init (StreamInputClass *klass)
{
}

static void
stream_input_init (StreamInput *self)
{
}

static void
stream_output_class_init (StreamOutputClass *klass)
{
}

static void
stream_output_init (StreamOutput *self)
{
}

static GInputStream *
get_input_stream (GIOStream *stream)
{
  return &WILLOW_TRANSPORT_STREAM (stream)->input->parent;
}

static GOutputStream *
get_output_stream (GIOStream *stream)
{
  return &WILLOW_TRANSPORT_STREAM (stream)->output->parent;
}

static gboolean
close_stream (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

/* Without the threads that GIO's own would use. */
static void
close_stream_async (GIOStream          *stream,
                    int                 priority,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  g_autoptr (GTask) task =
      g_task_new (stream, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

static gboolean
close_stream_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
willow_transport_stream_finalize (GObject *object)
{
  WillowTransportStream *self = WILLOW_TRANSPORT_STREAM (object);

  willow_transport_stream_detach (self);
  self->input->owner = NULL;
  self->output->owner = NULL;
  g_object_unref (self->input);
  g_object_unref (self->output);
  g_clear_error (&self->read_error);
  g_clear_error (&self->write_error);
  G_OBJECT_CLASS (willow_transport_stream_parent_class)->finalize (object);
}

static void
willow_transport_stream_class_init (WillowTransportStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = willow_transport_stream_finalize;
  stream_class->get_input_stream = get_input_stream;
  stream_class->get_output_stream = get_output_stream;
  stream_class->close_fn = close_stream;
  stream_class->close_async = close_stream_async;
  stream_class->close_finish = close_stream_finish;
}

static void
willow_transport_stream_init (WillowTransportStream *self)
{
  self->input = g_object_new (stream_input_get_type (), NULL);
  self->input->owner = self;
  self->output = g_object_new (stream_output_get_type (), NULL);
  self->output->owner = self;
}

WillowTransportStream *
willow_transport_stream_new (WillowReactor                    *reactor,
                             WillowTransport                  *transport,
                             const WillowTransportStreamFuncs *funcs,
                             gpointer                          user_data)
{
  WillowTransportStream *self =
      g_object_new (WILLOW_TYPE_TRANSPORT_STREAM, NULL);

  self->reactor = reactor;
  self->transport = transport;
  self->funcs = *funcs;
  self->user_data = user_data;
  willow_transport_set_func (transport, ready_cb, self);
  return self;
}

void
willow_transport_stream_detach (WillowTransportStream *stream)
{
  if (stream->transport != NULL)
    {
      willow_transport_set_condition (stream->transport, 0);
      willow_transport_set_func (stream->transport, NULL, NULL);
    }
  stream->transport = NULL;
  g_clear_pointer (&stream->source, g_source_unref);
  willow_byte_queue_clear (&stream->received);
  willow_byte_queue_clear (&stream->waiting);
}

void
willow_transport_stream_add_input (WillowTransportStream *stream,
                                   const guint8          *data,
                                   gsize                  len)
{
  gsize allowed = stream->funcs.filter (data, len, stream->user_data);

  willow_byte_queue_append (&stream->received, data, allowed);
  stream->is_stopped = allowed < len;
}

void
willow_transport_stream_set_reading (WillowTransportStream *stream,
                                     gboolean               is_reading)
{
  stream->is_reading = is_reading;
  update (stream);
}

void
willow_transport_stream_set_condition (WillowTransportStream *stream,
                                       GIOCondition           condition)
{
  stream->wanted = condition & (G_IO_OUT | G_IO_HUP);
  update (stream);
}

gboolean
willow_transport_stream_flush (WillowTransportStream *stream)
{
  gsize         len = 0;
  const guint8 *data;

  while (stream->transport != NULL && stream->write_error == NULL)
    {
      gsize n;

      data = willow_byte_queue_peek (&stream->waiting, &len);
      if (len == 0)
        return TRUE;
      n = write_now (stream, data, len);
      willow_byte_queue_skip (&stream->waiting, n);
      if (n == 0)
        break;
    }
  return FALSE;
}

const GError *
willow_transport_stream_get_write_error (WillowTransportStream *stream)
{
  return stream->write_error;
}
