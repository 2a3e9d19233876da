/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-tls.h"

#include "base/willow-secret-bytes.h"
#include "cli/willow-cli-options.h"
#include "cli/willow-cli.h"
#include "net/willow-certificate.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

void
willow_cli_tls_clear (WillowCliTls *tls)
{
  g_free (tls->ca_file);
  g_free (tls->certificate_file);
  g_free (tls->key_file);
  g_free (tls->passphrase_file);
  g_free (tls->passphrase_variable);
  g_free (tls->versions);
  g_free (tls->ciphers);
  g_free (tls->alpn);
  g_free (tls->verify_name);
  g_free (tls->sni);
  g_free (tls->fingerprint);
  g_free (tls->psk_identity);
  g_free (tls->psk_file);
  g_free (tls->psk_variable);
  g_free (tls->key_log_file);
  g_free (tls->resume_file);
  g_free (tls->psk_list_file);
  g_free (tls->staple_file);
}

static GOptionGroup *
new_group (const GOptionEntry *entries)
{
  GOptionGroup *group = g_option_group_new (
      "tls", _ ("TLS options:"), _ ("Show TLS options"), NULL, NULL);

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_group_add_entries (group, entries);
  return group;
}

GOptionGroup *
willow_cli_tls_get_client_group (WillowCliTls *t)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "cafile", 0, 0, G_OPTION_ARG_FILENAME, &t->ca_file,
      N_ ("Trust the authorities in this file (PEM or DER) in place of the system's"), N_ ("FILE") },
    { "tls-use-os-certs", 0, 0, G_OPTION_ARG_NONE, &t->use_system,
      N_ ("Trust the system's authorities together with --cafile"), NULL },
    { "fingerprint", 0, 0, G_OPTION_ARG_STRING, &t->fingerprint,
      N_ ("Trust the server's certificate with this SHA-256 fingerprint, and no other"), N_ ("HEX") },
    { "cert", 0, 0, G_OPTION_ARG_FILENAME, &t->certificate_file,
      N_ ("Own certificate (PEM, DER or PKCS#12)"), N_ ("FILE") },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &t->key_file,
      N_ ("Own private key (PEM or DER), if it is not in the file of --cert"), N_ ("FILE") },
    { "keypass-file", 0, 0, G_OPTION_ARG_FILENAME, &t->passphrase_file,
      N_ ("The first line of this file is the passphrase of the private key; without it you are asked"), N_ ("FILE") },
    { "keypass-env", 0, 0, G_OPTION_ARG_STRING, &t->passphrase_variable,
      N_ ("This environment variable holds the passphrase of the private key"), N_ ("NAME") },
    { "psk-identity", 0, 0, G_OPTION_ARG_STRING, &t->psk_identity,
      N_ ("Name of a key that client and server both know (PSK)"), N_ ("NAME") },
    { "psk-file", 0, 0, G_OPTION_ARG_FILENAME, &t->psk_file,
      N_ ("The first line of this file is that key, in hexadecimal digits"), N_ ("FILE") },
    { "psk-env", 0, 0, G_OPTION_ARG_STRING, &t->psk_variable,
      N_ ("This environment variable holds that key"), N_ ("NAME") },
    { "keylog-file", 0, 0, G_OPTION_ARG_FILENAME, &t->key_log_file,
      N_ ("Append what decrypts the connection to FILE, for Wireshark; anybody who has it can read everything"), N_ ("FILE") },
    { "resume-file", 0, 0, G_OPTION_ARG_FILENAME, &t->resume_file,
      N_ ("Go on with the TLS session kept in FILE, if the server still knows it, and keep there what it gives for the next time"), N_ ("FILE") },
    { "insecure", 0, 0, G_OPTION_ARG_NONE, &t->insecure,
      N_ ("Do not verify the server's certificate: anybody can listen in"), NULL },
    { "verify-as", 0, 0, G_OPTION_ARG_STRING, &t->verify_name,
      N_ ("Name or address for which the certificate must stand (default: the host)"), N_ ("NAME") },
    { "sni", 0, 0, G_OPTION_ARG_STRING, &t->sni,
      N_ ("Name to ask the server for (default: the verified name; empty: none)"), N_ ("NAME") },
    { "tls-alpn", 0, 0, G_OPTION_ARG_STRING, &t->alpn,
      N_ ("Protocols to offer by ALPN, with commas between"), N_ ("NAMES") },
    { "tls-version", 0, 0, G_OPTION_ARG_STRING, &t->versions,
      N_ ("Only this version of TLS: 1.0, 1.1, 1.2 or 1.3; or a range such as 1.0-1.2 (default 1.2-1.3)"), N_ ("VERSION") },
    { "ciphers", 0, 0, G_OPTION_ARG_STRING, &t->ciphers,
      N_ ("Ciphers to offer, in OpenSSL's notation; those of TLS 1.3 begin with TLS_"), N_ ("LIST") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  return new_group (entries);
}

GOptionGroup *
willow_cli_tls_get_broker_group (WillowCliTls *t)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "cert", 0, 0, G_OPTION_ARG_FILENAME, &t->certificate_file,
      N_ ("Certificate of the broker, with its chain (PEM, DER or PKCS#12): listens by TLS, too"), N_ ("FILE") },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &t->key_file,
      N_ ("Its private key (PEM or DER), if it is not in the file of --cert"), N_ ("FILE") },
    { "keypass-file", 0, 0, G_OPTION_ARG_FILENAME, &t->passphrase_file,
      N_ ("The first line of this file is the passphrase of the private key; without it you are asked"), N_ ("FILE") },
    { "keypass-env", 0, 0, G_OPTION_ARG_STRING, &t->passphrase_variable,
      N_ ("This environment variable holds the passphrase of the private key"), N_ ("NAME") },
    { "cafile", 0, 0, G_OPTION_ARG_FILENAME, &t->ca_file,
      N_ ("Ask clients for certificates of the authorities in this file"), N_ ("FILE") },
    { "psk-list", 0, 0, G_OPTION_ARG_FILENAME, &t->psk_list_file,
      N_ ("Keys that clients share with the broker (PSK), NAME:HEX in each line"), N_ ("FILE") },
    { "ocsp-file", 0, 0, G_OPTION_ARG_FILENAME, &t->staple_file,
      N_ ("OCSP response (DER) about the certificate, sent along with it"), N_ ("FILE") },
    { "keylog-file", 0, 0, G_OPTION_ARG_FILENAME, &t->key_log_file,
      N_ ("Append what decrypts the connections to FILE, for Wireshark; anybody who has it can read everything"), N_ ("FILE") },
    { "require-certificate", 0, 0, G_OPTION_ARG_NONE, &t->require_certificate,
      N_ ("By TLS only clients with such a certificate get in"), NULL },
    { "tls-alpn", 0, 0, G_OPTION_ARG_STRING, &t->alpn,
      N_ ("Protocols to choose from by ALPN, with commas between"), N_ ("NAMES") },
    { "tls-version", 0, 0, G_OPTION_ARG_STRING, &t->versions,
      N_ ("Only this version of TLS: 1.0, 1.1, 1.2 or 1.3; or a range such as 1.0-1.2 (default 1.2-1.3)"), N_ ("VERSION") },
    { "ciphers", 0, 0, G_OPTION_ARG_STRING, &t->ciphers,
      N_ ("Ciphers to accept, in OpenSSL's notation; those of TLS 1.3 begin with TLS_"), N_ ("LIST") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  return new_group (entries);
}

gboolean
willow_cli_tls_is_set (const WillowCliTls *tls)
{
  return tls->ca_file != NULL || tls->certificate_file != NULL ||
         tls->key_file != NULL || tls->passphrase_file != NULL ||
         tls->passphrase_variable != NULL || tls->versions != NULL ||
         tls->ciphers != NULL || tls->alpn != NULL ||
         tls->verify_name != NULL || tls->sni != NULL ||
         tls->fingerprint != NULL || tls->psk_identity != NULL ||
         tls->psk_file != NULL || tls->psk_variable != NULL ||
         tls->key_log_file != NULL || tls->psk_list_file != NULL ||
         tls->staple_file != NULL || tls->resume_file != NULL ||
         tls->insecure || tls->use_system || tls->require_certificate;
}

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (
      error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  return FALSE;
}

/* Where it does not show while it is typed. */
static GBytes *
ask_passphrase (void)
{
  char   *typed = getpass (_ ("Passphrase of the private key: "));
  gsize   len = typed != NULL ? strlen (typed) : 0;
  GBytes *secret = willow_secret_bytes_new (typed, len);

  if (typed != NULL)
    explicit_bzero (typed, len);
  return secret;
}

/* (transfer full) (nullable): %NULL also where there is none */
static GBytes *
get_passphrase (const WillowCliTls *tls, GBytes *content, GError **error)
{
  g_autoptr (WillowCertificateInspection) inspection = NULL;

  if (tls->passphrase_file != NULL || tls->passphrase_variable != NULL)
    return willow_cli_tls_get_secret (
        tls->passphrase_file, tls->passphrase_variable, error);
  inspection = willow_certificate_inspect (content, NULL);
  if (g_error_matches (inspection->error,
                       WILLOW_CERTIFICATE_ERROR,
                       WILLOW_CERTIFICATE_ERROR_PASSPHRASE) &&
      isatty (STDIN_FILENO))
    return ask_passphrase ();
  return NULL;
}

static gboolean
set_certificate (WillowTlsSettings  *settings,
                 const WillowCliTls *tls,
                 GError            **error)
{
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GBytes) passphrase = NULL;
  g_autoptr (GError) local = NULL;

  if (tls->certificate_file == NULL)
    return (tls->key_file == NULL && tls->passphrase_file == NULL &&
            tls->passphrase_variable == NULL) ||
           fail (error, _ ("--key needs --cert, the certificate of that key."));
  certificate = willow_cli_tls_read_file (tls->certificate_file, error);
  if (certificate == NULL)
    return FALSE;
  if (tls->key_file != NULL)
    {
      key = willow_cli_tls_read_file (tls->key_file, error);
      if (key == NULL)
        return FALSE;
    }
  passphrase = get_passphrase (tls, key != NULL ? key : certificate, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  willow_tls_settings_set_certificate (settings, certificate, key, passphrase);
  return tls->keeps_mistakes ||
         willow_certificate_check_pair (certificate, key, passphrase, error);
}

static gboolean
set_trust (WillowTlsSettings *settings, const WillowCliTls *tls, GError **error)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (WillowCertificateInspection) found = NULL;

  if (tls->fingerprint != NULL &&
      !willow_tls_settings_add_pin (settings, tls->fingerprint))
    return fail (error,
                 _ ("A fingerprint is 64 hexadecimal digits (SHA-256)."));
  if (tls->ca_file == NULL)
    return TRUE;
  content = willow_cli_tls_read_file (tls->ca_file, error);
  if (content == NULL)
    return FALSE;
  found = willow_certificate_inspect (content, NULL);
  if (found->certificates->len == 0)
    {
      g_set_error (error,
                   WILLOW_CERTIFICATE_ERROR,
                   WILLOW_CERTIFICATE_ERROR_MISSING,
                   _ ("%s: there is no certificate in it. %s"),
                   tls->ca_file,
                   found->sentence);
      return FALSE;
    }
  willow_tls_settings_add_authorities (settings, content);
  willow_tls_settings_set_system_trust (settings, tls->use_system);
  return TRUE;
}

static gboolean
set_versions (WillowTlsSettings  *settings,
              const WillowCliTls *tls,
              GError            **error)
{
  WillowTlsVersion minimum, maximum;
  g_auto (GStrv) parts = NULL;

  if (tls->versions == NULL)
    return TRUE;
  parts = g_strsplit (tls->versions, "-", 2);
  if (!willow_tls_version_parse (parts[0], &minimum) ||
      !willow_tls_version_parse (parts[1] != NULL ? parts[1] : parts[0],
                                 &maximum) ||
      minimum > maximum)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("“%s” is no version of TLS: 1.0, 1.1, 1.2 or 1.3, or a "
                      "range such as 1.2-1.3."),
                   tls->versions);
      return FALSE;
    }
  willow_tls_settings_set_versions (settings, minimum, maximum);
  return TRUE;
}

static gboolean
set_staple (WillowTlsSettings *settings, const char *path, GError **error)
{
  g_autoptr (GBytes) content = NULL;

  if (path == NULL)
    return TRUE;
  content = willow_cli_tls_read_file (path, error);
  if (content != NULL)
    willow_tls_settings_set_staple (settings, content);
  return content != NULL;
}

WillowTlsSettings *
willow_cli_tls_build (const WillowCliTls *tls, GError **error)
{
  g_autoptr (WillowTlsSettings) settings = willow_tls_settings_new ();
  g_auto (GStrv) protocols = NULL;

  if (!set_trust (settings, tls, error) ||
      !set_certificate (settings, tls, error) ||
      !set_versions (settings, tls, error) ||
      !set_staple (settings, tls->staple_file, error) ||
      !willow_cli_tls_add_psk (settings, tls, error) ||
      !willow_cli_tls_add_psk_list (settings, tls->psk_list_file, error) ||
      !willow_cli_tls_open_key_log (settings, tls->key_log_file, error) ||
      !willow_cli_tls_set_resumption (settings, tls->resume_file, error))
    return NULL;
  if (tls->alpn != NULL)
    {
      protocols = g_strsplit (tls->alpn, ",", -1);
      willow_tls_settings_set_alpn (settings, (const char *const *)protocols);
    }
  willow_tls_settings_set_ciphers (settings, tls->ciphers);
  willow_tls_settings_set_verify (settings, !tls->insecure);
  willow_tls_settings_set_verify_name (settings, tls->verify_name);
  willow_tls_settings_set_sni (settings, tls->sni);
  willow_tls_settings_set_require_certificate (settings,
                                               tls->require_certificate);
  return g_steal_pointer (&settings);
}
