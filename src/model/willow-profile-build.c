/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/willow-profile.h"

#include "model/willow-profile-fields.h"

#include <string.h>

#define MILLISECONDS_PER_SECOND 1000u

/* A profile, and what is made of it to connect. Nothing is trimmed, corrected
 * or left out here because it is wrong: what was typed is what is sent. */

static void
build_will (const WillowProfileValues *values, WillowClientOptions *options)
{
  g_autoptr (GBytes) payload =
      g_bytes_new (values->will_payload, strlen (values->will_payload));

  willow_client_options_set_will (options,
                                  values->will_topic,
                                  payload,
                                  (MqttQos)values->will_qos,
                                  values->will_retain);
}

static void
build_properties (const WillowProfileValues *values,
                  WillowClientOptions       *options)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  /* 0 is what its absence means (5.0 section 3.1.2.11.2). */
  if (values->version != MQTT_VERSION_5_0 ||
      values->session_expiry_seconds == 0)
    return;
  mqtt_properties_append_number (properties,
                                 MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL,
                                 values->session_expiry_seconds);
  willow_client_options_set_properties (
      options, mqtt_properties_from_array (properties));
}

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
  willow_client_options_set_client_id (options, values->client_id);
  willow_client_options_set_clean_start (options, values->clean_start);
  if (values->use_user_name)
    willow_client_options_set_user_name (options, values->user_name);
  if (values->use_password && password != NULL)
    willow_client_options_set_password (options, password);
  willow_client_options_set_keep_alive_seconds (
      options, (guint16)values->keep_alive_seconds);
  willow_client_options_set_connect_timeout_ms (
      options, values->connect_timeout_seconds * MILLISECONDS_PER_SECOND);
  if (values->use_will)
    build_will (values, options);
  build_properties (values, options);
  return options;
}

GBytes *
willow_profile_build_named_filters (WillowProfile *self, GPtrArray *names)
{
  g_autoptr (GByteArray) filters = g_byte_array_new ();
  GListModel *model = willow_profile_get_subscriptions (self);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileSubscription) item =
          g_list_model_get_item (model, i);
      const char      *filter = willow_profile_subscription_get_filter (item);
      MqttSubscription subscription = { 0 };

      if (!willow_profile_subscription_get_enabled (item))
        continue;
      subscription.filter = mqtt_slice_from_string (filter);
      subscription.qos = willow_profile_subscription_get_qos (item);
      if (mqtt_filters_append_subscription (
              filters, willow_profile_get_version (self), &subscription) &&
          names != NULL)
        g_ptr_array_add (names, g_strdup (filter));
    }
  if (filters->len == 0)
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&filters));
}

GBytes *
willow_profile_build_filters (WillowProfile *self)
{
  return willow_profile_build_named_filters (self, NULL);
}
