/* SPDX-License-Identifier: GPL-3.0-or-later */
/* User Names out of certificates, and certificates that change while the broker
 * runs. */
#include "tls-world.h"

/* What the Client shows by TLS, if anything, and says in CONNECT. */
static void
world_identify (World         *world,
                WillowScheme   scheme,
                WillowIdentity identity,
                gboolean       present)
{
  WillowBrokerListenerConfig *listener =
      willow_broker_config_get_listener (&world->broker.config, 1);
  g_autoptr (GBytes) authority = test_pki_dup_certificate (world->authority);
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (world->client);
  g_autoptr (GBytes) key = test_pki_dup_key (world->client, NULL);

  willow_tls_settings_add_authorities (world_get_tls (world), authority);
  listener->identity = identity;
  listener->scheme = scheme;
  if (scheme == WILLOW_SCHEME_WSS)
    listener->path = g_strdup ("/mqtt");
  if (present)
    willow_tls_settings_set_certificate (world->tls, certificate, key, NULL);
  fixture_start (&world->broker);
  world_aim (
      world, scheme, willow_broker_get_port (world->broker.broker, scheme));
  willow_client_options_set_user_name (world->client_side.options, "mallory");
}

static void
test_identity (gconstpointer data)
{
  World world = { 0 };
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;
  const WillowBrokerClient *client;

  world_init (&world, (guint8)(GPOINTER_TO_UINT (data) & 0xf), &world_ordinary);
  world_identify (&world,
                  (WillowScheme)(GPOINTER_TO_UINT (data) >> 4),
                  WILLOW_IDENTITY_CN,
                  TRUE);
  world_connect (&world);
  g_assert_no_error (world.client_side.error);
  snapshot = fixture_snapshot (&world.broker);
  client = snapshot->clients->pdata[0];
  g_assert_cmpstr (client->user_name, ==, "Client");
  g_assert_true (client->user_name_from_certificate);
  world_clear (&world);
}

/* One without a certificate, and one whose certificate has no such name. */
static void
test_no_identity (gconstpointer data)
{
  gboolean present = GPOINTER_TO_INT (data);
  World    world = { 0 };

  world_init (&world, 5, &world_ordinary);
  world_identify (&world, WILLOW_SCHEME_MQTTS, WILLOW_IDENTITY_SAN, present);
  world_connect (&world);
  g_assert_false (world.client_side.succeeded);
  g_assert_cmpint (willow_client_get_state (world.client_side.client),
                   ==,
                   WILLOW_CLIENT_REFUSED);
  world_clear (&world);
}

static char *
dup_fingerprint (World *world)
{
  const WillowTlsFacts *facts =
      willow_client_get_tls_facts (world->client_side.client);
  const WillowCertificate *leaf = facts->chain->pdata[0];

  return g_strdup (leaf->fingerprint);
}

/* Who is there stays, who comes sees the new certificate; one that does not
 * work changes nothing. */
static void
test_reload (void)
{
  World world = { 0 };
  g_autoptr (TestIdentity) renewed = NULL;
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (WillowTlsSettings) settings = willow_tls_settings_new ();
  g_autoptr (WillowTlsSettings) broken = willow_tls_settings_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  world_init (&world, 5, &world_ordinary);
  renewed = test_pki_issue (world.authority, &world_ordinary);
  certificate = test_pki_dup_certificate (renewed);
  key = test_pki_dup_key (renewed, NULL);
  willow_tls_settings_set_certificate (settings, certificate, key, NULL);
  world_start (&world);
  world_connect (&world);
  before = dup_fingerprint (&world);
  g_assert_false (
      willow_broker_set_tls (world.broker.broker, 1, broken, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (
      willow_broker_set_tls (world.broker.broker, 1, settings, &error));
  world_exchange (&world);
  client_fixture_disconnect (&world.client_side, WILLOW_DISCONNECT_CLEAN);
  client_fixture_succeed (&world.client_side);
  world_connect (&world);
  g_assert_no_error (world.client_side.error);
  after = dup_fingerprint (&world);
  g_assert_cmpstr (before, !=, after);
  world_clear (&world);
}

#define IDENTITY(name, scheme, version)                                        \
  g_test_add_data_func ("/broker/tls/identity/" name,                          \
                        GUINT_TO_POINTER ((scheme) << 4 | (version)),          \
                        test_identity)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  IDENTITY ("3.1.1", WILLOW_SCHEME_MQTTS, 4);
  IDENTITY ("5.0", WILLOW_SCHEME_MQTTS, 5);
  IDENTITY ("3.1.1/wss", WILLOW_SCHEME_WSS, 4);
  IDENTITY ("5.0/wss", WILLOW_SCHEME_WSS, 5);
  g_test_add_data_func ("/broker/tls/no-identity/no-certificate",
                        GINT_TO_POINTER (FALSE),
                        test_no_identity);
  g_test_add_data_func ("/broker/tls/no-identity/no-such-name",
                        GINT_TO_POINTER (TRUE),
                        test_no_identity);
  g_test_add_func ("/broker/tls/reload", test_reload);
  return g_test_run ();
}
