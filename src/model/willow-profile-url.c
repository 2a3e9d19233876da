/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/willow-profile.h"

#include "model/willow-profile-fields.h"

#include <glib/gi18n-lib.h>

WillowEndpoint *
willow_profile_build_endpoint (WillowProfile *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self);

  return willow_endpoint_new (values->use_tls ? WILLOW_SCHEME_MQTTS
                                              : WILLOW_SCHEME_MQTT,
                              values->host,
                              (guint16)values->port,
                              NULL);
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
  if (endpoint->scheme != WILLOW_SCHEME_MQTT &&
      endpoint->scheme != WILLOW_SCHEME_MQTTS)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_NOT_SUPPORTED,
                   _ ("Willow connects to mqtt:// and mqtts:// addresses, not "
                      "to %s:// ones."),
                   willow_scheme_get_name (endpoint->scheme));
      return FALSE;
    }
  /* On its own, because whoever hears of it may propose a port. */
  g_object_set (self, "use-tls", endpoint->scheme == WILLOW_SCHEME_MQTTS, NULL);
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
