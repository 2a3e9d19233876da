/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets: reading, changing and making them. */
#include "fault/willow-fault-engine-private.h"

#include "mqtt/mqtt-reason-code.h"

/* Above it a 3.x code is one of 5.0. */
#define FIRST_REASON_CODE 0x80

void
willow_fault_packet_decode (WillowFaultEngine *engine,
                            WillowFaultPacket *packet)
{
  MqttSlice frame = { packet->bytes->data, packet->bytes->len };

  packet->is_decoded = mqtt_packet_decode (
      &packet->packet,
      packet->type == MQTT_PACKET_CONNECT ? MQTT_VERSION_UNKNOWN
                                          : engine->version,
      willow_direction_get_sender (packet->direction),
      frame,
      NULL);
}

gsize
willow_fault_packet_find_id (const WillowFaultPacket *packet)
{
  const guint8 *data = packet->bytes->data;
  gsize         at = 1;

  if (!packet->is_decoded)
    return 0;
  while ((data[at] & 0x80) != 0)
    at++;
  at++;
  switch ((int)packet->type)
    {
    case MQTT_PACKET_PUBLISH:
      return packet->packet.publish.qos == MQTT_QOS_0
                 ? 0
                 : at + 2 + packet->packet.publish.topic.len;
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBSCRIBE:
    case MQTT_PACKET_UNSUBACK:
      return at;
    default:
      return 0;
    }
}

char *
willow_fault_packet_dup_label (const WillowFaultPacket *packet)
{
  gsize at = willow_fault_packet_find_id (packet);

  if (at == 0)
    return g_strdup (mqtt_packet_type_get_name (packet->type));
  return g_strdup_printf (
      "%s %u",
      mqtt_packet_type_get_name (packet->type),
      (guint)(packet->bytes->data[at] << 8 | packet->bytes->data[at + 1]));
}

void
willow_fault_packet_replace (WillowFaultEngine *engine,
                             WillowFaultPacket *packet,
                             const MqttPacket  *changed)
{
  GByteArray *bytes = g_byte_array_new ();

  if (mqtt_packet_encode (changed, bytes))
    {
      /* What it views is in the old ones. */
      g_byte_array_unref (packet->bytes);
      packet->bytes = bytes;
      willow_fault_packet_decode (engine, packet);
    }
  else
    g_byte_array_unref (bytes);
}

void
willow_fault_engine_send (WillowFaultEngine *engine,
                          WillowDirection    direction,
                          const MqttPacket  *packet)
{
  GByteArray *bytes = g_byte_array_new ();

  if (mqtt_packet_encode (packet, bytes))
    willow_fault_lane_push (
        &engine->lanes[direction], g_byte_array_free_to_bytes (bytes), 0);
  else
    g_byte_array_unref (bytes);
}

void
willow_fault_engine_finish (WillowFaultEngine *engine, WillowCloseMode mode)
{
  engine->is_over = TRUE;
  willow_fault_lane_push_close (&engine->lanes[WILLOW_DIRECTION_TO_CLIENT],
                                mode);
}

static guint8
translate_code (MqttVersion version, guint8 code)
{
  static const guint8 reasons[] = {
    [MQTT_RETURN_ACCEPTED] = MQTT_REASON_SUCCESS,
    [MQTT_RETURN_UNACCEPTABLE_PROTOCOL_VERSION] =
        MQTT_REASON_UNSUPPORTED_PROTOCOL_VERSION,
    [MQTT_RETURN_IDENTIFIER_REJECTED] = MQTT_REASON_CLIENT_IDENTIFIER_NOT_VALID,
    [MQTT_RETURN_SERVER_UNAVAILABLE] = MQTT_REASON_SERVER_UNAVAILABLE,
    [MQTT_RETURN_BAD_USER_NAME_OR_PASSWORD] =
        MQTT_REASON_BAD_USER_NAME_OR_PASSWORD,
    [MQTT_RETURN_NOT_AUTHORIZED] = MQTT_REASON_NOT_AUTHORIZED,
  };

  if (version == MQTT_VERSION_5_0)
    return code < G_N_ELEMENTS (reasons) ? reasons[code] : code;
  return code >= FIRST_REASON_CODE
             ? mqtt_return_code_from_reason_code ((MqttReasonCode)code)
             : code;
}

static void
append_server (GByteArray *properties, const char *server)
{
  if (server != NULL)
    mqtt_properties_append_value (properties,
                                  MQTT_PROPERTY_SERVER_REFERENCE,
                                  mqtt_slice_from_string (server));
}

void
willow_fault_engine_refuse (WillowFaultEngine *engine,
                            guint8             code,
                            const char        *server)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  MqttPacket packet = { .version = engine->version,
                        .type = MQTT_PACKET_CONNACK };

  append_server (properties, server);
  packet.connack.code = translate_code (engine->version, code);
  packet.connack.properties = mqtt_properties_from_array (properties);
  willow_fault_engine_send (engine, WILLOW_DIRECTION_TO_CLIENT, &packet);
  willow_fault_engine_finish (engine, WILLOW_CLOSE_GRACEFUL);
}

/* 3.x has no DISCONNECT of the Server. */
void
willow_fault_engine_disconnect (WillowFaultEngine *engine,
                                guint8             code,
                                const char        *server)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  MqttPacket packet = { .version = engine->version,
                        .type = MQTT_PACKET_DISCONNECT };

  append_server (properties, server);
  packet.reason.reason = code;
  packet.reason.properties = mqtt_properties_from_array (properties);
  if (engine->version == MQTT_VERSION_5_0)
    willow_fault_engine_send (engine, WILLOW_DIRECTION_TO_CLIENT, &packet);
  willow_fault_engine_finish (engine, WILLOW_CLOSE_GRACEFUL);
}
