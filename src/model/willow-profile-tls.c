/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/willow-profile.h"

#include "model/willow-profile-fields.h"
#include "net/willow-certificate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 7468 section 2 */
#define PEM_COLUMNS 64

static const char *
null_if_empty (const char *text)
{
  return text[0] != '\0' ? text : NULL;
}

WillowTlsSettings *
willow_profile_build_tls (WillowProfile *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  WillowTlsSettings         *settings = willow_tls_settings_new ();

  willow_tls_settings_set_verify (settings, values->tls_verify);
  willow_tls_settings_set_verify_name (settings,
                                       null_if_empty (values->tls_verify_name));
  if (values->tls_authorities[0] != '\0')
    {
      g_autoptr (GBytes) content = g_bytes_new (
          values->tls_authorities, strlen (values->tls_authorities));

      willow_tls_settings_set_system_trust (settings, FALSE);
      willow_tls_settings_add_authorities (settings, content);
    }
  return settings;
}

static void
append_pem (GString *text, const WillowCertificate *certificate)
{
  gsize            len;
  const guint8    *der = g_bytes_get_data (certificate->der, &len);
  g_autofree char *base64 = g_base64_encode (der, len);

  g_string_append (text, "-----BEGIN CERTIFICATE-----\n");
  for (const char *at = base64; *at != '\0';)
    {
      gsize n = MIN (strlen (at), PEM_COLUMNS);

      g_string_append_len (text, at, (gssize)n);
      g_string_append_c (text, '\n');
      at += n;
    }
  g_string_append (text, "-----END CERTIFICATE-----\n");
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
    append_pem (text, found->certificates->pdata[i]);
  g_object_set (self, "tls-authorities", text->str, NULL);
  return TRUE;
}

char *
willow_profile_describe_authorities (WillowProfile *self)
{
  const char *text = willow_profile_get_values (self)->tls_authorities;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (WillowCertificateInspection) found = NULL;

  if (text[0] == '\0')
    return g_strdup (_ ("Those that this computer trusts"));
  content = g_bytes_new (text, strlen (text));
  found = willow_certificate_inspect (content, NULL);
  return g_strdup (found->sentence);
}
