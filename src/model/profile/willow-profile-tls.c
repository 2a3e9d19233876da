/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-key-log.h"
#include "model/profile/willow-profile-fields.h"
#include "model/profile/willow-profile-secrets.h"

#include <string.h>

static const char *
null_if_empty (const char *text)
{
  return text[0] != '\0' ? text : NULL;
}

static void
build_trust (const WillowProfileValues *values, WillowTlsSettings *settings)
{
  gsize len = strlen (values->tls_authorities);

  willow_tls_settings_set_system_trust (
      settings,
      values->tls_trust == WILLOW_TRUST_SYSTEM ||
          values->tls_trust == WILLOW_TRUST_BOTH);
  if (len > 0 && (values->tls_trust == WILLOW_TRUST_OWN ||
                  values->tls_trust == WILLOW_TRUST_BOTH))
    {
      g_autoptr (GBytes) content = g_bytes_new (values->tls_authorities, len);

      willow_tls_settings_add_authorities (settings, content);
    }
  if (values->tls_trust == WILLOW_TRUST_PINNED)
    {
      g_auto (GStrv) pins = g_strsplit_set (values->tls_pins, "\n ,", -1);

      for (guint i = 0; pins[i] != NULL; i++)
        willow_tls_settings_add_pin (settings, pins[i]);
    }
}

static void
build_names (const WillowProfileValues *values, WillowTlsSettings *settings)
{
  willow_tls_settings_set_verify_name (settings,
                                       null_if_empty (values->tls_verify_name));
  willow_tls_settings_set_sni (
      settings, values->tls_send_sni ? null_if_empty (values->tls_sni) : "");
  if (values->tls_alpn[0] != '\0')
    {
      g_auto (GStrv) names = g_strsplit (values->tls_alpn, ",", -1);

      for (guint i = 0; names[i] != NULL; i++)
        g_strstrip (names[i]);
      willow_tls_settings_set_alpn (settings, (const char *const *)names);
    }
}

static void
build_identity (WillowProfile *self, WillowTlsSettings *settings)
{
  const char *text = willow_profile_get_values (self)->tls_certificate;
  g_autoptr (GBytes) certificate = NULL;

  if (text[0] == '\0')
    return;
  certificate = g_bytes_new (text, strlen (text));
  willow_tls_settings_set_certificate (
      settings,
      certificate,
      willow_profile_get_secret (self, WILLOW_SECRET_TLS_KEY),
      willow_profile_get_secret (self, WILLOW_SECRET_TLS_PASSPHRASE));
}

/* One that is none is left out; a note tells. */
static void
build_psk (WillowProfile *self, WillowTlsSettings *settings)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  GBytes *hex = willow_profile_get_secret (self, WILLOW_SECRET_TLS_PSK);
  g_autoptr (GBytes) key = NULL;

  if (!values->tls_use_psk || hex == NULL ||
      values->tls_psk_identity[0] == '\0')
    return;
  key = willow_tls_psk_parse (hex);
  if (key != NULL)
    willow_tls_settings_add_psk (settings, values->tls_psk_identity, key);
}

/* What somebody proved with other settings is not gone on with. */
static char *
dup_identity (const WillowProfileValues *values)
{
  g_autofree char *all = g_strdup_printf ("%s\n%u\n%u\n%s\n%s\n%d%s\n%s",
                                          values->tls_certificate,
                                          values->tls_minimum,
                                          values->tls_maximum,
                                          values->tls_ciphers,
                                          values->tls_alpn,
                                          values->tls_send_sni,
                                          values->tls_sni,
                                          values->tls_verify_name);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all, -1);
}

/* Kept with the profile while the program runs, in no file. */
static void
build_resumption (WillowProfile *self, WillowTlsSettings *settings)
{
  static const char    resumption_key[] = "willow-tls-resumption";
  static const char    identity_key[] = "willow-tls-resumption-identity";
  GObject             *object = G_OBJECT (self);
  WillowTlsResumption *resumption = g_object_get_data (object, resumption_key);
  g_autofree char *identity = dup_identity (willow_profile_get_values (self));

  if (!willow_profile_get_values (self)->tls_resume)
    {
      g_object_set_data (object, resumption_key, NULL);
      return;
    }
  if (resumption == NULL ||
      g_strcmp0 (identity, g_object_get_data (object, identity_key)) != 0)
    {
      resumption = willow_tls_resumption_new ();
      g_object_set_data_full (object,
                              resumption_key,
                              resumption,
                              (GDestroyNotify)willow_tls_resumption_unref);
      g_object_set_data_full (
          object, identity_key, g_steal_pointer (&identity), g_free);
    }
  willow_tls_settings_set_resumption (settings, resumption);
}

WillowTlsSettings *
willow_profile_build_tls (WillowProfile *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  WillowTlsSettings         *settings = willow_tls_settings_new ();

  willow_tls_settings_set_verify (settings, values->tls_verify);
  build_trust (values, settings);
  build_names (values, settings);
  build_identity (self, settings);
  build_psk (self, settings);
  willow_profile_add_key_log (self, settings);
  build_resumption (self, settings);
  willow_tls_settings_set_versions (
      settings, values->tls_minimum, values->tls_maximum);
  willow_tls_settings_set_ciphers (settings,
                                   null_if_empty (values->tls_ciphers));
  return settings;
}

static void
build_headers (WillowProfile *self, WillowConnectorSettings *settings)
{
  GListModel *headers = willow_profile_get_headers (self);

  /* One that cannot be said on a line is left out; a note tells. */
  for (guint i = 0; i < g_list_model_get_n_items (headers); i++)
    {
      g_autoptr (WillowProfileHeader) header =
          g_list_model_get_item (headers, i);

      willow_connector_settings_add_header (
          settings,
          willow_profile_header_get_name (header),
          willow_profile_header_get_value (header));
    }
}

WillowConnectorSettings *
willow_profile_build_connector (WillowProfile *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  WillowConnectorSettings   *settings = willow_connector_settings_new ();

  if (willow_profile_values_use_tls (values))
    {
      g_autoptr (WillowTlsSettings) tls = willow_profile_build_tls (self);

      willow_connector_settings_set_tls (settings, tls);
    }
  if (values->proxy_kind != WILLOW_PROXY_NONE)
    willow_connector_settings_set_proxy (
        settings,
        values->proxy_kind,
        values->proxy_host,
        (guint16)values->proxy_port,
        null_if_empty (values->proxy_user_name),
        willow_profile_get_secret (self, WILLOW_SECRET_PROXY_PASSWORD));
  if (willow_profile_values_use_web_socket (values))
    {
      willow_connector_settings_set_subprotocol (
          settings, willow_profile_get_subprotocol (self));
      willow_connector_settings_set_compression (settings, values->compression);
      build_headers (self, settings);
    }
  return settings;
}
