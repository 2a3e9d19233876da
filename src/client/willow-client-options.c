/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-options-private.h"

#include "base/willow-secret-bytes.h"

#include <string.h>

static void
replace_string (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static void
replace_text (GBytes **place, const char *text)
{
  g_clear_pointer (place, g_bytes_unref);
  if (text != NULL)
    *place = g_bytes_new (text, strlen (text));
}

static void
share_bytes (GBytes **place, GBytes *bytes)
{
  g_clear_pointer (place, g_bytes_unref);
  *place = bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static void
replace_bytes (GBytes **place, MqttSlice slice)
{
  g_clear_pointer (place, g_bytes_unref);
  *place = g_bytes_new (slice.data, slice.len);
}

/**
 * willow_client_options_new:
 *
 * To localhost by MQTT 5.0, with an empty Client Identifier, Clean Start and a
 * Keep Alive of 60 seconds.
 *
 * Returns: (transfer full):
 */
WillowClientOptions *
willow_client_options_new (void)
{
  WillowClientOptions *options = g_new0 (WillowClientOptions, 1);

  g_atomic_ref_count_init (&options->ref_count);
  options->endpoint =
      willow_endpoint_new (WILLOW_SCHEME_MQTT, "localhost", 1883, NULL);
  options->version = MQTT_VERSION_5_0;
  options->client_id = g_bytes_new (NULL, 0);
  options->clean_start = TRUE;
  options->keep_alive_seconds = 60;
  options->properties = g_bytes_new (NULL, 0);
  options->will_properties = g_bytes_new (NULL, 0);
  options->protocol_level = options->connect_flags = -1;
  return options;
}

WillowClientOptions *
willow_client_options_ref (WillowClientOptions *options)
{
  g_atomic_ref_count_inc (&options->ref_count);
  return options;
}

void
willow_client_options_unref (WillowClientOptions *options)
{
  if (!g_atomic_ref_count_dec (&options->ref_count))
    return;
  willow_endpoint_free (options->endpoint);
  g_clear_pointer (&options->connector, willow_connector_settings_unref);
  g_bytes_unref (options->client_id);
  g_free (options->user_name);
  g_clear_pointer (&options->user_bytes, g_bytes_unref);
  g_clear_pointer (&options->password, g_bytes_unref);
  g_bytes_unref (options->properties);
  g_free (options->method);
  g_clear_pointer (&options->with_method, g_bytes_unref);
  g_free (options->nonce);
  g_clear_pointer (&options->protocol_name, g_bytes_unref);
  g_free (options->refusal);
  g_clear_pointer (&options->will_topic, g_bytes_unref);
  g_clear_pointer (&options->will_payload, g_bytes_unref);
  g_bytes_unref (options->will_properties);
  g_free (options);
}

void
willow_client_options_set_endpoint (WillowClientOptions  *options,
                                    const WillowEndpoint *endpoint)
{
  willow_endpoint_free (options->endpoint);
  options->endpoint = willow_endpoint_copy (endpoint);
}

void
willow_client_options_set_connector (WillowClientOptions     *options,
                                     WillowConnectorSettings *settings)
{
  g_clear_pointer (&options->connector, willow_connector_settings_unref);
  options->connector =
      settings != NULL ? willow_connector_settings_ref (settings) : NULL;
}

WillowConnectorSettings *
willow_client_options_get_connector (const WillowClientOptions *options)
{
  return options->connector;
}

void
willow_client_options_set_version (WillowClientOptions *options,
                                   MqttVersion          version)
{
  options->version = version;
}

void
willow_client_options_set_client_id (WillowClientOptions *options,
                                     const char          *client_id)
{
  replace_text (&options->client_id, client_id);
}

void
willow_client_options_set_client_id_bytes (WillowClientOptions *options,
                                           GBytes              *client_id)
{
  share_bytes (&options->client_id, client_id);
}

void
willow_client_options_set_clean_start (WillowClientOptions *options,
                                       gboolean             clean_start)
{
  options->clean_start = clean_start;
}

void
willow_client_options_set_user_name (WillowClientOptions *options,
                                     const char          *user_name)
{
  replace_string (&options->user_name, user_name);
  replace_text (&options->user_bytes, user_name);
}

void
willow_client_options_set_user_name_bytes (WillowClientOptions *options,
                                           GBytes              *user_name)
{
  gsize       len = 0;
  const char *data =
      user_name != NULL ? g_bytes_get_data (user_name, &len) : NULL;

  share_bytes (&options->user_bytes, user_name);
  g_clear_pointer (&options->user_name, g_free);
  if (user_name != NULL && (len == 0 || g_utf8_validate_len (data, len, NULL)))
    options->user_name = g_strndup (len > 0 ? data : "", len);
}

/**
 * willow_client_options_set_password:
 * @password: (nullable): copied; the copy is wiped when the options are freed
 */
void
willow_client_options_set_password (WillowClientOptions *options,
                                    GBytes              *password)
{
  g_clear_pointer (&options->password, g_bytes_unref);
  if (password != NULL)
    options->password = willow_secret_bytes_copy (password);
}

void
willow_client_options_set_keep_alive_seconds (WillowClientOptions *options,
                                              guint16              seconds)
{
  options->keep_alive_seconds = seconds;
}

void
willow_client_options_set_connect_timeout_ms (WillowClientOptions *options,
                                              guint                milliseconds)
{
  options->connect_timeout_ms = milliseconds;
}

void
willow_client_options_set_topic_aliases (WillowClientOptions *options,
                                         guint16              maximum)
{
  options->topic_aliases = maximum;
}

/**
 * willow_client_options_set_will:
 * @topic: (nullable): %NULL for no will
 * @payload: (nullable): %NULL is an empty one
 */
void
willow_client_options_set_will (WillowClientOptions *options,
                                const char          *topic,
                                GBytes              *payload,
                                MqttQos              qos,
                                gboolean             retain)
{
  g_autoptr (GBytes) bytes = NULL;

  replace_text (&bytes, topic);
  willow_client_options_set_will_bytes (options, bytes, payload, qos, retain);
}

void
willow_client_options_set_will_bytes (WillowClientOptions *options,
                                      GBytes              *topic,
                                      GBytes              *payload,
                                      MqttQos              qos,
                                      gboolean             retain)
{
  share_bytes (&options->will_topic, topic);
  g_clear_pointer (&options->will_payload, g_bytes_unref);
  options->will_payload =
      payload != NULL ? g_bytes_ref (payload) : g_bytes_new (NULL, 0);
  options->will_qos = qos;
  options->will_retain = retain;
}

void
willow_client_options_set_properties (WillowClientOptions *options,
                                      MqttProperties       properties)
{
  replace_bytes (&options->properties, properties);
  willow_client_options_join_method (options);
}

void
willow_client_options_set_authentication_method (WillowClientOptions *options,
                                                 const char          *method)
{
  replace_string (&options->method, method);
  willow_client_options_join_method (options);
}

void
willow_client_options_set_authentication_nonce (WillowClientOptions *options,
                                                const char          *nonce)
{
  replace_string (&options->nonce, nonce);
}

void
willow_client_options_set_as_written (WillowClientOptions *options,
                                      GBytes              *protocol_name,
                                      int                  protocol_level,
                                      int                  connect_flags)
{
  options->as_written = TRUE;
  share_bytes (&options->protocol_name, protocol_name);
  options->protocol_level = protocol_level;
  options->connect_flags = connect_flags;
}

void
willow_client_options_refuse (WillowClientOptions *options,
                              const char          *sentence)
{
  if (options->refusal == NULL)
    options->refusal = g_strdup (sentence);
}

const char *
willow_client_options_get_refusal (const WillowClientOptions *options)
{
  return options->refusal;
}

void
willow_client_options_set_will_properties (WillowClientOptions *options,
                                           MqttProperties       properties)
{
  replace_bytes (&options->will_properties, properties);
}

const WillowEndpoint *
willow_client_options_get_endpoint (const WillowClientOptions *options)
{
  return options->endpoint;
}

MqttVersion
willow_client_options_get_version (const WillowClientOptions *options)
{
  return options->version;
}

guint
willow_client_options_get_connect_timeout_ms (
    const WillowClientOptions *options)
{
  return options->connect_timeout_ms;
}

guint16
willow_client_options_get_topic_aliases (const WillowClientOptions *options)
{
  return options->topic_aliases;
}

const char *
willow_client_options_get_authentication_method (
    const WillowClientOptions *options)
{
  return options->method;
}

const char *
willow_client_options_get_user_name (const WillowClientOptions *options)
{
  return options->user_name;
}

GBytes *
willow_client_options_get_password (const WillowClientOptions *options)
{
  return options->password;
}
