/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile-noting.h"
#include "mqtt/mqtt-packet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
note_hex (const WillowNoting *noting, const char *property, const char *text)
{
  g_autoptr (GBytes) bytes = willow_noting_check_bytes (
      noting, property, text, strlen (text), WILLOW_TEXT_HEX);
}

static gboolean
is_as_written (const WillowProfileValues *values)
{
  return values->use_protocol_name || values->use_protocol_level ||
         values->use_connect_flags ||
         (values->version == MQTT_VERSION_5_0 &&
          (*values->extra_properties != '\0' ||
           *values->extra_will_properties != '\0'));
}

/* Which setting the byte at @offset of the packet comes from. */
static const char *
find_property (const WillowProfileValues *values,
               const guint8              *data,
               gsize                      offset)
{
  gsize name = 1;
  gsize level;

  while (data[name++] & 0x80)
    ; /* Remaining Length */
  level = name + 2 + ((gsize)data[name] << 8 | data[name + 1]);
  if (offset < level)
    return "protocol-name";
  if (offset == level)
    return "protocol-level";
  if (offset == level + 1)
    return "connect-flags";
  if (*values->extra_properties != '\0')
    return "extra-properties";
  if (values->use_will && *values->extra_will_properties != '\0')
    return "extra-will-properties";
  return "connect-flags";
}

/* What a server finds that looks at the very bytes. */
static void
note_packet (const WillowNoting *noting)
{
  g_autoptr (WillowClientOptions) options = willow_client_options_new ();
  g_autoptr (GBytes) bytes = NULL;
  MqttPacket    packet;
  MqttSlice     frame;
  MqttViolation violation;

  willow_client_options_set_version (options,
                                     (MqttVersion)noting->values->version);
  willow_profile_build_connect (noting->profile, noting->password, options);
  bytes = willow_client_options_encode_connect (options);
  if (bytes == NULL)
    return;
  frame = mqtt_slice_from_bytes (bytes);
  if (!mqtt_packet_decode (
          &packet, MQTT_VERSION_UNKNOWN, MQTT_ROLE_CLIENT, frame, &violation))
    willow_noting_warn (
        noting,
        find_property (noting->values, frame.data, violation.offset),
        violation.id,
        _ (violation.text));
}

void
willow_noting_practice (const WillowNoting *noting)
{
  const WillowProfileValues *values = noting->values;

  if (!values->practice)
    return;
  if (values->version == MQTT_VERSION_5_0)
    note_hex (noting, "extra-properties", values->extra_properties);
  if (values->version == MQTT_VERSION_5_0 && values->use_will)
    note_hex (noting, "extra-will-properties", values->extra_will_properties);
  willow_noting_hint (
      noting,
      "practice",
      "",
      _ ("Practice mode: what breaks a rule is sent all the same."));
  if (is_as_written (values))
    note_packet (noting);
}
