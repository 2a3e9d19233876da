/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-certificate.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_TLS_RULE_CHAIN,   /* leads to an authority that is trusted */
  WILLOW_TLS_RULE_DATE,    /* each of the chain is valid now */
  WILLOW_TLS_RULE_NAME,    /* stands for the name that was asked for */
  WILLOW_TLS_RULE_PURPOSE, /* may be used for this */
  WILLOW_TLS_RULE_KEY,     /* keys and signatures are strong enough */
  WILLOW_TLS_RULE_REVOKED, /* not taken back, as far as the server shows it */
  WILLOW_TLS_N_RULES,
} WillowTlsRule;

typedef enum
{
  WILLOW_TLS_UNKNOWN, /* not looked at; the sentence says why */
  WILLOW_TLS_OK,
  WILLOW_TLS_FAILED,
} WillowTlsOutcome;

/* @sentence: translated */
typedef struct
{
  WillowTlsOutcome outcome;
  int              code; /* of OpenSSL, X509_V_…; 0: none */
  char            *sentence;
} WillowTlsVerdict;

typedef enum
{
  WILLOW_TLS_STAPLE_NONE, /* the server sent none */
  WILLOW_TLS_STAPLE_GOOD,
  WILLOW_TLS_STAPLE_REVOKED,
  WILLOW_TLS_STAPLE_UNKNOWN,  /* its authority does not know the certificate */
  WILLOW_TLS_STAPLE_UNUSABLE, /* too old, badly signed, about another one … */
} WillowTlsStapleStatus;

/* What an OCSP response says that came with the certificate; seconds since
 * 1970, 0 where it does not say. */
typedef struct
{
  WillowTlsStapleStatus status;
  gint64                this_update_s;
  gint64                next_update_s;
  gint64                revoked_s;
} WillowTlsStaple;

/* Whom a certificate names. */
typedef enum
{
  WILLOW_TLS_IDENTITY_COMMON_NAME,
  WILLOW_TLS_IDENTITY_ALTERNATIVE_NAME, /* first e-mail, DNS name or URI */
} WillowTlsIdentity;

/* Enough to tell another protocol by. */
#define WILLOW_TLS_FIRST_BYTES 24

/**
 * WillowTlsFacts:
 * @version: (nullable): "TLSv1.3", where the handshake got that far
 * @cipher: (nullable): the same
 * @alpn: (nullable): what was agreed on
 * @server_name: (nullable): sent by Server Name Indication
 * @chain: (element-type WillowCertificate): of the peer, as presented
 * @acceptable_authorities: (array zero-terminated=1): names that a server gave
 *   when it asked for a certificate
 * @psk_identity: (nullable): name of the key that both sides know (PSK), where
 *   one was used in place of certificates
 * @alert_received: number of the alert that the peer sent until the handshake
 *   was over, -1: none
 * @is_verified: whether the verdicts decide, or are only told
 * @first: what the peer sent first, TLS or not
 *
 * What came out of a TLS handshake, also of one that failed. Immutable,
 * atomically reference counted.
 */
typedef struct
{
  char            *version;
  char            *cipher;
  char            *alpn;
  char            *server_name;
  gboolean         is_resumed;
  GPtrArray       *chain;
  char           **acceptable_authorities;
  gboolean         certificate_asked;
  gboolean         certificate_sent;
  char            *psk_identity;
  WillowTlsStaple  staple;
  int              alert_received;
  int              alert_sent; /* the same from this side */
  gboolean         is_verified;
  guint8           first[WILLOW_TLS_FIRST_BYTES];
  gsize            n_first;
  WillowTlsVerdict verdicts[WILLOW_TLS_N_RULES];

  /*< private >*/
  gatomicrefcount ref_count;
} WillowTlsFacts;

WillowTlsFacts *willow_tls_facts_ref (WillowTlsFacts *facts);
void            willow_tls_facts_unref (WillowTlsFacts *facts);

/* Translated: "Trusted chain", "Name" … */
const char *willow_tls_rule_get_name (WillowTlsRule rule);
/* One line: version, cipher, ALPN, whose certificate. (transfer full) */
char *willow_tls_facts_describe (const WillowTlsFacts *facts);

/* Of a peer that proved who it is: the one that its certificate names, or the
 * name of its key (PSK). (transfer full) (nullable): %NULL if nobody is named,
 * or was not verified */
char *willow_tls_facts_dup_identity (const WillowTlsFacts *facts,
                                     WillowTlsIdentity     kind);
/* One line, translated: good, revoked …, and since when. (transfer full) */
char *willow_tls_staple_describe (const WillowTlsStaple *staple);
/* "handshake failure (40)", as RFC 8446 section 6.2 names them. (transfer
 * full) (nullable): %NULL for -1 */
char *willow_tls_alert_describe (int alert);

#define WILLOW_TLS_ERROR (willow_tls_error_quark ())
GQuark willow_tls_error_quark (void);
typedef enum
{
  WILLOW_TLS_ERROR_SETTINGS,  /* ours make no sense: certificate, ciphers … */
  WILLOW_TLS_ERROR_UNTRUSTED, /* the chain */
  WILLOW_TLS_ERROR_EXPIRED,
  WILLOW_TLS_ERROR_NOT_YET_VALID,
  WILLOW_TLS_ERROR_NAME,
  WILLOW_TLS_ERROR_PURPOSE,
  WILLOW_TLS_ERROR_WEAK,
  WILLOW_TLS_ERROR_NOT_TLS, /* something else was answered, or nothing */
  WILLOW_TLS_ERROR_CLOSED,  /* in the middle of the handshake */
  WILLOW_TLS_ERROR_CERTIFICATE_REQUIRED, /* the peer wants one of ours */
  WILLOW_TLS_ERROR_VERSION,              /* no version in common */
  WILLOW_TLS_ERROR_ALERT,                /* any other alert of the peer */
  WILLOW_TLS_ERROR_PROTOCOL,             /* what came breaks TLS */
  WILLOW_TLS_ERROR_SILENT,    /* the handshake was not finished in time */
  WILLOW_TLS_ERROR_TRUNCATED, /* the end came without close_notify */
  WILLOW_TLS_ERROR_PSK,       /* the key that both should know */
  WILLOW_TLS_ERROR_REVOKED,
  WILLOW_TLS_ERROR_CERTIFICATE_REFUSED, /* the peer does not take ours */
} WillowTlsError;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowTlsFacts, willow_tls_facts_unref)

G_END_DECLS
