/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-options.h"

#include "base/willow-secret-bytes.h"

struct _WillowClientOptions
{
  gatomicrefcount ref_count;

  WillowEndpoint          *endpoint;
  WillowConnectorSettings *connector; /* (nullable) */
  MqttVersion              version;
  guint                    connect_timeout_ms;
  guint16                  topic_aliases;

  char    *client_id;
  gboolean clean_start;
  guint16  keep_alive_seconds;
  char    *user_name; /* (nullable) */
  GBytes  *password;  /* (nullable): an own copy, wiped */
  GBytes  *properties;
  char    *method;      /* (nullable) */
  GBytes  *with_method; /* (nullable): properties, and the method */

  char    *will_topic; /* (nullable): no will */
  GBytes  *will_payload;
  MqttQos  will_qos;
  gboolean will_retain;
  GBytes  *will_properties;
};

static void
replace_string (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static void
replace_bytes (GBytes **place, MqttSlice slice)
{
  g_clear_pointer (place, g_bytes_unref);
  *place = g_bytes_new (slice.data, slice.len);
}

static void
join_method (WillowClientOptions *options)
{
  gsize         len;
  const guint8 *data = g_bytes_get_data (options->properties, &len);
  GByteArray   *joined;

  g_clear_pointer (&options->with_method, g_bytes_unref);
  if (options->method == NULL)
    return;
  joined = g_byte_array_new ();
  if (len > 0)
    g_byte_array_append (joined, data, (guint)len);
  mqtt_properties_append_value (joined,
                                MQTT_PROPERTY_AUTHENTICATION_METHOD,
                                mqtt_slice_from_string (options->method));
  options->with_method = g_byte_array_free_to_bytes (joined);
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
  options->client_id = g_strdup ("");
  options->clean_start = TRUE;
  options->keep_alive_seconds = 60;
  options->properties = g_bytes_new (NULL, 0);
  options->will_properties = g_bytes_new (NULL, 0);
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
  g_free (options->client_id);
  g_free (options->user_name);
  g_clear_pointer (&options->password, g_bytes_unref);
  g_bytes_unref (options->properties);
  g_free (options->method);
  g_clear_pointer (&options->with_method, g_bytes_unref);
  g_free (options->will_topic);
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
  replace_string (&options->client_id, client_id);
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
  replace_string (&options->will_topic, topic);
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
  join_method (options);
}

void
willow_client_options_set_authentication_method (WillowClientOptions *options,
                                                 const char          *method)
{
  replace_string (&options->method, method);
  join_method (options);
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

void
willow_client_options_get_connect (const WillowClientOptions *options,
                                   MqttConnect               *connect)
{
  *connect = (MqttConnect){
    .clean_start = options->clean_start,
    .keep_alive_seconds = options->keep_alive_seconds,
    .client_id = mqtt_slice_from_string (options->client_id),
    .user_name = mqtt_slice_from_string (options->user_name),
    .password = mqtt_slice_from_bytes (options->password),
    .properties = mqtt_slice_from_bytes (options->properties),
  };
  if (options->method != NULL)
    {
      connect->user_name = connect->password = MQTT_SLICE_NONE;
      connect->properties = mqtt_slice_from_bytes (options->with_method);
    }
  if (options->will_topic == NULL)
    return;
  connect->has_will = TRUE;
  connect->will_qos = options->will_qos;
  connect->will_retain = options->will_retain;
  connect->will_topic = mqtt_slice_from_string (options->will_topic);
  connect->will_payload = mqtt_slice_from_bytes (options->will_payload);
  connect->will_properties = mqtt_slice_from_bytes (options->will_properties);
}

GBytes *
willow_client_options_encode_connect (const WillowClientOptions *options)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  MqttPacket packet = {
    .version = options->version,
    .type = MQTT_PACKET_CONNECT,
  };

  willow_client_options_get_connect (options, &packet.connect);
  if (!mqtt_packet_encode (&packet, out))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
