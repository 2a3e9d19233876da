/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-local-addresses.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

static gboolean
is_of_use (const struct ifaddrs *interface, int family)
{
  return interface->ifa_addr != NULL &&
         interface->ifa_addr->sa_family == family &&
         (interface->ifa_flags & IFF_UP) != 0 &&
         (interface->ifa_flags & IFF_LOOPBACK) == 0;
}

/* @list: %NULL-terminated at the end only */
static void
add_family (GPtrArray *list, const struct ifaddrs *all, int family, gsize size)
{
  for (const struct ifaddrs *i = all; i != NULL; i = i->ifa_next)
    {
      g_autoptr (GSocketAddress) address = NULL;
      GInetAddress    *inet;
      g_autofree char *text = NULL;

      if (!is_of_use (i, family))
        continue;
      address = g_socket_address_new_from_native (i->ifa_addr, size);
      inet =
          g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
      text = g_inet_address_to_string (inet);
      if (!(family == AF_INET6 && g_inet_address_get_is_link_local (inet)) &&
          !g_ptr_array_find_with_equal_func (list, text, g_str_equal, NULL))
        g_ptr_array_add (list, g_steal_pointer (&text));
    }
}

char **
willow_local_addresses_dup (void)
{
  GPtrArray      *list = g_ptr_array_new ();
  struct ifaddrs *all = NULL;

  if (getifaddrs (&all) == 0)
    {
      add_family (list, all, AF_INET, sizeof (struct sockaddr_in));
      add_family (list, all, AF_INET6, sizeof (struct sockaddr_in6));
      freeifaddrs (all);
    }
  g_ptr_array_add (list, NULL);
  return (char **)g_ptr_array_free (list, FALSE);
}
