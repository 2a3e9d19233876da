/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random right packets: decoded from what was encoded they are the same, and
 * encoded again they are the same bytes. */
#include "lib/packet-builder.h"
#include "mqtt/mqtt-packet.h"
#include "mqtt/packet-dump.h"

#include <string.h>

#define N_ROUNDS 20000

typedef struct
{
  GRand      *rand;
  GByteArray *memory; /* never grows: slices point into it */
  GByteArray *properties[2];
  GByteArray *list;
  MqttVersion version;
  MqttRole    sender;
} Source;

static guint
below (Source *source, guint limit)
{
  return (guint)g_rand_int_range (source->rand, 0, (gint)limit);
}

static MqttSlice
bytes (Source *source, guint max_len)
{
  guint     start = below (source, 4096);
  MqttSlice slice = { source->memory->data + start, below (source, max_len) };

  return slice;
}

static MqttSlice
text (Source *source, gboolean may_be_empty)
{
  static const char *const texts[] = {
    "", "a", "a/b", "\xe4\xb8\xad/\xe6\x96\x87", "$SYS/x", "sensor one", "/",
  };
  guint first = may_be_empty ? 0 : 1;

  return mqtt_slice_from_string (
      texts[first + below (source, G_N_ELEMENTS (texts) - first)]);
}

/* Each that may stand at @place, sometimes. */
static MqttProperties
properties (Source *source, guint place, GByteArray *out)
{
  gsize                   n;
  const MqttPropertyInfo *infos = mqtt_property_get_infos (&n);

  g_byte_array_set_size (out, 0);
  for (gsize i = 0; i < n; i++)
    {
      MqttPropertyId id = infos[i].id;
      gboolean       needed = (id == MQTT_PROPERTY_AUTHENTICATION_METHOD &&
                         place == MQTT_PACKET_AUTH);

      if (((infos[i].places >> place) & 1u) == 0 ||
          (below (source, 3) != 0 && !needed) ||
          id == MQTT_PROPERTY_AUTHENTICATION_DATA ||
          (id == MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER &&
           place == MQTT_PACKET_PUBLISH &&
           source->sender == MQTT_ROLE_CLIENT) ||
          (place == MQTT_PACKET_DISCONNECT &&
           (id == MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL ||
            id == MQTT_PROPERTY_SERVER_REFERENCE)))
        continue;
      if (infos[i].type == MQTT_PROPERTY_TYPE_UTF8_STRING_PAIR)
        mqtt_properties_append_pair (
            out, text (source, TRUE), text (source, TRUE));
      else if (infos[i].type == MQTT_PROPERTY_TYPE_BINARY_DATA)
        mqtt_properties_append_value (out, id, bytes (source, 300));
      else if (infos[i].type == MQTT_PROPERTY_TYPE_UTF8_STRING)
        mqtt_properties_append_value (out, id, text (source, FALSE));
      else
        mqtt_properties_append_number (out, id, 1);
    }
  return mqtt_properties_from_array (out);
}

static void
random_connect (Source *source, MqttConnect *c)
{
  c->clean_start = below (source, 2) != 0;
  c->keep_alive_seconds = (guint16)below (source, 65536);
  c->client_id = text (source, FALSE);
  c->properties =
      properties (source, MQTT_PACKET_CONNECT, source->properties[0]);
  c->has_will = below (source, 2) != 0;
  if (c->has_will)
    {
      c->will_qos = below (source, 3);
      c->will_retain = below (source, 2) != 0;
      c->will_topic = text (source, FALSE);
      c->will_payload = bytes (source, 200);
      c->will_properties =
          properties (source, MQTT_PROPERTY_PLACE_WILL, source->properties[1]);
    }
  if (below (source, 2))
    {
      c->user_name = text (source, TRUE);
      if (below (source, 2))
        c->password = bytes (source, 20);
    }
}

static void
random_publish (Source *source, MqttPublish *p)
{
  p->qos = below (source, 3);
  if (p->qos != MQTT_QOS_0)
    {
      p->dup = below (source, 2) != 0;
      p->packet_id = (guint16)(1 + below (source, 65535));
    }
  p->retain = below (source, 2) != 0;
  p->topic = text (source, FALSE);
  p->payload = bytes (source, below (source, 20) == 0 ? 60000 : 100);
  p->properties =
      properties (source, MQTT_PACKET_PUBLISH, source->properties[0]);
}

static guint8
random_code (Source *source, MqttPacketType type)
{
  if (source->version != MQTT_VERSION_5_0)
    return type == MQTT_PACKET_CONNACK  ? (guint8)below (source, 6)
           : type == MQTT_PACKET_SUBACK ? (guint8)below (source, 3)
                                        : 0;
  for (;;)
    {
      guint8 code = (guint8)below (source, 256);

      if (mqtt_reason_code_is_allowed (code, type, source->sender))
        return code;
    }
}

static void
random_filters (Source *source, MqttPacket *packet)
{
  g_byte_array_set_size (source->list, 0);
  for (guint i = 0; i <= below (source, 4); i++)
    {
      MqttSubscription s = { .filter = text (source, FALSE),
                             .qos = below (source, 3),
                             .no_local = below (source, 2) != 0,
                             .retain_as_published = below (source, 2) != 0,
                             .retain_handling = below (source, 3) };

      if (packet->type == MQTT_PACKET_SUBSCRIBE)
        mqtt_filters_append_subscription (source->list, source->version, &s);
      else
        mqtt_filters_append_filter (source->list, s.filter);
    }
  packet->subscribe.packet_id = (guint16)(1 + below (source, 65535));
  packet->subscribe.properties =
      properties (source, packet->type, source->properties[0]);
  packet->subscribe.filters =
      (MqttSlice){ source->list->data, source->list->len };
}

static void
random_suback (Source *source, MqttPacket *packet)
{
  g_byte_array_set_size (source->list, 0);
  for (guint i = 0; i <= below (source, 4); i++)
    pb_u8 (source->list, random_code (source, packet->type));
  packet->suback.packet_id = (guint16)(1 + below (source, 65535));
  packet->suback.properties =
      properties (source, packet->type, source->properties[0]);
  packet->suback.codes = (MqttSlice){ source->list->data, source->list->len };
  if (packet->type == MQTT_PACKET_UNSUBACK &&
      source->version != MQTT_VERSION_5_0)
    packet->suback.codes = MQTT_SLICE_NONE;
}

static void
random_body (Source *source, MqttPacket *packet)
{
  if (packet->type == MQTT_PACKET_CONNECT)
    {
      random_connect (source, &packet->connect);
    }
  else if (packet->type == MQTT_PACKET_CONNACK)
    {
      packet->connack.code = random_code (source, packet->type);
      packet->connack.session_present = packet->connack.code == 0 &&
                                        packet->version != MQTT_VERSION_3_1 &&
                                        below (source, 2) != 0;
      packet->connack.properties =
          properties (source, packet->type, source->properties[0]);
    }
  else if (packet->type == MQTT_PACKET_PUBLISH)
    {
      random_publish (source, &packet->publish);
    }
  else if (packet->type <= MQTT_PACKET_PUBCOMP)
    {
      packet->ack.packet_id = (guint16)(1 + below (source, 65535));
      packet->ack.reason = random_code (source, packet->type);
      packet->ack.properties =
          properties (source, packet->type, source->properties[0]);
    }
  else if (packet->type == MQTT_PACKET_SUBSCRIBE ||
           packet->type == MQTT_PACKET_UNSUBSCRIBE)
    {
      random_filters (source, packet);
    }
  else if (packet->type <= MQTT_PACKET_UNSUBACK)
    {
      random_suback (source, packet);
    }
  else if (packet->type >= MQTT_PACKET_DISCONNECT)
    {
      packet->reason.reason = random_code (source, packet->type);
      packet->reason.properties =
          properties (source, packet->type, source->properties[0]);
    }
}

/* Who may send it; FALSE where nobody does in this version. */
static gboolean
choose_sender (Source *source, MqttPacketType type)
{
  guint client = 0x1502, server = 0x2a04; /* bits: packet types */

  if (type == MQTT_PACKET_AUTH && source->version != MQTT_VERSION_5_0)
    return FALSE;
  if (type == MQTT_PACKET_DISCONNECT && source->version != MQTT_VERSION_5_0)
    client |= 1u << MQTT_PACKET_DISCONNECT;
  source->sender = below (source, 2) ? MQTT_ROLE_CLIENT : MQTT_ROLE_SERVER;
  if ((client >> type) & 1u)
    source->sender = MQTT_ROLE_CLIENT;
  if ((server >> type) & 1u)
    source->sender = MQTT_ROLE_SERVER;
  return TRUE;
}

/* 3.x has no properties to compare. */
static char *
dump_of (const MqttPacket *packet)
{
  char *dump = packet_dump (packet);
  char *at = packet->version == MQTT_VERSION_5_0 ? NULL : dump;

  while (at != NULL && (at = strstr (at, "props=")) != NULL)
    {
      char *start = at[-1] == 'w' ? at - 2 : at - 1;
      char *end = strchr (at, ' ');

      if (end == NULL)
        *start = '\0';
      else
        memmove (start, end, strlen (end) + 1);
      at = start;
    }
  return dump;
}

static void
round_trip (Source *source, MqttPacket *packet)
{
  g_autoptr (GByteArray) first = g_byte_array_new ();
  g_autoptr (GByteArray) second = g_byte_array_new ();
  g_autofree guint8 *exact = NULL;
  g_autofree char   *before = NULL, *after = NULL;
  MqttPacket         decoded;
  MqttViolation      violation = { 0 };

  g_assert_true (mqtt_packet_encode (packet, first));
  exact = pb_dup_exact (first);
  if (!mqtt_packet_decode (&decoded,
                           source->version,
                           source->sender,
                           (MqttSlice){ exact, first->len },
                           &violation))
    g_error ("%s: %s", packet_dump (packet), violation.text);
  if (packet->type == MQTT_PACKET_CONNECT)
    packet->connect.protocol_version = (guint8)source->version;
  before = dump_of (packet);
  after = dump_of (&decoded);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (mqtt_packet_encode (&decoded, second));
  g_assert_cmpmem (second->data, second->len, first->data, first->len);
}

static void
test_round_trip (void)
{
  static const MqttVersion versions[] = { MQTT_VERSION_3_1,
                                          MQTT_VERSION_3_1_1,
                                          MQTT_VERSION_5_0 };
  Source                   source = { .rand = g_rand_new_with_seed (1883) };

  source.memory = g_byte_array_new ();
  for (guint i = 0; i < 70000; i++)
    pb_u8 (source.memory, (guint8)g_rand_int (source.rand));
  source.properties[0] = g_byte_array_new ();
  source.properties[1] = g_byte_array_new ();
  source.list = g_byte_array_new ();
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      MqttPacket packet = { .version = versions[i % 3] };

      packet.type = 1 + below (&source, 15);
      source.version = packet.version;
      if (!choose_sender (&source, packet.type))
        continue;
      random_body (&source, &packet);
      round_trip (&source, &packet);
    }
  g_byte_array_unref (source.memory);
  g_byte_array_unref (source.properties[0]);
  g_byte_array_unref (source.properties[1]);
  g_byte_array_unref (source.list);
  g_rand_free (source.rand);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/round-trip", test_round_trip);
  return g_test_run ();
}
