/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Client and Server agree on in CONNECT and CONNACK, and what follows from
 * it for the packets after. */
#include "fault/willow-fault-engine-private.h"

#include "mqtt/mqtt-reason-code.h"

#include <glib/gi18n.h>

/* Where a SUBSCRIBE has its QoS, and Retain Handling in 5.0 (3.8.3.1). */
#define QOS_BITS 0x03u
#define RETAIN_HANDLING_BITS 0x30u
#define RETAIN_HANDLING_SHIFT 4u

static WillowFault *
find_agreed (WillowFaultEngine *engine, WillowFaultKind kind)
{
  for (guint i = 0; i < engine->agreed->len; i++)
    if (((WillowFault *)engine->agreed->pdata[i])->kind == kind)
      return engine->agreed->pdata[i];
  return NULL;
}

gboolean
willow_fault_can_agree (WillowFaultEngine       *engine,
                        const WillowFaultPacket *packet,
                        const WillowFault       *fault)
{
  gboolean is_5 = engine->version == MQTT_VERSION_5_0;

  switch ((int)fault->kind)
    {
    case WILLOW_FAULT_IGNORE_KEEP_ALIVE:
      return packet->packet.connect.keep_alive_seconds != 0;
    case WILLOW_FAULT_MAX_QOS:
    case WILLOW_FAULT_NO_RETAIN:
      return TRUE;
    default:
      return is_5;
    }
}

/* In front of the Server: it then counts as the Client does. */
static void
change_keep_alive (WillowFaultEngine *engine,
                   WillowFaultPacket *packet,
                   guint16            seconds)
{
  MqttPacket changed = packet->packet;

  changed.connect.keep_alive_seconds = seconds;
  willow_fault_packet_replace (engine, packet, &changed);
}

/* A will that the CONNACK to come does not allow: [MQTT-3.2.2-12]
 * [MQTT-3.2.2-13] */
static guint8
check_will (WillowFaultEngine *engine,
            const MqttConnect *connect,
            const WillowFault *fault)
{
  if (!connect->has_will || engine->version != MQTT_VERSION_5_0)
    return MQTT_REASON_SUCCESS;
  if (fault->kind == WILLOW_FAULT_MAX_QOS && connect->will_qos > fault->number)
    return MQTT_REASON_QOS_NOT_SUPPORTED;
  if (fault->kind == WILLOW_FAULT_NO_RETAIN && connect->will_retain)
    return MQTT_REASON_RETAIN_NOT_SUPPORTED;
  return MQTT_REASON_SUCCESS;
}

static char *
describe (const WillowFault *fault)
{
  switch ((int)fault->kind)
    {
    case WILLOW_FAULT_KEEP_ALIVE:
      return g_strdup_printf (_ ("Server Keep Alive will be %u s"),
                              fault->number);
    case WILLOW_FAULT_IGNORE_KEEP_ALIVE:
      return g_strdup (_ ("Keep Alive will not be watched"));
    case WILLOW_FAULT_ASSIGN_CLIENT_ID:
      return g_strdup_printf (_ ("Assigned Client Identifier will be “%s”"),
                              fault->text != NULL ? fault->text : "");
    case WILLOW_FAULT_MAX_QOS:
      return g_strdup_printf (_ ("QoS will be at most %u"), fault->number);
    case WILLOW_FAULT_NO_RETAIN:
      return g_strdup (_ ("retained messages will not be available"));
    case WILLOW_FAULT_RECEIVE_MAXIMUM:
      return g_strdup_printf (_ ("Receive Maximum will be %u"), fault->number);
    case WILLOW_FAULT_MAX_PACKET_SIZE:
    default:
      return g_strdup_printf (_ ("Maximum Packet Size will be %u bytes"),
                              fault->number);
    }
}

char *
willow_fault_agree (WillowFaultEngine *engine,
                    WillowFaultPacket *packet,
                    WillowFault       *fault)
{
  guint8 refusal = check_will (engine, &packet->packet.connect, fault);

  if (refusal != MQTT_REASON_SUCCESS)
    {
      packet->is_dropped = TRUE;
      willow_fault_engine_refuse (engine, refusal, NULL);
    }
  else if (fault->kind == WILLOW_FAULT_IGNORE_KEEP_ALIVE)
    change_keep_alive (engine, packet, 0);
  else if (fault->kind == WILLOW_FAULT_KEEP_ALIVE)
    change_keep_alive (engine, packet, (guint16)fault->number);
  g_ptr_array_add (engine->agreed, willow_fault_ref (fault));
  return describe (fault);
}

/* The properties of CONNACK that a fault stands for. */
static MqttPropertyId
get_property (WillowFaultKind kind)
{
  switch ((int)kind)
    {
    case WILLOW_FAULT_KEEP_ALIVE:
      return MQTT_PROPERTY_SERVER_KEEP_ALIVE;
    case WILLOW_FAULT_ASSIGN_CLIENT_ID:
      return MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER;
    case WILLOW_FAULT_MAX_QOS:
      return MQTT_PROPERTY_MAXIMUM_QOS;
    case WILLOW_FAULT_NO_RETAIN:
      return MQTT_PROPERTY_RETAIN_AVAILABLE;
    case WILLOW_FAULT_RECEIVE_MAXIMUM:
      return MQTT_PROPERTY_RECEIVE_MAXIMUM;
    case WILLOW_FAULT_MAX_PACKET_SIZE:
      return MQTT_PROPERTY_MAXIMUM_PACKET_SIZE;
    default:
      return 0;
    }
}

static gboolean
is_replaced (WillowFaultEngine *engine, MqttPropertyId id)
{
  for (guint i = 0; i < engine->agreed->len; i++)
    if (get_property (((WillowFault *)engine->agreed->pdata[i])->kind) == id)
      return TRUE;
  return FALSE;
}

static void
append_agreed (WillowFaultEngine *engine, GByteArray *properties)
{
  for (guint i = 0; i < engine->agreed->len; i++)
    {
      const WillowFault *fault = engine->agreed->pdata[i];
      MqttPropertyId     id = get_property (fault->kind);

      if (id == 0)
        continue;
      if (id == MQTT_PROPERTY_ASSIGNED_CLIENT_IDENTIFIER)
        mqtt_properties_append_value (
            properties,
            id,
            mqtt_slice_from_string (fault->text != NULL ? fault->text : ""));
      else
        mqtt_properties_append_number (properties, id, fault->number);
    }
}

static void
change_connack (WillowFaultEngine *engine, WillowFaultPacket *packet)
{
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  MqttPacket       changed = packet->packet;
  MqttPropertyIter iter;
  MqttProperty     property;

  if (changed.connack.code != 0 || engine->version != MQTT_VERSION_5_0 ||
      engine->agreed->len == 0)
    return;
  mqtt_property_iter_init (&iter, changed.connack.properties);
  while (mqtt_property_iter_next (&iter, &property))
    if (!is_replaced (engine, property.id))
      g_byte_array_append (properties,
                           changed.connack.properties.data + property.offset,
                           (guint)property.len);
  append_agreed (engine, properties);
  changed.connack.properties = mqtt_properties_from_array (properties);
  willow_fault_packet_replace (engine, packet, &changed);
}

/* Granted QoS is then lower by itself, and nothing retained is sent. */
static void
change_subscribe (WillowFaultEngine *engine, WillowFaultPacket *packet)
{
  const WillowFault *qos = find_agreed (engine, WILLOW_FAULT_MAX_QOS);
  gboolean no_retain = find_agreed (engine, WILLOW_FAULT_NO_RETAIN) != NULL &&
                       engine->version == MQTT_VERSION_5_0;
  MqttSlice filters = packet->packet.subscribe.filters;
  gsize     at = (gsize)(filters.data - packet->bytes->data);
  guint8   *data = packet->bytes->data;

  if (qos == NULL && !no_retain)
    return;
  while (at + 2 < packet->bytes->len)
    {
      at += 2 + (gsize)(data[at] << 8 | data[at + 1]);
      if (qos != NULL && (data[at] & QOS_BITS) > qos->number)
        data[at] = (guint8)((data[at] & ~QOS_BITS) | qos->number);
      if (no_retain)
        data[at] = (guint8)((data[at] & ~RETAIN_HANDLING_BITS) |
                            MQTT_RETAIN_DO_NOT_SEND << RETAIN_HANDLING_SHIFT);
      at++;
    }
}

/* As a Server does with whom it told. */
static void
check_publish (WillowFaultEngine *engine, WillowFaultPacket *packet)
{
  const WillowFault *qos = find_agreed (engine, WILLOW_FAULT_MAX_QOS);
  const MqttPublish *publish = &packet->packet.publish;
  gboolean           is_5 = engine->version == MQTT_VERSION_5_0;
  MqttPacket         changed = packet->packet;

  if (is_5 && qos != NULL && publish->qos > qos->number)
    {
      packet->is_dropped = TRUE;
      willow_fault_engine_disconnect (
          engine, MQTT_REASON_QOS_NOT_SUPPORTED, NULL);
    }
  else if (publish->retain &&
           find_agreed (engine, WILLOW_FAULT_NO_RETAIN) != NULL && is_5)
    {
      packet->is_dropped = TRUE;
      willow_fault_engine_disconnect (
          engine, MQTT_REASON_RETAIN_NOT_SUPPORTED, NULL);
    }
  else if (publish->retain &&
           find_agreed (engine, WILLOW_FAULT_NO_RETAIN) != NULL)
    {
      changed.publish.retain = FALSE;
      willow_fault_packet_replace (engine, packet, &changed);
    }
}

void
willow_fault_agreement_apply (WillowFaultEngine *engine,
                              WillowFaultPacket *packet)
{
  const WillowFault *size = find_agreed (engine, WILLOW_FAULT_MAX_PACKET_SIZE);

  if (engine->agreed->len == 0 || !packet->is_decoded)
    return;
  if (packet->type == MQTT_PACKET_CONNACK)
    change_connack (engine, packet);
  else if (packet->direction == WILLOW_DIRECTION_TO_CLIENT ||
           packet->type == MQTT_PACKET_CONNECT)
    return;
  else if (size != NULL && packet->bytes->len > size->number)
    {
      packet->is_dropped = TRUE;
      willow_fault_engine_disconnect (
          engine, MQTT_REASON_PACKET_TOO_LARGE, NULL);
    }
  else if (packet->type == MQTT_PACKET_SUBSCRIBE)
    change_subscribe (engine, packet);
  else if (packet->type == MQTT_PACKET_PUBLISH)
    check_publish (engine, packet);
}
