/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/client-fixture.h"
#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

#include <string.h>

/* What CONNACK of 5.0 grants is kept to: each row of the card of asked and
 * granted (src/model/conversation/willow-granted.h) that says what Willow does,
 * against a server that does literally what is written here. */

#define CONNECT_5 "10 ( \"MQTT\" 05 02 0000 00 \"t\" )"

typedef struct
{
  ClientFixture base;
  ScriptedPeer *peer;
  guint         n_done; /* of what was asked beside */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->peer = scripted_peer_new ();
  client_fixture_set_up (&fixture->base,
                         GPOINTER_TO_UINT (data),
                         scripted_peer_get_port (fixture->peer));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  client_fixture_tear_down (&fixture->base);
  scripted_peer_free (fixture->peer);
}

static void
come_up (Fixture *fixture, const char *connect, const char *connack)
{
  client_fixture_connect (&fixture->base, NULL);
  scripted_peer_accept (fixture->peer);
  scripted_peer_expect_hex (fixture->peer, connect);
  scripted_peer_send_hex (fixture->peer, connack);
}

/* @properties: of CONNACK, hex */
#define GRANT(fixture, properties)                                             \
  G_STMT_START                                                                 \
  {                                                                            \
    come_up (fixture, CONNECT_5, "20 ( 00 00 ( " properties " ) )");           \
    client_fixture_succeed (&(fixture)->base);                                 \
  }                                                                            \
  G_STMT_END

static void
publish (Fixture *fixture, const char *payload, MqttQos qos, gboolean retain)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));

  client_fixture_publish (&fixture->base, "a", bytes, qos, retain);
}

/* It was refused here, in words; nothing of it is on the wire: what follows is
 * the next that the server sees. */
static void
assert_refused (Fixture *fixture, const char *words)
{
  client_fixture_wait (&fixture->base);
  g_assert_error (fixture->base.error,
                  WILLOW_CLIENT_ERROR,
                  WILLOW_CLIENT_ERROR_NOT_SUPPORTED);
  g_test_message ("%s", fixture->base.error->message);
  g_assert_nonnull (strstr (fixture->base.error->message, words));
  g_clear_error (&fixture->base.error);
}

static void
assert_still_works (Fixture *fixture)
{
  publish (fixture, "x", MQTT_QOS_0, FALSE);
  client_fixture_succeed (&fixture->base);
  scripted_peer_expect_hex (fixture->peer, "30 ( \"a\" 00 'x' )");
}

/* Asked: off. [MQTT-3.1.2-21] [MQTT-3.2.2-21] */
static void
test_server_keep_alive (Fixture *fixture, gconstpointer data)
{
  GRANT (fixture, "13 0001");
  scripted_peer_expect_hex (fixture->peer, "c0 00");
  scripted_peer_send_hex (fixture->peer, "d0 00");
  scripted_peer_expect_hex (fixture->peer, "c0 00");
}

static void
second_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (willow_client_publish_finish (
      WILLOW_CLIENT (source), result, NULL, NULL));
  fixture->n_done++;
}

static void
publish_beside (Fixture *fixture, const char *payload, MqttQos qos)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string ("a"),
                        bytes,
                        qos,
                        FALSE,
                        MQTT_SLICE_NONE,
                        g_get_monotonic_time ());

  willow_client_publish_async (
      fixture->base.client, message, second_cb, fixture);
}

/* One at a time: the second waits here for the PUBACK of the first, which shows
 * in the third, of QoS 0, which overtakes it. [MQTT-3.3.4-7] [MQTT-4.9.0-2] */
static void
test_receive_maximum (Fixture *fixture, gconstpointer data)
{
  GRANT (fixture, "21 0001");
  publish (fixture, "1", MQTT_QOS_1, FALSE);
  publish_beside (fixture, "2", MQTT_QOS_1);
  publish_beside (fixture, "3", MQTT_QOS_0);
  scripted_peer_expect_hex (fixture->peer, "32 ( \"a\" 0001 00 '1' )");
  scripted_peer_expect_hex (fixture->peer, "30 ( \"a\" 00 '3' )");
  scripted_peer_send_hex (fixture->peer, "40 02 0001");
  scripted_peer_expect_hex (fixture->peer, "32 ( \"a\" 0002 00 '2' )");
  client_fixture_succeed (&fixture->base);
  scripted_peer_send_hex (fixture->peer, "40 02 0002");
  client_fixture_until (fixture->n_done == 2);
}

/* 32 ( "a" 0001 00 …: ten bytes with two of payload. [MQTT-3.2.2-15] */
static void
test_maximum_packet_size (Fixture *fixture, gconstpointer data)
{
  GRANT (fixture, "27 0000000a");
  publish (fixture, "123", MQTT_QOS_1, FALSE);
  assert_refused (fixture, "Maximum Packet Size");
  publish (fixture, "12", MQTT_QOS_1, FALSE);
  scripted_peer_expect_hex (fixture->peer, "32 08 \"a\" 0001 00 '12'");
  client_fixture_subscribe (&fixture->base, "long/filter", MQTT_QOS_0);
  assert_refused (fixture, "Maximum Packet Size");
  assert_still_works (fixture);
}

/* [MQTT-3.2.2-11], and [MQTT-3.2.2-10] lets subscriptions ask for more */
static void
test_maximum_qos (Fixture *fixture, gconstpointer data)
{
  GRANT (fixture, "24 00");
  publish (fixture, "x", MQTT_QOS_1, FALSE);
  assert_refused (fixture, "Maximum QoS");
  publish (fixture, "x", MQTT_QOS_2, FALSE);
  assert_refused (fixture, "Maximum QoS");
  assert_still_works (fixture);
  client_fixture_subscribe (&fixture->base, "a", MQTT_QOS_2);
  scripted_peer_expect_hex (fixture->peer, "82 ( 0001 00 \"a\" 02 )");
}

static void
test_maximum_qos_1 (Fixture *fixture, gconstpointer data)
{
  GRANT (fixture, "24 01");
  publish (fixture, "x", MQTT_QOS_2, FALSE);
  assert_refused (fixture, "Maximum QoS");
  publish (fixture, "x", MQTT_QOS_1, FALSE);
  scripted_peer_expect_hex (fixture->peer, "32 ( \"a\" 0001 00 'x' )");
}

/* [MQTT-3.2.2-14] */
static void
test_retain_unavailable (Fixture *fixture, gconstpointer data)
{
  GRANT (fixture, "25 00");
  publish (fixture, "x", MQTT_QOS_0, TRUE);
  assert_refused (fixture, "retained");
  assert_still_works (fixture);
}

static void
test_wildcard_unavailable (Fixture *fixture, gconstpointer data)
{
  GRANT (fixture, "28 00");
  client_fixture_subscribe (&fixture->base, "a/#", MQTT_QOS_0);
  assert_refused (fixture, "ildcard");
  client_fixture_subscribe (&fixture->base, "+", MQTT_QOS_0);
  assert_refused (fixture, "ildcard");
  client_fixture_subscribe (&fixture->base, "a", MQTT_QOS_0);
  scripted_peer_expect_hex (fixture->peer, "82 ( 0001 00 \"a\" 00 )");
}

static void
test_shared_unavailable (Fixture *fixture, gconstpointer data)
{
  GRANT (fixture, "2a 00");
  client_fixture_subscribe (&fixture->base, "$share/g/a", MQTT_QOS_0);
  assert_refused (fixture, "hared");
  client_fixture_subscribe (&fixture->base, "a", MQTT_QOS_0);
  scripted_peer_expect_hex (fixture->peer, "82 ( 0001 00 \"a\" 00 )");
}

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) codes =
      willow_client_subscribe_finish (WILLOW_CLIENT (source), result, &error);

  g_assert_null (codes);
  g_assert_error (
      error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "dentifier"));
  fixture->n_done++;
}

static void
test_identifiers_unavailable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) filters = g_byte_array_free_to_bytes (pb_hex ("\"a\" 00"));
  g_autoptr (GBytes) properties = g_byte_array_free_to_bytes (pb_hex ("0b 07"));

  GRANT (fixture, "29 00");
  willow_client_subscribe_with_properties_async (
      fixture->base.client, filters, properties, refused_cb, fixture);
  client_fixture_until (fixture->n_done == 1);
  client_fixture_subscribe (&fixture->base, "a", MQTT_QOS_0);
  scripted_peer_expect_hex (fixture->peer, "82 ( 0001 00 \"a\" 00 )");
}

/* Willow would give two aliases, the Server takes none. [MQTT-3.2.2-18] */
static void
test_no_alias (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) payload = g_bytes_new ("x", 1);

  willow_client_options_set_topic_aliases (fixture->base.options, 2);
  GRANT (fixture, "22 0000");
  for (guint i = 0; i < 2; i++)
    {
      client_fixture_publish (
          &fixture->base, "long/topic", payload, MQTT_QOS_0, FALSE);
      scripted_peer_expect_hex (fixture->peer, "30 ( \"long/topic\" 00 'x' )");
      client_fixture_succeed (&fixture->base);
    }
}

/* … or one. [MQTT-3.2.2-17] */
static void
test_one_alias (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *topic;
    const char *publish;
  } messages[] = {
    { "long/topic", "30 ( \"long/topic\" ( 23 0001 ) 'x' )" },
    { "long/other", "30 ( \"long/other\" 00 'x' )" },
    { "long/topic", "30 ( \"\" ( 23 0001 ) 'x' )" },
  };
  g_autoptr (GBytes) payload = g_bytes_new ("x", 1);

  willow_client_options_set_topic_aliases (fixture->base.options, 2);
  GRANT (fixture, "22 0001");
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      client_fixture_publish (
          &fixture->base, messages[i].topic, payload, MQTT_QOS_0, FALSE);
      scripted_peer_expect_hex (fixture->peer, messages[i].publish);
      client_fixture_succeed (&fixture->base);
    }
}

/* The profile is sent as it is written, again. */
static void
test_assigned_identifier (Fixture *fixture, gconstpointer data)
{
  static const char connect[] = "10 ( \"MQTT\" 05 02 0000 00 \"\" )";

  willow_client_options_set_client_id (fixture->base.options, "");
  come_up (fixture, connect, "20 ( 00 00 ( 12 \"auto-1\" ) )");
  client_fixture_succeed (&fixture->base);
  scripted_peer_close (fixture->peer);
  client_fixture_until (willow_client_get_state (fixture->base.client) ==
                        WILLOW_CLIENT_LOST);
  come_up (fixture, connect, "20 ( 00 00 ( 12 \"auto-2\" ) )");
  client_fixture_succeed (&fixture->base);
}

/* [MQTT-3.1.2-29] */
static void
test_no_problem_information (Fixture *fixture, gconstpointer data)
{
  const guint8 properties[] = { 0x17, 0x00 };

  willow_client_options_set_properties (
      fixture->base.options, (MqttSlice){ properties, sizeof properties });
  come_up (fixture,
           "10 ( \"MQTT\" 05 02 0000 ( 17 00 ) \"t\" )",
           "20 ( 00 00 ( 1f \"hello\" ) )");
  client_fixture_succeed (&fixture->base);
  publish (fixture, "x", MQTT_QOS_1, FALSE);
  scripted_peer_expect_hex (fixture->peer, "32 ( \"a\" 0001 00 'x' )");
  scripted_peer_send_hex (fixture->peer, "40 ( 0001 00 ( 1f \"why\" ) )");
  scripted_peer_expect_hex (fixture->peer, "e0 01 82");
  scripted_peer_expect_end (fixture->peer);
}

/* A Session cannot go on that was to begin anew; what the Server said is kept.
 * [MQTT-3.2.2-4] */
static void
test_impossible_session (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) connack = pb_hex ("20 03 01 00 00");
  g_autoptr (GByteArray) connect = pb_hex (CONNECT_5);
  WillowClient *client = fixture->base.client;

  come_up (fixture, CONNECT_5, "20 03 01 00 00");
  client_fixture_wait (&fixture->base);
  g_assert_error (
      fixture->base.error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_LOST);
  g_assert_cmpint (willow_client_get_state (client), ==, WILLOW_CLIENT_FAILED);
  scripted_peer_expect_hex (fixture->peer, "e0 01 82");
  scripted_peer_expect_end (fixture->peer);
  g_assert_cmpmem (g_bytes_get_data (willow_client_get_connack (client), NULL),
                   g_bytes_get_size (willow_client_get_connack (client)),
                   connack->data,
                   connack->len);
  g_assert_cmpmem (g_bytes_get_data (willow_client_get_connect (client), NULL),
                   g_bytes_get_size (willow_client_get_connect (client)),
                   connect->data,
                   connect->len);
}

/* The answer of a Server that knows no 5.0, in its own form. */
static void
test_short_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) connack = pb_hex ("20 02 00 01");
  WillowClient *client = fixture->base.client;

  come_up (fixture, CONNECT_5, "20 02 00 01");
  client_fixture_wait (&fixture->base);
  g_assert_nonnull (fixture->base.error);
  g_assert_cmpmem (g_bytes_get_data (willow_client_get_connack (client), NULL),
                   g_bytes_get_size (willow_client_get_connack (client)),
                   connack->data,
                   connack->len);
}

/* What waits in the Session is from a time when the Server took more: it may
 * not be sent any longer. [MQTT-3.2.2-11] [MQTT-3.2.2-14] */
static void
test_less_after_reconnect (Fixture *fixture, gconstpointer data)
{
  static const char connect[] = "10 ( \"MQTT\" 05 00 0000 00 \"t\" )";
  g_autoptr (GBytes) payload = g_bytes_new ("x", 1);

  willow_client_options_set_clean_start (fixture->base.options, FALSE);
  come_up (fixture, connect, "20 03 00 00 00");
  client_fixture_succeed (&fixture->base);
  publish (fixture, "2", MQTT_QOS_2, FALSE);
  scripted_peer_expect_hex (fixture->peer, "34 ( \"a\" 0001 00 '2' )");
  client_fixture_publish (&fixture->base, "r", payload, MQTT_QOS_1, TRUE);
  scripted_peer_expect_hex (fixture->peer, "33 ( \"r\" 0002 00 'x' )");
  client_fixture_publish (&fixture->base, "a", payload, MQTT_QOS_1, FALSE);
  scripted_peer_expect_hex (fixture->peer, "32 ( \"a\" 0003 00 'x' )");
  scripted_peer_close (fixture->peer);
  client_fixture_until (willow_client_get_state (fixture->base.client) ==
                        WILLOW_CLIENT_LOST);
  come_up (fixture, connect, "20 ( 01 00 ( 24 01 25 00 ) )");
  client_fixture_succeed (&fixture->base);
  scripted_peer_expect_hex (fixture->peer, "3a ( \"a\" 0003 00 'x' )");
  scripted_peer_send_hex (fixture->peer, "40 02 0003");
  assert_still_works (fixture);
}

/* Not gone to: the profile says where to connect. */
static void
test_server_reference (Fixture *fixture, gconstpointer data)
{
  come_up (fixture, CONNECT_5, "20 ( 00 9d ( 1c \"127.0.0.1\" ) )");
  client_fixture_wait (&fixture->base);
  g_assert_error (
      fixture->base.error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_REFUSED);
  scripted_peer_expect_end (fixture->peer);
  g_assert_cmpint (willow_client_get_state (fixture->base.client),
                   ==,
                   WILLOW_CLIENT_REFUSED);
}

#define ADD(name, func)                                                        \
  g_test_add ("/client/granted/" name,                                         \
              Fixture,                                                         \
              GUINT_TO_POINTER (MQTT_VERSION_5_0),                             \
              set_up,                                                          \
              func,                                                            \
              tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("server-keep-alive", test_server_keep_alive);
  ADD ("receive-maximum", test_receive_maximum);
  ADD ("maximum-packet-size", test_maximum_packet_size);
  ADD ("maximum-qos", test_maximum_qos);
  ADD ("maximum-qos-1", test_maximum_qos_1);
  ADD ("retain-unavailable", test_retain_unavailable);
  ADD ("wildcard-unavailable", test_wildcard_unavailable);
  ADD ("shared-unavailable", test_shared_unavailable);
  ADD ("identifiers-unavailable", test_identifiers_unavailable);
  ADD ("no-alias", test_no_alias);
  ADD ("one-alias", test_one_alias);
  ADD ("assigned-identifier", test_assigned_identifier);
  ADD ("no-problem-information", test_no_problem_information);
  ADD ("impossible-session", test_impossible_session);
  ADD ("short-answer", test_short_answer);
  ADD ("less-after-reconnect", test_less_after_reconnect);
  ADD ("server-reference", test_server_reference);
  return g_test_run ();
}
