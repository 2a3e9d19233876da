/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-connector-settings.h"

#include "base/willow-secret-bytes.h"

#include <string.h>

/* The value may be a secret; its end is in it. */
typedef struct
{
  char   *name;
  GBytes *value;
} Header;

struct _WillowConnectorSettings
{
  gatomicrefcount    ref_count;
  WillowTlsSettings *tls; /* (nullable) */
  WillowProxy        proxy;
  char              *subprotocol;
  GPtrArray         *headers; /* of Header */
  gboolean           compression;
};

static void
header_free (gpointer data)
{
  Header *header = data;

  g_free (header->name);
  g_bytes_unref (header->value);
  g_free (header);
}

static Header *
header_new (const char *name, const char *value)
{
  Header *header = g_new0 (Header, 1);

  header->name = g_strdup (name);
  header->value = willow_secret_bytes_new (value, strlen (value) + 1);
  return header;
}

WillowConnectorSettings *
willow_connector_settings_new (void)
{
  WillowConnectorSettings *settings = g_new0 (WillowConnectorSettings, 1);

  g_atomic_ref_count_init (&settings->ref_count);
  settings->subprotocol = g_strdup ("mqtt");
  settings->headers = g_ptr_array_new_with_free_func (header_free);
  return settings;
}

WillowConnectorSettings *
willow_connector_settings_copy (const WillowConnectorSettings *settings)
{
  WillowConnectorSettings *copy = willow_connector_settings_new ();

  if (settings == NULL)
    return copy;
  willow_connector_settings_set_tls (copy, settings->tls);
  willow_connector_settings_set_proxy (copy,
                                       settings->proxy.kind,
                                       settings->proxy.host,
                                       settings->proxy.port,
                                       settings->proxy.user_name,
                                       settings->proxy.password);
  willow_connector_settings_set_subprotocol (copy, settings->subprotocol);
  for (guint i = 0; i < settings->headers->len; i++)
    {
      const Header *header = g_ptr_array_index (settings->headers, i);

      g_ptr_array_add (
          copy->headers,
          header_new (header->name, g_bytes_get_data (header->value, NULL)));
    }
  copy->compression = settings->compression;
  return copy;
}

WillowConnectorSettings *
willow_connector_settings_ref (WillowConnectorSettings *settings)
{
  g_atomic_ref_count_inc (&settings->ref_count);
  return settings;
}

static void
clear_proxy (WillowProxy *proxy)
{
  g_free (proxy->host);
  g_free (proxy->user_name);
  g_clear_pointer (&proxy->password, g_bytes_unref);
}

void
willow_connector_settings_unref (WillowConnectorSettings *settings)
{
  if (!g_atomic_ref_count_dec (&settings->ref_count))
    return;
  g_clear_pointer (&settings->tls, willow_tls_settings_unref);
  clear_proxy (&settings->proxy);
  g_free (settings->subprotocol);
  g_ptr_array_unref (settings->headers);
  g_free (settings);
}

void
willow_connector_settings_set_tls (WillowConnectorSettings *settings,
                                   WillowTlsSettings       *tls)
{
  g_clear_pointer (&settings->tls, willow_tls_settings_unref);
  settings->tls = tls != NULL ? willow_tls_settings_ref (tls) : NULL;
}

WillowTlsSettings *
willow_connector_settings_get_tls (const WillowConnectorSettings *settings)
{
  return settings->tls;
}

void
willow_connector_settings_set_proxy (WillowConnectorSettings *settings,
                                     WillowProxyKind          kind,
                                     const char              *host,
                                     guint16                  port,
                                     const char              *user_name,
                                     GBytes                  *password)
{
  clear_proxy (&settings->proxy);
  settings->proxy = (WillowProxy){
    .kind = kind,
    .host = g_strdup (host),
    .port = port,
    .user_name = g_strdup (user_name),
    .password = password != NULL ? willow_secret_bytes_copy (password) : NULL,
  };
}

const WillowProxy *
willow_connector_settings_get_proxy (const WillowConnectorSettings *settings)
{
  return &settings->proxy;
}

void
willow_connector_settings_set_subprotocol (WillowConnectorSettings *settings,
                                           const char              *subprotocol)
{
  g_free (settings->subprotocol);
  settings->subprotocol = g_strdup (subprotocol);
}

const char *
willow_connector_settings_get_subprotocol (
    const WillowConnectorSettings *settings)
{
  return settings->subprotocol;
}

/* RFC 9110 section 5.6.2 */
static gboolean
is_token (const char *text)
{
  const char *at = text;

  while (g_ascii_isalnum (*at) ||
         (*at != '\0' && strchr ("!#$%&'*+-.^_`|~", *at) != NULL))
    at++;
  return at > text && *at == '\0';
}

gboolean
willow_connector_settings_add_header (WillowConnectorSettings *settings,
                                      const char              *name,
                                      const char              *value)
{
  if (!is_token (name) || strpbrk (value, "\r\n") != NULL)
    return FALSE;
  g_ptr_array_add (settings->headers, header_new (name, value));
  return TRUE;
}

guint
willow_connector_settings_get_n_headers (
    const WillowConnectorSettings *settings)
{
  return settings->headers->len;
}

/**
 * willow_connector_settings_get_header:
 * @value: (out)
 *
 * Returns: its name
 */
const char *
willow_connector_settings_get_header (const WillowConnectorSettings *settings,
                                      guint                          i,
                                      const char                   **value)
{
  const Header *header = g_ptr_array_index (settings->headers, i);

  *value = g_bytes_get_data (header->value, NULL);
  return header->name;
}

void
willow_connector_settings_set_compression (WillowConnectorSettings *settings,
                                           gboolean                 compression)
{
  settings->compression = compression;
}

gboolean
willow_connector_settings_get_compression (
    const WillowConnectorSettings *settings)
{
  return settings->compression;
}
