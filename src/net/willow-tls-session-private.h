/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-bio.h"
#include "net/willow-tls-context-private.h"
#include "net/willow-tls-session.h"

G_BEGIN_DECLS

#define WILLOW_TLS_FIRST_BYTES 24

/* Shared by willow-tls-session.c and willow-tls-explain.c only. */
struct _WillowTlsSession
{
  WillowTlsContext *context;
  SSL              *ssl;
  WillowTlsPipe     pipe;
  WillowTlsState    state;
  WillowTlsFacts   *facts;
  char             *verify_name; /* (nullable) */

  /* What the sentence about an error is made of */
  guint8   first[WILLOW_TLS_FIRST_BYTES]; /* of what came in */
  gsize    n_first;
  gboolean is_rejected;    /* by a verdict */
  int      received_alert; /* -1: none */
};

/* (transfer full): after a call of OpenSSL failed; empties its queue */
GError *willow_tls_session_explain (WillowTlsSession *session);

G_END_DECLS
