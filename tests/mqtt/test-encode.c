/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encoding is literal: what is put in comes out as these bytes, also where a
 * peer would refuse them; and what cannot be expressed fails without a trace.
 */
#include "lib/packet-builder.h"
#include "mqtt/mqtt-packet.h"

#include <string.h>

#define S(text) mqtt_slice_from_string (text)

static void
assert_encodes (const MqttPacket *packet, const char *hex)
{
  g_autoptr (GByteArray) expected = pb_hex (hex);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *)"keep", 4);
  g_assert_true (mqtt_packet_encode (packet, out));
  g_assert_cmpmem (out->data + 4, out->len - 4, expected->data, expected->len);
  g_assert_cmpmem (out->data, 4, "keep", 4);
}

static void
assert_fails (const MqttPacket *packet)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *)"keep", 4);
  g_assert_false (mqtt_packet_encode (packet, out));
  g_assert_cmpmem (out->data, out->len, "keep", 4);
}

static void
test_connect (void)
{
  MqttPacket packet = { .version = MQTT_VERSION_3_1_1,
                        .type = MQTT_PACKET_CONNECT };

  packet.connect.client_id = S ("c");
  packet.connect.keep_alive_seconds = 60;
  assert_encodes (&packet, "10 ( \"MQTT\" 04 00 003c \"c\" )");
  packet.version = MQTT_VERSION_3_1;
  assert_encodes (&packet, "10 ( \"MQIsdp\" 03 00 003c \"c\" )");
  packet.version = MQTT_VERSION_5_0;
  packet.connect.clean_start = TRUE;
  assert_encodes (&packet, "10 ( \"MQTT\" 05 02 003c 00 \"c\" )");
  packet.connect.user_name = S ("");
  packet.connect.password = S ("p");
  packet.connect.has_will = TRUE;
  packet.connect.will_qos = MQTT_QOS_2;
  packet.connect.will_retain = TRUE;
  packet.connect.will_topic = S ("w");
  packet.connect.will_payload = S ("b");
  packet.connect.will_properties = S ("\x01\x01");
  packet.connect.properties = S ("\x17\x01");
  assert_encodes (&packet,
                  "10 ( \"MQTT\" 05 f6 003c ( 17 01 ) \"c\" ( 01 01 ) \"w\""
                  "\"b\" \"\" \"p\" )");
}

/* Practice mode sends what is wrong. */
static void
test_connect_wrong (void)
{
  MqttPacket packet = { .version = MQTT_VERSION_3_1_1,
                        .type = MQTT_PACKET_CONNECT };

  packet.connect.protocol_name = S ("MQXX");
  packet.connect.protocol_version = 9;
  packet.connect.password = S ("p");
  packet.connect.will_qos = 3;
  packet.connect.will_retain = TRUE;
  assert_encodes (&packet, "10 ( \"MQXX\" 09 78 0000 \"\" \"p\" )");
  packet.connect = (MqttConnect){ .protocol_version = 0x84 };
  assert_encodes (&packet, "10 ( \"MQTT\" 84 00 0000 \"\" )");
  packet.version = MQTT_VERSION_UNKNOWN;
  assert_fails (&packet);
}

static void
test_publish (void)
{
  MqttPacket         packet = { .version = MQTT_VERSION_3_1_1,
                                .type = MQTT_PACKET_PUBLISH };
  g_autofree guint8 *payload = g_malloc0 (20000);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  packet.publish.topic = S ("a");
  packet.publish.payload = S ("x");
  packet.publish.packet_id = 7;
  assert_encodes (&packet, "30 ( \"a\" 'x' )");
  packet.publish.qos = MQTT_QOS_1;
  packet.publish.dup = packet.publish.retain = TRUE;
  assert_encodes (&packet, "3b ( \"a\" 0007 'x' )");
  packet.version = MQTT_VERSION_5_0;
  packet.publish.properties = S ("\x23\x01\x01");
  assert_encodes (&packet, "3b ( \"a\" 0007 ( 23 01 01 ) 'x' )");
  packet.publish.qos = 3;
  assert_encodes (&packet, "3f ( \"a\" 0007 ( 23 01 01 ) 'x' )");
  packet.publish.payload = (MqttSlice){ payload, 20000 };
  g_assert_true (
      mqtt_publish_encode_header (&packet.publish, MQTT_VERSION_5_0, out));
  g_assert_cmpmem (out->data,
                   out->len,
                   "\x3f\xa9\x9c\x01\x00\x01"
                   "a\x00\x07\x03\x23\x01\x01",
                   13);
}

static void
test_short_forms (void)
{
  MqttPacket packet = { .version = MQTT_VERSION_5_0,
                        .type = MQTT_PACKET_PUBACK };

  packet.ack.packet_id = 258;
  assert_encodes (&packet, "40 02 0102");
  packet.ack.reason = 0x87;
  assert_encodes (&packet, "40 03 0102 87");
  packet.ack.properties = S ("\x26\x01");
  assert_encodes (&packet, "40 06 0102 87 02 26 01");
  packet.ack.reason = 0;
  assert_encodes (&packet, "40 06 0102 00 02 26 01");
  packet.version = MQTT_VERSION_3_1_1;
  packet.type = MQTT_PACKET_PUBREL;
  assert_encodes (&packet, "62 02 0102");
  packet = (MqttPacket){ .version = MQTT_VERSION_5_0,
                         .type = MQTT_PACKET_DISCONNECT };
  assert_encodes (&packet, "e0 00");
  packet.reason.reason = 0x04;
  assert_encodes (&packet, "e0 01 04");
  packet.reason.properties = S ("\x1f\x01");
  assert_encodes (&packet, "e0 04 04 02 1f 01");
  packet.version = MQTT_VERSION_3_1;
  assert_encodes (&packet, "e0 00");
  packet =
      (MqttPacket){ .version = MQTT_VERSION_5_0, .type = MQTT_PACKET_AUTH };
  assert_encodes (&packet, "f0 00");
  packet.reason.reason = 0x18;
  assert_encodes (&packet, "f0 02 18 00");
  packet.version = MQTT_VERSION_3_1_1;
  assert_fails (&packet);
}

static void
test_others (void)
{
  MqttPacket packet = { .version = MQTT_VERSION_5_0,
                        .type = MQTT_PACKET_CONNACK };

  packet.connack.session_present = TRUE;
  packet.connack.code = 0x87;
  assert_encodes (&packet, "20 03 01 87 00");
  packet.version = MQTT_VERSION_3_1_1;
  assert_encodes (&packet, "20 02 01 87");
  packet.version = MQTT_VERSION_3_1;
  assert_encodes (&packet, "20 02 00 87");
  packet =
      (MqttPacket){ .version = MQTT_VERSION_5_0, .type = MQTT_PACKET_SUBACK };
  packet.suback.packet_id = 1;
  packet.suback.codes = S ("\x01\x80");
  assert_encodes (&packet, "90 05 0001 00 01 80");
  packet.type = MQTT_PACKET_UNSUBACK;
  packet.version = MQTT_VERSION_3_1_1;
  packet.suback.codes = MQTT_SLICE_NONE;
  assert_encodes (&packet, "b0 02 0001");
  packet.type = MQTT_PACKET_PINGREQ;
  assert_encodes (&packet, "c0 00");
  packet.type = MQTT_PACKET_PINGRESP;
  assert_encodes (&packet, "d0 00");
  packet.type = MQTT_PACKET_RESERVED;
  assert_fails (&packet);
}

static void
test_filters (void)
{
  g_autoptr (GByteArray) filters = g_byte_array_new ();
  MqttSubscription   s = { .filter = S ("a"), .qos = MQTT_QOS_1 };
  MqttPacket         packet = { .version = MQTT_VERSION_5_0,
                                .type = MQTT_PACKET_SUBSCRIBE };
  g_autofree guint8 *longest = g_malloc0 (65536);

  s.no_local = s.retain_as_published = TRUE;
  s.retain_handling = MQTT_RETAIN_DO_NOT_SEND;
  g_assert_true (
      mqtt_filters_append_subscription (filters, MQTT_VERSION_5_0, &s));
  g_assert_true (
      mqtt_filters_append_subscription (filters, MQTT_VERSION_3_1_1, &s));
  s.filter = (MqttSlice){ longest, 65536 };
  g_assert_false (
      mqtt_filters_append_subscription (filters, MQTT_VERSION_5_0, &s));
  g_assert_false (mqtt_filters_append_filter (filters, s.filter));
  packet.subscribe.packet_id = 1;
  packet.subscribe.filters = (MqttSlice){ filters->data, filters->len };
  assert_encodes (&packet, "82 ( 0001 00 \"a\" 2d \"a\" 01 )");
  g_byte_array_set_size (filters, 0);
  g_assert_true (mqtt_filters_append_filter (filters, S ("b")));
  packet.type = MQTT_PACKET_UNSUBSCRIBE;
  packet.version = MQTT_VERSION_3_1_1;
  packet.subscribe.filters = (MqttSlice){ filters->data, filters->len };
  assert_encodes (&packet, "a2 ( 0001 \"b\" )");
}

/* both: [MQTT-4.7.3-3], 3.1.1: [MQTT-4.7.3-3] */
static void
test_limits (void)
{
  g_autofree guint8 *bytes = g_malloc0 (65536);
  MqttSlice          too_long = { bytes, 65536 };
  MqttPacket         packet = { .version = MQTT_VERSION_5_0,
                                .type = MQTT_PACKET_PUBLISH };

  packet.publish.topic = too_long;
  assert_fails (&packet);
  packet.publish.topic = S ("a");
  packet.publish.payload = (MqttSlice){ bytes, 268435455 };
  assert_fails (&packet);
  packet.publish.payload = (MqttSlice){ bytes, G_MAXSIZE };
  assert_fails (&packet);
  packet.publish.payload = MQTT_SLICE_NONE;
  packet.publish.properties = (MqttSlice){ bytes, 268435456 };
  assert_fails (&packet);
  packet =
      (MqttPacket){ .version = MQTT_VERSION_5_0, .type = MQTT_PACKET_CONNECT };
  packet.connect.client_id = too_long;
  assert_fails (&packet);
  packet.connect.client_id = MQTT_SLICE_NONE;
  packet.connect.user_name = too_long;
  assert_fails (&packet);
  packet.connect.user_name = MQTT_SLICE_NONE;
  packet.connect.properties = (MqttSlice){ bytes, 268435456 };
  assert_fails (&packet);
  packet =
      (MqttPacket){ .version = MQTT_VERSION_3_1_1, .type = MQTT_PACKET_SUBACK };
  packet.suback.codes = (MqttSlice){ bytes, 268435456 };
  assert_fails (&packet);
}

/* Remaining Lengths at the edges of 1, 2 and 3 bytes. both: [MQTT-1.5.5-1] */
static void
test_remaining_length (void)
{
  static const gsize sizes[] = { 0,       123,     124,    125,
                                 16379,   16380,   16381,  2097148,
                                 2097149, 2097150, 2097151 };
  g_autofree guint8 *bytes = g_malloc0 (2097151);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GByteArray) expected = g_byte_array_new ();
      g_autoptr (GByteArray) out = g_byte_array_new ();
      MqttPacket packet = { .version = MQTT_VERSION_3_1_1,
                            .type = MQTT_PACKET_SUBACK };
      guint      mark = pb_begin (expected, 0x90);

      pb_u16 (expected, 1);
      pb_raw (expected, bytes, sizes[i]);
      pb_end (expected, mark);
      packet.suback.packet_id = 1;
      packet.suback.codes = (MqttSlice){ bytes, sizes[i] };
      g_assert_true (mqtt_packet_encode (&packet, out));
      g_assert_cmpmem (out->data, out->len, expected->data, expected->len);
    }
}

static void
test_property_builders (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GByteArray) expected =
      pb_hex ("01 01 13 003c 02 00000e10 0b ffffff7f 03 \"t\" 09 \"\""
              "26 \"k\" \"v\"");
  MqttProperties properties;
  MqttProperty   property;

  mqtt_properties_append_number (
      out, MQTT_PROPERTY_PAYLOAD_FORMAT_INDICATOR, 1);
  mqtt_properties_append_number (out, MQTT_PROPERTY_SERVER_KEEP_ALIVE, 60);
  mqtt_properties_append_number (
      out, MQTT_PROPERTY_MESSAGE_EXPIRY_INTERVAL, 3600);
  mqtt_properties_append_number (
      out, MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER, 268435455);
  mqtt_properties_append_value (out, MQTT_PROPERTY_CONTENT_TYPE, S ("t"));
  mqtt_properties_append_value (out, MQTT_PROPERTY_CORRELATION_DATA, S (""));
  mqtt_properties_append_pair (out, S ("k"), S ("v"));
  g_assert_cmpmem (out->data, out->len, expected->data, expected->len);
  properties = mqtt_properties_from_array (out);
  g_assert_cmpuint (mqtt_properties_get_number (
                        properties, MQTT_PROPERTY_SERVER_KEEP_ALIVE, 5),
                    ==,
                    60);
  g_assert_cmpuint (
      mqtt_properties_get_number (properties, MQTT_PROPERTY_RECEIVE_MAXIMUM, 5),
      ==,
      5);
  g_assert_true (mqtt_slice_is_present (
      mqtt_properties_get_value (properties, MQTT_PROPERTY_CORRELATION_DATA)));
  g_assert_false (mqtt_slice_is_present (
      mqtt_properties_get_value (properties, MQTT_PROPERTY_REASON_STRING)));
  g_assert_true (mqtt_properties_find (
      properties, MQTT_PROPERTY_USER_PROPERTY, &property));
  g_assert_true (mqtt_slice_equal (property.name, S ("k")));
  g_assert_true (mqtt_slice_equal (property.value, S ("v")));
  g_assert_cmpuint (property.offset, ==, out->len - 7);
  g_assert_cmpuint (property.len, ==, 7);
}

/* Property Lengths at the same edges; 0 is written too. both: [MQTT-1.5.5-1]
 * [MQTT-2.2.2-1] */
static void
test_property_length (void)
{
  static const gsize sizes[] = {
    0, 1, 127, 128, 16383, 16384, 2097151, 2097152
  };
  g_autofree guint8 *bytes = g_malloc0 (2097152);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GByteArray) expected = g_byte_array_new ();
      g_autoptr (GByteArray) out = g_byte_array_new ();
      MqttPublish publish = { .topic = S ("a") };
      guint       mark = pb_begin (expected, 0x30);

      pb_str (expected, "a");
      pb_vbi (expected, (guint32)sizes[i]);
      pb_raw (expected, bytes, sizes[i]);
      pb_end (expected, mark);
      publish.properties = (MqttSlice){ bytes, sizes[i] };
      g_assert_true (
          mqtt_publish_encode_header (&publish, MQTT_VERSION_5_0, out));
      g_assert_cmpmem (out->data, out->len, expected->data, expected->len);
    }
}

/* The longest string that there is. */
static void
test_longest_property (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *bytes = g_malloc0 (65535);
  MqttSlice          longest = { bytes, 65535 };
  MqttProperties     properties;

  mqtt_properties_append_value (out, MQTT_PROPERTY_CORRELATION_DATA, longest);
  mqtt_properties_append_pair (out, longest, longest);
  g_assert_cmpuint (out->len, ==, 3 * (2 + 65535) + 2);
  properties = mqtt_properties_from_array (out);
  g_assert_true (mqtt_slice_equal (
      mqtt_properties_get_value (properties, MQTT_PROPERTY_CORRELATION_DATA),
      longest));
  g_assert_true (mqtt_slice_equal (
      mqtt_properties_get_value (properties, MQTT_PROPERTY_USER_PROPERTY),
      longest));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/encode/connect", test_connect);
  g_test_add_func ("/mqtt/encode/connect-wrong", test_connect_wrong);
  g_test_add_func ("/mqtt/encode/publish", test_publish);
  g_test_add_func ("/mqtt/encode/short-forms", test_short_forms);
  g_test_add_func ("/mqtt/encode/others", test_others);
  g_test_add_func ("/mqtt/encode/filters", test_filters);
  g_test_add_func ("/mqtt/encode/limits", test_limits);
  g_test_add_func ("/mqtt/encode/remaining-length", test_remaining_length);
  g_test_add_func ("/mqtt/encode/property-builders", test_property_builders);
  g_test_add_func ("/mqtt/encode/longest-property", test_longest_property);
  g_test_add_func ("/mqtt/encode/property-length", test_property_length);
  return g_test_run ();
}
