/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linked with the whole protocol core and GLib, nothing else: it links, hence
 * the core needs neither GObject nor GIO nor any layer above base. */
#include <glib.h>

int
main (void)
{
  g_print ("1..1\nok 1 the protocol core links with glib-2.0 alone\n");
  return 0;
}
