/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-mute-transport.h"

#include "net/willow-transport-class.h"

typedef struct
{
  WillowTransport  parent;
  WillowTransport *inner;
  gsize            left_bytes; /* that still go out */
} MuteTransport;

static void
ready_cb (WillowTransport *inner, GIOCondition condition, gpointer user_data)
{
  MuteTransport *self = user_data;

  if (self->parent.func != NULL)
    self->parent.func (&self->parent, condition, self->parent.user_data);
}

static void
mute_free (WillowTransport *transport)
{
  MuteTransport *self = (MuteTransport *)transport;

  willow_transport_free (self->inner);
  g_free (self);
}

static void
mute_set_condition (WillowTransport *transport, GIOCondition condition)
{
  willow_transport_set_condition (((MuteTransport *)transport)->inner,
                                  condition);
}

static gssize
mute_read (WillowTransport *transport, void *buffer, gsize len, GError **error)
{
  return willow_transport_read (
      ((MuteTransport *)transport)->inner, buffer, len, error);
}

static gssize
write_some (MuteTransport *self, const GOutputVector *vector, GError **error)
{
  GOutputVector some = { vector->buffer, MIN (vector->size, self->left_bytes) };
  gssize        n;

  if (some.size == 0)
    return (gssize)vector->size;
  n = willow_transport_writev (self->inner, &some, 1, error);
  if (n < 0)
    return n;
  self->left_bytes -= (gsize)n;
  return self->left_bytes == 0 ? (gssize)vector->size : n;
}

static gssize
mute_writev (WillowTransport     *transport,
             const GOutputVector *vectors,
             guint                n_vectors,
             GError             **error)
{
  MuteTransport *self = (MuteTransport *)transport;
  gssize         sum = 0;

  for (guint i = 0; i < n_vectors; i++)
    {
      gssize n = write_some (self, &vectors[i], sum == 0 ? error : NULL);

      if (n < 0)
        return sum > 0 ? sum : n;
      sum += n;
      if ((gsize)n < vectors[i].size)
        break;
    }
  return sum;
}

static void
mute_close (WillowTransport *transport, WillowCloseMode mode)
{
  willow_transport_close (((MuteTransport *)transport)->inner, mode);
}

static GSocketAddress *
mute_dup_address (WillowTransport *transport, gboolean is_remote)
{
  WillowTransport *inner = ((MuteTransport *)transport)->inner;
  GSocketAddress  *address = is_remote
                                 ? willow_transport_get_remote_address (inner)
                                 : willow_transport_get_local_address (inner);

  return address != NULL ? g_object_ref (address) : NULL;
}

static const WillowTransportClass mute_class = {
  .free = mute_free,
  .set_condition = mute_set_condition,
  .read = mute_read,
  .writev = mute_writev,
  .close = mute_close,
  .dup_address = mute_dup_address,
};

WillowTransport *
willow_transport_new_mute (WillowTransport *inner, gsize bytes)
{
  MuteTransport *self = g_new0 (MuteTransport, 1);

  self->parent.klass = &mute_class;
  self->inner = inner;
  self->left_bytes = bytes;
  willow_transport_set_func (inner, ready_cb, self);
  return &self->parent;
}
