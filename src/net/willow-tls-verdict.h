/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-facts.h"
#include "net/willow-tls-settings-private.h"

#include <openssl/x509.h>

G_BEGIN_DECLS

/* Judges the chain in @store by every rule, not only up to the first that it
 * breaks. Fills @facts: chain and verdicts.
 * @is_client: we are, and the peer is a server
 * @name: (nullable): NULL where the peer has none to be checked: a client
 * Returns: whether it may go on; else the store's error says which alert is
 * right. Only for willow-tls-*.c. */
gboolean willow_tls_judge (X509_STORE_CTX          *store,
                           const WillowTlsSettings *settings,
                           gboolean                 is_client,
                           const char              *name,
                           gboolean                 enforce_key,
                           WillowTlsFacts          *facts);

/* @sentence: (transfer full): translated */
void willow_tls_set_verdict (WillowTlsFacts  *facts,
                             WillowTlsRule    rule,
                             WillowTlsOutcome outcome,
                             int              code,
                             char            *sentence);

/* willow-tls-verdict-text.c: what OpenSSL's @code about @certificate means.
 * (transfer full) */
char *willow_tls_verdict_tell (WillowTlsRule            rule,
                               int                      code,
                               const WillowCertificate *certificate);

/* (nullable) (transfer full): what is said when a verdict ended it */
GError *willow_tls_verdict_error (const WillowTlsFacts *facts,
                                  gboolean              enforce_key);

G_END_DECLS
