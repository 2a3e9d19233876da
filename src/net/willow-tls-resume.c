/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-settings-private.h"

void
willow_tls_settings_keep_session (WillowTlsSettings *settings,
                                  const char        *host,
                                  SSL_SESSION       *session)
{
  g_mutex_lock (&settings->lock);
  g_hash_table_replace (settings->sessions, g_strdup (host), session);
  g_mutex_unlock (&settings->lock);
}

/* A ticket of TLS 1.3 is for one use, and the next handshake brings another
 * one: RFC 8446, appendix C.4. Older sessions stay; OpenSSL spoils the one that
 * it got where a connection just breaks off, so it gets a copy. */
SSL_SESSION *
willow_tls_settings_take_session (WillowTlsSettings *settings, const char *host)
{
  SSL_SESSION *session, *copy = NULL;

  g_mutex_lock (&settings->lock);
  session = g_hash_table_lookup (settings->sessions, host);
  if (session != NULL)
    copy = SSL_SESSION_dup (session);
  if (session != NULL &&
      SSL_SESSION_get_protocol_version (session) >= TLS1_3_VERSION)
    g_hash_table_remove (settings->sessions, host);
  g_mutex_unlock (&settings->lock);
  return copy;
}
