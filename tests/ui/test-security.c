/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group "Security" and a broker that speaks TLS. */
#include "lib/test-pki.h"
#include "ui-fixture.h"

#include "app/connection/willow-chain-window.h"
#include "app/connection/willow-header-row.h"
#include "app/connection/willow-identity-row.h"
#include "app/connection/willow-proxy-group.h"
#include "app/connection/willow-security-group.h"
#include "app/connection/willow-trust-row.h"
#include "app/connection/willow-web-socket-group.h"
#include "broker/willow-broker.h"
#include "model/profile/willow-profile-identity.h"
#include "model/profile/willow-profile-secrets.h"
#include "net/willow-connector-settings.h"

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

static GtkWidget *
get_facts_row (Fixture *fixture)
{
  for (guint i = 0;; i++)
    {
      GtkWidget *row =
          ui_find_nth (get_group (fixture), ADW_TYPE_ACTION_ROW, i);

      if (g_str_equal (
              adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
              "What the server showed"))
        return row;
    }
}

/* Opens what the row leads to, as Enter does. */
static GtkWidget *
open_chain (Fixture *fixture)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget  *row = get_facts_row (fixture);

  g_assert_true (gtk_widget_get_visible (row));
  adw_action_row_activate (ADW_ACTION_ROW (row));
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (WILLOW_IS_CHAIN_WINDOW (window))
        return window;
    }
  g_assert_not_reached ();
}

/* The dialog that is on top. */
static AdwMessageDialog *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return ADW_MESSAGE_DIALOG (window);
    }
  return NULL;
}

/* What a press on one of its buttons does. */
static void
answer (const char *response)
{
  g_autoptr (GtkWidget) dialog = g_object_ref (GTK_WIDGET (find_dialog ()));

  gtk_window_destroy (GTK_WINDOW (dialog));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
}

static void
test_untrusted (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window;

  aim_at_broker (fixture);
  g_assert_false (gtk_widget_get_visible (get_facts_row (fixture)));
  ui_activate (&fixture->ui, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_FAILED);
  g_assert_nonnull (strstr (
      willow_conversation_get_problem (get_conversation (fixture)), "signed"));
  window = open_chain (fixture);
  ui_until (ui_shows_text (window, "Trusted chain: Failed"));
  ui_until (ui_shows_text (window, "Name: Passed"));
  ui_until (ui_shows_text (window, "CN=Broker"));
  ui_until (ui_shows_text (window, "days left"));
  ui_picture (GTK_WINDOW (window), "chain-untrusted");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_trusted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (fixture->identity);
  g_autoptr (GError) error = NULL;
  GtkWidget *window;

  aim_at_broker (fixture);
  willow_profile_import_authorities (
      get_profile (fixture), certificate, &error);
  g_assert_no_error (error);
  ui_until (ui_shows_text (get_group (fixture), "Certificate (PEM)"));
  ui_activate (&fixture->ui, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
  window = open_chain (fixture);
  ui_until (ui_shows_text (window, "Trusted chain: Passed"));
  ui_until (ui_shows_text (window, "TLSv1.3"));
  gtk_window_destroy (GTK_WINDOW (window));
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

/* What failed is connected to once its certificate is pinned, which is only
 * done when the question is answered so. */
static void
test_pin (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window;
  guint      trust;

  aim_at_broker (fixture);
  ui_activate (&fixture->ui, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_FAILED);
  window = open_chain (fixture);
  ui_click (ui_find_button (window, "Pin This Certificate…"));
  g_object_get (get_profile (fixture), "tls-trust", &trust, NULL);
  g_assert_cmpuint (trust, ==, WILLOW_TRUST_SYSTEM);
  answer ("cancel");
  g_object_get (get_profile (fixture), "tls-trust", &trust, NULL);
  g_assert_cmpuint (trust, ==, WILLOW_TRUST_SYSTEM);
  ui_until (find_dialog () == NULL);
  ui_click (ui_find_button (window, "Pin This Certificate…"));
  ui_picture (GTK_WINDOW (find_dialog ()), "chain-pin");
  answer ("pin");
  gtk_window_destroy (GTK_WINDOW (window));
  ui_activate (&fixture->ui, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
}

/* One question asks for the passphrase, again after a wrong one. */
static void
test_client_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (fixture->identity);
  g_autoptr (GBytes) key = test_pki_dup_key (fixture->identity, "hunter2");
  WillowIdentityRow *row;
  GtkWidget         *entry;

  aim_at_broker (fixture);
  row = WILLOW_IDENTITY_ROW (
      ui_find_type (get_group (fixture), WILLOW_TYPE_IDENTITY_ROW));
  willow_identity_row_take (row, certificate);
  ui_until (ui_shows_text (GTK_WIDGET (row), "private key is missing"));
  willow_identity_row_take (row, key);
  for (guint i = 0; i < 2; i++)
    {
      ui_until (find_dialog () != NULL);
      entry =
          ui_find_type (GTK_WIDGET (find_dialog ()), GTK_TYPE_PASSWORD_ENTRY);
      gtk_editable_set_text (GTK_EDITABLE (entry), i == 0 ? "no" : "hunter2");
      ui_picture (GTK_WINDOW (find_dialog ()), "passphrase");
      answer ("open");
    }
  ui_until (ui_shows_text (GTK_WIDGET (row), "The private key belongs to it"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ui_until (ui_shows_text (GTK_WIDGET (row), "No secret service answers"));
  ui_picture (GTK_WINDOW (fixture->ui.window), "form-identity");
}

static guint
get_port (Fixture *fixture)
{
  guint port;

  g_object_get (get_profile (fixture), "port", &port, NULL);
  return port;
}

static void
choose_scheme (Fixture *fixture, const char *name)
{
  GtkWidget *button = ui_find_button (GTK_WIDGET (fixture->ui.window), name);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

/* The usual port follows the scheme that is chosen; another one is left alone,
 * and so is that of a URL. */
static void
test_port (Fixture *fixture, gconstpointer data)
{
  g_object_set (get_profile (fixture), "port", 1883u, NULL);
  choose_scheme (fixture, "mqtts");
  g_assert_cmpuint (get_port (fixture), ==, 8883);
  choose_scheme (fixture, "ws");
  g_assert_cmpuint (get_port (fixture), ==, 8083);
  g_object_set (get_profile (fixture), "port", 4711u, NULL);
  choose_scheme (fixture, "wss");
  g_assert_cmpuint (get_port (fixture), ==, 4711);
  willow_profile_set_url (
      get_profile (fixture), "mqtts://127.0.0.1:1883", NULL, NULL);
  g_assert_cmpuint (get_port (fixture), ==, 1883);
}

/* What belongs to WebSocket and to TLS is there where it is spoken. */
static void
test_groups (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->ui.window);
  GtkWidget *path = ui_find_name (window, "path");
  GtkWidget *group = ui_find_type (window, WILLOW_TYPE_WEB_SOCKET_GROUP);
  GtkWidget *trust = ui_find_type (window, WILLOW_TYPE_TRUST_ROW);

  choose_scheme (fixture, "mqtt");
  g_assert_false (gtk_widget_get_visible (path));
  g_assert_false (gtk_widget_get_visible (group));
  g_assert_false (gtk_widget_get_visible (trust));
  ui_click (ui_find_button (window, "Use TLS"));
  g_assert_true (gtk_widget_get_visible (trust));
  choose_scheme (fixture, "wss");
  g_assert_true (gtk_widget_get_visible (path));
  g_assert_true (gtk_widget_get_visible (group));
  g_assert_true (ui_shows_text (group, "mqtt"));
}

/* A value that lets somebody in is covered; others are not. */
static void
test_headers (Fixture *fixture, gconstpointer data)
{
  GtkWidget *group;
  GtkWidget *row;

  choose_scheme (fixture, "ws");
  group = ui_find_type (GTK_WIDGET (fixture->ui.window),
                        WILLOW_TYPE_WEB_SOCKET_GROUP);
  willow_profile_add_header (get_profile (fixture), "Authorization", "hunter2");
  willow_profile_add_header (get_profile (fixture), "X-Site", "plant 7");
  row = ui_find_nth (group, WILLOW_TYPE_HEADER_ROW, 0);
  g_assert_false (gtk_entry_get_visibility (
      GTK_ENTRY (ui_find_nth (row, GTK_TYPE_ENTRY, 1))));
  row = ui_find_nth (group, WILLOW_TYPE_HEADER_ROW, 1);
  g_assert_true (gtk_entry_get_visibility (
      GTK_ENTRY (ui_find_nth (row, GTK_TYPE_ENTRY, 1))));
  adw_expander_row_set_expanded (
      ADW_EXPANDER_ROW (ui_find_type (group, ADW_TYPE_EXPANDER_ROW)), TRUE);
  g_assert_false (ui_shows_text (group, "hunter2"));
  ui_click (ui_find_type (row, GTK_TYPE_BUTTON));
  g_assert_null (ui_find_nth (group, WILLOW_TYPE_HEADER_ROW, 1));
}

static void
test_proxy (Fixture *fixture, gconstpointer data)
{
  GtkWidget *group =
      ui_find_type (GTK_WIDGET (fixture->ui.window), WILLOW_TYPE_PROXY_GROUP);
  GtkWidget *row = ui_find_type (group, ADW_TYPE_EXPANDER_ROW);
  guint      kind;

  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), TRUE);
  g_object_get (get_profile (fixture), "proxy-kind", &kind, NULL);
  g_assert_cmpuint (kind, ==, WILLOW_PROXY_HTTP);
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (ui_find_button (group, "SOCKS5")), TRUE);
  g_object_set (get_profile (fixture), "proxy-host", "p.test", NULL);
  ui_until (ui_shows_text (group, "SOCKS5 p.test:1080"));
  gtk_editable_set_text (
      GTK_EDITABLE (ui_find_type (group, ADW_TYPE_PASSWORD_ENTRY_ROW)),
      "hunter2");
  g_assert_nonnull (willow_profile_get_secret (get_profile (fixture),
                                               WILLOW_SECRET_PROXY_PASSWORD));
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), FALSE);
  g_object_get (get_profile (fixture), "proxy-kind", &kind, NULL);
  g_assert_cmpuint (kind, ==, WILLOW_PROXY_NONE);
}

/* Everything unfolded, for those who look. */
static void
test_depth (Fixture *fixture, gconstpointer data)
{
  static const char *const schemes[] = { "mqtt", "mqtts", "wss" };
  GtkWidget               *window = GTK_WIDGET (fixture->ui.window);
  GtkWidget               *row;

  choose_scheme (fixture, "wss");
  g_object_set (get_profile (fixture), "proxy-kind", WILLOW_PROXY_HTTP, NULL);
  willow_profile_add_header (get_profile (fixture), "Authorization", "hunter2");
  for (guint i = 0;
       (row = ui_find_nth (window, ADW_TYPE_EXPANDER_ROW, i)) != NULL;
       i++)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autofree char *name = g_strconcat ("form-", schemes[i], NULL);

      choose_scheme (fixture, schemes[i]);
      ui_picture (GTK_WINDOW (window), name);
    }
  g_assert_false (ui_shows_text (window, "hunter2"));
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
  ADD ("pin", test_pin);
  ADD ("client-key", test_client_key);
  ADD ("port", test_port);
  ADD ("groups", test_groups);
  ADD ("headers", test_headers);
  ADD ("proxy", test_proxy);
  ADD ("depth", test_depth);
#undef ADD
  return g_test_run ();
}
