/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our client and our broker over TLS, and what is said when it does not come to
 * that. */
#include "lib/scripted-peer.h"
#include "tls-world.h"

#include <string.h>

static void
test_round_trip (gconstpointer data)
{
  World                 world = { 0 };
  const WillowTlsFacts *facts;
  g_autofree char      *url = NULL;

  world_init (&world, (guint8)GPOINTER_TO_UINT (data), &world_ordinary);
  world_start (&world);
  world_connect (&world);
  g_assert_no_error (world.client_side.error);
  g_assert_cmpstr (world.client_side.phases->str, ==, "tcp… tcp+ tls… tls+ ");
  facts = willow_client_get_tls_facts (world.client_side.client);
  g_assert_cmpstr (facts->version, ==, "TLSv1.3");
  for (guint i = 0; i < WILLOW_TLS_N_RULES; i++)
    g_assert_cmpint (facts->verdicts[i].outcome,
                     ==,
                     i == WILLOW_TLS_RULE_REVOKED ? WILLOW_TLS_UNKNOWN
                                                  : WILLOW_TLS_OK);
  url = willow_broker_dup_url (world.broker.broker, WILLOW_SCHEME_MQTTS);
  g_assert_true (g_str_has_prefix (url, "mqtts://127.0.0.1:"));
  world_exchange (&world);
  client_fixture_disconnect (&world.client_side, WILLOW_DISCONNECT_CLEAN);
  client_fixture_succeed (&world.client_side);
  world_clear (&world);
}

static void
test_mutual (void)
{
  World world = { 0 };
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) key = NULL;

  world_init (&world, 5, &world_ordinary);
  world_require_certificate (&world);
  certificate = test_pki_dup_certificate (world.client);
  key = test_pki_dup_key (world.client, NULL);
  willow_tls_settings_set_certificate (world.tls, certificate, key, NULL);
  world_start (&world);
  world_connect (&world);
  g_assert_no_error (world.client_side.error);
  g_assert_true (
      willow_client_get_tls_facts (world.client_side.client)->certificate_sent);
  world_clear (&world);
}

static void
assert_said (World *world, const char *part)
{
  g_autofree char *sentence = world_fail (world);

  g_assert_nonnull (strstr (sentence, part));
}

static void
test_certificate_required (void)
{
  World world = { 0 };

  world_init (&world, 5, &world_ordinary);
  world_require_certificate (&world);
  world_start (&world);
  assert_said (&world, "requires a client certificate");
  g_assert_error (world.client_side.error,
                  WILLOW_TLS_ERROR,
                  WILLOW_TLS_ERROR_CERTIFICATE_REQUIRED);
  g_assert_true (willow_client_get_tls_facts (world.client_side.client)
                     ->certificate_asked);
  world_clear (&world);
}

static void
test_refused_certificate (gconstpointer data)
{
  static const struct
  {
    TestCertificate server;
    const char     *said;
  } cases[] = {
    { { .name = "S", .alternatives = "DNS:example.org" },
      "does not stand for “127.0.0.1”, but for: DNS:example.org" },
    { { .name = "S",
        .alternatives = "IP:127.0.0.1",
        .not_before_days = -9,
        .not_after_days = -2 },
      "has expired on" },
    { { .name = "S",
        .alternatives = "IP:127.0.0.1",
        .not_before_days = 3,
        .not_after_days = 9 },
      "is not valid before" },
    { { .name = "S", .alternatives = "IP:127.0.0.1", .purpose = "clientAuth" },
      "may not be used for this" },
  };
  guint                 i = GPOINTER_TO_UINT (data);
  World                 world = { 0 };
  const WillowTlsFacts *facts;

  world_init (&world, 5, &cases[i].server);
  world_start (&world);
  assert_said (&world, cases[i].said);
  g_assert_cmpstr (world.client_side.phases->str, ==, "tcp… tcp+ tls… tls- ");
  facts = willow_client_get_tls_facts (world.client_side.client);
  g_assert_cmpuint (facts->chain->len, ==, 1);
  world_clear (&world);
}

static void
test_untrusted_and_unverified (void)
{
  World world = { 0 };
  g_autoptr (WillowTlsSettings) nobody = willow_tls_settings_new ();
  g_autoptr (WillowTlsSettings) blind = willow_tls_settings_new ();
  const WillowTlsFacts *facts;

  willow_tls_settings_set_system_trust (nobody, FALSE);
  willow_tls_settings_set_verify (blind, FALSE);
  world_init (&world, 5, &world_ordinary);
  world_start (&world);
  world_set_tls (&world.client_side, nobody);
  assert_said (&world, "nor is it trusted");
  world_set_tls (&world.client_side, blind);
  world_connect (&world);
  g_assert_no_error (world.client_side.error);
  facts = willow_client_get_tls_facts (world.client_side.client);
  g_assert_false (facts->is_verified);
  g_assert_cmpint (
      facts->verdicts[WILLOW_TLS_RULE_CHAIN].outcome, ==, WILLOW_TLS_FAILED);
  world_clear (&world);
}

static void
test_verify_as (void)
{
  const TestCertificate named = { .name = "S",
                                  .alternatives = "DNS:broker.example" };
  World                 world = { 0 };

  world_init (&world, 5, &named);
  willow_tls_settings_set_verify_name (world.tls, "broker.example");
  world_start (&world);
  world_connect (&world);
  g_assert_no_error (world.client_side.error);
  g_assert_cmpstr (
      willow_client_get_tls_facts (world.client_side.client)->server_name,
      ==,
      "broker.example");
  world_clear (&world);
}

static void
test_wrong_port (gconstpointer data)
{
  gboolean tls_to_plain = GPOINTER_TO_INT (data);
  World    world = { 0 };

  world_init (&world, 5, &world_ordinary);
  fixture_start (&world.broker);
  world_aim (
      &world,
      tls_to_plain ? WILLOW_SCHEME_MQTTS : WILLOW_SCHEME_MQTT,
      tls_to_plain
          ? willow_broker_get_port (world.broker.broker, WILLOW_SCHEME_MQTT)
          : willow_broker_get_port (world.broker.broker, WILLOW_SCHEME_MQTTS));
  if (tls_to_plain)
    assert_said (&world, "plain MQTT");
  else
    assert_said (&world, "TLS");
  world_clear (&world);
}

/* Some servers say in TLS what they think of plain bytes. */
static void
test_alert_instead_of_connack (void)
{
  g_autoptr (ScriptedPeer) peer = scripted_peer_new ();
  World            world = { 0 };
  g_autofree char *sentence = NULL;

  world_init (&world, 5, &world_ordinary);
  world_aim (&world, WILLOW_SCHEME_MQTT, scripted_peer_get_port (peer));
  client_fixture_connect (&world.client_side, NULL);
  scripted_peer_accept (peer);
  g_byte_array_unref (scripted_peer_read (peer, 5));
  scripted_peer_send_hex (peer, "15 03 01 00 02 02 46");
  scripted_peer_close (peer);
  client_fixture_wait (&world.client_side);
  sentence = willow_client_explain_state (world.client_side.client);
  g_test_message ("%s", sentence);
  g_assert_nonnull (strstr (sentence, "speaks TLS on this port"));
  g_assert_nonnull (strstr (sentence, "mqtts://"));
  world_clear (&world);
}

/* Nobody answers behind TCP. */
static void
test_silent (void)
{
  g_autoptr (ScriptedPeer) peer = scripted_peer_new ();
  World world = { 0 };

  world_init (&world, 5, &world_ordinary);
  world_aim (&world, WILLOW_SCHEME_MQTTS, scripted_peer_get_port (peer));
  willow_client_options_set_connect_timeout_ms (world.client_side.options, 50);
  assert_said (&world, "did not finish the TLS handshake in time");
  g_assert_error (
      world.client_side.error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_SILENT);
  world_clear (&world);
}

static void
test_cancelled (void)
{
  g_autoptr (ScriptedPeer) peer = scripted_peer_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  World world = { 0 };

  world_init (&world, 5, &world_ordinary);
  world_aim (&world, WILLOW_SCHEME_MQTTS, scripted_peer_get_port (peer));
  client_fixture_connect (&world.client_side, cancellable);
  client_fixture_until (strstr (world.client_side.phases->str, "tls…") != NULL);
  g_cancellable_cancel (cancellable);
  client_fixture_wait (&world.client_side);
  g_assert_error (world.client_side.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  world_clear (&world);
}

/* The first bytes of a ServerHello, and then FIN or RST. */
static void
test_stops_in_handshake (gconstpointer data)
{
  gboolean reset = GPOINTER_TO_INT (data);
  g_autoptr (ScriptedPeer) peer = scripted_peer_new ();
  World world = { 0 };

  world_init (&world, 5, &world_ordinary);
  world_aim (&world, WILLOW_SCHEME_MQTTS, scripted_peer_get_port (peer));
  client_fixture_connect (&world.client_side, NULL);
  scripted_peer_accept (peer);
  g_byte_array_unref (scripted_peer_read (peer, 5));
  scripted_peer_send_hex (peer, "16 03 03 00 7a 02 00");
  if (reset)
    scripted_peer_reset (peer);
  else
    scripted_peer_close (peer);
  client_fixture_wait (&world.client_side);
  /* Closing with unread input is a reset, too, on Linux. */
  g_assert_true (
      g_error_matches (
          world.client_side.error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_CLOSED) ||
      g_error_matches (
          world.client_side.error, WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_NOT_TLS));
  world_clear (&world);
}

/* Who connects and says nothing has the time for CONNECT and no more, with the
 * handshake in it. */
static void
test_silent_client (void)
{
  World world = { 0 };
  g_autoptr (ScriptedPeer) peer = NULL;

  world_init (&world, 5, &world_ordinary);
  world.broker.config.connect_timeout_ms = 50;
  world_start (&world);
  peer = scripted_peer_new_client (
      willow_broker_get_port (world.broker.broker, WILLOW_SCHEME_MQTTS));
  scripted_peer_expect_end (peer);
  world_clear (&world);
}

/* A broker whose key belongs to another certificate does not start. */
static void
start_failed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  g_assert_false (
      willow_broker_start_finish (WILLOW_BROKER (source), result, error));
}

static void
test_broker_key_mismatch (void)
{
  World world = { 0 };
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GError) error = NULL;

  world_init (&world, 5, &world_ordinary);
  certificate = test_pki_dup_certificate (world.server);
  key = test_pki_dup_key (world.client, NULL);
  willow_tls_settings_set_certificate (
      world_get_tls (&world), certificate, key, NULL);
  willow_broker_start_async (
      world.broker.broker, &world.broker.config, start_failed_cb, &error);
  fixture_until (error != NULL);
  g_assert_error (
      error, WILLOW_CERTIFICATE_ERROR, WILLOW_CERTIFICATE_ERROR_MISMATCH);
  g_assert_false (willow_broker_get_running (world.broker.broker));
  world_aim (&world, WILLOW_SCHEME_MQTTS, 1);
  world_clear (&world);
}

static void
add (const char *name, guint data, GTestDataFunc func)
{
  g_autofree char *path = g_strconcat ("/broker/tls/", name, NULL);

  g_test_add_data_func (path, GUINT_TO_POINTER (data), func);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("round-trip/3.1", 3, test_round_trip);
  add ("round-trip/3.1.1", 4, test_round_trip);
  add ("round-trip/5.0", 5, test_round_trip);
  g_test_add_func ("/broker/tls/mutual", test_mutual);
  g_test_add_func ("/broker/tls/certificate-required",
                   test_certificate_required);
  add ("wrong-name", 0, test_refused_certificate);
  add ("expired", 1, test_refused_certificate);
  add ("not-yet-valid", 2, test_refused_certificate);
  add ("wrong-purpose", 3, test_refused_certificate);
  g_test_add_func ("/broker/tls/untrusted-and-unverified",
                   test_untrusted_and_unverified);
  g_test_add_func ("/broker/tls/verify-as", test_verify_as);
  add ("plain-to-tls", FALSE, test_wrong_port);
  add ("tls-to-plain", TRUE, test_wrong_port);
  g_test_add_func ("/broker/tls/alert-instead-of-connack",
                   test_alert_instead_of_connack);
  g_test_add_func ("/broker/tls/silent", test_silent);
  g_test_add_func ("/broker/tls/cancelled", test_cancelled);
  add ("fin-in-handshake", FALSE, test_stops_in_handshake);
  add ("reset-in-handshake", TRUE, test_stops_in_handshake);
  g_test_add_func ("/broker/tls/silent-client", test_silent_client);
  g_test_add_func ("/broker/tls/key-mismatch", test_broker_key_mismatch);
  return g_test_run ();
}
