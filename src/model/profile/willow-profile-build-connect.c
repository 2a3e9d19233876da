/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-fields.h"
#include "model/profile/willow-profile-secrets.h"
#include "mqtt/mqtt-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SCRAM_SHA_256 "SCRAM-SHA-256"

/* The CONNECT of a profile. Nothing is trimmed, corrected or left out here
 * because it is wrong: what was typed is what is sent, or nothing is. */

/* (transfer full): the bytes that @text stands for */
static GBytes *
decode_len (WillowClientOptions *options,
            const char          *text,
            gsize                len,
            guint                encoding)
{
  GBytes *bytes =
      willow_encoded_text_decode (text, len, (WillowTextEncoding)encoding);

  if (bytes != NULL)
    return bytes;
  willow_client_options_refuse (
      options, willow_encoded_text_get_rule ((WillowTextEncoding)encoding));
  return g_bytes_new (NULL, 0);
}

static GBytes *
decode (WillowClientOptions *options, const char *text, guint encoding)
{
  return decode_len (options, text, strlen (text), encoding);
}

static gboolean
fits (WillowClientOptions *options, gsize len)
{
  if (len <= MQTT_STRING_MAX_BYTES)
    return TRUE;
  willow_client_options_refuse (
      options, _ ("Longer than 65,535 bytes: MQTT cannot express it."));
  return FALSE;
}

static void
append_bytes (WillowClientOptions *options,
              GByteArray          *properties,
              MqttPropertyId       id,
              GBytes              *bytes)
{
  if (fits (options, g_bytes_get_size (bytes)))
    mqtt_properties_append_value (
        properties, id, mqtt_slice_from_bytes (bytes));
}

static void
append_text (WillowClientOptions *options,
             GByteArray          *properties,
             MqttPropertyId       id,
             const char          *text)
{
  if (fits (options, strlen (text)))
    mqtt_properties_append_value (
        properties, id, mqtt_slice_from_string (text));
}

static void
append_pairs (WillowClientOptions *options,
              GByteArray          *properties,
              GListModel          *pairs)
{
  for (guint i = 0; i < g_list_model_get_n_items (pairs); i++)
    {
      g_autoptr (WillowProfileUserProperty) pair =
          g_list_model_get_item (pairs, i);
      MqttSlice name =
          mqtt_slice_from_string (willow_profile_user_property_get_name (pair));
      MqttSlice value = mqtt_slice_from_string (
          willow_profile_user_property_get_value (pair));

      if (fits (options, name.len) && fits (options, value.len))
        mqtt_properties_append_pair (properties, name, value);
    }
}

/* In practice mode: whatever somebody wants to see the answer to. */
static void
append_extra (WillowClientOptions *options,
              GByteArray          *properties,
              const char          *hex)
{
  g_autoptr (GBytes) bytes = decode (options, hex, WILLOW_TEXT_HEX);
  gsize         len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  if (len > 0)
    g_byte_array_append (properties, data, (guint)len);
}

static void
append_numbers (const WillowProfileValues *values, GByteArray *properties)
{
  const struct
  {
    gboolean       use;
    MqttPropertyId id;
    guint32        number;
  } numbers[] = {
    { values->use_session_expiry,
      MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL,
      values->session_expiry_seconds },
    { values->use_receive_maximum,
      MQTT_PROPERTY_RECEIVE_MAXIMUM,
      values->receive_maximum },
    { values->use_maximum_packet_size,
      MQTT_PROPERTY_MAXIMUM_PACKET_SIZE,
      values->maximum_packet_size },
    { values->use_topic_alias_maximum,
      MQTT_PROPERTY_TOPIC_ALIAS_MAXIMUM,
      values->topic_alias_maximum },
    { values->use_request_response_information,
      MQTT_PROPERTY_REQUEST_RESPONSE_INFORMATION,
      values->request_response_information },
    { values->use_request_problem_information,
      MQTT_PROPERTY_REQUEST_PROBLEM_INFORMATION,
      values->request_problem_information },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].use)
      mqtt_properties_append_number (
          properties, numbers[i].id, numbers[i].number);
}

/* "Own": as typed. SCRAM's is the client's matter. */
static void
append_authentication (WillowProfile       *self,
                       WillowClientOptions *options,
                       GByteArray          *properties)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  GBytes                    *typed =
      willow_profile_get_secret (self, WILLOW_SECRET_AUTHENTICATION_DATA);
  g_autoptr (GBytes) data = NULL;

  if (values->authentication != WILLOW_AUTHENTICATION_OWN)
    return;
  append_text (options,
               properties,
               MQTT_PROPERTY_AUTHENTICATION_METHOD,
               values->authentication_method);
  if (typed == NULL)
    return;
  data = decode_len (options,
                     g_bytes_get_data (typed, NULL),
                     g_bytes_get_size (typed),
                     values->authentication_data_encoding);
  append_bytes (options, properties, MQTT_PROPERTY_AUTHENTICATION_DATA, data);
}

static void
build_properties (WillowProfile *self, WillowClientOptions *options)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  append_numbers (values, properties);
  append_pairs (options, properties, willow_profile_get_user_properties (self));
  append_authentication (self, options, properties);
  if (values->practice)
    append_extra (options, properties, values->extra_properties);
  willow_client_options_set_properties (
      options, mqtt_properties_from_array (properties));
}

/* Its texts and bytes. */
static void
append_will_values (const WillowProfileValues *values,
                    WillowClientOptions       *options,
                    GByteArray                *properties)
{
  if (values->use_will_content_type)
    append_text (options,
                 properties,
                 MQTT_PROPERTY_CONTENT_TYPE,
                 values->will_content_type);
  if (values->use_will_response_topic)
    append_text (options,
                 properties,
                 MQTT_PROPERTY_RESPONSE_TOPIC,
                 values->will_response_topic);
  if (values->use_will_correlation_data)
    {
      g_autoptr (GBytes) data = decode (options,
                                        values->will_correlation_data,
                                        values->will_correlation_data_encoding);

      append_bytes (options, properties, MQTT_PROPERTY_CORRELATION_DATA, data);
    }
}

static void
build_will_properties (WillowProfile *self, WillowClientOptions *options)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  if (values->use_will_delay)
    mqtt_properties_append_number (properties,
                                   MQTT_PROPERTY_WILL_DELAY_INTERVAL,
                                   values->will_delay_seconds);
  if (values->use_will_format)
    mqtt_properties_append_number (properties,
                                   MQTT_PROPERTY_PAYLOAD_FORMAT_INDICATOR,
                                   values->will_format);
  if (values->use_will_expiry)
    mqtt_properties_append_number (properties,
                                   MQTT_PROPERTY_MESSAGE_EXPIRY_INTERVAL,
                                   values->will_expiry_seconds);
  append_will_values (values, options, properties);
  append_pairs (
      options, properties, willow_profile_get_will_user_properties (self));
  if (values->practice)
    append_extra (options, properties, values->extra_will_properties);
  willow_client_options_set_will_properties (
      options, mqtt_properties_from_array (properties));
}

static void
build_will (WillowProfile *self, WillowClientOptions *options)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  g_autoptr (GBytes) topic =
      decode (options, values->will_topic, values->will_topic_encoding);
  g_autoptr (GBytes) payload =
      decode (options, values->will_payload, values->will_payload_encoding);

  if (fits (options, g_bytes_get_size (topic)) &&
      fits (options, g_bytes_get_size (payload)))
    willow_client_options_set_will_bytes (options,
                                          topic,
                                          payload,
                                          (MqttQos)values->will_qos,
                                          values->will_retain);
  if (values->version == MQTT_VERSION_5_0)
    build_will_properties (self, options);
}

static void
build_login (const WillowProfileValues *values,
             GBytes                    *password,
             WillowClientOptions       *options)
{
  if (values->use_user_name)
    {
      g_autoptr (GBytes) user_name =
          decode (options, values->user_name, values->user_name_encoding);

      if (fits (options, g_bytes_get_size (user_name)))
        willow_client_options_set_user_name_bytes (options, user_name);
    }
  if (values->use_password && password != NULL)
    {
      gsize       len;
      const char *text = g_bytes_get_data (password, &len);
      g_autoptr (GBytes) bytes = decode_len (
          options, len > 0 ? text : "", len, values->password_encoding);

      if (fits (options, g_bytes_get_size (bytes)))
        willow_client_options_set_password (options, bytes);
    }
}

static void
build_practice (const WillowProfileValues *values, WillowClientOptions *options)
{
  g_autoptr (GBytes) name = NULL;

  if (values->use_protocol_name)
    name = decode (options, values->protocol_name, WILLOW_TEXT_PLAIN);
  if (name != NULL && !fits (options, g_bytes_get_size (name)))
    return;
  willow_client_options_set_as_written (
      options,
      name,
      values->use_protocol_level ? (int)values->protocol_level : -1,
      values->use_connect_flags ? (int)values->connect_flags : -1);
}

void
willow_profile_build_connect (WillowProfile       *self,
                              GBytes              *password,
                              WillowClientOptions *options)
{
  const WillowProfileValues *values = willow_profile_get_values (self);
  g_autoptr (GBytes) client_id =
      decode (options, values->client_id, values->client_id_encoding);

  if (fits (options, g_bytes_get_size (client_id)))
    willow_client_options_set_client_id_bytes (options, client_id);
  willow_client_options_set_clean_start (options, values->clean_start);
  willow_client_options_set_keep_alive_seconds (
      options, (guint16)values->keep_alive_seconds);
  build_login (values, password, options);
  if (values->use_will)
    build_will (self, options);
  if (values->version == MQTT_VERSION_5_0)
    build_properties (self, options);
  /* In 3.x too, where the client refuses it: the password would go in clear. */
  if (values->authentication == WILLOW_AUTHENTICATION_SCRAM_SHA_256)
    {
      willow_client_options_set_authentication_method (options, SCRAM_SHA_256);
      willow_client_options_set_authentication_nonce (
          options, willow_profile_get_nonce (self));
    }
  if (values->practice)
    build_practice (values, options);
}
