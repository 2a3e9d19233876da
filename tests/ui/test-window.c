/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include <string.h>

static WillowProfile *
get_profile (UiFixture *fixture)
{
  return willow_conversation_get_profile (
      willow_window_get_conversation (fixture->window));
}

static GtkEditable *
get_row (UiFixture *fixture, const char *name)
{
  GtkWidget *row = ui_find_name (GTK_WIDGET (fixture->window), name);

  g_assert_true (GTK_IS_EDITABLE (row));
  return GTK_EDITABLE (row);
}

static void
test_first_run (UiFixture *fixture, gconstpointer data)
{
  GActionGroup *actions = G_ACTION_GROUP (fixture->window);

  g_assert_cmpstr (ui_get_content (fixture), ==, "welcome");
  g_assert_true (
      ui_shows_text (GTK_WIDGET (fixture->window), "Welcome to Willow"));
  g_assert_null (willow_window_get_conversation (fixture->window));
  g_assert_false (g_action_group_get_action_enabled (actions, "connect"));
  g_assert_false (g_action_group_get_action_enabled (actions, "page"));
  /* Nothing listens unless asked to. */
  g_assert_false (willow_practice_broker_get_running (
      willow_workspace_get_broker (fixture->workspace)));
}

static void
test_new_connection (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *focus;

  ui_activate (fixture, "win.new-connection");
  g_assert_cmpstr (ui_get_content (fixture), ==, "conversation");
  g_assert_cmpstr (
      willow_profile_get_name (get_profile (fixture)), ==, "New connection");
  /* The cursor is where one types first. */
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (
      focus, ui_find_name (GTK_WIDGET (fixture->window), "name")));
  ui_activate (fixture, "win.new-connection");
  g_assert_cmpstr (
      willow_profile_get_name (get_profile (fixture)), ==, "New connection 2");
}

static void
test_welcome_form (UiFixture *fixture, gconstpointer data)
{
  GtkWidget       *page = ui_find_type (GTK_WIDGET (fixture->window),
                                  g_type_from_name ("WillowWelcomePage"));
  GtkWidget       *row = ui_find_type (page, ADW_TYPE_ENTRY_ROW);
  GtkWidget       *button = ui_find_button (page, "Open Connection");
  g_autofree char *url = NULL;

  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (row), "broker.example");
  ui_click (button);
  g_assert_cmpstr (ui_get_content (fixture), ==, "conversation");
  url = willow_profile_dup_url (get_profile (fixture));
  g_assert_cmpstr (url, ==, "mqtt://broker.example:1883");
}

/* What is pasted is not lost: the password waits in the vault to be sent. */
static void
test_welcome_url (UiFixture *fixture, gconstpointer data)
{
  WillowPasswordVault *vault = willow_workspace_get_vault (fixture->workspace);
  GtkWidget           *page = ui_find_type (GTK_WIDGET (fixture->window),
                                  g_type_from_name ("WillowWelcomePage"));
  GtkWidget           *row = ui_find_type (page, ADW_TYPE_ENTRY_ROW);
  g_autofree char     *url = NULL;
  GBytes              *password;

  gtk_editable_set_text (GTK_EDITABLE (row), "mqtt://ada:xyzzy@10.1.2.3:1999");
  ui_click (ui_find_button (page, "Open Connection"));
  url = willow_profile_dup_url (get_profile (fixture));
  g_assert_cmpstr (url, ==, "mqtt://10.1.2.3:1999");
  g_assert_true (willow_profile_get_use_password (get_profile (fixture)));
  password = willow_password_vault_peek (vault, get_profile (fixture));
  g_assert_nonnull (password);
  g_assert_cmpmem (g_bytes_get_data (password, NULL),
                   g_bytes_get_size (password),
                   "xyzzy",
                   5);
}

static void
test_url_row (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *host = NULL;
  guint            port;

  ui_activate (fixture, "win.new-connection");
  gtk_editable_set_text (get_row (fixture, "url"), "mqtt://10.1.2.3:1999");
  g_object_get (get_profile (fixture), "host", &host, "port", &port, NULL);
  g_assert_cmpstr (host, ==, "10.1.2.3");
  g_assert_cmpuint (port, ==, 1999);
  g_assert_cmpstr (
      gtk_editable_get_text (get_row (fixture, "host")), ==, "10.1.2.3");
  /* What is no URL changes nothing and says so. */
  gtk_editable_set_text (get_row (fixture, "url"), "gopher://10.9.9.9:70");
  g_clear_pointer (&host, g_free);
  g_object_get (get_profile (fixture), "host", &host, NULL);
  g_assert_cmpstr (host, ==, "10.1.2.3");
  g_assert_true (gtk_widget_has_css_class (
      GTK_WIDGET (get_row (fixture, "url")), "error"));
}

static void
test_persisted (UiFixture *fixture, gconstpointer data)
{
  guint keep_alive = 0;

  ui_activate (fixture, "win.new-connection");
  gtk_editable_set_text (get_row (fixture, "name"), "温室 greenhouse");
  gtk_editable_set_text (get_row (fixture, "host"), "  spaces stay ");
  g_object_set (get_profile (fixture), "keep-alive-seconds", 17, NULL);
  ui_fixture_restart (fixture);

  g_assert_cmpstr (ui_get_content (fixture), ==, "conversation");
  g_assert_cmpstr (
      willow_profile_get_name (get_profile (fixture)), ==, "温室 greenhouse");
  g_assert_cmpstr (
      gtk_editable_get_text (get_row (fixture, "host")), ==, "  spaces stay ");
  g_object_get (get_profile (fixture), "keep-alive-seconds", &keep_alive, NULL);
  g_assert_cmpuint (keep_alive, ==, 17);
}

static void
test_broken_file (UiFixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  ui_activate (fixture, "win.new-connection");
  g_assert_true (willow_profile_store_flush (
      willow_workspace_get_profiles (fixture->workspace), NULL));
  ui_fixture_stop (fixture);
  g_assert_true (g_file_set_contents (
      g_file_peek_path (fixture->profiles), "{\"profiles\": [", -1, NULL));
  ui_fixture_start (fixture);

  g_assert_cmpstr (ui_get_content (fixture), ==, "welcome");
  g_assert_nonnull (willow_profile_store_get_problem (
      willow_workspace_get_profiles (fixture->workspace)));
  ui_until (
      ui_shows_text (GTK_WIDGET (fixture->window),
                     willow_profile_store_get_problem (
                         willow_workspace_get_profiles (fixture->workspace))));
  folder = g_dir_open (fixture->folder, 0, NULL);
  name = g_dir_read_name (folder);
  g_assert_nonnull (name); /* kept aside */
}

static void
test_delete_asks (UiFixture *fixture, gconstpointer data)
{
  GListModel *profiles =
      G_LIST_MODEL (willow_workspace_get_profiles (fixture->workspace));
  GListModel *windows = gtk_window_get_toplevels ();
  g_autoptr (GtkWindow) dialog = NULL;

  ui_activate (fixture, "win.new-connection");
  ui_activate_target (fixture,
                      "win.delete-connection",
                      willow_profile_get_id (get_profile (fixture)));
  g_assert_cmpuint (g_list_model_get_n_items (profiles), ==, 1);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        g_set_object (&dialog, window);
    }
  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "delete");
  g_assert_cmpuint (g_list_model_get_n_items (profiles), ==, 0);
  g_assert_cmpstr (ui_get_content (fixture), ==, "welcome");
  gtk_window_destroy (dialog);
}

static void
test_duplicate (UiFixture *fixture, gconstpointer data)
{
  g_autofree char *host = NULL;

  ui_activate (fixture, "win.new-connection");
  gtk_editable_set_text (get_row (fixture, "host"), "original.example");
  ui_activate_target (fixture,
                      "win.duplicate-connection",
                      willow_profile_get_id (get_profile (fixture)));
  g_object_get (get_profile (fixture), "host", &host, NULL);
  g_assert_cmpstr (host, ==, "original.example");
  g_assert_cmpstr (
      willow_profile_get_name (get_profile (fixture)), ==, "New connection 2");
}

/* A learner may call it anything; one that points elsewhere is not touched. */
static void
test_practice_profile_is_known_by_more_than_its_name (UiFixture    *fixture,
                                                      gconstpointer data)
{
  WillowProfile *first =
      willow_workspace_ensure_practice_profile (fixture->workspace);
  g_autofree char *host = NULL;
  WillowProfile   *second;

  g_object_set (first, "name", "My lab", NULL);
  g_assert_true (
      willow_workspace_ensure_practice_profile (fixture->workspace) == first);
  g_object_set (first, "host", "broker.example", NULL);
  second = willow_workspace_ensure_practice_profile (fixture->workspace);
  g_assert_true (second != first);
  g_assert_true (
      willow_workspace_ensure_practice_profile (fixture->workspace) == second);
  g_object_get (first, "host", &host, NULL);
  g_assert_cmpstr (host, ==, "broker.example");
}

static void
test_pages (UiFixture *fixture, gconstpointer data)
{
  static const char *const pages[] = {
    "messages", "topics", "packets", "connection"
  };

  ui_activate (fixture, "win.new-connection");
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (GVariant) state = NULL;

      ui_activate_target (fixture, "win.page", pages[i]);
      state = g_action_group_get_action_state (G_ACTION_GROUP (fixture->window),
                                               "page");
      g_assert_cmpstr (g_variant_get_string (state, NULL), ==, pages[i]);
    }
}

static void
test_zones (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *sidebar = ui_find_type (GTK_WIDGET (fixture->window),
                                     g_type_from_name ("WillowSidebar"));
  GtkWidget *start, *focus;
  guint      seen = 0;

  ui_activate (fixture, "win.new-connection");
  start = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_false (gtk_widget_is_ancestor (start, sidebar));
  for (guint i = 0; i < 4; i++)
    {
      ui_activate (fixture, "win.next-zone");
      focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
      g_assert_nonnull (focus);
      seen += gtk_widget_is_ancestor (focus, sidebar);
    }
  g_assert_cmpuint (seen, >=, 1);
}

static void
test_sidebar_collapses (UiFixture *fixture, gconstpointer data)
{
  GtkWidget *sidebar = ui_find_type (GTK_WIDGET (fixture->window),
                                     g_type_from_name ("WillowSidebar"));

  g_assert_true (gtk_widget_get_visible (sidebar));
  ui_activate (fixture, "win.sidebar");
  g_assert_false (gtk_widget_get_visible (sidebar));
  ui_activate (fixture, "win.sidebar");
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 600);
  ui_until (!gtk_widget_get_visible (sidebar));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1200, 780);
  ui_until (gtk_widget_get_visible (sidebar));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (UiFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/ui/window/first-run", test_first_run },
    { "/ui/window/new-connection", test_new_connection },
    { "/ui/window/welcome-form", test_welcome_form },
    { "/ui/window/welcome-url", test_welcome_url },
    { "/ui/window/url-row", test_url_row },
    { "/ui/window/persisted", test_persisted },
    { "/ui/window/broken-file", test_broken_file },
    { "/ui/window/delete-asks", test_delete_asks },
    { "/ui/window/duplicate", test_duplicate },
    { "/ui/window/practice-profile",
      test_practice_profile_is_known_by_more_than_its_name },
    { "/ui/window/pages", test_pages },
    { "/ui/window/zones", test_zones },
    { "/ui/window/sidebar-collapses", test_sidebar_collapses },
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
