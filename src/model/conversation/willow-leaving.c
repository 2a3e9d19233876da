/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-leaving.h"

gboolean
willow_leaving_is_illegal (const WillowLeaving *leaving,
                           WillowConversation  *conversation)
{
  WillowClientOptions *options = willow_ending_log_get_options (
      willow_conversation_get_endings (conversation));
  MqttConnect connect;

  if (options == NULL || !leaving->has_expiry || leaving->expiry_seconds == 0)
    return FALSE;
  willow_client_options_get_connect (options, &connect);
  return mqtt_properties_get_number (
             connect.properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 0) == 0;
}

static void
append_user_property (GByteArray *properties, const WillowLeaving *leaving)
{
  if (*leaving->name != '\0')
    mqtt_properties_append_pair (properties,
                                 mqtt_slice_from_string (leaving->name),
                                 mqtt_slice_from_string (leaving->value));
}

void
willow_leaving_send (const WillowLeaving *leaving,
                     WillowConversation  *conversation)
{
  GByteArray *properties = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  if (leaving->has_expiry)
    mqtt_properties_append_number (properties,
                                   MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL,
                                   leaving->expiry_seconds);
  if (*leaving->reason_string != '\0')
    mqtt_properties_append_value (
        properties,
        MQTT_PROPERTY_REASON_STRING,
        mqtt_slice_from_string (leaving->reason_string));
  append_user_property (properties, leaving);
  bytes = g_byte_array_free_to_bytes (properties);
  willow_conversation_disconnect_with (conversation,
                                       leaving->with_will
                                           ? WILLOW_DISCONNECT_WITH_WILL
                                           : WILLOW_DISCONNECT_CLEAN,
                                       bytes);
}
