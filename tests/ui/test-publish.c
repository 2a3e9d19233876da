/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traffic-fixture.h"

#include "app/traffic/willow-publish-bar.h"
#include "app/traffic/willow-topics-page.h"

#include <string.h>

/* The bar against the practice broker of the same window. */

static WillowPublishBar *
get_bar (TrafficFixture *fixture)
{
  return WILLOW_PUBLISH_BAR (traffic_find (fixture, WILLOW_TYPE_PUBLISH_BAR));
}

static GtkEditable *
get_topic (TrafficFixture *fixture)
{
  return GTK_EDITABLE (
      ui_find_type (GTK_WIDGET (get_bar (fixture)), GTK_TYPE_ENTRY));
}

static void
type_payload (TrafficFixture *fixture, const char *text)
{
  GtkWidget *view =
      ui_find_type (GTK_WIDGET (get_bar (fixture)), GTK_TYPE_TEXT_VIEW);

  gtk_text_buffer_set_text (
      gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
}

static GtkWidget *
get_button (TrafficFixture *fixture)
{
  return ui_find_button (GTK_WIDGET (get_bar (fixture)), "Publish");
}

static void
choose_qos (TrafficFixture *fixture, guint qos)
{
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (
          ui_find_type (GTK_WIDGET (get_bar (fixture)), GTK_TYPE_DROP_DOWN)),
      qos);
}

static gboolean
bar_shows (TrafficFixture *fixture, const char *text)
{
  return ui_shows_text (GTK_WIDGET (get_bar (fixture)), text);
}

static void
connect_to_practice_broker (TrafficFixture *fixture)
{
  WillowPracticeBroker *broker =
      willow_workspace_get_broker (fixture->ui.workspace);

  willow_practice_broker_set_port (broker, 0);
  willow_practice_broker_start_async (broker, NULL, NULL);
  ui_until (willow_practice_broker_get_running (broker));
  g_object_set (willow_conversation_get_profile (fixture->conversation),
                "host",
                "127.0.0.1",
                "port",
                willow_practice_broker_get_bound_port (broker),
                NULL);
  willow_profile_add_subscription (
      willow_conversation_get_profile (fixture->conversation), "#", MQTT_QOS_1);
  willow_conversation_connect (fixture->conversation, NULL);
  ui_until (willow_conversation_get_state (fixture->conversation) ==
            WILLOW_CLIENT_CONNECTED);
}

static void
test_not_connected (TrafficFixture *fixture, gconstpointer data)
{
  gtk_editable_set_text (get_topic (fixture), "a/b");
  g_assert_false (gtk_widget_is_sensitive (get_button (fixture)));
  g_assert_true (bar_shows (fixture, "Connect to publish."));
}

static void
test_wildcard (TrafficFixture *fixture, gconstpointer data)
{
  connect_to_practice_broker (fixture);
  gtk_editable_set_text (get_topic (fixture), "a/+");
  g_assert_false (gtk_widget_is_sensitive (get_button (fixture)));
  g_assert_true (bar_shows (fixture, "cannot contain + or #"));
  gtk_editable_set_text (get_topic (fixture), "a/b");
  g_assert_true (gtk_widget_is_sensitive (get_button (fixture)));
  g_assert_false (bar_shows (fixture, "cannot contain"));
}

static void
test_acknowledged (TrafficFixture *fixture, gconstpointer data)
{
  WillowTopicTree *topics;

  connect_to_practice_broker (fixture);
  traffic_show_page (fixture, "topics");
  gtk_editable_set_text (get_topic (fixture), "test/bar");
  type_payload (fixture, "first\nsecond 你好");
  choose_qos (fixture, 1);
  ui_click (get_button (fixture));
  ui_until (bar_shows (fixture, "PUBACK"));
  choose_qos (fixture, 2);
  willow_publish_bar_publish (get_bar (fixture));
  ui_until (bar_shows (fixture, "PUBCOMP"));
  /* And it comes back. */
  topics = willow_conversation_get_topics (fixture->conversation);
  ui_until (willow_topic_tree_get_n_topics (topics) == 1);
  g_assert_nonnull (willow_topic_tree_lookup (topics, "test/bar"));
  ui_until (ui_shows_text (traffic_find (fixture, WILLOW_TYPE_TOPICS_PAGE),
                           "1 topic"));
  traffic_picture (fixture, "publish-acknowledged");
  /* What was typed stays for the next. */
  g_assert_cmpstr (gtk_editable_get_text (get_topic (fixture)), ==, "test/bar");
}

static void
test_draft_of_each (TrafficFixture *fixture, gconstpointer data)
{
  WillowPublishBar   *bar = get_bar (fixture);
  WillowConversation *first = fixture->conversation;

  gtk_editable_set_text (get_topic (fixture), "first/topic");
  ui_activate (&fixture->ui, "win.new-connection");
  g_assert_cmpstr (gtk_editable_get_text (get_topic (fixture)), ==, "");
  gtk_editable_set_text (get_topic (fixture), "second/topic");
  willow_publish_bar_set_conversation (bar, first);
  g_assert_cmpstr (
      gtk_editable_get_text (get_topic (fixture)), ==, "first/topic");
}

static void
test_publish_to_topic (TrafficFixture *fixture, gconstpointer data)
{
  GtkWidget *page = traffic_find (fixture, WILLOW_TYPE_TOPICS_PAGE);
  GtkWidget *inspector =
      traffic_find (fixture, g_type_from_name ("WillowInspector"));

  traffic_show_page (fixture, "topics");
  traffic_add_text (fixture, "room/light", "on");
  traffic_settle (fixture);
  traffic_select (page, 1);
  traffic_settle (fixture);
  g_assert_true (
      gtk_widget_activate_action (inspector, "inspector.publish-to", NULL));
  g_assert_cmpstr (
      gtk_editable_get_text (get_topic (fixture)), ==, "room/light");
}

static void
test_clearing_is_said (TrafficFixture *fixture, gconstpointer data)
{
  connect_to_practice_broker (fixture);
  gtk_editable_set_text (get_topic (fixture), "a");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_find_button (
                                    GTK_WIDGET (get_bar (fixture)), "Retain")),
                                TRUE);
  g_assert_true (bar_shows (fixture, "clears the retained message"));
  type_payload (fixture, "x");
  g_assert_false (bar_shows (fixture, "clears the retained message"));
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
  add ("/app/publish/not-connected", test_not_connected);
  add ("/app/publish/wildcard", test_wildcard);
  add ("/app/publish/acknowledged", test_acknowledged);
  add ("/app/publish/draft-of-each", test_draft_of_each);
  add ("/app/publish/publish-to-topic", test_publish_to_topic);
  add ("/app/publish/clearing-is-said", test_clearing_is_said);
  return g_test_run ();
}
