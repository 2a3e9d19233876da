/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traffic-fixture.h"

#include "app/widget/willow-choice.h"
#include "app/connection/willow-connection-page.h"
#include "app/traffic/willow-match-mark.h"
#include "app/connection/willow-match-tester.h"
#include "app/traffic/willow-messages-page.h"
#include "app/connection/willow-subscription-row.h"
#include "app/connection/willow-subscriptions-button.h"
#include "app/connection/willow-subscriptions-group.h"
#include "app/traffic/willow-topics-page.h"

#include <string.h>

/* The list of subscriptions against the practice broker of the same window. */

static WillowProfile *
get_profile (TrafficFixture *fixture)
{
  return willow_conversation_get_profile (fixture->conversation);
}

static void
set_up (TrafficFixture *fixture, gconstpointer data)
{
  traffic_set_up (fixture, data);
  traffic_show_page (fixture, "connection");
}

/* That of the connection's page. */
static GtkWidget *
get_group (TrafficFixture *fixture)
{
  return ui_find_type (traffic_find (fixture, WILLOW_TYPE_CONNECTION_PAGE),
                       WILLOW_TYPE_SUBSCRIPTIONS_GROUP);
}

static GtkWidget *
get_row (TrafficFixture *fixture, guint index)
{
  return ui_find_nth (get_group (fixture), WILLOW_TYPE_SUBSCRIPTION_ROW, index);
}

static GtkWidget *
get_add_row (GtkWidget *group)
{
  return ui_find_type (group, ADW_TYPE_ENTRY_ROW);
}

static WillowLiveSubscription *
get_live (TrafficFixture *fixture, guint index)
{
  g_autoptr (WillowLiveSubscription) live = g_list_model_get_item (
      willow_subscription_keeper_get_list (
          willow_conversation_get_subscriptions (fixture->conversation)),
      index);

  g_assert_nonnull (live);
  return live; /* the list has a reference */
}

static void
until_shown (GtkWidget *widget, const char *text)
{
  ui_until (ui_shows_text (widget, text));
}

static void
connect_to_practice_broker (TrafficFixture *fixture)
{
  WillowPracticeBroker *broker =
      willow_workspace_get_broker (fixture->ui.workspace);

  willow_practice_broker_set_port (broker, 0);
  willow_practice_broker_start_async (broker, NULL, NULL);
  ui_until (willow_practice_broker_get_running (broker));
  g_object_set (get_profile (fixture),
                "host",
                "127.0.0.1",
                "port",
                willow_practice_broker_get_bound_port (broker),
                NULL);
  willow_conversation_connect (fixture->conversation, NULL);
  ui_until (willow_conversation_get_state (fixture->conversation) ==
            WILLOW_CLIENT_CONNECTED);
}

/* Animations come to their end. */
static void
settle_picture (void)
{
  gint64 end_us = g_get_monotonic_time () + G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);
}

/* As Enter does. */
static void
type_filter (GtkWidget *group, const char *filter)
{
  GtkWidget *add_row = get_add_row (group);

  gtk_editable_set_text (GTK_EDITABLE (add_row), filter);
  g_signal_emit_by_name (add_row, "entry-activated");
}

static void
test_while_connected (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *group = get_group (fixture);
  GtkWidget *row;

  g_assert_true (ui_shows_text (group, "Without subscriptions no messages"));
  connect_to_practice_broker (fixture);
  until_shown (group, "Changes are sent at once.");
  type_filter (group, "plant/#");
  row = get_row (fixture, 0);
  g_assert_nonnull (row);
  until_shown (row, "Granted QoS 0");
  g_assert_cmpstr (
      gtk_editable_get_text (GTK_EDITABLE (get_add_row (group))), ==, "");
  /* Another QoS is another SUBSCRIBE. */
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  willow_choice_set_value (
      WILLOW_CHOICE (ui_find_type (row, WILLOW_TYPE_CHOICE)), 2);
  until_shown (row, "Granted QoS 2");
  until_shown (row, "granted QoS 2, as asked");
  /* Off without being gone, and on again. */
  gtk_switch_set_active (
      GTK_SWITCH (ui_find_name (row, "subscription-enabled")), FALSE);
  until_shown (row, "Unsubscribed");
  gtk_switch_set_active (
      GTK_SWITCH (ui_find_name (row, "subscription-enabled")), TRUE);
  until_shown (row, "Granted QoS 2");
  traffic_picture (fixture, "subscription-granted");
  ui_click (ui_find_name (row, "remove-subscription"));
  g_assert_null (get_row (fixture, 0));
  g_assert_cmpuint (g_list_model_get_n_items (willow_profile_get_subscriptions (
                        get_profile (fixture))),
                    ==,
                    0);
}

/* A filter that was edited goes out with Enter, not with each key. */
static void
test_edit (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *row, *entry;

  connect_to_practice_broker (fixture);
  type_filter (get_group (fixture), "a");
  row = get_row (fixture, 0);
  until_shown (row, "Granted QoS 0");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  entry = ui_find_type (row, ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (entry), "a/b");
  until_shown (row, "Enter sends it");
  g_signal_emit_by_name (entry, "apply");
  until_shown (row, "“a/b”: granted QoS 0");
  g_assert_false (willow_live_subscription_get_unsent (get_live (fixture, 0)));
}

/* Said while it is typed, and nothing is changed. */
static void
test_mistakes (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *group = get_group (fixture);
  GtkWidget *add_row = get_add_row (group);

  gtk_editable_set_text (GTK_EDITABLE (add_row), "a/#/b");
  until_shown (group, "[MQTT-4.7.1-1]");
  gtk_editable_set_text (GTK_EDITABLE (add_row), "a/b ");
  until_shown (group, "Begins or ends with a space");
  g_signal_emit_by_name (add_row, "entry-activated");
  g_assert_cmpstr (
      willow_profile_subscription_get_filter (
          willow_live_subscription_get_subscription (get_live (fixture, 0))),
      ==,
      "a/b ");
  gtk_editable_set_text (GTK_EDITABLE (add_row), "a/+");
  until_shown (group, "Overlaps with “a/b ”");
  traffic_picture (fixture, "subscription-mistakes");
}

/* It would end the connection: only who practices sends it. */
static void
test_broken_rule (TrafficFixture *fixture, gconstpointer data)
{
  connect_to_practice_broker (fixture);
  type_filter (get_group (fixture), "plant/# ");
  until_shown (get_row (fixture, 0), "Not sent");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (get_row (fixture, 0)), TRUE);
  until_shown (get_row (fixture, 0), "[MQTT-4.7.1-1]");
  type_filter (get_group (fixture), "plant/#");
  until_shown (get_row (fixture, 1), "Granted QoS 0");
  g_assert_cmpint (willow_conversation_get_state (fixture->conversation),
                   ==,
                   WILLOW_CLIENT_CONNECTED);
}

/* What MQTT 3 does not have is there, and says why it is no use. */
static void
test_version (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  type_filter (get_group (fixture), "a");
  row = get_row (fixture, 0);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  g_object_set (get_profile (fixture), "version", MQTT_VERSION_5_0, NULL);
  until_shown (row, "What this client publishes does not come back");
  g_object_set (get_profile (fixture), "version", MQTT_VERSION_3_1_1, NULL);
  until_shown (row, "Exists in MQTT 5.0 only");
  g_assert_false (gtk_widget_is_sensitive (ui_find_name (row, "no-local")));
}

/* At hand on the other pages, by key. */
static void
test_button (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *button = traffic_find (fixture, WILLOW_TYPE_SUBSCRIPTIONS_BUTTON);
  GtkWidget *popover, *group;

  connect_to_practice_broker (fixture);
  traffic_show_page (fixture, "messages");
  g_assert_true (ui_shows_text (button, "0/0"));
  popover = ui_find_type (button, GTK_TYPE_POPOVER);
  /* The windows of other tests on the same display take the focus, which would
   * close it. */
  gtk_popover_set_autohide (GTK_POPOVER (popover), FALSE);
  gtk_widget_activate_action (button, "conversation.edit-subscriptions", NULL);
  ui_until (gtk_widget_get_mapped (popover));
  group = ui_find_type (popover, WILLOW_TYPE_SUBSCRIPTIONS_GROUP);
  /* The cursor is where one types. */
  ui_until (gtk_widget_is_ancestor (
      gtk_root_get_focus (GTK_ROOT (fixture->ui.window)), get_add_row (group)));
  type_filter (group, "x/#");
  until_shown (button, "1/1");
  until_shown (popover, "Granted QoS 0");
  gtk_popover_popdown (GTK_POPOVER (popover));
  traffic_show_page (fixture, "connection");
  g_assert_false (gtk_widget_get_visible (button));
}

static const char *
get_mark (GtkWidget *page, guint index)
{
  GtkWidget *mark = ui_find_nth (page, WILLOW_TYPE_MATCH_MARK, index);

  g_assert_nonnull (mark);
  return gtk_widget_get_tooltip_text (gtk_widget_get_parent (mark));
}

/* Which subscription a message came by: a bar, and words. */
static void
test_marks (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *messages = traffic_find (fixture, WILLOW_TYPE_MESSAGES_PAGE);
  GtkWidget *topics = traffic_find (fixture, WILLOW_TYPE_TOPICS_PAGE);

  g_object_set (willow_profile_add_subscription (
                    get_profile (fixture), "plant/#", MQTT_QOS_0),
                "colour",
                (guint)WILLOW_COLOUR_GREEN,
                NULL);
  g_object_set (willow_profile_add_subscription (
                    get_profile (fixture), "plant/a", MQTT_QOS_0),
                "name",
                "A",
                "colour",
                (guint)WILLOW_COLOUR_ORANGE,
                "identifier",
                7u,
                NULL);
  traffic_show_page (fixture, "messages");
  traffic_add_text (fixture, "plant/b", "1");
  traffic_add_text (fixture, "plant/a", "2");
  traffic_add_text (fixture, "other", "3");
  traffic_add (fixture,
               WILLOW_RECORD_PACKET,
               WILLOW_DIRECTION_TO_CLIENT,
               MQTT_VERSION_5_0,
               "\x30\x0d\x00\x07plant/a\x02\x0b\x07x",
               15);
  traffic_settle (fixture);
  g_assert_cmpstr (get_mark (messages, 0), ==, "Matched: plant/#");
  g_assert_cmpstr (get_mark (messages, 1), ==, "Matched: plant/#, plant/a (A)");
  g_assert_null (get_mark (messages, 2));
  g_assert_cmpstr (get_mark (messages, 3), ==, "Matched: plant/a (A)");
  g_assert_true (gtk_widget_has_css_class (
      ui_find_nth (messages, WILLOW_TYPE_MATCH_MARK, 3), "orange"));
  g_assert_true (gtk_widget_has_css_class (
      ui_find_nth (messages, WILLOW_TYPE_MATCH_MARK, 0), "green"));
  /* Another color is seen at once. */
  g_object_set (
      willow_live_subscription_get_subscription (get_live (fixture, 0)),
      "colour",
      (guint)WILLOW_COLOUR_BLUE,
      NULL);
  g_assert_true (gtk_widget_has_css_class (
      ui_find_nth (messages, WILLOW_TYPE_MATCH_MARK, 0), "blue"));
  traffic_select (messages, 3);
  until_shown (GTK_WIDGET (fixture->ui.window), "Matched: plant/a (A)");
  traffic_picture (fixture, "subscription-marks");
  traffic_show_page (fixture, "topics");
  traffic_settle (fixture);
  g_assert_null (get_mark (topics, 0)); /* a level, no topic */
  g_assert_cmpstr (get_mark (topics, 1), ==, "Matched: plant/#");
}

static void
test_tester (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *tester =
      ui_find_type (get_group (fixture), WILLOW_TYPE_MATCH_TESTER);
  GtkWidget *expander = ui_find_type (tester, ADW_TYPE_EXPANDER_ROW);

  willow_profile_add_subscription (
      get_profile (fixture), "plant/+/speed", MQTT_QOS_0);
  g_object_set (willow_profile_add_subscription (
                    get_profile (fixture), "plant/#", MQTT_QOS_0),
                "enabled",
                FALSE,
                NULL);
  traffic_add_text (fixture, "plant/a/speed", "1");
  traffic_add_text (fixture, "plant/b/speed", "2");
  traffic_add_text (fixture, "other", "3");
  traffic_settle (fixture);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (ui_find_name (tester, "match-topic")),
                         "plant/a/heat");
  until_shown (tester, "Level 3 is “heat”; the filter wants “speed”.");
  until_shown (tester, "“#” stands for “a/heat”. It is switched off.");
  gtk_editable_set_text (GTK_EDITABLE (ui_find_name (tester, "match-filter")),
                         "plant/+/speed");
  until_shown (tester, "Matches 2 of 3 topics seen so far");
  until_shown (tester, "plant/b/speed");
  traffic_picture (fixture, "match-tester");
  gtk_editable_set_text (GTK_EDITABLE (ui_find_name (tester, "match-filter")),
                         "plant#");
  until_shown (tester, "Not a valid filter");
}

/* All of it, to be looked at. */
static void
test_pictures (TrafficFixture *fixture, gconstpointer data)
{
  WillowProfile *profile = get_profile (fixture);
  GtkWidget     *group = get_group (fixture);

  if (g_getenv ("WILLOW_UI_PICTURES") == NULL)
    {
      g_test_skip ("Nobody wants pictures.");
      return;
    }
  g_object_set (
      willow_profile_add_subscription (profile, "plant/#", MQTT_QOS_1),
      "colour",
      (guint)WILLOW_COLOUR_GREEN,
      "name",
      "Plant",
      "identifier",
      3u,
      NULL);
  g_object_set (
      willow_profile_add_subscription (profile, "plant/+/speed", MQTT_QOS_2),
      "colour",
      (guint)WILLOW_COLOUR_ORANGE,
      NULL);
  g_object_set (willow_profile_add_subscription (profile, "$share/g/x", 0),
                "no-local",
                TRUE,
                NULL);
  connect_to_practice_broker (fixture);
  ui_until (willow_live_subscription_get_state (get_live (fixture, 1)) ==
            WILLOW_LIVE_GRANTED);
  g_object_set (
      willow_live_subscription_get_subscription (get_live (fixture, 1)),
      "enabled",
      FALSE,
      NULL);
  gtk_editable_set_text (GTK_EDITABLE (get_add_row (group)), "/plant/# ");
  gtk_widget_grab_focus (ui_find_name (group, "match-tester"));
  gtk_widget_grab_focus (get_add_row (group));
  settle_picture ();
  traffic_picture (fixture, "subscriptions");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (get_row (fixture, 0)), TRUE);
  settle_picture ();
  gtk_widget_grab_focus (ui_find_name (group, "remove-subscription"));
  settle_picture ();
  traffic_picture (fixture, "subscription-options");
  traffic_show_page (fixture, "messages");
  traffic_add_text (fixture, "plant/a/speed", "12.5");
  traffic_add_text (fixture, "plant/b", "1");
  traffic_settle (fixture);
  traffic_picture (fixture, "subscription-messages");
}

static gboolean
is_focused (TrafficFixture *fixture, GtkWidget *widget)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (fixture->ui.window));

  return focus != NULL &&
         (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* The arrow key, as the list that has the cursor takes it. */
static void
press_down (TrafficFixture *fixture)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (fixture->ui.window));
  GtkWidget *list = gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX);

  g_assert_nonnull (list);
  g_signal_emit_by_name (
      list, "move-cursor", GTK_MOVEMENT_DISPLAY_LINES, 1, FALSE, FALSE);
}

/* Tab within a row, and Down to the next one. */
static void
go_to (TrafficFixture *fixture, GtkWidget *within, GtkWidget *widget)
{
  GtkWidget *window = GTK_WIDGET (fixture->ui.window);

  for (guint i = 0; i < 100 && !is_focused (fixture, widget); i++)
    {
      GtkWidget *before = gtk_root_get_focus (GTK_ROOT (window));

      gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
      if (!is_focused (fixture, within))
        {
          gtk_widget_grab_focus (before);
          press_down (fixture);
        }
    }
  g_assert_true (is_focused (fixture, widget));
}

/* By Tab, Space and Enter alone: every part of a row is reached. */
static void
test_keyboard (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *group = get_group (fixture);
  GtkWidget *row, *focus;

  connect_to_practice_broker (fixture);
  willow_subscriptions_group_edit (WILLOW_SUBSCRIPTIONS_GROUP (group));
  g_assert_true (is_focused (fixture, get_add_row (group)));
  gtk_editable_set_text (GTK_EDITABLE (get_add_row (group)), "k");
  focus = gtk_root_get_focus (GTK_ROOT (fixture->ui.window));
  g_assert_true (GTK_IS_TEXT (focus));
  g_signal_emit_by_name (focus, "activate");
  row = get_row (fixture, 0);
  g_assert_nonnull (row);
  until_shown (row, "Granted QoS 0");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ui_until (gtk_revealer_get_child_revealed (
      GTK_REVEALER (ui_find_type (row, GTK_TYPE_REVEALER))));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->ui.window));
  go_to (fixture, group, ui_find_name (row, "subscription-enabled"));
  gtk_widget_activate (gtk_root_get_focus (GTK_ROOT (fixture->ui.window)));
  until_shown (row, "Unsubscribed");
  go_to (fixture, row, ui_find_type (row, ADW_TYPE_ENTRY_ROW));
  go_to (fixture, row, ui_find_type (row, WILLOW_TYPE_CHOICE));
  go_to (fixture, row, ui_find_type (row, GTK_TYPE_SPIN_BUTTON));
  go_to (fixture, row, ui_find_type (row, ADW_TYPE_COMBO_ROW));
  go_to (fixture, row, ui_find_name (row, "remove-subscription"));
  gtk_widget_activate (gtk_root_get_focus (GTK_ROOT (fixture->ui.window)));
  ui_until (get_row (fixture, 0) == NULL);
  /* The cursor is not lost with the row. */
  ui_until (is_focused (fixture, get_add_row (group)));
}

#define ADD(name, func)                                                        \
  g_test_add ("/ui/subscriptions/" name,                                       \
              TrafficFixture,                                                  \
              NULL,                                                            \
              set_up,                                                          \
              func,                                                            \
              traffic_tear_down)

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);
  ADD ("while-connected", test_while_connected);
  ADD ("edit", test_edit);
  ADD ("mistakes", test_mistakes);
  ADD ("broken-rule", test_broken_rule);
  ADD ("version", test_version);
  ADD ("button", test_button);
  ADD ("marks", test_marks);
  ADD ("tester", test_tester);
  ADD ("keyboard", test_keyboard);
  ADD ("pictures", test_pictures);
  return g_test_run ();
}
