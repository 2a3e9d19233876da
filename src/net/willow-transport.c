/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-transport-class.h"

/**
 * willow_transport_free:
 *
 * Closes gracefully if it is still open. May be called from its own callback.
 */
void
willow_transport_free (WillowTransport *transport)
{
  g_clear_object (&transport->local);
  g_clear_object (&transport->remote);
  transport->klass->free (transport);
}

void
willow_transport_set_func (WillowTransport    *transport,
                           WillowTransportFunc func,
                           gpointer            user_data)
{
  transport->func = func;
  transport->user_data = user_data;
}

void
willow_transport_set_condition (WillowTransport *transport,
                                GIOCondition     condition)
{
  transport->klass->set_condition (transport, condition);
}

gssize
willow_transport_read (WillowTransport *transport,
                       void            *buffer,
                       gsize            len,
                       GError         **error)
{
  return transport->klass->read (transport, buffer, len, error);
}

gssize
willow_transport_writev (WillowTransport     *transport,
                         const GOutputVector *vectors,
                         guint                n_vectors,
                         GError             **error)
{
  return transport->klass->writev (transport, vectors, n_vectors, error);
}

void
willow_transport_close (WillowTransport *transport, WillowCloseMode mode)
{
  transport->klass->close (transport, mode);
}

static GSocketAddress *
get_address (WillowTransport *transport,
             GSocketAddress **place,
             gboolean         is_remote)
{
  if (*place == NULL && transport->klass->dup_address != NULL)
    *place = transport->klass->dup_address (transport, is_remote);
  return *place;
}

GSocketAddress *
willow_transport_get_local_address (WillowTransport *transport)
{
  return get_address (transport, &transport->local, FALSE);
}

GSocketAddress *
willow_transport_get_remote_address (WillowTransport *transport)
{
  return get_address (transport, &transport->remote, TRUE);
}
