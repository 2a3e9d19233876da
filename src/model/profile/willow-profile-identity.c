/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-identity.h"

#include "model/profile/willow-profile-fields.h"
#include "model/profile/willow-profile-secrets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SECONDS_PER_DAY (24 * 60 * 60)

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
use_own_trust (WillowProfile *self)
{
  if (willow_profile_get_values (self)->tls_trust != WILLOW_TRUST_BOTH)
    g_object_set (self, "tls-trust", WILLOW_TRUST_OWN, NULL);
}

/* A key that lies beside them does not get into the file of the profiles. */
gboolean
willow_profile_import_authorities (WillowProfile *self,
                                   GBytes        *content,
                                   GError       **error)
{
  g_autoptr (WillowCertificateInspection) found =
      willow_certificate_inspect (content, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  if (found->certificates->len == 0)
    {
      g_set_error (error,
                   WILLOW_CERTIFICATE_ERROR,
                   found->error != NULL ? found->error->code
                                        : (int)WILLOW_CERTIFICATE_ERROR_MISSING,
                   _ ("There is no certificate in it. %s"),
                   found->sentence);
      return FALSE;
    }
  for (guint i = 0; i < found->certificates->len; i++)
    {
      g_autofree char *pem =
          willow_certificate_dup_pem (found->certificates->pdata[i]);

      g_string_append (text, pem);
    }
  g_object_set (self, "tls-authorities", text->str, NULL);
  use_own_trust (self);
  return TRUE;
}

char *
willow_profile_describe_authorities (WillowProfile *self)
{
  const char *text = willow_profile_get_values (self)->tls_authorities;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (WillowCertificateInspection) found = NULL;

  if (text[0] == '\0')
    return g_strdup (_ ("None yet: choose a file with certificates"));
  content = bytes_of (text);
  found = willow_certificate_inspect (content, NULL);
  return g_strdup (found->sentence);
}

void
willow_profile_trust_authority (WillowProfile           *self,
                                const WillowCertificate *certificate)
{
  const char      *old = willow_profile_get_values (self)->tls_authorities;
  g_autofree char *pem = willow_certificate_dup_pem (certificate);
  g_autofree char *text = NULL;

  if (strstr (old, pem) == NULL)
    {
      text = g_strconcat (old, pem, NULL);
      g_object_set (self, "tls-authorities", text, NULL);
    }
  use_own_trust (self);
}

void
willow_profile_pin_certificate (WillowProfile           *self,
                                const WillowCertificate *certificate)
{
  g_object_set (self,
                "tls-pins",
                certificate->fingerprint,
                "tls-trust",
                WILLOW_TRUST_PINNED,
                NULL);
}

/* What of @certificates and @key (both nullable) is new is kept. */
static void
keep (WillowProfile *self,
      const char    *certificates,
      GBytes        *key,
      GBytes        *passphrase)
{
  if (certificates != NULL)
    g_object_set (self, "tls-certificate", certificates, NULL);
  if (key != NULL)
    {
      willow_profile_set_secret (self, WILLOW_SECRET_TLS_KEY, key);
      willow_profile_set_secret (
          self, WILLOW_SECRET_TLS_PASSPHRASE, passphrase);
    }
}

gboolean
willow_profile_import_identity (WillowProfile *self,
                                GBytes        *content,
                                GBytes        *passphrase,
                                char         **sentence,
                                GError       **error)
{
  g_autoptr (WillowCertificateInspection) found = NULL;
  g_autofree char *certificates = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GBytes) key = NULL;

  *sentence = NULL;
  if (!willow_certificate_split (
          content, passphrase, &certificates, &key, error))
    return FALSE;
  found = willow_certificate_inspect (content, passphrase);
  keep (self, certificates, key, found->is_encrypted ? passphrase : NULL);
  if (key == NULL &&
      willow_profile_check_identity (self, NULL) == WILLOW_OWN_MISMATCH)
    {
      willow_profile_set_secret (self, WILLOW_SECRET_TLS_KEY, NULL);
      willow_profile_set_secret (self, WILLOW_SECRET_TLS_PASSPHRASE, NULL);
    }
  willow_profile_check_identity (self, &state);
  *sentence = g_strdup_printf ("%s\n%s", found->sentence, state);
  return TRUE;
}

void
willow_profile_remove_identity (WillowProfile *self)
{
  g_object_set (self, "tls-certificate", "", NULL);
  willow_profile_set_secret (self, WILLOW_SECRET_TLS_KEY, NULL);
  willow_profile_set_secret (self, WILLOW_SECRET_TLS_PASSPHRASE, NULL);
}

static WillowIdentityState
state_of_error (const GError *error)
{
  if (g_error_matches (
          error, WILLOW_CERTIFICATE_ERROR, WILLOW_CERTIFICATE_ERROR_MISMATCH))
    return WILLOW_OWN_MISMATCH;
  return WILLOW_OWN_UNREADABLE;
}

static WillowIdentityState
check_dates (const WillowCertificate *certificate)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;

  return now_s < certificate->not_before_s || now_s > certificate->not_after_s
             ? WILLOW_OWN_EXPIRED
             : WILLOW_OWN_READY;
}

/* @sentence: (out) (transfer full) */
static WillowIdentityState
check (WillowProfile *self, char **sentence)
{
  const char *text = willow_profile_get_values (self)->tls_certificate;
  GBytes     *key = willow_profile_get_secret (self, WILLOW_SECRET_TLS_KEY);
  g_autoptr (GBytes) content = bytes_of (text);
  g_autoptr (WillowCertificateInspection) found = NULL;
  g_autofree char *days = NULL;
  g_autoptr (GError) error = NULL;

  *sentence = NULL;
  if (text[0] == '\0')
    {
      *sentence = g_strdup (
          key != NULL ? _ ("There is a private key: choose its certificate")
                      : _ ("None: only a server with mutual TLS asks for one"));
      return key != NULL ? WILLOW_OWN_UNREADABLE : WILLOW_OWN_NONE;
    }
  if (key == NULL)
    {
      *sentence = g_strdup (_ ("Its private key is missing: choose it"));
      return WILLOW_OWN_NO_KEY;
    }
  if (!willow_certificate_check_pair (
          content,
          key,
          willow_profile_get_secret (self, WILLOW_SECRET_TLS_PASSPHRASE),
          &error))
    {
      *sentence = g_strdup (error->message);
      return state_of_error (error);
    }
  found = willow_certificate_inspect (content, NULL);
  days = willow_certificate_describe_days (found->certificates->pdata[0]);
  *sentence = g_strdup_printf (_ ("The private key belongs to it; %s"), days);
  return check_dates (found->certificates->pdata[0]);
}

WillowIdentityState
willow_profile_check_identity (WillowProfile *self, char **sentence)
{
  g_autofree char    *own = NULL;
  WillowIdentityState state = check (self, &own);

  if (sentence != NULL)
    *sentence = g_steal_pointer (&own);
  return state;
}

char *
willow_certificate_describe_days (const WillowCertificate *certificate)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  guint  days;

  if (now_s < certificate->not_before_s)
    {
      days = (guint)((certificate->not_before_s - now_s) / SECONDS_PER_DAY);
      return g_strdup_printf (
          ngettext ("valid in %u day", "valid in %u days", days), days);
    }
  if (now_s > certificate->not_after_s)
    {
      days = (guint)((now_s - certificate->not_after_s) / SECONDS_PER_DAY);
      return g_strdup_printf (
          ngettext ("expired %u day ago", "expired %u days ago", days), days);
    }
  days = (guint)((certificate->not_after_s - now_s) / SECONDS_PER_DAY);
  return g_strdup_printf (ngettext ("%u day left", "%u days left", days), days);
}
