/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/practice/willow-busy-port.h"

#include <glib/gi18n-lib.h>

/* How far above a busy port a free one is looked for. */
#define SUGGESTION_RANGE 100u

gboolean
willow_practice_broker_is_port_free (const char *address_text, guint16 port)
{
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string (address_text, port);
  g_autoptr (GSocket) socket =
      g_socket_new (g_socket_address_get_family (address),
                    G_SOCKET_TYPE_STREAM,
                    G_SOCKET_PROTOCOL_TCP,
                    NULL);

  return socket != NULL && g_socket_bind (socket, address, TRUE, NULL) &&
         g_socket_listen (socket, NULL);
}

/* Returns: 0 if there is none near */
static guint
find_free_port (const char *address, guint busy_port)
{
  for (guint i = 1; i <= SUGGESTION_RANGE; i++)
    if (busy_port + i <= G_MAXUINT16 &&
        willow_practice_broker_is_port_free (address, (guint16)(busy_port + i)))
      return busy_port + i;
  return 0;
}

char *
willow_practice_broker_tell_not_started (const char   *address,
                                         guint         port,
                                         const GError *error,
                                         guint        *free_port)
{
  *free_port = 0;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    return g_strdup_printf (_ ("The practice broker could not be started on "
                               "port %u of %s: %s"),
                            port,
                            address,
                            error->message);
  *free_port = find_free_port (address, port);
  if (*free_port == 0)
    return g_strdup_printf (
        _ ("Another program listens on port %u of %s already."), port, address);
  return g_strdup_printf (_ ("Another program listens on port %u of %s "
                             "already. Port %u is free."),
                          port,
                          address,
                          *free_port);
}
