/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "benchmark-case.h"
#include "lib/packet-builder.h"
#include "mqtt/mqtt-connection.h"
#include "mqtt/mqtt-packet.h"
#include "mqtt/mqtt-topic.h"

#include <string.h>

/* What one packet costs, without a socket, and what the same work costs in
 * libmosquitto, as far as it lets one have it: it exports neither its encoder
 * nor its decoder, but topics, UTF-8 and properties. */

#define TEN_PROPERTIES                                                         \
  "11 0000003c 21 000a 22 0014 27 00010000 17 01 19 01"                        \
  " 26 \"name\" \"value\" 26 \"site\" \"kitchen\" 26 \"n\" \"1\""              \
  " 26 \"n\" \"2\""

/* A packet, its bytes, and room to encode it into. */
typedef struct
{
  GByteArray *bytes;
  GByteArray *out;
  MqttPacket  packet;
} Codec;

static Codec *
codec_new (const char *hex)
{
  Codec        *codec = g_new0 (Codec, 1);
  MqttViolation violation;

  codec->bytes = pb_hex (hex);
  codec->out = g_byte_array_new ();
  if (!mqtt_packet_decode (&codec->packet,
                           MQTT_VERSION_5_0,
                           MQTT_ROLE_CLIENT,
                           (MqttSlice){ codec->bytes->data, codec->bytes->len },
                           &violation))
    g_error ("%s", violation.text);
  return codec;
}

static void
codec_free (gpointer data)
{
  Codec *codec = data;

  g_byte_array_unref (codec->bytes);
  g_byte_array_unref (codec->out);
  g_free (codec);
}

static gpointer
set_up_publish (void)
{
  return codec_new (
      "30 ( \"" BENCHMARK_TOPIC "\" 00"
      " '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef' )");
}

static gpointer
set_up_connect (void)
{
  return codec_new ("10 ( \"MQTT\" 05 c2 003c ( " TEN_PROPERTIES
                    " ) \"benchmark\" \"user\" \"password\" )");
}

static void
run_encode (gpointer data, guint n)
{
  Codec *codec = data;

  for (guint i = 0; i < n; i++)
    {
      g_byte_array_set_size (codec->out, 0);
      mqtt_packet_encode (&codec->packet, codec->out);
    }
  g_assert_cmpmem (
      codec->out->data, codec->out->len, codec->bytes->data, codec->bytes->len);
}

static void
run_decode (gpointer data, guint n)
{
  Codec        *codec = data;
  MqttSlice     frame = { codec->bytes->data, codec->bytes->len };
  MqttViolation violation;
  guint         n_right = 0;

  for (guint i = 0; i < n; i++)
    n_right += mqtt_packet_decode (&codec->packet,
                                   MQTT_VERSION_5_0,
                                   MQTT_ROLE_CLIENT,
                                   frame,
                                   &violation) != FALSE;
  g_assert_cmpuint (n_right, ==, n);
}

/* A Client and a Server joined by memory. */
typedef struct
{
  MqttConnection *client;
  MqttConnection *server;
  MqttSession    *session;
  MqttMessage    *message;
  GByteArray     *bytes;
  guint           n_received;
  guint           n_delivered;
} Pair;

static void
handle (Pair *pair, MqttConnection *connection, const MqttEvent *event)
{
  if (event->type == MQTT_EVENT_CONNECT)
    mqtt_connection_submit_connack (
        connection, &(MqttConnack){ 0 }, pair->session, 0, NULL);
  pair->n_received += event->type == MQTT_EVENT_PUBLISH;
  pair->n_delivered += event->type == MQTT_EVENT_DELIVERED;
}

static gboolean
move (Pair *pair, MqttConnection *from, MqttConnection *to)
{
  MqttSlice slices[4];
  MqttEvent event;
  gsize     total = 0;
  guint     n = mqtt_connection_peek_output (from, slices, 4);

  for (guint i = 0; i < n; i++)
    {
      mqtt_connection_feed (to, slices[i].data, slices[i].len, 0);
      while (mqtt_connection_next_event (to, &event))
        handle (pair, to, &event);
      total += slices[i].len;
    }
  mqtt_connection_consume_output (from, total, 0);
  return n > 0;
}

static void
settle (Pair *pair)
{
  while (move (pair, pair->client, pair->server) ||
         move (pair, pair->server, pair->client))
    ;
}

static gpointer
set_up_pair (void)
{
  MqttConnectionOptions options = { .auto_acknowledge = TRUE };
  MqttConnect           connect = { .clean_start = TRUE };
  Pair                 *pair = g_new0 (Pair, 1);
  Codec                *publish = set_up_publish ();

  connect.client_id = mqtt_slice_from_string ("benchmark");
  pair->session = mqtt_session_new ();
  pair->client = mqtt_connection_new (MQTT_ROLE_CLIENT, &options, NULL, 0);
  pair->server = mqtt_connection_new (MQTT_ROLE_SERVER, &options, NULL, 0);
  mqtt_connection_submit_connect (
      pair->client, &connect, MQTT_VERSION_5_0, 0, NULL);
  pair->message = mqtt_message_new_from_publish (
      &publish->packet.publish, publish->packet.publish.topic, 0);
  pair->bytes = g_byte_array_ref (publish->bytes);
  codec_free (publish);
  settle (pair);
  return pair;
}

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  mqtt_connection_free (pair->client);
  mqtt_connection_free (pair->server);
  mqtt_session_free (pair->session);
  mqtt_message_unref (pair->message);
  g_byte_array_unref (pair->bytes);
  g_free (pair);
}

static void
run_exchange (gpointer data, guint n)
{
  Pair        *pair = data;
  MqttDelivery delivery = { .qos = MQTT_QOS_2 };

  pair->n_received = pair->n_delivered = 0;
  for (guint i = 0; i < n; i++)
    {
      mqtt_connection_submit_publish (
          pair->client, pair->message, &delivery, 0, NULL);
      settle (pair);
    }
  g_assert_cmpuint (pair->n_received, ==, n);
  g_assert_cmpuint (pair->n_delivered, ==, n);
}

static void
run_receive (gpointer data, guint n)
{
  Pair     *pair = data;
  MqttEvent event;

  pair->n_received = 0;
  for (guint i = 0; i < n; i++)
    {
      mqtt_connection_feed (
          pair->server, pair->bytes->data, pair->bytes->len, 0);
      while (mqtt_connection_next_event (pair->server, &event))
        handle (pair, pair->server, &event);
    }
  g_assert_cmpuint (pair->n_received, ==, n);
}

static gpointer
set_up_nothing (void)
{
  return NULL;
}

static void
run_match (gpointer data, guint n)
{
  MqttSlice filter = mqtt_slice_from_string (BENCHMARK_FILTER);
  MqttSlice topic = mqtt_slice_from_string (BENCHMARK_TOPIC);
  guint     n_matches = 0;

  for (guint i = 0; i < n; i++)
    n_matches += mqtt_topic_filter_matches (filter, topic) != FALSE;
  g_assert_cmpuint (n_matches, ==, n);
}

static void
run_check_topic (gpointer data, guint n)
{
  MqttSlice topic = mqtt_slice_from_string (BENCHMARK_TOPIC);
  guint     n_right = 0;

  for (guint i = 0; i < n; i++)
    n_right += mqtt_topic_name_is_valid (topic, NULL) != FALSE;
  g_assert_cmpuint (n_right, ==, n);
}

static void
build_properties (GByteArray *out)
{
  static const char *const pairs[][2] = {
    { "name", "value" }, { "site", "kitchen" }, { "n", "1" }, { "n", "2" }
  };

  mqtt_properties_append_number (
      out, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 60);
  mqtt_properties_append_number (out, MQTT_PROPERTY_RECEIVE_MAXIMUM, 10);
  mqtt_properties_append_number (out, MQTT_PROPERTY_TOPIC_ALIAS_MAXIMUM, 20);
  mqtt_properties_append_number (out, MQTT_PROPERTY_MAXIMUM_PACKET_SIZE, 65536);
  mqtt_properties_append_number (
      out, MQTT_PROPERTY_REQUEST_PROBLEM_INFORMATION, 1);
  mqtt_properties_append_number (
      out, MQTT_PROPERTY_REQUEST_RESPONSE_INFORMATION, 1);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    mqtt_properties_append_pair (out,
                                 mqtt_slice_from_string (pairs[i][0]),
                                 mqtt_slice_from_string (pairs[i][1]));
}

static void
run_properties (gpointer data, guint n)
{
  MqttViolation violation;
  guint         n_right = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();

      build_properties (out);
      n_right += mqtt_properties_validate (mqtt_properties_from_array (out),
                                           MQTT_PACKET_CONNECT,
                                           MQTT_ROLE_CLIENT,
                                           &violation) != FALSE;
    }
  g_assert_cmpuint (n_right, ==, n);
}

static const BenchmarkCase cases[] = {
  { "encode PUBLISH, QoS 0, 64 bytes",
    5000000,
    set_up_publish,
    run_encode,
    codec_free },
  { "decode PUBLISH, QoS 0, 64 bytes",
    5000000,
    set_up_publish,
    run_decode,
    codec_free },
  { "receive PUBLISH, QoS 0, 64 bytes: bytes to event",
    5000000,
    set_up_pair,
    run_receive,
    pair_free },
  { "QoS 2 exchange, both ends, four packets",
    500000,
    set_up_pair,
    run_exchange,
    pair_free },
  { "encode CONNECT with ten properties",
    1000000,
    set_up_connect,
    run_encode,
    codec_free },
  { "decode CONNECT with ten properties",
    1000000,
    set_up_connect,
    run_decode,
    codec_free },
  { "match one filter", 5000000, set_up_nothing, run_match, NULL },
  { "check a Topic Name", 5000000, set_up_nothing, run_check_topic, NULL },
  { "build and check ten properties",
    1000000,
    set_up_nothing,
    run_properties,
    NULL },
};

int
main (int argc, char *argv[])
{
  int code = benchmark_main (cases, G_N_ELEMENTS (cases), argc, argv);

  if (argc == 3 && code == 0)
    return 0;
  return benchmark_main (mosquitto_cases, n_mosquitto_cases, argc, argv);
}
