/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include "app/connection/willow-doctor-panel.h"
#include "fault/willow-fault-text.h"

static WillowConversation *
get_conversation (UiFixture *fixture)
{
  return willow_window_get_conversation (fixture->window);
}

static WillowDiagnosis *
get_diagnosis (UiFixture *fixture)
{
  return willow_diagnoser_get_diagnosis (
      willow_conversation_get_diagnoser (get_conversation (fixture)));
}

static gboolean
is_running (UiFixture *fixture)
{
  return willow_diagnoser_get_running (
      willow_conversation_get_diagnoser (get_conversation (fixture)));
}

static WillowClientState
get_state (UiFixture *fixture)
{
  return willow_conversation_get_state (get_conversation (fixture));
}

static GtkWidget *
get_panel (UiFixture *fixture)
{
  return ui_find_type (GTK_WIDGET (fixture->window), WILLOW_TYPE_DOCTOR_PANEL);
}

static gboolean
has_verdict (UiFixture *fixture, const char *name)
{
  WillowDiagnosis *diagnosis = get_diagnosis (fixture);

  return diagnosis != NULL &&
         g_str_equal (willow_diagnosis_get_name (diagnosis), name);
}

static guint
start_broker (UiFixture *fixture)
{
  WillowPracticeBroker *broker =
      willow_workspace_get_broker (fixture->workspace);
  guint port;

  willow_practice_broker_set_port (broker, 0);
  ui_click (ui_find_button (GTK_WIDGET (fixture->window), "Start"));
  ui_until (g_str_equal (ui_get_content (fixture), "conversation"));
  g_object_get (willow_conversation_get_profile (get_conversation (fixture)),
                "port",
                &port,
                NULL);
  return port;
}

/* A connection with TLS to a port that speaks none. */
static void
aim_wrongly (UiFixture *fixture, guint port)
{
  ui_activate (fixture, "win.new-connection");
  g_object_set (willow_conversation_get_profile (get_conversation (fixture)),
                "scheme",
                (guint)WILLOW_SCHEME_MQTTS,
                "host",
                "127.0.0.1",
                "port",
                port,
                NULL);
}

/* After a failure it is there by itself, with all of its stages, and goes when
 * it is dismissed; no second connection is made for it. */
static void
test_failure (UiFixture *fixture, gconstpointer data)
{
  guint port = start_broker (fixture);

  aim_wrongly (fixture, port);
  g_assert_false (gtk_widget_get_visible (get_panel (fixture)));
  ui_activate (fixture, "win.connect");
  ui_until (get_diagnosis (fixture) != NULL);
  g_assert_true (has_verdict (fixture, "cannot-tell"));
  g_assert_true (gtk_widget_get_visible (get_panel (fixture)));
  ui_until (ui_shows_text (get_panel (fixture), "Failed at TLS handshake"));
  ui_until (ui_shows_text (get_panel (fixture), "TCP connection"));
  g_assert_true (ui_shows_text (get_panel (fixture), "not reached"));
  g_assert_true (
      ui_shows_text (get_panel (fixture), "Who must act is not certain"));
  ui_picture (GTK_WINDOW (fixture->window), "doctor-failure");
  gtk_widget_activate_action (get_panel (fixture), "doctor.dismiss", NULL);
  g_assert_null (get_diagnosis (fixture));
  g_assert_false (gtk_widget_get_visible (get_panel (fixture)));
}

/* Asked, it looks further, and what it proposes works, in a copy. */
static void
test_diagnose (UiFixture *fixture, gconstpointer data)
{
  guint          port = start_broker (fixture);
  WillowProfile *original;
  WillowProfile *copy;
  guint          scheme;
  GtkWidget     *button;

  aim_wrongly (fixture, port);
  original = willow_conversation_get_profile (get_conversation (fixture));
  ui_activate (fixture, "win.connect");
  ui_until (has_verdict (fixture, "cannot-tell"));
  ui_click (ui_find_button (get_panel (fixture), "Diagnose"));
  g_assert_true (is_running (fixture));
  g_assert_true (
      ui_shows_text (get_panel (fixture), "Finding out what is wrong"));
  ui_until (!is_running (fixture));
  g_assert_true (has_verdict (fixture, "port-speaks-mqtt"));
  ui_until (ui_shows_text (get_panel (fixture), "Tried after that"));
  ui_picture (GTK_WINDOW (fixture->window), "doctor-fix");
  button = ui_find_button (get_panel (fixture), "Try");
  g_assert_nonnull (button);
  ui_click (button);
  copy = willow_conversation_get_profile (get_conversation (fixture));
  g_assert_true (copy != original);
  ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
  g_object_get (copy, "scheme", &scheme, NULL);
  g_assert_cmpuint (scheme, ==, WILLOW_SCHEME_MQTT);
  g_object_get (original, "scheme", &scheme, NULL);
  g_assert_cmpuint (scheme, ==, WILLOW_SCHEME_MQTTS);
  g_assert_true (willow_profile_store_is_temporary (
      willow_workspace_get_profiles (fixture->workspace), copy));
  ui_until (ui_shows_text (GTK_WIDGET (fixture->window), "A changed copy"));
  ui_picture (GTK_WINDOW (fixture->window), "doctor-copy");
}

/* "Works in 3.1.1 but not in 5.0", found by trying, when one asks for it. */
static void
test_versions (UiFixture *fixture, gconstpointer data)
{
  WillowFaultBoard *board;

  start_broker (fixture);
  board = willow_practice_broker_get_fault_board (
      willow_workspace_get_broker (fixture->workspace));
  willow_fault_board_take_fault (
      board, willow_fault_parse ("refuse code=0x84 times=2", NULL, NULL));
  willow_fault_board_set_on (board, WILLOW_FAULT_REFUSE, TRUE);
  ui_activate (fixture, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_REFUSED);
  ui_until (get_diagnosis (fixture) != NULL);
  g_assert_false (has_verdict (fixture, "other-version-works"));
  ui_until (ui_shows_text (get_panel (fixture), "Look further"));
  ui_click (ui_find_button (get_panel (fixture), "Other _Versions"));
  ui_until (!is_running (fixture));
  g_assert_true (has_verdict (fixture, "other-version-works"));
  ui_picture (GTK_WINDOW (fixture->window), "doctor-versions");
}

/* After success one line; asked while connected nothing new is connected. */
static void
test_success (UiFixture *fixture, gconstpointer data)
{
  start_broker (fixture);
  ui_activate (fixture, "win.connect");
  ui_until (get_state (fixture) == WILLOW_CLIENT_CONNECTED);
  g_assert_true (has_verdict (fixture, "healthy"));
  ui_until (ui_shows_text (get_panel (fixture), "CONNACK after"));
  g_assert_false (
      ui_shows_text (get_panel (fixture), "accepts this connection"));
  g_assert_false (ui_shows_text (get_panel (fixture), "TCP connection"));
  ui_activate (fixture, "win.diagnose");
  g_assert_false (is_running (fixture));
  g_assert_cmpuint (get_state (fixture), ==, WILLOW_CLIENT_CONNECTED);
  ui_until (ui_shows_text (get_panel (fixture), "TCP connection"));
  ui_picture (GTK_WINDOW (fixture->window), "doctor-success");
}

static void
test_stop (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) silent = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (silent, NULL, NULL);

  ui_activate (fixture, "win.new-connection");
  g_object_set (willow_conversation_get_profile (get_conversation (fixture)),
                "host",
                "127.0.0.1",
                "port",
                port,
                NULL);
  ui_activate (fixture, "win.diagnose");
  g_assert_true (is_running (fixture));
  gtk_widget_activate_action (get_panel (fixture), "doctor.cancel", NULL);
  ui_until (!is_running (fixture));
  g_assert_null (get_diagnosis (fixture));
  g_assert_false (gtk_widget_get_visible (get_panel (fixture)));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*func) (UiFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/ui/doctor/failure", test_failure },
    { "/ui/doctor/diagnose", test_diagnose },
    { "/ui/doctor/versions", test_versions },
    { "/ui/doctor/success", test_success },
    { "/ui/doctor/stop", test_stop },
  };

  ui_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path,
                UiFixture,
                NULL,
                ui_fixture_set_up,
                tests[i].func,
                ui_fixture_tear_down);
  return g_test_run ();
}
