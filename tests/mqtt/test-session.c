/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-message.h"
#include "mqtt/mqtt-packet-id-set.h"
#include "mqtt/mqtt-session.h"

#include "lib/packet-builder.h"

#include <string.h>

/* Messages, sets of Packet Identifiers, and Sessions on their own. */

static MqttMessage *
message_of (const char *topic, gsize payload_len)
{
  g_autoptr (GBytes) payload =
      g_bytes_new_take (g_malloc0 (payload_len + 1), payload_len);

  return mqtt_message_new (mqtt_slice_from_string (topic),
                           payload,
                           MQTT_QOS_1,
                           FALSE,
                           MQTT_SLICE_NONE,
                           0);
}

/* Only what a Server forwards stays, in order [MQTT-3.3.2-18]; the interval
 * becomes a time. */
static void
test_message_properties (void)
{
  g_autoptr (GByteArray) all =
      pb_hex ("02 0000000a 26 0001 'b' 0001 '1' 23 0007 0b 05 01 01 "
              "26 0001 'a' 0001 '2' 03 0001 't' 08 0001 'r' 09 0002 0102");
  g_autoptr (GByteArray) kept =
      pb_hex ("26 0001 'b' 0001 '1' 01 01 26 0001 'a' 0001 '2' "
              "03 0001 't' 08 0001 'r' 09 0002 0102");
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("t"),
                        NULL,
                        MQTT_QOS_2,
                        TRUE,
                        (MqttSlice){ all->data, all->len },
                        5000000);
  MqttProperties properties = mqtt_message_get_properties (message);

  g_assert_cmpmem (properties.data, properties.len, kept->data, kept->len);
  g_assert_cmpint (mqtt_message_get_expiry_us (message), ==, 15000000);
  g_assert_cmpint (mqtt_message_get_qos (message), ==, MQTT_QOS_2);
  g_assert_true (mqtt_message_get_retain (message));
  g_assert_cmpuint (mqtt_message_get_payload (message).len, ==, 0);
  g_assert_cmpuint (
      g_bytes_get_size (mqtt_message_get_payload_bytes (message)), ==, 0);
}

static void
test_message_longest_expiry (void)
{
  g_autoptr (GByteArray) longest = pb_hex ("02 ffffffff");
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("t"),
                        NULL,
                        MQTT_QOS_0,
                        FALSE,
                        (MqttSlice){ longest->data, longest->len },
                        5);

  g_assert_cmpint (mqtt_message_get_expiry_us (message),
                   ==,
                   G_GINT64_CONSTANT (4294967295000005));
}

static void
test_message_from_publish (void)
{
  const gsize sizes[] = { 0, 1, 64, 1023, 1024, 100000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *payload = g_strnfill (sizes[i], 'p');
      MqttPublish      publish = { .qos = MQTT_QOS_1 };
      g_autoptr (MqttMessage) message = NULL;
      MqttSlice got;

      publish.payload = (MqttSlice){ (const guint8 *)payload, sizes[i] };
      message = mqtt_message_new_from_publish (
          &publish, mqtt_slice_from_string ("a/b"), 0);
      got = mqtt_message_get_payload (message);
      g_assert_cmpmem (got.data, got.len, payload, sizes[i]);
      g_assert_true (got.data != (const guint8 *)payload);
      got = mqtt_message_get_topic (message);
      g_assert_cmpmem (got.data, got.len, "a/b", 3);
      got = mqtt_slice_from_bytes (mqtt_message_get_payload_bytes (message));
      g_assert_cmpmem (got.data, got.len, payload, sizes[i]);
      g_assert_true (mqtt_message_get_payload_bytes (message) ==
                     mqtt_message_get_payload_bytes (message));
      g_assert_cmpint (
          mqtt_message_get_expiry_us (message), ==, MQTT_MESSAGE_NEVER_EXPIRES);
      g_assert_cmpuint (
          mqtt_message_get_size_bytes (message), >=, sizes[i] + 3);
    }
}

/* Against a plain table. */
static void
test_id_set (void)
{
  MqttPacketIdSet      set = { 0 };
  g_autofree gboolean *plain = g_new0 (gboolean, 65536);
  guint                count = 0;

  for (guint i = 0; i < 200000; i++)
    {
      guint16 id = (guint16)g_test_rand_int_range (1, 65536);

      if (i % 1000 == 0)
        id = i % 2000 == 0 ? 1 : 65535;
      if (g_test_rand_int_range (0, 5) < 3)
        {
          g_assert_cmpint (mqtt_packet_id_set_add (&set, id), ==, !plain[id]);
          count += !plain[id];
          plain[id] = TRUE;
        }
      else
        {
          g_assert_cmpint (mqtt_packet_id_set_remove (&set, id), ==, plain[id]);
          count -= plain[id] != 0;
          plain[id] = FALSE;
        }
      g_assert_cmpuint (mqtt_packet_id_set_get_count (&set), ==, count);
      g_assert_cmpint (mqtt_packet_id_set_contains (&set, id), ==, plain[id]);
    }
  mqtt_packet_id_set_clear (&set);
  g_assert_cmpuint (mqtt_packet_id_set_get_count (&set), ==, 0);
  g_assert_false (mqtt_packet_id_set_contains (&set, 1));
}

static void
test_id_set_find_free (void)
{
  MqttPacketIdSet set = { 0 };

  g_assert_cmpuint (mqtt_packet_id_set_find_free (&set, 0), ==, 1);
  g_assert_cmpuint (mqtt_packet_id_set_find_free (&set, 65535), ==, 1);
  for (guint id = 1; id <= 65535; id++)
    {
      g_assert_cmpuint (
          mqtt_packet_id_set_find_free (&set, (guint16)(id - 1)), ==, id);
      mqtt_packet_id_set_add (&set, (guint16)id);
    }
  g_assert_cmpuint (mqtt_packet_id_set_find_free (&set, 0), ==, 0);
  mqtt_packet_id_set_remove (&set, 64);
  for (guint after = 0; after <= 65535; after += 85)
    g_assert_cmpuint (
        mqtt_packet_id_set_find_free (&set, (guint16)after), ==, 64);
  mqtt_packet_id_set_clear (&set);
}

static void
test_limits (void)
{
  g_autoptr (MqttSession) session = mqtt_session_new ();
  g_autoptr (MqttMessage) message = message_of ("a", 1000);
  MqttDelivery delivery = { .qos = MQTT_QOS_1 };
  gsize        size = mqtt_message_get_size_bytes (message);

  mqtt_session_set_queue_limits (session, 0, size * 2 + 1);
  g_assert_true (mqtt_session_enqueue (session, message, &delivery));
  g_assert_true (mqtt_session_enqueue (session, message, &delivery));
  g_assert_false (mqtt_session_enqueue (session, message, &delivery));
  g_assert_cmpuint (mqtt_session_get_queued_bytes (session), ==, size * 2);
  mqtt_session_set_queue_limits (session, 3, 0);
  g_assert_true (mqtt_session_enqueue (session, message, &delivery));
  g_assert_false (mqtt_session_enqueue (session, message, &delivery));
  g_assert_cmpuint (mqtt_session_get_n_queued (session), ==, 3);
  mqtt_session_set_queue_limits (session, 0, size - 1);
  mqtt_session_reset (session);
  g_assert_cmpuint (mqtt_session_get_n_queued (session), ==, 0);
  g_assert_cmpuint (mqtt_session_get_queued_bytes (session), ==, 0);
  g_assert_false (mqtt_session_enqueue (session, message, &delivery));
}

static void
collect_cb (MqttDeliveryState   state,
            guint16             packet_id,
            MqttMessage        *message,
            const MqttDelivery *delivery,
            gpointer            user_data)
{
  MqttSlice topic = mqtt_message_get_topic (message);

  g_assert_cmpint (state, ==, MQTT_DELIVERY_QUEUED);
  g_assert_cmpuint (packet_id, ==, 0);
  g_assert_cmpuint (delivery->subscription_identifiers[1], ==, 8);
  g_string_append_len (user_data, (const char *)topic.data, 1);
}

static void
test_foreach (void)
{
  g_autoptr (MqttSession) session = mqtt_session_new ();
  g_autoptr (GString) seen = g_string_new (NULL);
  guint32      ids[] = { 7, 8 };
  MqttDelivery delivery = { .qos = MQTT_QOS_1,
                            .subscription_identifiers = ids,
                            .n_subscription_identifiers = 2 };

  for (const char *topic = "abc"; *topic != '\0'; topic++)
    {
      g_autoptr (MqttMessage) message = message_of (topic, 0);

      mqtt_session_enqueue (session, message, &delivery);
    }
  ids[1] = 0; /* the Session has its own */
  mqtt_session_foreach_out (session, collect_cb, seen);
  g_assert_cmpstr (seen->str, ==, "abc");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/message/properties", test_message_properties);
  g_test_add_func ("/mqtt/message/longest-expiry", test_message_longest_expiry);
  g_test_add_func ("/mqtt/message/from-publish", test_message_from_publish);
  g_test_add_func ("/mqtt/packet-id-set/random", test_id_set);
  g_test_add_func ("/mqtt/packet-id-set/find-free", test_id_set_find_free);
  g_test_add_func ("/mqtt/session/limits", test_limits);
  g_test_add_func ("/mqtt/session/foreach", test_foreach);
  return g_test_run ();
}
