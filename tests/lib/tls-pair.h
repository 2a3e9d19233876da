/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-session.h"

G_BEGIN_DECLS

/* A client and a server session, and what became of them. */
typedef struct
{
  WillowTlsSession *client;
  WillowTlsSession *server;
  GError           *client_error;
  GError           *server_error;
} TlsPair;

/* Both settings must make a context. @host: (nullable) */
void tls_pair_init (TlsPair           *pair,
                    WillowTlsSettings *client,
                    WillowTlsSettings *server,
                    const char        *host);
/* Carries bytes to and fro until nobody has any more to say. */
void tls_pair_run (TlsPair *pair);
void tls_pair_clear (TlsPair *pair);

G_END_DECLS
