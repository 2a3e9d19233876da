/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-secrets.h"

#include "base/willow-secret-bytes.h"
#include "model/profile/willow-profile-fields.h"

#include <string.h>

/* Values of headers are found by the id of the header. */
#define HEADER_PREFIX "header:"

static const char *const names[] = { WILLOW_SECRET_PROXY_PASSWORD,
                                     WILLOW_SECRET_TLS_KEY,
                                     WILLOW_SECRET_TLS_PASSPHRASE,
                                     WILLOW_SECRET_TLS_PSK,
                                     WILLOW_SECRET_AUTHENTICATION_DATA };

static gboolean
has_secret_header (WillowProfile *self)
{
  GListModel *headers = willow_profile_get_headers (self);

  for (guint i = 0; i < g_list_model_get_n_items (headers); i++)
    {
      g_autoptr (WillowProfileHeader) header =
          g_list_model_get_item (headers, i);

      if (willow_profile_header_is_secret (header))
        return TRUE;
    }
  return FALSE;
}

gboolean
willow_profile_needs_secrets (WillowProfile *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self);

  if (values->proxy_kind != WILLOW_PROXY_NONE &&
      values->proxy_user_name[0] != '\0')
    return TRUE;
  if (willow_profile_values_use_tls (values) &&
      (values->tls_certificate[0] != '\0' || values->tls_use_psk))
    return TRUE;
  if (values->version == MQTT_VERSION_5_0 &&
      values->authentication == WILLOW_AUTHENTICATION_OWN)
    return TRUE;
  return willow_profile_values_use_web_socket (values) &&
         has_secret_header (self);
}

/* A dictionary in GVariant's text: quotes and line ends are its matter. */
static void
add_headers (WillowProfile *self, GVariantDict *dict)
{
  GListModel *headers = willow_profile_get_headers (self);

  for (guint i = 0; i < g_list_model_get_n_items (headers); i++)
    {
      g_autoptr (WillowProfileHeader) header =
          g_list_model_get_item (headers, i);
      g_autofree char *name = g_strconcat (
          HEADER_PREFIX, willow_profile_header_get_id (header), NULL);

      if (willow_profile_header_is_secret (header) &&
          *willow_profile_header_get_value (header) != '\0')
        g_variant_dict_insert (
            dict, name, "s", willow_profile_header_get_value (header));
    }
}

GBytes *
willow_profile_dup_secrets (WillowProfile *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) all = NULL;
  g_autofree char *text = NULL;
  GBytes          *bytes;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GBytes          *value = willow_profile_get_secret (self, names[i]);
      g_autofree char *copy = NULL;
      gsize            len;
      const char      *data;

      if (value == NULL)
        continue;
      data = g_bytes_get_data (value, &len);
      copy = g_strndup (data, len);
      g_variant_dict_insert (&dict, names[i], "s", copy);
      explicit_bzero (copy, len);
    }
  add_headers (self, &dict);
  all = g_variant_ref_sink (g_variant_dict_end (&dict));
  if (g_variant_n_children (all) == 0)
    return NULL;
  text = g_variant_print (all, FALSE);
  bytes = willow_secret_bytes_new (text, strlen (text));
  explicit_bzero (text, strlen (text));
  return bytes;
}

static void
load_headers (WillowProfile *self, GVariant *all)
{
  GListModel *headers = willow_profile_get_headers (self);

  for (guint i = 0; i < g_list_model_get_n_items (headers); i++)
    {
      g_autoptr (WillowProfileHeader) header =
          g_list_model_get_item (headers, i);
      g_autofree char *name = g_strconcat (
          HEADER_PREFIX, willow_profile_header_get_id (header), NULL);
      const char *value;

      if (*willow_profile_header_get_value (header) == '\0' &&
          g_variant_lookup (all, name, "&s", &value))
        g_object_set (header, "value", value, NULL);
    }
}

void
willow_profile_load_secrets (WillowProfile *self, GBytes *text)
{
  gsize       len;
  const char *start = g_bytes_get_data (text, &len);
  g_autoptr (GVariant) all = NULL;
  const char *value;

  if (len > 0)
    all = g_variant_parse (
        G_VARIANT_TYPE_VARDICT, start, start + len, NULL, NULL);
  if (all == NULL)
    return; /* somebody else's */
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (willow_profile_get_secret (self, names[i]) == NULL &&
        g_variant_lookup (all, names[i], "&s", &value))
      {
        g_autoptr (GBytes) bytes =
            willow_secret_bytes_new (value, strlen (value));

        willow_profile_set_secret (self, names[i], bytes);
      }
  load_headers (self, all);
}
