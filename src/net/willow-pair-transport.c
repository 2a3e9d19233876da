/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-transport-class.h"

#include "base/willow-byte-queue.h"

#include <string.h>

typedef struct _PairTransport PairTransport;

struct _PairTransport
{
  WillowTransport parent;
  PairTransport  *peer; /* NULL once the peer is freed */
  GSource        *source;
  GIOCondition    wanted;
  WillowByteQueue input; /* what the peer has written */
  gsize           capacity_bytes;
  gboolean        is_closed;
  gboolean        peer_is_closed;
  gboolean        is_reset; /* by the peer */
};

typedef struct
{
  GSource        parent;
  PairTransport *transport;
} PairSource;

static GIOCondition
get_ready (const PairTransport *self)
{
  GIOCondition ready = 0;

  if (self->is_reset)
    return G_IO_IN | G_IO_OUT | G_IO_ERR | G_IO_HUP;
  if (self->peer_is_closed || willow_byte_queue_get_length (&self->input) > 0)
    ready |= G_IO_IN;
  if (self->peer_is_closed ||
      willow_byte_queue_get_length (&self->peer->input) <
          self->peer->capacity_bytes)
    ready |= G_IO_OUT;
  if (self->peer_is_closed)
    ready |= G_IO_HUP;
  return ready;
}

/* Level-triggered: the source stays ready until this says otherwise. */
static void
refresh (PairTransport *self)
{
  GIOCondition ready = 0;

  if (self == NULL)
    return;
  if (!self->is_closed)
    ready = get_ready (self) & self->wanted;
  g_source_set_ready_time (self->source, ready != 0 ? 0 : -1);
}

static gboolean
pair_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  PairTransport *self = ((PairSource *)source)->transport;
  GIOCondition   ready = get_ready (self) & (self->wanted | G_IO_ERR);

  if (self->parent.func != NULL && ready != 0 && !self->is_closed)
    self->parent.func (&self->parent, ready, self->parent.user_data);
  if (!g_source_is_destroyed (source))
    refresh (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs pair_source_funcs = { .dispatch = pair_dispatch };

static void
pair_set_condition (WillowTransport *transport, GIOCondition condition)
{
  PairTransport *self = (PairTransport *)transport;

  self->wanted = condition;
  refresh (self);
}

static gssize
fail (GError **error, GIOErrorEnum code, const char *text)
{
  g_set_error_literal (error, G_IO_ERROR, (int)code, text);
  return -1;
}

/* As Linux does it: what was there before RST can still be read. */
static gssize
pair_read (WillowTransport *transport, void *buffer, gsize len, GError **error)
{
  PairTransport *self = (PairTransport *)transport;
  const guint8  *data;
  gsize          available;

  if (self->is_closed)
    return fail (error, G_IO_ERROR_CLOSED, "Closed");
  data = willow_byte_queue_peek (&self->input, &available);
  if (available == 0 && self->is_reset)
    return fail (
        error, G_IO_ERROR_CONNECTION_CLOSED, "Connection reset by peer");
  if (available == 0 && self->peer_is_closed)
    return 0;
  if (available == 0)
    return fail (error, G_IO_ERROR_WOULD_BLOCK, "Would block");
  len = MIN (len, available);
  memcpy (buffer, data, len);
  willow_byte_queue_skip (&self->input, len);
  refresh (self);
  refresh (self->peer);
  return (gssize)len;
}

static gssize
pair_writev (WillowTransport     *transport,
             const GOutputVector *vectors,
             guint                n_vectors,
             GError             **error)
{
  PairTransport *self = (PairTransport *)transport;
  gsize          room, sum = 0;

  if (self->is_closed || (self->peer_is_closed && !self->is_reset))
    return fail (error, G_IO_ERROR_CLOSED, "Broken pipe");
  if (self->is_reset)
    return fail (
        error, G_IO_ERROR_CONNECTION_CLOSED, "Connection reset by peer");
  room = self->peer->capacity_bytes -
         willow_byte_queue_get_length (&self->peer->input);
  for (guint i = 0; i < n_vectors && sum < room; i++)
    {
      gsize n = MIN (vectors[i].size, room - sum);

      willow_byte_queue_append (&self->peer->input, vectors[i].buffer, n);
      sum += n;
    }
  if (sum == 0)
    return fail (error, G_IO_ERROR_WOULD_BLOCK, "Would block");
  refresh (self);
  refresh (self->peer);
  return (gssize)sum;
}

static void
pair_close (WillowTransport *transport, WillowCloseMode mode)
{
  PairTransport *self = (PairTransport *)transport;

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  if (self->peer != NULL)
    {
      self->peer->peer_is_closed = TRUE;
      self->peer->is_reset = mode == WILLOW_CLOSE_RESET;
    }
  refresh (self);
  refresh (self->peer);
}

static void
pair_free (WillowTransport *transport)
{
  PairTransport *self = (PairTransport *)transport;

  pair_close (transport, WILLOW_CLOSE_GRACEFUL);
  if (self->peer != NULL)
    self->peer->peer = NULL;
  g_source_destroy (self->source);
  g_source_unref (self->source);
  willow_byte_queue_clear (&self->input);
  g_free (self);
}

static const WillowTransportClass pair_class = {
  .free = pair_free,
  .set_condition = pair_set_condition,
  .read = pair_read,
  .writev = pair_writev,
  .close = pair_close,
};

static PairTransport *
new_end (GMainContext *context, gsize capacity_bytes)
{
  PairTransport *self = g_new0 (PairTransport, 1);

  self->parent.klass = &pair_class;
  self->capacity_bytes = capacity_bytes;
  self->source = g_source_new (&pair_source_funcs, sizeof (PairSource));
  ((PairSource *)self->source)->transport = self;
  g_source_set_static_name (self->source, "[willow] pair transport");
  g_source_attach (self->source, context);
  return self;
}

void
willow_transport_new_pair (GMainContext     *context,
                           gsize             capacity_bytes,
                           WillowTransport **a,
                           WillowTransport **b)
{
  PairTransport *first = new_end (context, capacity_bytes);
  PairTransport *second = new_end (context, capacity_bytes);

  first->peer = second;
  second->peer = first;
  *a = &first->parent;
  *b = &second->parent;
}
