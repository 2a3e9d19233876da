/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include "app/window/willow-auto-connect.h"
#include "app/library/willow-sidebar-row.h"

#include <string.h>

/* Several connections at once, several windows, and what is not kept. */

static WillowProfileStore *
get_store (UiFixture *fixture)
{
  return willow_workspace_get_profiles (fixture->workspace);
}

static guint
start_broker (UiFixture *fixture)
{
  WillowPracticeBroker *broker =
      willow_workspace_get_broker (fixture->workspace);

  willow_practice_broker_set_port (broker, 0);
  willow_practice_broker_start (broker);
  ui_until (willow_practice_broker_get_running (broker));
  return willow_practice_broker_get_bound_port (broker);
}

static guint
find_closed_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return port;
}

static WillowProfile *
add (UiFixture *fixture, const char *name, guint port)
{
  g_autoptr (WillowProfile) profile = willow_profile_new (name);

  g_object_set (profile, "host", "127.0.0.1", "port", port, NULL);
  willow_profile_store_add (get_store (fixture), profile);
  return profile;
}

static WillowClientState
get_state (UiFixture *fixture, WillowProfile *profile)
{
  return willow_conversation_get_state (
      willow_workspace_get_conversation (fixture->workspace, profile));
}

static WillowProfile *
get_shown (WillowWindow *window)
{
  WillowConversation *conversation = willow_window_get_conversation (window);

  return conversation != NULL ? willow_conversation_get_profile (conversation)
                              : NULL;
}

static GtkWidget *
get_row (GtkWidget *window, WillowProfile *profile)
{
  for (guint i = 0;; i++)
    {
      GtkWidget *row = ui_find_nth (window, WILLOW_TYPE_SIDEBAR_ROW, i);

      if (row == NULL ||
          willow_sidebar_row_get_profile (WILLOW_SIDEBAR_ROW (row)) == profile)
        return row;
    }
}

/* Enter or a double click. */
static void
activate_row (UiFixture *fixture, WillowProfile *profile)
{
  GtkWidget *row = get_row (GTK_WIDGET (fixture->window), profile);

  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
}

static gboolean
can (UiFixture *fixture, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window),
                                            action);
}

static void
test_two_live (UiFixture *fixture, gconstpointer data)
{
  guint            port = start_broker (fixture);
  WillowProfile   *one = add (fixture, "one", port);
  WillowProfile   *two = add (fixture, "two", port);
  g_autofree char *last_used = NULL;

  activate_row (fixture, one);
  ui_until (get_state (fixture, one) == WILLOW_CLIENT_CONNECTED);
  willow_window_show_profile (fixture->window, two);
  g_assert_true (can (fixture, "connect"));
  activate_row (fixture, two);
  ui_until (get_state (fixture, two) == WILLOW_CLIENT_CONNECTED);
  g_assert_cmpuint (get_state (fixture, one), ==, WILLOW_CLIENT_CONNECTED);
  g_assert_cmpstr (
      gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "two – Willow");
  g_assert_false (can (fixture, "connect"));
  g_assert_true (can (fixture, "disconnect"));

  /* One of them ends, the other one does not notice. */
  gtk_widget_activate_action (
      get_row (GTK_WIDGET (fixture->window), one), "row.disconnect", NULL);
  ui_until (get_state (fixture, one) == WILLOW_CLIENT_DISCONNECTED);
  g_assert_cmpuint (get_state (fixture, two), ==, WILLOW_CLIENT_CONNECTED);
  g_assert_true (get_shown (fixture->window) == two);
  willow_window_show_profile (fixture->window, one);
  g_assert_true (can (fixture, "connect"));
  g_assert_cmpstr (
      gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "one – Willow");
  g_object_get (two, "last-used", &last_used, NULL);
  g_assert_cmpstr (last_used, !=, "");
}

static void
test_windows (UiFixture *fixture, gconstpointer data)
{
  guint          port = start_broker (fixture);
  WillowProfile *one = add (fixture, "one", port);
  WillowProfile *two = add (fixture, "two", port);
  WillowWindow  *second;

  willow_window_connect_profile (fixture->window, one);
  ui_until (get_state (fixture, one) == WILLOW_CLIENT_CONNECTED);
  second = willow_window_open_another (fixture->window, two);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (second));
  willow_window_connect_profile (second, two);
  ui_until (get_state (fixture, two) == WILLOW_CLIENT_CONNECTED);
  g_assert_true (get_shown (fixture->window) == one);
  g_assert_true (get_shown (second) == two);

  /* A window that goes takes no connection with it. */
  g_object_add_weak_pointer (G_OBJECT (second), (gpointer *)&second);
  gtk_window_close (GTK_WINDOW (second));
  ui_until (second == NULL);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (get_state (fixture, one), ==, WILLOW_CLIENT_CONNECTED);
  g_assert_cmpuint (get_state (fixture, two), ==, WILLOW_CLIENT_CONNECTED);

  /* What is deleted here is not shown there any more. */
  second = willow_window_open_another (fixture->window, one);
  willow_workspace_delete_profile (fixture->workspace, one);
  g_assert_null (get_shown (fixture->window));
  g_assert_null (get_shown (second));
  g_assert_cmpuint (get_state (fixture, two), ==, WILLOW_CLIENT_CONNECTED);
  gtk_window_destroy (GTK_WINDOW (second));
}

static gboolean
file_has (UiFixture *fixture, const char *part)
{
  g_autofree char *text = NULL;

  g_assert_true (willow_profile_store_flush (get_store (fixture), NULL));
  return g_file_get_contents (
             g_file_peek_path (fixture->profiles), &text, NULL, NULL) &&
         strstr (text, part) != NULL;
}

static AdwMessageDialog *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return ADW_MESSAGE_DIALOG (window);
    }
  return NULL;
}

static void
test_url (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  WillowProfile *guest = willow_workspace_open_url (
      fixture->workspace, "mqtts://ada:xyzzy@guest.example", &error);
  g_autofree char  *user_name = NULL;
  GtkWidget        *keep;
  AdwMessageDialog *dialog;

  g_assert_no_error (error);
  willow_window_show_profile (fixture->window, guest);
  g_object_get (guest, "user-name", &user_name, NULL);
  g_assert_cmpstr (user_name, ==, "ada");
  g_assert_true (willow_profile_get_use_password (guest));
  g_assert_cmpuint (get_state (fixture, guest), ==, WILLOW_CLIENT_DISCONNECTED);
  ui_until (ui_shows_text (GTK_WIDGET (fixture->window),
                           "Nothing is sent until you press Connect"));
  g_assert_false (ui_shows_text (GTK_WIDGET (fixture->window), "xyzzy"));
  g_object_set (guest, "notes", "changed", NULL);
  g_assert_false (file_has (fixture, "guest.example"));

  keep = ui_find_button (GTK_WIDGET (fixture->window), "Keep");
  ui_click (keep);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  adw_message_dialog_response (dialog, "without");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_true (file_has (fixture, "guest.example"));
  g_assert_false (file_has (fixture, "xyzzy"));
  g_assert_true (get_shown (fixture->window) == guest);
  ui_until (!gtk_widget_is_sensitive (keep));
  /* What was not stored is known as long as the program runs. */
  g_assert_nonnull (willow_password_vault_peek (
      willow_workspace_get_vault (fixture->workspace), guest));
}

static void
test_url_is_let_go (UiFixture *fixture, gconstpointer data)
{
  WillowProfile *guest = willow_workspace_open_url (
      fixture->workspace, "mqtt://guest.example", NULL);
  g_autoptr (GError) error = NULL;

  willow_window_show_profile (fixture->window, guest);
  /* Nobody is asked: there was nothing to lose. */
  gtk_widget_activate_action (
      get_row (GTK_WIDGET (fixture->window), guest), "row.delete", NULL);
  g_assert_cmpuint (
      g_list_model_get_n_items (G_LIST_MODEL (get_store (fixture))), ==, 0);
  g_assert_cmpstr (ui_get_content (fixture), ==, "welcome");
  g_assert_null (willow_workspace_open_url (
      fixture->workspace, "gopher://guest.example", &error));
  g_assert_nonnull (error);
}

static void
test_url_in_host (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *host = NULL;
  g_autofree char *user_name = NULL;
  GtkWidget       *row, *button;
  guint            port;

  ui_activate (fixture, "win.new-connection");
  row = ui_find_name (GTK_WIDGET (fixture->window), "host");
  button = ui_find_button (GTK_WIDGET (fixture->window), "Take It Apart");
  g_assert_false (gtk_widget_get_mapped (button));
  gtk_editable_set_text (GTK_EDITABLE (row), "mqtts://ada:xyzzy@h.example:99");
  /* Offered, and not done; the password is nowhere yet. */
  ui_until (gtk_widget_get_mapped (button));
  ui_picture (GTK_WINDOW (fixture->window), "url-in-host");
  g_object_get (get_shown (fixture->window), "host", &host, NULL);
  g_assert_cmpstr (host, ==, "");
  g_assert_false (file_has (fixture, "xyzzy"));
  ui_click (button);
  g_clear_pointer (&host, g_free);
  g_object_get (get_shown (fixture->window),
                "host",
                &host,
                "port",
                &port,
                "user-name",
                &user_name,
                NULL);
  g_assert_cmpstr (host, ==, "h.example");
  g_assert_cmpuint (port, ==, 99);
  g_assert_cmpstr (user_name, ==, "ada");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "h.example");
  ui_until (!gtk_widget_get_mapped (button));
  g_assert_false (file_has (fixture, "xyzzy"));
}

static void
test_auto_connect (UiFixture *fixture, gconstpointer data)
{
  guint          port = start_broker (fixture);
  WillowProfile *one = add (fixture, "one", port);
  WillowProfile *bad = add (fixture, "bad <b> & co", find_closed_port ());
  WillowProfile *not = add (fixture, "not", port);
  WillowProfile     *two = add (fixture, "two", port);
  WillowProfile     *nowhere = add (fixture, "nowhere", port);
  WillowAutoConnect *automatic;

  g_object_set (one, "auto-connect", TRUE, NULL);
  g_object_set (bad, "auto-connect", TRUE, NULL);
  g_object_set (two, "auto-connect", TRUE, NULL);
  g_object_set (nowhere, "auto-connect", TRUE, "host", "", NULL);
  automatic = willow_auto_connect_start (fixture->workspace, fixture->window);
  ui_until (
      ui_shows_text (GTK_WIDGET (fixture->window), "at the start: one, bad"));
  ui_until (get_state (fixture, one) == WILLOW_CLIENT_CONNECTED);
  ui_until (get_state (fixture, bad) == WILLOW_CLIENT_FAILED);
  ui_until (get_state (fixture, two) == WILLOW_CLIENT_CONNECTED);
  g_assert_cmpuint (get_state (fixture, not ), ==, WILLOW_CLIENT_DISCONNECTED);
  g_assert_cmpuint (get_state (fixture, one), ==, WILLOW_CLIENT_CONNECTED);
  /* After the first remark has gone by itself. */
  ui_until (ui_shows_text (GTK_WIDGET (fixture->window), "“bad <b> & co”"));
  ui_picture (GTK_WINDOW (fixture->window), "auto-connect");
  ui_click (ui_find_button (GTK_WIDGET (fixture->window), "Show"));
  g_assert_true (get_shown (fixture->window) == bad);
  ui_until (ui_shows_text (GTK_WIDGET (fixture->window), "“nowhere”"));
  willow_auto_connect_stop (automatic);
}

static void
test_recent (UiFixture *fixture, gconstpointer data)
{
  guint          port = start_broker (fixture);
  WillowProfile *one = add (fixture, "one", port);
  WillowProfile *two = add (fixture, "two", port);
  GtkWidget     *page = ui_find_type (GTK_WIDGET (fixture->window),
                                  g_type_from_name ("WillowWelcomePage"));

  willow_window_connect_profile (fixture->window, one);
  ui_until (get_state (fixture, one) == WILLOW_CLIENT_CONNECTED);
  willow_window_connect_profile (fixture->window, two);
  ui_until (get_state (fixture, two) == WILLOW_CLIENT_CONNECTED);
  ui_activate (fixture, "win.welcome");
  ui_until (ui_shows_text (page, "Recently Used"));
  g_assert_true (ui_shows_text (page, "one"));
  /* The last one is the first. */
  ui_click (ui_find_button (page, "Connect"));
  g_assert_true (get_shown (fixture->window) == two);
  ui_fixture_restart (fixture);
  g_assert_cmpstr (
      willow_profile_get_name (get_shown (fixture->window)), ==, "two");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (UiFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/ui/several/two-live", test_two_live },
    { "/ui/several/windows", test_windows },
    { "/ui/several/url", test_url },
    { "/ui/several/url-is-let-go", test_url_is_let_go },
    { "/ui/several/url-in-host", test_url_in_host },
    { "/ui/several/auto-connect", test_auto_connect },
    { "/ui/several/recent", test_recent },
  };

  ui_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path,
                UiFixture,
                NULL,
                ui_fixture_set_up,
                tests[i].run,
                ui_fixture_tear_down);
  return g_test_run ();
}
