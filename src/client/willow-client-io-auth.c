/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-io-private.h"

#include "client/willow-client-options-private.h"

#include <glib/gi18n.h>

/* Enhanced authentication (5.0 section 4.12): the method of the options is
 * SCRAM-SHA-256 or none. */

gboolean
willow_client_io_has_method (WillowClientIo *self)
{
  return willow_client_options_get_authentication_method (self->options) !=
         NULL;
}

void
willow_client_io_clear_auth (WillowClientIo *self)
{
  g_clear_pointer (&self->scram, willow_scram_client_free);
  g_clear_error (&self->auth_error);
  self->auth_token = 0;
}

/* (transfer full) (nullable): the first message of a new exchange */
static char *
begin (WillowClientIo *self, GError **error)
{
  g_autofree char *nonce = willow_client_options_take_nonce (self->options);

  willow_client_io_clear_auth (self);
  return willow_client_options_start_scram (
      self->options, nonce, &self->scram, error);
}

gboolean
willow_client_io_begin_auth (WillowClientIo *self,
                             GByteArray     *properties,
                             GError        **error)
{
  g_autofree char *message = begin (self, error);

  if (message == NULL)
    return FALSE;
  mqtt_properties_append_value (properties,
                                MQTT_PROPERTY_AUTHENTICATION_DATA,
                                mqtt_slice_from_string (message));
  return TRUE;
}

static gboolean
send_auth (WillowClientIo *self,
           MqttReasonCode  reason,
           const char     *message,
           GError        **error)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();

  mqtt_properties_append_value (
      properties,
      MQTT_PROPERTY_AUTHENTICATION_METHOD,
      mqtt_slice_from_string (
          willow_client_options_get_authentication_method (self->options)));
  mqtt_properties_append_value (properties,
                                MQTT_PROPERTY_AUTHENTICATION_DATA,
                                mqtt_slice_from_string (message));
  return mqtt_connection_submit_auth (willow_link_get_connection (self->link),
                                      (guint8)reason,
                                      mqtt_properties_from_array (properties),
                                      willow_link_get_now_us (self->link),
                                      error);
}

/* [MQTT-4.12.1-2]. The codes for this are the Server's alone, so that the
 * Reason Code is 0x80. @error: (transfer full) */
static void
fail (WillowClientIo *self, GError *error)
{
  g_clear_pointer (&self->scram, willow_scram_client_free);
  g_clear_error (&self->auth_error);
  self->auth_error = g_error_new_literal (
      WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_AUTHENTICATION, error->message);
  g_error_free (error);
  mqtt_connection_submit_disconnect (willow_link_get_connection (self->link),
                                     MQTT_REASON_UNSPECIFIED_ERROR,
                                     MQTT_SLICE_NONE,
                                     willow_link_get_now_us (self->link));
  willow_link_flush (self->link);
}

/* Whether the Server knows the password, too. */
static gboolean
verify (WillowClientIo *self, MqttProperties properties)
{
  MqttSlice data =
      mqtt_properties_get_value (properties, MQTT_PROPERTY_AUTHENTICATION_DATA);
  GError *error = NULL;

  if (self->scram != NULL &&
      !willow_scram_client_verify (self->scram, data.data, data.len, &error))
    {
      fail (self, error);
      return FALSE;
    }
  g_clear_pointer (&self->scram, willow_scram_client_free);
  return TRUE;
}

gboolean
willow_client_io_check_connack (WillowClientIo    *self,
                                const MqttConnack *connack)
{
  return connack->code != 0 || verify (self, connack->properties);
}

static void
answer (WillowClientIo *self, MqttProperties properties)
{
  MqttSlice data =
      mqtt_properties_get_value (properties, MQTT_PROPERTY_AUTHENTICATION_DATA);
  GError          *error = NULL;
  g_autofree char *message =
      willow_scram_client_answer (self->scram, data.data, data.len, &error);

  /* [MQTT-4.12.0-3] */
  if (message == NULL ||
      !send_auth (self, MQTT_REASON_CONTINUE_AUTHENTICATION, message, &error))
    fail (self, error);
}

void
willow_client_io_hear_auth (WillowClientIo *self, const MqttReason *auth)
{
  guint token = self->auth_token;

  if (self->scram == NULL)
    return;
  if (auth->reason == MQTT_REASON_CONTINUE_AUTHENTICATION)
    answer (self, auth->properties);
  else if (verify (self, auth->properties))
    {
      self->auth_token = 0;
      willow_client_io_post_answer (self, token, auth->reason, MQTT_SLICE_NONE);
    }
}

/* What to say about the end, where it was authentication that failed. */
void
willow_client_io_explain_auth (WillowClientIo *self, WillowEnding *ending)
{
  if (self->auth_error == NULL)
    return;
  ending->kind = WILLOW_ENDING_IO_ERROR;
  ending->error = self->auth_error;
}

gboolean
willow_client_io_submit_reauthenticate (WillowClientIo *self,
                                        guint           token,
                                        GError        **error)
{
  g_autofree char *message = NULL;

  if (!willow_client_io_has_method (self) || self->scram != NULL)
    {
      g_set_error_literal (
          error,
          WILLOW_CLIENT_ERROR,
          WILLOW_CLIENT_ERROR_NOT_SUPPORTED,
          self->scram != NULL
              ? _ ("An authentication is under way already")
              : _ ("The connection has no Authentication Method"));
      return FALSE;
    }
  message = begin (self, error);
  if (message == NULL)
    return FALSE;
  self->auth_token = token;
  return send_auth (self, MQTT_REASON_RE_AUTHENTICATE, message, error);
}
