/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section "Certificates" of the practice broker, and its addresses. */
#include "ui-fixture.h"

#include "app/practice/willow-bench-group.h"
#include "app/practice/willow-broker-page.h"
#include "net/willow-practice-pki.h"

static WillowPracticeBroker *
get_broker (UiFixture *fixture)
{
  return willow_workspace_get_broker (fixture->workspace);
}

static void
set_up (UiFixture *fixture, gconstpointer data)
{
  ui_fixture_set_up (fixture, NULL);
  willow_practice_broker_set_port (get_broker (fixture), 0);
  willow_window_show_broker (fixture->window);
}

static GtkWidget *
get_page (UiFixture *fixture)
{
  return ui_find_type (GTK_WIDGET (fixture->window), WILLOW_TYPE_BROKER_PAGE);
}

static void
make (UiFixture *fixture, WillowPracticeFlaw flaw)
{
  GtkWidget *group = ui_find_type (get_page (fixture), WILLOW_TYPE_BENCH_GROUP);

  adw_combo_row_set_selected (
      ADW_COMBO_ROW (ui_find_type (group, ADW_TYPE_COMBO_ROW)), flaw);
  ui_click (ui_find_button (group, "Make Certificates"));
  ui_until (willow_practice_broker_get_running (get_broker (fixture)) &&
            !willow_practice_broker_get_busy (get_broker (fixture)));
}

/* One click, and there are four addresses, each with its own button. */
static void
test_urls (UiFixture *fixture, gconstpointer data)
{
  static const char *const schemes[] = { "mqtt://127.0.0.1:",
                                         "ws://127.0.0.1:",
                                         "mqtts://127.0.0.1:",
                                         "wss://127.0.0.1:" };

  make (fixture, WILLOW_PRACTICE_SOUND);
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    ui_until (ui_shows_text (get_page (fixture), schemes[i]));
  ui_until (ui_shows_text (get_page (fixture), "unsafe"));
}

/* The profile is ready, and both columns tell what was checked. */
static void
test_flaw (UiFixture *fixture, gconstpointer data)
{
  WillowProfileStore *store =
      willow_workspace_get_profiles (fixture->workspace);
  WillowConversation *conversation;

  make (fixture, WILLOW_PRACTICE_EXPIRED);
  conversation = willow_workspace_get_conversation (
      fixture->workspace, willow_profile_store_lookup (store, "practice-tls"));
  willow_conversation_connect (conversation, NULL);
  ui_until (willow_conversation_get_state (conversation) ==
            WILLOW_CLIENT_FAILED);
  ui_until (ui_shows_text (get_page (fixture), "Valid now: Failed"));
  ui_until (ui_shows_text (get_page (fixture), "showed no certificate"));
  ui_picture (GTK_WINDOW (fixture->window), "bench");
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/bench/urls",
              UiFixture,
              NULL,
              set_up,
              test_urls,
              ui_fixture_tear_down);
  g_test_add ("/ui/bench/flaw",
              UiFixture,
              NULL,
              set_up,
              test_flaw,
              ui_fixture_tear_down);
  return g_test_run ();
}
