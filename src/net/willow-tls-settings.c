/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-tls-settings-private.h"

#include "base/willow-secret-bytes.h"

#include <string.h>

#define FINGERPRINT_DIGITS 64
#define PSK_MAX_BYTES 256 /* what OpenSSL takes in TLS 1.3 */

static void
psk_free (gpointer data)
{
  WillowTlsPsk *psk = data;

  g_free (psk->identity);
  g_bytes_unref (psk->key);
  g_free (psk);
}

WillowTlsSettings *
willow_tls_settings_new (void)
{
  WillowTlsSettings *settings = g_new0 (WillowTlsSettings, 1);

  g_atomic_ref_count_init (&settings->ref_count);
  settings->verify = TRUE;
  settings->system_trust = TRUE;
  settings->authorities =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  settings->pins = g_ptr_array_new_with_free_func (g_free);
  settings->psks = g_ptr_array_new_with_free_func (psk_free);
  return settings;
}

WillowTlsSettings *
willow_tls_settings_ref (WillowTlsSettings *settings)
{
  g_atomic_ref_count_inc (&settings->ref_count);
  return settings;
}

void
willow_tls_settings_unref (WillowTlsSettings *settings)
{
  if (!g_atomic_ref_count_dec (&settings->ref_count))
    return;
  g_ptr_array_unref (settings->authorities);
  g_ptr_array_unref (settings->pins);
  g_free (settings->verify_name);
  g_free (settings->sni);
  g_clear_pointer (&settings->certificate, g_bytes_unref);
  g_clear_pointer (&settings->key, g_bytes_unref);
  g_clear_pointer (&settings->passphrase, g_bytes_unref);
  g_clear_pointer (&settings->issuer, g_bytes_unref);
  g_clear_pointer (&settings->issuer_key, g_bytes_unref);
  g_strfreev (settings->alpn);
  g_free (settings->ciphers);
  g_ptr_array_unref (settings->psks);
  g_clear_pointer (&settings->staple, g_bytes_unref);
  g_clear_pointer (&settings->resumption, willow_tls_resumption_unref);
  if (settings->key_log_destroy != NULL)
    settings->key_log_destroy (settings->key_log_data);
  g_free (settings);
}

void
willow_tls_settings_set_verify (WillowTlsSettings *settings, gboolean verify)
{
  settings->verify = verify;
}

gboolean
willow_tls_settings_get_verify (const WillowTlsSettings *settings)
{
  return settings->verify;
}

void
willow_tls_settings_set_system_trust (WillowTlsSettings *settings,
                                      gboolean           system_trust)
{
  settings->system_trust = system_trust;
}

void
willow_tls_settings_add_authorities (WillowTlsSettings *settings,
                                     GBytes            *content)
{
  g_ptr_array_add (settings->authorities, g_bytes_ref (content));
}

gboolean
willow_tls_settings_add_pin (WillowTlsSettings *settings,
                             const char        *fingerprint)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (; *fingerprint != '\0'; fingerprint++)
    if (g_ascii_isxdigit (*fingerprint))
      g_string_append_c (digits, g_ascii_tolower (*fingerprint));
    else if (*fingerprint != ':' && *fingerprint != ' ')
      return FALSE;
  if (digits->len != FINGERPRINT_DIGITS)
    return FALSE;
  g_ptr_array_add (settings->pins, g_strdup (digits->str));
  return TRUE;
}

static void
replace_string (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

void
willow_tls_settings_set_verify_name (WillowTlsSettings *settings,
                                     const char        *name)
{
  replace_string (&settings->verify_name, name);
}

void
willow_tls_settings_set_sni (WillowTlsSettings *settings, const char *name)
{
  replace_string (&settings->sni, name);
}

static void
replace_secret (GBytes **place, GBytes *bytes)
{
  g_clear_pointer (place, g_bytes_unref);
  if (bytes != NULL)
    *place = willow_secret_bytes_copy (bytes);
}

void
willow_tls_settings_set_certificate (WillowTlsSettings *settings,
                                     GBytes            *certificate,
                                     GBytes            *key,
                                     GBytes            *passphrase)
{
  replace_secret (&settings->certificate, certificate);
  replace_secret (&settings->key, key);
  replace_secret (&settings->passphrase, passphrase);
}

void
willow_tls_settings_set_issuer (WillowTlsSettings *settings,
                                GBytes            *authority,
                                GBytes            *key)
{
  g_clear_pointer (&settings->issuer, g_bytes_unref);
  settings->issuer = g_bytes_ref (authority);
  replace_secret (&settings->issuer_key, key);
}

void
willow_tls_settings_set_require_certificate (WillowTlsSettings *settings,
                                             gboolean           require)
{
  settings->require_certificate = require;
}

gboolean
willow_tls_settings_get_require_certificate (const WillowTlsSettings *settings)
{
  return settings->require_certificate;
}

void
willow_tls_settings_set_alpn (WillowTlsSettings *settings,
                              const char *const *protocols)
{
  g_strfreev (settings->alpn);
  settings->alpn = g_strdupv ((char **)protocols);
}

void
willow_tls_settings_set_versions (WillowTlsSettings *settings,
                                  WillowTlsVersion   minimum,
                                  WillowTlsVersion   maximum)
{
  settings->minimum = minimum;
  settings->maximum = maximum;
}

void
willow_tls_settings_set_ciphers (WillowTlsSettings *settings,
                                 const char        *ciphers)
{
  replace_string (&settings->ciphers, ciphers);
}

void
willow_tls_settings_add_psk (WillowTlsSettings *settings,
                             const char        *identity,
                             GBytes            *key)
{
  WillowTlsPsk *psk = g_new0 (WillowTlsPsk, 1);

  psk->identity = g_strdup (identity);
  psk->key = willow_secret_bytes_copy (key);
  g_ptr_array_add (settings->psks, psk);
}

const WillowTlsPsk *
willow_tls_settings_find_psk (const WillowTlsSettings *settings,
                              const char              *identity)
{
  for (guint i = 0; i < settings->psks->len; i++)
    {
      const WillowTlsPsk *psk = settings->psks->pdata[i];

      if (g_str_equal (psk->identity, identity))
        return psk;
    }
  return NULL;
}

GBytes *
willow_tls_psk_parse (GBytes *hex)
{
  gsize       len, n = 0;
  const char *text = g_bytes_get_data (hex, &len);
  guint8      key[PSK_MAX_BYTES] = { 0 };
  GBytes     *bytes = NULL;
  gboolean    ok = TRUE;

  for (gsize i = 0; ok && i < len; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit >= 0 && n < 2 * PSK_MAX_BYTES)
        {
          key[n / 2] = (guint8)(key[n / 2] << 4 | digit);
          n++;
        }
      else
        ok = digit < 0 && (text[i] == ' ' || text[i] == ':');
    }
  if (ok && n > 0 && n % 2 == 0)
    bytes = willow_secret_bytes_new (key, n / 2);
  explicit_bzero (key, sizeof key);
  return bytes;
}

void
willow_tls_settings_set_resumption (WillowTlsSettings   *settings,
                                    WillowTlsResumption *resumption)
{
  if (resumption != NULL)
    willow_tls_resumption_ref (resumption);
  g_clear_pointer (&settings->resumption, willow_tls_resumption_unref);
  settings->resumption = resumption;
}

void
willow_tls_settings_set_staple (WillowTlsSettings *settings, GBytes *staple)
{
  g_clear_pointer (&settings->staple, g_bytes_unref);
  if (staple != NULL)
    settings->staple = g_bytes_ref (staple);
}

void
willow_tls_settings_set_key_log (WillowTlsSettings  *settings,
                                 WillowTlsKeyLogFunc func,
                                 gpointer            user_data,
                                 GDestroyNotify      destroy)
{
  if (settings->key_log_destroy != NULL)
    settings->key_log_destroy (settings->key_log_data);
  settings->key_log = func;
  settings->key_log_data = user_data;
  settings->key_log_destroy = destroy;
}

void
willow_tls_settings_set_allow_weak (WillowTlsSettings *settings,
                                    gboolean           allow_weak)
{
  settings->allow_weak = allow_weak;
}

gboolean
willow_tls_version_parse (const char *text, WillowTlsVersion *version)
{
  static const char *const names[] = { "1", "1.1", "1.2", "1.3" };

  if (g_ascii_strncasecmp (text, "tlsv", 4) == 0)
    text += 4;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i]))
      {
        *version = WILLOW_TLS_VERSION_1_0 + i;
        return TRUE;
      }
  if (!g_str_equal (text, "1.0"))
    return FALSE;
  *version = WILLOW_TLS_VERSION_1_0;
  return TRUE;
}
