/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-tls-facts.h"
#include "net/willow-tls-settings.h"

G_BEGIN_DECLS

/**
 * WillowCliTls:
 *
 * The options about TLS that pub, sub and broker share; with the names of
 * mosquitto_pub where the same thing exists.
 */
typedef struct
{
  char    *ca_file;
  char    *certificate_file;
  char    *key_file;
  char    *passphrase_file;
  char    *passphrase_variable; /* of the environment */
  char    *versions;
  char    *ciphers;
  char    *alpn;
  char    *verify_name; /* clients only, as what follows */
  char    *sni;
  char    *fingerprint;
  char    *psk_identity;
  char    *psk_file;
  char    *psk_variable;   /* of the environment */
  gboolean keeps_mistakes; /* set by a command: what is wrong with the own
                              certificate is found when it is used */
  gboolean insecure;
  gboolean use_system;
  char    *key_log_file;
  char    *resume_file;
  gboolean require_certificate; /* brokers only, as what follows */
  char    *psk_list_file;
  char    *staple_file;
} WillowCliTls;

void willow_cli_tls_clear (WillowCliTls *tls);
/* Borrow @tls. (transfer full) */
GOptionGroup *willow_cli_tls_get_client_group (WillowCliTls *tls);
GOptionGroup *willow_cli_tls_get_broker_group (WillowCliTls *tls);
/* Whether any of them was given. */
gboolean willow_cli_tls_is_set (const WillowCliTls *tls);

/* Reads the files, and asks for a passphrase that is needed. (transfer full)
 * (nullable): %NULL with a sentence in @error */
WillowTlsSettings *willow_cli_tls_build (const WillowCliTls *tls,
                                         GError            **error);

/* "-" is standard input. A folder, or what is far too large, has a sentence of
 * its own. (transfer full) */
GBytes *willow_cli_tls_read_file (const char *path, GError **error);
/* The first line of a file. (transfer full) */
GBytes *willow_cli_tls_read_secret (const char *path, GError **error);
/* From a file, or without @path from the environment. Secrets on a command line
 * can be read by everybody on the computer. (transfer full) */
GBytes *willow_cli_tls_get_secret (const char *path,
                                   const char *variable,
                                   GError    **error);

/* A pre-shared key: of a client; of a broker, whose file has one in each line,
 * NAME:KEY, as mosquitto's. */
gboolean willow_cli_tls_add_psk (WillowTlsSettings  *settings,
                                 const WillowCliTls *tls,
                                 GError            **error);
gboolean willow_cli_tls_add_psk_list (WillowTlsSettings *settings,
                                      const char        *path,
                                      GError           **error);
/* Appends to that file, with a warning on standard error. @path: (nullable) */
gboolean willow_cli_tls_open_key_log (WillowTlsSettings *settings,
                                      const char        *path,
                                      GError           **error);

/* Sessions to go on with are in that file, if it is there, and come into it.
 * @path: (nullable) */
gboolean willow_cli_tls_set_resumption (WillowTlsSettings *settings,
                                        const char        *path,
                                        GError           **error);

/* What a handshake showed, on standard error. */
void willow_cli_tls_print (const WillowTlsFacts *facts);

G_END_DECLS
