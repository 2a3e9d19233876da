/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-bio.h"
#include "net/willow-tls-context-private.h"
#include "net/willow-tls-session.h"

G_BEGIN_DECLS

/* Shared by willow-tls-session.c and willow-tls-explain.c only. */
struct _WillowTlsSession
{
  WillowTlsContext *context;
  SSL              *ssl;
  WillowTlsPipe     pipe;
  WillowTlsState    state;
  WillowTlsFacts   *facts;
  char             *host;         /* (nullable) */
  char             *verify_name;  /* (nullable) */
  char             *psk_identity; /* (nullable): of a key that fits */

  /* What the sentence about an error is made of */
  guint8   first[WILLOW_TLS_FIRST_BYTES]; /* of what came in */
  gsize    n_first;
  gboolean is_rejected;    /* by a verdict */
  int      received_alert; /* -1: none */
};

/* (transfer full): after a call of OpenSSL failed; empties its queue */
GError *willow_tls_session_explain (WillowTlsSession *session);

/* By every rule. Returns: whether it may go on */
gboolean willow_tls_session_judge (WillowTlsSession *session,
                                   X509_STORE_CTX   *store);

/* willow-tls-observe.c: what the handshake shows. */
WillowTlsFacts *willow_tls_facts_new (const WillowTlsSettings *settings);
/* Once there are any; at the end of the handshake. */
void willow_tls_session_take_facts (WillowTlsSession *session);
/* What was verified when the session began holds no longer than it does:
 * resumed chains are judged again. Returns: whether it may go on */
gboolean willow_tls_session_judge_resumed (WillowTlsSession *session);

/* willow-tls-alert.c: translated: what the peer means by it */
const char *willow_tls_alert_get_words (int alert);

/* willow-tls-psk.c */
gboolean willow_tls_psk_is_used (const WillowTlsSession *session);

G_END_DECLS
