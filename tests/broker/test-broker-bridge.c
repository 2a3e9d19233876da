/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bridge between two of our brokers: "here" has it, "there" does not know. */
#include "broker-peer.h"

#include <string.h>

#define N_MESSAGES 50u

static WillowBrokerBridgeConfig *
add_bridge (Fixture *here, guint16 port, const char *line, const char *more)
{
  WillowBrokerBridgeConfig *config = willow_broker_bridge_config_new ("b");
  g_autoptr (GError) error = NULL;

  config->endpoint =
      willow_endpoint_new (WILLOW_SCHEME_MQTT, "127.0.0.1", port, NULL);
  config->version = (MqttVersion)here->version;
  config->client_id = g_strdup ("bridge");
  config->restart_base_ms = 20;
  config->restart_cap_ms = 50;
  willow_broker_bridge_config_add_line (config, line, &error);
  g_assert_no_error (error);
  if (more != NULL)
    willow_broker_bridge_config_add_line (config, more, &error);
  g_assert_no_error (error);
  g_ptr_array_add (here->config.bridges, config);
  return config;
}

static guint16
get_port (Fixture *there)
{
  return willow_broker_get_port (there->broker, WILLOW_SCHEME_MQTT);
}

/* The same port when it starts again. */
static void
start_there (Fixture *there, Fixture *here)
{
  fixture_init (there, here->version);
  fixture_start (there);
  willow_broker_config_get_listener (&there->config, 0)->port =
      get_port (there);
}

static WillowBrokerBridgeView
get_view (Fixture *here)
{
  g_autoptr (WillowBrokerSnapshot) snapshot = fixture_snapshot (here);

  return *(const WillowBrokerBridgeView *)snapshot->bridges->pdata[0];
}

static void
await_state (Fixture *here, WillowBridgeState state)
{
  while (get_view (here).state != state)
    ;
}

/* Nothing on its way to the other broker any more. */
static void
await_empty (Fixture *here)
{
  WillowBrokerBridgeView view;

  do
    view = get_view (here);
  while (view.n_queued + view.n_in_flight > 0);
}

static void
await_subscriptions (Fixture *there, guint n)
{
  gboolean done = FALSE;

  while (!done)
    {
      g_autoptr (WillowBrokerSnapshot) snapshot = fixture_snapshot (there);
      const WillowBrokerClient *client =
          fixture_find_client (snapshot, "bridge");

      done =
          client != NULL && client->connected && client->n_subscriptions == n;
    }
}

/* Its Session outlives the connection, and with a store the broker. */
static Peer *
connect_kept (Fixture *there)
{
  g_autoptr (GByteArray) connect = build_connect_expiry (
      there->version, "b", FALSE, there->version == 5 ? 1000 : -1);

  return peer_connect_bytes (there, connect);
}

static void
test_prefixes (Fixture *here)
{
  Fixture there;
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;

  start_there (&there, here);
  add_bridge (here,
              get_port (&there),
              "s/# out 2 here/ site/1/",
              "c/+ in 1 here/ site/1/");
  fixture_start (here);
  await_state (here, WILLOW_BRIDGE_CONNECTED);
  await_subscriptions (&there, 1);
  a = peer_connect (here, "a", TRUE);
  b = peer_connect (&there, "b", TRUE);
  peer_subscribe (a, "#", 2);
  peer_subscribe (b, "#", 2);
  for (guint8 qos = 0; qos <= 2; qos++)
    {
      peer_publish (a, qos, FALSE, "here/s/x", "out");
      peer_expect_publish (a, qos, FALSE, "here/s/x", "out");
      peer_expect_publish (b, qos, FALSE, "site/1/s/x", "out");
      peer_publish (b, qos, FALSE, "site/1/c/x", "in");
      peer_expect_publish (b, qos, FALSE, "site/1/c/x", "in");
      peer_expect_publish (a, MIN (qos, 1), FALSE, "here/c/x", "in");
    }
  /* Not shared, or not in that direction. */
  peer_publish (a, 1, FALSE, "here/c/x", "no");
  peer_expect_publish (a, 1, FALSE, "here/c/x", "no");
  peer_publish (a, 1, FALSE, "s/x", "no");
  peer_expect_publish (a, 1, FALSE, "s/x", "no");
  peer_publish (b, 1, FALSE, "site/1/s/x", "no");
  peer_expect_publish (b, 1, FALSE, "site/1/s/x", "no");
  peer_publish (a, 1, FALSE, "here/s/last", "");
  peer_expect_publish (a, 1, FALSE, "here/s/last", "");
  peer_expect_publish (b, 1, FALSE, "site/1/s/last", "");
  peer_expect_nothing (a);
  fixture_clear (&there);
}

/* # in both directions: each message is seen once on either side. */
static void
test_no_loop (Fixture *here)
{
  Fixture there;
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;

  start_there (&there, here);
  add_bridge (here, get_port (&there), "# both 2", NULL);
  fixture_start (here);
  await_state (here, WILLOW_BRIDGE_CONNECTED);
  await_subscriptions (&there, 1);
  a = peer_connect (here, "a", TRUE);
  b = peer_connect (&there, "b", TRUE);
  peer_subscribe (a, "#", 2);
  peer_subscribe (b, "#", 2);
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      guint8           qos = (guint8)(i % 3);

      peer_publish (a, qos, FALSE, "t/a", text);
      peer_expect_publish (a, qos, FALSE, "t/a", text);
      peer_expect_publish (b, qos, FALSE, "t/a", text);
      peer_publish (b, qos, FALSE, "t/b", text);
      peer_expect_publish (b, qos, FALSE, "t/b", text);
      peer_expect_publish (a, qos, FALSE, "t/b", text);
    }
  peer_expect_nothing (a);
  peer_expect_nothing (b);
  g_assert_cmpuint (get_view (here).n_received, ==, N_MESSAGES);
  g_assert_cmpuint (get_view (here).n_sent, ==, N_MESSAGES);
  g_assert_cmpuint (get_view (here).n_dropped, ==, 0);
  fixture_clear (&there);
}

/* Retained ones are retained on the other side, and none of them goes back,
 * also not when the other broker has forgotten everything. */
static void
test_retained (Fixture *here)
{
  Fixture there;
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;

  start_there (&there, here);
  b = peer_connect (&there, "b", TRUE);
  peer_publish (b, 1, TRUE, "from/there", "1");
  fixture_start (here);
  a = peer_connect (here, "a", FALSE);
  peer_publish (a, 1, TRUE, "from/here", "1");
  g_clear_pointer (&a, peer_free);
  if (here->folder == NULL)
    fixture_use_store (here);
  fixture_stop (here);
  add_bridge (here, get_port (&there), "# both 1", NULL);
  fixture_start (here);
  a = peer_connect (here, "a", TRUE);
  peer_publish (a, 1, TRUE, "from/here", "1");
  await_state (here, WILLOW_BRIDGE_CONNECTED);
  await_subscriptions (&there, 1);
  await_empty (here);
  peer_subscribe (b, "from/here", 1);
  peer_expect_publish (b, 1, TRUE, "from/here", "1");
  while (get_view (here).n_received == 0)
    ;
  peer_subscribe (a, "from/there", 1);
  peer_expect_publish (a, 1, TRUE, "from/there", "1");
  g_clear_pointer (&b, peer_free);
  fixture_clear (&there);
  fixture_clear (here);
  fixture_init (here, here->version);
  fixture_start (here);
}

static void
send_numbered (Peer *peer, guint8 qos, guint from, guint n)
{
  for (guint i = from; i < from + n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      peer_publish (peer, qos, FALSE, "t", text);
    }
}

static void
expect_numbered (Peer *peer, guint8 qos, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      peer_expect_publish (peer, qos, FALSE, "t", text);
    }
}

/* The other broker goes and comes back: QoS 1 and 2 have waited, in order. */
static void
check_away (Fixture *here, guint8 qos)
{
  Fixture there;
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;

  fixture_init (&there, here->version);
  fixture_use_store (&there);
  fixture_start (&there);
  willow_broker_config_get_listener (&there.config, 0)->port =
      get_port (&there);
  add_bridge (here, get_port (&there), "t out 2", NULL);
  fixture_start (here);
  await_state (here, WILLOW_BRIDGE_CONNECTED);
  b = connect_kept (&there);
  peer_subscribe (b, "t", 2);
  peer_disconnect (b);
  g_clear_pointer (&b, peer_free);
  a = peer_connect (here, "a", TRUE);
  send_numbered (a, qos, 0, N_MESSAGES);
  fixture_stop (&there);
  while (get_view (here).state == WILLOW_BRIDGE_CONNECTED)
    ;
  send_numbered (a, qos, N_MESSAGES, N_MESSAGES);
  peer_publish (a, 0, FALSE, "t", "is not kept");
  peer_expect_nothing (a);
  g_assert_cmpuint (get_view (here).n_dropped, ==, 1);
  g_assert_cmpuint (get_view (here).n_queued, >=, N_MESSAGES);
  fixture_start (&there);
  await_state (here, WILLOW_BRIDGE_CONNECTED);
  await_empty (here);
  b = connect_kept (&there);
  expect_numbered (b, qos, 2 * N_MESSAGES);
  peer_expect_nothing (b);
  fixture_clear (&there);
}

static void
test_away_qos_1 (Fixture *here)
{
  check_away (here, 1);
}

static void
test_away_qos_2 (Fixture *here)
{
  check_away (here, 2);
}

/* Only so many wait, and what does not is counted. QoS 0 waits when asked. */
static void
test_bounded (Fixture *here)
{
  Fixture                   there;
  WillowBrokerBridgeConfig *config;
  guint16                   port;
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;

  start_there (&there, here);
  port = get_port (&there);
  fixture_stop (&there);
  config = add_bridge (here, port, "t out 2", NULL);
  config->queue_messages = 10;
  config->queue_qos_0 = TRUE;
  fixture_start (here);
  a = peer_connect (here, "a", TRUE);
  send_numbered (a, 0, 0, 5);
  send_numbered (a, 1, 5, 10);
  peer_expect_nothing (a);
  g_assert_cmpuint (get_view (here).n_queued, ==, 10);
  g_assert_cmpuint (get_view (here).n_dropped, ==, 5);
  fixture_start (&there);
  await_state (here, WILLOW_BRIDGE_CONNECTED);
  await_empty (here);
  fixture_clear (&there);
}

/* It stops and starts itself, with a store. */
static void
test_durable (Fixture *here)
{
  Fixture there;
  guint16 port;
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;

  fixture_init (&there, here->version);
  fixture_use_store (&there);
  fixture_start (&there);
  port = get_port (&there);
  willow_broker_config_get_listener (&there.config, 0)->port = port;
  b = connect_kept (&there);
  peer_subscribe (b, "t", 2);
  g_clear_pointer (&b, peer_free);
  fixture_stop (&there);
  fixture_use_store (here);
  add_bridge (here, port, "t out 2", NULL);
  fixture_start (here);
  a = peer_connect (here, "a", TRUE);
  send_numbered (a, 2, 0, N_MESSAGES);
  g_clear_pointer (&a, peer_free);
  fixture_stop (here);
  fixture_start (here);
  g_assert_cmpuint (get_view (here).n_queued, ==, N_MESSAGES);
  fixture_start (&there);
  await_state (here, WILLOW_BRIDGE_CONNECTED);
  await_empty (here);
  b = connect_kept (&there);
  expect_numbered (b, 2, N_MESSAGES);
  peer_expect_nothing (b);
  fixture_clear (&there);
  /* Without it in the configuration its Session is gone. */
  fixture_stop (here);
  g_ptr_array_set_size (here->config.bridges, 0);
  fixture_start (here);
  {
    g_autoptr (WillowBrokerSnapshot) snapshot = fixture_snapshot (here);

    g_assert_null (fixture_find_client (snapshot, "$bridge/b"));
  }
}

static void
test_properties (Fixture *here)
{
  const char      *properties = "01 01 08 \"r\" 09 \"cd\" 03 \"text/plain\" "
                                "26 \"k\" \"v\" 26 \"k\" \"w\"";
  g_autofree char *publish =
      g_strdup_printf ("30 ( \"here/t\" ( %s ) 'payload' )", properties);
  Fixture there;
  g_autoptr (Peer) a = NULL;
  g_autoptr (Peer) b = NULL;

  start_there (&there, here);
  add_bridge (here, get_port (&there), "t out 2 here/ there/", NULL);
  fixture_start (here);
  await_state (here, WILLOW_BRIDGE_CONNECTED);
  b = peer_connect (&there, "b", TRUE);
  peer_subscribe (b, "there/#", 2);
  a = peer_connect (here, "a", TRUE);
  peer_send_hex (a, publish);
  peer_expect_publish_properties (
      b, 0, FALSE, "there/t", properties, "payload");
  fixture_clear (&there);
}

/* $SYS/broker/connection/NAME/state, and the identifier is the bridge's. */
static void
test_state (Fixture *here)
{
  const char *topic = "$SYS/broker/connection/b/state";
  Fixture     there;
  g_autoptr (Peer) a = NULL;

  start_there (&there, here);
  add_bridge (here, get_port (&there), "t out 2", NULL);
  fixture_start (here);
  await_state (here, WILLOW_BRIDGE_CONNECTED);
  a = peer_connect (here, "a", TRUE);
  peer_subscribe (a, topic, 0);
  peer_expect_publish (a, 0, TRUE, topic, "1");
  fixture_stop (&there);
  peer_expect_publish (a, 0, FALSE, topic, "0");
  fixture_start (&there);
  peer_expect_publish (a, 0, FALSE, topic, "1");
  fixture_clear (&there);
}

/* A program may not be the bridge. */
static void
test_name_is_ours (Fixture *here)
{
  g_autoptr (GByteArray) connect =
      build_connect_expiry (5, "$bridge/b", TRUE, -1);
  g_autoptr (Peer) peer = NULL;

  fixture_start (here);
  peer = peer_new (here);
  peer_send (peer, connect);
  g_assert_cmphex (peer_read (peer), ==, 0x20);
  g_assert_cmphex (peer->packet->data[3], ==, 0x85);
}

static void
test_lines (void)
{
  static const struct
  {
    const char *line;
    gboolean    is_valid;
  } lines[] = {
    { "#", TRUE },
    { "a/+ both", TRUE },
    { "a/# in 2 l/ r/", TRUE },
    { "\"\" out 1 here there", TRUE },
    { "# out 0 \"\" r/", TRUE },
    { "a/+  \t both   1", TRUE },
    { "", FALSE },
    { "a/#/b", FALSE },
    { "a sideways", FALSE },
    { "a out 3", FALSE },
    { "a out 1x", FALSE },
    { "a out 1 l/# r/", FALSE },
    { "a out 1 l/ +/", FALSE },
    { "a out 1 l/ r/ more", FALSE },
    { "\"\" out 1", FALSE },
    { "$share/g/t out 1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (WillowBrokerBridgeConfig) config =
          willow_broker_bridge_config_new ("b");
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (
          willow_broker_bridge_config_add_line (config, lines[i].line, &error),
          ==,
          lines[i].is_valid);
      g_assert_cmpuint (config->topics->len, ==, lines[i].is_valid ? 1 : 0);
      g_assert_true ((error == NULL) == lines[i].is_valid);
    }
}

static void
check_map (const char           *line,
           WillowBridgeDirection to,
           const char           *name,
           const char           *expected)
{
  g_autoptr (WillowBrokerBridgeConfig) config =
      willow_broker_bridge_config_new ("b");
  g_autofree char *found = NULL;

  g_assert_true (willow_broker_bridge_config_add_line (config, line, NULL));
  found = willow_broker_bridge_config_map (
      config, to, mqtt_slice_from_string (name), NULL);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_map (void)
{
  check_map ("# both", WILLOW_BRIDGE_OUT, "a/b", "a/b");
  check_map ("# both", WILLOW_BRIDGE_OUT, "$SYS/x", NULL);
  check_map ("# out 0 l/ r/", WILLOW_BRIDGE_OUT, "l/a", "r/a");
  check_map ("# out 0 l/ r/", WILLOW_BRIDGE_IN, "r/a", NULL);
  check_map ("# in 0 l/ r/", WILLOW_BRIDGE_IN, "r/a", "l/a");
  check_map ("# out 0 l/ r/", WILLOW_BRIDGE_OUT, "m/a", NULL);
  /* "l/#" matches the level above, which has no such prefix. */
  check_map ("# out 0 l/ r/", WILLOW_BRIDGE_OUT, "l", NULL);
  check_map ("\"\" out 0 l r", WILLOW_BRIDGE_OUT, "l", "r");
  check_map ("\"\" both 0 l r", WILLOW_BRIDGE_IN, "r", "l");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/broker/bridge/lines", test_lines);
  g_test_add_func ("/broker/bridge/map", test_map);
  fixture_add ("/broker/bridge/prefixes", test_prefixes);
  fixture_add ("/broker/bridge/no-loop", test_no_loop);
  fixture_add ("/broker/bridge/retained", test_retained);
  fixture_add ("/broker/bridge/away-qos-1", test_away_qos_1);
  fixture_add ("/broker/bridge/away-qos-2", test_away_qos_2);
  fixture_add ("/broker/bridge/bounded", test_bounded);
  fixture_add ("/broker/bridge/durable", test_durable);
  fixture_add ("/broker/bridge/state", test_state);
  fixture_add_5_0 ("/broker/bridge/properties", test_properties);
  fixture_add_5_0 ("/broker/bridge/name-is-ours", test_name_is_ours);
  return g_test_run ();
}
