/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages that show what goes on inside of the practice broker. */
#include "ui-fixture.h"

#include "app/practice/willow-broker-clients.h"
#include "app/practice/willow-broker-log-page.h"
#include "app/practice/willow-broker-page.h"
#include "app/widget/willow-cell-table.h"
#include "app/traffic/willow-packet-view.h"
#include "app/practice/willow-retained-page.h"
#include "lib/scripted-peer.h"

#include <string.h>

typedef struct
{
  UiFixture     ui;
  ScriptedPeer *pump; /* with a will, a subscription, and a message in flight */
} Fixture;

static WillowPracticeBroker *
get_broker (Fixture *fixture)
{
  return willow_workspace_get_broker (fixture->ui.workspace);
}

static GtkWidget *
get_page (Fixture *fixture)
{
  return ui_find_type (GTK_WIDGET (fixture->ui.window),
                       WILLOW_TYPE_BROKER_PAGE);
}

static void
show (Fixture *fixture, const char *page)
{
  willow_window_show_page (fixture->ui.window, page);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  WillowPracticeBroker *broker;

  ui_fixture_set_up (&fixture->ui, NULL);
  broker = get_broker (fixture);
  willow_practice_broker_set_port (broker, 0);
  willow_practice_broker_start (broker);
  ui_until (willow_practice_broker_get_running (broker) &&
            !willow_practice_broker_get_busy (broker));
  fixture->pump =
      scripted_peer_new_client (willow_practice_broker_get_bound_port (broker));
  scripted_peer_send_hex (
      fixture->pump,
      "10 ( \"MQTT\" 05 cc 003c ( 11 00000e10 21 0001 ) \"pump-7\" ( ) "
      "\"plant/pump-7/state\" \"gone\" \"operator\" \"secret\" )");
  g_byte_array_unref (scripted_peer_read (fixture->pump, 2));
  scripted_peer_send_hex (
      fixture->pump,
      "82 ( 0001 ( ) \"plant/#\" 01 ) "
      "32 ( \"plant/pump-7/set\" 0001 ( ) '{\"rpm\":1200}' ) "
      "32 ( \"plant/pump-7/set\" 0002 ( ) '{\"rpm\":900}' ) "
      "33 ( \"plant/pump-7/rpm\" 0003 ( ) '1180' ) ");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  scripted_peer_free (fixture->pump);
  ui_fixture_tear_down (&fixture->ui, NULL);
}

static GtkWidget *
find_clients (Fixture *fixture, guint n)
{
  return ui_find_nth (get_page (fixture), WILLOW_TYPE_BROKER_CLIENTS, n);
}

static void
select_pump (Fixture *fixture, GtkWidget *clients)
{
  ui_until (
      willow_broker_clients_select (WILLOW_BROKER_CLIENTS (clients), "pump-7"));
}

static GtkWidget *
find_details (GtkWidget *clients)
{
  return ui_find_type (clients, g_type_from_name ("WillowSessionDetails"));
}

static void
show_part (GtkWidget *details, const char *name)
{
  GtkWidget *stack = ui_find_type (details, GTK_TYPE_STACK);

  gtk_stack_set_visible_child_name (GTK_STACK (stack), name);
}

static void
test_clients (Fixture *fixture, gconstpointer data)
{
  GtkWidget *clients = find_clients (fixture, 0);
  GtkWidget *details = find_details (clients);

  show (fixture, "clients");
  select_pump (fixture, clients);
  ui_until (ui_shows_text (details, "pump-7"));
  ui_until (ui_shows_text (details, "operator, from CONNECT"));
  ui_until (ui_shows_text (details, "Armed: plant/pump-7/state"));
  ui_picture (GTK_WINDOW (fixture->ui.window), "walls-clients");
  show_part (details, "messages");
  ui_until (ui_shows_text (details, "PUBLISH sent, waits for PUBACK"));
  ui_until (ui_shows_text (details, "Queued"));
  ui_picture (GTK_WINDOW (fixture->ui.window), "walls-messages");
}

/* The packet as it came, but for the password. */
static void
test_connect (Fixture *fixture, gconstpointer data)
{
  GtkWidget       *clients = find_clients (fixture, 0);
  GtkWidget       *packet = ui_find_type (clients, WILLOW_TYPE_PACKET_VIEW);
  g_autofree char *hex = NULL;

  show (fixture, "clients");
  select_pump (fixture, clients);
  show_part (find_details (clients), "connect");
  ui_until (ui_shows_text (packet, "plant/pump-7/state"));
  hex = willow_packet_view_dup_hex (WILLOW_PACKET_VIEW (packet));
  g_assert_null (strstr (hex, "73 65 63 72 65 74"));
  ui_picture (GTK_WINDOW (fixture->ui.window), "walls-connect");
}

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      return l->data;
  return NULL;
}

/* What is lost is said before it is. */
static void
test_end_session (Fixture *fixture, gconstpointer data)
{
  GtkWidget  *clients = find_clients (fixture, 1);
  GtkWidget  *details = find_details (clients);
  GListModel *sessions =
      willow_practice_broker_get_clients (get_broker (fixture));

  show (fixture, "sessions");
  scripted_peer_close (fixture->pump);
  select_pump (fixture, clients);
  ui_until (ui_shows_text (details, "Away"));
  ui_picture (GTK_WINDOW (fixture->ui.window), "walls-sessions");
  ui_click (ui_find_button (details, "End Session"));
  ui_until (find_dialog () != NULL);
  ui_until (ui_shows_text (find_dialog (), "4 messages that wait"));
  ui_until (ui_shows_text (find_dialog (), "1 subscription"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_dialog ()), "go");
  ui_until (g_list_model_get_n_items (sessions) == 0);
  ui_until (ui_shows_text (clients, "No Sessions Yet"));
}

/* A will is a reason to ask before. */
static void
test_disconnect (Fixture *fixture, gconstpointer data)
{
  GtkWidget  *clients = find_clients (fixture, 0);
  GListModel *connected =
      willow_practice_broker_get_connected (get_broker (fixture));

  show (fixture, "clients");
  select_pump (fixture, clients);
  ui_click (ui_find_button (find_details (clients), "Disconnect"));
  ui_until (find_dialog () != NULL);
  ui_until (ui_shows_text (find_dialog (), "Its will is published"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_dialog ()), "go");
  ui_until (g_list_model_get_n_items (connected) == 0);
}

static guint
count_retained (Fixture *fixture)
{
  guint n;

  g_object_get (get_broker (fixture), "n-retained", &n, NULL);
  return n;
}

/* Publishes one as the broker, finds it, and clears it. */
static void
test_retained (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page =
      ui_find_type (get_page (fixture), WILLOW_TYPE_RETAINED_PAGE);
  GtkWidget *filter = ui_find_nth (page, GTK_TYPE_ENTRY, 0);

  show (fixture, "retained");
  ui_until (ui_shows_text (page, "plant/pump-7/rpm"));
  g_assert_false (
      gtk_widget_is_sensitive (ui_find_button (page, "Publish as the Broker")));
  gtk_editable_set_text (GTK_EDITABLE (ui_find_nth (page, GTK_TYPE_ENTRY, 1)),
                         "notice/school");
  gtk_editable_set_text (GTK_EDITABLE (ui_find_nth (page, GTK_TYPE_ENTRY, 2)),
                         "closed on Friday");
  ui_click (ui_find_button (page, "Publish as the Broker"));
  ui_until (ui_shows_text (page, "closed on Friday"));
  ui_picture (GTK_WINDOW (fixture->ui.window), "walls-retained");
  gtk_editable_set_text (GTK_EDITABLE (filter), "notice/#");
  ui_until (ui_shows_text (page, "1 matches"));
  ui_click (ui_find_button (page, "Clear _All Matching…"));
  ui_until (find_dialog () != NULL);
  ui_until (ui_shows_text (find_dialog (), "Clear 1 Retained Message?"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_dialog ()), "clear");
  ui_until (count_retained (fixture) == 1);
  gtk_editable_set_text (GTK_EDITABLE (filter), "#/x");
  ui_until (gtk_widget_has_css_class (filter, "error"));
}

static void
test_log (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page =
      ui_find_type (get_page (fixture), WILLOW_TYPE_BROKER_LOG_PAGE);

  show (fixture, "log");
  ui_until (ui_shows_text (page, "pump-7 (operator)"));
  scripted_peer_close (fixture->pump);
  ui_until (ui_shows_text (page, "Ended"));
  ui_picture (GTK_WINDOW (fixture->ui.window), "walls-log");
  ui_click (ui_find_button (page, "C_lear"));
  ui_until (ui_shows_text (page, "Nobody has come yet"));
}

/* Nobody looks at what is not on the screen. */
static void
test_watched (Fixture *fixture, gconstpointer data)
{
  gboolean watched;

  show (fixture, "clients");
  ui_until (gtk_widget_get_mapped (get_page (fixture)));
  g_object_get (get_broker (fixture), "watched", &watched, NULL);
  g_assert_true (watched);
  show (fixture, "welcome");
  ui_until (!gtk_widget_get_mapped (get_page (fixture)));
  g_object_get (get_broker (fixture), "watched", &watched, NULL);
  g_assert_false (watched);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/ui/walls/clients", test_clients },
    { "/ui/walls/connect", test_connect },
    { "/ui/walls/end-session", test_end_session },
    { "/ui/walls/disconnect", test_disconnect },
    { "/ui/walls/retained", test_retained },
    { "/ui/walls/log", test_log },
    { "/ui/walls/watched", test_watched },
  };

  ui_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
