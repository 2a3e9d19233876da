/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traffic-fixture.h"

#include "app/traffic/willow-messages-page.h"
#include "app/traffic/willow-packets-page.h"
#include "app/traffic/willow-topics-page.h"
#include "app/traffic/willow-trace-log.h"
#include "lib/packet-builder.h"

#include <string.h>

#define IN WILLOW_DIRECTION_TO_CLIENT
#define OUT WILLOW_DIRECTION_TO_SERVER

static void
assert_row (GtkWidget *page, guint position, const char *pattern)
{
  g_autofree char *row = traffic_dup_row (page, position);

  if (!g_pattern_match_simple (pattern, row))
    g_error ("row %u is \"%s\", not like \"%s\"", position, row, pattern);
}

static void
test_empty (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->ui.window);

  traffic_show_page (fixture, "messages");
  g_assert_true (ui_shows_text (window, "Connect to begin."));
  traffic_show_page (fixture, "topics");
  g_assert_true (ui_shows_text (window, "No Topics Yet"));
  traffic_show_page (fixture, "packets");
  g_assert_true (ui_shows_text (window, "No Packets Yet"));
}

static void
test_messages (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *page = traffic_find (fixture, WILLOW_TYPE_MESSAGES_PAGE);

  traffic_show_page (fixture, "messages");
  traffic_add_hex (fixture, OUT, "33 ( \"out/a\" 0007 'sent' )");
  traffic_add_hex (fixture, IN, "40 ( 0007 )");
  traffic_add_hex (fixture, IN, "3b ( \"in/b\" 0009 '{\"t\": 21.5}' )");
  traffic_settle (fixture);
  /* The PUBACK is no message. */
  g_assert_cmpuint (
      g_list_model_get_n_items (G_LIST_MODEL (
          willow_conversation_get_messages (fixture->conversation))),
      ==,
      2);
  assert_row (page, 0, "Out | ??:??:??.??? | out/a | sent | 1 | Retained | 4");
  assert_row (page,
              1,
              "In | ??:??:??.??? | in/b | {\"t\": 21.5} | 1 | Retained, DUP | "
              "11");
}

static void
test_packets (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *page = traffic_find (fixture, WILLOW_TYPE_PACKETS_PAGE);
  GtkWidget *list;

  traffic_show_page (fixture, "packets");
  traffic_add (fixture, WILLOW_RECORD_NOTE, OUT, 0, "Connecting", 10);
  traffic_add_hex (fixture, OUT, "c0 00");
  traffic_add_hex (fixture, IN, "20 ( 02 00 )");
  traffic_add_hex (fixture, OUT, "82 ( 000a \"a/#\" 01 )");
  traffic_settle (fixture);
  assert_row (page, 0, " | ??:??:??.??? |  |  |  | Connecting | ");
  assert_row (page, 1, "Out | ??:??:??.??? | +0.010 | PINGREQ |  |  | 2");
  /* [MQTT-3.2.2-1]: bits 7 to 1 of the flags are reserved. */
  assert_row (page, 2, "In | * | +0.010 | CONNACK |  | Malformed: * | 4");
  assert_row (
      page, 3, "Out | * | +0.010 | SUBSCRIBE | 10 | *\"a/#\" QoS 1* | 10");
  list = ui_find_type (page, GTK_TYPE_LIST_VIEW);
  list = gtk_widget_get_next_sibling (
      gtk_widget_get_next_sibling (gtk_widget_get_first_child (list)));
  /* Malformed is a word and an icon, not a colour alone. */
  g_assert_cmpstr (
      gtk_image_get_icon_name (GTK_IMAGE (ui_find_type (list, GTK_TYPE_IMAGE))),
      ==,
      "dialog-warning-symbolic");
}

static void
test_topics (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *page = traffic_find (fixture, WILLOW_TYPE_TOPICS_PAGE);

  traffic_show_page (fixture, "topics");
  traffic_add_text (fixture, "home/kitchen/temperature", "21.5");
  traffic_add_text (fixture, "home/kitchen/temperature", "21.6");
  traffic_add_text (fixture, "home/hall", "on");
  traffic_add_text (fixture, "/odd", "x");
  traffic_settle (fixture);
  /* First levels are open while they are few. */
  assert_row (page, 0, "home | 2 topics | 3 | ??:??:??");
  assert_row (page, 1, "kitchen | 1 topic | 2 | *");
  assert_row (page, 2, "hall | on | 1 | *");
  assert_row (page, 3, "(empty level) | 1 topic | 1 | *");
  /* A branch that is in sight counts on; nothing turns the text around. */
  traffic_add_text (fixture, "home/new/one", "1");
  traffic_settle (fixture);
  assert_row (page, 0, "home | 3 topics | 4 | *");
  traffic_add_text (fixture, "\u202eevil", "1");
  traffic_settle (fixture);
  assert_row (page, 6, "\\u202eevil | 1 | 1 | *");
  traffic_add_text (fixture, "home/hall", "off");
  traffic_add_text (fixture, "home/kitchen", "all well");
  traffic_settle (fixture);
  assert_row (page, 1, "kitchen | all well | 3 | *");
  assert_row (page, 2, "hall | off | 2 | *");
  willow_topics_page_expand_all (WILLOW_TOPICS_PAGE (page));
  traffic_settle (fixture);
  assert_row (page, 2, "temperature | 21.6 | 2 | *");
  willow_topics_page_collapse_all (WILLOW_TOPICS_PAGE (page));
  traffic_settle (fixture);
  assert_row (page, 1, "(empty level) | 1 topic | 1 | *");
}

static void
test_leaf_becomes_branch (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *page = traffic_find (fixture, WILLOW_TYPE_TOPICS_PAGE);

  traffic_show_page (fixture, "topics");
  traffic_add_text (fixture, "a/b", "leaf");
  traffic_settle (fixture);
  assert_row (page, 1, "b | leaf | 1 | *");
  traffic_add_text (fixture, "a/b/c", "deeper");
  traffic_settle (fixture);
  willow_topics_page_expand_all (WILLOW_TOPICS_PAGE (page));
  traffic_settle (fixture);
  assert_row (page, 1, "b | leaf | 2 | *");
  assert_row (page, 2, "c | deeper | 1 | *");
}

/* As the event controller of the tree would get it. */
static void
press (GtkWidget *page, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (
      ui_find_type (page, GTK_TYPE_COLUMN_VIEW));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller =
          g_list_model_get_item (controllers, i);
      gboolean handled = FALSE;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (
            controller, "key-pressed", keyval, 0u, state, &handled);
    }
}

static void
test_keys (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *page = traffic_find (fixture, WILLOW_TYPE_TOPICS_PAGE);

  traffic_show_page (fixture, "topics");
  traffic_add_text (fixture, "a/b/c/d", "deep");
  traffic_add_text (fixture, "z", "last");
  traffic_settle (fixture);
  traffic_select (page, 0);
  press (page, GDK_KEY_Left, 0);
  traffic_settle (fixture);
  assert_row (page, 1, "z | *");
  press (page, GDK_KEY_asterisk, GDK_SHIFT_MASK);
  traffic_settle (fixture);
  assert_row (page, 3, "d | deep | *");
  press (page, GDK_KEY_Left, 0);
  press (page, GDK_KEY_Right, 0);
  press (page, GDK_KEY_Right, 0);
  traffic_settle (fixture);
  assert_row (page, 1, "b | *");
  g_assert_true (ui_shows_text (
      traffic_find (fixture, g_type_from_name ("WillowInspector")), "a/b"));
}

static void
test_order_by_name (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *page = traffic_find (fixture, WILLOW_TYPE_TOPICS_PAGE);

  traffic_show_page (fixture, "topics");
  traffic_add_text (fixture, "b", "1");
  traffic_add_text (fixture, "c", "2");
  traffic_add_text (fixture, "a", "3");
  traffic_settle (fixture);
  assert_row (page, 0, "b | *");
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (ui_find_type (page, GTK_TYPE_DROP_DOWN)), 1);
  traffic_settle (fixture);
  assert_row (page, 0, "a | *");
  traffic_add_text (fixture, "aa", "4");
  traffic_settle (fixture);
  assert_row (page, 1, "aa | *");
  assert_row (page, 2, "b | *");
}

static void
add_many (TrafficFixture *fixture, guint from, guint n)
{
  for (guint i = from; i < from + n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      traffic_add_text (fixture, "many", text);
    }
  traffic_settle (fixture);
}

static GtkAdjustment *
get_adjustment (GtkWidget *page)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (
      gtk_widget_get_ancestor (ui_find_type (page, GTK_TYPE_COLUMN_VIEW),
                               GTK_TYPE_SCROLLED_WINDOW)));
}

static gboolean
is_at_end (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_value (adjustment) +
             gtk_adjustment_get_page_size (adjustment) >=
         gtk_adjustment_get_upper (adjustment) - 4;
}

static void
test_follows_and_holds (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget      *page = traffic_find (fixture, WILLOW_TYPE_MESSAGES_PAGE);
  WillowTraceLog *log =
      WILLOW_TRACE_LOG (ui_find_type (page, WILLOW_TYPE_TRACE_LOG));
  GtkAdjustment *adjustment;
  double         held;

  traffic_show_page (fixture, "messages");
  add_many (fixture, 0, 500);
  adjustment = get_adjustment (page);
  g_assert_true (willow_trace_log_get_following (log));
  ui_until (is_at_end (adjustment));
  add_many (fixture, 500, 300);
  g_assert_true (willow_trace_log_get_following (log));
  ui_until (is_at_end (adjustment));

  /* A person goes up. */
  gtk_adjustment_set_value (adjustment, 1000);
  traffic_settle (fixture);
  g_assert_false (willow_trace_log_get_following (log));
  held = gtk_adjustment_get_value (adjustment);
  add_many (fixture, 800, 40);
  g_assert_cmpfloat_with_epsilon (
      gtk_adjustment_get_value (adjustment), held, 1.0);
  g_assert_cmpuint (willow_trace_log_get_n_new (log), ==, 40);
  g_assert_true (ui_shows_text (page, "40 new"));

  willow_trace_log_follow (log);
  ui_until (is_at_end (adjustment));
  g_assert_true (willow_trace_log_get_following (log));
  g_assert_false (ui_shows_text (page, "new"));
}

static void
test_selection_holds (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget      *page = traffic_find (fixture, WILLOW_TYPE_MESSAGES_PAGE);
  WillowTraceLog *log =
      WILLOW_TRACE_LOG (ui_find_type (page, WILLOW_TYPE_TRACE_LOG));

  traffic_show_page (fixture, "messages");
  add_many (fixture, 0, 100);
  traffic_select (page, 90);
  add_many (fixture, 100, 10);
  g_assert_false (willow_trace_log_get_following (log));
  g_assert_cmpuint (willow_trace_log_get_n_new (log), ==, 10);
}

static void
test_eviction_is_said (TrafficFixture *fixture, gconstpointer data)
{
  WillowTraceStore *store =
      willow_conversation_get_store (fixture->conversation);
  GtkWidget *page = traffic_find (fixture, WILLOW_TYPE_MESSAGES_PAGE);

  traffic_show_page (fixture, "messages");
  add_many (fixture, 0, 20);
  g_assert_false (ui_shows_text (page, "dropped"));
  willow_trace_store_set_budget_bytes (store, 64 * 1024);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *large = g_strnfill (4000, 'x');

      traffic_add_text (fixture, "large", large);
    }
  traffic_settle (fixture);
  g_assert_cmpuint (willow_trace_store_get_first_serial (store), >, 0);
  g_assert_true (ui_shows_text (page, "dropped to save memory"));
}

static void
test_bad_input (TrafficFixture *fixture, gconstpointer data)
{
  static const guint8 invalid[] = { 'o', 'k', 0xff, 0xfe, 0x00, 0xe2, 0x80 };
  GtkWidget       *messages = traffic_find (fixture, WILLOW_TYPE_MESSAGES_PAGE);
  GtkWidget       *topics = traffic_find (fixture, WILLOW_TYPE_TOPICS_PAGE);
  g_autofree char *long_topic = g_strnfill (60000, 't');
  g_autofree char *large = g_strnfill (10 * 1024 * 1024, 'p');

  traffic_show_page (fixture, "messages");
  traffic_add_message (fixture, "bad", invalid, sizeof invalid);
  traffic_add_text (fixture, long_topic, "x");
  traffic_add_text (fixture, "large", large);
  traffic_settle (fixture);
  assert_row (messages, 0, "In | * | bad | ok\\xff\\xfe* | 0 |  | 7");
  assert_row (messages, 1, "In | * | tttt* | x | 0 |  | 1");
  assert_row (messages, 2, "In | * | large | pppp* | 0 |  | *");
  for (guint i = 0; i < 3; i++)
    {
      traffic_select (messages, i);
      traffic_settle (fixture);
    }
  traffic_show_page (fixture, "topics");
  traffic_settle (fixture);
  assert_row (topics, 1, "tttt* | x | 1 | *");
  for (guint i = 0; i < 3; i++)
    {
      traffic_select (topics, i);
      traffic_settle (fixture);
    }
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
  add ("/app/traffic/empty", test_empty);
  add ("/app/traffic/messages", test_messages);
  add ("/app/traffic/packets", test_packets);
  add ("/app/traffic/topics", test_topics);
  add ("/app/traffic/leaf-becomes-branch", test_leaf_becomes_branch);
  add ("/app/traffic/keys", test_keys);
  add ("/app/traffic/order-by-name", test_order_by_name);
  add ("/app/traffic/follows-and-holds", test_follows_and_holds);
  add ("/app/traffic/selection-holds", test_selection_holds);
  add ("/app/traffic/eviction-is-said", test_eviction_is_said);
  add ("/app/traffic/bad-input", test_bad_input);
  return g_test_run ();
}
