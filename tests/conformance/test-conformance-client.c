/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What our Client writes, by literal bytes: CONNECT of all its options, and
 * what it leaves out of PUBLISH and SUBSCRIBE. */
#include "client/willow-client-options.h"
#include "mqtt/connection-side.h"

static const char *const text = "\xef\xbb\xbfä中\xf0\x9f\x8c\xb3";

/* CONNECT from chapter 3.1 of the specifications; each part stands only where
 * its flag is set. */
static GByteArray *
build_connect (guint8 version, guint flags)
{
  GByteArray *out = g_byte_array_new ();
  guint       mark = pb_begin (out, 0x10);

  pb_str (out, version == 3 ? "MQIsdp" : "MQTT");
  pb_u8 (out, version);
  pb_u8 (out, (guint8)flags);
  pb_u16 (out, 60);
  if (version == 5)
    pb_u8 (out, 0);
  pb_str (out, text);
  if (flags & 0x04)
    {
      if (version == 5)
        pb_u8 (out, 0);
      pb_str (out, text);
      pb_str (out, "bye");
    }
  if (flags & 0x80)
    pb_str (out, text);
  if (flags & 0x40)
    pb_str (out, "pä");
  pb_end (out, mark);
  return out;
}

static WillowClientOptions *
build_options (guint8 version, guint flags)
{
  WillowClientOptions *options = willow_client_options_new ();
  g_autoptr (GBytes) password = g_bytes_new_static ("pä", 3);
  g_autoptr (GBytes) payload = g_bytes_new_static ("bye", 3);

  willow_client_options_set_version (options, version);
  willow_client_options_set_client_id (options, text);
  willow_client_options_set_clean_start (options, (flags & 0x02) != 0);
  willow_client_options_set_user_name (options, flags & 0x80 ? text : NULL);
  willow_client_options_set_password (options, flags & 0x40 ? password : NULL);
  /* QoS and RETAIN without a topic say nothing. */
  willow_client_options_set_will (options,
                                  flags & 0x04 ? text : NULL,
                                  payload,
                                  (MqttQos)((flags >> 3) & 3),
                                  (flags & 0x20) != 0);
  return options;
}

/* All combinations of Clean Start, will, Will QoS, Will Retain, User Name and
 * Password. client: [MQTT-3.1.2-9] [MQTT-3.1.2-11] to [MQTT-3.1.2-13]
 * [MQTT-3.1.2-16] to [MQTT-3.1.2-19] [MQTT-3.1.3-1] [MQTT-3.1.3-3]
 * [MQTT-3.1.3-4] [MQTT-3.1.3-11] [MQTT-3.1.3-12] [MQTT-1.5.4-3]
 * [MQTT-2.2.2-1], 3.1.1: [MQTT-3.1.2-9] [MQTT-3.1.2-11] [MQTT-3.1.2-13] to
 * [MQTT-3.1.2-15] [MQTT-3.1.2-18] to [MQTT-3.1.2-21] [MQTT-3.1.3-1]
 * [MQTT-3.1.3-3] [MQTT-3.1.3-4] [MQTT-3.1.3-10] [MQTT-3.1.3-11]
 * [MQTT-1.5.3-3] [MQTT-2.2.2-1], and [3.1-06] [3.1-07] [3.1-12] [3.1-17]
 * [3.1-19] */
static void
test_connect (void)
{
  for (guint8 version = 3; version <= 5; version++)
    for (guint flags = 0; flags < 256; flags += 2)
      {
        g_autoptr (WillowClientOptions) options =
            build_options (version, flags);
        guint sent = flags & 0x04 ? flags : flags & 0xc2;
        g_autoptr (GByteArray) expected = build_connect (version, sent);
        g_autoptr (GBytes) got = NULL;

        if ((flags & 0x18) == 0x18)
          continue; /* no QoS 3 in MqttQos */
        got = willow_client_options_encode_connect (options);
        g_assert_cmpmem (g_bytes_get_data (got, NULL),
                         g_bytes_get_size (got),
                         expected->data,
                         expected->len);
      }
}

static Side *
client (guint8 version, const char *connack_properties)
{
  return side_new_connected (
      MQTT_ROLE_CLIENT, version, NULL, NULL, connack_properties);
}

static gboolean
submit (Side *side, gboolean is_subscribe, const char *filters_hex)
{
  g_autoptr (GByteArray) filters = pb_hex (filters_hex);
  g_autoptr (GError) error = NULL;
  MqttSlice slice = { filters->data, filters->len };
  gboolean  sent;

  sent = is_subscribe ? mqtt_connection_submit_subscribe (side->connection,
                                                          slice,
                                                          MQTT_SLICE_NONE,
                                                          NULL,
                                                          side->now_us,
                                                          &error)
                      : mqtt_connection_submit_unsubscribe (side->connection,
                                                            slice,
                                                            MQTT_SLICE_NONE,
                                                            NULL,
                                                            side->now_us,
                                                            &error);
  if (!sent)
    g_assert_error (
        error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
  return sent;
}

/* At least one Topic Filter. client: [MQTT-3.8.3-2] [MQTT-3.10.3-2], 3.1.1:
 * [MQTT-3.8.3-3] [MQTT-3.10.3-2] */
static void
test_no_filter (void)
{
  for (guint8 version = 3; version <= 5; version++)
    {
      g_autoptr (Side) side = client (version, NULL);

      g_assert_false (submit (side, TRUE, ""));
      g_assert_false (submit (side, FALSE, ""));
      side_expect_output (side, "");
    }
}

/* Topic Filters as they are, in UTF-8, one after the other; flags 0010. client:
 * [MQTT-3.8.3-1] [MQTT-3.10.3-1] [MQTT-3.8.1-1] [MQTT-3.10.1-1], 3.1.1:
 * [MQTT-3.8.3-1] [MQTT-3.10.3-1] [MQTT-3.8.1-1] [MQTT-3.10.1-1]
 * [MQTT-2.2.2-1], and [3.1-02] */
static void
test_filters (void)
{
  for (guint8 version = 3; version <= 5; version++)
    {
      g_autoptr (Side) side = client (version, NULL);
      const char      *properties = version == 5 ? "00" : "";
      g_autofree char *subscribe = g_strdup_printf (
          "82 ( 0001 %s 0004 'ä/#' 01 0004 efbbbf 'b' 02 )", properties);
      g_autofree char *unsubscribe = g_strdup_printf (
          "a2 ( 0002 %s 0004 'ä/#' 0004 efbbbf 'b' )", properties);

      g_assert_true (submit (side, TRUE, "0004 'ä/#' 01 0004 efbbbf 'b' 02"));
      side_expect_output (side, subscribe);
      g_assert_true (submit (side, FALSE, "0004 'ä/#' 0004 efbbbf 'b'"));
      side_expect_output (side, unsubscribe);
    }
}

/* client: [MQTT-3.8.3-4] */
static void
test_no_local_shared (void)
{
  g_autoptr (Side) side = client (5, NULL);

  g_assert_false (submit (side, TRUE, "\"$share/g/t\" 04"));
  g_assert_false (submit (side, TRUE, "\"a\" 00 \"$share/g/t\" 05"));
  side_expect_output (side, "");
  g_assert_true (submit (side, TRUE, "\"$share/g/t\" 01"));
  g_assert_true (submit (side, TRUE, "\"$shared/t\" 04"));
}

static void
publish_with (Side *side, const char *properties_hex)
{
  g_autoptr (GByteArray) properties = pb_hex (properties_hex);
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("t"),
                        NULL,
                        MQTT_QOS_0,
                        FALSE,
                        (MqttSlice){ properties->data, properties->len },
                        side->now_us);
  MqttDelivery delivery = { 0 };

  g_assert_true (mqtt_connection_submit_publish (
      side->connection, message, &delivery, side->now_us, NULL));
}

/* Topic Alias and Subscription Identifier are no part of a message: with
 * whatever properties it was made, they do not go out. client: [MQTT-3.2.2-17]
 * [MQTT-3.2.2-18] [MQTT-3.3.2-8] [MQTT-3.3.2-9] [MQTT-3.3.4-6] */
static void
test_no_alias (void)
{
  static const char *const limits[] = { NULL, "22 0000", "22 0002" };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (Side) side = client (5, limits[i]);

      publish_with (side, "23 0003 01 01 0b 07");
      side_expect_output (side, "30 ( 0001 't' ( 01 01 ) )");
    }
}

/* Aliases of the Server end with the connection. client: [MQTT-3.3.2-7] */
static void
test_alias_ends_with_connection (void)
{
  Side *side = side_new_connected (MQTT_ROLE_CLIENT, 5, NULL, "22 0003", NULL);
  g_autoptr (Side) again = NULL;

  side_feed_hex (side, "30 ( 0001 't' ( 23 0003 ) )");
  side_expect_event (side, MQTT_EVENT_PUBLISH);
  side_feed_hex (side, "30 ( 0000 ( 23 0003 ) )");
  side_expect_event (side, MQTT_EVENT_PUBLISH);
  again = side_new_resumed (
      MQTT_ROLE_CLIENT, 5, side_free_keep_session (side), "22 0003", NULL);
  side_feed_hex (again, "30 ( 0000 ( 23 0003 ) )");
  side_expect_violation (again, 0x82, NULL);
}

/* The codes of SUBACK and UNSUBACK in the order of the filters. client:
 * [MQTT-3.9.3-1] [MQTT-3.11.3-1], 3.1.1: [MQTT-3.9.3-1] */
static void
test_codes_in_order (void)
{
  for (guint8 version = 4; version <= 5; version++)
    {
      g_autoptr (Side) side = client (version, NULL);
      const MqttEvent *event;

      g_assert_true (submit (side, TRUE, "\"a\" 02 \"b\" 01 \"c\" 00"));
      side_feed_hex (side,
                     version == 5 ? "90 06 0001 00 80 01 00"
                                  : "90 05 0001 80 01 00");
      event = side_expect_event (side, MQTT_EVENT_SUBACK);
      g_assert_cmpmem (event->packet->suback.codes.data,
                       event->packet->suback.codes.len,
                       "\x80\1\0",
                       3);
      if (version == 4)
        continue;
      g_assert_true (submit (side, FALSE, "\"a\" \"b\""));
      side_feed_hex (side, "b0 05 0002 00 11 00");
      event = side_expect_event (side, MQTT_EVENT_UNSUBACK);
      g_assert_cmpmem (event->packet->suback.codes.data,
                       event->packet->suback.codes.len,
                       "\x11\0",
                       2);
    }
}

/* 3.1 takes 32,767 characters, of any length. client: [3.1-26] */
static void
test_long_topic (void)
{
  g_autoptr (GString) topic = g_string_new (NULL);

  for (guint i = 0; i < 32767; i++)
    g_string_append (topic, i % 2 ? "ä" : "a");
  for (guint8 version = 3; version <= 5; version++)
    {
      g_autoptr (Side) side = client (version, NULL);
      g_autofree char *longer = g_strconcat (topic->str, "a", NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (
          side_publish (side, topic->str, "", MQTT_QOS_1, NULL, NULL));
      side_drop_output (side);
      g_assert_cmpint (
          side_publish (side, longer, "", MQTT_QOS_1, NULL, &error),
          ==,
          version != 3);
      if (version != 3)
        continue;
      g_assert_error (
          error, MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID);
      side_expect_output (side, "");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                    \
  g_test_add_func ("/conformance/client/" name, function)
  ADD ("connect", test_connect);
  ADD ("no-filter", test_no_filter);
  ADD ("filters", test_filters);
  ADD ("no-local-shared", test_no_local_shared);
  ADD ("no-alias", test_no_alias);
  ADD ("alias-ends-with-connection", test_alias_ends_with_connection);
  ADD ("codes-in-order", test_codes_in_order);
  ADD ("long-topic", test_long_topic);
  return g_test_run ();
}
