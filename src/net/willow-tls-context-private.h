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

/* willow-tls-session.c: where the context's callbacks end up. */
int willow_tls_session_verify_cb (X509_STORE_CTX *store, void *user_data);
int willow_tls_session_certificate_cb (SSL *ssl, void *user_data);

G_END_DECLS
