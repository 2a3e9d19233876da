/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-context.h"
#include "net/willow-tls-settings-private.h"

#include <openssl/ssl.h>

G_BEGIN_DECLS

/* Shared by willow-tls-*.c only. */
struct _WillowTlsContext
{
  gatomicrefcount    ref_count;
  WillowTlsRole      role;
  WillowTlsSettings *settings;
  SSL_CTX           *ssl;
  GByteArray        *alpn; /* as it goes over the wire */
};

/* willow-tls-session.c, -observe.c, -psk.c, -staple.c: where the context's
 * callbacks end up. */
int  willow_tls_session_verify_cb (X509_STORE_CTX *store, void *user_data);
int  willow_tls_session_certificate_cb (SSL *ssl, void *user_data);
int  willow_tls_session_ticket_cb (SSL *ssl, SSL_SESSION *session);
void willow_tls_session_key_log_cb (const SSL *ssl, const char *line);
void willow_tls_session_message_cb (int         is_written,
                                    int         version,
                                    int         content_type,
                                    const void *buffer,
                                    size_t      len,
                                    SSL        *ssl,
                                    void       *user_data);
unsigned int willow_tls_psk_client_cb (SSL         *ssl,
                                       const char  *hint,
                                       char        *identity,
                                       unsigned int max_identity_len,
                                       guint8      *key,
                                       unsigned int max_key_len);
unsigned int willow_tls_psk_server_cb (SSL         *ssl,
                                       const char  *identity,
                                       guint8      *key,
                                       unsigned int max_key_len);
int          willow_tls_staple_client_cb (SSL *ssl, void *user_data);
int          willow_tls_staple_server_cb (SSL *ssl, void *user_data);

G_END_DECLS
