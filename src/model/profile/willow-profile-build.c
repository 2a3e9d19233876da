/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile.h"

#include "model/profile/willow-profile-subscription.h"

#define MILLISECONDS_PER_SECOND 1000u

/* A profile, and what is made of it to connect. Nothing is trimmed, corrected
 * or left out here because it is wrong: what was typed is what is sent. */

WillowClientOptions *
willow_profile_build_options (WillowProfile *self, GBytes *password)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  g_autoptr (WillowEndpoint) endpoint = willow_profile_build_endpoint (self);
  g_autoptr (WillowConnectorSettings) connector =
      willow_profile_build_connector (self);
  WillowClientOptions *options = willow_client_options_new ();

  willow_client_options_set_endpoint (options, endpoint);
  willow_client_options_set_connector (options, connector);
  willow_client_options_set_version (options, (MqttVersion)values->version);
  willow_client_options_set_connect_timeout_ms (
      options, values->connect_timeout_seconds * MILLISECONDS_PER_SECOND);
  willow_profile_build_connect (self, password, options);
  return options;
}

GBytes *
willow_profile_encode_connect (WillowProfile *self, GBytes *password)
{
  g_autoptr (WillowClientOptions) options =
      willow_profile_build_options (self, password);

  return willow_client_options_encode_connect (options);
}

GBytes *
willow_profile_build_filters (WillowProfile *self)
{
  g_autoptr (GByteArray) filters = g_byte_array_new ();
  GListModel *model = willow_profile_get_subscriptions (self);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileSubscription) item =
          g_list_model_get_item (model, i);

      if (willow_profile_subscription_get_enabled (item))
        willow_profile_subscription_append (
            item, willow_profile_get_version (self), filters);
    }
  if (filters->len == 0)
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&filters));
}
