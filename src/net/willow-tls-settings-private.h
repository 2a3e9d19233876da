/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-settings.h"

#include <openssl/ssl.h>

G_BEGIN_DECLS

typedef struct
{
  char   *identity;
  GBytes *key;
} WillowTlsPsk;

/* Shared by willow-tls-*.c only. */
struct _WillowTlsSettings
{
  gatomicrefcount ref_count;

  /* Who the peer may be */
  gboolean   verify;
  gboolean   system_trust;
  gboolean   require_certificate;
  GPtrArray *authorities; /* GBytes */
  GPtrArray *pins;        /* 64 lower-case digits each */
  char      *verify_name; /* (nullable) */
  char      *sni;         /* (nullable) */

  /* Who we are: own copies, wiped */
  GBytes *certificate; /* (nullable) */
  GBytes *key;         /* (nullable) */
  GBytes *passphrase;  /* (nullable) */

  /* Who issues certificates that are wrong on purpose */
  GBytes *issuer;     /* (nullable) */
  GBytes *issuer_key; /* (nullable): own copy, wiped */

  GPtrArray *psks;   /* WillowTlsPsk */
  GBytes    *staple; /* (nullable) */

  /* How we speak */
  char           **alpn;    /* (nullable) */
  char            *ciphers; /* (nullable) */
  WillowTlsVersion minimum;
  WillowTlsVersion maximum;
  gboolean         allow_weak;

  WillowTlsKeyLogFunc key_log; /* (nullable) */
  gpointer            key_log_data;
  GDestroyNotify      key_log_destroy;

  WillowTlsResumption *resumption; /* (nullable) */
};

/* (nullable): the key of that name */
const WillowTlsPsk *
willow_tls_settings_find_psk (const WillowTlsSettings *settings,
                              const char              *identity);

/* @session: (transfer full) */
void willow_tls_resumption_keep (WillowTlsResumption *self,
                                 const char          *host,
                                 SSL_SESSION         *session);
/* (transfer full) (nullable) */
SSL_SESSION *willow_tls_resumption_take (WillowTlsResumption *self,
                                         const char          *host);

G_END_DECLS
