/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/packet-builder.h"
#include "mqtt/mqtt-connection.h"
#include "mqtt/mqtt-packet.h"

/* Receiving a PUBLISH costs no memory beyond what the consumer asks for, and
 * describing nothing costs nothing: the allocator is counted. For the C library
 * of GNU, and without a sanitizer, which brings an allocator of its own. */

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *old, size_t size);
void  __libc_free (void *memory);

void *malloc (size_t size);
void *calloc (size_t n, size_t size);
void *realloc (void *old, size_t size);
void  free (void *memory);

static gboolean is_counting;
static guint    n_allocations;

void *
malloc (size_t size)
{
  n_allocations += is_counting;
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  n_allocations += is_counting;
  return __libc_calloc (n, size);
}

void *
realloc (void *old, size_t size)
{
  n_allocations += is_counting;
  return __libc_realloc (old, size);
}

void
free (void *memory)
{
  __libc_free (memory);
}

static MqttConnection *
connected (guint8 version)
{
  MqttConnectionOptions options = { .auto_acknowledge = TRUE };
  MqttConnection       *connection =
      mqtt_connection_new (MQTT_ROLE_CLIENT, &options, NULL, 0);
  g_autoptr (GByteArray) connack = g_byte_array_new ();
  MqttConnect connect = { .clean_start = TRUE };
  MqttEvent   event;

  connect.client_id = mqtt_slice_from_string ("a");
  if (version == 5)
    pb_raw (connack, "\x20\x06\x00\x00\x03\x22\x00\x0a", 8);
  else
    pb_connack (connack, version, FALSE, 0);
  mqtt_connection_submit_connect (
      connection, &connect, (MqttVersion)version, 0, NULL);
  mqtt_connection_consume_output (
      connection, mqtt_connection_get_output_length (connection), 0);
  mqtt_connection_feed (connection, connack->data, connack->len, 0);
  g_assert_true (mqtt_connection_next_event (connection, &event));
  g_assert_cmpint (event.type, ==, MQTT_EVENT_CONNACK);
  g_assert_false (mqtt_connection_next_event (connection, &event));
  return connection;
}

/* Feeds all bytes in pieces of @chunk. */
static guint
receive (MqttConnection *connection, const GByteArray *bytes, gsize chunk)
{
  MqttEvent event;
  guint     n_messages = 0;

  for (gsize at = 0; at < bytes->len; at += chunk)
    {
      mqtt_connection_feed (
          connection, bytes->data + at, MIN (chunk, bytes->len - at), 0);
      while (mqtt_connection_next_event (connection, &event))
        n_messages += event.type == MQTT_EVENT_PUBLISH;
      mqtt_connection_consume_output (
          connection, mqtt_connection_get_output_length (connection), 0);
    }
  return n_messages;
}

/* @chunk: 1000 lets packets straddle; they are put together in memory that is
 * there already. */
static void
check (guint8 version, guint8 qos, gsize chunk)
{
  MqttConnection *connection = connected (version);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 payload[64] = { 0 };
  guint  n_messages;

  for (guint i = 0; i < 1000; i++)
    pb_publish (bytes,
                version,
                qos,
                FALSE,
                (guint16)(i + 1),
                "home/kitchen/sensor",
                payload,
                sizeof payload);
  receive (connection, bytes, chunk); /* warm */
  n_allocations = 0;
  is_counting = TRUE;
  n_messages = receive (connection, bytes, chunk);
  is_counting = FALSE;
  g_assert_cmpuint (n_messages, ==, 1000);
  g_assert_cmpuint (n_allocations, ==, 0);
  mqtt_connection_free (connection);
}

static void
test_receive (void)
{
  for (guint8 version = 3; version <= 5; version++)
    for (guint8 qos = 0; qos <= 1; qos++)
      {
        check (version, qos, G_MAXSIZE / 2);
        check (version, qos, 1000);
      }
}

static void
test_decode (void)
{
  g_autoptr (GByteArray) bytes =
      pb_hex ("32 ( \"a/b\" 0007 ( 01 01 02 0000003c 03 \"text/plain\" 23 0001"
              " 26 \"n\" \"v\" 26 \"n\" \"w\" ) 'payload' )");
  MqttPacket       packet;
  MqttPropertyIter iter;
  MqttProperty     property;
  guint            n_properties = 0;
  gboolean         is_right;

  n_allocations = 0;
  is_counting = TRUE;
  is_right = mqtt_packet_decode (&packet,
                                 MQTT_VERSION_5_0,
                                 MQTT_ROLE_CLIENT,
                                 (MqttSlice){ bytes->data, bytes->len },
                                 NULL);
  mqtt_property_iter_init (&iter, packet.publish.properties);
  while (mqtt_property_iter_next (&iter, &property))
    n_properties++;
  is_counting = FALSE;
  g_assert_true (is_right);
  g_assert_cmpuint (n_properties, ==, 6);
  g_assert_cmpuint (n_allocations, ==, 0);
}

/* The counter counts. */
static void
test_counter (void)
{
  n_allocations = 0;
  is_counting = TRUE;
  g_free (g_malloc (100));
  is_counting = FALSE;
  g_assert_cmpuint (n_allocations, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/allocation/counter", test_counter);
  g_test_add_func ("/mqtt/allocation/decode", test_decode);
  g_test_add_func ("/mqtt/allocation/receive", test_receive);
  return g_test_run ();
}
