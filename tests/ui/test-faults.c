/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fault board: switches that arm, a sign that stays in sight, parameters
 * inline, all off, also when the broker stops. */
#include "ui-fixture.h"

#include "app/practice/willow-fault-row.h"
#include "app/practice/willow-faults-view.h"

#include <string.h>

static WillowPracticeBroker *
get_broker (UiFixture *fixture)
{
  return willow_workspace_get_broker (fixture->workspace);
}

static WillowFaultBoard *
get_board (UiFixture *fixture)
{
  return willow_practice_broker_get_fault_board (get_broker (fixture));
}

static GtkWidget *
open_page (UiFixture *fixture)
{
  willow_practice_broker_set_port (get_broker (fixture), 0);
  willow_practice_broker_start (get_broker (fixture));
  ui_until (willow_practice_broker_get_running (get_broker (fixture)));
  willow_window_show_page (fixture->window, "faults");
  gtk_window_present (GTK_WINDOW (fixture->window));
  return ui_find_type (GTK_WIDGET (fixture->window), WILLOW_TYPE_FAULTS_VIEW);
}

static GtkWidget *
get_row (GtkWidget *view, WillowFaultKind kind)
{
  return ui_find_nth (view, WILLOW_TYPE_FAULT_ROW, kind);
}

static GtkWidget *
get_switch (GtkWidget *row)
{
  return ui_find_type (row, GTK_TYPE_SWITCH);
}

static void
test_switch (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *view = open_page (fixture);
  GtkWidget *row = get_row (view, WILLOW_FAULT_REFUSE);
  GtkWidget *off = ui_find_button (view, "All _Off");
  g_autoptr (WillowFaultList) list = NULL;

  g_assert_false (gtk_widget_get_sensitive (off));
  gtk_switch_set_active (GTK_SWITCH (get_switch (row)), TRUE);
  list = willow_fault_board_dup_list (get_board (fixture));
  g_assert_cmpuint (list->faults->len, ==, 1);
  g_assert_cmpuint (
      willow_fault_board_get_n_armed (get_board (fixture)), ==, 1);
  ui_until (ui_shows_text (GTK_WIDGET (fixture->window), "1 Fault"));
  ui_picture (GTK_WINDOW (fixture->window), "faults-armed");
  ui_click (off);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (get_switch (row))));
  g_assert_cmpuint (
      willow_fault_board_get_n_armed (get_board (fixture)), ==, 0);
  ui_until (!ui_shows_text (GTK_WIDGET (fixture->window), "1 Fault"));
}

static void
test_parameters (UiFixture *fixture, gconstpointer data)
{
  GtkWidget         *view = open_page (fixture);
  GtkWidget         *row = get_row (view, WILLOW_FAULT_DELAY);
  const WillowFault *fault;

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  gtk_spin_button_set_value (
      GTK_SPIN_BUTTON (ui_find_nth (row, GTK_TYPE_SPIN_BUTTON, 0)), 1.5);
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (ui_find_nth (row, GTK_TYPE_DROP_DOWN, 0)),
      MQTT_PACKET_SUBACK);
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (ui_find_nth (row, GTK_TYPE_DROP_DOWN, 1)),
      WILLOW_FAULT_TO_CLIENT);
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (ui_find_nth (row, GTK_TYPE_DROP_DOWN, 2)), 1);
  fault =
      willow_fault_board_get_fault (get_board (fixture), WILLOW_FAULT_DELAY);
  g_assert_cmpuint (fault->time_ms, ==, 1500);
  g_assert_cmpint (fault->packet, ==, MQTT_PACKET_SUBACK);
  g_assert_cmpint (fault->direction, ==, WILLOW_FAULT_TO_CLIENT);
  g_assert_cmpuint (fault->times, ==, 1);
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)),
                   ==,
                   "delay time=1500ms packet=SUBACK direction=to-client next");
  ui_picture (GTK_WINDOW (fixture->window), "faults-unfolded");
  /* Nothing is armed by looking at it. */
  g_assert_cmpuint (
      willow_fault_board_get_n_armed (get_board (fixture)), ==, 0);
}

static void
test_off_with_broker (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *view = open_page (fixture);

  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    gtk_switch_set_active (
        GTK_SWITCH (get_switch (get_row (view, (WillowFaultKind)kind))), TRUE);
  g_assert_cmpuint (willow_fault_board_get_n_armed (get_board (fixture)),
                    ==,
                    WILLOW_FAULT_N_KINDS);
  willow_practice_broker_stop (get_broker (fixture));
  ui_until (!willow_practice_broker_get_running (get_broker (fixture)));
  g_assert_cmpuint (
      willow_fault_board_get_n_armed (get_board (fixture)), ==, 0);
  g_assert_null (willow_fault_board_dup_list (get_board (fixture)));
  ui_until (!willow_practice_broker_get_busy (get_broker (fixture)));
}

static gboolean
has_fault_note (WillowTraceStore *store, const char *says)
{
  guint64         end = willow_trace_store_get_end_serial (store);
  WillowTraceView view;

  for (guint64 serial = willow_trace_store_get_first_serial (store);
       serial < end;
       serial++)
    if (willow_trace_store_get (store, serial, &view) &&
        view.kind == WILLOW_RECORD_NOTE && view.data.len == strlen (says) &&
        memcmp (view.data.data, says, view.data.len) == 0)
      return TRUE;
  return FALSE;
}

static void
check_note (UiFixture      *fixture,
            const char     *url,
            WillowFaultKind kind,
            const char     *says)
{
  WillowProfile      *profile = willow_profile_new ("faulty");
  WillowConversation *conversation;

  willow_fault_board_set_on (get_board (fixture), kind, TRUE);
  willow_profile_set_url (profile, url, NULL, NULL);
  willow_window_add_profile (fixture->window, profile, FALSE);
  conversation = willow_window_get_conversation (fixture->window);
  willow_conversation_connect (conversation, NULL);
  ui_until (
      has_fault_note (willow_conversation_get_store (conversation), says));
  g_object_unref (profile);
}

/* What a fault has done stands between the packets of the client. */
static void
test_note (UiFixture *fixture, gconstpointer data)
{
  open_page (fixture);
  check_note (fixture,
              willow_practice_broker_get_url (get_broker (fixture)),
              WILLOW_FAULT_REFUSE,
              "Fault: refused with code 0x05 (1)");
}

/* Also where it never got as far as a packet. */
static void
test_early_note (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *url = NULL;

  open_page (fixture);
  url = g_strdup_printf ("ws://127.0.0.1:%u/mqtt",
                         willow_practice_broker_get_bound_port_of (
                             get_broker (fixture), WILLOW_SCHEME_WS));
  check_note (fixture,
              url,
              WILLOW_FAULT_WS_REFUSE,
              "Fault: refused the WebSocket with HTTP 503 (1)");
}

/* The n-th drop-down, spin button or entry of an unfolded row. */
static GtkWidget *
get_nth (GtkWidget *row, GType type, guint n)
{
  GtkWidget *widget = ui_find_nth (row, type, n);

  g_assert_nonnull (widget);
  return widget;
}

static void
test_skip_and_user (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *view = open_page (fixture);
  GtkWidget *row = get_row (view, WILLOW_FAULT_NO_CONNACK);

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  /* Times, which is not seen, and then how many pass. */
  gtk_spin_button_set_value (
      GTK_SPIN_BUTTON (get_nth (row, GTK_TYPE_SPIN_BUTTON, 1)), 2);
  gtk_editable_set_text (GTK_EDITABLE (get_nth (row, ADW_TYPE_ENTRY_ROW, 0)),
                         "bob");
  gtk_editable_set_text (GTK_EDITABLE (get_nth (row, ADW_TYPE_ENTRY_ROW, 1)),
                         "a/#");
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)),
                   ==,
                   "no-connack user=bob topic=a/# skip=2");
  ui_until (gtk_widget_get_mapped (get_nth (row, ADW_TYPE_ENTRY_ROW, 1)));
  ui_picture (GTK_WINDOW (fixture->window), "faults-scope");
}

/* Nobody knows a client before there is MQTT. */
static void
test_no_scope (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *view = open_page (fixture);
  GtkWidget *row = get_row (view, WILLOW_FAULT_WS_REFUSE);

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  gtk_spin_button_set_value (
      GTK_SPIN_BUTTON (get_nth (row, GTK_TYPE_SPIN_BUTTON, 0)), 401);
  gtk_editable_set_text (GTK_EDITABLE (get_nth (row, ADW_TYPE_ENTRY_ROW, 0)),
                         "no & never");
  g_assert_null (ui_find_nth (row, ADW_TYPE_ENTRY_ROW, 1));
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)),
                   ==,
                   "ws-refuse status=401 body=\"no & never\"");
  ui_until (gtk_widget_get_mapped (get_nth (row, ADW_TYPE_ENTRY_ROW, 0)));
  gtk_widget_grab_focus (get_switch (get_row (view, WILLOW_FAULT_WS_CLOSE)));
  ui_picture (GTK_WINDOW (fixture->window), "faults-transport");
}

/* What one can press, choose or type into. */
static void
check_names (GtkWidget *widget)
{
  /* A row has a switch of its own that is not used. */
  if (!gtk_widget_get_visible (widget))
    return;
  if ((GTK_IS_SWITCH (widget) || GTK_IS_SPIN_BUTTON (widget) ||
       GTK_IS_DROP_DOWN (widget)) &&
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                         GTK_ACCESSIBLE_PROPERTY_LABEL))
    g_error ("a %s has no name", G_OBJECT_TYPE_NAME (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_names (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *view = open_page (fixture);

  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    adw_expander_row_set_expanded (
        ADW_EXPANDER_ROW (get_row (view, (WillowFaultKind)kind)), TRUE);
  check_names (view);
}

/* Tab reaches every switch and what is in an unfolded row, in this order, and
 * the switch can be pressed there. */
static void
test_keyboard (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *view = open_page (fixture);
  GtkWidget *unfolded = get_row (view, WILLOW_FAULT_DELAY);
  guint      n_switches = 0, n_inside = 0;

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (unfolded), TRUE);
  ui_until (
      gtk_widget_get_mapped (get_nth (unfolded, GTK_TYPE_SPIN_BUTTON, 0)));
  while (gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD))
    {
      GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

      if (GTK_IS_SWITCH (focus))
        {
          g_assert_true (focus == get_switch (get_row (
                                      view, (WillowFaultKind)n_switches)));
          n_switches++;
          if (n_switches == 1)
            g_assert_true (gtk_widget_activate (focus));
        }
      else if (gtk_widget_is_ancestor (focus, unfolded))
        n_inside++;
    }
  g_assert_cmpuint (n_switches, ==, WILLOW_FAULT_N_KINDS);
  /* Time, packet, direction, how often, how many pass, probability, client,
   * user, topic */
  g_assert_cmpuint (n_inside, >=, 9);
  ui_until (
      willow_fault_board_get_on (get_board (fixture), (WillowFaultKind)0));
}

int
main (int argc, char *argv[])
{
  /* Names are kept for us. */
  g_setenv ("GTK_A11Y", "test", TRUE);
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/faults/switch",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_switch,
              ui_fixture_tear_down);
  g_test_add ("/ui/faults/parameters",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_parameters,
              ui_fixture_tear_down);
  g_test_add ("/ui/faults/off-with-broker",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_off_with_broker,
              ui_fixture_tear_down);
  g_test_add ("/ui/faults/skip-and-user",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_skip_and_user,
              ui_fixture_tear_down);
  g_test_add ("/ui/faults/no-scope",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_no_scope,
              ui_fixture_tear_down);
  g_test_add ("/ui/faults/names",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_names,
              ui_fixture_tear_down);
  g_test_add ("/ui/faults/keyboard",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_keyboard,
              ui_fixture_tear_down);
  g_test_add ("/ui/faults/note",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_note,
              ui_fixture_tear_down);
  g_test_add ("/ui/faults/early-note",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_early_note,
              ui_fixture_tear_down);
  return g_test_run ();
}
