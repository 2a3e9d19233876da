/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a bridge says to the other broker, byte by byte. */
#include "broker-peer.h"
#include "lib/scripted-peer.h"

static WillowBrokerBridgeConfig *
add_bridge (Fixture *here, ScriptedPeer *there, const char *line)
{
  WillowBrokerBridgeConfig *config = willow_broker_bridge_config_new ("b");
  g_autoptr (GError) error = NULL;

  config->endpoint = willow_endpoint_new (
      WILLOW_SCHEME_MQTT, "127.0.0.1", scripted_peer_get_port (there), NULL);
  config->version = (MqttVersion)here->version;
  config->client_id = g_strdup ("bridge");
  config->restart_base_ms = 5;
  config->restart_cap_ms = 20;
  willow_broker_bridge_config_add_line (config, line, &error);
  g_assert_no_error (error);
  g_ptr_array_add (here->config.bridges, config);
  return config;
}

static void
expect_connect (ScriptedPeer *there, guint8 version)
{
  scripted_peer_accept (there);
  scripted_peer_expect_hex (
      there,
      version == 5 ? "10 ( \"MQTT\" 05 00 003c ( 11 ffffffff ) \"bridge\" )"
                   : "10 ( \"MQTT\" 04 00 003c \"bridge\" )");
}

static void
send_connack (ScriptedPeer *there, guint8 version, gboolean session_present)
{
  g_autoptr (GByteArray) connack = g_byte_array_new ();

  pb_connack (connack, version, session_present, 0);
  scripted_peer_send (there, connack);
}

/* The bit of the Protocol Level; without it where that is refused. */
static void
test_private (Fixture *here)
{
  g_autoptr (ScriptedPeer) there = scripted_peer_new ();

  add_bridge (here, there, "t in 1");
  fixture_start (here);
  scripted_peer_accept (there);
  scripted_peer_expect_hex (there, "10 ( \"MQTT\" 84 00 003c \"bridge\" )");
  scripted_peer_send_hex (there, "20 02 00 01");
  scripted_peer_expect_end (there);
  expect_connect (there, here->version);
  send_connack (there, here->version, FALSE);
  scripted_peer_expect_hex (there, "82 ( 0001 \"t\" 01 )");
  scripted_peer_close (there);
  expect_connect (there, here->version);
}

/* No Local, Retain As Published, and who comes back does not ask again. */
static void
test_subscribe (Fixture *here)
{
  g_autoptr (ScriptedPeer) there = scripted_peer_new ();

  add_bridge (here, there, "t/# both 2 l/ r/");
  fixture_start (here);
  expect_connect (there, 5);
  send_connack (there, 5, FALSE);
  scripted_peer_expect_hex (there, "82 ( 0001 ( ) \"r/t/#\" 0e )");
  scripted_peer_send_hex (there, "90 ( 0001 ( ) 02 )");
  scripted_peer_send_hex (there, "32 ( \"r/t/a\" 0005 ( ) 'x' )");
  scripted_peer_expect_hex (there, "40 02 0005");
  scripted_peer_close (there);
  expect_connect (there, 5);
  send_connack (there, 5, TRUE);
  scripted_peer_send_hex (there, "32 ( \"r/t/a\" 0006 ( ) 'x' )");
  scripted_peer_expect_hex (there, "40 02 0006");
}

/* The handshake of QoS 2, and a duplicate that is none for those here. */
static void
test_incoming_qos_2 (Fixture *here)
{
  g_autoptr (ScriptedPeer) there = scripted_peer_new ();
  WillowBrokerBridgeConfig *config = add_bridge (here, there, "t in 2");
  gboolean                  is_5 = here->version == 5;
  g_autoptr (Peer) a = NULL;

  config->try_private = FALSE;
  fixture_start (here);
  a = peer_connect (here, "a", TRUE);
  peer_subscribe (a, "t", 2);
  expect_connect (there, here->version);
  send_connack (there, here->version, FALSE);
  scripted_peer_expect_hex (
      there, is_5 ? "82 ( 0001 ( ) \"t\" 0e )" : "82 ( 0001 \"t\" 02 )");
  scripted_peer_send_hex (there,
                          is_5 ? "34 ( \"t\" 0009 ( ) 'once' )"
                               : "34 ( \"t\" 0009 'once' )");
  scripted_peer_expect_hex (there, "50 02 0009");
  scripted_peer_close (there);
  expect_connect (there, here->version);
  send_connack (there, here->version, TRUE);
  /* There was no SUBACK: it is asked for again. */
  scripted_peer_expect_hex (
      there, is_5 ? "82 ( 0002 ( ) \"t\" 0e )" : "82 ( 0002 \"t\" 02 )");
  scripted_peer_send_hex (there,
                          is_5 ? "3c ( \"t\" 0009 ( ) 'once' )"
                               : "3c ( \"t\" 0009 'once' )");
  scripted_peer_expect_hex (there, "50 02 0009");
  scripted_peer_send_hex (there, "62 02 0009");
  scripted_peer_expect_hex (there, "70 02 0009");
  peer_expect_publish (a, 2, FALSE, "t", "once");
  peer_expect_nothing (a);
}

/* Not acknowledged: again with DUP, or as new where the other broker knows
 * nothing any more; only an acknowledgement ends it. */
static void
test_unacknowledged (Fixture *here)
{
  g_autoptr (ScriptedPeer) there = scripted_peer_new ();
  WillowBrokerBridgeConfig *config = add_bridge (here, there, "t out 1");
  gboolean                  is_5 = here->version == 5;
  g_autoptr (Peer) a = NULL;

  config->try_private = FALSE;
  fixture_start (here);
  a = peer_connect (here, "a", TRUE);
  expect_connect (there, here->version);
  send_connack (there, here->version, FALSE);
  peer_publish (a, 1, FALSE, "t", "m");
  scripted_peer_expect_hex (
      there, is_5 ? "32 ( \"t\" 0001 ( ) 'm' )" : "32 ( \"t\" 0001 'm' )");
  scripted_peer_close (there);
  expect_connect (there, here->version);
  send_connack (there, here->version, TRUE);
  scripted_peer_expect_hex (
      there, is_5 ? "3a ( \"t\" 0001 ( ) 'm' )" : "3a ( \"t\" 0001 'm' )");
  scripted_peer_close (there);
  expect_connect (there, here->version);
  send_connack (there, here->version, FALSE);
  scripted_peer_expect_hex (
      there, is_5 ? "32 ( \"t\" 0002 ( ) 'm' )" : "32 ( \"t\" 0002 'm' )");
  scripted_peer_send_hex (there, "40 02 0002");
  peer_publish (a, 1, FALSE, "t", "n");
  scripted_peer_expect_hex (
      there, is_5 ? "32 ( \"t\" 0003 ( ) 'n' )" : "32 ( \"t\" 0003 'n' )");
}

/* DISCONNECT before it closes; also when nobody answers, or nobody is there. */
static void
test_stop (Fixture *here)
{
  g_autoptr (ScriptedPeer) there = scripted_peer_new ();
  g_autoptr (ScriptedPeer) silent = scripted_peer_new ();
  WillowBrokerBridgeConfig *config = add_bridge (here, there, "t out 1");
  WillowBrokerBridgeConfig *other = add_bridge (here, silent, "t out 1");
  WillowBrokerBridgeConfig *third = add_bridge (here, silent, "t out 1");

  g_free (other->name);
  other->name = g_strdup ("silent");
  g_free (third->name);
  third->name = g_strdup ("nobody");
  third->endpoint->port = 1;
  config->try_private = FALSE;
  fixture_start (here);
  expect_connect (there, here->version);
  send_connack (there, here->version, FALSE);
  scripted_peer_accept (silent);
  {
    g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

    do
      {
        g_clear_pointer (&snapshot, willow_broker_snapshot_unref);
        snapshot = fixture_snapshot (here);
      }
    while (((WillowBrokerBridgeView *)snapshot->bridges->pdata[0])->state !=
               WILLOW_BRIDGE_CONNECTED ||
           ((WillowBrokerBridgeView *)snapshot->bridges->pdata[2])->problem ==
               NULL);
  }
  fixture_stop (here);
  scripted_peer_expect_hex (there, "e0 00");
  scripted_peer_expect_end (there);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add_3_1_1 ("/broker/bridge-wire/private", test_private);
  fixture_add_5_0 ("/broker/bridge-wire/subscribe", test_subscribe);
  fixture_add_3_1_1 ("/broker/bridge-wire/incoming-qos-2", test_incoming_qos_2);
  fixture_add_5_0 ("/broker/bridge-wire/incoming-qos-2", test_incoming_qos_2);
  fixture_add_3_1_1 ("/broker/bridge-wire/unacknowledged", test_unacknowledged);
  fixture_add_5_0 ("/broker/bridge-wire/unacknowledged", test_unacknowledged);
  fixture_add_3_1_1 ("/broker/bridge-wire/stop", test_stop);
  fixture_add_5_0 ("/broker/bridge-wire/stop", test_stop);
  return g_test_run ();
}
