/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-flaw.h"

#include "net/willow-certificate.h"
#include "net/willow-tls-settings-private.h"

#include <string.h>

/* (nullable): what is behind @prefix */
static const char *
skip_prefix (const char *text, const char *prefix)
{
  return g_str_has_prefix (text, prefix) ? text + strlen (prefix) : NULL;
}

/* Host names and addresses of the right certificate. (transfer full) */
static GStrv
dup_names (const WillowTlsSettings *settings)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (WillowCertificateInspection) own = NULL;
  guint n = 0;

  if (settings->certificate != NULL)
    own = willow_certificate_inspect (settings->certificate,
                                      settings->passphrase);
  if (own != NULL && own->certificates->len > 0)
    {
      const WillowCertificate *certificate = own->certificates->pdata[0];

      for (guint i = 0; certificate->names[i] != NULL; i++)
        {
          const char *name = skip_prefix (certificate->names[i], "DNS:");

          if (name == NULL)
            name = skip_prefix (certificate->names[i], "IP:");
          if (name == NULL)
            continue;
          g_strv_builder_add (names, name);
          n++;
        }
    }
  if (n == 0)
    g_strv_builder_add_many (names, "localhost", "127.0.0.1", NULL);
  return g_strv_builder_end (names);
}

static WillowPracticePki *
open_pki (const WillowTlsSettings *settings, gint64 now_s, GError **error)
{
  if (settings->issuer == NULL)
    return willow_practice_pki_new (now_s);
  return willow_practice_pki_open (
      settings->issuer, settings->issuer_key, now_s, error);
}

/* What a server has, but for keys that both sides know: with them no
 * certificate would be shown. */
static WillowTlsSettings *
copy_server (const WillowTlsSettings *settings)
{
  WillowTlsSettings *copy = willow_tls_settings_new ();

  copy->verify = settings->verify;
  copy->system_trust = settings->system_trust;
  copy->require_certificate = settings->require_certificate;
  for (guint i = 0; i < settings->authorities->len; i++)
    willow_tls_settings_add_authorities (copy, settings->authorities->pdata[i]);
  willow_tls_settings_set_certificate (
      copy, settings->certificate, settings->key, settings->passphrase);
  copy->alpn = g_strdupv (settings->alpn);
  copy->ciphers = g_strdup (settings->ciphers);
  copy->minimum = settings->minimum;
  copy->maximum = settings->maximum;
  copy->allow_weak = settings->allow_weak;
  return copy;
}

WillowTlsContext *
willow_tls_context_new_flawed (WillowTlsSettings *settings,
                               WillowPracticeFlaw flaw,
                               gint64             now_s,
                               GError           **error)
{
  g_autoptr (WillowPracticePki) pki = open_pki (settings, now_s, error);
  g_autoptr (WillowPracticeIdentity) identity = NULL;
  g_autoptr (WillowTlsSettings) wrong = NULL;
  g_auto (GStrv) names = NULL;

  if (pki == NULL)
    return NULL;
  names = dup_names (settings);
  identity = willow_practice_pki_issue_server (
      pki, (const char *const *)names, flaw, error);
  if (identity == NULL)
    return NULL;
  wrong = copy_server (settings);
  willow_tls_settings_set_certificate (
      wrong, identity->certificate, identity->key, NULL);
  return willow_tls_context_new (WILLOW_TLS_SERVER, wrong, error);
}

WillowTlsContext *
willow_tls_context_new_demanding (WillowTlsSettings *settings,
                                  gint64             now_s,
                                  GError           **error)
{
  g_autoptr (WillowTlsSettings) wrong = copy_server (settings);
  g_autoptr (WillowPracticePki) pki = NULL;

  if (wrong->authorities->len == 0)
    {
      pki = open_pki (settings, now_s, error);
      if (pki == NULL)
        return NULL;
      willow_tls_settings_add_authorities (
          wrong, willow_practice_pki_get_authority (pki));
    }
  wrong->require_certificate = TRUE;
  if (wrong->certificate == NULL)
    return willow_tls_context_new_flawed (
        wrong, WILLOW_PRACTICE_SOUND, now_s, error);
  return willow_tls_context_new (WILLOW_TLS_SERVER, wrong, error);
}
