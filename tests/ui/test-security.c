/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group "Security" and a broker that speaks TLS. */
#include "lib/test-pki.h"
#include "ui-fixture.h"

#include "app/willow-security-group.h"
#include "broker/willow-broker.h"
#include "model/willow-profile-identity.h"

#include <string.h>

typedef struct
{
  UiFixture     ui;
  TestIdentity *identity; /* signs itself */
  WillowBroker *broker;
  gboolean      is_done;
} Fixture;

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  willow_broker_start_finish (fixture->broker, result, &error);
  g_assert_no_error (error);
  fixture->is_done = TRUE;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  willow_broker_stop_finish (fixture->broker, result, NULL);
  fixture->is_done = TRUE;
}

static void
start_broker (Fixture *fixture)
{
  const TestCertificate spec = { .name = "Broker",
                                 .alternatives = "IP:127.0.0.1" };
  g_autoptr (WillowTlsSettings) tls = willow_tls_settings_new ();
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) key = NULL;
  g_auto (WillowBrokerConfig) config = { 0 };

  fixture->identity = test_pki_issue (NULL, &spec);
  certificate = test_pki_dup_certificate (fixture->identity);
  key = test_pki_dup_key (fixture->identity, NULL);
  willow_tls_settings_set_certificate (tls, certificate, key, NULL);
  willow_broker_config_init (&config);
  willow_broker_config_get_listener (&config, 0)->port = 0;
  willow_broker_listener_config_set_tls (
      willow_broker_config_add_listener (
          &config, WILLOW_SCHEME_MQTTS, "127.0.0.1", 0),
      tls);
  fixture->broker = willow_broker_new ();
  willow_broker_start_async (fixture->broker, &config, started_cb, fixture);
  ui_until (fixture->is_done);
}

static WillowConversation *
get_conversation (Fixture *fixture)
{
  return willow_window_get_conversation (fixture->ui.window);
}

static WillowProfile *
get_profile (Fixture *fixture)
{
  return willow_conversation_get_profile (get_conversation (fixture));
}

static WillowClientState
get_state (Fixture *fixture)
{
  return willow_conversation_get_state (get_conversation (fixture));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  ui_fixture_set_up (&fixture->ui, NULL);
  start_broker (fixture);
  ui_activate (&fixture->ui, "win.new-connection");
  g_object_set (get_profile (fixture), "host", "127.0.0.1", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture->is_done = FALSE;
  willow_broker_stop_async (fixture->broker, stopped_cb, fixture);
  ui_until (fixture->is_done);
  g_object_unref (fixture->broker);
  test_pki_free (fixture->identity);
  ui_fixture_tear_down (&fixture->ui, NULL);
}

static GtkWidget *
get_group (Fixture *fixture)
{
  return ui_find_type (GTK_WIDGET (fixture->ui.window),
                       WILLOW_TYPE_SECURITY_GROUP);
}

static void
aim_at_broker (Fixture *fixture)
{
  g_object_set (get_profile (fixture), "use-tls", TRUE, NULL);
  g_object_set (
      get_profile (fixture),
      "port",
      (guint)willow_broker_get_port (fixture->broker, WILLOW_SCHEME_MQTTS),
      NULL);
}

/* The second expander: the first one switches TLS on. */
static GtkWidget *
get_facts_row (Fixture *fixture)
{
  return ui_find_nth (get_group (fixture), ADW_TYPE_EXPANDER_ROW, 1);
}

static void
show_facts (Fixture *fixture)
{
  GtkWidget *row = get_facts_row (fixture);

  g_assert_true (gtk_widget_get_visible (row));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
}

static void
test_untrusted (Fixture *fixture, gconstpointer data)
{
  aim_at_broker (fixture);
  g_assert_false (gtk_widget_get_visible (get_facts_row (fixture)));
  ui_activate (&fixture->ui, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_FAILED);
  g_assert_nonnull (strstr (
      willow_conversation_get_problem (get_conversation (fixture)), "signed"));
  show_facts (fixture);
  ui_until (
      ui_shows_text (get_group (fixture), "Trusted chain: Does not hold"));
  ui_until (ui_shows_text (get_group (fixture), "Name: Holds"));
  ui_until (ui_shows_text (get_group (fixture), "CN=Broker"));
}

static void
test_trusted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (fixture->identity);
  g_autoptr (GError) error = NULL;

  aim_at_broker (fixture);
  willow_profile_import_authorities (
      get_profile (fixture), certificate, &error);
  g_assert_no_error (error);
  ui_until (ui_shows_text (get_group (fixture), "Certificate (PEM)"));
  ui_activate (&fixture->ui, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
  show_facts (fixture);
  ui_until (ui_shows_text (get_group (fixture), "Trusted chain: Holds"));
  ui_until (ui_shows_text (get_group (fixture), "TLSv1.3"));
  g_assert_null (strstr (
      willow_conversation_get_status (get_conversation (fixture)), "verified"));
}

/* Said beside the switch, and above everything for as long as it is so. */
static void
test_not_verified (Fixture *fixture, gconstpointer data)
{
  aim_at_broker (fixture);
  g_assert_false (
      ui_shows_text (get_group (fixture), "Nobody checks who the server is"));
  g_object_set (get_profile (fixture), "tls-verify", FALSE, NULL);
  ui_until (
      ui_shows_text (get_group (fixture), "Nobody checks who the server is"));
  ui_activate (&fixture->ui, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
  g_assert_nonnull (
      strstr (willow_conversation_get_status (get_conversation (fixture)),
              "Server not verified"));
}

static guint
get_port (Fixture *fixture)
{
  guint port;

  g_object_get (get_profile (fixture), "port", &port, NULL);
  return port;
}

/* The usual port follows the switch; another one is left alone. */
static void
test_port (Fixture *fixture, gconstpointer data)
{
  g_object_set (get_profile (fixture), "port", 1883u, NULL);
  g_object_set (get_profile (fixture), "use-tls", TRUE, NULL);
  g_assert_cmpuint (get_port (fixture), ==, 8883);
  g_object_set (get_profile (fixture), "use-tls", FALSE, NULL);
  g_assert_cmpuint (get_port (fixture), ==, 1883);
  g_object_set (get_profile (fixture), "port", 4711u, NULL);
  g_object_set (get_profile (fixture), "use-tls", TRUE, NULL);
  g_assert_cmpuint (get_port (fixture), ==, 4711);
  willow_profile_set_url (
      get_profile (fixture), "mqtts://127.0.0.1:1883", NULL, NULL);
  g_assert_cmpuint (get_port (fixture), ==, 1883);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name, func)                                                        \
  g_test_add ("/ui/security/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("untrusted", test_untrusted);
  ADD ("trusted", test_trusted);
  ADD ("not-verified", test_not_verified);
  ADD ("port", test_port);
#undef ADD
  return g_test_run ();
}
