/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-connector.h"

#include "net/willow-proxy-dialogue.h"
#include "net/willow-websocket-error.h"

#include <glib/gi18n.h>

static char *
explain_lookup (const WillowEndpoint *endpoint, const GError *error)
{
  if (*endpoint->host == '\0')
    return g_strdup (_ ("There is no host to connect to: none is given"));
  if (error->code == G_RESOLVER_ERROR_NOT_FOUND)
    return g_strdup_printf (
        _ ("The host “%s” is unknown: no name server knows the name"),
        endpoint->host);
  if (error->code == G_RESOLVER_ERROR_TEMPORARY_FAILURE)
    return g_strdup_printf (
        _ ("The host “%s” cannot be looked up at the moment: no name server "
           "answers"),
        endpoint->host);
  return g_strdup_printf (_ ("Looking up the host “%s” failed: %s"),
                          endpoint->host,
                          error->message);
}

/* (nullable): with one %s for the path */
static const char *
get_unix_sentence (int code)
{
  switch (code)
    {
    case G_IO_ERROR_NOT_FOUND:
      return _ ("There is no Unix socket %s: the broker does not run, or "
                "listens somewhere else");
    case G_IO_ERROR_CONNECTION_REFUSED:
      return _ ("Nobody listens on the Unix socket %s any more, or it is "
                "another kind of file");
    case G_IO_ERROR_PERMISSION_DENIED:
      return _ ("You may not use the Unix socket %s (its permissions)");
    case G_IO_ERROR_FILENAME_TOO_LONG:
      return _ ("The path of a Unix socket must not have more than 107 bytes: "
                "%s");
    default:
      return NULL;
    }
}

/* (nullable): with one %s for host and port */
static const char *
get_io_sentence (int code)
{
  static const struct
  {
    int         code;
    const char *sentence;
  } sentences[] = {
    { G_IO_ERROR_CONNECTION_REFUSED,
      N_ ("%s refused the connection: the host is there, but nothing accepts "
          "connections on this port") },
    { G_IO_ERROR_TIMED_OUT,
      N_ ("%s does not answer: silent until the time was up") },
    { G_IO_ERROR_NETWORK_UNREACHABLE,
      N_ ("%s cannot be reached: this computer has no network that leads "
          "there") },
    { G_IO_ERROR_HOST_UNREACHABLE,
      N_ ("%s cannot be reached: there is no route to the host") },
    { G_IO_ERROR_CANCELLED, N_ ("Connecting to %s was cancelled") },
    { G_IO_ERROR_CONNECTION_CLOSED,
      N_ ("%s reset the connection while it was being made") },
    { G_IO_ERROR_PERMISSION_DENIED,
      N_ ("This computer does not allow connections to %s (a firewall?)") },
    { G_IO_ERROR_TOO_MANY_OPEN_FILES,
      N_ ("No connection to %s: too many files and connections are open") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].code == code)
      return _ (sentences[i].sentence);
  return NULL;
}

static const char *
get_sentence (const WillowEndpoint *endpoint, const GError *error)
{
  const char *sentence = NULL;

  if (error->domain != G_IO_ERROR)
    return NULL;
  if (endpoint->socket_path != NULL)
    sentence = get_unix_sentence (error->code);
  return sentence != NULL ? sentence : get_io_sentence (error->code);
}

char *
willow_connector_explain (const WillowEndpoint *endpoint, const GError *error)
{
  g_autofree char *place = willow_endpoint_dup_place (endpoint);
  g_auto (GStrv) parts = NULL;
  const char *sentence = get_sentence (endpoint, error);

  if (error->domain == G_RESOLVER_ERROR)
    return explain_lookup (endpoint, error);
  if (error->domain == WILLOW_TLS_ERROR ||
      error->domain == WILLOW_CERTIFICATE_ERROR)
    return g_strdup_printf (
        _ ("No TLS connection to %s: %s"), place, error->message);
  if (error->domain == WILLOW_WEBSOCKET_ERROR)
    return g_strdup_printf (
        _ ("No WebSocket to %s: %s"), place, error->message);
  if (error->domain == WILLOW_PROXY_ERROR)
    return g_strdup_printf (
        _ ("No connection to %s through the proxy: %s"), place, error->message);
  if (sentence == NULL)
    return g_strdup_printf (
        _ ("Connecting to %s failed: %s"), place, error->message);
  /* Not printf: the format comes out of a table. */
  parts = g_strsplit (sentence, "%s", 2);
  return g_strjoinv (place, parts);
}
