/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/silent-port.h"

static GSocket *
new_socket (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4,
                                  G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP,
                                  &error);

  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  return socket;
}

void
silent_port_open (SilentPort *port)
{
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autofree char *place = NULL;

  port->listener = new_socket ();
  g_socket_set_listen_backlog (port->listener, 0);
  g_assert_true (g_socket_bind (port->listener, any, FALSE, NULL));
  g_assert_true (g_socket_listen (port->listener, NULL));
  bound = g_socket_get_local_address (port->listener, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (port->waiting); i++)
    {
      port->waiting[i] = new_socket ();
      g_socket_connect (port->waiting[i], bound, NULL, NULL);
    }
  place = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (bound));
  port->url = g_strconcat ("mqtt://", place, NULL);
}

void
silent_port_close (SilentPort *port)
{
  for (guint i = 0; i < G_N_ELEMENTS (port->waiting); i++)
    g_object_unref (port->waiting[i]);
  g_object_unref (port->listener);
  g_free (port->url);
}
