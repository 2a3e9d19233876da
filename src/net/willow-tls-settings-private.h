/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-settings.h"

G_BEGIN_DECLS

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

  /* How we speak */
  char           **alpn;    /* (nullable) */
  char            *ciphers; /* (nullable) */
  WillowTlsVersion minimum;
  WillowTlsVersion maximum;
  gboolean         allow_weak;
};

G_END_DECLS
