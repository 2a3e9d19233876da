/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-websocket-error.h"

#include <glib/gi18n.h>

G_DEFINE_QUARK (willow - websocket - error - quark, willow_websocket_error)

/* RFC 6455 section 7.4.1, and IANA's registry for the later ones. */
static const char *
get_meaning (guint code)
{
  switch (code)
    {
    case 1000:
      return _ ("done");
    case 1001:
      return _ ("it goes away: a server that stops, a page that is left");
    case 1002:
      return _ ("protocol error");
    case 1003:
      return _ ("a kind of data that it does not take");
    case 1007:
      return _ ("data that is not what it says to be");
    case 1008:
      return _ ("against its policy");
    case 1009:
      return _ ("a message too big for it");
    case 1010:
      return _ ("an extension that it needs is missing");
    case 1011:
      return _ ("an error inside the server");
    case 1012:
      return _ ("the server restarts");
    case 1013:
      return _ ("the server is overloaded: try again later");
    case 1014:
      return _ ("a gateway got no good answer from the server behind it");
    default:
      return code >= 3000 && code < 5000 ? _ ("a code of the application's own")
                                         : _ ("a code without a meaning");
    }
}

char *
willow_websocket_close_describe (guint code, const char *reason)
{
  if (reason != NULL && *reason != '\0')
    return g_strdup_printf (
        _ ("The peer closed the WebSocket with code %u (%s): “%s”"),
        code,
        get_meaning (code),
        reason);
  return g_strdup_printf (_ ("The peer closed the WebSocket with code %u (%s)"),
                          code,
                          get_meaning (code));
}
