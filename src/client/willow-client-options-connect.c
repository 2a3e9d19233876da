/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-options-private.h"

#define CLEAN_FLAG 0x02u /* section 3.1.2.3 */

/* What is set, as the CONNECT that is sent. */

void
willow_client_options_join_method (WillowClientOptions *options)
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

char *
willow_client_options_take_nonce (WillowClientOptions *options)
{
  if (options->nonce != NULL &&
      g_atomic_int_compare_and_exchange (&options->nonce_taken, 0, 1))
    return g_strdup (options->nonce);
  return willow_scram_new_nonce ();
}

char *
willow_client_options_start_scram (const WillowClientOptions *options,
                                   const char                *nonce,
                                   WillowScramClient        **client,
                                   GError                   **error)
{
  MqttSlice password = mqtt_slice_from_bytes (options->password);
  g_autoptr (WillowScramClient) scram = willow_scram_client_new (
      options->user_name != NULL ? options->user_name : "",
      password.len > 0 ? (const char *)password.data : "",
      password.len,
      nonce,
      error);
  char *message;

  if (scram == NULL)
    return NULL;
  message = willow_scram_client_start (scram);
  if (client != NULL)
    *client = g_steal_pointer (&scram);
  return message;
}

static void
set_will (const WillowClientOptions *options, MqttConnect *connect)
{
  connect->has_will = TRUE;
  connect->will_qos = options->will_qos;
  connect->will_retain = options->will_retain;
  connect->will_topic = mqtt_slice_from_bytes (options->will_topic);
  connect->will_payload = mqtt_slice_from_bytes (options->will_payload);
  connect->will_properties = mqtt_slice_from_bytes (options->will_properties);
}

static void
set_as_written (const WillowClientOptions *options, MqttConnect *connect)
{
  connect->as_written = TRUE;
  connect->protocol_name =
      options->protocol_name != NULL
          ? mqtt_slice_from_bytes (options->protocol_name)
          : mqtt_version_get_protocol_name (options->version);
  connect->protocol_version =
      (guint8)(options->protocol_level >= 0 ? options->protocol_level
                                            : (int)options->version);
  connect->flags = options->connect_flags >= 0
                       ? (guint8)options->connect_flags
                       : mqtt_connect_make_flags (connect);
  connect->clean_start = (connect->flags & CLEAN_FLAG) != 0;
}

void
willow_client_options_get_connect (const WillowClientOptions *options,
                                   MqttConnect               *connect)
{
  *connect = (MqttConnect){
    .clean_start = options->clean_start,
    .keep_alive_seconds = options->keep_alive_seconds,
    .client_id = mqtt_slice_from_bytes (options->client_id),
    .user_name = mqtt_slice_from_bytes (options->user_bytes),
    .password = mqtt_slice_from_bytes (options->password),
    .properties = mqtt_slice_from_bytes (options->properties),
  };
  if (options->method != NULL)
    {
      connect->user_name = connect->password = MQTT_SLICE_NONE;
      connect->properties = mqtt_slice_from_bytes (options->with_method);
    }
  if (options->will_topic != NULL)
    set_will (options, connect);
  if (options->as_written)
    set_as_written (options, connect);
}

/* It does not depend on the password, which may not be known yet. */
static char *
dup_first_message (const WillowClientOptions *options)
{
  g_autoptr (WillowScramClient) scram = NULL;

  if (options->password != NULL && g_bytes_get_size (options->password) > 0)
    return willow_client_options_start_scram (
        options, options->nonce, NULL, NULL);
  scram = willow_scram_client_new (
      options->user_name != NULL ? options->user_name : "",
      "-",
      1,
      options->nonce,
      NULL);
  return scram != NULL ? willow_scram_client_start (scram) : NULL;
}

/* As willow_client_io does, with the nonce that is going to be used. */
static gboolean
add_data (const WillowClientOptions *options,
          MqttConnect               *connect,
          GByteArray                *properties)
{
  g_autofree char *message = NULL;

  if (options->method == NULL)
    return TRUE;
  if (options->version != MQTT_VERSION_5_0)
    return FALSE;
  if (options->nonce == NULL)
    return TRUE;
  message = dup_first_message (options);
  if (message == NULL)
    return FALSE;
  g_byte_array_append (
      properties, connect->properties.data, (guint)connect->properties.len);
  mqtt_properties_append_value (properties,
                                MQTT_PROPERTY_AUTHENTICATION_DATA,
                                mqtt_slice_from_string (message));
  connect->properties = mqtt_properties_from_array (properties);
  return TRUE;
}

GBytes *
willow_client_options_encode_connect (const WillowClientOptions *options)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  MqttPacket packet = {
    .version = options->version,
    .type = MQTT_PACKET_CONNECT,
  };

  if (options->refusal != NULL)
    return NULL;
  willow_client_options_get_connect (options, &packet.connect);
  if (!add_data (options, &packet.connect, properties) ||
      !mqtt_packet_encode (&packet, out))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
