/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile.h"

#include "model/profile/willow-profile-fields.h"

#include <glib/gi18n-lib.h>

gboolean
willow_profile_values_use_tls (const WillowProfileValues *values)
{
  return values->scheme == WILLOW_SCHEME_MQTTS ||
         values->scheme == WILLOW_SCHEME_WSS;
}

gboolean
willow_profile_values_use_web_socket (const WillowProfileValues *values)
{
  return values->scheme == WILLOW_SCHEME_WS ||
         values->scheme == WILLOW_SCHEME_WSS;
}

void
willow_profile_choose_scheme (WillowProfile *self, WillowScheme scheme)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  guint old = willow_scheme_get_default_port (values->scheme);

  if (values->port == old)
    g_object_set (
        self, "port", (guint)willow_scheme_get_default_port (scheme), NULL);
  g_object_set (self, "scheme", (guint)scheme, NULL);
}

/* 3.1 came before the name was registered. */
const char *
willow_profile_get_subprotocol (WillowProfile *self)
{
  return willow_profile_get_version (self) == MQTT_VERSION_3_1 ? "mqttv3.1"
                                                               : "mqtt";
}

/* What a request line can say; notes tell of the rest. */
static char *
dup_path (const WillowProfileValues *values)
{
  if (!willow_profile_values_use_web_socket (values))
    return NULL;
  return values->path[0] == '/' ? g_strdup (values->path)
                                : g_strconcat ("/", values->path, NULL);
}

WillowEndpoint *
willow_profile_build_endpoint (WillowProfile *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  g_autofree char           *path = dup_path (values);

  return willow_endpoint_new (
      values->scheme, values->host, (guint16)values->port, path);
}

char *
willow_profile_dup_url (WillowProfile *self)
{
  g_autoptr (WillowEndpoint) endpoint = willow_profile_build_endpoint (self);

  return willow_endpoint_to_string (endpoint);
}

gboolean
willow_profile_set_url (WillowProfile *self,
                        const char    *url,
                        char         **password,
                        GError       **error)
{
  g_autoptr (WillowEndpoint) endpoint = willow_endpoint_parse (url, error);

  if (password != NULL)
    *password = NULL;
  if (endpoint == NULL)
    return FALSE;
  if (endpoint->socket_path != NULL)
    {
      g_set_error_literal (error,
                           G_IO_ERROR,
                           G_IO_ERROR_NOT_SUPPORTED,
                           _ ("A profile connects over a network: Unix sockets "
                              "are for willow-cli."));
      return FALSE;
    }
  g_object_set (self, "scheme", (guint)endpoint->scheme, NULL);
  if (endpoint->path != NULL)
    g_object_set (self, "path", endpoint->path, NULL);
  g_object_set (
      self, "host", endpoint->host, "port", (guint)endpoint->port, NULL);
  if (endpoint->user_name != NULL)
    g_object_set (
        self, "use-user-name", TRUE, "user-name", endpoint->user_name, NULL);
  if (endpoint->password != NULL)
    g_object_set (self, "use-password", TRUE, NULL);
  if (password != NULL)
    *password = g_steal_pointer (&endpoint->password);
  return TRUE;
}
