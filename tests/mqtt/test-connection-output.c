/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"
#include "mqtt/mqtt-connection-private.h"

/* The output as slices: small bytes together, large payloads by reference. */

#define LARGE 2000u

static GBytes *
submit_large (Side *side, char fill)
{
  GBytes *payload = g_bytes_new_take (g_strnfill (LARGE, fill), LARGE);
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("a"),
                        payload,
                        MQTT_QOS_0,
                        FALSE,
                        MQTT_SLICE_NONE,
                        side->now_us);
  MqttDelivery delivery = { .qos = MQTT_QOS_0 };

  g_assert_true (mqtt_connection_submit_publish (
      side->connection, message, &delivery, side->now_us, NULL));
  return payload;
}

static void
submit_small (Side *side)
{
  g_assert_true (side_publish (side, "a", "small", MQTT_QOS_0, NULL, NULL));
}

static Side *
connected (guint8 version)
{
  return side_new_connected (MQTT_ROLE_SERVER, version, NULL, NULL, NULL);
}

static void
test_small_together (guint8 version)
{
  g_autoptr (Side) side = connected (version);
  MqttSlice slices[4];
  gsize     one;

  submit_small (side);
  one = mqtt_connection_get_output_length (side->connection);
  submit_small (side);
  submit_small (side);
  g_assert_cmpuint (
      mqtt_connection_peek_output (side->connection, slices, 4), ==, 1);
  g_assert_cmpuint (slices[0].len, ==, 3 * one);
}

static void
test_large_by_reference (guint8 version)
{
  g_autoptr (Side) side = connected (version);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  MqttSlice slices[8];

  submit_small (side);
  first = submit_large (side, 'x');
  second = submit_large (side, 'y');
  submit_small (side);
  g_assert_cmpuint (
      mqtt_connection_peek_output (side->connection, slices, 8), ==, 5);
  g_assert_true (slices[1].data == g_bytes_get_data (first, NULL));
  g_assert_cmpuint (slices[1].len, ==, LARGE);
  g_assert_true (slices[3].data == g_bytes_get_data (second, NULL));
  g_assert_cmpuint (
      mqtt_connection_peek_output (side->connection, slices, 2), ==, 2);
  g_assert_true (slices[1].data == g_bytes_get_data (first, NULL));
  g_assert_cmpuint (
      mqtt_connection_peek_output (side->connection, slices, 1), ==, 1);
}

/* Any number of bytes at a time gives the same stream, and more may be added
 * meanwhile. */
static void
test_any_step (guint8 version)
{
  for (gsize step = 1; step < 2100; step += step < 20 ? 1 : 97)
    {
      g_autoptr (Side) side = connected (version);
      g_autoptr (GByteArray) stream = g_byte_array_new ();
      g_autoptr (GByteArray) wanted = g_byte_array_new ();
      g_autofree char *x = g_strnfill (LARGE, 'x');
      gsize            length;

      for (guint i = 0; i < 6; i++)
        {
          MqttSlice slice;
          gsize     len;

          submit_small (side);
          g_bytes_unref (submit_large (side, 'x'));
          pb_publish (wanted, version, 0, FALSE, 0, "a", "small", 5);
          pb_publish (wanted, version, 0, FALSE, 0, "a", x, LARGE);
          do
            {
              length = mqtt_connection_get_output_length (side->connection);
              g_assert_cmpuint (length, ==, wanted->len - stream->len);
              if (mqtt_connection_peek_output (side->connection, &slice, 1) ==
                  0)
                break;
              len = MIN (slice.len, step);
              g_byte_array_append (stream, slice.data, (guint)len);
              mqtt_connection_consume_output (
                  side->connection, len, side->now_us);
            }
          while (length > 3000 || i == 5);
        }
      g_assert_cmpmem (stream->data, stream->len, wanted->data, wanted->len);
    }
}

/* A reader that is always a bit behind does not make the memory grow. */
static void
test_steady_flow (guint8 version)
{
  g_autoptr (Side) side = connected (version);
  g_autoptr (GByteArray) one = g_byte_array_new ();

  pb_publish (one, version, 0, FALSE, 0, "a", "small", 5);
  submit_small (side);
  for (guint i = 0; i < 200000; i++)
    {
      MqttSlice slice;

      submit_small (side);
      g_assert_cmpuint (
          mqtt_connection_peek_output (side->connection, &slice, 1), ==, 1);
      g_assert_cmpmem (slice.data, one->len, one->data, one->len);
      mqtt_connection_consume_output (side->connection, one->len, side->now_us);
    }
  g_assert_cmpuint (side->connection->output.arena->len, <, 256 * 1024);
  g_assert_cmpuint (
      mqtt_connection_get_output_length (side->connection), ==, one->len);
}

static void
test_steady_flow_of_large (guint8 version)
{
  g_autoptr (Side) side = connected (version);
  gsize one;

  g_bytes_unref (submit_large (side, 'x'));
  one = mqtt_connection_get_output_length (side->connection);
  for (guint i = 0; i < 5000; i++)
    {
      g_bytes_unref (submit_large (side, 'x'));
      mqtt_connection_consume_output (side->connection, one, side->now_us);
    }
  g_assert_cmpuint (side->connection->output.references->len, <, 1024);
}

/* What was not written is let go of with the connection. */
static void
test_references_are_released (guint8 version)
{
  Side   *side = connected (version);
  GBytes *payload = submit_large (side, 'x');
  guint8 *data;
  gsize   len;

  mqtt_connection_consume_output (side->connection, 100, side->now_us);
  side_free (side);
  data = g_bytes_unref_to_data (payload, &len); /* the only reference */
  g_assert_cmpuint (len, ==, LARGE);
  g_free (data);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_for_versions ("output/small-together", test_small_together);
  add_for_versions ("output/large-by-reference", test_large_by_reference);
  add_for_versions ("output/any-step", test_any_step);
  add_for_versions ("output/steady-flow", test_steady_flow);
  add_for_versions ("output/steady-flow-of-large", test_steady_flow_of_large);
  add_for_versions ("output/references-are-released",
                    test_references_are_released);
  return g_test_run ();
}
