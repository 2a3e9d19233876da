/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-io-private.h"

#include <glib/gi18n.h>

/* Answers @token with the error of a submit call. */
static void
refuse (WillowClientIo *self, guint token, GError *error)
{
  WillowClientNews *news =
      willow_client_io_new_news (self, WILLOW_CLIENT_NEWS_ANSWER);

  news->token = token;
  news->error = error;
  willow_client_io_post (self, news);
}

static gboolean
check_connected (WillowClientIo *self, guint token)
{
  if (willow_client_io_is_connected (self))
    return TRUE;
  refuse (self,
          token,
          g_error_new_literal (WILLOW_CLIENT_ERROR,
                               WILLOW_CLIENT_ERROR_NOT_CONNECTED,
                               _ ("Not connected")));
  return FALSE;
}

/* Sends what a submit call has queued, or tells why it did not. */
static void
finish_submit (WillowClientIo *self, guint token, GError *error)
{
  if (error != NULL)
    refuse (self, token, error);
  else
    willow_link_flush (self->link);
}

void
willow_client_io_publish (WillowClientIo *self,
                          MqttMessage    *message,
                          guint           token)
{
  MqttDelivery delivery = {
    .qos = mqtt_message_get_qos (message),
    .retain = mqtt_message_get_retain (message),
    .token = GUINT_TO_POINTER (token),
  };
  GError *error = NULL;

  if (!check_connected (self, token))
    return;
  mqtt_connection_submit_publish (willow_link_get_connection (self->link),
                                  message,
                                  &delivery,
                                  willow_link_get_now_us (self->link),
                                  &error);
  finish_submit (self, token, error);
}

void
willow_client_io_subscribe (WillowClientIo *self,
                            GBytes         *filters,
                            MqttProperties  properties,
                            guint           token)
{
  GError *error = NULL;

  if (!check_connected (self, token))
    return;
  mqtt_connection_submit_subscribe (willow_link_get_connection (self->link),
                                    mqtt_slice_from_bytes (filters),
                                    properties,
                                    GUINT_TO_POINTER (token),
                                    willow_link_get_now_us (self->link),
                                    &error);
  finish_submit (self, token, error);
}

void
willow_client_io_unsubscribe (WillowClientIo *self,
                              GBytes         *filters,
                              MqttProperties  properties,
                              guint           token)
{
  GError *error = NULL;

  if (!check_connected (self, token))
    return;
  mqtt_connection_submit_unsubscribe (willow_link_get_connection (self->link),
                                      mqtt_slice_from_bytes (filters),
                                      properties,
                                      GUINT_TO_POINTER (token),
                                      willow_link_get_now_us (self->link),
                                      &error);
  finish_submit (self, token, error);
}

void
willow_client_io_reauthenticate (WillowClientIo *self, guint token)
{
  GError *error = NULL;

  if (!check_connected (self, token))
    return;
  willow_client_io_submit_reauthenticate (self, token, &error);
  finish_submit (self, token, error);
}
