/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-resumption.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_TLS_VERSION_DEFAULT, /* 1.2 to 1.3 */
  WILLOW_TLS_VERSION_1_0,
  WILLOW_TLS_VERSION_1_1,
  WILLOW_TLS_VERSION_1_2,
  WILLOW_TLS_VERSION_1_3,
} WillowTlsVersion;

/**
 * WillowTlsSettings:
 *
 * How one side speaks TLS: whom it trusts, who it says that it is. Everything
 * is content, never a path. Set once and then immutable; atomically reference
 * counted. Private keys and passphrases are overwritten with the last
 * reference. The setters are for the one who builds it, before it is shared.
 */
typedef struct _WillowTlsSettings WillowTlsSettings;

/* System trust, verification on, TLS 1.2 to 1.3. (transfer full) */
WillowTlsSettings *willow_tls_settings_new (void);
WillowTlsSettings *willow_tls_settings_ref (WillowTlsSettings *settings);
void               willow_tls_settings_unref (WillowTlsSettings *settings);

/* Whether the peer must prove who it is. For a server: whether a client
 * certificate that is shown must be right. */
void     willow_tls_settings_set_verify (WillowTlsSettings *settings,
                                         gboolean           verify);
gboolean willow_tls_settings_get_verify (const WillowTlsSettings *settings);

void willow_tls_settings_set_system_trust (WillowTlsSettings *settings,
                                           gboolean           system_trust);
/* Certificates in PEM (any number) or DER. For a server: asks clients for
 * certificates of these authorities. */
void willow_tls_settings_add_authorities (WillowTlsSettings *settings,
                                          GBytes            *content);
/* This very certificate, whatever its chain and names. @fingerprint: SHA-256,
 * hexadecimal, colons and case do not matter.
 * Returns: %FALSE if it is none */
gboolean willow_tls_settings_add_pin (WillowTlsSettings *settings,
                                      const char        *fingerprint);

/* @name: (nullable): which name the certificate must have; %NULL: the host */
void willow_tls_settings_set_verify_name (WillowTlsSettings *settings,
                                          const char        *name);
/* @name: (nullable): what is asked for by Server Name Indication; "": nothing;
 * %NULL: the verified name, where it is no address */
void willow_tls_settings_set_sni (WillowTlsSettings *settings,
                                  const char        *name);

/**
 * willow_tls_settings_set_certificate:
 * @certificate: (nullable): PEM or DER, its chain behind it; or PKCS#12
 * @key: (nullable): PEM, DER, PKCS#8; %NULL if it is in @certificate
 * @passphrase: (nullable): of @key
 *
 * Who we are. Not looked at before a connection is made; see
 * willow_certificate_check_pair().
 */
void willow_tls_settings_set_certificate (WillowTlsSettings *settings,
                                          GBytes            *certificate,
                                          GBytes            *key,
                                          GBytes            *passphrase);
/* For a server: nobody without a certificate gets in. */
void willow_tls_settings_set_require_certificate (WillowTlsSettings *settings,
                                                  gboolean           require);
gboolean
willow_tls_settings_get_require_certificate (const WillowTlsSettings *settings);

/* @protocols: (array zero-terminated=1) (nullable): ALPN, best first */
void willow_tls_settings_set_alpn (WillowTlsSettings *settings,
                                   const char *const *protocols);
void willow_tls_settings_set_versions (WillowTlsSettings *settings,
                                       WillowTlsVersion   minimum,
                                       WillowTlsVersion   maximum);
/* @ciphers: (nullable): names in OpenSSL's notation with colons between; those
 * of TLS 1.3 begin with TLS_ */
void willow_tls_settings_set_ciphers (WillowTlsSettings *settings,
                                      const char        *ciphers);

/**
 * willow_tls_settings_add_psk:
 * @identity: 1 to 128 bytes, by which both sides know the key
 * @key: 1 to 256 bytes
 *
 * A key that both sides know (PSK), in place of certificates. A client has one;
 * a server any number, and needs no certificate then. In TLS 1.3 such a key
 * goes with TLS_AES_128_GCM_SHA256.
 */
void willow_tls_settings_add_psk (WillowTlsSettings *settings,
                                  const char        *identity,
                                  GBytes            *key);
/* @hex: (transfer none): digits, spaces and colons do not matter. (transfer
 * full) (nullable): %NULL if it is none */
GBytes *willow_tls_psk_parse (GBytes *hex);

/* For a client: sessions to go on with; the certificates are judged again.
 * @resumption: (nullable): %NULL: each connection shows the whole handshake */
void willow_tls_settings_set_resumption (WillowTlsSettings   *settings,
                                         WillowTlsResumption *resumption);

/* For a server. @staple: (nullable): an OCSP response (DER) about its
 * certificate */
void willow_tls_settings_set_staple (WillowTlsSettings *settings,
                                     GBytes            *staple);

/* @line: in NSS's format, without a line end. On the thread of the connection.
 */
typedef void (*WillowTlsKeyLogFunc) (const char *line, gpointer user_data);
/* Whoever has what is told can decrypt everything. @func: (nullable): off */
void willow_tls_settings_set_key_log (WillowTlsSettings  *settings,
                                      WillowTlsKeyLogFunc func,
                                      gpointer            user_data,
                                      GDestroyNotify      destroy);

/* Own and other keys and signatures of less than 112 bits (RSA 1024, SHA-1) are
 * used and let through; the verdict is told all the same. Off. */
void willow_tls_settings_set_allow_weak (WillowTlsSettings *settings,
                                         gboolean           allow_weak);

/* For a server that shows faulty certificates on purpose: who issues them, as
 * content (PEM). Without it they are of an authority that nobody knows. */
void willow_tls_settings_set_issuer (WillowTlsSettings *settings,
                                     GBytes            *authority,
                                     GBytes            *key);

/* "1.2", "1.3", "tlsv1.2" … */
gboolean willow_tls_version_parse (const char *text, WillowTlsVersion *version);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowTlsSettings, willow_tls_settings_unref)

G_END_DECLS
