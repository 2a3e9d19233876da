/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tls-world.h"

#include <string.h>

#define LARGE_BYTES (3 * 1024 * 1024)

static void
make_identities (World *world, const TestCertificate *server)
{
  const TestCertificate authority = { .name = "Authority",
                                      .is_authority = TRUE };
  const TestCertificate client = { .name = "Client", .purpose = "clientAuth" };

  world->authority = test_pki_issue (NULL, &authority);
  world->server = test_pki_issue (world->authority, server);
  world->client = test_pki_issue (world->authority, &client);
}

/* @names: of the server's certificate */
void
world_init (World *world, guint8 version, const TestCertificate *server)
{
  g_autoptr (WillowTlsSettings) theirs = willow_tls_settings_new ();
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GBytes) authority = NULL;

  make_identities (world, server);
  certificate = test_pki_dup_certificate (world->server);
  key = test_pki_dup_key (world->server, NULL);
  authority = test_pki_dup_certificate (world->authority);
  willow_tls_settings_set_certificate (theirs, certificate, key, NULL);
  fixture_init (&world->broker, version);
  willow_broker_listener_config_set_tls (
      willow_broker_config_add_listener (
          &world->broker.config, WILLOW_SCHEME_MQTTS, "127.0.0.1", 0),
      theirs);
  world->tls = willow_tls_settings_new ();
  willow_tls_settings_set_system_trust (world->tls, FALSE);
  willow_tls_settings_add_authorities (world->tls, authority);
}

WillowTlsSettings *
world_get_tls (World *world)
{
  return willow_broker_config_get_listener (&world->broker.config, 1)->tls;
}

void
world_require_certificate (World *world)
{
  g_autoptr (GBytes) authority = test_pki_dup_certificate (world->authority);

  willow_tls_settings_add_authorities (world_get_tls (world), authority);
  willow_tls_settings_set_require_certificate (world_get_tls (world), TRUE);
}

void
world_set_tls (ClientFixture *client, WillowTlsSettings *tls)
{
  g_autoptr (WillowConnectorSettings) connector =
      willow_connector_settings_new ();

  willow_connector_settings_set_tls (connector, tls);
  willow_client_options_set_connector (client->options, connector);
}

void
world_aim (World *world, WillowScheme scheme, guint16 port)
{
  ClientFixture *client = &world->client_side;
  gboolean is_web = scheme == WILLOW_SCHEME_WS || scheme == WILLOW_SCHEME_WSS;
  g_autoptr (WillowEndpoint) endpoint =
      willow_endpoint_new (scheme, "127.0.0.1", port, is_web ? "/mqtt" : NULL);

  client_fixture_set_up (client,
                         world->broker.version == 3
                             ? MQTT_VERSION_3_1
                             : (MqttVersion)world->broker.version,
                         port);
  willow_client_options_set_endpoint (client->options, endpoint);
  world_set_tls (client, world->tls);
}

void
world_start (World *world)
{
  fixture_start (&world->broker);
  world_aim (
      world,
      WILLOW_SCHEME_MQTTS,
      willow_broker_get_port (world->broker.broker, WILLOW_SCHEME_MQTTS));
}

void
world_connect (World *world)
{
  client_fixture_connect (&world->client_side, NULL);
  client_fixture_wait (&world->client_side);
}

/* Returns: (transfer full): what the client says of it */
char *
world_fail (World *world)
{
  char *sentence;

  world_connect (world);
  g_assert_false (world->client_side.succeeded);
  sentence = willow_client_explain_state (world->client_side.client);
  g_test_message ("%s", sentence);
  return sentence;
}

void
world_clear (World *world)
{
  client_fixture_tear_down (&world->client_side);
  if (willow_broker_get_running (world->broker.broker))
    fixture_stop (&world->broker);
  fixture_clear (&world->broker);
  willow_tls_settings_unref (world->tls);
  test_pki_free (world->authority);
  test_pki_free (world->server);
  test_pki_free (world->client);
}

const TestCertificate world_ordinary = { .name = "Server",
                                         .alternatives = "IP:127.0.0.1" };

void
world_exchange (World *world)
{
  ClientFixture     *client = &world->client_side;
  g_autofree guint8 *data = g_malloc (LARGE_BYTES);
  g_autoptr (GBytes) large = NULL;
  g_autoptr (GBytes) small = g_bytes_new_static ("hello", 5);
  g_autofree char *first = NULL;

  memset (data, 'x', LARGE_BYTES);
  large = g_bytes_new (data, LARGE_BYTES);
  client_fixture_subscribe (client, "a/#", MQTT_QOS_2);
  client_fixture_succeed (client);
  for (MqttQos qos = MQTT_QOS_0; qos <= MQTT_QOS_2; qos++)
    {
      client_fixture_publish (client, "a/b", small, qos, FALSE);
      client_fixture_succeed (client);
    }
  client_fixture_publish (client, "a/large", large, MQTT_QOS_1, FALSE);
  client_fixture_succeed (client);
  client_fixture_wait_for_messages (client, 4);
  first = client_fixture_dup_message (client, 0);
  g_assert_cmpstr (first, ==, "a/b hello");
  g_assert_cmpuint (client->last_payload_bytes, ==, LARGE_BYTES);
}
