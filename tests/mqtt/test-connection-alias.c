/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

/* Topic Aliases that we give (5.0 section 3.3.2.3.4), told by literal bytes. */

/* @peer_says: Topic Alias Maximum in the peer's CONNECT or CONNACK */
static Side *
connected (MqttRole     role,
           guint16      own,
           const char  *peer_says,
           MqttSession *session)
{
  const MqttConnectionOptions options = {
    .auto_acknowledge = TRUE,
    .outgoing_topic_alias_maximum = own,
  };
  Side    *side = side_new (role, 5, &options, session);
  gboolean is_client = role == MQTT_ROLE_CLIENT;

  side_begin (side, TRUE, 60, is_client ? NULL : peer_says);
  side_complete (side, FALSE, 0, is_client ? peer_says : NULL);
  side_drop_output (side);
  return side;
}

static void
publish (Side *side, const char *topic, MqttQos qos)
{
  g_autoptr (GError) error = NULL;

  side_publish (side, topic, "p", qos, NULL, &error);
  g_assert_no_error (error);
}

static void
in_turn (MqttRole role)
{
  g_autoptr (Side) side = connected (role, 10, "22 0002", NULL);

  publish (side, "first", MQTT_QOS_0);
  side_expect_output (side, "30 ( \"first\" ( 23 0001 ) 'p' )");
  publish (side, "first", MQTT_QOS_0);
  side_expect_output (side, "30 ( 0000 ( 23 0001 ) 'p' )");
  publish (side, "second", MQTT_QOS_1);
  side_expect_output (side, "32 ( \"second\" 0001 ( 23 0002 ) 'p' )");
  publish (side, "second", MQTT_QOS_0);
  side_expect_output (side, "30 ( 0000 ( 23 0002 ) 'p' )");
  publish (side, "third", MQTT_QOS_0); /* there are only two */
  side_expect_output (side, "30 ( \"third\" 00 'p' )");
  publish (side, "first", MQTT_QOS_0);
  side_expect_output (side, "30 ( 0000 ( 23 0001 ) 'p' )");
}

/* client: [MQTT-3.3.2-9], server: [MQTT-3.3.2-11] never above the peer's
 * maximum, both: [MQTT-3.3.2-8] and never 0. */
static void
test_in_turn (guint8 version)
{
  in_turn (MQTT_ROLE_CLIENT);
  in_turn (MQTT_ROLE_SERVER);
}

/* Nothing is aliased unless both sides want it, or where it saves nothing. */
static void
test_not_wanted (guint8 version)
{
  const struct
  {
    guint16     own;
    const char *peer_says;
    const char *topic;
  } cases[] = {
    { 0, "22 000a", "first" },
    { 10, NULL, "first" },
    { 10, "22 0000", "first" },
    { 10, "22 000a", "abc" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Side) side =
          connected (MQTT_ROLE_CLIENT, cases[i].own, cases[i].peer_says, NULL);
      g_autofree char *hex = publish_hex (5, 0, FALSE, 0, cases[i].topic, "p");

      for (guint k = 0; k < 2; k++)
        {
          publish (side, cases[i].topic, MQTT_QOS_0);
          side_expect_output (side, hex);
        }
    }
}

/* both: [MQTT-3.3.2-7] another connection starts from nothing, also with what
 * is sent again. */
static void
test_ends_with_connection (guint8 version)
{
  Side        *side = connected (MQTT_ROLE_SERVER, 10, "22 0002", NULL);
  MqttSession *session;

  publish (side, "topic", MQTT_QOS_0);
  publish (side, "topic", MQTT_QOS_1);
  side_expect_output (side,
                      "30 ( \"topic\" ( 23 0001 ) 'p' )"
                      "32 ( 0000 0001 ( 23 0001 ) 'p' )");
  session = side_free_keep_session (side);
  side = connected (MQTT_ROLE_SERVER, 10, "22 0000", session);
  session = side_free_keep_session (side);
  side =
      side_new (MQTT_ROLE_SERVER,
                5,
                &(MqttConnectionOptions){ .outgoing_topic_alias_maximum = 10 },
                session);
  side_begin (side, FALSE, 60, "22 0002");
  side_complete (side, TRUE, 0, NULL);
  side_expect_output (side,
                      "20 03 01 00 00"
                      "3a ( \"topic\" 0001 ( 23 0001 ) 'p' )");
  side_free (side);
}

/* The property may not make a packet too large that would have gone without. */
static void
test_tight_packet (guint8 version)
{
  g_autoptr (Side) side =
      connected (MQTT_ROLE_CLIENT, 10, "22 0002 27 0000000c", NULL);
  g_autofree char *hex = publish_hex (5, 0, FALSE, 0, "topic", "p");

  publish (side, "topic", MQTT_QOS_0);
  side_expect_output (side, hex);
}

/* Beside Message Expiry Interval and Subscription Identifiers. */
static void
test_other_properties (guint8 version)
{
  g_autoptr (Side) side = connected (MQTT_ROLE_SERVER, 10, "22 0002", NULL);
  g_autoptr (GByteArray) properties = pb_hex ("02 00000007 03 \"t\"");
  g_autoptr (GBytes) payload = g_bytes_new ("p", 1);
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("topic"),
                        payload,
                        MQTT_QOS_0,
                        FALSE,
                        (MqttSlice){ properties->data, properties->len },
                        side->now_us);
  const guint32      identifier = 5;
  const MqttDelivery delivery = { .subscription_identifiers = &identifier,
                                  .n_subscription_identifiers = 1 };

  for (guint i = 0; i < 2; i++)
    {
      mqtt_connection_submit_publish (
          side->connection, message, &delivery, side->now_us, NULL);
      side_expect_output (
          side,
          i == 0 ? "30 ( \"topic\" ( 03 \"t\" 02 00000007 0b 05 23 0001 ) 'p' )"
                 : "30 ( 0000 ( 03 \"t\" 02 00000007 0b 05 23 0001 ) 'p' )");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_for_5 ("alias/in-turn", test_in_turn);
  add_for_5 ("alias/not-wanted", test_not_wanted);
  add_for_5 ("alias/ends-with-connection", test_ends_with_connection);
  add_for_5 ("alias/tight-packet", test_tight_packet);
  add_for_5 ("alias/other-properties", test_other_properties);
  return g_test_run ();
}
