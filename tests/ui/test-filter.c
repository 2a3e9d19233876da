/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filter over messages and packets, as it is typed. */
#include "traffic-fixture.h"

#include "app/traffic/willow-filter-bar.h"
#include "app/traffic/willow-messages-page.h"
#include "app/traffic/willow-packets-page.h"
#include "lib/packet-builder.h"

#include <string.h>

#define IN WILLOW_DIRECTION_TO_CLIENT
#define OUT WILLOW_DIRECTION_TO_SERVER

static GtkEditable *
get_entry (TrafficFixture *fixture)
{
  return GTK_EDITABLE (ui_find_type (
      traffic_find (fixture, WILLOW_TYPE_FILTER_BAR), GTK_TYPE_SEARCH_ENTRY));
}

static guint
count (WillowTraceList *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (list));
}

static gboolean
has_filter (TrafficFixture *fixture)
{
  return g_str_equal (willow_conversation_get_filter (fixture->conversation),
                      gtk_editable_get_text (get_entry (fixture))) &&
         !willow_trace_list_get_scanning (
             willow_conversation_get_messages (fixture->conversation)) &&
         !willow_trace_list_get_scanning (
             willow_conversation_get_packets (fixture->conversation));
}

static void
type_filter (TrafficFixture *fixture, const char *text)
{
  gtk_editable_set_text (get_entry (fixture), text);
  ui_until (has_filter (fixture));
}

static void
add_traffic (TrafficFixture *fixture)
{
  traffic_add_hex (fixture, OUT, "33 ( \"out/a\" 0007 'sent' )");
  traffic_add_hex (fixture, IN, "40 ( 0007 )");
  traffic_add_hex (fixture, IN, "30 ( \"in/b\" '{\"t\": 21.5}' )");
  traffic_add_hex (fixture, IN, "30 ( \"in/b\" '{\"t\": 9}' )");
  traffic_settle (fixture);
}

static void
test_filter (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget       *window = GTK_WIDGET (fixture->ui.window);
  WillowTraceList *messages =
      willow_conversation_get_messages (fixture->conversation);
  WillowTraceList *packets =
      willow_conversation_get_packets (fixture->conversation);

  traffic_show_page (fixture, "messages");
  add_traffic (fixture);
  type_filter (fixture, "topic = in/+ $.t > 10");
  g_assert_cmpuint (count (messages), ==, 1);
  g_assert_cmpuint (count (packets), ==, 1);
  g_assert_true (ui_shows_text (window, "1 shown"));
  /* Of what comes now, too. */
  traffic_add_hex (fixture, IN, "30 ( \"in/c\" '{\"t\": 11}' )");
  traffic_add_hex (fixture, IN, "30 ( \"in/c\" '{\"t\": 10}' )");
  traffic_settle (fixture);
  g_assert_cmpuint (count (messages), ==, 2);
  /* One filter for both lists. */
  traffic_show_page (fixture, "packets");
  type_filter (fixture, "puback");
  g_assert_cmpuint (count (messages), ==, 0);
  g_assert_cmpuint (count (packets), ==, 1);
  traffic_show_page (fixture, "messages");
  g_assert_true (ui_shows_text (window, "No Matches"));
  type_filter (fixture, "");
  g_assert_cmpuint (count (messages), ==, 5);
  g_assert_cmpuint (count (packets), ==, 6);
}

static gboolean
shows_column (TrafficFixture *fixture)
{
  return ui_shows_text (GTK_WIDGET (fixture->ui.window),
                        "Column 7: “1st” does not fit here: a number.");
}

/* What is wrong is said, and what was shown stays. */
static void
test_mistake (TrafficFixture *fixture, gconstpointer data)
{
  WillowTraceList *messages =
      willow_conversation_get_messages (fixture->conversation);
  int position = (int)strlen ("qos = 1");

  traffic_show_page (fixture, "messages");
  add_traffic (fixture);
  type_filter (fixture, "qos = 1");
  g_assert_cmpuint (count (messages), ==, 1);
  gtk_editable_insert_text (get_entry (fixture), "st", -1, &position);
  ui_until (shows_column (fixture));
  g_assert_cmpuint (count (messages), ==, 1);
  g_assert_cmpstr (
      willow_conversation_get_filter (fixture->conversation), ==, "qos = 1");
}

/* Ctrl+F, from a page without a filter too. */
static void
test_shortcut (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *entry = GTK_WIDGET (get_entry (fixture));

  traffic_show_page (fixture, "connection");
  ui_activate (&fixture->ui, "win.filter");
  ui_until (gtk_widget_get_mapped (
      traffic_find (fixture, WILLOW_TYPE_MESSAGES_PAGE)));
  g_assert_true (gtk_widget_get_state_flags (entry) &
                 GTK_STATE_FLAG_FOCUS_WITHIN);
}

static void
add (const char *path, void (*test) (TrafficFixture *, gconstpointer))
{
  g_test_add (
      path, TrafficFixture, NULL, traffic_set_up, test, traffic_tear_down);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);
  add ("/app/filter/typed", test_filter);
  add ("/app/filter/mistake", test_mistake);
  add ("/app/filter/shortcut", test_shortcut);
  return g_test_run ();
}
