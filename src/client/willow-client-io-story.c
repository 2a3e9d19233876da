/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-io-private.h"

void
willow_client_io_clear_story (WillowClientIo *self)
{
  g_clear_pointer (&self->local, g_free);
  g_clear_pointer (&self->assigned_id, g_free);
  g_clear_pointer (&self->refusal, g_bytes_unref);
  self->accepted_us = 0;
  self->has_server_keep_alive = FALSE;
  self->has_server_expiry = FALSE;
  self->has_left = FALSE;
  self->left_by = WILLOW_DISCONNECT_DROP;
  self->has_leaving_expiry = FALSE;
}

/* The link is there and will send CONNECT. Once a socket is closed it has no
 * address any more. */
void
willow_client_io_begin_story (WillowClientIo *self)
{
  GSocketAddress *local = willow_transport_get_local_address (
      willow_link_get_transport (self->link));

  willow_client_io_clear_story (self);
  self->started_us = willow_clock_get_now_us (self->clock);
  if (local != NULL)
    self->local = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (local));
}

void
willow_client_io_tell_connack (WillowClientIo *self, const MqttEvent *event)
{
  const MqttConnack *connack = &event->packet->connack;
  MqttProperty       property;
  MqttSlice          id;

  if (connack->code != 0)
    {
      self->refusal = g_bytes_new (event->frame.data, event->frame.len);
      return;
    }
  self->accepted_us = willow_link_get_now_us (self->link);
  if (event->packet->version != MQTT_VERSION_5_0)
    return;
  id = mqtt_properties_get_value (connack->properties,
                                  MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER);
  if (id.len > 0)
    self->assigned_id = mqtt_slice_dup_string (id);
  self->has_server_keep_alive = mqtt_properties_find (
      connack->properties, MQTT_PROPERTY_SERVER_KEEP_ALIVE, &property);
  self->has_server_expiry = mqtt_properties_find (
      connack->properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, &property);
  self->server_expiry_seconds = mqtt_properties_get_number (
      connack->properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 0);
}

void
willow_client_io_tell_leaving (WillowClientIo      *self,
                               WillowDisconnectMode mode,
                               MqttProperties       properties)
{
  MqttProperty property;

  self->has_left = TRUE;
  self->left_by = mode;
  self->has_leaving_expiry = mqtt_properties_find (
      properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, &property);
  self->leaving_expiry_seconds = mqtt_properties_get_number (
      properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 0);
}
