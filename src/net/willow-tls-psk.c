/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-session-private.h"

#include <string.h>

/* Returns: bytes of the key; 0: none that fits */
static unsigned int
copy_key (const WillowTlsPsk *psk, guint8 *key, unsigned int max_len)
{
  gsize       len;
  const void *data = g_bytes_get_data (psk->key, &len);

  if (len > max_len)
    return 0;
  memcpy (key, data, len);
  return (unsigned int)len;
}

unsigned int
willow_tls_psk_client_cb (SSL         *ssl,
                          const char  *hint,
                          char        *identity,
                          unsigned int max_identity_len,
                          guint8      *key,
                          unsigned int max_key_len)
{
  WillowTlsSession   *self = SSL_get_app_data (ssl);
  const WillowTlsPsk *psk = self->context->settings->psks->pdata[0];

  if (g_strlcpy (identity, psk->identity, max_identity_len) >= max_identity_len)
    return 0;
  g_free (self->psk_identity);
  self->psk_identity = g_strdup (psk->identity);
  return copy_key (psk, key, max_key_len);
}

/* In TLS 1.3 tickets come here, too: they are no name that is known. */
unsigned int
willow_tls_psk_server_cb (SSL         *ssl,
                          const char  *identity,
                          guint8      *key,
                          unsigned int max_key_len)
{
  WillowTlsSession   *self = SSL_get_app_data (ssl);
  const WillowTlsPsk *psk =
      willow_tls_settings_find_psk (self->context->settings, identity);

  if (psk == NULL)
    return 0;
  g_free (self->psk_identity);
  self->psk_identity = g_strdup (psk->identity);
  return copy_key (psk, key, max_key_len);
}

gboolean
willow_tls_psk_is_used (const WillowTlsSession *session)
{
  const SSL_CIPHER *cipher = SSL_get_current_cipher (session->ssl);

  if (session->psk_identity == NULL || cipher == NULL)
    return FALSE;
  /* In TLS 1.3 the suite does not tell; nothing else is resumed by a client
   * that has such a key, and by a server that has found one. */
  if (SSL_version (session->ssl) >= TLS1_3_VERSION)
    return SSL_session_reused (session->ssl) == 1;
  return SSL_CIPHER_get_auth_nid (cipher) == NID_auth_psk ||
         SSL_CIPHER_get_kx_nid (cipher) == NID_kx_rsa_psk;
}
