/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/willow-sasl-prep.h"
#include "model/profile/willow-profile-noting.h"
#include "model/profile/willow-profile-secrets.h"
#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Who we say we are: Client Identifier, user name, password. */

static void
note_empty_client_id (const WillowNoting *noting)
{
  /* client: [3.1-10] */
  if (noting->values->version == MQTT_VERSION_3_1)
    willow_noting_break (
        noting,
        "client-id",
        "",
        _ ("MQTT 3.1 wants 1 to 23 characters: the server refuses an empty "
           "client identifier with code 2."));
  else if (noting->values->version == MQTT_VERSION_3_1_1 &&
           !noting->values->clean_start)
    willow_noting_break (
        noting,
        "client-id",
        "MQTT-3.1.3-7",
        _ ("An empty client identifier needs clean session: the server "
           "refuses it with code 2 otherwise."));
  else
    willow_noting_hint (noting,
                        "client-id",
                        "",
                        _ ("Empty: the server makes up a client identifier."));
}

static void
note_long_client_id (const WillowNoting *noting)
{
  /* client: [3.1-10] */
  if (noting->values->version == MQTT_VERSION_3_1)
    willow_noting_break (
        noting,
        "client-id",
        "",
        _ ("MQTT 3.1 allows 23 characters at most: the server refuses a "
           "longer one with code 2."));
  else if (noting->values->version == MQTT_VERSION_3_1_1)
    willow_noting_hint (
        noting,
        "client-id",
        "MQTT-3.1.3-5",
        _ ("Longer than 23 characters: a server need not accept that."));
}

/* Bytes where they are no text. */
static gsize
count_chars (MqttSlice text)
{
  return mqtt_utf8_is_valid (text, NULL) && text.len > 0
             ? (gsize)g_utf8_strlen ((const char *)text.data, (gssize)text.len)
             : text.len;
}

static gboolean
is_ascii (MqttSlice text)
{
  for (gsize i = 0; i < text.len; i++)
    if (text.data[i] >= 0x80)
      return FALSE;
  return TRUE;
}

void
willow_noting_client_id (const WillowNoting *noting)
{
  g_autoptr (GBytes) bytes =
      willow_noting_check_string (noting,
                                  "client-id",
                                  noting->values->client_id,
                                  noting->values->client_id_encoding);
  MqttSlice id = mqtt_slice_from_bytes (bytes);

  if (bytes == NULL)
    return;
  if (id.len == 0)
    note_empty_client_id (noting);
  else if (count_chars (id) > MQTT_3_1_CLIENT_ID_MAX_CHARS)
    note_long_client_id (noting);
  if (noting->values->version == MQTT_VERSION_3_1 && !is_ascii (id))
    willow_noting_hint (
        noting,
        "client-id",
        "",
        _ ("MQTT 3.1 does not say which characters a client identifier may "
           "have: old servers take letters and digits only."));
}

static void
note_password (const WillowNoting *noting)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize       len;
  const char *text;

  if (noting->password == NULL)
    return;
  text = g_bytes_get_data (noting->password, &len);
  bytes = willow_noting_check_bytes (
      noting, "password", text, len, noting->values->password_encoding);
  if (bytes == NULL)
    return;
  if (noting->values->password_encoding == WILLOW_TEXT_PLAIN && len > 0 &&
      (g_ascii_isspace (text[0]) || g_ascii_isspace (text[len - 1])))
    willow_noting_hint (
        noting,
        "password",
        "",
        _ ("Begins or ends with a space, which is sent as well."));
  if (noting->values->version == MQTT_VERSION_3_1 &&
      !mqtt_utf8_is_valid (mqtt_slice_from_bytes (bytes), NULL))
    willow_noting_warn (noting,
                        "password",
                        "",
                        _ ("In MQTT 3.1 a password is a text in UTF-8; bytes "
                           "came with 3.1.1."));
}

/* client, 3.1.1: [MQTT-3.1.2-22]; 3.1 section 3.1 has the same without a
 * number, 5.0 allows it. */
static void
note_password_alone (const WillowNoting *noting)
{
  if (noting->values->version == MQTT_VERSION_3_1_1)
    willow_noting_break (
        noting,
        "use-password",
        "MQTT-3.1.2-22",
        _ ("A password without a user name is not allowed in MQTT 3.1.1: the "
           "server closes the connection."));
  else if (noting->values->version == MQTT_VERSION_3_1)
    willow_noting_break (
        noting,
        "use-password",
        "",
        _ ("A password without a user name is not valid in MQTT 3.1."));
}

/* One that is asked for later is not known yet. */
static void
note_scram_password (const WillowNoting *noting)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize       len;
  const char *text;
  char       *prepared;

  if (noting->password == NULL || g_bytes_get_size (noting->password) == 0)
    return;
  text = g_bytes_get_data (noting->password, &len);
  bytes = willow_encoded_text_decode (
      text, len, (WillowTextEncoding)noting->values->password_encoding);
  if (bytes == NULL)
    return;
  text = g_bytes_get_data (bytes, &len);
  prepared = willow_sasl_prep (text != NULL ? text : "", len);
  if (prepared == NULL)
    willow_noting_stop (noting,
                        "password",
                        _ ("SCRAM cannot use this password: it is empty, or "
                           "has characters that are not allowed there."));
  else
    explicit_bzero (prepared, strlen (prepared));
  g_free (prepared);
}

static void
note_scram (const WillowNoting *noting)
{
  const WillowProfileValues *values = noting->values;
  g_autofree char           *prepared = NULL;

  if (values->version != MQTT_VERSION_5_0)
    {
      willow_noting_stop (
          noting,
          "authentication",
          _ ("SCRAM-SHA-256 needs MQTT 5.0: in earlier versions the password "
             "would be sent in the clear."));
      return;
    }
  if (!values->use_user_name || !values->use_password)
    {
      willow_noting_warn (
          noting,
          "authentication",
          "",
          _ ("SCRAM-SHA-256 proves a password: it needs a user name and a "
             "password."));
      return;
    }
  prepared = willow_sasl_prep (values->user_name, strlen (values->user_name));
  if (prepared == NULL)
    willow_noting_stop (noting,
                        "user-name",
                        _ ("SCRAM cannot use this user name: it is empty, or "
                           "has characters that are not allowed there."));
  note_scram_password (noting);
}

static void
note_own_method (const WillowNoting *noting)
{
  GBytes *data = willow_profile_get_secret (noting->profile,
                                            WILLOW_SECRET_AUTHENTICATION_DATA);
  g_autoptr (GBytes) method = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (noting->values->version != MQTT_VERSION_5_0)
    return;
  method = willow_noting_check_string (noting,
                                       "authentication-method",
                                       noting->values->authentication_method,
                                       WILLOW_TEXT_PLAIN);
  if (data != NULL)
    bytes = willow_noting_check_bytes (
        noting,
        "authentication-data",
        g_bytes_get_data (data, NULL),
        g_bytes_get_size (data),
        noting->values->authentication_data_encoding);
  willow_noting_hint (
      noting,
      "authentication-method",
      "",
      _ ("Method and first data are sent as they are. If the server goes on "
         "with AUTH, Willow does not answer it."));
}

void
willow_noting_login (const WillowNoting *noting)
{
  const WillowProfileValues *values = noting->values;

  if (values->use_user_name)
    {
      g_autoptr (GBytes) bytes = willow_noting_check_string (
          noting, "user-name", values->user_name, values->user_name_encoding);
    }
  if (values->use_password)
    note_password (noting);
  if (values->use_password && !values->use_user_name)
    note_password_alone (noting);
  if (values->authentication == WILLOW_AUTHENTICATION_SCRAM_SHA_256)
    note_scram (noting);
  else if (values->authentication == WILLOW_AUTHENTICATION_OWN)
    note_own_method (noting);
}
