/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tls-pair.h"

#include <gio/gio.h>

static WillowTlsSession *
make (WillowTlsRole role, WillowTlsSettings *settings, const char *host)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowTlsContext) context =
      willow_tls_context_new (role, settings, &error);

  g_assert_no_error (error);
  return willow_tls_session_new (context, host);
}

void
tls_pair_init (TlsPair           *pair,
               WillowTlsSettings *client,
               WillowTlsSettings *server,
               const char        *host)
{
  *pair = (TlsPair){ .client = make (WILLOW_TLS_CLIENT, client, host),
                     .server = make (WILLOW_TLS_SERVER, server, NULL) };
}

static gboolean
carry (WillowTlsSession *from, WillowTlsSession *to)
{
  gsize         len;
  const guint8 *data = willow_tls_session_peek_output (from, &len);

  if (len == 0)
    return FALSE;
  willow_tls_session_feed (to, data, len);
  willow_tls_session_skip_output (from, len);
  return TRUE;
}

/* Reading is also what finds the alert that comes after the handshake. */
static void
advance (WillowTlsSession *session, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint8 byte;

  if (*error != NULL)
    return;
  if (willow_tls_session_read (session, &byte, 1, &local) < 0 &&
      !g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    *error = g_steal_pointer (&local);
}

void
tls_pair_run (TlsPair *pair)
{
  gboolean any = TRUE;

  while (any)
    {
      advance (pair->client, &pair->client_error);
      any = carry (pair->client, pair->server);
      advance (pair->server, &pair->server_error);
      any |= carry (pair->server, pair->client);
    }
}

void
tls_pair_clear (TlsPair *pair)
{
  willow_tls_session_free (pair->client);
  willow_tls_session_free (pair->server);
  g_clear_error (&pair->client_error);
  g_clear_error (&pair->server_error);
}
